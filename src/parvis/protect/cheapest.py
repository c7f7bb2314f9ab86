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
        return self._sparser(goal, values[: self._n] - values[self._n :], prices)

    def together(self, goals: np.ndarray, prices: Floats, seconds: float) -> Floats:
        """Return one deviation (n,) that reaches as many as it can of several goals, at most one a cell.

        Where that takes longer than some seconds nothing moves.

        Not the cheapest for any of them, but one program instead of many: for tables too large for more.
        """
        block, n = self.block, self._n
        cell, sign, need = block.goals.cell[goals], block.goals.sign[goals], block.goals.need[goals]
        inner = csr_array(block.rows[:, cell].multiply(sign[None, :]))
        upper = np.concatenate([self._most, need])
        upper[np.where(sign > 0, cell + n, cell)] = 0.0  # otherwise what is won would be given back
        each = prices / np.clip(np.minimum(block.rise, block.fall), need.min(), np.median(need))
        cost = np.concatenate([each, each, -prices.max() / need])
        matrix = csr_array(hstack([block.rows, -block.rows, inner]))
        program = Program(matrix, lower=np.zeros(len(upper)), upper=upper, cost=cost)
        program.limit(seconds)
        if not program.solve_in_time():
            return np.zeros(n)
        values = program.values
        out: Floats = values[:n] - values[n : 2 * n]
        np.add.at(out, cell, sign * values[2 * n :])
        return out

    def _sparser(self, goal: int, found: Floats, prices: Floats) -> Floats:
        """Return a deviation of some of the cells that `found` moves, each priced by how far it moved there."""
        moved = np.flatnonzero(np.abs(found) > 1e-9)
        each = np.zeros(self._n)
        each[moved] = prices[moved] / np.abs(found[moved])
        fewer = self._among(goal, moved, each)
        return found if fewer is None else fewer

    def _among(self, goal: int, cells: np.ndarray, each: Floats) -> Floats | None:
        """Return a deviation of some cells only, at least cost by what `each` (n,) costs a unit; None without any."""
        rows = independent_rows(csr_array(self.block.rows[:, cells]))
        if rows.shape[0] == len(cells):
            return None
        goals, k = self.block.goals, len(cells)
        upper = np.concatenate([self.block.rise[cells], self.block.fall[cells]])
        lower = np.zeros(2 * k)
        at = int(np.flatnonzero(cells == goals.cell[goal])[0])
        there, other = (at, at + k) if goals.sign[goal] > 0 else (at + k, at)
        lower[there], upper[other] = goals.need[goal], 0.0
        upper[there] = max(upper[there], lower[there])
        program = Program(csr_array(hstack([rows, -rows])), lower=lower, upper=upper, cost=np.tile(each[cells], 2))
        if not program.solve():
            return None
        out = np.zeros(self._n)
        out[cells] = program.values[:k] - program.values[k:]
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
