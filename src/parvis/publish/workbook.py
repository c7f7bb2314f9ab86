"""The figures as Excel workbooks: a page to read first, tables as people lay them out, then every figure.

An indicator's workbook: what it is; places by periods, rounded as on the pages; every figure, unrounded; the meaning
of each column. The workbook of the whole: what it is; for each zoning, places by indicators; the indicators; every
figure where there are not too many for a spreadsheet; the meaning of each column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from parvis.messages import N_
from parvis.model.figure import NO_BREAKDOWN, TOTAL, State
from parvis.model.observatory import Observatory
from parvis.model.period import period_order
from parvis.publish import ooxml
from parvis.publish.front_sheet import WIDTHS, front_of_indicator, front_of_whole
from parvis.publish.labelled import CODED, LABELS, Labelled, labels, meanings, number_text
from parvis.publish.ooxml import Sheet, Style
from parvis.publish.places import Place, ZoneKey, places_of
from parvis.publish.shelf import Shelf
from parvis.publish.shown import Shown
from parvis.publish.words import STATES, Speech

MOST_LONG_ROWS = 50_000
"""Rows of figures that the workbook of the whole carries at most; beyond, a spreadsheet is the wrong tool for them."""

_WIDTHS = {"indicator_name": 34, "zone_name": 34, "communes": 24, "reason_words": 44, "evidence": 30, "unit_name": 18}
_WIDEST_NAME = 70.0
_FIGURE_WIDTH = 16.0


@dataclass(frozen=True)
class Binder:
    """What the workbooks of an observatory in one language draw on."""

    observatory: Observatory
    speech: Speech
    places: Mapping[ZoneKey, Place]
    shown: Mapping[str, Sequence[Shown]]

    @classmethod
    def of(cls, observatory: Observatory, shown: Mapping[str, Sequence[Shown]], language: str) -> Binder:
        """Return the binder of a language; `shown` are the figures of each indicator as tables show them."""
        return cls(observatory, Speech(language), places_of(observatory, language), shown)

    def indicator(self, id_: str, rows: Labelled, frame: pd.DataFrame) -> bytes:
        """Return an indicator's workbook; `frame` holds the figures that `rows` puts into words, in the same order."""
        say, spec = self.speech.say, self.observatory.folder.indicators[id_]
        name = spec.name.in_(self.speech.language)
        sheets = [
            Sheet(
                say(N_("Read me")), front_of_indicator(self.observatory, self.speech, id_, frame), WIDTHS, wide=False
            ),
            self._tableau(id_),
            self._figures(rows),
            self._columns(),
        ]
        return self._bound(sheets, name)

    def whole(self, rows: Labelled, shelf: Shelf) -> bytes:
        """Return the workbook of the whole observatory."""
        say = self.speech.say
        is_long = rows.table.num_rows > MOST_LONG_ROWS
        front = front_of_whole(self.observatory, self.speech, with_figures=not is_long)
        sheets = [
            Sheet(say(N_("Read me")), front, WIDTHS, wide=False),
            *self._zonings(shelf),
            self._indicators(shelf),
            *(() if is_long else (self._figures(rows),)),
            self._columns(),
        ]
        return self._bound(sheets, self.observatory.folder.territory.name.in_(self.speech.language))

    def _bound(self, sheets: Sequence[Sheet], title: str) -> bytes:
        publisher, day = self.observatory.folder.territory.publisher, self.observatory.built
        return ooxml.workbook(sheets, title=title, author=publisher, day=day, language=self.speech.language)

    # --- an indicator: places by periods -----------------------------------------------------------------------

    def _tableau(self, id_: str) -> Sheet:
        shown = self.shown[id_]
        columns = sorted(
            dict.fromkeys(figure.column for figure in shown),
            key=lambda c: (period_order(c[0]), c[2] == TOTAL),
            reverse=True,
        )
        ranged = {figure.column for figure in shown if figure.has_range}
        cells = {(figure.zoning, figure.zone, figure.column): figure for figure in shown}
        lines = [self._head(words for column in columns for words in self._words(column, column in ranged))]
        for zoning, zone in dict.fromkeys((figure.zoning, figure.zone) for figure in shown):
            found = [
                cell
                for column in columns
                for cell in _cells(cells.get((zoning, zone, column)), with_range=column in ranged)
            ]
            lines.append(ooxml.row(*self._place_cells(zoning, zone), *found))
        width = len(columns) + 2 * len(ranged)
        return _table(self.speech.say(N_("Table")), lines, (*self._place_widths(), *[_FIGURE_WIDTH] * width), left=4)

    def _words(self, column: tuple[str, str, str], with_range: bool) -> list[str]:
        period, breakdown, category = column
        words = self.speech.period(period)
        if breakdown != NO_BREAKDOWN or category != TOTAL:
            known = self.observatory.folder.breakdowns.get(breakdown)
            named = known.categories[category].name if known and category in known.categories else None
            total = self.speech.say(N_("Total")) if category == TOTAL else category
            words = f"{words} – {named.in_(self.speech.language) if named else total}"
        ends = (N_("%(what)s, lower end"), N_("%(what)s, upper end")) if with_range else ()
        return [words, *(self.speech.say(end, what=words) for end in ends)]

    # --- the whole: places by indicators, a sheet a zoning ----------------------------------------------------

    def _zonings(self, shelf: Shelf) -> Iterator[Sheet]:
        for zoning, zones in self.observatory.zones.items():
            known = [id_ for id_ in self.observatory.folder.indicators if shelf.periods(id_, zoning)]
            if not known:
                continue
            columns = [self._zoning_column(shelf, id_, zoning, list(zones.frame["id"])) for id_ in known]
            heads = [
                f"{self.observatory.folder.indicators[id_].name.in_(self.speech.language)} – "
                f"{self.speech.period(shelf.periods(id_, zoning)[0])}"
                for id_ in known
            ]
            lines = [self._head(heads)]
            lines += [
                ooxml.row(*self._place_cells(zoning, zone), *(column[at] for column in columns))
                for at, zone in enumerate(zones.frame["id"])
            ]
            name = self.observatory.folder.territory.zonings[zoning].name.in_(self.speech.language)
            yield _table(name, lines, (*self._place_widths(), *[_FIGURE_WIDTH] * len(known)), left=4)

    def _zoning_column(self, shelf: Shelf, id_: str, zoning: str, zones: Sequence[str]) -> list[str]:
        """Return a cell for each zone: the figure of the period that the zoning is seen at."""
        period = shelf.periods(id_, zoning)[0]
        found = {f.zone: f for f in self.shown[id_] if f.zoning == zoning and f.period == period and f.is_total}
        return [_cells(found.get(zone))[0] for zone in zones]

    def _indicators(self, shelf: Shelf) -> Sheet:
        say, language = self.speech.say, self.speech.language
        titles = (
            N_("Indicator code"), N_("Indicator"), N_("The question"), N_("Definition"), N_("Unit"), N_("Periods"),
            N_("With care"),
        )  # fmt: skip
        widths = (24.0, 34.0, 44.0, 60.0, 18.0, 20.0, 44.0)
        lines = [_heads([say(words) for words in titles], widths)]
        for id_, spec in self.observatory.folder.indicators.items():
            periods = sorted({row.period for row in shelf.of(id_)}, key=period_order, reverse=True)
            said = (
                id_, spec.name.in_(language), spec.question.in_(language), spec.definition.in_(language),
                self.speech.unit_name(spec.unit), ", ".join(map(self.speech.period, periods)),
                spec.caveats.in_(language) if spec.caveats else "",
            )  # fmt: skip
            lines.append(_wrapped(said, widths))
        return _table(say(N_("Indicators")), lines, widths, left=2)

    # --- what both carry ---------------------------------------------------------------------------------------

    def _head(self, words: Iterable[str]) -> str:
        fixed = (LABELS["zoning_name"], LABELS["zone"], LABELS["zone_name"], LABELS["communes"])
        places, figures = [self.speech.say(one) for one in fixed], list(words)
        high = ooxml.lines_high(
            *zip(places, self._place_widths(), strict=True), *((one, _FIGURE_WIDTH) for one in figures)
        )
        cells = [ooxml.text(one, Style.HEAD) for one in places]
        return ooxml.row(*cells, *(ooxml.text(one, Style.NUMBER_HEAD) for one in figures), height=high)

    def _place_cells(self, zoning: str, zone: str) -> tuple[str, ...]:
        place = self.places[zoning, zone]
        name = self.observatory.folder.territory.zonings[zoning].name.in_(self.speech.language)
        return tuple(map(ooxml.text, (name, place.id, place.name, place.communes)))

    @cached_property
    def _name_width(self) -> float:
        """Return the width that shows the longest name of a place, if that is not too long."""
        return min(_WIDEST_NAME, max((len(place.name) for place in self.places.values()), default=0) + 4.0)

    def _place_widths(self) -> tuple[float, float, float, float]:
        return 40.0, 14.0, max(24.0, self._name_width), 30.0

    def _figures(self, rows: Labelled) -> Sheet:
        widths = tuple(float(_WIDTHS.get(name, 15)) for name in LABELS)
        head = _heads(labels(self.speech), widths)
        return _table(self.speech.say(N_("Figures")), [head, *_long_rows(rows)], widths, left=0)

    def _columns(self) -> Sheet:
        say = self.speech.say
        widths = (36.0, 84.0, 40.0)
        head = _heads([say(N_("Column")), say(N_("Meaning")), say(N_("Unit"))], widths)
        lines = [_wrapped(one, widths) for one in meanings(self.speech)]
        return _table(say(N_("Columns")), [head, *lines], widths, left=0)


def _cells(figure: Shown | None, *, with_range: bool = False) -> list[str]:
    """Return the cell of a figure, and those of its interval; a place of which nothing is said is "not collected"."""
    if figure is None or figure.code:
        code = ooxml.text(figure.code if figure else STATES[State.NOT_COLLECTED].code, Style.CODE)
        return [code] * (3 if with_range else 1)
    style = ooxml.number(figure.decimals)
    cells = [ooxml.value(figure.value, style)]
    if with_range:
        ends = (figure.lower, figure.upper) if figure.has_range else (None, None)
        cells += [ooxml.text("") if end is None else ooxml.value(end, style) for end in ends]
    return cells


def _heads(words: Sequence[str], widths: Sequence[float]) -> str:
    high = ooxml.lines_high(*zip(words, widths, strict=True))
    return ooxml.row(*(ooxml.text(one, Style.HEAD) for one in words), height=high)


def _wrapped(words: Sequence[str], widths: Sequence[float]) -> str:
    high = ooxml.lines_high(*zip(words, widths, strict=True))
    return ooxml.row(*(ooxml.text(one, Style.WRAPPED) for one in words), height=high)


def _long_rows(rows: Labelled) -> list[str]:
    """Return the XML of every row, put together a column at a time."""
    cells = [_column(rows, name) for name in LABELS]
    return [*pc.binary_join_element_wise("<row>", *cells, "</row>", "").to_pylist()]


def _column(rows: Labelled, name: str) -> pa.ChunkedArray:
    column = rows.table[name]
    if not rows.numbers(name):
        return _text_cells(column)
    numbers = pc.binary_join_element_wise("<c><v>", number_text(column), "</v></c>", "")
    if name in CODED:
        codes = rows.table["code"]
        coded = pc.binary_join_element_wise(f'<c t="inlineStr" s="{Style.CODE:d}"><is><t>', codes, "</t></is></c>", "")
        numbers = pc.coalesce(numbers, coded)
    return pc.fill_null(numbers, "<c/>")


def _text_cells(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return each text as a cell; every distinct text is put into XML once."""
    coded = texts.combine_chunks().dictionary_encode()
    known = pa.array([ooxml.text(words) for words in coded.dictionary.to_pylist()], type=pa.string())
    return pa.chunked_array([known.take(coded.indices)])


def _table(name: str, lines: Sequence[str], widths: Sequence[float], *, left: int) -> Sheet:
    """Return a sheet whose first row, and as many columns on the left, stay in view."""
    if len(lines) > ooxml.MOST_ROWS:
        raise ValueError(f"a sheet holds {ooxml.MOST_ROWS} rows, not {len(lines)}")
    reach = f"A1:{ooxml.column_name(len(widths) - 1)}{len(lines)}"
    return Sheet(name, lines, tuple(widths), frozen=(1, left), filtered=reach)
