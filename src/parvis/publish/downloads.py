"""The figures in the forms that people take them away in, written beside the tables for programs.

figures.fr.csv, INDICATOR.fr.csv                 for French spreadsheets, where the territory speaks French
figures.LANGUAGE.xlsx, INDICATOR.LANGUAGE.xlsx   Excel, in each language of the territory
zones/ZONING.geojson, zones.gpkg                 the zones with their figures, for maps
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from parvis.model.observatory import Observatory
from parvis.publish import spreadsheet
from parvis.publish.geofiles import write_geofiles
from parvis.publish.hands import MANY, all_of
from parvis.publish.labelled import Labelled, by_indicator, labelled
from parvis.publish.shelf import Shelf
from parvis.publish.shown import shown_figures
from parvis.publish.tables import WHOLE
from parvis.publish.workbook import Binder

FRENCH = "fr"


def write_for_people(observatory: Observatory, data: Path, *, after_maps: Callable[[], None] | None = None) -> None:
    """Write spreadsheets, workbooks and maps into `data`, and do what is to be done once there are maps.

    Equal observatories give equal bytes.
    """
    shelf, languages = Shelf(observatory.figures.frame), observatory.folder.territory.languages
    shown = shown_figures(observatory)
    tables = [partial(_write_tables, Binder.of(observatory, shown, language), shelf, data) for language in languages]

    def maps() -> None:
        write_geofiles(observatory, shelf, data)
        if after_maps is not None:
            after_maps()

    all_of([*tables, maps], apart=len(observatory.figures.frame) * len(languages) > MANY)


def _write_tables(binder: Binder, shelf: Shelf, data: Path) -> None:
    observatory, language = binder.observatory, binder.speech.language
    rows = labelled(observatory, language)
    parts = by_indicator(rows)
    empty = Labelled(rows.table.slice(0, 0), language)
    each = {id_: parts.get(id_, empty) for id_ in observatory.folder.indicators}
    if language == FRENCH:
        _write_spreadsheets(each, data)
    _write_workbooks(binder, rows, each, shelf, data)


def _write_spreadsheets(each: dict[str, Labelled], data: Path) -> None:
    head = spreadsheet.header()
    with (data / f"{WHOLE}.{FRENCH}.csv").open("wb") as whole:
        whole.write(head)
        for id_, rows in each.items():
            lines = spreadsheet.lines(rows)
            (data / f"{id_}.{FRENCH}.csv").write_bytes(head + lines)
            whole.write(lines)


def _write_workbooks(binder: Binder, rows: Labelled, each: dict[str, Labelled], shelf: Shelf, data: Path) -> None:
    frame = binder.observatory.figures.frame
    frames = {str(id_): part for id_, part in frame.groupby("indicator", sort=False)}
    for id_, part in each.items():
        content = binder.indicator(id_, part, frames.get(id_, frame.iloc[:0]))
        (data / f"{id_}.{rows.language}.xlsx").write_bytes(content)
    (data / f"{WHOLE}.{rows.language}.xlsx").write_bytes(binder.whole(rows, shelf))
