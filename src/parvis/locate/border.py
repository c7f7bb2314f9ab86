"""Points that lie on a border: to which side they count.

The rule: a point is taken as if it were shifted infinitesimally to the east, and infinitely less to the north. So
shifted it lies on no border, hence in exactly one of the polygons that share one; nothing depends on the order of
zones or on the direction in which a ring is drawn. (Simulation of simplicity: Edelsbrunner and Mücke 1990,
https://doi.org/10.1145/77635.77639.)

A ray to the east from the shifted point (x + e, y + e²) crosses an edge that has one end at or below y and the other
above y, if the point lies strictly to its left. An odd number of crossings with the rings of a valid polygon, holes
and parts together, means inside.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import shapely

from parvis.locate.shapes import Bools, Floats

# Shewchuk 1997, https://doi.org/10.1007/PL00009321: beyond (3 + 16u)u, u = 2**-53, the sign of the determinant is sure.
SURE = 4 * 2.0**-53


def holds_shifted(shape: shapely.Geometry, x: Floats, y: Floats) -> Bools:
    """Return for points (n,) on the border of a valid polygon or multipolygon whether it holds them, shifted.

    >>> left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> on_the_border = np.array([1.0]), np.array([0.5])
    >>> holds_shifted(left, *on_the_border)[0].item(), holds_shifted(right, *on_the_border)[0].item()
    (False, True)
    """
    low, high = _edges(shape)
    held = np.empty(len(x), dtype=bool)
    for i in range(len(x)):
        spans = (low[:, 1] <= y[i]) & (high[:, 1] > y[i])
        held[i] = np.count_nonzero(_left_of(low[spans], high[spans], x[i], y[i])) % 2
    return held


def _edges(shape: shapely.Geometry) -> tuple[Floats, Floats]:
    """Return the lower and the upper end of every edge of every ring that is not level, each (n_edges, 2)."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    start, end = points[:-1], points[1:]
    rises = start[:, 1] < end[:, 1]
    real = (ring[:-1] == ring[1:]) & (start[:, 1] != end[:, 1])
    low = np.where(rises[:, None], start, end)
    high = np.where(rises[:, None], end, start)
    return low[real], high[real]


def _left_of(low: Floats, high: Floats, x: float, y: float) -> Bools:
    """Return for each edge whether (x, y) lies strictly to its left, looking upward; exact."""
    a = (low[:, 0] - x) * (high[:, 1] - y)
    b = (low[:, 1] - y) * (high[:, 0] - x)
    left: Bools = a - b > 0
    for i in np.flatnonzero(np.abs(a - b) <= SURE * (np.abs(a) + np.abs(b))):
        left[i] = _left_of_exactly(*map(Fraction, (*low[i].tolist(), *high[i].tolist(), float(x), float(y))))
    return left


def _left_of_exactly(ax: Fraction, ay: Fraction, bx: Fraction, by: Fraction, x: Fraction, y: Fraction) -> bool:
    return (ax - x) * (by - y) > (ay - y) * (bx - x)
