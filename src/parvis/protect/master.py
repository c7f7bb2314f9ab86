"""What any pattern that protects must cost at least, and the cheapest one where that can be found.

Benders' decomposition after Fischetti and Salazar-González (Management Science 47, 2001): a binary y says of each cell
whether it is hidden; for each goal, linear programming duality gives inequalities that every y that reaches it
satisfies. A deviation d satisfies the equations, so that with multipliers u of these and r = u . rows the goal's own
deviation is sum of r_i d_i over the other cells; a cell adds at most g_i = max(r_i rise_i, -r_i fall_i) if it is
hidden, and nothing else:

    sum g_i y_i >= need,    and, since y is whole,    sum min(g_i, rest) y_i >= rest

where rest is the need less what sensitive cells, which are always hidden, may add. A hidden cell that an equation
leaves alone follows from it, so that hiding it is no use: y_i <= sum of the y_j beside it, in every equation.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from parvis.model.figure import Flags, Floats
from parvis.protect.goals import TOLERANCE, Block
from parvis.protect.linear import INF, PRIMAL, Program

VIOLATED = 1e-4
"""Inequalities that are short of their right side by less than this share are taken to hold."""

HAZE = 1e-3
"""How far cells that are shown count as hidden where inequalities are looked for: those found are then the tightest."""

LONELY_ROUNDS = 5
"""How often inequalities about cells that are alone are looked for before others."""

TIE = 1e-6
"""What hiding a cell costs besides its weight, as a share of the least: of two patterns the smaller is better."""

Goal = tuple[int, int]
"""A view and a goal: who must not learn what."""


@dataclass(frozen=True)
class Cut:
    """An inequality sum of coefficients y >= 1 over cells that are not sensitive."""

    cells: np.ndarray
    coefficients: Floats

    def short(self, hidden: Floats) -> float:
        """Return by how much a y (n,) falls short of it."""
        return 1.0 - float(self.coefficients @ hidden[self.cells])


class Master:
    """The inequalities found so far, the least cost under them (`bound`) and the y of that cost (`relaxed`)."""

    def __init__(self, block: Block, asked: Flags) -> None:
        """Take the goals that count against each view (views, g)."""
        self.block = block
        self.free = block.hideable & ~block.sensitive
        self.bound = 0.0
        self.relaxed = block.sensitive.astype(float)
        self._goals = [(0, int(goal)) for goal in np.flatnonzero(asked[0])]
        upper = np.where(self.free, 1.0, 0.0)
        none = csr_array((0, block.width))
        self._viewer = np.zeros(block.width, dtype=int)
        for view, known in enumerate(block.views):
            self._viewer[known] = view
        self._rows: list[csr_array] = []
        self._sides: list[Floats] = []
        self._unit = float(block.weight[block.weight > 0].min(initial=1.0))
        self._program = Program(none, lower=np.zeros(block.width), upper=upper, cost=block.weight)
        nothing = np.zeros(block.width)
        self._room = Program(block.rows, lower=nothing, upper=nothing, cost=nothing, simplex=PRIMAL)
        self._falls, self._rises = nothing, nothing
        incidence = abs(block.equations)
        self._incidence = csr_array((np.ones(incidence.nnz), incidence.indices, incidence.indptr), incidence.shape)
        columns = csc_array(block.rows)
        self._add([cut for _, goal in self._goals for cut in self._of_single_equations(goal, columns)])
        self._add([cut for row in range(block.equations.shape[0]) for cut in self._of_pairs(row, asked)])

    def _of_single_equations(self, goal: int, columns: csc_array) -> list[Cut]:
        """Return what each equation with the goal's cell asks for by itself."""
        rows = self.block.rows
        cell = int(self.block.goals.cell[goal])
        inside = slice(columns.indptr[cell], columns.indptr[cell + 1])
        out = []
        for row, coefficient in zip(columns.indices[inside].tolist(), columns.data[inside].tolist(), strict=True):
            at = slice(rows.indptr[row], rows.indptr[row + 1])
            lent = np.zeros(self.block.width)
            lent[rows.indices[at]] = -rows.data[at] / coefficient
            lent[cell] = 0.0
            cut = self._cut((0, goal), lent)
            out += [cut] if cut else []
        return out

    def _of_pairs(self, row: int, asked: Flags) -> list[Cut]:
        """Return what an equation asks for whose sensitive cells are one and those that one contributor knows."""
        block, goals = self.block, self.block.goals
        at = slice(block.equations.indptr[row], block.equations.indptr[row + 1])
        cells, coefficients = block.equations.indices[at], block.equations.data[at]
        sensitive = block.sensitive[cells]
        out = []
        for i in np.flatnonzero(sensitive).tolist():
            views = np.unique(self._viewer[np.delete(cells, i)[np.delete(sensitive, i)]])
            if len(views) != 1 or not views[0]:
                continue
            lent = np.zeros(block.width)
            lent[cells] = -coefficients / coefficients[i]
            lent[cells[i]] = 0.0
            which = np.flatnonzero(asked[views[0]] & (goals.cell == cells[i]))
            out += [cut for goal in which.tolist() if (cut := self._cut((int(views[0]), goal), lent))]
        return out

    def _cut(self, goal: Goal, lent: Floats) -> Cut | None:
        """Return the inequality that d[cell] = lent . d gives, or None where sensitive cells alone may satisfy it."""
        block, (view, which) = self.block, goal
        sign, need = block.goals.sign[which], block.goals.need[which] * (1.0 - TOLERANCE)
        lent = sign * lent
        most = np.maximum(lent * block.rise, -lent * block.fall)
        most[block.views[view]] = 0.0
        most[np.abs(lent) < 1e-9] = 0.0
        rest = float(need - most[block.sensitive].sum())
        if rest <= 1e-6 * need:
            return None
        cells = np.flatnonzero(self.free & (most > 1e-9 * rest))
        return Cut(cells, np.minimum(most[cells] / rest, 1.0)) if len(cells) else None

    def _add(self, cuts: list[Cut]) -> None:
        if not cuts:
            return
        starts = np.cumsum([0, *(len(cut.cells) for cut in cuts)])
        indices = np.concatenate([cut.cells for cut in cuts])
        data = np.concatenate([cut.coefficients for cut in cuts])
        rows = csr_array((data, indices, starts), shape=(len(cuts), self.block.width))
        self._keep(rows, np.ones(len(cuts)))

    def relax(self) -> None:
        """Solve the linear relaxation under the inequalities found so far, and those about cells that are alone."""
        for _ in range(LONELY_ROUNDS):
            self._program.solve()
            self.bound = max(self.bound, self._program.objective)
            self.relaxed = np.clip(self._program.values, 0.0, 1.0) + self.block.sensitive
            if not self._add_lonely():
                return

    def _add_lonely(self) -> bool:
        """Add what keeps cells from being hidden alone in an equation, where the relaxed y does; return whether any."""
        y = self.relaxed
        weighted = self._incidence.multiply(y[None, :]).tocsr()
        largest = np.asarray(weighted.max(axis=1).todense()).ravel()
        total = self._incidence @ y
        cells, coefficients, rows = [], [], 0
        for row in np.flatnonzero(2.0 * largest > total + 10 * VIOLATED).tolist():
            at = self._incidence.indices[self._incidence.indptr[row] : self._incidence.indptr[row + 1]]
            if self.block.sensitive[at].any():
                continue
            alone = int(at[np.argmax(y[at])])
            cells.append(at)
            coefficients.append(np.where(at == alone, -1.0, 1.0))
            rows += 1
        if not rows:
            return False
        starts = np.cumsum([0, *map(len, cells)])
        shape = (rows, self.block.width)
        found = csr_array((np.concatenate(coefficients), np.concatenate(cells), starts), shape=shape)
        self._keep(found, np.zeros(rows))
        return True

    def _keep(self, rows: csr_array, side: Floats) -> None:
        self._program.add_rows(rows, side)
        self._rows.append(rows)
        self._sides.append(side)

    def violated_near(
        self, hidden: Floats, goals: list[Goal], until: float, hazes: tuple[float, ...] = (HAZE,)
    ) -> list[tuple[Goal, Cut]]:
        """Return inequalities that y = `hidden` (n,) violates, at most one a goal: seen in one haze after another."""
        found = []
        for goal in goals:
            if time.monotonic() > until:
                break
            cuts = (self._separate(goal, hidden, haze) for haze in hazes)
            cut = next((cut for cut in cuts if cut is not None), None)
            if cut is not None:
                found.append((goal, cut))
        return found

    def refute(self, hidden: Flags, goals: list[Goal], until: float) -> bool:
        """Take in inequalities that a whole y violates, for it leaves goals out of reach; return whether any."""
        found = self.violated_near(hidden.astype(float), goals, until, (HAZE, 0.0))
        self._add([cut for _, cut in found])
        return bool(found)

    def _separate(self, goal: Goal, hidden: Floats, haze: float) -> Cut | None:
        """Return the inequality that says best why a goal is out of reach, in units of what it needs.

        No cell counts for more than the need: coefficients are cut there in the end. Any multipliers are right.
        """
        goals, (view, which) = self.block.goals, goal
        cell, sign, need = goals.cell[[which]], goals.sign[which], float(goals.need[which])
        share = np.minimum(hidden + haze * self.free, 1.0)
        share[self.block.sensitive] = 1.0
        share[self.block.views[view]] = 0.0
        self._allow(share * np.minimum(self.block.fall / need, 1.0), share * np.minimum(self.block.rise / need, 1.0))
        self._room.price(cell, np.array([-sign]))
        self._room.solve()
        got, lent = -self._room.objective, -self._room.reduced_costs * sign
        self._room.price(cell, np.zeros(1))
        if got >= 1.0 - TOLERANCE or abs(lent[cell[0]]) > 1e-7:
            return None
        cut = self._cut(goal, lent)
        return cut if cut is not None and cut.short(hidden) > VIOLATED else None

    def _allow(self, fall: Floats, rise: Floats) -> None:
        changed = np.flatnonzero((fall != self._falls) | (rise != self._rises))
        self._room.bound(changed, -fall[changed], rise[changed])
        self._falls, self._rises = fall, rise

    def tighten(self, incumbent: Flags, until: float) -> None:
        """Raise the bound until a time, or until nothing is violated any more.

        Inequalities are looked for between the relaxed y and a pattern that protects, where they cut deepest (Ben-Ameur
        and Neto, Networks 49, 2007), and at the relaxed y itself where none is found there.
        """
        self.relax()
        inner = incumbent.astype(float)
        ask, between = self._goals, 0.5
        while time.monotonic() < until:
            point = between * self.relaxed + (1.0 - between) * inner
            found = self.violated_near(point, ask, until)
            if not found and len(ask) < len(self._goals):
                ask = self._goals
            elif not found and between < 1.0:
                inner, between = point, min(1.0, between + 0.25)
            elif not found:
                return
            else:
                before = self.bound
                self._add([cut for _, cut in found])
                self.relax()
                ask = [goal for goal, _ in found] if self.bound > before * 1.002 else self._goals

    def cheapest(self, seconds: float, gap: float) -> tuple[Flags | None, bool]:
        """Return the cheapest whole y under the inequalities found so far within a gap, and whether it is for certain.

        None where none is found in time; the bound is raised in any case.
        """
        program, slack = self._whole(self.block.weight, seconds, gap)
        found = program.search()
        if np.isfinite(program.bound_below):
            self.bound = max(self.bound, program.bound_below - slack)
        if not found:
            return None, False
        return (program.values > 0.5) | self.block.sensitive, program.finished

    def least(self, weight: Floats, seconds: float) -> float:
        """Return what a pattern must cost at least by other weights (n,)."""
        self._program.price(np.arange(self.block.width), weight)
        self._program.solve()
        low = self._program.objective
        self._program.price(np.arange(self.block.width), self.block.weight)
        if seconds <= 0:
            return low
        program, slack = self._whole(weight, seconds, 0.0)
        program.search()
        return max(low, program.bound_below - slack) if np.isfinite(program.bound_below) else low

    def _whole(self, weight: Floats, seconds: float, gap: float) -> tuple[Program, float]:
        """Return the program in whole numbers, and by how much ties may raise its cost."""
        n = self.block.width
        upper = np.where(self.free, 1.0, 0.0)
        rows = csr_array(vstack([*self._rows, csr_array((1, n))]))
        low = np.concatenate([*self._sides, [0.0]])
        high = np.full(len(low), INF)
        cost = weight + TIE * self._unit * self.free
        program = Program(rows, lower=np.zeros(n), upper=upper, cost=cost, rows_lower=low, rows_upper=high)
        program.whole(np.flatnonzero(self.free), gap=gap)
        program.limit(seconds)
        return program, TIE * self._unit * float(self.free.sum())
