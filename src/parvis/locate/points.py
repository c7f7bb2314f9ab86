"""Records into zones: which points lie in which of any number of zones, overlapping or not."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from scipy.sparse import csr_array

from parvis.errors import AnalystError, SourceError
from parvis.locate.border import holds_shifted
from parvis.locate.shapes import Shapes, metric, polygons, refuse

Pairs = npt.NDArray[np.int64]


def assign(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, *, near: float = 0.0) -> csr_array:
    """Return a (n_points, n_zones) of 0.0 and 1.0: whether a point lies in a zone, or within `near` metres of it.

    Computed in the zones' CRS (projected, metres), to which the points are brought. Zones may overlap or be empty.
    A point on a common border belongs to exactly one of two neighbours: it counts as shifted infinitesimally to
    the east, and infinitely less to the north (see `parvis.locate.border`). With `near`, points at exactly that
    distance count.

    Raises SourceError for geometry that is not a Point, for empty points and for points that have no place in the
    zones' CRS; AnalystError for a missing or geographic CRS, invalid zones or a negative `near`.
    """
    crs = metric(zones.crs, "zones")
    shapes, places = polygons(zones, crs, "zones"), _places(points, crs)
    if not 0 <= near < np.inf:
        raise AnalystError.of("near_negative", near=near)
    tree = shapely.STRtree(places)
    pairs = tree.query(shapes, predicate="dwithin", distance=near) if near else _held(tree, shapes)
    zone, point = pairs
    matrix = csr_array((np.ones(len(zone)), (point, zone)), shape=(len(places), len(shapes)))
    matrix.sort_indices()
    return matrix


def _places(points: gpd.GeoDataFrame, crs: CRS) -> Shapes:
    if points.crs is None:
        raise AnalystError.of("layer_crs_missing", name="points")
    given: Shapes = points.geometry.to_numpy()
    usable = (shapely.get_type_id(given) == shapely.GeometryType.POINT) & ~shapely.is_empty(given)
    refuse(~usable, "not_points", "points", SourceError)
    places: Shapes = points.geometry.to_crs(crs).to_numpy()
    refuse(~np.isfinite(shapely.get_coordinates(places)).all(axis=1), "outside_crs", "points", SourceError)
    return places


def _held(tree: shapely.STRtree, shapes: Shapes) -> Pairs:
    """Return the (zone, point) pairs, those on a border by the border's rule."""
    own = shapely.force_2d(shapes)  # copies: preparing marks the geometries of the caller otherwise
    shapely.prepare(own)
    zone, point = tree.query(own)
    x, y = shapely.get_coordinates(tree.geometries)[point].T
    held = shapely.contains_xy(own[zone], x, y)
    away = np.flatnonzero(~held)
    border = away[shapely.intersects_xy(own[zone[away]], x[away], y[away])]
    for i in np.unique(zone[border]):
        here = border[zone[border] == i]
        held[here] = holds_shifted(own[i], x[here], y[here])
    return np.vstack([zone[held], point[held]])
