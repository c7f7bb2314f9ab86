"""Indicator pages: the question, its answer everywhere, and what the answer rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from parvis.messages import N_
from parvis.model.folder import IndicatorSpec
from parvis.publish import addresses, numbers
from parvis.publish.drawings import MapView, choropleth, symbols
from parvis.publish.edition import Edition, Page
from parvis.publish.extremes import Extremes, extremes_of
from parvis.publish.places import Place
from parvis.publish.readings import Reading
from parvis.publish.shelf import FigureRow
from parvis.publish.spread import Spread, spread_of
from parvis.publish.strips import Strip, scale_of
from parvis.publish.trends import Trend, trend_of

_MOST_TRENDS = 24  # small drawings side by side; of more zones the sheets show each
_MOST_UNFOLDED = 40  # places whose figures are read in one go; of more, all zonings but the first are folded
_FEWEST_ON_A_MAP = 2  # a map of one zone shows nothing


@dataclass(frozen=True)
class Line:
    """A zone in an indicator's table; no reading where nothing is said of it, no rank where it cannot be told."""

    place: Place
    reading: Reading | None
    strip: Strip | None
    other_period: bool
    rank: str
    categories: tuple[Reading | None, ...]
    """Of the parts of everybody, in the order of `Answer.categories`."""


@dataclass(frozen=True)
class Answer:
    """An indicator in one zoning: map, table, and the periods that the downloads hold besides."""

    zoning: str
    name: str
    period: str
    map: MapView | None
    spread: Spread | None
    extremes: Extremes | None
    trends: tuple[tuple[Place, Trend], ...]
    lines: tuple[Line, ...]
    categories: tuple[str, ...]
    shown: int
    has_intervals: bool
    has_ranks: bool
    other_periods: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """What an index is made of: an indicator, its values that score 0 and 100, and its share of the weights."""

    indicator: str
    zero: str
    hundred: str
    share: str


def indicator_pages(edition: Edition, part: int = 0, parts: int = 1) -> Iterator[Page]:
    """Return the list of indicators, then the page of each, or of each `parts`th from `part`."""
    if part == 0:
        yield Page(addresses.INDICATORS, "indicators.html", edition.say(N_("Indicators")), {"themes": edition.themes})
    for indicator in list(edition.indicators)[part::parts]:
        yield _indicator(edition, indicator)


def embed_pages(page: Page) -> Iterator[Page]:
    """Return a light page for each map of an indicator's page, to be shown inside another site."""
    for answer in page.values.get("answers", ()):
        if answer.map:
            address = addresses.embed_page(page.values["indicator"], answer.zoning)
            values = {**page.values, "answer": answer, "full": page.address}
            yield Page(address, "embed.html", f"{page.title} – {answer.name}", values)


def _indicator(edition: Edition, indicator: str) -> Page:
    spec = edition.indicators[indicator]
    sheets_first = sorted(edition.zonings, key=lambda zoning: zoning not in edition.sheet_zonings)
    answers = [
        _answer(edition, indicator, zoning) for zoning in sheets_first if edition.shelf.periods(indicator, zoning)
    ]
    rows = edition.shelf.of(indicator)
    methods = {row.method: edition.speech.method(row.method) for row in rows if row.method}
    sources = {source for row in rows for source in row.sources.split()}
    return Page(
        addresses.indicator_page(indicator),
        "indicator.html",
        edition.indicator_name(indicator),
        {
            "indicator": indicator,
            "spec": spec,
            "parts": _parts(edition, spec),
            "answers": answers,
            "folded": len(answers) > 1 and sum(len(answer.lines) for answer in answers) > _MOST_UNFOLDED,
            "methods": methods,
            "sources": [id_ for id_ in edition.observatory.evidence.sources if id_ in sources],
            "states": {row.state for row in rows},
        },
    )


def _parts(edition: Edition, spec: IndicatorSpec) -> list[Part]:
    speech, weights = edition.speech, sum(part.weight for part in spec.parts)

    def written(value: float, unit: str) -> str:
        number = Decimal(repr(value)).normalize()
        places = max(0, -int(number.as_tuple().exponent))
        return speech.with_unit(numbers.written(number, places, speech.language), number, unit)

    units = {part.indicator: edition.indicators[part.indicator].unit for part in spec.parts}
    return [
        Part(
            part.indicator,
            written(part.zero, units[part.indicator]),
            written(part.hundred, units[part.indicator]),
            speech.with_unit(numbers.shown(100 * part.weight / weights, 0, speech.language), Decimal(1), "percent"),
        )
        for part in spec.parts
    ]


def _answer(edition: Edition, indicator: str, zoning: str) -> Answer:
    periods = edition.shelf.periods(indicator, zoning)
    found = [(place, edition.shelf.headline(indicator, zoning, place.id)) for place in edition.places(zoning)]
    readings = [(place, edition.reader.read(row) if row else None) for place, row in found]
    of_period = [
        (place, reading if reading and reading.row.period == periods[0] else None) for place, reading in readings
    ]
    scale = scale_of(row for _, row in found if row)
    parts = {place.id: _categories(edition, row) for place, row in found if row}
    named = dict.fromkeys(name for of_place in parts.values() for name in of_place)
    lines = [
        Line(
            place,
            reading,
            scale.strip(reading.row) if scale and reading and reading.number else None,
            reading is not None and reading.row.period != periods[0],
            _rank(edition, reading),
            tuple(parts.get(place.id, {}).get(name) for name in named),
        )
        for place, reading in readings
    ]
    lines.sort(key=_by_value)
    spread = spread_of([(p.id, p.full_name, r) for p, r in of_period if r and r.number])
    return Answer(
        zoning,
        edition.zoning_name(zoning),
        edition.speech.period(periods[0]),
        _map(edition, indicator, zoning, of_period),
        spread,
        extremes_of(edition, (reading for _, reading in of_period)) if spread else None,
        tuple(_trends(edition, indicator, zoning)),
        tuple(lines),
        tuple(named),
        sum(bool(reading and reading.number) for _, reading in readings),
        any(reading and reading.interval for _, reading in readings),
        any(line.rank for line in lines),
        tuple(edition.speech.period(period) for period in periods[1:]),
    )


def _categories(edition: Edition, row: FigureRow) -> dict[str, Reading]:
    """Return what is said of each category of a figure, by its name."""
    return {
        edition.category_name(part.breakdown, part.category): edition.reader.read(part)
        for part in edition.shelf.categories(row)
    }


def _rank(edition: Edition, reading: Reading | None) -> str:
    """Return the ranks that a figure may have in its zoning: "3 to 7"."""
    rank = edition.shelf.rank(reading.row) if reading and reading.number else None
    if rank is None:
        return ""
    first, last = (edition.speech.whole(int(bound)) for bound in (rank.lower, rank.upper))
    return first if first == last else edition.say(N_("%(lower)s to %(upper)s"), lower=first, upper=last)


def _map(edition: Edition, indicator: str, zoning: str, readings: list[tuple[Place, Reading | None]]) -> MapView | None:
    """Return the map of an answer; none of a single zone, nor of zones made from others, which repeat their map."""
    made = edition.zonings[zoning].complement_of or edition.zonings[zoning].union_of
    if made or len(readings) < _FEWEST_ON_A_MAP:
        return None
    drawing = symbols if edition.indicators[indicator].kind == "count" else choropleth
    return drawing(edition, indicator, zoning, readings)


def _trends(edition: Edition, indicator: str, zoning: str) -> Iterator[tuple[Place, Trend]]:
    places = edition.places(zoning)
    if len(places) <= _MOST_TRENDS:
        for place in places:
            trend = trend_of(edition.reader, edition.shelf.totals(indicator, zoning, place.id))
            if trend is not None:
                yield place, trend


def _by_value(line: Line) -> tuple[bool, float]:
    """Return a key that sorts the greatest value first and zones without a number last, as they were."""
    shown = line.reading is not None and bool(line.reading.number)
    return (not shown, -line.reading.row.value if shown and line.reading else 0.0)
