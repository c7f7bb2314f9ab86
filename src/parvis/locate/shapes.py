"""What may enter this room: valid polygons in a projected coordinate system in metres. Everything else raises."""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS

from parvis.errors import AnalystError, ParvisError

Shapes = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]

MANY = 200
"""Polygons from which on machine code is worth its loading."""
SURFACES = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Borders(NamedTuple):
    """The borders of shapes, ring by ring.

    `xy` (n_vertices, 2) are the vertices of all rings, the first repeated last; `rings` (n_rings + 1,) where each
    begins; `exterior` (n_rings,) whether it is a border, not a hole; `shapes` (n_shapes + 1,) where each shape's
    rings begin.
    """

    xy: Floats
    rings: Integers
    exterior: Bools
    shapes: Integers


def refuse(
    rows: Bools, code: str, name: str, error: type[ParvisError] = AnalystError, ids: npt.ArrayLike | None = None
) -> None:
    """Raise where a row is marked, with their number and the first ten: their ids, or their positions from 0."""
    if not rows.any():
        return
    positions = np.flatnonzero(rows)
    labels = positions if ids is None else np.asarray(ids)[positions]
    some = ", ".join(str(label) for label in labels[:10]) + (", ..." if len(labels) > 10 else "")
    raise error.of(code, name=name, count=len(positions), rows=some)


def metric(crs: Any, name: str) -> CRS:
    """Return the CRS of the layer `name`; raise AnalystError unless it is projected, in metres."""
    if crs is None:
        raise AnalystError.of("layer_crs_missing", name=name)
    known = CRS.from_user_input(crs)
    if not known.is_projected or known.axis_info[0].unit_conversion_factor != 1.0:
        raise AnalystError.of("layer_crs_not_metric", name=name, crs=known.name)
    return known


def polygons(frame: gpd.GeoDataFrame, crs: CRS, name: str) -> Shapes:
    """Return the polygons of a frame in `crs`, shape (n_rows,); they may be empty, nothing else may be missing.

    Borders are carried over vertex by vertex. Raises AnalystError for a missing CRS and for rows that are no
    valid Polygon or MultiPolygon.
    """
    shapes = _valid(frame, name)
    refuse(~np.isin(shapely.get_type_id(shapes), SURFACES), "not_polygons", name)
    return _moved(shapes, frame.crs, crs, name)


def surfaces(frame: gpd.GeoDataFrame, crs: CRS, name: str) -> Shapes:
    """Return `polygons(frame, crs, name)`; raise AnalystError where one is empty."""
    shapes = polygons(frame, crs, name)
    refuse(shapely.area(shapes) == 0, "polygons_empty", name)
    return shapes


def mixed(frame: gpd.GeoDataFrame, crs: CRS, name: str) -> Shapes:
    """Return what is polygonal in each row of a frame, in `crs`; a row may also be a collection."""
    shapes = _valid(frame, name)
    kinds = (*SURFACES, shapely.GeometryType.GEOMETRYCOLLECTION)
    refuse(~np.isin(shapely.get_type_id(shapes), kinds), "not_polygons", name)
    return _moved(polygonal(shapes), frame.crs, crs, name)


def polygonal(shapes: Shapes) -> Shapes:
    """Return the polygons of each geometry, merged; POLYGON EMPTY where it has none.

    >>> line_and_square = shapely.union(shapely.LineString([(0, 0), (9, 0)]), shapely.box(0, 0, 1, 1))
    >>> polygonal(np.array([line_and_square]))[0].area
    1.0
    """
    result = shapes.copy()
    for row in np.flatnonzero(~np.isin(shapely.get_type_id(shapes), SURFACES)):
        result[row] = shapely.union_all(_polygons_in(shapes[row]))
    result[shapely.is_empty(result)] = shapely.Polygon()
    return result


def _polygons_in(shape: shapely.Geometry) -> Shapes:
    parts: Shapes = np.array([shape])
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    found: Shapes = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return found


def dissolved(shapes: Shapes) -> Shapes:
    """Return the polygons of the union of all: disjoint but for single points, shape (n_parts,)."""
    parts: Shapes = shapely.get_parts(polygonal(np.array([shapely.union_all(shapes)])))
    full: Shapes = parts[~shapely.is_empty(parts)]
    return full


def borders(shapes: Shapes) -> Borders:
    """Return the borders of polygons."""
    parts, shape = shapes, np.arange(len(shapes))
    if (shapely.get_type_id(shapes) != shapely.GeometryType.POLYGON).any():  # parts and rings are copies
        parts, shape = shapely.get_parts(shapes, return_index=True)
    rings, part = parts, np.arange(len(parts))
    if shapely.get_num_interior_rings(parts).any():
        rings, part = shapely.get_rings(parts, return_index=True)
    vertices = shapely.get_num_coordinates(rings)
    part, vertices = part[vertices > 0], vertices[vertices > 0]
    exterior = np.diff(part, prepend=-1) > 0
    starts = np.searchsorted(shape[part], np.arange(len(shapes) + 1))
    return Borders(shapely.get_coordinates(shapes), np.append(0, np.cumsum(vertices)), exterior, starts)


def _valid(frame: gpd.GeoDataFrame, name: str) -> Shapes:
    if frame.crs is None:
        raise AnalystError.of("layer_crs_missing", name=name)
    shapes: Shapes = frame.geometry.to_numpy()
    refuse(shapely.is_missing(shapes), "polygons_missing", name)
    refuse(~valid(shapes), "polygons_invalid", name)
    return shapes


def valid(shapes: Shapes) -> Bools:
    """Return which geometries (n,) are valid, as `shapely.is_valid` does."""
    result = np.zeros(len(shapes), dtype=bool)
    plain = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON)
    if len(plain) >= MANY:
        from parvis.locate.simple import simple  # compiled on first use

        xy, begins, _, starts = borders(shapes[plain])
        one = np.diff(starts) == 1
        result[plain[one]] = simple(xy, begins)[starts[:-1][one]]
    result[~result] = shapely.is_valid(shapes[~result])
    return result


def _moved(shapes: Shapes, crs: Any, to: CRS, name: str) -> Shapes:
    """Return the shapes in another CRS; what rounding makes invalid on the way is mended, at no cost in area."""
    if CRS.from_user_input(crs) == to:
        return shapes
    moved: Shapes = gpd.GeoSeries(shapes, crs=crs).to_crs(to).to_numpy()
    refuse(~np.isfinite(shapely.bounds(moved)).all(axis=1) & ~shapely.is_empty(moved), "outside_crs", name)
    broken = ~shapely.is_valid(moved)
    if broken.any():
        moved = moved.copy()
        moved[broken] = polygonal(shapely.make_valid(moved[broken], method="structure", keep_collapsed=False))
    return moved
