"""Latitude and longitude exchanged: the commonest mistake in files of coordinates."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from parvis.locate.shapes import Bools, Floats


def looks_swapped(frame: gpd.GeoDataFrame, expected_bounds: tuple[float, float, float, float]) -> bool:
    """Return whether most places lie outside the territory as they are, and inside it once x and y are exchanged.

    `expected_bounds` (west, south, east, north) are the territory's, in the frame's CRS. A place is the centre of a
    geometry's bounds; missing and empty geometry has none. A frame without any place is not swapped.
    """
    bounds: Floats = shapely.bounds(frame.geometry.to_numpy())
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    as_is, exchanged = _within(x, y, expected_bounds), _within(y, x, expected_bounds)
    half = len(x) / 2
    return bool(np.count_nonzero(exchanged) > half and np.count_nonzero(as_is) < half)


def _within(x: Floats, y: Floats, bounds: tuple[float, float, float, float]) -> Bools:
    west, south, east, north = bounds
    inside: Bools = (west <= x) & (x <= east) & (south <= y) & (y <= north)
    return inside
