"""Outlines of real neighbourhoods, laid on other grounds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from bench.truths import Floats

SHAPES = 12
"""Neighbourhood shapes laid on each ground; with more of them on one ground there is more of the same truth."""


@cache
def outlines(data: Path) -> tuple[shapely.Geometry, ...]:
    """Return the outlines of real neighbourhoods, each moved to the origin; every fifth, the smallest left out."""
    frame = gpd.read_file(data / "occitanie" / "qp.geojson").to_crs(2154)
    shapes = shapely.make_valid(frame.geometry.to_numpy())
    shapes = shapes[shapely.area(shapes) > 150_000]
    middle = shapely.centroid(shapes)
    return tuple(shapely.transform(s, lambda xy, m=m: xy - [m.x, m.y]) for s, m in zip(shapes, middle, strict=True))


def turned(angle: float) -> Floats:
    """Return the matrix that turns places (n, 2) by an angle."""
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
