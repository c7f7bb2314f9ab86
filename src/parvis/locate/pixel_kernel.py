"""Pixels of a block added up by zone, in machine code: each counts by the share of it that lies inside.

Only through the pixels that a border crosses it is followed (`parvis.locate.kernel`); those between are whole.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.locate.kernel import NEGLIGIBLE, add_ring, extent, room, shares
from parvis.model.compiled import compiled

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

COUNT, TOTAL, WANTED, WEIGHT, WEIGHTED = range(5)
"""What is added up: pixels, their values, those wanted, their weights, their values times weights."""
DIGITS = 11
"""Bits of a value by which a pass divides what a quantile is sought in."""
NO_KEY = np.uint64(2**64 - 1)


@compiled
def _cover(
    xy: Floats,
    rings: Integers,
    exterior: Bools,
    corner: tuple[float, float],
    size: tuple[int, int],
    area: Floats,
    climb: Floats,
    reach: Integers,
) -> tuple[int, int, int, int, Floats, Floats, Integers]:
    """Write the shares of the pixels of a block inside a shape into `area`, and from where to where into `reach`.

    `rings` (n_rings + 1,) is where the shape's rings begin in `xy`; `corner` and `size` (height, width) are those of
    the block in pixels. Returns its first row and column, how many rows and columns, and the three arrays.
    """
    inside = xy[rings[0] : rings[-1]]
    left, right, low, high = extent(inside, corner[0], corner[1], 1.0, size[1], size[0])
    across, tall = max(0, right - left + 1), max(0, high - low + 1)
    if across == 0 or tall == 0:
        return 0, 0, 0, 0, area, climb, reach
    area, climb, reach = room(area, climb, reach, tall, across)
    for ring in range(len(rings) - 1):
        border = xy[rings[ring] : rings[ring + 1]]
        add_ring(border, exterior[ring], (corner[0] + left, corner[1] + low), 1.0, across, area, climb, reach[:tall])
    for row in range(tall):
        place = row * (across + 1)
        here, there = area[place : place + across + 1], climb[place : place + across + 1]
        reach[row, 1] = shares(here, there, reach[row, 0], reach[row, 1])
    return low, left, tall, across, area, climb, reach


@compiled
def add_pixels(
    xy: Floats,
    rings: Integers,
    exterior: Bools,
    shapes: Integers,
    touched: Integers,
    corner: tuple[float, float],
    values: Floats,
    nodata: float,
    wanted: Bools,
    weights: Floats,
    tallies: Floats,
) -> None:
    """Add the pixels of a block, (height, width), to the tallies (5, n_shapes) of the shapes that touch it.

    `wanted` and `weights` are of the same shape as `values`, or empty. What is `nodata` or no number is left out, and
    what has no weight weighs nothing.
    """
    area, climb, reach = np.zeros(1024), np.zeros(1024), np.empty((64, 2), dtype=np.int64)
    for shape in touched:
        first, last = shapes[shape], shapes[shape + 1]
        low, left, tall, across, area, climb, reach = _cover(
            xy, rings[first : last + 1], exterior[first:last], corner, values.shape, area, climb, reach
        )
        for row in range(tall):
            begin, end = reach[row, 0], reach[row, 1]
            part = area[row * (across + 1) + 1 + begin : row * (across + 1) + 1 + end]
            line = values[low + row, left + begin : left + end]
            count, total = _sums(part, line, nodata)
            tallies[COUNT, shape] += count
            tallies[TOTAL, shape] += total
            if wanted.size:
                here = wanted[low + row, left + begin : left + end]
                tallies[WANTED, shape] += _sums(np.where(here, part, 0.0), line, nodata)[0]
            if weights.size:
                heavy = weights[low + row, left + begin : left + end]
                count, total = _sums(np.where(heavy > 0, part * heavy, 0.0), line, nodata)
                tallies[WEIGHT, shape] += count
                tallies[WEIGHTED, shape] += total
            part[:] = 0.0


@compiled
def _sums(part: Floats, values: Floats, nodata: float) -> tuple[float, float]:
    """Return the sum of the parts of the pixels that have a value, and of their values times it."""
    count, total = 0.0, 0.0
    for i in range(len(part)):
        value = values[i]
        known = part[i] if value != nodata and abs(value) < np.inf else 0.0
        count += known
        total += known * value if known > 0.0 else 0.0
    return count, total


@compiled
def add_digits(
    xy: Floats,
    rings: Integers,
    exterior: Bools,
    shapes: Integers,
    touched: Integers,
    corner: tuple[float, float],
    keys: Keys,
    shift: int,
    digits: int,
    sought: Keys,
    tallies: Floats,
) -> None:
    """Add the pixels of a block to `tallies` (n_shapes, k, 2**DIGITS), by their next `digits`.

    `keys` (height, width) are in the order of values, `NO_KEY` without one; those count for a quantile whose digits
    above `shift` + `digits` are the ones `sought` (n_shapes, k).
    """
    area, climb, reach = np.zeros(1024), np.zeros(1024), np.empty((64, 2), dtype=np.int64)
    low_bits, mask = np.uint64(shift), np.uint64((1 << digits) - 1)
    top, whole = np.uint64(shift + digits), shift + digits == 64
    for shape in touched:
        first, last = shapes[shape], shapes[shape + 1]
        low, left, tall, across, area, climb, reach = _cover(
            xy, rings[first : last + 1], exterior[first:last], corner, keys.shape, area, climb, reach
        )
        for row in range(tall):
            for column in range(reach[row, 0], reach[row, 1]):
                place = row * (across + 1) + 1 + column
                key = keys[low + row, left + column]
                if area[place] > NEGLIGIBLE and key != NO_KEY:
                    above = np.uint64(0) if whole else key >> top
                    for k in range(sought.shape[1]):
                        if above == sought[shape, k]:
                            tallies[shape, k, (key >> low_bits) & mask] += area[place]
                area[place] = 0.0
