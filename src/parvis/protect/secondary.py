"""Secondary suppression: what else must be hidden so that no number can be worked out that may not be learnt.

For each such number the least and the greatest value that all published figures together leave possible are found by
linear programming. Where they leave too little, the published figure of least cost among those that pin the number
down is hidden too, and so on: each step hides a figure, and with nothing published everything is possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from parvis.model.figure import Floats
from parvis.protect.feasible import Known, Range, fitted
from parvis.protect.system import WHOLE, Group, Name, System, consistent, independent

WIDE = 0.15
"""A hidden sum must stay open by this share of it on both sides."""

TOLERANCE = 1e-5
"""Ends of intervals are compared within this share."""


@dataclass(frozen=True)
class Target:
    """A number that may not be learnt: `row` . x, whose feasible interval must reach from `low` to `high`."""

    name: Name
    row: Floats
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


def targets(system: System, risky: frozenset[Name], shown: frozenset[Name], least: float) -> Iterator[Target]:
    """Return what must not be learnt: the numbers at risk, and groups of a few that shown figures set apart.

    Such groups are: differences of two figures one of which holds the other; what the zones of a zoning leave of a
    larger zone; rows that no figure tells apart, if they follow from the figures.
    """
    seen: set[bytes] = set()
    for target in _all(system, risky, shown, least):
        mark = np.round(target.row, 9).tobytes()
        if mark not in seen and np.abs(target.row).max(initial=0.0) > WHOLE:
            seen.add(mark)
            yield target


def _all(system: System, risky: frozenset[Name], shown: frozenset[Name], least: float) -> Iterator[Target]:
    for name in sorted(risky):
        yield from _at_risk([g for g in system.groups if g.name == name], least)
    for group in system.groups:
        if np.isnan(group.value) and group.row.any():
            yield Target(group.name, group.row, 1.0, least)
    told = [g for g in system.groups if g.name in shown and not np.isnan(g.value)]
    yield from _differences(told, least)
    yield from _remainders(told, least)
    follow = independent(system, np.array([s.name in shown for s in system.statements], dtype=bool))
    for i in np.flatnonzero(follow & (system.classes > 0) & (system.classes < least)):
        row = np.zeros(system.width)
        row[i] = 1.0
        yield _target(("rows", str(i)), row, float(system.classes[i]), least)


def _at_risk(groups: list[Group], least: float) -> Iterator[Target]:
    """Return the small groups of a figure that may not be learnt; where none is small, what it sums first."""
    known = [g for g in groups if not np.isnan(g.value)]
    small = [g for g in known if 0 < g.value < least]
    yield from (_target(g.name, g.row, g.value, least) for g in small or known[:1])


def _target(name: Name, row: Floats, value: float, least: float) -> Target:
    """Return the interval that must stay possible: for a few from one to the threshold, for more a share of it."""
    low, high = (1.0 - WIDE) * value, (1.0 + WIDE) * value
    return Target(name, row, min(1.0, low), least) if value < least else Target(name, row, low, high)


class _Rows:
    """The groups of several figures, to find those inside another one without comparing all their rows."""

    def __init__(self, groups: list[Group]) -> None:
        self.groups = groups
        self.stack = np.array([g.row for g in groups])
        self.first = (self.stack > WHOLE).argmax(axis=1)
        self.there = self.stack[np.arange(len(groups)), self.first]

    def inside(self, row: Floats, among: np.ndarray) -> np.ndarray:
        """Return which of some groups, by number, lie in a row; groups about nobody lie in none."""
        near = among[(row[self.first[among]] >= self.there[among] - WHOLE) & (self.there[among] > 0)]
        out: np.ndarray = near[(self.stack[near] <= row + WHOLE).all(axis=1)]
        return out


def _differences(told: list[Group], least: float) -> Iterator[Target]:
    if not told:
        return
    values, behind, rows = np.array([g.value for g in told]), np.array([g.behind for g in told]), _Rows(told)
    for larger in told:
        gaps, fewer = larger.value - values, larger.behind - behind
        near = _few(gaps, least) | (_few(fewer, least) & (gaps > WHOLE))
        for i in rows.inside(larger.row, np.flatnonzero(near)).tolist():
            yield _target((*larger.name, "less", *told[i].name), larger.row - told[i].row, float(gaps[i]), least)


def _few(counts: Floats, least: float) -> np.ndarray:
    return (counts > 1e-6) & (counts < least - 1e-9)


def _remainders(told: list[Group], least: float) -> Iterator[Target]:
    """Return what is left of a figure's group without all those of another zoning, or category, that lie in it."""
    series: dict[tuple[str, ...], list[Group]] = {}
    for group in told:
        indicator, zoning, _, period, breakdown, category, *_ = group.name
        series.setdefault((indicator, zoning, period, breakdown, category), []).append(group)
    stacks = {key: _Rows(groups) for key, groups in series.items()}
    for whole in told:
        for key, rows in stacks.items():
            nested = rows.inside(whole.row, np.arange(len(rows.groups)))
            if len(nested) < 2:
                continue
            row = whole.row - rows.stack[nested].sum(axis=0)
            rest = whole.value - sum(rows.groups[i].value for i in nested.tolist())
            if row.min(initial=0.0) >= -WHOLE and 1e-6 < rest < least - 1e-9:
                yield _target((*whole.name, "without", *key), row, rest, least)


def protect_system(
    system: System,
    *,
    risky: frozenset[Name],
    shown: frozenset[Name],
    least: float,
    costs: Mapping[Name, float],
    kept: frozenset[Name],
) -> tuple[frozenset[Name], tuple[Verdict, ...]]:
    """Return the names to hide besides those at risk, and the verdict on every target at the end.

    `risky` figures may not be learnt, whether they were to be shown or not; `shown` ones would be published. `costs`
    says what hiding a figure costs; `kept` can no longer be hidden: it has been published before, and counts as known
    whatever becomes of it now.
    """
    statements = system.statements
    rows = csr_array(np.array([s.row for s in statements]).reshape(len(statements), system.width))
    if statements:
        system = consistent(system, fitted(rows, np.array([s.value for s in statements])))
        statements = system.statements
    told = (shown - risky) | kept
    wanted = list(targets(system, risky, told, least))
    known = Known(rows, np.array([s.value for s in statements]))
    of_name: dict[Name, list[int]] = {}
    for i, statement in enumerate(statements):
        of_name.setdefault(statement.name, []).append(i)
    known.forget(np.array([i for i, s in enumerate(statements) if s.name not in told], dtype=int))
    left = {name: numbers for name, numbers in of_name.items() if name in told}
    added: dict[Name, set[Name]] = {}
    ranges: list[Range] = []
    for target in wanted:
        ends = []
        for sign, wished in ((1.0, target.low), (-1.0, -target.high)):
            end, pinning = known.least(sign * target.row)
            while end > wished + _slack(target) and (victim := _victim(target, pinning, system, left, costs, kept)):
                added.setdefault(victim, set()).add(target.name)
                known.forget(np.array(left.pop(victim)))
                end, pinning = known.least(sign * target.row)
            ends.append(sign * end)
        ranges.append(Range(ends[0], ends[1], ()))  # what is hidden later only widens it
    verdicts = tuple(_verdict(target, found, added) for target, found in zip(wanted, ranges, strict=True))
    return frozenset(added), verdicts


def _slack(target: Target) -> float:
    return TOLERANCE * max(1.0, abs(target.high))


def _holds(target: Target, found: Range) -> bool:
    return found.low <= target.low + _slack(target) and found.high >= target.high - _slack(target)


def _victim(
    target: Target,
    pinning: tuple[int, ...],
    system: System,
    left: Mapping[Name, list[int]],
    costs: Mapping[Name, float],
    kept: frozenset[Name],
) -> Name | None:
    """Return the figure to hide for the sake of a target that does not hold, or None where nothing can be any more.

    `left` are the figures still told, with the numbers of their statements.
    """
    candidates = {system.statements[i].name for i in pinning} & left.keys() - kept
    if not candidates:
        at = np.abs(target.row) > 0
        touching = (name for name, numbers in left.items() if any(system.statements[i].row[at].any() for i in numbers))
        candidates = set(touching) - kept
    return min(candidates, key=lambda name: (costs.get(name, 0.0), name)) if candidates else None


def _verdict(target: Target, found: Range, added: Mapping[Name, set[Name]]) -> Verdict:
    by = tuple(name for name, reasons in added.items() if target.name in reasons)
    return Verdict(target.name, found.low, found.high, _holds(target, found), by)
