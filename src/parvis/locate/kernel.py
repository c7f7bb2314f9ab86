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

import numpy as np
import numpy.typing as npt

from parvis.model.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]

NEGLIGIBLE = 1e-11
AT_FIRST = 1 << 22  # shares for which there is room from the beginning
SCRATCH = 1 << 21  # lattice cells worked on at a time; a shape that spans more is done in bands of rows


@compiled
def weigh(
    xy: Floats,
    rings: Integers,
    exterior: npt.NDArray[np.bool_],
    shapes: Integers,
    lattice: Floats,
    starts: Integers,
    columns: Integers,
    cells: Integers,
) -> tuple[Places, Places, Floats]:
    """Return (indptr (n_shapes + 1,), cell, share): the cells with a share of each shape, a shape after the other.

    `xy` (n_vertices, 2) are the vertices of all rings, the first repeated last; `rings` (n_rings + 1,) where each
    begins; `exterior` (n_rings,) whether it is a border, not a hole; `shapes` (n_shapes + 1,) where each shape's
    rings begin. `lattice` is west, south and size. The listed cells are sorted by row, then column: `starts`
    (n_rows + 1,) where each lattice row begins in `columns` and `cells` (n_cells,), a cell's column and number.
    """
    west, south, size = lattice
    rows, width = len(starts) - 1, columns.max() + 1 if len(columns) else 0
    indptr = np.zeros(len(shapes), dtype=np.int32)
    found, share = np.empty(AT_FIRST, dtype=np.int32), np.empty(AT_FIRST)  # memory is taken as it is written to
    area, climb, reach = np.zeros(1024), np.zeros(1024), np.empty((64, 2), dtype=np.int64)
    count = 0
    for shape in range(len(shapes) - 1):
        first, last = shapes[shape], shapes[shape + 1]
        left, right, low, high = extent(xy[rings[first] : rings[last]], west, south, size, width, rows)
        across = right - left + 1
        band = max(1, SCRATCH // (max(0, across) + 1))
        for base in range(low, high + 1 if across > 0 else low, band):
            tall = min(band, high + 1 - base)
            area, climb, reach = room(area, climb, reach, tall, across)
            if count + tall * across >= len(found):
                found = np.concatenate((found, np.empty(count + tall * across, dtype=np.int32)))
                share = np.concatenate((share, np.empty(count + tall * across)))
            corner = (west + left * size, south + base * size)
            for ring in range(first, last):
                border = xy[rings[ring] : rings[ring + 1]]
                add_ring(border, exterior[ring], corner, size, across, area, climb, reach[:tall])
            for row in range(tall):
                begin, end = starts[base + row], starts[base + row + 1]
                place, from_ = row * (across + 1), reach[row, 0]
                to = shares(area[place : place + across + 1], climb[place : place + across + 1], from_, reach[row, 1])
                part = area[place + 1 + from_ : place + 1 + to]
                count = _list(columns[begin:end], cells[begin:end], left + from_, part, found, share, count)
                part[:] = 0.0
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
def room(area: Floats, climb: Floats, reach: Integers, tall: int, across: int) -> tuple[Floats, Floats, Integers]:
    """Return arrays that hold a band of cells, and nothing yet."""
    needed = tall * (across + 1)
    if needed > len(area):
        area, climb = np.zeros(2 * needed), np.zeros(2 * needed)
    if tall > len(reach):
        reach = np.empty((2 * tall, 2), dtype=np.int64)
    reach[:tall, 0] = across
    reach[:tall, 1] = -1
    return area, climb, reach


@compiled
def extent(xy: Floats, west: float, south: float, size: float, width: int, rows: int) -> tuple[int, int, int, int]:
    """Return the first and last column and row of the lattice that vertices span; nothing where there are none."""
    if not len(xy):
        return 0, -1, 0, -1
    low_x, low_y = xy[0]
    high_x, high_y = xy[0]
    for i in range(1, len(xy)):
        low_x, high_x = min(low_x, xy[i, 0]), max(high_x, xy[i, 0])
        low_y, high_y = min(low_y, xy[i, 1]), max(high_y, xy[i, 1])
    left, right = floor((low_x - west) / size), floor((high_x - west) / size)
    low, high = floor((low_y - south) / size), floor((high_y - south) / size)
    return max(0, left), min(width - 1, right), max(0, low), min(rows - 1, high)


@compiled
def add_ring(
    xy: Floats,
    exterior: bool,
    corner: tuple[float, float],
    size: float,
    across: int,
    area: Floats,
    climb: Floats,
    reach: Integers,
) -> None:
    """Add a ring to a band of cells that begins at a corner.

    `area` and `climb` have a place for what lies west of a row and one for each of its `across` cells: what a cell
    gets from its own pieces of border, and what every cell east of it gets. `reach` (n_rows, 2) is widened to the
    first and last cell of each row through which a border passes.
    """
    sign = _turn(xy) * (1.0 if exterior else -1.0)
    x, y = (xy[0, 0] - corner[0]) / size, (xy[0, 1] - corner[1]) / size
    for i in range(1, len(xy)):
        next_x, next_y = (xy[i, 0] - corner[0]) / size, (xy[i, 1] - corner[1]) / size
        column, row = floor(x), floor(y)
        if 0 <= column < across and 0 <= row < len(reach) and floor(next_x) == column and floor(next_y) == row:
            # Most edges lie in one cell: the same as below, without divisions.
            place, rise = row * (across + 1) + 1 + column, sign * (y - next_y)
            climb[place] += rise
            area[place] += rise * (column + 1.0 - 0.5 * (x + next_x))
            reach[row, 0], reach[row, 1] = min(reach[row, 0], column), max(reach[row, 1], column)
        else:
            _edge(x, y, next_x, next_y, sign, across, area, climb, reach)
        x, y = next_x, next_y


@compiled
def shares(area: Floats, climb: Floats, first: int, last: int) -> int:
    """Turn what the cells of a row get into the share of each inside the shape, summing from west to east.

    `first` and `last` are the cells through which a border passes. Returns the first cell of the rest of the row, in
    which nothing is inside; climbs are left at 0.
    """
    inside = climb[0]
    climb[0] = 0.0
    for column in range(first, last + 1):
        area[column + 1] += inside
        inside += climb[column + 1]
        climb[column + 1] = 0.0
    if inside <= NEGLIGIBLE:
        return max(first, last + 1)
    area[max(first, last + 1) + 1 :] = inside
    return len(area) - 1


@compiled
def _list(columns: Integers, cells: Integers, left: int, part: Floats, found: Places, share: Floats, count: int) -> int:
    """Note the listed cells of a row that have a part in the shape; return how many are noted by then."""
    for listed in range(np.searchsorted(columns, left), len(columns)):
        column = columns[listed] - left
        if column >= len(part):
            break
        found[count] = cells[listed]
        share[count] = part[column] if part[column] < 1.0 - NEGLIGIBLE else 1.0
        count += part[column] > NEGLIGIBLE
    return count


@compiled
def _turn(xy: Floats) -> float:
    """Return 1.0 for a ring that runs counterclockwise, else -1.0."""
    twice = 0.0
    x, y = xy[0]
    for i in range(len(xy) - 1):
        twice += (xy[i, 0] - x) * (xy[i + 1, 1] - y) - (xy[i + 1, 0] - x) * (xy[i, 1] - y)
    return 1.0 if twice > 0 else -1.0


@compiled
def _edge(
    xa: float, ya: float, xb: float, yb: float, sign: float, across: int, area: Floats, climb: Floats, reach: Integers
) -> None:
    """Add a straight piece of border, in cells from the corner of the band, to the band's areas and climbs."""
    tall = len(reach)
    if ya == yb:
        return
    if ya < yb:
        sign = -sign
    else:
        xa, ya, xb, yb = xb, yb, xa, ya
    if yb <= 0.0 or ya >= tall or min(xa, xb) >= across:
        return
    slope = (xb - xa) / (yb - ya)
    bottom, x = ya, xa
    if ya < 0.0:
        bottom, x = 0.0, xa - ya * slope
    row = int(bottom)
    while row < tall and bottom < yb:
        top = min(yb, row + 1.0)
        end = xb if top == yb else xa + (top - ya) * slope
        _row(x, end, sign * (top - bottom), row * (across + 1), across, area, climb, reach[row])
        bottom, x = top, end
        row += 1


@compiled
def _row(
    x: float, end: float, rise: float, begin: int, across: int, area: Floats, climb: Floats, reach: Integers
) -> None:
    """Add a piece of border inside one row: from x to end it rises by `rise` (with its sign)."""
    if x > end:
        x, end = end, x
    if x >= across:
        return
    reach[0] = min(reach[0], max(0, int(x)))
    if end <= 0.0:
        climb[begin] += rise
        return
    each = rise / (end - x) if end > x else 0.0
    if x < 0.0:
        climb[begin] -= each * x
        rise += each * x
        x = 0.0
    column = int(x)
    while column < across:
        stop = min(end, column + 1.0)
        part = rise if stop == end else each * (stop - x)
        place = begin + 1 + column
        climb[place] += part
        area[place] += part * (column + 1.0 - 0.5 * (x + stop))
        rise -= part
        reach[1] = max(reach[1], column)
        if stop == end:
            return
        x = stop
        column += 1
