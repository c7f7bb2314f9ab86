"""One broken territory folder per mistake in what it builds from, each with the exact words that its author reads."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from made_files import MADE_FILES
from made_rasters import MADE_RASTERS

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
    (folder / "expected.txt").unlink(missing_ok=True)
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


MADE: dict[str, Callable[[Path], object]] = {
    **MADE_FILES,
    **MADE_RASTERS,
    "crs_missing_in_package": _no_crs,
    "encoding_unknown": _unknown_encoding,
    "layer_missing": _two_layers,
    "layer_which": _two_layers,
    "sheet_missing": _two_sheets,
    "sheet_which": _two_sheets,
}


# --- the words ---

Cases = Callable[[str], tuple[Path, str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """Return a function that builds a case, once, and gives its folder and what was said."""
    known: dict[str, tuple[Path, str]] = {}

    def build(case: str) -> tuple[Path, str]:
        if case not in known:
            folder = laid_over(case, tmp_path_factory.mktemp(case) / "bourg")
            known[case] = folder, told(folder)
        return known[case]

    return build


@pytest.mark.parametrize("case", CASES)
def test_words(case: str, built: Cases) -> None:
    assert built(case)[1] == (FOLDERS / case / "expected.txt").read_text(encoding="utf-8")


# --- what becomes of the figures ---

SOUND = {
    # By hand: Q1 holds cells of 100 + 110 + 90 + 100 persons and 50 of 160 households are poor; Q2 400 and 20 of 200.
    ("persons", "Q1"): ("published", 400.0),
    ("persons", "Q2"): ("published", 400.0),
    ("persons", "99001"): ("published", 860.0),
    ("poor_share", "Q1"): ("published", 31.25),
    ("poor_share", "Q2"): ("published", 10.0),
    ("doctors", "Q1"): ("published", 2.0),
    ("doctors", "Q2"): ("published", 1.0),
    ("population", "Q1"): ("published", 412.0),
    ("population", "Q2"): ("published", 380.0),
}

HEAT: dict[tuple[str, str], tuple[str, float | None]] = {
    # By hand: the west of the commune has 20 degrees, its east 30; 100 of its 20,000 pixels, in the east, have none.
    ("heat", "Q1"): ("published", 20.0),
    ("heat", "Q2"): ("published", 30.0),
    ("heat", "99001"): ("published", (10_000 * 20 + 9_900 * 30) / 19_900),
    ("hot_ground", "Q1"): ("published", 0.0),
    ("hot_ground", "Q2"): ("published", 100.0),
    ("hot_ground", "99001"): ("published", 100 * 9_900 / 19_900),
}

CHANGED: dict[str, dict[tuple[str, str], tuple[str, float | None]]] = {
    "_base": {},
    "cell_name": {("persons", "99001"): ("published", 800.0)},
    "cells_repeated": {},
    "crs_overruled": {},
    "points_off_the_earth": {},
    "polygon_repaired": {},
    "raster": HEAT,
    "raster_crs_declared": HEAT,
    "raster_zipped": HEAT,
    "swapped_in_part": {},
    "text_for_number": {},
    "units_unknown": {},
    "zone_of_nobody": {("poor_share", "Q2"): ("undefined", None)},
    "nobody_anywhere": {("poor_share", "Q1"): ("undefined", None), ("poor_share", "Q2"): ("undefined", None)},
    "zone_outside": {
        ("persons", "Q3"): ("incomplete", None),
        ("poor_share", "Q3"): ("incomplete", None),
        ("doctors", "Q3"): ("incomplete", None),
        ("population", "Q3"): ("not_collected", None),
    },
}


@pytest.mark.parametrize("case", CHANGED)
def test_figures(case: str, built: Cases) -> None:
    out = built(case)[0] / "build"
    rows = csv.DictReader((out / "figures.csv").read_text(encoding="utf-8").splitlines())
    figures = {
        (row["indicator"], row["zone"]): (row["state"], float(row["value"]) if row["value"] else None) for row in rows
    }
    assert figures == {**SOUND, **CHANGED[case]}


@pytest.mark.parametrize(
    ("case", "source", "kept"),
    [
        ("text_for_number", "cells", [("11", "not_a_number: ind"), ("12", "not_a_number: men")]),
        ("schema_rows", "census", [("2", "against_schema: pop, maximum")]),
        ("cell_names_all", "cells", [(str(line), "not_a_cell: idcar_200m") for line in range(2, 11)]),
        ("zone_without_polygon", "quartiers", [("3", "not_a_polygon"), ("4", "no_place")]),
    ],
)
def test_rejected_rows_are_kept_with_their_line_and_reason(
    case: str, source: str, kept: list[tuple[str, str]], built: Cases
) -> None:
    folder, _ = built(case)
    rows = csv.DictReader((folder / f".parvis/rejected/{source}.csv").read_text(encoding="utf-8").splitlines())
    assert [(row["parvis_row"], row["parvis_reason"]) for row in rows] == kept


def test_every_row_is_accounted_for(built: Cases) -> None:
    out = built("text_for_number")[0] / "build"
    account = json.loads((out / "evidence/persons.json").read_text(encoding="utf-8"))["sources"]["cells"]["rows"]
    assert account == {"read": 11, "accepted": 9, "rejected": 2, "set_aside": 0}


def test_rejected_rows_of_an_earlier_file_do_not_stay(tmp_path: Path) -> None:
    folder = laid_over("text_for_number", tmp_path / "bourg")
    told(folder)
    shutil.copy(BASE / "data/cells.csv", folder / "data/cells.csv")
    told(folder)
    assert list((folder / ".parvis/rejected").iterdir()) == []


@pytest.mark.parametrize("case", ["_base", "text_for_number", "polygon_repaired", "zones_vanish"])
def test_a_build_that_does_nothing_says_again_what_was_found(case: str, built: Cases) -> None:
    folder, words = built(case)
    assert not parvis.open(folder).build().fresh
    assert told(folder) == words
