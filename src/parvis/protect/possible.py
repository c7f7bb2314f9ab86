"""What a pattern leaves possible: linear programs over the hidden cells, kept warm from question to question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack

from parvis.model.figure import Flags, Floats
from parvis.protect.elimination import free_directions, independent_rows
from parvis.protect.goals import Block
from parvis.protect.linear import DUAL, Program

DENSE = 20_000_000
"""Numbers in a dense matrix above which cells that move together are not looked for."""


@dataclass(frozen=True)
class Bundles:
    """Hidden cells that can move only together, in proportion: they are one unknown.

    `of` (n,) is the bundle of each cell, -1 for those shown and for those that cannot move at all, whose number
    follows from the others; `share` (n,) is how far a cell moves when its bundle moves by 1. `freedom` is the number
    of bundles that can move independently.
    """

    of: np.ndarray
    share: Floats
    count: int
    freedom: int


def bundles(block: Block, hidden: Flags) -> Bundles:
    """Return the bundles of hidden cells (n,)."""
    cells = np.flatnonzero(hidden)
    of, share = np.full(block.width, -1), np.zeros(block.width)
    rows = csr_array(block.rows[:, cells])
    if len(cells) * max(len(cells) - rows.shape[0], 1) > DENSE:
        of[cells], share[cells] = np.arange(len(cells)), 1.0
        return Bundles(of, share, len(cells), len(cells) - rows.shape[0])
    free = free_directions(rows)
    moving = free.any(axis=1)
    free, cells = free[moving], cells[moving]
    if not len(cells):
        return Bundles(of, share, 0, 0)
    first = free[np.arange(len(cells)), (free != 0).argmax(axis=1)]
    mark = np.round(free / first[:, None], 7) @ np.random.default_rng(20260522).random((free.shape[1], 2))
    _, start, which = np.unique(np.round(mark, 6), axis=0, return_index=True, return_inverse=True)
    which = np.ravel(which)
    of[cells], share[cells] = which, first / first[start][which]
    return Bundles(of, share, len(start), free.shape[1])


class Possible:
    """The deviations that hidden cells may have in the eyes of somebody who knows all others.

    A bundle's deviation is the sum of three columns: within what its goals need, above and below it; to reach many
    goals at once only what lies within counts.
    """

    def __init__(self, block: Block, hidden: Flags, *, simplex: int = DUAL) -> None:
        self.block = block
        self.bundles = bundles(block, hidden)
        count = self._count = self.bundles.count
        self._cells = np.flatnonzero(self.bundles.of >= 0)
        of, share = self.bundles.of[self._cells], self.bundles.share[self._cells]
        together = csr_array((share, (self._cells, of)), shape=(block.width, count))
        rows = independent_rows(csr_array(block.rows @ together))
        rise, fall = self._bounds(of, share)
        up, down = self._needs(rise, fall)
        self._split = np.flatnonzero((up > 0) | (down > 0))
        self._place = np.full(count, -1)
        self._place[self._split] = np.arange(len(self._split))
        up, down = np.where(self._place >= 0, up, rise), np.where(self._place >= 0, down, fall)
        self._lower = np.concatenate([-down, np.zeros(2 * len(self._split))])
        self._upper = np.concatenate([up, (rise - up)[self._split], (fall - down)[self._split]])
        beyond = csr_array(rows[:, self._split])
        matrix = csr_array(hstack([rows, beyond, -beyond]))
        self._program = Program(
            matrix, lower=self._lower, upper=self._upper, cost=np.zeros(matrix.shape[1]), simplex=simplex
        )
        self._fixed: frozenset[int] = frozenset()
        self._priced: np.ndarray = np.zeros(0, dtype=int)

    def _bounds(self, of: np.ndarray, share: Floats) -> tuple[Floats, Floats]:
        """Return how far each bundle may rise and fall: as far as all its cells may."""
        size = np.abs(share)
        up = np.where(share > 0, self.block.rise[self._cells], self.block.fall[self._cells]) / size
        down = np.where(share > 0, self.block.fall[self._cells], self.block.rise[self._cells]) / size
        rise, fall = np.full(self._count, np.inf), np.full(self._count, np.inf)
        np.minimum.at(rise, of, up)
        np.minimum.at(fall, of, down)
        return rise, fall

    def _needs(self, rise: Floats, fall: Floats) -> tuple[Floats, Floats]:
        """Return how far each bundle must be able to rise and to fall for its goals, at most as far as it can."""
        goals = self.block.goals
        of, share = self.bundles.of[goals.cell], self.bundles.share[goals.cell]
        up, down = np.zeros(self._count), np.zeros(self._count)
        rising = (of >= 0) & (goals.sign * share > 0)
        falling = (of >= 0) & (goals.sign * share < 0)
        np.maximum.at(up, of[rising], goals.need[rising] / np.abs(share[rising]))
        np.maximum.at(down, of[falling], goals.need[falling] / np.abs(share[falling]))
        return np.minimum(up, rise), np.minimum(down, fall)

    def know(self, cells: np.ndarray) -> None:
        """Let exactly these cells (positions in the block) be known from now on; those that are shown are anyway."""
        of = self.bundles.of[cells]
        wanted = frozenset(of[of >= 0].tolist())
        self._bound(wanted - self._fixed, known=True)
        self._bound(self._fixed - wanted, known=False)
        self._fixed = wanted

    def _bound(self, which: frozenset[int], *, known: bool) -> None:
        if which:
            columns = self._columns(np.array(sorted(which)))
            scale = 0.0 if known else 1.0
            self._program.bound(columns, scale * self._lower[columns], scale * self._upper[columns])

    def _columns(self, which: np.ndarray) -> np.ndarray:
        """Return the columns of bundles, with those beyond what their goals need."""
        beyond = self._place[which][self._place[which] >= 0]
        return np.concatenate([which, self._count + beyond, self._count + len(self._split) + beyond])

    def reach(self, goals: np.ndarray) -> Floats:
        """Return a deviation (n,) that reaches as much as it can of several goals together."""
        wanted = self.block.goals
        of, share = self.bundles.of[wanted.cell[goals]], self.bundles.share[wanted.cell[goals]]
        gain = (wanted.sign[goals] * share / wanted.need[goals])[of >= 0]
        of = of[of >= 0]
        rise, fall = np.zeros(self._count), np.zeros(self._count)
        np.add.at(rise, of, np.maximum(gain, 0.0))
        np.add.at(fall, of, np.maximum(-gain, 0.0))
        which = np.unique(of[self._place[of] >= 0])
        # What lies beyond on the wrong side is lost, what lies beyond on the right side is no gain.
        self._price(self._columns(which), np.concatenate([(fall - rise)[which], fall[which], rise[which]]))
        return self._solve()

    def furthest(self, cell: int, sign: float) -> Floats:
        """Return a deviation (n,) that moves one cell as far as it can."""
        of = self.bundles.of[[cell]]
        if of[0] < 0:
            return np.zeros(self.block.width)
        columns = self._columns(of)
        signs = np.array([1.0, 1.0, -1.0])[: len(columns)]
        self._price(columns, -sign * float(self.bundles.share[cell]) * signs)
        return self._solve()

    def _price(self, columns: np.ndarray, cost: Floats) -> None:
        self._program.price(self._priced, np.zeros(len(self._priced)))
        self._program.price(columns, cost)
        self._priced = columns

    def _solve(self) -> Floats:
        out = np.zeros(self.block.width)
        if not self._count:
            return out
        self._program.solve()
        values = self._program.values
        moved = values[: self._count].copy()
        more = len(self._split)
        moved[self._split] += values[self._count : self._count + more] - values[self._count + more :]
        out[self._cells] = moved[self.bundles.of[self._cells]] * self.bundles.share[self._cells]
        return out
