"""What a pattern must leave possible: for each sensitive cell how far it must be able to rise and to fall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from parvis.model.figure import Flags, Floats
from parvis.protect.cells import Cells
from parvis.protect.elimination import components, independent_rows

TOLERANCE = 1e-6
"""A cell that can move by all but this share of what it must is taken to reach it: solvers are no more exact."""


EXACT = 1e-6
"""What may be left over of an equation or beyond a bound, as a share of what is in it, or of 1."""

SLIGHT = 0.01
"""The share of the protection levels that must stay open to somebody who may be a sole contributor, for nobody says how
many there are: enough that another's number is not known exactly, as in the classical protection of singletons."""


@dataclass(frozen=True)
class Goals:
    """That cells `cell` (g,) be able to move by `need` (g,) in the direction `sign` (g,), +1 or -1.

    `slight` (g,) are those that hold against somebody of whom it is not known that they know a cell.
    """

    cell: np.ndarray
    sign: Floats
    need: Floats
    slight: Flags

    def __len__(self) -> int:
        return len(self.cell)

    def reached(self, deviation: Floats) -> Flags:
        """Return which goals a deviation (n,) from the true values reaches (g,)."""
        out: Flags = deviation[self.cell] * self.sign >= self.need * (1.0 - TOLERANCE)
        return out


@dataclass(frozen=True)
class Block:
    """A part of a system that shares no equation with the rest: all in positions of its own cells (n,).

    `cells` are their positions in the whole; `equations` (m, n) are those given, `rows` (rank, n) say the same without
    repeating it.
    `views` are the sets of cells that somebody knows; the first is nobody's, and empty. `sure` (views,) says of whom
    it is known that they do. `whole` cells (n,) are known to be whole numbers.
    """

    cells: np.ndarray
    equations: csr_array
    rows: csr_array
    rise: Floats
    fall: Floats
    weight: Floats
    sensitive: Flags
    hideable: Flags
    goals: Goals
    views: tuple[np.ndarray, ...]
    sure: Flags
    whole: Flags

    @property
    def width(self) -> int:
        """Return the number of cells."""
        return len(self.cells)

    def allows(self, deviation: Floats) -> bool:
        """Return whether a deviation (n,) satisfies all equations and bounds: no solver is believed unseen."""
        size = np.abs(deviation)
        left, room = np.abs(self.rows @ deviation), 1.0 + abs(self.rows) @ size
        slack = EXACT * (1.0 + size)
        inside = (deviation <= self.rise + slack) & (deviation >= -self.fall - slack)
        return bool((left <= EXACT * room).all() and inside.all())

    def asked(self) -> Flags:
        """Return which goals hold against which views (views, g): nobody is protected against their own knowledge."""
        out = np.ones((len(self.views), len(self.goals)), dtype=bool)
        for v, known in enumerate(self.views):
            out[v] = ~np.isin(self.goals.cell, known) & (self.goals.slight != self.sure[v])
        return out


def blocks(cells: Cells, views: tuple[np.ndarray, ...]) -> Iterator[Block]:
    """Return the parts with sensitive cells; what is shown for certain, or cannot move, is in none.

    `views` are positions of cells that somebody knows.
    """
    rise, fall = cells.rise, cells.fall
    movable = ~cells.forced & ((rise > 0) | (fall > 0))
    active = np.flatnonzero(movable | cells.sensitive)
    matrix = csr_array(cells.matrix[:, active])
    matrix.eliminate_zeros()
    of_cell, of_row = components(matrix)
    owner = {int(cell): k for k, known in enumerate(views) for cell in known}
    order = np.argsort(of_row, kind="stable")
    starts = np.searchsorted(of_row[order], np.arange(of_cell.max(initial=-1) + 2))
    members = np.argsort(of_cell, kind="stable")
    firsts = np.searchsorted(of_cell[members], np.arange(of_cell.max(initial=-1) + 2))
    ordered = csr_array(matrix[order])
    place = np.empty(len(active), dtype=ordered.indices.dtype)
    place[members] = np.arange(len(active)) - firsts[of_cell[members]]
    for label in np.unique(of_cell[cells.sensitive[active]]).tolist():
        inside = members[firsts[label] : firsts[label + 1]]
        rows = _some(ordered, slice(starts[label], starts[label + 1]), place, len(inside))
        yield _block(cells, active[inside], rows, views, owner)


def _some(ordered: csr_array, which: slice, place: np.ndarray, width: int) -> csr_array:
    """Return some rows that follow each other, over the cells of their part alone: the rest is not looked at."""
    starts = ordered.indptr[which.start : which.stop + 1]
    inside = slice(starts[0], starts[-1])
    columns = place[ordered.indices[inside]]
    return csr_array((ordered.data[inside], columns, starts - starts[0]), shape=(len(starts) - 1, width))


def _block(
    cells: Cells, inside: np.ndarray, equations: csr_array, views: tuple[np.ndarray, ...], owner: dict[int, int]
) -> Block:
    rise, fall, sensitive = cells.rise[inside], cells.fall[inside], cells.sensitive[inside]
    local = dict(zip(inside.tolist(), range(len(inside)), strict=True))
    near = sorted({owner[cell] for cell in inside.tolist() if cell in owner})
    known = [np.array([local[c] for c in views[k].tolist() if c in local]) for k in near]
    nobody = np.zeros(0, dtype=int)
    counted = cells.contributors[inside] == 1
    sure = np.array([True, *(bool(counted[cell].any()) for cell in known)])
    return Block(
        cells=inside,
        equations=equations,
        rows=independent_rows(equations),
        rise=rise,
        fall=fall,
        weight=cells.weight[inside],
        sensitive=sensitive,
        hideable=~cells.forced[inside],
        goals=_goals(cells, inside, np.flatnonzero(sensitive), slightly=not sure.all()),
        views=(nobody, *known),
        sure=sure,
        whole=cells.counted[inside] & (cells.value[inside] % 1.0 == 0),
    )


def _goals(cells: Cells, inside: np.ndarray, local: np.ndarray, *, slightly: bool) -> Goals:
    """Return the goals of the sensitive cells; an interval of spl is had by rising further than upl."""
    at = inside[local]
    up = np.maximum(cells.upl[at], cells.spl[at] - cells.lpl[at])
    cell = np.concatenate([local, local])
    sign = np.repeat([1.0, -1.0], len(local))
    down = cells.lpl[at]
    counts = cells.counted[at] & (cells.value[at] % 1.0 == 0)  # a count moves by whole steps
    need = np.concatenate([np.where(counts, np.ceil(side - TOLERANCE), side) for side in (up, down)])
    wanted = np.flatnonzero(need > 0)
    wanted = wanted[np.lexsort((-sign[wanted], cell[wanted]))]
    cell, sign, need = cell[wanted], sign[wanted], need[wanted]
    if not slightly:
        return Goals(cell, sign, need, np.zeros(len(cell), dtype=bool))
    slight = np.repeat([False, True], len(cell))
    return Goals(np.tile(cell, 2), np.tile(sign, 2), np.concatenate([need, SLIGHT * need]), slight)
