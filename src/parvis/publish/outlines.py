"""The outlines of zones in longitude and latitude, simplified for a map on a screen."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from parvis.publish.extent import DIGITS

_HEAVIEST = 200_000  # points of a layer around the zones; what takes more is left out
_STEPS = 4000  # the territory's breadth in the least lengths that are drawn: a screen zoomed in about three times


def outlines(zones: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return zones as GeoJSON (WGS 84, about a metre); each has its row as `id`, its zone and a point inside."""
    west, south, east, north = zones.total_bounds
    tolerance = max(east - west, north - south) / _STEPS
    shapes = zones.geometry.to_numpy()
    simple = gpd.GeoSeries(shapely.simplify(shapes, tolerance), crs=zones.crs).to_crs("EPSG:4326")
    inside = gpd.GeoSeries(shapely.point_on_surface(shapes), crs=zones.crs).to_crs("EPSG:4326")
    features = [
        {"type": "Feature", "id": row, "properties": {"zone": zone, "at": _ring(at)[0]}, "geometry": _geometry(shape)}
        for row, (zone, shape, at) in enumerate(zip(zones["id"], simple, inside, strict=True))
    ]
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
    simple = gpd.GeoSeries(cut, crs=shapes.crs).to_crs("EPSG:4326")
    features = [
        {"type": "Feature", "properties": {}, "geometry": made} for shape in simple if (made := _ground_geometry(shape))
    ]
    return {"type": "FeatureCollection", "features": features}


def _ground_geometry(shape: Any) -> dict[str, Any] | None:
    lines = [_ring(part) for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 1]
    if lines:
        return {"type": "MultiLineString", "coordinates": lines}
    polygons = _geometry(shape)
    return polygons if polygons["coordinates"] else None


def _geometry(shape: Any) -> dict[str, Any]:
    parts = [part for part in shapely.get_parts(shape) if shapely.get_type_id(part) == shapely.GeometryType.POLYGON]
    polygons = [[_ring(ring) for ring in shapely.get_rings(part)] for part in parts]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _ring(ring: Any) -> list[list[float]]:
    return [[round(x, DIGITS), round(y, DIGITS)] for x, y in shapely.get_coordinates(ring).tolist()]
