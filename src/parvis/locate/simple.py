"""Which polygons are valid beyond doubt, found in machine code: the rest is asked of GEOS, which takes longer.

A polygon of one ring is valid if no two of its edges have a point in common but the vertex that neighbours share.
Edges are compared within strips from west to east; where rounding leaves doubt, doubt is the answer.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.locate.exact import SURE
from parvis.model.compiled import compiled

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]

AT_MOST = 16
"""Strips that edges cross on average, at most, or GEOS is asked."""


@compiled
def simple(xy: Floats, begins: Integers) -> Bools:
    """Return which rings (n_rings,) are simple beyond doubt; ring i is xy[begins[i] : begins[i + 1]], closed."""
    found = np.zeros(len(begins) - 1, dtype=np.bool_)
    most = np.diff(begins).max()
    head, chain = np.empty(most, dtype=np.int32), np.empty((AT_MOST * most, 2), dtype=np.int32)
    for ring in range(len(begins) - 1):
        found[ring] = _is_simple(xy[begins[ring] : begins[ring + 1]], head, chain)
    return found


@compiled
def _is_simple(xy: Floats, head: Places, chain: Places) -> bool:
    """Return whether a ring is simple, comparing edges in strips from west to east; `chain` lists those of a strip."""
    count, used = len(xy) - 1, 0
    west, east = xy[:, 0].min(), xy[:, 0].max()
    scale = (count - 1) / (east - west)
    if not (np.isfinite(scale) and np.isfinite(xy[:, 1].sum())):
        return False
    head[:count] = -1
    for i in range(count):
        low, high = min(xy[i, 1], xy[i + 1, 1]), max(xy[i, 1], xy[i + 1, 1])
        first, last = int((xy[i, 0] - west) * scale), int((xy[i + 1, 0] - west) * scale)
        for strip in range(min(first, last), max(first, last) + 1):
            place = head[strip]
            while place >= 0:
                j = chain[place, 0]
                if (
                    max(xy[j, 1], xy[j + 1, 1]) >= low
                    and min(xy[j, 1], xy[j + 1, 1]) <= high
                    and _meet(xy, j, i, count)
                ):
                    return False
                place = chain[place, 1]
            if used == len(chain):
                return False
            chain[used, 0], chain[used, 1] = i, head[strip]
            head[strip] = used
            used += 1
    return True


@compiled
def _meet(xy: Floats, i: int, j: int, count: int) -> bool:
    """Return False only where edge i and a later edge j have no point in common beyond what neighbours share."""
    if j == i + 1:
        return _folds(xy, i, j, j + 1)
    if i == 0 and j == count - 1:
        return _folds(xy, j, 0, 1)
    ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
    cx, cy, dx, dy = xy[j, 0], xy[j, 1], xy[j + 1, 0], xy[j + 1, 1]
    apart = _turn(ax, ay, bx, by, cx, cy) * _turn(ax, ay, bx, by, dx, dy) > 0
    return not (apart or _turn(cx, cy, dx, dy, ax, ay) * _turn(cx, cy, dx, dy, bx, by) > 0)


@compiled
def _folds(xy: Floats, a: int, b: int, c: int) -> bool:
    """Return False only where the edges from a to b and from b to c share b alone."""
    ax, ay, bx, by, cx, cy = xy[a, 0], xy[a, 1], xy[b, 0], xy[b, 1], xy[c, 0], xy[c, 1]
    return not (ax - bx) * (cx - bx) + (ay - by) * (cy - by) < 0 and _turn(ax, ay, bx, by, cx, cy) == 0


@compiled
def _turn(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> int:
    """Return the sign of the turn from a over b to (x, y), 0 where rounding may have changed it."""
    left, right = (ax - x) * (by - y), (ay - y) * (bx - x)
    if abs(left - right) <= SURE * (abs(left) + abs(right)):
        return 0
    return 1 if left > right else -1
