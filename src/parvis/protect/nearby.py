"""Short ways to let a sensitive cell move: few hidden cells near it, so that few who know one of them are in the way.

A linear program over all hidden cells finds solutions that move many of them, and each sole contributor among these
must be shown another. Where many know something it pays to look for each goal by itself, in a program over a few
hundred cells around it in which each cell that moves costs something, those that somebody knows the most.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array, hstack

from parvis.model.figure import Flags, Floats
from parvis.protect.goals import Block
from parvis.protect.leeway import Leeway
from parvis.protect.linear import Program
from parvis.protect.witnesses import Witnesses

KNOWN, BARRED = 3.0, 1000.0
"""What it costs to move a cell that somebody knows, and one whose knower has seen no way yet; another costs 1."""

NEAR = 300
"""Cells that are looked at."""

TIMES = 4
"""How many ways are sought for a goal, as long as each is seen by more."""


def look_nearby(witnesses: Witnesses, stop: Callable[[], bool]) -> None:
    """Find short ways to the goals that are open under the pattern at hand, until told to stop."""
    block, hidden = witnesses.block, witnesses.hidden
    ways = _Ways(block, hidden)
    price = np.ones(block.width)
    for known in block.views:
        price[known] = KNOWN
    for goal in np.flatnonzero(witnesses.open().any(axis=0)).tolist():
        before = -1
        for _ in range(TIMES):
            left = witnesses.who_is_open(goal)
            if stop():
                return
            if not len(left) or len(left) == before:
                break
            before = len(left)
            barred = [] if len(left) == len(block.views) else [block.views[view] for view in left.tolist()]
            found = ways.shortest(goal, price, np.concatenate([*barred, block.views[0]]).astype(int))
            if found is None:
                break
            witnesses.add(found)


class _Ways:
    """Programs over what is near a cell."""

    def __init__(self, block: Block, hidden: Flags) -> None:
        self.block = block
        self._rise, self._fall = np.where(hidden, block.rise, 0.0), np.where(hidden, block.fall, 0.0)
        self._cells = np.flatnonzero(hidden)
        self._place = np.cumsum(hidden) - 1
        self._hidden = hidden
        rows = csr_array(block.equations[:, self._cells])
        self._leeway = Leeway(rows, self._fall[self._cells], self._rise[self._cells])

    def shortest(self, goal: int, price: Floats, barred: np.ndarray) -> Floats | None:
        """Return a deviation (n,) that reaches a goal and moves little, of `barred` cells the least; None without."""
        goals, block = self.block.goals, self.block
        cell, sign, need = int(goals.cell[goal]), goals.sign[goal], float(goals.need[goal])
        if not self._hidden[cell]:
            return None
        near = self._leeway.near(self._place[[cell]], NEAR)
        _, matrix = self._leeway.local(near)
        cells, k = self._cells[near], len(near)
        each = price[cells] + BARRED * np.isin(cells, barred)
        most = np.concatenate([self._rise[cells], self._fall[cells]])
        lower, upper = np.zeros(2 * k), np.minimum(most, 2.0 * need)
        at = int(np.searchsorted(near, self._place[cell]))
        there, other = (at, at + k) if sign > 0 else (at + k, at)
        if most[there] < need:
            return None
        lower[there], upper[other] = need, 0.0
        cost = np.tile(each, 2) / np.maximum(upper, 1e-9 * need)
        program = Program(csr_array(hstack([matrix, -matrix])), lower=lower, upper=upper, cost=cost)
        if not program.solve():
            return None
        out = np.zeros(block.width)
        out[cells] = program.values[:k] - program.values[k:]
        return out if block.allows(out) else None
