"""An indicator's figures for the scripts: as the pages write them, with the classes and states of the maps."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from parvis.model.figure import NO_BREAKDOWN, TOTAL, Role
from parvis.publish import addresses
from parvis.publish.drawings import class_labels, classes_for, style_of
from parvis.publish.edition import Edition
from parvis.publish.readings import Reading
from parvis.publish.sentences import has_error_told, span
from parvis.publish.shelf import FigureRow
from parvis.publish.tied import tied_of

DIGITS = 7
"""Significant digits of the numbers that scripts compare and draw; what is read is in the strings beside them."""

ViewKey = tuple[str, str, str]  # period, breakdown, category
_TOTAL = (NO_BREAKDOWN, TOTAL)


def figures_of(edition: Edition, indicator: str) -> dict[str, Any]:
    """Return all figures of an indicator.

    `zonings[ZONING]` lists views: one for each period and category, the one that pages speak of first. A view's
    `rows` are in the order of the zoning's zones in `web_index`, each one of

        0                                                       nothing is said of the zone
        [style, why]                                            no number: the style is that of the state
        [style, text, range, value, lower, upper, method]       a number; range "" without interval

    `lower` and `upper` are the range as it is read; the number twice for what was counted, null for an official figure
    whose error nobody told. `why` and `method` are places in the lists of that name; an eighth entry, 1, marks a number
    that was altered.

    A view of everybody may have `tied`, by zoning: how errors go together with those of rows of that zoning, as [row,
    other's row, correlation in hundredths]; not at all where the pair is not listed. Of zonings that are not named
    there nothing is supposed.
    """
    spec = edition.indicators[indicator]
    lists = _Lists()
    zonings = {zoning: _views(edition, indicator, zoning, lists) for zoning in edition.zonings}
    return {
        "name": edition.text(spec.name),
        "question": edition.text(spec.question),
        "unit": edition.speech.unit_name(spec.unit),
        "kind": spec.kind,
        "page": addresses.indicator_page(indicator),
        "sources": _source_titles(edition, indicator),
        "zonings": {zoning: views for zoning, views in zonings.items() if views},
        "whys": list(lists.whys),
        "methods": list(lists.methods),
    }


class _Lists:
    """Sentences that many rows share, each written once and named by its place."""

    def __init__(self) -> None:
        self.whys: dict[str, int] = {}
        self.methods: dict[str, int] = {}


def _views(edition: Edition, indicator: str, zoning: str, lists: _Lists) -> list[dict[str, Any]]:
    rows: dict[ViewKey, dict[str, FigureRow]] = defaultdict(dict)
    for row in edition.shelf.of(indicator):
        if row.zoning == zoning and row.role == Role.FIGURE:
            rows[row.period, row.breakdown, row.category][row.zone] = row
    return [
        _view(edition, zoning, key, rows[key], lists) for key in sorted(rows, key=_order(edition, indicator, zoning))
    ]


def _order(edition: Edition, indicator: str, zoning: str) -> Callable[[ViewKey], tuple[int, int]]:
    """Return a key that sorts views by period as pages do, in each the total first, then categories as declared."""
    periods = edition.shelf.periods(indicator, zoning)
    declared = [
        _TOTAL,
        *((id_, code) for id_, spec in edition.observatory.folder.breakdowns.items() for code in spec.categories),
    ]
    places = {pair: n for n, pair in enumerate(declared)}

    def place(key: ViewKey) -> tuple[int, int]:
        period, *category = key
        of_period = periods.index(period) if period in periods else len(periods)
        return of_period, places.get((category[0], category[1]), len(places))

    return place


def _view(edition: Edition, zoning: str, key: ViewKey, rows: dict[str, FigureRow], lists: _Lists) -> dict[str, Any]:
    period, breakdown, category = key
    readings = [edition.reader.read(rows[place.id]) if place.id in rows else None for place in edition.places(zoning)]
    classes = classes_for(edition, readings)
    tied = tied_of(edition, zoning, list(rows.values())) if (breakdown, category) == _TOTAL else {}
    return {
        **({"tied": tied} if tied else {}),
        "period": period,
        "when": edition.speech.period(period),
        "category": "" if (breakdown, category) == _TOTAL else f"{breakdown}/{category}",
        "label": "" if (breakdown, category) == _TOTAL else edition.category_name(breakdown, category),
        "classes": [list(told) for told in class_labels(edition, classes)] if classes else [],
        "rows": [_row(reading, style_of(reading, classes), lists, _place(edition, reading)) for reading in readings],
    }


def _bounds(row: FigureRow, place: int) -> list[float | int | None]:
    """Return the range as readers see it, rounded outward; none where nobody told its error."""
    if not has_error_told(row):
        return [None, None]
    return [_number(float(bound)) for bound in span(row, place)]


def _row(reading: Reading | None, style: str, lists: _Lists, place: int) -> Any:
    if reading is None:
        return 0
    if not reading.number:
        return [style, lists.whys.setdefault(reading.why, len(lists.whys))]
    row, method = reading.row, lists.methods.setdefault(reading.method.short, len(lists.methods))
    bounds = _bounds(row, place)
    told = [style, reading.with_unit, reading.span, _number(row.value), *bounds, method]
    return [*told, 1] if reading.altered else told


def _place(edition: Edition, reading: Reading | None) -> int:
    return edition.reader.place(reading.row) if reading and reading.number else 0


def _number(value: float) -> float | int:
    """Return a number to DIGITS significant digits, whole ones without a decimal point."""
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if math.isfinite(short) and short.is_integer() else short


def _source_titles(edition: Edition, indicator: str) -> list[str]:
    known = edition.observatory.evidence.sources
    used = {source for row in edition.shelf.of(indicator) for source in row.sources.split()}
    return [edition.text(record.title) for id_, record in known.items() if id_ in used]
