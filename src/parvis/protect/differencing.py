"""Geographic differencing: who is set apart when counts by two or more zonings are all published.

An atom is a place where one zone of each zoning meets. For two zonings, sums of published zones tell a small group of
people exactly where zones of one make up all of the zones of the other and few people more: union(S) - union(T), with
the zones T inside the union of S. The smallest such group that holds an atom is a minimum cut between its two zones:
an edge from a zone to one it meets carries the people in both, the edge back has no limit (a zone of T may not stick
out). For more zonings, and in the same way, an atom is at risk where the published sums bound it below the threshold.
A published zone that is too small by itself is no difference; it is for the rule on frequencies. Nor is a group that
is just some zones that were hidden for being small: what is learnt then is their count, and this is told apart.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from parvis.errors import AnalystError, SourceError
from parvis.model.figure import Flags
from parvis.model.finding import Finding, Where
from parvis.protect.linear import PRIMAL, Program

NOWHERE = ""
"""The zone of somebody whom a zoning does not place."""

Zone = tuple[str, str]
"""A zoning and one of its zones."""


@dataclass(frozen=True)
class Apart:
    """A group of `people` that the sum of `plus` zones less the sum of `minus` zones sets apart."""

    plus: tuple[Zone, ...]
    minus: tuple[Zone, ...]
    people: int

    def __str__(self) -> str:
        """Return it as in `z1=A + z1=B - z2=C = 4`."""
        plus = " + ".join(f"{zoning}={zone}" for zoning, zone in self.plus)
        minus = "".join(f" - {zoning}={zone}" for zoning, zone in self.minus)
        return f"{plus}{minus} = {self.people}"


@dataclass(frozen=True)
class Differences:
    """Which records (n,) are in a group of fewer than the threshold, and of each its smallest such group, by number.

    `recovered` are groups that consist of hidden zones: their people are not among those at risk.
    """

    at_risk: Flags
    group: np.ndarray  # (n,), -1 where not at risk
    groups: tuple[Apart, ...]
    recovered: tuple[Apart, ...]


def read_records(file: Path, zonings: Sequence[str]) -> pd.DataFrame:
    """Return the columns id and `zonings` of a CSV file, as text.

    Raises SourceError where a column is missing or an id stands on two lines.
    """
    if not file.is_file():
        raise SourceError.of("cells_no_file", file, name=file.name)
    frame = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    missing = [name for name in ("id", *zonings) if name not in frame]
    if missing:
        wanted = ",".join(("id", *zonings))
        raise SourceError.of("cells_columns", file, missing=", ".join(missing), wanted=wanted)
    twice = frame.index[frame["id"].duplicated()]
    if len(twice):
        line = int(twice[0]) + 2
        raise SourceError([Finding("record_doubled", Where(file, line), {"count": len(twice)})])
    return frame[["id", *zonings]]


def differences(records: pd.DataFrame, zonings: Sequence[str], threshold: int, *, small_shown: bool) -> Differences:
    """Return who is at risk where the counts of all zones are published.

    Without `small_shown` zones under the threshold are not. `records` has a column a zoning; "" is no zone.

    Raises AnalystError for fewer than two zonings, or a threshold below 1.
    """
    if len(zonings) < 2:
        raise AnalystError.of("zonings_two", count=len(zonings))
    if threshold < 1:
        raise AnalystError.of("threshold_zero", threshold=threshold)
    atoms = records.groupby(list(zonings), sort=True).size()
    zones = [tuple(zip(zonings, key, strict=True)) for key in atoms.index]
    people = atoms.to_numpy(dtype=int)
    shown = _shown(zones, people, 0 if small_shown else threshold)
    found = _by_cuts if len(zonings) == 2 else _by_programs
    groups = dict(found(zones, people, shown, threshold))
    recovered = _made_of_zones(set(groups.values()), zones, shown)
    groups = {i: group for i, group in groups.items() if group not in recovered}
    order: dict[Apart, int] = {}
    for group in groups.values():
        order.setdefault(group, len(order))
    numbers = np.array([order[groups[i]] if i in groups else -1 for i in range(len(people))])
    keys = pd.MultiIndex.from_frame(records[list(zonings)])
    of_record = numbers[atoms.index.get_indexer(keys)]
    return Differences(of_record >= 0, of_record, tuple(order), tuple(sorted(recovered, key=str)))


Atoms = list[tuple[Zone, ...]]


def _shown(zones: Atoms, people: np.ndarray, least: int) -> frozenset[Zone]:
    """Return the zones whose count is published."""
    count: dict[Zone, int] = {}
    for atom, n in zip(zones, people.tolist(), strict=True):
        for zone in atom:
            count[zone] = count.get(zone, 0) + n
    return frozenset(zone for zone, n in count.items() if zone[1] != NOWHERE and n >= least)


def _made_of_zones(groups: set[Apart], zones: Atoms, shown: frozenset[Zone]) -> set[Apart]:
    """Return the groups that are whole zones of one zoning, none of which is published."""
    inside: dict[Zone, set[int]] = {}
    for i, atom in enumerate(zones):
        for zone in atom:
            inside.setdefault(zone, set()).add(i)
    out = set()
    for group in groups:
        counted = Counter(i for zone in group.plus for i in inside[zone])
        counted.subtract(i for zone in group.minus for i in inside[zone])
        members = {i for i, n in counted.items() if n > 0}
        for side in range(len(zones[0])):
            whole = {zones[i][side] for i in members}
            if not whole & shown and all(zone[1] != NOWHERE and inside[zone] <= members for zone in whole):
                out.add(group)
    return out


# --- two zonings ---


def _by_cuts(zones: Atoms, people: np.ndarray, shown: frozenset[Zone], threshold: int) -> Iterator[tuple[int, Apart]]:
    """Return the smallest group of each atom at risk: it counts at least as many as the atom itself."""
    graphs = [_Graph(zones, people, shown, side) for side in (0, 1)]
    for i in np.flatnonzero(people < threshold).tolist():
        cuts = [graph.cut(zones[i], threshold) for graph in graphs]
        least = min(
            (cut for cut in cuts if cut is not None and cut.minus), key=lambda cut: (cut.people, str(cut)), default=None
        )
        if least is not None:
            yield i, least


class _Graph:
    """Zones of one zoning (`side`), of which groups are made, those of the other, which are taken away."""

    def __init__(self, zones: Atoms, people: np.ndarray, shown: frozenset[Zone], side: int) -> None:
        self.side = side
        self.shown = shown
        self.capacity: dict[Hashable, dict[Zone, int]] = {}
        self.back: dict[Zone, list[Zone]] = {}
        for atom, n in zip(zones, people.tolist(), strict=True):
            whole, part = atom[side], atom[1 - side]
            self.capacity.setdefault(whole, {})[part] = n
            self.back.setdefault(part, []).append(whole)
        # A part that sticks out of all that is published can never be taken away.
        self.fixed = {part for part, wholes in self.back.items() if part not in shown or not shown.issuperset(wholes)}

    def cut(self, atom: tuple[Zone, ...], threshold: int) -> Apart | None:
        """Return the smallest group that holds an atom if it is smaller than a threshold."""
        source, sink = atom[self.side], atom[1 - self.side]
        if source not in self.shown:
            return None
        flow: dict[tuple[Zone, Zone], int] = {}
        total = 0
        while True:
            reached, end = self._reach(source, sink, flow)
            if end is None:
                return self._apart(reached, total)
            total += self._push(reached, end, flow)
            if total >= threshold:
                return None

    def _reach(
        self, source: Zone, sink: Zone, flow: dict[tuple[Zone, Zone], int]
    ) -> tuple[dict[Zone, Zone | None], Zone | None]:
        """Return the zones that more flow can reach, each with the one before, and the sink if it is among them."""
        before: dict[Zone, Zone | None] = {source: None}
        queue = deque([source])
        while queue:
            whole = queue.popleft()
            for part, n in self.capacity[whole].items():
                if part in before or flow.get((whole, part), 0) >= n:
                    continue
                before[part] = whole
                if part == sink or part in self.fixed:
                    return before, part
                for other in self.back[part]:
                    if other not in before:
                        before[other] = part
                        queue.append(other)
        return before, None

    def _push(self, before: dict[Zone, Zone | None], end: Zone, flow: dict[tuple[Zone, Zone], int]) -> int:
        """Send as much as goes along the way to the end, and return how much that is."""
        way, zone = [], end
        while (prior := before[zone]) is not None:
            way.append((prior, zone))
            zone = prior
        ahead = [edge for edge in way if edge[1] in self.capacity.get(edge[0], {})]
        size = min(self.capacity[a][b] - flow.get((a, b), 0) for a, b in ahead)
        for a, b in way:
            if (a, b) in ahead:
                flow[(a, b)] = flow.get((a, b), 0) + size
            else:
                flow[(b, a)] = flow.get((b, a), 0) - size
        return size

    def _apart(self, reached: dict[Zone, Zone | None], total: int) -> Apart:
        plus = sorted(zone for zone in reached if zone in self.capacity)
        minus = sorted(zone for zone in reached if zone not in self.capacity)
        return Apart(tuple(plus), tuple(minus), total)


# --- more zonings ---


def _by_programs(
    zones: Atoms, people: np.ndarray, shown: frozenset[Zone], threshold: int
) -> Iterator[tuple[int, Apart]]:
    """Return the tightest sum of published zones over each atom at risk: multipliers of max x_atom, x >= 0."""
    names = sorted(shown)
    place = {zone: i for i, zone in enumerate(names)}
    at = [(place[zone], i) for i, atom in enumerate(zones) for zone in atom if zone in place]
    rows, columns = np.array(at, dtype=int).reshape(-1, 2).T
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(names), len(zones)))
    sums = matrix @ people
    program = Program(
        matrix, lower=np.zeros(len(zones)), upper=np.full(len(zones), float(people.sum())),
        cost=np.zeros(len(zones)), rows_lower=sums, rows_upper=sums, simplex=PRIMAL,
    )  # fmt: skip
    for i in np.flatnonzero(people < threshold).tolist():
        program.price(np.array([i]), np.array([-1.0]))
        program.solve()
        if -program.objective < threshold - 1e-6:
            found = _from_multipliers(names, -program.duals, -program.objective)
            if found.minus:
                yield i, found
        program.price(np.array([i]), np.zeros(1))


def _from_multipliers(names: Sequence[Zone], duals: np.ndarray, bound: float) -> Apart:
    plus = tuple(zone for zone, u in zip(names, duals.tolist(), strict=True) for _ in range(round(u)) if u > 0)
    minus = tuple(zone for zone, u in zip(names, duals.tolist(), strict=True) for _ in range(round(-u)) if u < 0)
    return Apart(plus, minus, int(np.floor(bound + 1e-6)))
