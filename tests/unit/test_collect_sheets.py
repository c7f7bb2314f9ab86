"""Workbooks as offices send them: titles, merged cells of a header, a password."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from parvis.collect import read
from parvis.errors import SourceError
from parvis.model.folder import SourceSpec

SPEC = SourceSpec.model_validate(
    {
        "title": "Logements", "producer": "Bailleur", "regime": "open", "licence": "etalab-2.0", "kind": "table",
        "place": "data/x.xlsx", "vintage": "2023", "columns": {"unit": "code"},
    }
)  # fmt: skip


def workbook(tmp_path: Path, rows: list[list[object]], *merged: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    book.save(tmp_path / "x.xlsx")
    return tmp_path / "x.xlsx"


def test_a_title_above_the_header(tmp_path: Path) -> None:
    rows = [["Parc social au 1er janvier"], [], ["code", "nom", 2018.0], ["Q1", "Parvis", 12]]
    raw = read(workbook(tmp_path, rows, "A1:C1"), SPEC)
    assert list(raw.frame.columns) == ["code", "nom", "2018"]
    assert list(raw.lines) == [4]
    assert [(note.code, note.where.line) for note in raw.notes if note.where] == [("header_found", 3)]


def test_a_header_of_two_rows_with_merged_cells(tmp_path: Path) -> None:
    rows = [["code", "logements", None, "surface"], [None, 2022, 2023, None], ["Q1", 10, 12, 55.5]]
    raw = read(workbook(tmp_path, rows, "A1:A2", "B1:C1", "D1:D2"), SPEC)
    assert list(raw.frame.columns) == ["code", "logements 2022", "logements 2023", "surface"]
    assert raw.frame.to_numpy().tolist() == [["Q1", 10.0, 12.0, 55.5]]
    assert list(raw.lines) == [3]


def test_merged_cells_of_the_body_are_not_filled_in(tmp_path: Path) -> None:
    raw = read(workbook(tmp_path, [["code", "nom"], ["Q1", "a"], [None, "b"]], "A2:A3"), SPEC)
    assert raw.frame["code"].tolist() == ["Q1", ""]


def test_a_workbook_under_a_password(tmp_path: Path) -> None:
    # [MS-OFFCRYPTO] 1.3.3: an encrypted workbook is a compound file with a stream named EncryptedPackage.
    file = tmp_path / "x.xlsx"
    file.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )
    with pytest.raises(SourceError) as raised:
        read(file, SPEC)
    assert raised.value.findings[0].code == "file_locked"
