"""The report as a workbook: what to mend, then their own rows with the faulty cells marked."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from parvis.i18n import translations
from parvis.messages import N_
from parvis.model.examination import Examination
from parvis.partner.complaints import Complaint, line_of, whole
from parvis.partner.summary import HEADINGS, Summary

MOST_ROWS = 50_000
"""A larger file is given back as its faulty rows only: nobody scrolls through more."""
MOST_COMMENTS = 1_000
LONGEST_CELL = 32_767
WIDTHS = (20, 28, 50, 18, 11, 22, 44)
REASONS_WIDTH = 60

HEAD = PatternFill("solid", fgColor="14527D")
RED = PatternFill("solid", fgColor="FFD9CC")
NOTED = PatternFill("solid", fgColor="FFF3D6")
EDGE = Border(*(Side(style="thin", color="B3261E"),) * 4)
WRAPPED = Alignment(wrap_text=True, vertical="top", horizontal="left")
FONT = "Calibri"
LINE_HEIGHT = 15.0
MOST_LINES = 12

# Named styles, for a style given cell by cell costs more time than all the rest.
BESIDE: dict[str, Any] = {"name": "parvis_beside", "alignment": Alignment(vertical="top")}
ROUGH: dict[str, Any] = {"name": "parvis_rough", "fill": NOTED, "alignment": Alignment(vertical="top")}
FAULTY: dict[str, Any] = {"name": "parvis_faulty", "fill": RED, "border": EDGE, "alignment": Alignment(vertical="top")}
REASONS: dict[str, Any] = {"name": "parvis_reasons", "alignment": WRAPPED}

TO_MEND = N_("To correct")
YOUR_FILE = N_("Your file")
LINE = N_("Line")
ONLY_FAULTY = N_("Your file is large: the second sheet holds only rows to correct, the first {count} at most.")


def write_workbook(target: Path, examined: Examination, told: Sequence[Complaint], summary: Summary) -> None:
    """Write the workbook; of a file that could not be read there is only the first sheet.

    Whatever a cell of their file holds is written as text or number, never as a formula that a program would run.
    """
    say = translations(summary.language).gettext
    book = Workbook(write_only=True)
    for style in (BESIDE, FAULTY, ROUGH, REASONS):
        book.add_named_style(NamedStyle(**style))
    first = book.create_sheet(say(TO_MEND))
    large = examined.raw is not None and len(examined.raw.frame) > MOST_ROWS
    note = say(ONLY_FAULTY).format(count=whole(MOST_ROWS, summary.language)) if large else ""
    _first_sheet(first, told, summary, note=note)
    if examined.raw is not None:
        _second_sheet(book.create_sheet(say(YOUR_FILE)), examined, told, summary.language, only_faulty=large)
    book.save(target)


def _first_sheet(sheet: WriteOnlyWorksheet, told: Sequence[Complaint], summary: Summary, *, note: str) -> None:
    for n, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    _printed_wide(sheet)
    sheet.append([_cell(sheet, summary.title, font=Font(name=FONT, bold=True, size=15))])
    lines = [line for line in (summary.about, summary.verdict, *summary.lines, note) if line]
    for line in lines:
        sheet.append([_cell(sheet, line)])
    if not told:
        return
    sheet.append([])
    say = translations(summary.language).gettext
    sheet.row_dimensions[len(lines) + 3].height = 2 * LINE_HEIGHT
    sheet.append([_head(sheet, say(heading)) for heading in HEADINGS])
    for n, one in enumerate(told, start=len(lines) + 4):
        fill = NOTED if one.harmless else None
        count: object = one.count or None
        entries = (one.column, one.wrong, one.do, one.example, count, one.lines, one.described)
        sheet.row_dimensions[n].height = _height(zip(map(str, entries), WIDTHS, strict=True))
        sheet.append([_cell(sheet, entry, fill=fill, alignment=WRAPPED) for entry in entries])


def _printed_wide(sheet: WriteOnlyWorksheet) -> None:
    """Have a sheet printed on as many landscape pages as it is long, never cut across its width."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _height(texts: Iterable[tuple[str, int]]) -> float:
    """Return the height of a row in points, given each text and the width of its column in characters.

    Programs do not agree on whether to fit rows to wrapped text by themselves.
    """
    lines = (sum(max(1, math.ceil(len(line) / (width * 0.9))) for line in text.split("\n")) for text, width in texts)
    return LINE_HEIGHT * min(max(lines, default=1), MOST_LINES)


def _second_sheet(
    sheet: WriteOnlyWorksheet, examined: Examination, told: Sequence[Complaint], language: str, *, only_faulty: bool
) -> None:
    assert examined.raw is not None
    say = translations(language).gettext
    frame = examined.raw.frame.drop(columns="geometry", errors="ignore")
    names = [str(column) for column in frame.columns]
    marks = _marks(told)
    rough = {row for one in told if one.harmless for row in one.rows.tolist()}  # accepted: nothing else is wrong there
    _printed_wide(sheet)
    sheet.print_title_rows = "1:1"
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["A"].width = 8
    sheet.column_dimensions["B"].width = REASONS_WIDTH
    for n in range(len(names)):
        sheet.column_dimensions[get_column_letter(n + 3)].width = 20
    positions = sorted(marks)[:MOST_ROWS] if only_faulty else range(len(frame))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names) + 2)}{len(positions) + 1}"
    sheet.append([_head(sheet, text) for text in (say(LINE), say(TO_MEND), *names)])
    comments = 0
    for n, (row, entries) in enumerate(zip(positions, _rows(frame, positions), strict=True), start=2):
        faulty = marks.get(row, {})
        reasons = "\n".join(f"{column}{_colon(language)} {do}" if column else do for column, do in faulty.items())
        if faulty:
            sheet.row_dimensions[n].height = _height([(reasons, REASONS_WIDTH)])
        beside = BESIDE["name"] if faulty else None
        cells = [
            _cell(sheet, line_of(examined, row), style=beside),
            _cell(sheet, reasons, style=REASONS["name"] if faulty else None),
        ]
        style = ROUGH["name"] if row in rough else FAULTY["name"]
        said = {name: do for about, do in faulty.items() for name in _columns(about, names)}
        for name, entry in zip(names, entries, strict=True):
            cell = _cell(sheet, entry, style=style if name in said else beside)
            if name in said:
                comments += 1
                if comments <= MOST_COMMENTS:
                    cell.comment = Comment(said[name], "Parvis", width=320, height=120)
            cells.append(cell)
        sheet.append(cells)


def _columns(about: str, names: Sequence[str]) -> Sequence[str]:
    """Return the columns that a complaint is about: one, or several with commas between."""
    return (about,) if about in names else about.split(", ")


def _colon(language: str) -> str:
    return "\N{NO-BREAK SPACE}:" if language == "fr" else ":"


def _rows(frame: object, positions: Sequence[int]) -> Iterator[tuple[object, ...]]:
    part = frame.iloc[list(positions)]  # type: ignore[attr-defined]
    yield from part.itertuples(index=False, name=None)


def _marks(told: Sequence[Complaint]) -> Mapping[int, dict[str, str]]:
    """Return what to do by row and column; several things about one cell follow each other."""
    marks: dict[int, dict[str, str]] = {}
    for one in told:
        for row in one.rows.tolist():
            cell = marks.setdefault(row, {})
            do = f"{one.do} {one.nearest[row]}" if row in one.nearest else one.do
            cell[one.column] = f"{cell[one.column]} {do}" if one.column in cell else do
    return marks


def _head(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    return _cell(sheet, text, font=Font(name=FONT, bold=True, color="FFFFFF"), fill=HEAD, alignment=WRAPPED)


def _cell(sheet: WriteOnlyWorksheet, entry: object, **style: object) -> WriteOnlyCell:
    """Return a cell that holds an entry as what it is; text stays text, also where it starts like a formula."""
    value = _entry(entry)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    for name, held in style.items():
        if held is not None:
            setattr(cell, name, held)
    return cell


def _entry(entry: object) -> object:
    """Return an entry as a workbook can hold it."""
    if entry is None or isinstance(entry, bool | int | dt.date | dt.time):
        return entry
    if isinstance(entry, np.generic):
        return _entry(entry.item())
    if isinstance(entry, float):
        if not math.isfinite(entry):
            return None if math.isnan(entry) else str(entry)
        return int(entry) if entry.is_integer() and abs(entry) < 1e15 else entry
    text = ILLEGAL_CHARACTERS_RE.sub("", str(entry))
    return text[:LONGEST_CELL]
