"""Secondary suppression: what else must be hidden so that no number can be worked out that may not be learnt.

For each such number it is sought what all published figures together leave possible. Where they leave too little, the
published figure of least cost among those that hold the number is hidden too, and so on: each step hides a figure, and
with nothing published everything is possible. What one solution shows to be possible stays so, for what is hidden later
only leaves more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from parvis.model.figure import Flags, Floats
from parvis.protect.apart import each
from parvis.protect.feasible import fitted
from parvis.protect.leeway import Leeway, Reach
from parvis.protect.nesting import nested, remainders
from parvis.protect.system import Name, System, parted
from parvis.protect.targets import Targets, targets

TOLERANCE = 1e-5
"""Ends of intervals are compared within this share."""


@dataclass(frozen=True)
class Verdict:
    """What all published figures leave possible for a number: all from `low` to `high` at least, where it holds."""

    name: Name
    low: float
    high: float
    holds: bool
    protected_by: tuple[Name, ...]


def protect_system(
    system: System,
    *,
    risky: frozenset[Name],
    shown: frozenset[Name],
    least: float,
    costs: Mapping[Name, float],
    kept: frozenset[Name],
    processes: int = 1,
) -> tuple[frozenset[Name], tuple[Verdict, ...]]:
    """Return the names to hide besides those at risk, and the verdict on every number at the end.

    `risky` figures may not be learnt, whether they were to be shown or not; `shown` ones would be published. `costs`
    says what hiding a figure costs; `kept` can no longer be hidden: it has been published before, and counts as known
    whatever becomes of it now. Parts that have nothing in common are worked on in several `processes`.
    """
    added: set[Name] = set()
    verdicts: list[Verdict] = []
    tasks = (_task(part, risky, shown, least, costs, kept) for part in parted(system))
    for more, judged in each(_protected, tasks, processes=processes):
        added |= more
        verdicts += judged
    return frozenset(added), tuple(verdicts)


@dataclass(frozen=True)
class _Task:
    """A part, and what is asked of its own figures."""

    system: System
    risky: frozenset[Name]
    shown: frozenset[Name]
    least: float
    costs: dict[Name, float]
    kept: frozenset[Name]


def _task(
    part: System, risky: frozenset[Name], shown: frozenset[Name], least: float, costs: Mapping[Name, float],
    kept: frozenset[Name],
) -> _Task:  # fmt: skip
    own = frozenset(part.names) | frozenset(part.group_names)
    prices = {name: costs[name] for name in part.names if name in costs}
    return _Task(part, own & risky, own & shown, least, prices, own & kept)


def _protected(task: _Task) -> tuple[frozenset[Name], tuple[Verdict, ...]]:
    system, told = task.system, (task.shown - task.risky) | task.kept
    truth = _truth(system)
    holds = nested(system.rows)
    said = _Said(system, truth, holds, told, task.costs, task.kept)
    sums = np.asarray(system.rows @ truth)
    wanted = targets(system, sums, holds, risky=task.risky, shown=told, least=task.least, rest=said.rest)
    search = _Search(said, wanted, truth)
    search.run()
    return frozenset(said.added), search.verdicts()


def _truth(system: System) -> Floats:
    """Return the variables (width,): rounded tables of one partner contradict each other, or say too little."""
    if not np.isnan(system.classes).any():
        gap = np.abs(system.rows[system.told] @ system.classes - system.value)
        if (gap <= TOLERANCE * np.maximum(np.abs(system.value), 1.0)).all() and (system.classes >= 0).all():
            return system.classes
    return fitted(csr_array(system.rows[system.told]), system.value)


class _Said:
    """The rows that are told, less those told rows that lie in them, and the figures that tell them."""

    def __init__(
        self, system: System, truth: Floats, holds: csr_array, told: frozenset[Name], costs: Mapping[Name, float],
        kept: frozenset[Name],
    ) -> None:  # fmt: skip
        self._costs, self._kept = costs, kept
        self._tellers: dict[int, set[Name]] = {}
        self._rows_of: dict[Name, set[int]] = {}
        for name, row in zip(system.names, system.told.tolist(), strict=True):
            if name in told:
                self._tellers.setdefault(row, set()).add(name)
                self._rows_of.setdefault(name, set()).add(row)
        marked = np.zeros(system.rows.shape[0], dtype=bool)
        marked[list(self._tellers)] = True
        self.rest, without = remainders(system.rows, holds, marked)
        pointer, inner = without.indptr.tolist(), without.indices.tolist()
        self._inner = {i: set(inner[pointer[i] : pointer[i + 1]]) for i in self._tellers}
        self._outer: dict[int, set[int]] = {}
        for i, parts in self._inner.items():
            for j in parts:
                self._outer.setdefault(j, set()).add(i)
        self.leeway = Leeway(self.rest, truth)
        self.added: dict[Name, set[Name]] = {}

    def victim(self, held: tuple[int, ...]) -> int | None:
        """Return the row that it costs least to hide of some remainders and the rows taken away there; or None."""
        rows = set(held).union(*(self._inner[i] for i in held))
        can = [i for i in rows if not self._tellers[i] & self._kept]
        return min(can, key=self._price) if can else None

    def _price(self, row: int) -> tuple[float, list[Name]]:
        names = sorted(self._tellers[row])
        return sum(self._costs.get(name, 0.0) for name in names), names

    def hide(self, row: int, because: Name) -> None:
        """Hide all figures that tell a row, and so every row that only they tell."""
        for name in sorted(self._tellers[row]):
            self.added.setdefault(name, set()).add(because)
            for i in self._rows_of.pop(name):
                self._tellers[i].discard(name)
                if not self._tellers[i]:
                    self._withdraw(i)

    def _withdraw(self, row: int) -> None:
        """Tell a row no more: where it was taken away from another what is left of it comes back there."""
        index, coef = self.leeway.row(row)
        for outer in sorted(self._outer.pop(row, ())):
            own, size = self.leeway.row(outer)
            both = np.concatenate([own, index])
            merged, place = np.unique(both, return_inverse=True)
            sums = np.bincount(place, weights=np.concatenate([size, coef])).astype(float)
            self.leeway.change(outer, merged, sums)
            self._inner[outer].discard(row)
            for inner in self._inner[row]:
                self._inner[outer].add(inner)
                self._outer[inner].add(outer)
        for inner in self._inner.pop(row):
            self._outer[inner].discard(row)
        self.leeway.change(row, index[:0], coef[:0])
        del self._tellers[row]


class _Search:
    """The numbers that may not be learnt, and how far each is known to be able to fall and to rise."""

    def __init__(self, said: _Said, wanted: Targets, truth: Floats) -> None:
        self.said, self.wanted, self.truth = said, wanted, truth
        self.value = np.asarray(wanted.rows @ truth)
        self.low, self.high = self.value.copy(), self.value.copy()
        self._slack = TOLERANCE * np.maximum(1.0, np.abs(wanted.high))
        self._columns = csc_array(wanted.rows)

    def open(self, up: bool) -> Flags:
        """Return which numbers are not known to be able to rise, or to fall, as far as they must (k,)."""
        wanted, slack = self.wanted, self._slack
        out: Flags = self.high < wanted.high - slack if up else self.low > wanted.low + slack
        return out

    def run(self) -> None:
        """Push every number both ways, and hide what holds it."""
        for i in range(len(self.wanted)):
            for up in (False, True):
                while self._is_open(i, up=up):
                    reach = self._push(i, up=up)
                    if reach.enough:
                        self._learn(i, reach, up=up)
                        break
                    row = self.said.victim(reach.held)
                    if row is None:
                        self._settle(i, reach.gain, up=up)
                        break
                    self.said.hide(row, self.wanted.names[i])

    def _is_open(self, i: int, *, up: bool) -> bool:
        if up:
            return bool(self.high[i] < self.wanted.high[i] - self._slack[i])
        return bool(self.low[i] > self.wanted.low[i] + self._slack[i])

    def _push(self, i: int, *, up: bool) -> Reach:
        rows = self.wanted.rows
        part = slice(rows.indptr[i], rows.indptr[i + 1])
        index, coef = rows.indices[part].astype(np.int64), rows.data[part]
        if up:
            return self.said.leeway.push(index, coef, float(self.wanted.high[i] - self.value[i]))
        return self.said.leeway.push(index, -coef, float(self.value[i] - self.wanted.low[i]))

    def _settle(self, i: int, gain: float, *, up: bool) -> None:
        if up:
            self.high[i] = max(self.high[i], self.value[i] + gain)
        else:
            self.low[i] = min(self.low[i], self.value[i] - gain)

    def _learn(self, i: int, reach: Reach, *, up: bool) -> None:
        """Keep what a solution shows to be possible, for all numbers at once, and what its mirror image shows."""
        self._settle(i, reach.gain, up=up)
        if not len(reach.columns):
            return
        moves = self._columns[:, reach.columns] @ reach.moves
        falls = reach.moves > 0
        back = float((self.truth[reach.columns[falls]] / reach.moves[falls]).min(initial=1e9))
        for scale in (1.0, -back):
            np.maximum(self.high, self.value + scale * moves, out=self.high)
            np.minimum(self.low, self.value + scale * moves, out=self.low)

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return what is known of each number at the end."""
        closed = self.open(True) | self.open(False)
        by: dict[Name, list[Name]] = {}
        for name, reasons in self.said.added.items():
            for reason in reasons:
                by.setdefault(reason, []).append(name)
        each = zip(self.wanted.names, self.low.tolist(), self.high.tolist(), (~closed).tolist(), strict=True)
        return tuple(Verdict(name, low, high, holds, tuple(by.get(name, ()))) for name, low, high, holds in each)
