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

NEGLIGIBLE = 1e-11
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
) -> tuple[Integers, Integers, Floats]:
    """Return (indptr (n_shapes + 1,), cell, share): the cells with a share of each shape, a shape after the other.

    `xy` (n_vertices, 2) are the vertices of all rings, the first repeated last; `rings` (n_rings + 1,) where each
    begins; `exterior` (n_rings,) whether it is a border, not a hole; `shapes` (n_shapes + 1,) where each shape's
    rings begin. `lattice` is west, south and size. The listed cells are sorted by row, then column: `starts`
    (n_rows + 1,) where each lattice row begins in `columns` and `cells` (n_cells,), a cell's column and number.
    """
    west, south, size = lattice
    rows, width = len(starts) - 1, columns.max() + 1 if len(columns) else 0
    indptr = np.zeros(len(shapes), dtype=np.int64)
    found, share = np.empty(1024, dtype=np.int64), np.empty(1024)
    area, climb = np.zeros(1024), np.zeros(1024)
    count = 0
    for shape in range(len(shapes) - 1):
        first, last = shapes[shape], shapes[shape + 1]
        left, right, low, high = _extent(xy[rings[first] : rings[last]], west, south, size, width, rows)
        across = right - left + 1
        band = max(1, SCRATCH // (max(0, across) + 1))
        for base in range(low, high + 1 if across > 0 else low, band):
            tall = min(band, high + 1 - base)
            needed = tall * (across + 1)
            if needed > len(area):
                area, climb = np.zeros(2 * needed), np.zeros(2 * needed)
            if count + needed > len(found):
                found = np.concatenate((found, np.empty(count + needed, dtype=np.int64)))
                share = np.concatenate((share, np.empty(count + needed)))
            corner = (west + left * size, south + base * size)
            for ring in range(first, last):
                border = xy[rings[ring] : rings[ring + 1]]
                _ring(border, exterior[ring], corner, size, tall, across, area, climb)
            _sum_eastward(tall, across, area, climb)
            for row in range(tall):
                begin, end = starts[base + row], starts[base + row + 1]
                part = area[row * (across + 1) + 1 : (row + 1) * (across + 1)]
                count = _list(columns[begin:end], cells[begin:end], left, part, found, share, count)
            area[:needed] = 0.0
        indptr[shape + 1] = count
    return indptr, found[:count], share[:count]


@compiled
def _extent(xy: Floats, west: float, south: float, size: float, width: int, rows: int) -> tuple[int, int, int, int]:
    """Return the first and last column and row of the lattice that vertices span; nothing where there are none."""
    if not len(xy):
        return 0, -1, 0, -1
    left, right = floor((xy[:, 0].min() - west) / size), floor((xy[:, 0].max() - west) / size)
    low, high = floor((xy[:, 1].min() - south) / size), floor((xy[:, 1].max() - south) / size)
    return max(0, left), min(width - 1, right), max(0, low), min(rows - 1, high)


@compiled
def _ring(
    xy: Floats,
    exterior: bool,
    corner: tuple[float, float],
    size: float,
    tall: int,
    across: int,
    area: Floats,
    climb: Floats,
) -> None:
    """Add a ring to the areas and climbs of a band of cells that begins at a corner."""
    sign = _turn(xy) * (1.0 if exterior else -1.0)
    x, y = (xy[0, 0] - corner[0]) / size, (xy[0, 1] - corner[1]) / size
    for i in range(1, len(xy)):
        next_x, next_y = (xy[i, 0] - corner[0]) / size, (xy[i, 1] - corner[1]) / size
        _edge(x, y, next_x, next_y, sign, tall, across, area, climb)
        x, y = next_x, next_y


@compiled
def _sum_eastward(tall: int, across: int, area: Floats, climb: Floats) -> None:
    """Turn what each cell gets from its own pieces of border into its share; leave the climbs empty."""
    for begin in range(0, tall * (across + 1), across + 1):
        inside = climb[begin]
        climb[begin] = 0.0
        for place in range(begin + 1, begin + across + 1):
            area[place] += inside
            inside += climb[place]
            climb[place] = 0.0


@compiled
def _list(
    columns: Integers, cells: Integers, left: int, part: Floats, found: Integers, share: Floats, count: int
) -> int:
    """Note the listed cells of a row that have a part in the shape; return how many are noted by then."""
    for listed in range(np.searchsorted(columns, left), len(columns)):
        column = columns[listed] - left
        if column >= len(part):
            break
        if part[column] > NEGLIGIBLE:
            found[count] = cells[listed]
            share[count] = part[column] if part[column] < 1.0 - NEGLIGIBLE else 1.0
            count += 1
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
    xa: float, ya: float, xb: float, yb: float, sign: float, tall: int, across: int, area: Floats, climb: Floats
) -> None:
    """Add a straight piece of border, in cells from the corner of the band, to the band's areas and climbs."""
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
        _row(x, end, sign * (top - bottom), row * (across + 1), across, area, climb)
        bottom, x = top, end
        row += 1


@compiled
def _row(x: float, end: float, rise: float, begin: int, across: int, area: Floats, climb: Floats) -> None:
    """Add a piece of border inside one row: from x to end it rises by `rise` (with its sign)."""
    if x > end:
        x, end = end, x
    if x >= across:
        return
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
        if stop == end:
            return
        x = stop
        column += 1
