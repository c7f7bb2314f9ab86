"""Sheets of a workbook: Excel and OpenDocument."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parvis.collect.names import named_columns
from parvis.errors import FolderError, SourceError
from parvis.model.folder import SourceSpec

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


def read_sheet(file: Path, spec: SourceSpec) -> tuple[pd.DataFrame, list[int]]:
    """Return the rows of a sheet, entries as the workbook types them, and the row of the sheet in which each stands.

    Rows without any entry are none. Raises FolderError where it is not said which of several sheets is meant.
    """
    import python_calamine

    try:
        sheet = _sheet(file, spec, python_calamine.load_workbook(file))
        rows = sheet.to_python(skip_empty_area=True)
    except python_calamine.CalamineError as error:
        raise SourceError.of("file_unreadable", file, name=file.name, format="Excel / ODS") from error
    first = 1 + (sheet.start[0] if sheet.start else 0)
    filled = [n for n, row in enumerate(rows) if any(str(entry).strip() for entry in row)]
    if not filled:
        raise SourceError.of("file_empty", file, name=file.name)
    header = [_name(entry) for entry in rows[filled[0]]]
    frame = pd.DataFrame([rows[n] for n in filled[1:]], columns=range(len(header)), dtype=object)
    return named_columns(file, frame, header, line=first + filled[0]), [first + n for n in filled[1:]]


def _sheet(file: Path, spec: SourceSpec, workbook: CalamineWorkbook) -> CalamineSheet:
    names = workbook.sheet_names
    if spec.sheet is not None:
        if spec.sheet not in names:
            raise FolderError.of("sheet_missing", file, name=file.name, sheet=spec.sheet, present=", ".join(names))
        return workbook.get_sheet_by_name(spec.sheet)
    filled = [name for name in names if workbook.get_sheet_by_name(name).height]
    if len(filled) > 1:
        raise FolderError.of("sheet_which", file, name=file.name, present=", ".join(filled))
    return workbook.get_sheet_by_name((filled or names)[0])


def _name(entry: object) -> str:
    """Return what stands in a header; a year is a number in a sheet, and 2018.0 is nobody's name."""
    return str(int(entry)) if isinstance(entry, float) and entry.is_integer() else str(entry)
