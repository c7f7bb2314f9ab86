"""Files as they are: every row, every entry, whatever program wrote them."""

import hashlib
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely.geometry import Point, box

from parvis.collect import read
from parvis.errors import SourceError
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw

TOWNS = [["01001", "L’Abergement-Clémenciat", "832,5"], ["97411", "Saint-Denis « Cœur » à 3 €", ""]]


def described(file: Path, **more: object) -> SourceSpec:
    said = {"title": "Towns", "producer": "INSEE", "regime": "open", "licence": "etalab-2.0", "kind": "table"}
    return SourceSpec.model_validate({**said, "place": str(file), "vintage": "2024", **more})


def collected(file: Path, **more: object) -> Raw:
    return read(file, described(file, **more))


def rows_of(raw: Raw) -> list[list[object]]:
    return raw.frame.to_numpy().tolist()


def written(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "towns.csv") -> Path:
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


# --- text ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings(encoding: str, end: str, tmp_path: Path) -> None:
    text = end.join(["code;nom;pop", *(";".join(row) for row in TOWNS), ""])
    raw = collected(written(tmp_path, text, encoding=encoding))
    assert list(raw.frame.columns) == ["code", "nom", "pop"]
    assert rows_of(raw) == TOWNS
    assert list(raw.lines) == [2, 3]


@pytest.mark.parametrize(("delimiter", "name"), [(";", "t.csv"), ("|", "t.csv"), ("\t", "t.csv"), ("\t", "t.tsv")])
def test_delimiters(delimiter: str, name: str, tmp_path: Path) -> None:
    text = "\n".join(delimiter.join(row) for row in (["code", "nom", "pop"], *TOWNS))
    assert rows_of(collected(written(tmp_path, text, name=name))) == TOWNS


def test_commas_between_and_commas_inside(tmp_path: Path) -> None:
    text = 'code,nom,pop\n01001,"Abergement, L’","832,5"\n97411,"dit ""le Cœur""",\n'
    assert rows_of(collected(written(tmp_path, text))) == [
        ["01001", "Abergement, L’", "832,5"],
        ["97411", 'dit "le Cœur"', ""],
    ]


def test_nothing_is_taken_for_a_missing_value(tmp_path: Path) -> None:
    text = "code;nom\nNA;null\n007;nan\n1e5;None\n"
    assert rows_of(collected(written(tmp_path, text))) == [["NA", "null"], ["007", "nan"], ["1e5", "None"]]


def test_rows_are_on_the_lines_where_they_start(tmp_path: Path) -> None:
    """Blank lines are no rows, and a text in quotation marks may run over several lines."""
    text = '\ncode;nom\n01001;un\n\n;\n97411;"sur\ndeux lignes"\n93010;un\n'
    raw = collected(written(tmp_path, text))
    assert [row[0] for row in rows_of(raw)] == ["01001", "97411", "93010"]
    assert list(raw.lines) == [3, 6, 8]


@pytest.mark.parametrize("separator", ["\u2028", "\x0b", "\x0c", "\x85"])
def test_separators_that_end_no_line(separator: str, tmp_path: Path) -> None:
    text = f"code;nom\n01001;un{separator}deux\n93010;trois\n"
    assert rows_of(collected(written(tmp_path, text))) == [["01001", f"un{separator}deux"], ["93010", "trois"]]


def test_a_delimiter_at_the_end_of_every_line_makes_no_column(tmp_path: Path) -> None:
    raw = collected(written(tmp_path, "code;nom;\n01001;un;\n93010;deux;\n"))
    assert list(raw.frame.columns) == ["code", "nom"]


def test_a_field_of_a_million_characters(tmp_path: Path) -> None:
    outline = "POLYGON (" + "0 0, " * 200_000 + ")"
    assert rows_of(collected(written(tmp_path, f"code;wkt\n01001;{outline}\n"))) == [["01001", outline]]


def test_no_row_is_swallowed_by_an_open_quotation_mark(tmp_path: Path) -> None:
    file = written(tmp_path, 'code;nom\n01001;"un\n93010;deux\n97411;trois\n')
    try:
        raw = collected(file)
    except SourceError as error:
        assert [(finding.code, finding.where and finding.where.line) for finding in error.findings] == [
            ("quotes_broken", 2)
        ]
    else:  # the broken row alone is set apart
        assert [row[0] for row in rows_of(raw)] == ["93010", "97411"]


def test_content_is_the_hash_of_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, "code\n01001\n")
    assert collected(file).content == hashlib.sha256(b"code\n01001\n").hexdigest()


# --- workbooks ---


def _workbook(folder: Path, *sheets: list[list[object]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for number, rows in enumerate(sheets):
        sheet = workbook.create_sheet(f"Feuil{number + 1}")
        for row in rows:
            sheet.append(row)
    workbook.save(folder / "towns.xlsx")
    return folder / "towns.xlsx"


def test_a_sheet(tmp_path: Path) -> None:
    """Codes typed as text keep their zeros; a year in the header is not 2018.0; empty rows are none."""
    rows: list[list[object]] = [["code", "nom", 2018], ["01001", "un", 832.5], [], ["97411", "deux", None]]
    raw = collected(_workbook(tmp_path, rows))
    assert list(raw.frame.columns) == ["code", "nom", "2018"]
    assert rows_of(raw) == [["01001", "un", 832.5], ["97411", "deux", ""]]
    assert list(raw.lines) == [2, 4]


def test_rows_of_a_sheet_that_starts_lower(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for column, entries in (("B", ["code", "01001"]), ("C", ["nom", "un"])):
        for row, entry in enumerate(entries):
            workbook.active[f"{column}{row + 4}"] = entry
    workbook.save(tmp_path / "towns.xlsx")
    raw = collected(tmp_path / "towns.xlsx")
    assert (list(raw.frame.columns), rows_of(raw), list(raw.lines)) == (["code", "nom"], [["01001", "un"]], [5])


def test_empty_sheets_beside_the_one_that_is_meant(tmp_path: Path) -> None:
    file = _workbook(tmp_path, [], [["code"], ["01001"]], [])
    assert rows_of(collected(file)) == [["01001"]]


def test_the_sheet_that_is_named(tmp_path: Path) -> None:
    file = _workbook(tmp_path, [["code"], ["01001"]], [["code"], ["97411"]])
    assert rows_of(collected(file, sheet="Feuil2")) == [["97411"]]


# --- Parquet and layers ---


def test_parquet_with_an_index(tmp_path: Path) -> None:
    table = pd.DataFrame({"code": ["01001", "97411"], "pop": [832, None]}).set_index("code")
    table.to_parquet(tmp_path / "towns.parquet")
    raw = collected(tmp_path / "towns.parquet")
    assert list(raw.frame.columns) == ["code", "pop"]
    assert raw.frame["code"].tolist() == ["01001", "97411"]
    assert list(raw.lines) == []


def test_geoparquet_whose_geometry_has_another_name(tmp_path: Path) -> None:
    towns = gpd.GeoDataFrame({"code": ["01001"]}, geometry=[Point(1, 2)], crs=2154).rename_geometry("geom")
    towns.to_parquet(tmp_path / "towns.parquet")
    raw = collected(tmp_path / "towns.parquet")
    assert isinstance(raw.frame, gpd.GeoDataFrame)
    assert (list(raw.frame.columns), raw.frame.crs.to_epsg()) == (["code", "geometry"], 2154)


def test_a_parquet_file_that_was_cut(tmp_path: Path) -> None:
    pd.DataFrame({"code": ["01001"] * 1000}).to_parquet(tmp_path / "whole.parquet")
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "whole.parquet").read_bytes()[:-200])
    with pytest.raises(SourceError, match="file_unreadable"):
        collected(tmp_path / "cut.parquet")


def test_geojson_is_in_degrees_unless_it_says_otherwise(tmp_path: Path) -> None:
    gpd.GeoDataFrame({"code": ["01001"]}, geometry=[box(2, 48, 3, 49)], crs=4326).to_file(tmp_path / "towns.geojson")
    raw = collected(tmp_path / "towns.geojson")
    assert isinstance(raw.frame, gpd.GeoDataFrame)
    assert (raw.frame["code"].tolist(), raw.frame.crs.to_epsg()) == (["01001"], 4326)


def test_a_table_in_a_package(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"code": ["01001"]}, geometry=[None], crs=2154)
    table.drop(columns="geometry").pipe(pd.DataFrame).pipe(_to_package, tmp_path / "towns.gpkg")
    raw = collected(tmp_path / "towns.gpkg")
    assert (list(raw.frame.columns), rows_of(raw)) == (["code"], [["01001"]])


def _to_package(table: pd.DataFrame, file: Path) -> None:
    import pyogrio

    pyogrio.write_dataframe(table, file, layer="towns")
