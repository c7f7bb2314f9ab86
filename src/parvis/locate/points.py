"""Records into zones: which points lie in which of any number of zones, overlapping or not."""

from __future__ import annotations

import geopandas as gpd
from scipy.sparse import csr_array

from parvis.locate.index import ZoneIndex


def assign(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, *, near: float = 0.0) -> csr_array:
    """Return a (n_points, n_zones) of 0.0 and 1.0: whether a point lies in a zone, or within `near` metres of it.

    Computed in the zones' CRS (projected, metres), to which the points are brought. Zones may overlap or be empty.
    A point on a common border belongs to exactly one of two neighbours: it counts as shifted infinitesimally to
    the east, and infinitely less to the north (see `parvis.locate.exact`). With `near`, points at exactly that
    distance count. For points in parts, or several zonings, make a `ZoneIndex` once.

    Raises SourceError for geometry that is not a Point, for empty points and for points that have no place in the
    zones' CRS; AnalystError for a missing or geographic CRS, invalid zones or a negative `near`.
    """
    return ZoneIndex([zones], near=near).assign(points)[0]
