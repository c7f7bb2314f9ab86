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

EFFORT = 1e-3
"""What it costs to move anything, as a share of what the goal that counts least is worth, by unit."""


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

    A bundle's deviation is the sum of four columns: up and down as far as its goals need, up and down beyond; to reach
    many goals at once only what lies within counts.
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
        self._upper = np.concatenate([up, down, (rise - up)[self._split], (fall - down)[self._split]])
        beyond = csr_array(rows[:, self._split])
        self._costs = np.zeros(len(self._upper))
        self._all = np.arange(len(self._upper))
        self._program = Program(
            csr_array(hstack([rows, -rows, beyond, -beyond])), lower=self._costs, upper=self._upper,
            cost=self._costs, simplex=simplex,
        )  # fmt: skip
        self._fixed: frozenset[int] = frozenset()

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
            self._program.bound(columns, np.zeros(len(columns)), 0.0 * columns if known else self._upper[columns])

    def _columns(self, which: np.ndarray) -> np.ndarray:
        """Return the columns of bundles: up, down, and both beyond what their goals need."""
        beyond = self._place[which][self._place[which] >= 0]
        first, second = 2 * self._count + beyond, 2 * self._count + len(self._split) + beyond
        return np.concatenate([which, self._count + which, first, second])

    def reach(self, goals: np.ndarray) -> Floats:
        """Return a deviation (n,) that reaches as much as it can of several goals together, and moves little else.

        To move costs a little, so that few cells do. Where one goal asked for alone is not reached so, it is tried
        again at no cost: what cannot be reached then cannot be.
        """
        found = self._reach(goals, EFFORT)
        if len(goals) == 1 and not self.block.goals.reached(found)[goals].all():
            found = self._reach(goals, 0.0)
        return found

    def _reach(self, goals: np.ndarray, effort: float) -> Floats:
        wanted = self.block.goals
        of, share = self.bundles.of[wanted.cell[goals]], self.bundles.share[wanted.cell[goals]]
        gain = wanted.sign[goals] * share / wanted.need[goals]
        asked = self._one_way(of, gain)
        of, gain = of[asked], gain[asked]
        if not len(of):
            return np.zeros(self.block.width)
        gain = gain / np.abs(gain).min()
        cost = np.full(len(self._upper), effort)
        rise, fall = np.zeros(self._count), np.zeros(self._count)
        np.add.at(rise, of, np.maximum(gain, 0.0))
        np.add.at(fall, of, np.maximum(-gain, 0.0))
        cost[: self._count] += fall - rise
        cost[self._count : 2 * self._count] += rise - fall
        # What lies beyond on the wrong side is lost, what lies beyond on the right side is no gain.
        k = 2 * self._count
        cost[k : k + len(self._split)] += fall[self._split]
        cost[k + len(self._split) :] += rise[self._split]
        return self._solve(cost)

    def _one_way(self, of: np.ndarray, gain: Floats) -> Flags:
        """Return which goals to ask for at once: no bundle both ways, and neighbours in different ones."""
        if not self._count:
            return of >= 0
        up, down = np.zeros(self._count, dtype=bool), np.zeros(self._count, dtype=bool)
        up[of[(of >= 0) & (gain > 0)]], down[of[(of >= 0) & (gain < 0)]] = True, True
        rising = up & (~down | (np.arange(self._count) % 2 == 0))
        out: Flags = (of >= 0) & (rising[of] == (gain > 0))
        return out

    def furthest(self, cell: int, sign: float) -> Floats:
        """Return a deviation (n,) that moves one cell as far as it can."""
        of = self.bundles.of[[cell]]
        if of[0] < 0:
            return np.zeros(self.block.width)
        columns = self._columns(of)
        up = np.resize([1.0, -1.0], len(columns))
        cost = np.zeros(len(self._upper))
        cost[columns] = -sign * float(self.bundles.share[cell]) * up
        return self._solve(cost)

    def _solve(self, cost: Floats) -> Floats:
        """Return the deviation (n,) that costs least; none at all where what the solver says is not possible."""
        out = np.zeros(self.block.width)
        if not self._count:
            return out
        changed = np.flatnonzero(cost != self._costs)
        self._program.price(changed, cost[changed])
        self._costs = cost
        if not self._program.solve():
            return out
        values, k = self._program.values, self._count
        moved = values[:k] - values[k : 2 * k]
        beyond = values[2 * k :]
        moved[self._split] += beyond[: len(self._split)] - beyond[len(self._split) :]
        out[self._cells] = moved[self.bundles.of[self._cells]] * self.bundles.share[self._cells]
        return out if self.block.allows(out) else np.zeros(self.block.width)
