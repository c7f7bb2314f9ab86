"""A figure as it is read: number, interval, unit, period and method in words, or why there is no number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache, lru_cache

from parvis.messages import N_
from parvis.model.evidence import Evidence, FigureEvidence
from parvis.model.figure import Route, State
from parvis.model.folder import IndicatorSpec
from parvis.publish import numbers, travelled
from parvis.publish.shelf import FigureRow
from parvis.publish.words import MethodWords, Speech


@dataclass(frozen=True)
class Reading:
    """A figure in words. `number` and `with_unit` are empty when there is none; then `code` and `why` speak.

    `interval` is a sentence's part, `span` the same in short for tables; both empty where the method gives none.
    `rounded` is the number that is written, `altered` says why it is not the true one, if it is not.
    """

    row: FigureRow
    number: str
    with_unit: str
    interval: str
    span: str
    period: str
    method: MethodWords
    code: str = ""
    state_name: str = ""
    why: str = ""
    altered: str = ""
    rounded: Decimal | None = None

    @property
    def is_estimate(self) -> bool:
        """Return whether the number was had by an estimate, not taken or counted."""
        return self.row.method in (Route.MODELLED, Route.AREA_WEIGHTED, Route.GROUPED)

    @property
    def in_short(self) -> str:
        """Return the number with its unit and its interval, or the state's name: one line for a map's title."""
        if not self.number:
            return self.state_name
        return f"{self.with_unit} ({self.interval})" if self.interval else self.with_unit


@dataclass(frozen=True)
class Making:
    """How a figure was made, as far as there is something to say: (what, how much) pairs, and its sources' ids."""

    evidence: str
    sources: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


class Reader:
    """Puts figures into one language; each row is worked out once."""

    def __init__(self, indicators: dict[str, IndicatorSpec], evidence: Evidence, speech: Speech) -> None:
        self._indicators = indicators
        self._evidence = evidence
        self.speech = speech
        self.read = lru_cache(maxsize=100_000)(self._read)
        self.decimals = cache(self._decimals)
        self._share = cache(self._level)

    def _decimals(self, indicator: str) -> int:
        """Return the most decimals that an indicator is shown with."""
        spec = self._indicators[indicator]
        return numbers.decimals_for(spec.unit, spec.kind, spec.decimals)

    def breaks(self, indicator: str) -> tuple[str, ...]:
        """Return the periods with which another way of counting an indicator begins."""
        return self._indicators[indicator].breaks

    def place(self, row: FigureRow) -> int:
        """Return the decimal place to which a row is shown."""
        return numbers.place_of(row.lower, row.upper, self.decimals(row.indicator))

    def _read(self, row: FigureRow) -> Reading:
        period, method = self.speech.period(row.period), self.speech.method(row.method)
        state = State(row.state)
        if not state.has_value:
            words = self.speech.state(state)
            why = self.speech.reason(state, row.reason)
            return Reading(row, "", "", "", "", period, method, words.code, words.name, why)
        place = self.place(row)
        value = numbers.rounded(row.value, place)
        number = numbers.written(value, place, self.speech.language)
        return Reading(
            row,
            number,
            self.speech.with_unit(number, value, row.unit),
            *self._interval(row, place),
            period,
            method,
            altered=self.speech.altered(row.reason).short if state is State.PERTURBED else "",
            rounded=value,
        )

    def _interval(self, row: FigureRow, place: int) -> tuple[str, str]:
        if not math.isfinite(row.upper - row.lower) or row.lower == row.upper:
            return "", ""
        bounds = self._bounds(row.lower, row.upper, place)
        part, whole = numbers.chances(row.level)
        sentence = self.speech.say(
            N_("between %(lower)s and %(upper)s, %(part)s chances in %(whole)s"),
            part=part,
            whole=whole,
            level=self._share(row.level),
            **bounds,
        )
        return sentence, self.speech.say(N_("%(lower)s to %(upper)s"), **bounds)

    def _bounds(self, lower: float, upper: float, place: int) -> dict[str, str]:
        """Return bounds as written, rounded outward: the interval that is read holds the one that was computed."""
        language = self.speech.language
        return {
            "lower": numbers.shown(lower, place, language, ROUND_FLOOR),
            "upper": numbers.shown(upper, place, language, ROUND_CEILING),
        }

    def _level(self, share: float) -> str:
        """Return a share (0 to 1) as a whole percentage; what is short of everything is never written 100 %."""
        whole = numbers.rounded(share * 100, 0, ROUND_FLOOR)
        return self.speech.with_unit(numbers.written(whole, 0, self.speech.language), whole, "percent")

    def making(self, row: FigureRow) -> Making:
        """Return how a figure was made."""
        known = self._evidence.figures.get(row.evidence)
        facts = [*self._from_evidence(known), *self._from_row(row)]
        sources = known.sources if known else tuple(row.sources.split())
        return Making(row.evidence, sources, tuple(facts))

    def _from_evidence(self, known: FigureEvidence | None) -> list[tuple[str, str]]:
        if known is None:
            return []
        say, facts = self.speech.say, []
        if known.units is not None:
            facts.append((say(N_("Source units behind the number")), self.speech.whole(known.units)))
        if known.cut is not None:
            facts.append((say(N_("Of these, cut by the border")), self.speech.whole(known.cut)))
        if known.source_units is not None:
            amount = numbers.shown(known.source_units, 1, self.speech.language)
            facts.append((say(N_("Whole units that they amount to")), amount))
        if known.imputed_share is not None:
            facts.append((say(N_("Part of the number that the producer imputed")), self._share(known.imputed_share)))
        if known.reach is not None:
            facts.extend(travelled.facts(self.speech, known.reach))
        return facts

    def _from_row(self, row: FigureRow) -> list[tuple[str, str]]:
        say, facts = self.speech.say, []
        if math.isfinite(row.coverage):
            facts.append((say(N_("Part of the surface that the source covers")), self._share(row.coverage)))
        if math.isfinite(row.support):
            support = numbers.shown(row.support, 0, self.speech.language)
            facts.append((say(N_("Protected units behind the number")), support))
        if math.isfinite(row.bound_lower) and not _says_nothing(row):
            facts.append((say(N_("Bounds that hold for certain")), self._certain_bounds(row)))
        return facts

    def _certain_bounds(self, row: FigureRow) -> str:
        place = self.decimals(row.indicator)
        if not math.isfinite(row.bound_upper):
            lower = numbers.shown(row.bound_lower, place, self.speech.language, ROUND_FLOOR)
            return self.speech.say(N_("%(lower)s or more"), lower=lower)
        return self.speech.say(N_("%(lower)s to %(upper)s"), **self._bounds(row.bound_lower, row.bound_upper, place))


def _says_nothing(row: FigureRow) -> bool:
    """Return whether certain bounds are no more than what goes without saying: of a share, or of an index's scale."""
    whole = row.unit in ("percent", "%") and row.bound_lower <= 0 and row.bound_upper >= 100
    return whole or row.method == Route.COMPOSED
