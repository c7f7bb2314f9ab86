"""How sure the figures are, told by the figures themselves: widths of ranges, and estimates beside a known truth."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR
from statistics import median

from parvis.messages import N_
from parvis.model.figure import Role, Route
from parvis.publish import addresses, numbers
from parvis.publish.edition import Edition, Page
from parvis.publish.places import Place
from parvis.publish.readings import Reading
from parvis.publish.shelf import FigureRow

_KNOWN = (Route.OFFICIAL, Route.LOCATED)
"""Ways to have a number that leave no question where people live; an estimate beside one can be judged by it."""
_PREFERENCE = [route.value for route in Route]


@dataclass(frozen=True)
class Trial:
    """An estimate and the number known for the same zone, quantity, date and source concept."""

    indicator: str
    place: Place
    known: Reading
    estimate: Reading
    held: bool
    off: str  # by how much the estimate misses, in per cent of the known number


@dataclass(frozen=True)
class Gap:
    """An estimate and a known number that counts something else, or another year: no trial of the estimate."""

    indicator: str
    beside: str
    place: Place
    estimate: Reading
    known: Reading
    apart: str  # in per cent of the known number


@dataclass(frozen=True)
class Width:
    """How wide the ranges of an indicator's figures are: half the middle one, as a share of its number."""

    indicator: str
    shown: int
    with_range: int
    half: str


def assurance_page(edition: Edition) -> Page:
    """Return the page that says how sure the figures are."""
    trials = list(_trials(edition))
    ranged = [trial for trial in trials if trial.estimate.span]
    values = {
        "trials": trials,
        "missed": [trial for trial in ranged if not trial.held],
        "others": [trial for trial in trials if trial.held or not trial.estimate.span],
        "ranged": len(ranged),
        "held": sum(trial.held for trial in ranged),
        "gaps": list(_gaps(edition)),
        "widths": list(_widths(edition)),
        "levels": sorted({numbers.chances(row.level) for row in edition.shelf if row.level < 1.0}),
    }
    return Page(addresses.HOW_SURE, "how-sure.html", edition.say(N_("How sure are we?")), values)


def _trials(edition: Edition) -> Iterable[Trial]:
    for zoning in edition.zonings:
        for place in edition.places(zoning):
            for indicator in edition.indicators:
                known = edition.shelf.headline(indicator, zoning, place.id)
                if known is not None and known.is_shown and known.method in _KNOWN:
                    estimates = [row for row in edition.shelf.evidence(known) if row.method not in _KNOWN]
                    shown = [row for row in estimates if row.is_shown]
                    if shown:  # of several, the one that would be the figure
                        best = min(shown, key=lambda row: _PREFERENCE.index(row.method))
                        yield _trial(edition, place, known, best)


def _gaps(edition: Edition) -> Iterable[Gap]:
    read = edition.reader.read
    for zoning in edition.zonings:
        for place in edition.places(zoning):
            for indicator, spec in edition.indicators.items():
                estimate = edition.shelf.headline(indicator, zoning, place.id)
                if estimate is None or not estimate.is_shown or estimate.method in _KNOWN:
                    continue
                for other in spec.beside:
                    then = edition.shelf.headline(other, zoning, place.id, estimate.period)
                    known = then or edition.shelf.headline(other, zoning, place.id)
                    if known is not None and known.is_shown and known.method in _KNOWN:
                        apart = abs(estimate.value - known.value) / known.value * 100 if known.value else math.nan
                        yield Gap(indicator, other, place, read(estimate), read(known), _percent(edition, apart))


def _trial(edition: Edition, place: Place, known: FigureRow, estimate: FigureRow) -> Trial:
    read = edition.reader.read
    off = abs(estimate.value - known.value) / known.value * 100 if known.value else math.nan
    digits = edition.reader.place(estimate)
    low, high = (
        numbers.rounded(end, digits, how)
        for end, how in ((estimate.lower, ROUND_FLOOR), (estimate.upper, ROUND_CEILING))
    )
    held = low <= numbers.rounded(known.value, edition.reader.place(known)) <= high  # as all three are read
    return Trial(known.indicator, place, read(known), read(estimate), held, _percent(edition, off))


def _widths(edition: Edition) -> Iterable[Width]:
    halves: dict[str, list[float]] = defaultdict(list)
    shown: dict[str, int] = defaultdict(int)
    for row in edition.shelf:
        if row.role == Role.FIGURE and row.is_total and row.is_shown and row.zoning in edition.sheet_zonings:
            shown[row.indicator] += 1
            if math.isfinite(row.upper - row.lower) and row.upper > row.lower and row.value > 0:
                halves[row.indicator].append((row.upper - row.lower) / 2 / row.value * 100)
    for indicator in (one for _, _, of_theme in edition.themes for one in of_theme):
        if indicator in shown:
            few = halves[indicator]
            half = _percent(edition, median(few)) if few else ""
            yield Width(indicator, shown[indicator], len(few), half)


def _percent(edition: Edition, share: float) -> str:
    if not math.isfinite(share):
        return ""
    whole = numbers.rounded(share, 0)
    return edition.speech.with_unit(numbers.written(whole, 0, edition.language), whole, "percent")
