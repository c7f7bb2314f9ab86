"""Smooth surfaces over the units of truths, as a build makes them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from bench.truths import Truth
from parvis import locate
from parvis.estimate import Surface, cut_units

_made: dict[tuple[bytes, ...], Surface] = {}


def surface_of(truth: Truth) -> Surface | None:
    """Return the surface over a truth's units; made once for all that is counted in them. None without polygons."""
    if truth.polygons is None:
        return None
    weights = truth.weights
    key = tuple(part.tobytes() for part in (weights.data, weights.indices, weights.indptr, truth.area))
    if key not in _made:
        units, zones = truth.polygons()
        empty = truth.empty() if truth.empty is not None else np.array([], dtype=object)
        every = np.concatenate([units, empty[shapely.area(empty) > 0]])
        frame = gpd.GeoDataFrame(geometry=every, crs=2154)
        parts = locate.parts(frame, gpd.GeoDataFrame(geometry=zones, crs=2154), cut_units(weights))
        _made[key] = Surface.of(weights, locate.ground(frame), parts)
    return _made[key]
