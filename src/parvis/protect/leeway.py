"""How far a sum can move under equations, seen from nearby: linear programs over a few variables of many.

Two programs over the same variables bracket the answer. In the inner one all other variables stay where they are: what
it finds is possible. In the outer one the others may be anything from 0 on: what it rules out is impossible, and its
multipliers say which equations hold the sum. Where the two disagree more variables are taken in, until they are all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from parvis.errors import DisclosureError
from parvis.model.figure import Floats
from parvis.protect.linear import DUAL, INF, MODEL, Program
from parvis.protect.nesting import Integers
from parvis.protect.ragged import Ragged

FIRST, MORE = 300, 3
"""How many variables are looked at first, and how many times more each time after."""

CANDIDATES = 4
"""Of how many times as many variables the best are taken."""

CLOSE = 1e-7
"""A sum that moves by all but this share of what it must has got there."""

EXACT = 1e-5
"""What may be left over of a row, or beyond a bound, as a share of what is in it, or of 1."""

HOLDS = 1e-7
"""Multipliers that are smaller hold nothing."""


@dataclass(frozen=True)
class Reach:
    """That a sum can move by `gain`, if `columns` move by `moves`; or no further than that, `held` by some rows."""

    enough: bool
    gain: float
    columns: Integers
    moves: Floats
    held: tuple[int, ...] = ()


class Leeway:
    """Rows (m, n) of sums that stay as they are, over variables that may fall by `fall` (n,) and rise by `rise` (n,).

    Rows may be changed, one at a time. The `first` program is over so many variables.
    """

    def __init__(self, rows: csr_array, fall: Floats, rise: Floats | None = None, *, first: int = FIRST) -> None:
        self._first = first
        self.fall = fall
        self.rise = np.full(len(fall), INF) if rise is None else rise
        self._rows = Ragged(rows)

    def row(self, i: int) -> tuple[Integers, Floats]:
        """Return the variables of a row, and their coefficients."""
        return self._rows.row(i)

    def change(self, i: int, index: Integers, coef: Floats) -> None:
        """Put another row in the place of one; without variables it says nothing."""
        self._rows.change(i, index, coef)

    def push(self, index: Integers, coef: Floats, need: float) -> Reach:
        """Return whether coef . x[index] can rise by `need`, and by what; or how far it can at most."""
        most = self._first
        while True:
            near, everything = self._near(index, most)
            program = _Near(self, near, index, coef, need=None if everything else need)
            gain = program.inner()
            if gain >= need * (1.0 - CLOSE):
                return program.moved(gain)
            if everything:
                return program.held(gain)
            gain = program.outer()
            if gain < need * (1.0 - CLOSE):
                return program.held(gain)
            most *= MORE

    def _near(self, index: Integers, most: int) -> tuple[Integers, bool]:
        """Return at most so many variables near some, and whether these are all that the rows tie to them."""
        near = np.unique(index)
        rows = np.zeros(0, dtype=np.int64)
        while True:
            now = self._rows.rows_of(near)
            around = self._rows.around(np.setdiff1d(now, rows, assume_unique=True), near, CANDIDATES * most)
            rows = now
            if not len(around):
                return near, True
            if len(near) + len(around) > most:
                few = max(most - len(near), 1)
                chosen = around[np.argsort(self._rows.strange(around, rows), kind="stable")[:few]]
                return np.sort(np.concatenate([near, chosen])), False
            near = np.sort(np.concatenate([near, around]))

    def near(self, index: Integers, most: int) -> Integers:
        """Return at most so many variables near some."""
        return self._near(index, most)[0]

    def local(self, near: Integers) -> tuple[list[int], csr_array]:
        """Return the rows that some variables are in, by number, and their coefficients there (k, n_near)."""
        rows = self._rows.rows_of(near)
        return rows.tolist(), self._rows.part(rows, near)


class _Near:
    """The two programs over some variables; those that no row tells apart, nor the goal, are one."""

    def __init__(self, leeway: Leeway, near: Integers, index: Integers, coef: Floats, *, need: float | None) -> None:
        self._leeway, self._near = leeway, near
        self._rows, self._full = leeway.local(near)
        matrix = self._full
        goal = np.zeros(len(near))
        goal[np.searchsorted(near, index)] = coef
        marks = matrix.T @ np.random.default_rng(20260522).random((matrix.shape[0], 2))
        _, first, which = np.unique(np.column_stack([marks, goal]), axis=0, return_index=True, return_inverse=True)
        self._which = np.ravel(which)
        self._matrix = csr_array(matrix[:, first])
        self._goal = goal[first]
        self._fall = leeway.fall[near]
        self._rise = leeway.rise[near]
        self._total = np.bincount(self._which, weights=self._fall, minlength=len(first))
        self._most = np.bincount(self._which, weights=self._rise, minlength=len(first))
        self._program = self._made(need)

    def _made(self, need: float | None) -> Program:
        k, _n = self._matrix.shape
        most = INF if need is None else need
        matrix = csr_array(vstack([self._matrix, csr_array(self._goal[None, :])]))
        zero = np.zeros(k)
        return Program(
            matrix, lower=(-self._total).astype(float), upper=self._most.astype(float), cost=-self._goal,
            rows_lower=np.append(zero, -INF), rows_upper=np.append(zero, most), simplex=DUAL,
        )  # fmt: skip

    def inner(self) -> float:
        """Return how far the goal moves where nothing else does."""
        return -self._program.minimum()

    def outer(self) -> float:
        """Return how far the goal can move at most, whatever the other variables do."""
        k = self._matrix.shape[0]
        upper, lower = np.zeros(k), np.zeros(k)
        inside, fallen = np.diff(self._full.indptr), self._matrix @ self._total
        for number, i in enumerate(self._rows):
            index, coef = self._leeway.row(i)
            if len(index) > inside[number]:
                lower[number] = -INF
                rest = max(float(self._leeway.fall[index] @ coef) - fallen[number], 0.0)
                upper[number] = rest if coef.min() >= 0 else INF
        self._program.bound_rows(np.arange(k), lower, upper)
        return -self._program.minimum()

    def moved(self, gain: float) -> Reach:
        """Return what moves the goal; nothing in particular where it moves without end.

        Of variables that are one each falls and rises as far as it can in proportion; where some can rise without end,
        these alone do.
        """
        if np.isinf(gain):
            return Reach(True, gain, self._near[:0], self._fall[:0])
        which, moves = self._which, self._program.values
        endless = np.isinf(self._rise)
        held = np.bincount(which, weights=endless, minlength=len(moves)) == 0
        room = np.where(held[which], np.where(endless, 0.0, self._rise), endless)
        rising, falling = _shares(room, which, len(moves)), _shares(self._fall, which, len(moves))
        each = moves[which] * np.where(moves[which] < 0, falling, rising)
        self._require_possible(each)
        some = np.flatnonzero(each)
        return Reach(True, gain, self._near[some], each[some])

    def _require_possible(self, moves: Floats) -> None:
        """Raise DisclosureError where moves (n_near,) do not satisfy the rows and bounds, whatever a solver says."""
        size = np.abs(moves)
        left, room = np.abs(self._full @ moves), 1.0 + abs(self._full) @ size
        slack = EXACT * (1.0 + size)
        inside = (moves <= self._rise + slack) & (moves >= -self._fall - slack)
        if not ((left <= EXACT * room).all() and inside.all()):
            raise DisclosureError.of("audit_unsolved", status=int(MODEL.kOptimal.value))

    def held(self, gain: float) -> Reach:
        """Return what holds the goal in the program that was solved last."""
        duals = self._program.duals[:-1].tolist()
        rows = tuple(i for i, dual in zip(self._rows, duals, strict=True) if abs(dual) > HOLDS)
        return Reach(False, gain, self._near[:0], self._fall[:0], rows)


def _shares(amount: Floats, which: Integers, count: int) -> Floats:
    """Return each variable's share (n,) of the amount of those that are one with it; 0 where that is 0."""
    total = np.bincount(which, weights=amount, minlength=count)[which]
    out: Floats = np.divide(amount, total, out=np.zeros(len(which)), where=total > 0)
    return out
