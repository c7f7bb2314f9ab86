"""Sheets (fiches quartier): all that is known of one zone, beside the places it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from parvis.publish import sentences, within_reach
from parvis.publish.drawings import locator_map
from parvis.publish.edition import Edition, Page
from parvis.publish.places import Place
from parvis.publish.readings import Making, Reading
from parvis.publish.shelf import FigureRow
from parvis.publish.strips import Scale, Strip, scale_of
from parvis.publish.travel_maps import travel_views
from parvis.publish.trends import Trend, trend_of

_MOST_UNFOLDED = 12  # figures of a sheet that is read in one go; a longer one is folded by theme


@dataclass(frozen=True)
class Beside:
    """A place's figure in the comparison; `other_period` where it speaks of another time than the sheet's figure."""

    name: str
    zoning_name: str
    here: bool
    reading: Reading
    strip: Strip | None
    other_period: bool


@dataclass(frozen=True)
class OtherConcept:
    """A figure of an indicator named as evidence beside: its address, its name and its reading."""

    indicator: str
    name: str
    reading: Reading


@dataclass(frozen=True)
class SheetFigure:
    """An indicator's figure on a sheet, with everything shown around it.

    `sentence` sets it beside other places, `change` beside its own past; empty where nothing may be said.
    """

    indicator: str
    reading: Reading
    sentence: str
    change: str
    trend: Trend | None
    beside: tuple[Beside, ...]
    other_routes: tuple[Reading, ...]
    other_concepts: tuple[OtherConcept, ...]
    other_periods: tuple[Reading, ...]
    categories: tuple[tuple[str, Reading], ...]
    making: Making


def sheet_pages(edition: Edition, part: int = 0, parts: int = 1) -> Iterator[Page]:
    """Return the sheet of every zone of every zoning with sheets, or of each `parts`th from `part`."""
    places = [place for zoning in edition.sheet_zonings for place in edition.places(zoning)]
    for place in places[part::parts]:
        yield _sheet(edition, place)


def sheet_themes(edition: Edition, place: Place) -> list[tuple[str, str, list[SheetFigure]]]:
    """Return (code, name, figures) of each theme that something is said of in a place."""
    themes = []
    for code, name, indicators in edition.themes:
        figures = [figure for id_ in indicators if (figure := _figure(edition, place, id_))]
        if figures:
            themes.append((code, name, figures))
    return themes


def _sheet(edition: Edition, place: Place) -> Page:
    themes = sheet_themes(edition, place)
    states = {figure.reading.row.state for _, _, figures in themes for figure in figures}
    return Page(
        place.address or "",
        "sheet.html",
        place.full_name,
        {
            "place": place,
            "zoning_name": edition.zoning_name(place.zoning),
            "zoning_spec": edition.zonings[place.zoning],
            "map": locator_map(edition, place),
            "themes": themes,
            "folded": len(themes) > 1 and sum(len(figures) for _, _, figures in themes) > _MOST_UNFOLDED,
            "states": states,
            "travel": {view.indicator: view for view in travel_views(edition, place)},
        },
    )


def _figure(edition: Edition, place: Place, indicator: str) -> SheetFigure | None:
    row = edition.shelf.headline(indicator, place.zoning, place.id)
    if row is None:
        return None
    read, shelf, reader, speech = edition.reader.read, edition.shelf, edition.reader, edition.speech
    others = _others(edition, place, row)
    totals = shelf.totals(indicator, place.zoning, place.id)
    trend, change = trend_of(reader, totals), shelf.change(row)
    return SheetFigure(
        indicator,
        read(row),
        _sentence(edition, row, others),
        sentences.over_time(reader, speech, row, *change) if change else "",
        trend,
        tuple(_beside(edition, place, row, others)),
        tuple(_other_routes(read(row), map(read, shelf.evidence(row)))),
        tuple(_other_concepts(edition, place, indicator)),
        tuple(map(read, _other_periods(row, totals, trend))),
        tuple((edition.category_name(other.breakdown, other.category), read(other)) for other in shelf.categories(row)),
        edition.reader.making(row),
    )


def _other_routes(shown: Reading, others: Iterable[Reading]) -> Iterator[Reading]:
    """Yield what other ways say, without a range that is another one's or was widened until it just held the number."""
    spans = {shown.span}
    for other in others:
        borrowed = other.span in spans or other.row.value in (other.row.lower, other.row.upper)
        spans.add(other.span)
        yield replace(other, interval="", span="") if borrowed else other


def _other_periods(row: FigureRow, totals: list[FigureRow], trend: Trend | None) -> list[FigureRow]:
    """Return the figures of other periods that no trend writes; none where none of them has a number."""
    others = [other for other in totals if other is not row and not _is_written(other, trend)]
    return others if any(other.is_shown for other in others) else []


def _sentence(edition: Edition, row: FigureRow, others: list[tuple[Place, FigureRow]]) -> str:
    """Return what a figure says of the people of a place, where it is about them, and how it stands to others."""
    spec = edition.indicators[row.indicator]
    every = next(filter(None, (edition.shelf.headline(id_, row.zoning, row.zone) for id_ in spec.beside)), None)
    own = within_reach.sentence(edition.reader, edition.observatory.evidence, spec, row, every)
    beside = _set_beside(edition, row, others) if _comparable(edition, row.indicator) else ""
    return " ".join(words for words in (own, beside) if words)


def _set_beside(edition: Edition, row: FigureRow, others: list[tuple[Place, FigureRow]]) -> str:
    """Return how a figure stands to those of the places it is compared with, and its rank in its own zoning."""
    shelf, speech = edition.shelf, edition.speech
    named = [(_in_words(edition, other), found, shelf.gap(row, found)) for other, found in others]
    rank = shelf.rank(row)
    rank_words = sentences.ranked(speech, rank, shelf.equals(rank)) if rank else ""
    return " ".join(words for words in (sentences.beside(edition.reader, speech, row, named), rank_words) if words)


def _is_written(row: FigureRow, trend: Trend | None) -> bool:
    """Return whether a trend writes a figure's number: it writes those of its first and last point."""
    return trend is not None and len(trend.points) == 2 and any(point.reading.row is row for point in trend.points)


def _others(edition: Edition, place: Place, row: FigureRow) -> list[tuple[Place, FigureRow]]:
    return [
        (other, found)
        for other in _compared(edition, place)
        if (found := edition.shelf.headline(row.indicator, other.zoning, other.id, row.period))
    ]


def _beside(edition: Edition, place: Place, row: FigureRow, others: list[tuple[Place, FigureRow]]) -> Iterator[Beside]:
    """Return the figure and those of the places it is compared with; nothing where there is none to compare with."""
    if not others:
        return
    scale = _scale(edition, row.indicator, [row, *(found for _, found in others)])
    for other, found in [(place, row), *others]:
        yield Beside(
            *_label(edition, other),
            other is place,
            edition.reader.read(found),
            scale.strip(found) if scale and found.is_shown else None,
            found.period != row.period,
        )


def _compared(edition: Edition, place: Place) -> Iterator[Place]:
    members = edition.observatory.zones[place.zoning].members
    for zoning in edition.zonings[place.zoning].compare:
        for zone in members.get(zoning, {}).get(place.id, ()):
            yield edition.place(zoning, zone)


def _in_words(edition: Edition, place: Place) -> str:
    """Return the name of a compared place as it stands within a sentence: those of made zones may have an article."""
    name, spec = _label(edition, place)[0], edition.zonings[place.zoning]
    return sentences.inside(name) if spec.complement_of or spec.union_of else name


def _label(edition: Edition, place: Place) -> tuple[str, str]:
    """Return the name of a compared place and, if it adds something, its zoning's; made zones have the latter only."""
    spec, zoning_name = edition.zonings[place.zoning], edition.zoning_name(place.zoning)
    if spec.complement_of or spec.union_of or zoning_name.casefold() == place.name.casefold():
        return zoning_name, ""
    return place.name, zoning_name


def _scale(edition: Edition, indicator: str, rows: list[FigureRow]) -> Scale | None:
    return scale_of(rows) if _comparable(edition, indicator) else None


def _comparable(edition: Edition, indicator: str) -> bool:
    return edition.indicators[indicator].is_comparable


def _other_concepts(edition: Edition, place: Place, indicator: str) -> Iterator[OtherConcept]:
    told = within_reach.told_with(edition.indicators[indicator])
    for other in edition.indicators[indicator].beside:
        if other == told:
            continue
        row = edition.shelf.headline(other, place.zoning, place.id)
        if row is not None:
            yield OtherConcept(other, edition.indicator_name(other), edition.reader.read(row))
