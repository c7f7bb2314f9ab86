"""The cheapest way to let a sensitive cell move: a linear program over all cells that may be hidden."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, hstack

from parvis.model.figure import Floats
from parvis.protect.elimination import independent_rows
from parvis.protect.goals import Block
from parvis.protect.linear import Program

FREE = 1e-4
"""What a hidden cell still costs, as a share of the cheapest that is shown: of two ways the shorter is taken."""


class Cheapest:
    """Least cost deviations: a cell that moves costs its price, in proportion to how far it moves of what it could.

    After Kelly, Golden and Assad (Networks, 1992) and Fischetti and Salazar-González (JASA 95, 2000). Each column is
    a cell going up, or a cell going down.
    """

    def __init__(self, block: Block) -> None:
        self.block = block
        matrix = csr_array(hstack([block.rows, -block.rows]))
        self._n = block.width
        self._most = np.concatenate([block.rise, block.fall])
        self._all = np.arange(2 * self._n)
        zero = np.zeros(2 * self._n)
        self._program = Program(matrix, lower=zero, upper=self._most, cost=zero)
        self._changed: np.ndarray = np.zeros(0, dtype=int)

    def deviation(self, goal: int, known: np.ndarray, prices: Floats) -> Floats | None:
        """Return a deviation (n,) that reaches a goal and leaves `known` cells alone; None if none does.

        `prices` (n,) is what it costs to hide a cell. Where the cells that move leave a choice, a second run prices
        each by how far it moved in the first, so that few cells move.
        """
        need = self._aim(goal, known)
        reach = np.maximum(np.minimum(self._most, need), 1e-9 * need)
        self._program.price(self._all, np.tile(prices, 2) / reach)
        if not self._program.solve():
            return None
        values = self._program.values
        found: Floats = values[: self._n] - values[self._n :]
        return self._sparser(goal, found, prices)

    def _sparser(self, goal: int, found: Floats, prices: Floats) -> Floats:
        """Return a deviation of some of the cells that `found` moves, each priced by how far it moved there."""
        moved = np.flatnonzero(np.abs(found) > 1e-9)
        rows = independent_rows(csr_array(self.block.rows[:, moved]))
        if rows.shape[0] + 1 == len(moved):  # it cannot be made of any others
            return found
        cost = prices[moved] / np.abs(found[moved])
        upper = np.concatenate([self.block.rise[moved], self.block.fall[moved]])
        lower = np.zeros(2 * len(moved))
        goals, k = self.block.goals, len(moved)
        at = int(np.flatnonzero(moved == goals.cell[goal])[0])
        there, other = (at, at + k) if goals.sign[goal] > 0 else (at + k, at)
        lower[there], upper[other] = goals.need[goal], 0.0
        upper[there] = max(upper[there], lower[there])
        program = Program(csr_array(hstack([rows, -rows])), lower=lower, upper=upper, cost=np.tile(cost, 2))
        if not program.solve():
            return found
        out = np.zeros(self._n)
        out[moved] = program.values[:k] - program.values[k:]
        return out

    def _aim(self, goal: int, known: np.ndarray) -> float:
        """Set the bounds for a goal, and return how far its cell must go."""
        goals = self.block.goals
        cell, sign, need = int(goals.cell[goal]), goals.sign[goal], float(goals.need[goal])
        back = self._changed
        if len(back):
            self._program.bound(back, np.zeros(len(back)), self._most[back])
        there, other = (cell, cell + self._n) if sign > 0 else (cell + self._n, cell)
        still = np.concatenate([[other], known, known + self._n]).astype(int)
        self._program.bound(still, np.zeros(len(still)), np.zeros(len(still)))
        self._program.bound(np.array([there]), np.array([need]), np.array([max(need, self._most[there])]))
        self._changed = np.append(still, there)
        return need
