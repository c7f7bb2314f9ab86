"""Why a hidden number can be worked out, so that it can be checked with a pencil: "A - B - C = 3"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from parvis.model.figure import Flags
from parvis.protect.cells import Cells
from parvis.protect.linear import PRIMAL, Program

NONE = 1e-7
"""Coefficients smaller than this are none."""

PUBLISHED, OWN, LEAST, MOST = "published", "own", "least", "most"
"""Where a number of a certificate is from: published, known to who asks, or the bound that everybody knows."""


@dataclass(frozen=True)
class Term:
    """A coefficient, the cell it multiplies, the number put for the cell and where that is from."""

    coefficient: float
    cell: str
    number: float
    source: str


@dataclass(frozen=True)
class Certificate:
    """That a cell is at most (`above`) or at least the sum of some terms, which comes to `limit`.

    `counted` is where the cell ends if numbers that are counted are whole, where that is nearer.
    """

    cell: str
    above: bool
    terms: tuple[Term, ...]
    limit: float
    counted: float | None = None

    def __str__(self) -> str:
        """Return it on one line, as in `c <= total(100) - a(60) - b(35) = 5`; bounds stand as `min a` and `max a`."""
        parts = [_shown(term, first=i == 0) for i, term in enumerate(self.terms)] or ["0"]
        told = f"{self.cell} {'<=' if self.above else '>='} {' '.join(parts)} = {self.limit:.10g}"
        near = self.counted is not None and abs(self.counted - self.limit) > NONE
        return f"{told} (whole numbers: {self.counted:.10g})" if near else told


def _shown(term: Term, *, first: bool) -> str:
    sign = "-" if term.coefficient < 0 else "" if first else "+"
    size = abs(term.coefficient)
    times = "" if abs(size - 1.0) < NONE else f"{size:.6g} "
    bound = {LEAST: "min ", MOST: "max "}.get(term.source, "")
    gap = "" if first else " "
    return f"{sign}{gap if sign else ''}{times}{bound}{term.cell}({term.number:.10g})"


def certify(cells: Cells, hidden: Flags, known: np.ndarray, cell: int, sign: float) -> Certificate:
    """Return why a hidden cell cannot be further up (`sign` 1) or down (-1) than it can, for who knows some cells.

    The equations times the dual multipliers of the linear program give the cell as a sum of others; hidden ones among
    these are put at the bound that holds them.
    """
    free = hidden.copy()
    free[known] = False
    at = np.flatnonzero(free | (np.arange(len(free)) == cell))
    matrix = csr_array(cells.matrix[:, at])
    used = np.flatnonzero(np.diff(matrix.indptr) > 0)
    cost = np.where(at == cell, -sign, 0.0)
    program = Program(csr_array(matrix[used]), lower=-cells.fall[at], upper=cells.rise[at], cost=cost, simplex=PRIMAL)
    multipliers = np.zeros(cells.matrix.shape[0])
    if program.solve() and len(used):
        multipliers[used] = -sign * program.duals
    lent = -(cells.matrix.T @ multipliers)
    own = 1.0 + lent[cell]
    if abs(own) > NONE:  # the cell's own bound holds it
        bound = cells.ub[cell] if sign > 0 else cells.lb[cell]
        return Certificate(cells.ids[cell], sign > 0, (_term(cells, cell, 1.0, sign, free),), float(bound))
    lent[cell] = 0.0
    terms = tuple(_term(cells, int(i), float(lent[i]), sign, free) for i in np.flatnonzero(np.abs(lent) > NONE))
    limit = sum(term.coefficient * term.number for term in terms)
    return Certificate(cells.ids[cell], sign > 0, tuple(sorted(terms, key=lambda t: -t.coefficient)), limit)


def _term(cells: Cells, i: int, coefficient: float, sign: float, free: Flags) -> Term:
    number, source = float(cells.value[i]), PUBLISHED
    if free[i]:
        up = coefficient * sign > 0
        number, source = float(cells.ub[i] if up else cells.lb[i]), MOST if up else LEAST
    return Term(coefficient, cells.ids[i], number, source)
