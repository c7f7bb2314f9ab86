"""How the errors of an indicator's figures go together, zone by zone: from open sources only."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from parvis import estimate
from parvis.estimate import Answer, Leaning
from parvis.model.comparison import Alike, Lasting, Ties
from parvis.model.figure import Floats, Route
from parvis.model.folder import Regime
from parvis.model.period import period_order
from parvis.run.desk import Desk

LEAST = 0.05
"""Correlations between neighbours that are smaller change nothing that is said."""
PREFERENCE = list(Route)
Pairs = tuple[np.ndarray, np.ndarray]


class Joint:
    """Keeps how figures lean on where people live until those of all zonings of an indicator are known.

    What rests on a source that is not open is left out, whatever else it rests on: of it nothing is told that its
    published figures do not tell.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: dict[tuple[str, str], tuple[str, tuple[str, ...], Leaning]] = {}
        self._parts: dict[str, list[tuple[tuple[str, str, str], tuple[str, ...], Leaning]]] = {}
        self.lasting: list[Lasting] = []
        self._of_indices = {part.indicator for spec in desk.folder.indicators.values() for part in spec.parts}

    def note(self, zoning: str, answers: Sequence[Answer]) -> None:
        """Keep the answers that figures of a zoning are made of: of each period the first in order of preference."""
        for answer in sorted(answers, key=lambda one: PREFERENCE.index(one.route)):
            key = zoning, answer.given.period
            whole = answer if answer.below is None else answer.below
            if key in self._held or whole.units is None or not _is_open(answer):
                continue
            known = estimate.leaning(answer)
            if known is not None:
                self._held[key] = answer.route.value, whole.units.ids, known

    def ties(self, indicator: str) -> Iterator[Ties]:
        """Yield the ties of an indicator's figures where they may be compared, and forget what was kept.

        How their errors last from one period to another is kept under `lasting`.
        """
        self.lasting.extend(self._lasting(indicator))
        if not self._desk.folder.indicators[indicator].is_comparable:
            self._held.clear()
        for (zoning, period), (method, units, known) in self._held.items():
            if indicator in self._of_indices:
                self._parts.setdefault(zoning, []).append(((indicator, period, method), units, known))
            pairs = estimate.neighbours(known.shares)
            found = estimate.correlations(known, known, pairs)
            kept = np.abs(found) >= LEAST
            here, there = (self._ids(zoning)[places[kept]] for places in pairs)
            yield Ties(indicator, period, zoning, method, zoning, method, here, there, found[kept])
            for other in self._desk.folder.territory.zonings[zoning].compare:
                beside = self._held.get((other, period))
                if beside is not None and beside[1] == units:
                    yield self._between(indicator, period, (zoning, method, known), (other, beside[0], beside[2]))
        self._held.clear()

    def _lasting(self, indicator: str) -> Iterator[Lasting]:
        """Yield how the errors of figures had in one way last from each period to each other, by zoning."""
        for (zoning, period), (zoning_, later) in itertools.permutations(self._held, 2):
            method, units, known = self._held[zoning, period]
            other, later_units, beside = self._held[zoning_, later]
            if zoning == zoning_ and method == other and period_order(period) < period_order(later):
                together = estimate.lasting(known, units, beside, later_units)
                yield Lasting(indicator, zoning, method, period, later, self._ids(zoning), together)

    def alike(self) -> Iterator[Alike]:
        """Yield how the errors of the parts of indices go together, of those that are rates over the same units."""
        for zoning, parts in self._parts.items():
            for (one, units, known), (other, other_units, beside) in itertools.combinations(parts, 2):
                if one[0] != other[0] and units == other_units:
                    together = estimate.alike(known, beside)
                    if together is not None:
                        yield Alike(zoning, one, other, together)

    def _between(
        self, indicator: str, period: str, one: tuple[str, str, Leaning], two: tuple[str, str, Leaning]
    ) -> Ties:
        (zoning, method, known), (other, other_method, beside) = one, two
        pairs, within = self._desk.once(("pairs", zoning, other), lambda: self._compared(zoning, other))
        found = estimate.correlations(known, beside, pairs, within=within, border=self._border(zoning, other))
        here, there = self._ids(zoning)[pairs[0]], self._ids(other)[pairs[1]]
        return Ties(indicator, period, zoning, method, other, other_method, here, there, found)

    def _compared(self, zoning: str, other: str) -> tuple[Pairs, Floats]:
        """Return the pairs of zones that are set side by side, and which part of the first lies in the second."""
        places = {zone: n for n, zone in enumerate(self._ids(other))}
        members = self._desk.zones[zoning].members.get(other, {})
        listed = [(n, places[there]) for n, zone in enumerate(self._ids(zoning)) for there in members.get(zone, ())]
        here, there = np.array(listed, dtype=int).reshape(-1, 2).T
        ours, theirs = (self._desk.zones[name].frame.geometry.to_numpy() for name in (zoning, other))
        inside = shapely.area(shapely.intersection(ours[here], theirs[there])) / shapely.area(ours[here])
        return (here, there), np.asarray(inside)

    def _border(self, zoning: str, other: str) -> float:
        """Return whether the borders of a zoning are also those of another that is made from it."""
        spec = self._desk.folder.territory.zonings[other]
        return 1.0 if spec.union_of == zoning else -1.0 if spec.complement_of == zoning else 0.0

    def _ids(self, zoning: str) -> np.ndarray:
        return np.asarray(self._desk.zones[zoning].frame["id"], dtype=object)


def _is_open(answer: Answer) -> bool:
    parts = (answer, answer.above, answer.below)
    return all(part is None or part.given.regime is Regime.OPEN for part in parts)
