"""Secondary suppression: what else must be hidden so that no hidden number can be worked out.

For each hidden number the least and the greatest value that all published figures together leave possible are found by
linear programming. Where they leave too little, the published figure of least cost among those that pin the number
down is hidden too, and so on: the loop ends, at the latest when nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from parvis.model.figure import Floats
from parvis.protect.system import Name, Statement, System, stacked

WIDE = 0.15
"""A hidden sum must stay open by this share of it on both sides."""

SLACK = 1e-6
"""Published numbers are floats: equations hold within this share of their value."""


@dataclass(frozen=True)
class Target:
    """A number that may not be learnt: `row` . x, whose feasible interval must reach from `low` to `high`."""

    name: Name
    row: csr_array
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """What all published figures leave possible for a target."""

    name: Name
    low: float
    high: float
    holds: bool
    protected_by: tuple[Name, ...]


def targets(system: System, hidden: frozenset[Name], least: float) -> Iterator[Target]:
    """Return what must not be learnt: the hidden numbers, and what sets two published counts a few units apart."""
    for statement in system.statements:
        if statement.name in hidden:
            yield _target(statement.name, statement.about, statement.about_value, least, statement.counts)
    counts = [s for s in system.statements if s.counts and s.row is s.about and s.name not in hidden]
    yield from _differences(counts, least)


def _target(name: Name, row: csr_array, value: float, least: float, counts: bool) -> Target:
    if counts and value < least:
        return Target(name, row, min(1.0, value), least)
    return Target(name, row, (1.0 - WIDE) * value, (1.0 + WIDE) * value)


def _differences(counts: list[Statement], least: float) -> Iterator[Target]:
    """Return the differences of nested counts that are more than none and fewer than `least`."""
    for larger in counts:
        for smaller in counts:
            gap = larger.value - smaller.value
            if larger is smaller or not 0 < gap < least:
                continue
            row = csr_array(larger.row - smaller.row)
            if row.nnz and row.data.min() >= -1e-12:
                yield _target((*larger.name, "less", *smaller.name), row, gap, least, True)


def protect_system(
    system: System, hidden: frozenset[Name], least: float, costs: Mapping[Name, float], kept: frozenset[Name]
) -> tuple[frozenset[Name], tuple[Verdict, ...]]:
    """Return the names to hide besides `hidden`, and the verdict on every target at the end.

    `costs` says what hiding a figure costs; `kept` can no longer be hidden: it has been published before.
    """
    added: dict[Name, set[Name]] = {}
    wanted = list(targets(system, hidden, least))
    while True:
        out = hidden | frozenset(added)
        equations = [s for s in system.statements if s.name not in out]
        verdicts = []
        victim: Name | None = None
        for target in wanted:
            low, high, pinning = _feasible(target, equations, system.width)
            slack = SLACK * max(1.0, abs(target.high))
            holds = low <= target.low + slack and high >= target.high - slack
            by = tuple(name for name, reasons in added.items() if target.name in reasons)
            verdicts.append(Verdict(target.name, low, high, holds, by))
            if not holds and victim is None:
                candidates = [s.name for s in pinning if s.name not in kept]
                if candidates:
                    victim = min(candidates, key=lambda name: (costs.get(name, 0.0), name))
                    added.setdefault(victim, set()).add(target.name)
        if victim is None:
            return frozenset(added), tuple(verdicts)


def _feasible(target: Target, equations: list[Statement], width: int) -> tuple[float, float, list[Statement]]:
    """Return the least and greatest feasible value of a target, and the equations that hold it there."""
    matrix, values = stacked(equations, width)
    merged, objective = _merged(matrix, target.row)
    low, pin_low = _solve(objective, merged, values, sign=1.0)
    high, pin_high = _solve(objective, merged, values, sign=-1.0)
    pinning = sorted(set(pin_low) | set(pin_high))
    return low, high, [equations[i] for i in pinning]


def _merged(matrix: csr_array, row: csr_array) -> tuple[csr_array, Floats]:
    """Return the system with variables that stand in all equations alike as one: nobody can tell them apart."""
    objective = np.asarray(row.todense()).ravel()
    dense = np.vstack([np.asarray(matrix.todense()), objective])
    used = np.abs(dense).sum(axis=0) > 0
    columns = np.unique(np.round(dense[:, used], 12), axis=1)
    return csr_array(columns[:-1]), columns[-1]


def _solve(objective: Floats, matrix: csr_array, values: Floats, *, sign: float) -> tuple[float, list[int]]:
    """Return the least (sign 1) or greatest (sign -1) value, and the equations with a price in it."""
    if not len(values):
        return (0.0, []) if sign > 0 else (float("inf"), [])
    slack = SLACK * np.maximum(np.abs(values), 1.0)
    both = csr_array(np.vstack([matrix.todense(), -matrix.todense()]))
    limits = np.concatenate([values + slack, -(values - slack)])
    done = linprog(sign * objective, A_ub=both, b_ub=limits, bounds=(0, None), method="highs")
    if done.status == 3:  # unbounded
        return sign * -float("inf"), []
    if not done.success:
        raise ValueError(f"the published figures contradict each other (solver status {done.status})")
    prices = np.abs(done.ineqlin.marginals)
    pinned = np.flatnonzero(prices[: len(values)] + prices[len(values) :] > 1e-9)
    return float(sign * done.fun), [int(i) for i in pinned]
