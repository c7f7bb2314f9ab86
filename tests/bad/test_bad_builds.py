"""One broken territory folder per mistake in what it builds from, each with the exact words that its author reads."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest

import parvis
from parvis.cli.report import as_text
from parvis.errors import ParvisError

FOLDERS = Path(__file__).parent / "build"
BASE = FOLDERS / "_base"
CASES = sorted(folder.name for folder in FOLDERS.iterdir() if folder != BASE)


def laid_over(case: str, folder: Path) -> Path:
    """Write the sound folder, over it the files of a case, and take away those that `absent.txt` names."""
    shutil.copytree(BASE, folder)
    shutil.copytree(FOLDERS / case, folder, dirs_exist_ok=True)
    absent = folder / "absent.txt"
    if absent.exists():
        for name in (*absent.read_text(encoding="utf-8").split(), absent.name):
            (folder / name).unlink()
    (folder / "expected.txt").unlink()
    if case in MADE:
        MADE[case](folder / "data")
    return folder


def told(folder: Path) -> str:
    """Return the exit code of a build and what it says on the terminal, as `parvis build` does."""
    try:
        code, findings = 0, parvis.open(folder).build().findings
    except ParvisError as error:
        code, findings = error.exit_code, error.findings
    return f"exit {code}\n\n{as_text(findings, 'en')}".replace(str(folder), "FOLDER")


# --- what cannot be kept as plain text ---


def _two_layers(data: Path) -> None:
    zones = gpd.read_file(data / "quartiers.geojson")
    zones.to_file(data / "quartiers.gpkg", layer="qpv2015")
    zones.to_file(data / "quartiers.gpkg", layer="qpv2024")


def _no_crs(data: Path) -> None:
    zones = gpd.read_file(data / "quartiers.geojson")
    zones.to_file(data / "quartiers.gpkg")
    with sqlite3.connect(data / "quartiers.gpkg") as package:
        for table in ("gpkg_geometry_columns", "gpkg_contents"):
            package.execute(f"UPDATE {table} SET srs_id = -1")
    package.close()


def _two_sheets(data: Path) -> None:
    workbook = openpyxl.Workbook()
    for name in ("Read me", "2018"):
        sheet = workbook.create_sheet(name)
        for line in (data / "census.csv").read_text().splitlines():
            sheet.append(line.split(";"))
    workbook.save(data / "census.xlsx")


def _unknown_encoding(data: Path) -> None:
    (data / "census.csv").write_bytes(b"code;name;pop\nQ1;Le Parvis;412\n" + b"Q2;\x81\x8d;380\n")


MADE: dict[str, Callable[[Path], None]] = {
    "crs_missing_in_package": _no_crs,
    "encoding_unknown": _unknown_encoding,
    "layer_missing": _two_layers,
    "layer_which": _two_layers,
    "sheet_missing": _two_sheets,
    "sheet_which": _two_sheets,
}


# --- the words ---


@pytest.mark.parametrize("case", CASES)
def test_words(case: str, tmp_path: Path) -> None:
    folder = laid_over(case, tmp_path / "bourg")
    assert told(folder) == (FOLDERS / case / "expected.txt").read_text(encoding="utf-8")
