"""The outlines of zones in longitude and latitude, simplified for a map on a screen."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from parvis.publish.extent import DIGITS

T = TypeVar("T")
Line = list[list[float]]
Shapes = npt.NDArray[np.object_]
Places = npt.NDArray[np.int64]

_HEAVIEST = 200_000  # points of a layer around the zones; what takes more is left out
_STEPS = 4000  # the territory's breadth in the least lengths that are drawn: a screen zoomed in about three times


def outlines(zones: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return zones as GeoJSON (WGS 84, about a metre); each has its row as `id`, its zone and a point inside."""
    west, south, east, north = zones.total_bounds
    tolerance = max(east - west, north - south) / _STEPS
    shapes = zones.geometry.to_numpy()
    simple = gpd.GeoSeries(shapely.simplify(shapes, tolerance), crs=zones.crs).to_crs("EPSG:4326")
    inside = gpd.GeoSeries(shapely.point_on_surface(shapes), crs=zones.crs).to_crs("EPSG:4326")
    drawn = zip(zones["id"], _polygons(simple.to_numpy()), _coordinates(inside.to_numpy()), strict=True)
    features = [
        {"type": "Feature", "id": row, "properties": {"zone": zone, "at": at[0]},
         "geometry": {"type": "MultiPolygon", "coordinates": polygons}}
        for row, (zone, polygons, at) in enumerate(drawn)
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def ground_outlines(shapes: gpd.GeoSeries, zones: gpd.GeoDataFrame) -> dict[str, Any] | None:
    """Return a layer around the zones as GeoJSON (WGS 84), cut to where they are; None for one too heavy to be sent."""
    west, south, east, north = zones.total_bounds
    breadth = max(east - west, north - south)
    window = (west - breadth / 8, south - breadth / 8, east + breadth / 8, north + breadth / 8)
    cut = shapely.clip_by_rect(shapely.simplify(shapes.to_numpy(), breadth / _STEPS), *window)
    cut = cut[~shapely.is_empty(cut)]
    if not len(cut) or shapely.get_num_coordinates(cut).sum() > _HEAVIEST:
        return None
    simple = gpd.GeoSeries(cut, crs=shapes.crs).to_crs("EPSG:4326").to_numpy()
    features = [
        {"type": "Feature", "properties": {}, "geometry": made}
        for lines, polygons in zip(_lines(simple), _polygons(simple), strict=True)
        if (made := _ground_geometry(lines, polygons))
    ]
    return {"type": "FeatureCollection", "features": features}


def _ground_geometry(lines: list[Line], polygons: list[list[Line]]) -> dict[str, Any] | None:
    if lines:
        return {"type": "MultiLineString", "coordinates": lines}
    return {"type": "MultiPolygon", "coordinates": polygons} if polygons else None


def _lines(shapes: Shapes) -> list[list[Line]]:
    """Return the coordinates of the lines that each shape has."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    some = shapely.get_dimensions(parts) == 1
    return _grouped(_coordinates(parts[some]), of[some], len(shapes))


def _polygons(shapes: Shapes) -> list[list[list[Line]]]:
    """Return the coordinates of the rings of the polygons that each shape has."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    some = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, of_part = shapely.get_rings(parts[some], return_index=True)
    return _grouped(_grouped(_coordinates(rings), of_part, int(some.sum())), of[some], len(shapes))


def _grouped(things: list[T], of: Places, count: int) -> list[list[T]]:
    """Return so many lists of things: of each thing the place says in which it is."""
    lists: list[list[T]] = [[] for _ in range(count)]
    for place, thing in zip(of.tolist(), things, strict=True):
        lists[place].append(thing)
    return lists


def _coordinates(shapes: Shapes) -> list[Line]:
    """Return the coordinates of each shape, all of them written at once."""
    xy, of = shapely.get_coordinates(shapes, return_index=True)
    written = [[round(x, DIGITS), round(y, DIGITS)] for x, y in xy.tolist()]
    ends = np.searchsorted(of, np.arange(len(shapes) + 1)).tolist()
    return [written[begin:end] for begin, end in pairwise(ends)]
