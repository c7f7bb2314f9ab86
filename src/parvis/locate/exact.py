"""On which side of an edge a point lies, to the last bit, in machine code; and through which edges a path leads.

The sign is computed in floating point, and where rounding could have changed it, exactly: as the sum of six products,
each kept as two numbers, added without loss (Shewchuk 1997, https://doi.org/10.1007/PL00009321). Coordinates are 0 or
between 1e-140 and 1e140: outside, products lose digits.

A point on a border counts as shifted infinitesimally to the east, and infinitely less to the north. So shifted it lies
on no border, hence in exactly one of the polygons that share one; nothing depends on the order of zones or on the
direction in which a ring is drawn. (Simulation of simplicity: Edelsbrunner and Mücke 1990,
https://doi.org/10.1145/77635.77639.)
"""

from __future__ import annotations

import numpy as np

from parvis.model.compiled import compiled

SURE = 4 * 2.0**-53  # beyond (3 + 16u)u, u = 2**-53, of the sum of both products the sign of their difference is sure
SPLITTER = 2.0**27 + 1


@compiled
def side(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> int:
    """Return 1 where (x, y) lies to the left of the line from a to b, -1 to its right, 0 on it.

    >>> side(0.0, 0.0, 5.0, 1.0, 0.5, 0.1)  # the float 0.1 is a little more than a tenth
    1
    """
    left, right = (ax - x) * (by - y), (ay - y) * (bx - x)
    difference = left - right
    if abs(difference) > SURE * (abs(left) + abs(right)):
        return 1 if difference > 0 else -1
    return _side_exactly(ax, ay, bx, by, x, y)


@compiled
def _side_exactly(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> int:
    factors = ((ax, by), (-ax, y), (-x, by), (-ay, bx), (ay, x), (y, bx))
    sum_ = np.zeros(12)  # an expansion: its terms do not overlap, the last is the largest
    count = 0
    for one, other in factors:
        high, low = _product(one, other)
        for term in (low, high):
            for i in range(count):
                total = term + sum_[i]
                part = total - term
                sum_[i] = (term - (total - part)) + (sum_[i] - part)
                term = total
            sum_[count] = term
            count += 1
    for i in range(count - 1, -1, -1):
        if sum_[i] != 0.0:
            return 1 if sum_[i] > 0 else -1
    return 0


@compiled
def _product(a: float, b: float) -> tuple[float, float]:
    """Return the product as two numbers: rounded, and what rounding left out (Dekker 1971)."""
    product = a * b
    scaled = SPLITTER * a
    a_high = scaled - (scaled - a)
    scaled = SPLITTER * b
    b_high = scaled - (scaled - b)
    a_low, b_low = a - a_high, b - b_high
    return product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


@compiled
def above(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> bool:
    """Return whether (x, y), shifted, lies above the edge from a up to b; x lies between its ends."""
    turn = side(ax, ay, bx, by, x, y)
    if turn == 0:
        return ay == by or bx < ax
    return (turn > 0) == (bx > ax)


@compiled
def crossed(ax: float, ay: float, bx: float, by: float, x: float, y: float, east: float, south: float) -> bool:
    """Return whether a path, shifted, crosses the edge from a up to b (or level with it) an odd number of times.

    The path leads from (x, y) eastward to (east, y), then southward to (east, south).
    """
    odd = False
    if ay <= y < by and (ax > x or bx > x) and (ax <= east or bx <= east):
        odd = side(ax, ay, bx, by, x, y) > 0 and side(ax, ay, bx, by, east, y) <= 0
    if min(ax, bx) <= east < max(ax, bx) and ay <= y and by >= south:
        odd ^= above(ax, ay, bx, by, east, y) != above(ax, ay, bx, by, east, south)
    return odd
