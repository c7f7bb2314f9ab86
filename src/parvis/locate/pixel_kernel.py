"""Pixels of a block added up by zone, in machine code: each counts by the share of it that lies inside.

Only through the pixels that a border crosses it is followed (`parvis.locate.kernel`); those between are whole.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.locate.kernel import NEGLIGIBLE, Band, add_shape, extent, no_band, room
from parvis.locate.shapes import Borders
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
    borders: Borders, shape: int, corner: tuple[float, float], size: tuple[int, int], band: Band
) -> tuple[int, int, Band]:
    """Return the first row and column of the pixels of a block that a shape spans, and these with their shares in it.

    `corner` and `size` (height, width) are those of the block in pixels; `band` is whatever memory there is.
    """
    left, right, low, high = extent(borders, shape, corner, 1.0, size[1], size[0])
    if right < left or high < low:
        return 0, 0, Band(0, 0, band.area, band.climb, band.reach)
    band = room(band, high - low + 1, right - left + 1)
    add_shape(borders, shape, (corner[0] + left, corner[1] + low), 1.0, band)
    return low, left, band


@compiled
def add_pixels(
    borders: Borders,
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
    band = no_band()
    for shape in touched:
        low, left, band = _cover(borders, shape, corner, values.shape, band)
        for row in range(band.tall):
            begin, end, place = band.reach[row, 0], band.reach[row, 1], row * (band.across + 1) + 1
            part = band.area[place + begin : place + end]
            line = values[low + row, left + begin : left + end]
            count, total = _sums(part, line, nodata)
            tallies[COUNT, shape] += count
            tallies[TOTAL, shape] += total
            if wanted.size:
                here = wanted[low + row, left + begin : left + end]
                tallies[WANTED, shape] += _sums_times(part, here, line, nodata)[0]
            if weights.size:
                heavy = weights[low + row, left + begin : left + end]
                count, total = _sums_times(part, heavy, line, nodata)
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
def _sums_times(part: Floats, factor: Floats | Bools, values: Floats, nodata: float) -> tuple[float, float]:
    """Return the same of parts times a factor, where it is above 0."""
    count, total = 0.0, 0.0
    for i in range(len(part)):
        value = values[i]
        known = part[i] * factor[i] if factor[i] > 0 and value != nodata and abs(value) < np.inf else 0.0
        count += known
        total += known * value if known > 0.0 else 0.0
    return count, total


@compiled
def add_digits(
    borders: Borders,
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
    band = no_band()
    low_bits, mask = np.uint64(shift), np.uint64((1 << digits) - 1)
    top, whole = np.uint64(shift + digits), shift + digits == 64
    for shape in touched:
        low, left, band = _cover(borders, shape, corner, keys.shape, band)
        for row in range(band.tall):
            for column in range(band.reach[row, 0], band.reach[row, 1]):
                place = row * (band.across + 1) + 1 + column
                key = keys[low + row, left + column]
                if band.area[place] > NEGLIGIBLE and key != NO_KEY:
                    above = np.uint64(0) if whole else key >> top
                    for k in range(sought.shape[1]):
                        if above == sought[shape, k]:
                            tallies[shape, k, (key >> low_bits) & mask] += band.area[place]
                band.area[place] = 0.0
