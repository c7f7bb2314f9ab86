"""Sheets of a workbook: Excel and OpenDocument."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parvis.collect.header import header_at, title_note
from parvis.collect.names import named_columns
from parvis.collect.rows import Rows
from parvis.errors import FolderError, SourceError
from parvis.model.folder import SourceSpec

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What stands in an .xlsx that a password protects: it is then a compound file, not a zip."""

TALLEST = 3
"""Rows that a header may have."""

Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, as indices of the rows read."""


def read_sheet(file: Path, spec: SourceSpec) -> Rows:
    """Return the rows of a sheet, entries as the workbook types them, and the row of the sheet in which each stands.

    Rows without any entry are none. Names that cover merged cells of a header are taken for each of its columns.
    Raises FolderError where it is not said which of several sheets is meant, SourceError where a password locks it.
    """
    import python_calamine

    try:
        workbook = python_calamine.load_workbook(file)
        sheet = _sheet(file, spec, workbook)
        rows = sheet.to_python(skip_empty_area=True)
    except python_calamine.PasswordError as error:
        raise SourceError.of("file_locked", file, name=file.name) from error
    except python_calamine.CalamineError as error:
        code = "file_locked" if _is_locked(file) else "file_unreadable"
        raise SourceError.of(code, file, name=file.name, format="Excel / ODS") from error
    start = sheet.start or (0, 0)
    filled = [n for n, row in enumerate(rows) if any(str(entry).strip() for entry in row)]
    if not filled:
        raise SourceError.of("file_empty", file, name=file.name)
    named = [[_name(entry) for entry in rows[n]] for n in filled]
    top = filled[header_at(file, spec, named, [1 + start[0] + n for n in filled])]
    merged = list(_merged(sheet, start))
    tall = [end for first, left, end, right in merged if first == top and left == right]
    last = max([top, *(end for end in tall if end < min(top + TALLEST, len(rows)))])
    header = _header(rows, top, last, merged)
    body = [n for n in filled if n > last]
    frame = pd.DataFrame([rows[n] for n in body], columns=range(len(header)), dtype=object)
    line = 1 + start[0] + last
    above = sum(n < top for n in filled)
    lines = [1 + start[0] + n for n in body]
    return Rows(named_columns(file, frame, header, line=line), lines, (), title_note(file, above, line))


def _is_locked(file: Path) -> bool:
    data = file.read_bytes()
    return data.startswith(OLE) and LOCKED in data


def _sheet(file: Path, spec: SourceSpec, workbook: CalamineWorkbook) -> CalamineSheet:
    names = workbook.sheet_names
    if spec.sheet is not None:
        if spec.sheet not in names:
            raise FolderError.of("sheet_missing", file, name=file.name, sheet=spec.sheet, present=", ".join(names))
        return workbook.get_sheet_by_name(spec.sheet)
    if not names:
        raise SourceError.of("file_empty", file, name=file.name)
    filled = [name for name in names if workbook.get_sheet_by_name(name).height]
    if len(filled) > 1:
        raise FolderError.of("sheet_which", file, name=file.name, present=", ".join(filled))
    return workbook.get_sheet_by_name((filled or names)[0])


def _merged(sheet: CalamineSheet, start: tuple[int, int]) -> Iterator[Merged]:
    """Yield the merged cells of a sheet; formats that keep none of them have none."""
    down, right = start
    for (first, left), (last, end) in sheet.merged_cell_ranges or ():
        yield first - down, left - right, last - down, end - right


def _header(rows: list[list[object]], top: int, last: int, merged: list[Merged]) -> list[str]:
    """Return the names of the columns: over several rows of a header, what stands above comes first."""
    names: list[list[str]] = [[] for _ in rows[top]]
    for row in range(top, last + 1):
        cells = [_name(entry) for entry in rows[row]]
        for first, left, _end, right in merged if last > top else ():
            if first == row and 0 <= left < len(cells):
                cells[left : right + 1] = [cells[left]] * (min(right + 1, len(cells)) - left)
        for column, cell in enumerate(cells):
            if cell.strip() and cell not in names[column]:
                names[column].append(cell.strip())
    return [" ".join(parts) for parts in names]


def _name(entry: object) -> str:
    """Return what stands in a header; a year is a number in a sheet, and 2018.0 is nobody's name."""
    return str(int(entry)) if isinstance(entry, float) and entry.is_integer() else str(entry)
