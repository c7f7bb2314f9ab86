"""The figures in the forms that people take them away in: French spreadsheets, Excel, GeoJSON, GeoPackage."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import python_calamine
from observatories import ROWS, row, small_observatory

from parvis.errors import FolderError
from parvis.model.figure import FIGURE_COLUMNS, Figures
from parvis.model.observatory import Observatory
from parvis.model.zones import Zones
from parvis.publish import downloads, geofiles, numbers, ooxml, workbook
from parvis.publish.downloads import write_for_people
from parvis.publish.labelled import LABELS
from parvis.publish.rounding import places_of, rounded_all
from parvis.publish.shelf import Shelf
from parvis.publish.tables import write_downloads


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("data")
    write_for_people(small_observatory(), out)
    return out


def named(name: str) -> Observatory:
    """Return the observatory with a neighbourhood of another name."""
    observatory = small_observatory()
    zones = observatory.zones["qpv2015"]
    frame = zones.frame.assign(name=[name, "Le Pont"])
    renamed = Zones("qpv2015", 2015, frame, kind=zones.kind, members=zones.members)
    return dataclasses.replace(observatory, zones={**observatory.zones, "qpv2015": renamed})


def with_rows(*more: tuple[Any, ...]) -> Observatory:
    rows = [dict(zip(FIGURE_COLUMNS, one, strict=True)) for one in (*ROWS, *more)]
    return small_observatory(figures=Figures(pd.DataFrame(rows)))


def spreadsheet(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_equal_observatories_give_equal_bytes(data: Path, tmp_path: Path) -> None:
    write_for_people(small_observatory(), tmp_path)
    files = sorted(path.relative_to(data) for path in data.rglob("*") if path.is_file())
    assert len(files) == 4 * 3 + 3
    assert {str(name) for name in files} >= {"figures.fr.csv", "poverty.en.xlsx", "zones/commune.geojson", "zones.gpkg"}
    for name in files:
        assert (data / name).read_bytes() == (tmp_path / name).read_bytes(), name


# --- CSV for French spreadsheets ---


def test_a_french_spreadsheet_has_a_comma_and_a_letter_for_what_is_missing(data: Path) -> None:
    rows = spreadsheet(data / "figures.fr.csv")
    assert [one["Valeur"] for one in rows] == ["4094", "4059,9", "m", "54000", "0,30000000000000004", "i", "0", "c"]
    assert [one["Bas de la fourchette"] for one in rows] == ["", "3300,5", "m", "", "", "i", "", "c"]
    assert rows[2]["État"] == "masqué par le producteur"
    assert rows[2]["Territoire"] == "Le Pont"
    assert rows[0]["Période"] == "2018"


def test_a_french_spreadsheet_holds_the_figures_of_the_table(data: Path) -> None:
    frame = small_observatory().figures.frame
    for written, (_, figure) in zip(spreadsheet(data / "figures.fr.csv"), frame.iterrows(), strict=True):
        assert written["Code du territoire"] == figure["zone"]
        if pd.notna(figure["value"]):
            assert float(written["Valeur"].replace(",", ".")) == figure["value"]


def test_what_stands_above_the_columns_is_french_and_said_once(data: Path) -> None:
    [head] = [list(one) for one in spreadsheet(data / "population.fr.csv")[:1]]
    assert len(head) == len(set(head)) == len(LABELS)
    assert len(spreadsheet(data / "population.fr.csv")) == 4


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ('Cité "du; Parc"', 'Cité "du; Parc"'),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("Bois\r\nJoli", "Bois\r\nJoli"),
    ],
)
def test_names_stay_in_their_cell_and_are_never_worked_out(tmp_path: Path, name: str, written: str) -> None:
    write_for_people(named(name), tmp_path)
    assert spreadsheet(tmp_path / "poverty.fr.csv")[0]["Territoire"] == written


def test_no_french_spreadsheet_where_no_french_is_spoken(tmp_path: Path) -> None:
    write_for_people(small_observatory(languages=["en"]), tmp_path)
    assert list(tmp_path.glob("*.csv")) == []
    assert sorted(path.name for path in tmp_path.glob("poverty.*")) == ["poverty.en.xlsx"]


# --- Excel ---


def cells(path: Path, sheet: str) -> list[list[Any]]:
    return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()


def test_a_workbook_starts_with_what_one_must_know(data: Path) -> None:
    book = openpyxl.load_workbook(data / "population.fr.xlsx")
    assert book.sheetnames == ["Lisez-moi", "Tableau", "Chiffres", "Colonnes"]
    said = {line[0]: line[1] for line in cells(data / "population.fr.xlsx", "Lisez-moi") if len(line) > 1}
    assert book["Lisez-moi"]["A1"].value == "Population"
    assert said["La question"] == "Population : combien ?"
    assert said["Définition"] == "Définition de « Population »."
    assert said["Unité"] == "personnes"
    assert said["Périodes"] == "2019, 2018"
    assert said["Établi à partir de"] == "INSEE, Source official, 2018 (Licence Ouverte / Open Licence 2.0)"
    assert "0123456789ab" in said["Édition"]
    assert said["m"].startswith("Masqué par le producteur.")


def test_the_head_of_a_table_stays_in_view(data: Path) -> None:
    book = openpyxl.load_workbook(data / "population.fr.xlsx")
    assert book["Tableau"].freeze_panes == "E2"
    assert book["Chiffres"].freeze_panes == "A2"
    assert book["Tableau"].column_dimensions["C"].width == 24
    assert book["Tableau"].auto_filter.ref == "A1:E4"
    assert book["Tableau"]["E2"].number_format == "#,##0"


def test_a_table_shows_places_by_periods_as_pages_do(tmp_path: Path) -> None:
    ranged = {"lower": 3004.0, "upper": 3396.0, "level": 0.9, "sources": "cells"}
    more = row("population", "qpv2015", "QP999001", "2021", value=3194.0, **ranged)
    write_for_people(with_rows(more), tmp_path)
    table = cells(tmp_path / "population.en.xlsx", "Table")
    assert table[0][4:] == ["2021", "2021, lower end", "2021, upper end", "2018"]
    # Rounded to the ten by hand: half the width is 196, of which two digits are kept; bounds go outward.
    assert table[1][1:] == ["QP999001", "Le Parc", "Petiteville", 3190, 3000, 3400, 4094]
    assert table[2][1:] == ["QP999002", "Le Pont", "Petiteville", "n", "n", "n", "m"]


def test_categories_keep_their_order_after_the_total(tmp_path: Path) -> None:
    total = row("population", "qpv2015", "QP999001", "2021", value=90.0, sources="cells")
    young, old, adult = ((*total[:4], "age", category, *total[6:]) for category in ("young", "old", "adult"))
    write_for_people(with_rows(young, old, adult, total), tmp_path)
    heads = cells(tmp_path / "population.en.xlsx", "Table")[0][4:]
    assert heads == ["2021", "2021 – young", "2021 – old", "2021 – adult", "2018"]


def test_every_figure_is_in_the_workbook_unrounded(data: Path) -> None:
    sheet = cells(data / "figures.en.xlsx", "Figures")
    value = sheet[0].index("Value")
    assert [line[value] for line in sheet[1:]] == [4094, 4059.9, "m", 54000, 0.1 + 0.2, "i", 0, "c"]
    assert all(line[sheet[0].index("Place code")] in {"QP999001", "QP999002", "99001"} for line in sheet[1:])


def test_the_whole_in_one_workbook(data: Path) -> None:
    book = openpyxl.load_workbook(data / "figures.fr.xlsx")
    assert book.sheetnames == ["Lisez-moi", "QPV 2015", "Commune", "Indicateurs", "Chiffres", "Colonnes"]
    table = cells(data / "figures.fr.xlsx", "QPV 2015")
    assert table[0][4:] == ["Population – 2018", "Taux de pauvreté – 2019", "Allocataires – juin 2024"]
    assert [line[4:] for line in table[1:]] == [[4094, 0, "c"], ["m", "i", "n"]]  # whole persons


def test_a_workbook_leaves_out_more_figures_than_a_spreadsheet_bears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_LONG_ROWS", 7)
    write_for_people(small_observatory(), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "figures.en.xlsx")
    assert "Figures" not in book.sheetnames
    said = [cell.value or "" for cell in book["Read me"]["B"]]
    assert any(words.startswith("too many for a spreadsheet") for words in said)


def test_sheets_with_difficult_names() -> None:
    rows = [ooxml.row(ooxml.text("\x00<&>\x1f"), ooxml.value(-0.5))]
    sheets = [ooxml.Sheet(name, rows, (10.0,), frozen=(1, 0)) for name in ("It's [A/B]", "it's  a b", "'")]
    content = ooxml.workbook(sheets, title="<&>", author="A", day="2026-05-01", language="en")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["It's  A B", "it's  a b (2)", "-"]
    assert [cell.value for cell in next(book.worksheets[0].rows)] == ["<&>", -0.5]


@pytest.mark.parametrize("rounding", [ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING])
def test_many_numbers_are_rounded_as_one_is(rounding: str) -> None:
    random = np.random.default_rng(7)
    values = np.concatenate(
        [random.normal(0, 2000, 500), np.arange(-40, 40) / 8, np.array([0.25, -0.05, 1e-12, 2.675])]
    )
    places = random.integers(-2, 4, len(values))
    expected = [float(numbers.rounded(v, int(p), rounding)) for v, p in zip(values, places, strict=True)]
    assert rounded_all(values, places, rounding).tolist() == expected


def test_many_places_are_those_of_one_by_one() -> None:
    random = np.random.default_rng(8)
    lower = random.normal(0, 1000, 400)
    upper = lower + 10.0 ** random.uniform(-4, 4, 400)
    expected = [numbers.place_of(low, high, 1) for low, high in zip(lower, upper, strict=True)]
    assert places_of(lower, upper, 1).tolist() == expected


# --- maps ---


def ring_area(ring: list[list[float]]) -> float:
    """Return twice the signed area (shoelace): positive for a ring that runs anticlockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def test_geojson_is_that_of_rfc_7946(data: Path) -> None:
    document = json.loads((data / "zones/qpv2015.geojson").read_text(encoding="utf-8"))
    assert document.keys() == {"type", "features"}  # no `crs`: RFC 7946, 4
    for feature in document["features"]:
        [ring] = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        assert ring_area(ring) > 0  # RFC 7946, 3.1.6
        # The corners of the squares by IGN's formulas (see test_catalogue): longitude first.
        assert all(2.4679 <= x <= 2.4954 and 48.9018 <= y <= 48.911 for x, y in ring)


def test_geojson_has_a_zone_a_feature_with_its_figures(data: Path) -> None:
    document = json.loads((data / "zones/qpv2015.geojson").read_text(encoding="utf-8"))
    [park, bridge] = [feature["properties"] for feature in document["features"]]
    assert park["zone.code"] == document["features"][0]["id"] == "QP999001"
    assert (park["population"], park["population.state"], park["population.period"]) == (4094, "published", "2018")
    assert (bridge["poverty"], bridge["poverty.state"]) == (None, "incomplete")
    assert (bridge["benefits"], bridge["benefits.state"], bridge["benefits.period"]) == (None, "not_collected", None)


def test_a_geopackage_has_a_layer_a_zoning(data: Path) -> None:
    layers = pyogrio.list_layers(data / "zones.gpkg")
    assert [name for name, _ in layers] == ["qpv2015", "commune"]
    frame = pyogrio.read_dataframe(data / "zones.gpkg", layer="qpv2015", fid_as_index=True)
    assert frame.crs.to_epsg() == 2154
    assert frame["zone.code"].tolist() == ["QP999001", "QP999002"]
    assert frame.index.tolist() == [1, 2]
    assert frame.area.tolist() == pytest.approx([1e6, 1e6])
    assert frame["poverty"].tolist()[0] == 0.1 + 0.2
    assert np.isnan(frame["poverty"].tolist()[1])
    assert frame["poverty.state"].tolist() == ["published", "incomplete"]


def test_a_layer_takes_no_more_indicators_than_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geofiles, "MOST_INDICATORS", 2)
    observatory = small_observatory()
    geofiles.write_geofiles(observatory, Shelf(observatory.figures.frame), tmp_path)
    assert [name for name, _ in pyogrio.list_layers(tmp_path / "zones.gpkg")] == ["qpv2015", "qpv2015_2", "commune"]
    second = pyogrio.read_dataframe(tmp_path / "zones.gpkg", layer="qpv2015_2")
    assert second.columns.tolist() == [
        *("zone.code", "zone.name", "zone.communes", "benefits", "benefits.lower", "benefits.upper"),
        *("benefits.state", "benefits.period", "geometry"),
    ]


@pytest.mark.parametrize("name", ["figures", "geom", "fid", "geometry"])
def test_no_indicator_takes_the_place_of_what_every_map_has(tmp_path: Path, name: str) -> None:
    observatory = small_observatory()
    indicators = {name: observatory.folder.indicators["population"]}
    folder = observatory.folder.model_copy(update={"indicators": indicators})
    with pytest.raises(FolderError, match="indicator_reserved"):
        write_downloads(dataclasses.replace(observatory, folder=folder), tmp_path)


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, many in (("one", 10**9), ("several", 0)):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(downloads, "MANY", many)
        write_for_people(small_observatory(), tmp_path / name)
    files = [file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*") if file.is_file()]
    assert len(files) > 5
    assert [f for f in files if (tmp_path / "one" / f).read_bytes() != (tmp_path / "several" / f).read_bytes()] == []
