"""Which polygons are valid beyond doubt, found in machine code: the rest is asked of GEOS, which takes longer.

A polygon of one ring is valid if no two of its edges have a point in common but the vertex that neighbours share. A
ring is cut into chains that run towards one quarter of the compass: edges of one chain cannot meet, and of two only
those in what their boxes have in common. Where rounding leaves doubt, doubt is the answer.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.locate.exact import SURE
from parvis.model.compiled import compiled, longest

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LONGEST = 32
"""Edges in a chain, at most."""
AT_MOST = 256
"""Chains with which one is compared on average, at most, or GEOS is asked."""


@compiled
def simple(xy: Floats, begins: Integers) -> Bools:
    """Return which rings (n_rings,) are simple beyond doubt; ring i is xy[begins[i] : begins[i + 1]], closed."""
    found = np.zeros(len(begins) - 1, dtype=np.bool_)
    most = longest(begins)
    chains, boxes = np.empty(most + 1, dtype=np.int64), np.empty((most, 4))
    for i in range(len(begins) - 1):
        ring = xy[begins[i] : begins[i + 1]]
        count = _chains(ring, chains, boxes)
        found[i] = count > 0 and _apart(ring, chains, boxes, np.argsort(boxes[:count, 0]))
    return found


@compiled
def _chains(xy: Floats, chains: Integers, boxes: Floats) -> int:
    """Write where the chains of a ring begin, and the end, and their boxes: west, south, east, north; return how many.

    Returns 0 where edges may meet that follow each other, or where a coordinate is no number.
    """
    edges, count = len(xy) - 1, 0
    quarter = -1
    for i in range(edges):
        ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
        towards = bx > ax or (bx == ax and by > ay)
        if towards != quarter or i - chains[count - 1] == LONGEST:
            before = i - 1 if i else edges - 1
            if _folds(xy[before, 0], xy[before, 1], ax, ay, bx, by):
                return 0
            chains[count] = i
            boxes[count] = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
            count += 1
            quarter = towards
        elif (bx == ax and by == ay) or not (abs(bx - ax) < np.inf and abs(by - ay) < np.inf):
            return 0
        box = count - 1
        boxes[box, 0], boxes[box, 2] = min(boxes[box, 0], bx), max(boxes[box, 2], bx)
        boxes[box, 1], boxes[box, 3] = min(boxes[box, 1], by), max(boxes[box, 3], by)
    chains[count] = edges
    return count


@compiled
def _apart(xy: Floats, chains: Integers, boxes: Floats, order: Integers) -> bool:
    """Return whether no edges of different chains meet; `order` (n_chains,) is that of their west sides."""
    edges, left = len(xy) - 1, AT_MOST * len(order)
    for i in range(len(order)):
        one = order[i]
        for j in range(i + 1, len(order)):
            other = order[j]
            west, east = boxes[other, 0], min(boxes[one, 2], boxes[other, 2])
            if west > boxes[one, 2]:
                break
            left -= 1
            south, north = max(boxes[one, 1], boxes[other, 1]), min(boxes[one, 3], boxes[other, 3])
            if south > north:
                continue
            for e in range(chains[one], chains[one + 1]):
                if not _within(xy[e, 0], xy[e, 1], xy[e + 1, 0], xy[e + 1, 1], west, south, east, north):
                    continue
                for f in range(chains[other], chains[other + 1]):
                    if (
                        abs(e - f) != 1
                        and abs(e - f) != edges - 1
                        and _meet(
                            xy[e, 0],
                            xy[e, 1],
                            xy[e + 1, 0],
                            xy[e + 1, 1],
                            xy[f, 0],
                            xy[f, 1],
                            xy[f + 1, 0],
                            xy[f + 1, 1],
                        )
                    ):
                        return False
        if left < 0:
            return False
    return True


@compiled
def _within(ax: float, ay: float, bx: float, by: float, west: float, south: float, east: float, north: float) -> bool:
    """Return whether an edge's box meets another."""
    return max(ax, bx) >= west and min(ax, bx) <= east and max(ay, by) >= south and min(ay, by) <= north


@compiled
def _meet(ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float) -> bool:
    """Return False only where two edges, from a to b and from c to d, have no point in common."""
    if not _within(ax, ay, bx, by, min(cx, dx), min(cy, dy), max(cx, dx), max(cy, dy)):
        return False
    apart = _turn(ax, ay, bx, by, cx, cy) * _turn(ax, ay, bx, by, dx, dy) > 0
    return not (apart or _turn(cx, cy, dx, dy, ax, ay) * _turn(cx, cy, dx, dy, bx, by) > 0)


@compiled
def _folds(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> bool:
    """Return False only where the edges from a to b and from b to c share b alone."""
    return not (ax - bx) * (cx - bx) + (ay - by) * (cy - by) < 0 and _turn(ax, ay, bx, by, cx, cy) == 0


@compiled
def _turn(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> int:
    """Return the sign of the turn from a over b to (x, y), 0 where rounding may have changed it."""
    left, right = (ax - x) * (by - y), (ay - y) * (bx - x)
    if abs(left - right) <= SURE * (abs(left) + abs(right)):
        return 0
    return 1 if left > right else -1
