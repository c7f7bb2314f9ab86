"""The share of each square cell inside each polygon, by signed areas, in machine code.

Every border is walked once through the cells that it crosses. A piece of border that climbs by dy inside a cell takes
from each cell east of it in the same row an area of dy (of a cell's height), and from its own cell what lies east of
the piece; a piece that descends gives it. Summed from west to east, row by row, that is the area inside the polygon:
Green's theorem on a lattice. Rings are turned so that exteriors run counterclockwise and holes clockwise.

Shape and cells are measured from a corner of the lattice near the shape, so that coordinates of seven million metres
lose nothing. A share within `NEGLIGIBLE` of 0 or 1 is rounding, and taken for it.
"""

from __future__ import annotations

from math import floor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from parvis.locate.shapes import Borders
from parvis.model.compiled import compiled, longer, none

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]

NEGLIGIBLE = 1e-11
SCRATCH = 1 << 21  # lattice cells worked on at a time; a shape that spans more is done in bands of rows


class Band(NamedTuple):
    """Rows of cells that are worked on, so many `tall` and `across`; the arrays may have room for more.

    `area` and `climb` have for each row a place for what lies west of it and one for each of its cells: what a cell
    gets from its own pieces of border, and what every cell east of it gets. `reach` (n_rows, 2) are the first and the
    last cell of each row through which a border passes.
    """

    tall: int
    across: int
    area: Floats
    climb: Floats
    reach: Integers


@compiled
def weigh(
    borders: Borders,
    corner: tuple[float, float],
    size: float,
    starts: Integers,
    columns: Places,
    cells: Places,
    found: Places,
    share: Floats,
) -> tuple[Places, Places, Floats]:
    """Return (indptr (n_shapes + 1,), cell, share): the cells with a share of each shape, a shape after the other.

    `corner` is the south-west of the lattice. The listed cells are sorted by row, then column: `starts` (n_rows + 1,)
    where each lattice row begins in `columns` and `cells` (n_cells,), a cell's column and number. `found` and `share`
    are room for what is returned; more is made where it does not do.
    """
    rows, width = len(starts) - 1, none()
    for column in columns:
        width = max(width, column + 1)
    indptr = np.zeros(len(borders.shapes), dtype=np.int32)
    band, count = no_band(), none()
    for shape in range(len(borders.shapes) - 1):
        left, right, low, high = extent(borders, shape, corner, size, width, rows)
        across = right - left + 1
        most = max(1, SCRATCH // (max(0, across) + 1))
        for base in range(low, high + 1 if across > 0 else low, most):
            band = room(band, min(most, high + 1 - base), across)
            if count + band.tall * across >= len(found):
                found = longer(found, count + band.tall * across)
                share = longer(share, count + band.tall * across)
            add_shape(borders, shape, (corner[0] + left * size, corner[1] + base * size), size, band)
            count = _list(band, starts[base : base + band.tall + 1], columns, cells, left, found, share, count)
        indptr[shape + 1] = count
    return indptr, found[:count], share[:count]


@compiled
def squares(xy: Floats, tolerance: float) -> tuple[Floats, Floats, float]:
    """Return the lower-left corners, x and y (n,), and the size of squares by their five vertices each.

    The size is 0.0 where one of them is no upright square of that size within a tolerance, a share of it.
    """
    count = len(xy) // 5
    west, south = np.empty(count), np.empty(count)
    size = max(abs(xy[0, 0] - xy[2, 0]), abs(xy[0, 1] - xy[2, 1]))
    close = tolerance * size
    for i in range(count):
        a = 5 * i
        # Opposite corners, and the two between them: where the sides are upright one shares x, the other y with each.
        x0, x1, y0, y1 = xy[a, 0], xy[a + 2, 0], xy[a, 1], xy[a + 2, 1]
        west[i], south[i] = min(x0, x1), min(y0, y1)
        level = abs(xy[a + 1, 0] - x1) + abs(xy[a + 1, 1] - y0) + abs(xy[a + 3, 0] - x0) + abs(xy[a + 3, 1] - y1)
        steep = abs(xy[a + 1, 0] - x0) + abs(xy[a + 1, 1] - y1) + abs(xy[a + 3, 0] - x1) + abs(xy[a + 3, 1] - y0)
        off = abs(abs(x1 - x0) - size) + abs(abs(y1 - y0) - size) + abs(xy[a + 4, 0] - x0) + abs(xy[a + 4, 1] - y0)
        if not off + min(level, steep) <= close:
            return west, south, 0.0
    return west, south, size


@compiled
def no_band() -> Band:
    """Return a band without rows."""
    return Band(0, 0, np.zeros(1024), np.zeros(1024), np.empty((64, 2), dtype=np.int64))


@compiled
def room(band: Band, tall: int, across: int) -> Band:
    """Return a band of other rows that hold nothing yet, in the same memory if they have room there."""
    area, climb, reach = band.area, band.climb, band.reach
    needed = tall * (across + 1)
    if needed > len(area):
        area, climb = np.zeros(2 * needed), np.zeros(2 * needed)
    if tall > len(reach):
        reach = np.empty((2 * tall, 2), dtype=np.int64)
    reach[:tall, 0] = across
    reach[:tall, 1] = -1
    return Band(tall, across, area, climb, reach)


@compiled
def extent(
    borders: Borders, shape: int, corner: tuple[float, float], size: float, width: int, rows: int
) -> tuple[int, int, int, int]:
    """Return the first and last column and row of a lattice that a shape spans; nothing where it has no vertices."""
    xy = borders.xy[borders.rings[borders.shapes[shape]] : borders.rings[borders.shapes[shape + 1]]]
    if not len(xy):
        return 0, -1, 0, -1
    low_x, low_y = xy[0]
    high_x, high_y = xy[0]
    for i in range(1, len(xy)):
        low_x, high_x = min(low_x, xy[i, 0]), max(high_x, xy[i, 0])
        low_y, high_y = min(low_y, xy[i, 1]), max(high_y, xy[i, 1])
    left, right = floor((low_x - corner[0]) / size), floor((high_x - corner[0]) / size)
    low, high = floor((low_y - corner[1]) / size), floor((high_y - corner[1]) / size)
    return max(0, left), min(width - 1, right), max(0, low), min(rows - 1, high)


@compiled
def add_shape(borders: Borders, shape: int, corner: tuple[float, float], size: float, band: Band) -> None:
    """Write the share inside a shape of each cell of an empty band that begins at a corner.

    The shares stand in `area`, from the place of `reach[row, 0]` up to that of `reach[row, 1]`.
    """
    for ring in range(borders.shapes[shape], borders.shapes[shape + 1]):
        xy = borders.xy[borders.rings[ring] : borders.rings[ring + 1]]
        _add_ring(xy, turn(xy) * (1.0 if borders.exterior[ring] else -1.0), corner, size, band)
    _settle(band)


@compiled
def _add_ring(xy: Floats, sign: float, corner: tuple[float, float], size: float, band: Band) -> None:
    """Add a ring to a band of cells that begins at a corner.

    No array is handed on from here: to do so for each edge takes longer than the edge.
    """
    tall, across, area, climb, reach = band
    x, y = (xy[0, 0] - corner[0]) / size, (xy[0, 1] - corner[1]) / size
    for i in range(1, len(xy)):
        from_x, from_y = x, y
        x, y = (xy[i, 0] - corner[0]) / size, (xy[i, 1] - corner[1]) / size
        column, row = floor(x), floor(y)
        if 0 <= column < across and 0 <= row < tall and floor(from_x) == column and floor(from_y) == row:
            # Most edges lie in one cell: the same as below, in a third of the time.
            place, rise = row * (across + 1) + 1 + column, sign * (from_y - y)
            climb[place] += rise
            area[place] += rise * (column + 1.0 - 0.5 * (from_x + x))
            reach[row, 0], reach[row, 1] = min(reach[row, 0], column), max(reach[row, 1], column)
            continue
        ax, ay, bx, by, way = (from_x, from_y, x, y, -sign) if from_y < y else (x, y, from_x, from_y, sign)
        for row in range(max(0, floor(ay)), min(tall - 1, floor(by)) + 1):
            start, end = _at(ax, ay, bx, by, float(row)), _at(ax, ay, bx, by, row + 1.0)
            low, high = min(start, end), max(start, end)
            first, last = max(-1, floor(low)), max(-1, min(across - 1, floor(high)))
            reach[row, 0], reach[row, 1] = min(reach[row, 0], max(0, first)), max(reach[row, 1], last)
            left = way * (min(by, row + 1.0) - max(ay, float(row)))
            each = left / (high - low) if high > first + 1.0 else 0.0
            for column in range(first, last + 1):
                stop = min(high, column + 1.0)
                rise = left if stop == high else each * (stop - low)
                place = row * (across + 1) + 1 + column
                climb[place] += rise
                area[place] += rise * (column + 1.0 - 0.5 * (low + stop))
                left, low = left - rise, stop


@compiled
def _at(ax: float, ay: float, bx: float, by: float, y: float) -> float:
    """Return where on an edge from a up to b the height y is reached, or the end that is nearer."""
    if y <= ay:
        return ax
    return bx if y >= by else ax + (y - ay) * ((bx - ax) / (by - ay))


@compiled
def _settle(band: Band) -> None:
    """Turn what the cells of a band get into shares, summing from west to east.

    `reach[row, 1]` is from here on the first cell of the rest of its row, in which nothing is inside. Climbs are left
    at 0.
    """
    tall, across, area, climb, reach = band
    for row in range(tall):
        place = row * (across + 1)
        inside, after = climb[place], max(reach[row, 0], reach[row, 1] + 1)
        area[place] = climb[place] = 0.0
        for here in range(place + 1 + reach[row, 0], place + 1 + after):
            area[here] += inside
            inside += climb[here]
            climb[here] = 0.0
        reach[row, 1] = after
        if inside > NEGLIGIBLE:
            reach[row, 1] = across
            area[place + 1 + after : place + 1 + across] = inside


@compiled
def _list(
    band: Band,
    starts: Integers,
    columns: Places,
    cells: Places,
    left: int,
    found: Places,
    share: Floats,
    count: int,
) -> int:
    """Note the listed cells of a band that have a part in the shape; return how many are noted by then.

    The band begins in column `left`; `starts` is where its rows begin in `columns`. Areas are left at 0.
    """
    tall, across, area, _, reach = band
    for row in range(tall):
        origin = row * (across + 1) + 1 - left
        begin, end = left + reach[row, 0], left + reach[row, 1]
        for listed in range(_place(columns, starts[row], starts[row + 1], begin), starts[row + 1]):
            if columns[listed] >= end:
                break
            part = area[origin + columns[listed]]
            found[count] = cells[listed]
            share[count] = part if part < 1.0 - NEGLIGIBLE else 1.0
            count += part > NEGLIGIBLE
        area[origin + begin : origin + end] = 0.0
    return count


@compiled
def _place(columns: Places, begin: int, end: int, column: int) -> int:
    """Return the place of the first entry from `begin` up to `end` that is a column or one to its east.

    No column is listed twice: there are no more of them to one side than the columns between. In a full row that says
    the place.
    """
    if begin == end:
        return end
    begin, end = (
        max(begin, end - max(0, columns[end - 1] - column + 1)),
        min(end, begin + max(0, column - columns[begin])),
    )
    while begin < end:
        middle = (begin + end) // 2
        if columns[middle] < column:
            begin = middle + 1
        else:
            end = middle
    return begin


@compiled
def turn(xy: Floats) -> float:
    """Return 1.0 for a ring that runs counterclockwise, else -1.0."""
    twice = 0.0
    x, y = xy[0]
    for i in range(len(xy) - 1):
        twice += (xy[i, 0] - x) * (xy[i + 1, 1] - y) - (xy[i + 1, 0] - x) * (xy[i, 1] - y)
    return 1.0 if twice > 0 else -1.0
