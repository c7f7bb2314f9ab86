"""Every row is accepted, rejected with a reason, or set aside by the folder's own `where`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from parvis.check import accept
from parvis.errors import FolderError, SourceError
from parvis.kinds.registry import KINDS
from parvis.model.finding import errors_in
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw, Snapshot

FILE = Path("/data/file")
COUNT = {"column": "n", "unit": "persons", "universe": "persons"}


def sorted_rows(
    frame: pd.DataFrame,
    kind: str = "table",
    *,
    wanted: Sequence[str] = (),
    table_schema: Mapping[str, object] | None = None,
    **more: Any,
) -> Snapshot:
    """Return what the check makes of a file's content."""
    said = {"title": "T", "producer": "P", "regime": "open", "licence": "L", "place": "x", "vintage": "2024"}
    if table_schema is not None:
        more["schema"] = "offers"
    spec = SourceSpec.model_validate({**said, "kind": kind, **more})
    raw = Raw(FILE, frame, "0" * 64, range(2, len(frame) + 2))
    return accept("source", raw, spec=spec, kind=KINDS[kind], wanted=frozenset(wanted), schema=table_schema)


def table(*rows: Sequence[object], columns: str = "code n") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split(), dtype=object)


def counted(frame: pd.DataFrame, **more: Any) -> Snapshot:
    """Return a table whose column `code` names the zone and whose column `n` counts persons."""
    return sorted_rows(frame, columns={"unit": "code"}, measures={"n": COUNT}, wanted=("n",), **more)


def reasons(snapshot: Snapshot) -> dict[int, str]:
    """Return the reason of each rejected row, by its line."""
    return dict(zip(snapshot.rejected["parvis_row"], snapshot.rejected["parvis_reason"], strict=True))


def codes(snapshot: Snapshot) -> list[str]:
    return [finding.code for finding in snapshot.findings]


# --- numbers ---


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("17", 17.0), ("17,4", 17.4), ("17.4", 17.4), (" 17 ", 17.0), ("1e3", 1000.0),
        ("1 234,5", 1234.5), ("1\u202f234,5", 1234.5), ("1\xa0234", 1234.0), (17.4, 17.4), (17, 17.0),
        ("", np.nan), (None, np.nan), ("   ", np.nan), (np.nan, np.nan),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(entry: object, value: float) -> None:
    snapshot = counted(table(["01001", entry], ["01002", "1"]))
    np.testing.assert_array_equal(snapshot.frame["measure:n"], [value, 1.0])
    assert reasons(snapshot) == {}


@pytest.mark.parametrize("entry", ["n.d.", "12 %", "1.234,5", "1,234.5", "1_000", "inf", "nan", "=A1", "3 à 5"])
def test_what_is_no_number_rejects_its_row_and_is_not_guessed_at(entry: str) -> None:
    snapshot = counted(table(["01001", entry], ["01002", "1"]))
    assert list(reasons(snapshot)) == [2]
    assert snapshot.frame["measure:n"].tolist() == [1.0]
    assert codes(snapshot) == ["rows_not_numbers"]


def test_nothing_is_counted_below_nothing() -> None:
    """A code such as -9 or -999 stands for what is not known; a sum of it would be wrong without a word."""
    snapshot = counted(table(["01001", "-999"], ["01002", "0"]))
    assert (list(reasons(snapshot)), codes(snapshot)) == ([2], ["rows_negative"])
    balance = {"column": "n", "unit": "euros", "universe": "households"}
    frame = table(["01001", "-999"])
    snapshot = sorted_rows(frame, columns={"unit": "code"}, measures={"n": balance}, wanted=("n",))
    assert snapshot.frame["measure:n"].tolist() == [-999.0]


def test_numbers_that_the_format_types() -> None:
    frame = pd.DataFrame({"code": ["a", "b", "c"], "n": pd.array([1, None, 3], dtype="Int64")})
    np.testing.assert_array_equal(counted(frame).frame["measure:n"], [1.0, np.nan, 3.0])
    frame = pd.DataFrame({"code": ["a", "b"], "n": [1.5, np.inf]})
    assert list(reasons(counted(frame))) == [3]


@pytest.mark.parametrize("mask", ["", "nd", "NS", "s", "c", "***"])
def test_masks_of_a_kind_hide_a_value_and_keep_the_row(mask: str) -> None:
    """INSEE writes `nd`, `ns`, `s`, `c` or *** where a figure would give somebody away (kind qpv-panel)."""
    frame = table(["QP1", "2021", mask], ["QP2", "2021", "14230"], columns="code annee disp_q2")
    snapshot = sorted_rows(frame, "qpv-panel", wanted=["median_income"])
    np.testing.assert_array_equal(snapshot.frame["measure:median_income"], [np.nan, 14230.0])
    assert snapshot.account.accepted == 2


# --- codes ---


def test_codes_keep_their_zeros() -> None:
    assert counted(table(["01001", "1"], ["2A004", "1"])).frame["unit"].tolist() == ["01001", "2A004"]


def test_codes_that_a_workbook_took_for_numbers() -> None:
    assert counted(table([93010.0, 1.0], [1001, 1.0])).frame["unit"].tolist() == ["93010", "1001"]


@pytest.mark.parametrize(("written", "code"), [("93010_0202", "930100202"), ("10040101", "010040101")])
def test_a_kind_gives_codes_one_spelling(written: str, code: str) -> None:
    frame = table([written, "A101", "2"], columns="dciris typequ nb_equip")
    assert sorted_rows(frame, "bpe-iris", wanted=["facilities"]).frame["unit"].tolist() == [code]


def test_a_row_without_code_is_rejected() -> None:
    snapshot = counted(table(["01001", "1"], ["", "2"], [None, "3"]))
    assert list(reasons(snapshot)) == [3, 4]
    assert codes(snapshot) == ["rows_without_code"]


def test_names_of_columns_whatever_their_case() -> None:
    frame = table(["01001", "1"], columns="CODE N")
    assert counted(frame).frame["measure:n"].tolist() == [1.0]


def test_a_column_a_period() -> None:
    frame = table(["QP1", "100", "nd"], columns="codgeo pop_2013 pop_2018")
    snapshot = sorted_rows(frame, "qpv-population", wanted=["population"])
    periods = snapshot.frame[["measure:population@2013", "measure:population@2018"]]
    np.testing.assert_array_equal(periods, [[100.0, np.nan]])


def test_measures_that_nothing_uses_may_be_missing() -> None:
    frame = table(["01001"], columns="code")
    assert sorted_rows(frame, columns={"unit": "code"}, measures={"n": COUNT}).account.accepted == 1
    with pytest.raises(SourceError, match="column_missing"):
        counted(frame)


# --- where ---


def test_where_sets_rows_aside() -> None:
    frame = table(["a", "1", "x"], ["b", "2", "y"], ["c", "about 3", "z"], columns="code n type")
    snapshot = counted(frame, where={"type": ["x", "y"]})
    assert (snapshot.account.read, snapshot.account.accepted, snapshot.account.set_aside) == (3, 2, 1)
    assert codes(snapshot) == []


def test_where_looks_for_nothing_too() -> None:
    frame = table(["a", "1", ""], ["b", "2", "y"], columns="code n type")
    assert counted(frame, where={"type": ""}).frame["unit"].tolist() == ["a"]


# --- Table Schema ---

OFFERS = {
    "fields": [
        {"name": "code", "type": "string", "constraints": {"required": True, "pattern": r"\d{5}"}},
        {"name": "n", "type": "integer", "constraints": {"maximum": 50}},
        {"name": "day", "type": "date"},
        {"name": "contract", "type": "string", "constraints": {"enum": ["CDI", "CDD"]}},
    ]
}


@pytest.mark.parametrize(
    ("row", "field", "rule"),
    [
        (["1001", "1", "2024-01-31", "CDI"], "code", "pattern"),
        (["01001", "51", "2024-01-31", "CDI"], "n", "maximum"),
        (["01001", "1", "31/01/2024", "CDI"], "day", "type"),
        (["01001", "1", "2024-01-31", "stage"], "contract", "enum"),
    ],
)
def test_a_row_against_its_schema(row: list[str], field: str, rule: str) -> None:
    good = ["01001", "1", "2024-01-31", "CDD"]
    snapshot = counted(table(good, row, columns="code n day contract"), table_schema=OFFERS)
    ((line, reason),) = reasons(snapshot).items()
    assert line == 3
    assert field in reason and rule in reason
    assert snapshot.account.accepted == 1


def test_a_field_that_may_be_absent_and_one_that_may_not() -> None:
    frame = table(["01001", "1"])
    assert counted(frame, table_schema=OFFERS).account.accepted == 1
    with pytest.raises(SourceError, match="schema_column"):
        sorted_rows(table(["1"], columns="n"), "points", table_schema=OFFERS)


def test_a_schema_that_is_none() -> None:
    with pytest.raises(FolderError, match="schema_invalid"):
        counted(table(["01001", "1"]), table_schema={"fields": [{"name": "n", "type": "persons"}]})


# --- places ---

TO_DEGREES = Transformer.from_crs(2154, 4326, always_xy=True)
HERE = [(661_000 + 100 * i, 6_867_000.0) for i in range(3)]  # Bondy, in Lambert-93
HERE_DEGREES = [TO_DEGREES.transform(*place) for place in HERE]


def located(rows: Sequence[tuple[object, object]], **more: Any) -> Snapshot:
    frame = table(*([n, *row] for n, row in enumerate(rows)), columns="code easting northing")
    return sorted_rows(frame, "points", columns={"x": "easting", "y": "northing"}, **more)


def test_points_from_columns_of_coordinates() -> None:
    snapshot = located([("661000,5", "6867000,25")], crs="EPSG:2154")
    assert snapshot.frame.geometry.iloc[0].equals(Point(661000.5, 6867000.25))
    assert snapshot.frame.crs.to_epsg() == 2154


@pytest.mark.parametrize("nowhere", [("", ""), ("661000", ""), ("north", "south"), (None, 6_867_000)])
def test_a_point_without_a_place_is_rejected(nowhere: tuple[object, object]) -> None:
    snapshot = located([*HERE, nowhere], crs="EPSG:2154")
    assert codes(snapshot) == ["rows_without_place"]
    assert snapshot.account.accepted == 3


def test_coordinates_say_nothing_without_their_system() -> None:
    with pytest.raises(SourceError, match="crs_missing"):
        located(HERE)


@pytest.mark.parametrize(
    ("places", "crs", "code"),
    [
        (HERE, "EPSG:4326", "crs_impossible"),
        (HERE_DEGREES, "EPSG:2154", "crs_impossible"),
        ([(y, x) for x, y in HERE], "EPSG:2154", "coordinates_swapped"),
        ([(100 + x, y) for x, y in HERE_DEGREES], "EPSG:2154", "crs_impossible"),
    ],
)
def test_coordinates_that_cannot_be_in_their_system(places: list[tuple[float, float]], crs: str, code: str) -> None:
    with pytest.raises(SourceError, match=code):
        located(places, crs=crs)


def test_a_few_impossible_coordinates_cost_their_rows_only() -> None:
    snapshot = located([*HERE, (0, 0)], crs="EPSG:2154")
    assert list(reasons(snapshot)) == [5]
    assert codes(snapshot) == ["rows_outside_crs"]


def test_words_give_no_place_away() -> None:
    """What is said about impossible coordinates is rounded: a place to the metre is somebody's home."""
    with pytest.raises(SourceError) as raised:
        located([(661_234.5, 6_867_891.2)] * 2, crs="EPSG:4326")
    ((x, y),) = [(finding.values["x"], finding.values["y"]) for finding in raised.value.findings]
    assert (x, y) == ("660000", "6900000")


def shapes(*geometry: shapely.Geometry | None, kind: str, crs: int | None = 2154, **more: Any) -> Snapshot:
    frame = gpd.GeoDataFrame({"n": range(len(geometry))}, geometry=list(geometry), crs=crs)
    return sorted_rows(frame, kind, **more)


SQUARE = box(661_000, 6_867_000, 661_100, 6_867_100)
PLACE = Point(661_000, 6_867_000)


def test_points_as_formats_give_them() -> None:
    twice = MultiPoint([PLACE, Point(661_001, 6_867_000)])
    snapshot = shapes(PLACE, MultiPoint([PLACE]), twice, SQUARE, None, Point(), kind="points")
    assert [shape.geom_type for shape in snapshot.frame.geometry] == ["Point", "Point"]
    assert sorted(codes(snapshot)) == ["rows_not_points", "rows_without_place"]
    assert snapshot.account.rejected == 4


def test_polygons_as_formats_give_them() -> None:
    """Collections may carry stray lines and points besides their polygons."""
    line = LineString([(661_000, 6_867_000), (661_500, 6_867_000)])
    mixed = GeometryCollection([SQUARE, line, PLACE])
    several = GeometryCollection([MultiPolygon([SQUARE]), shapely.affinity.translate(SQUARE, 500)])
    snapshot = shapes(SQUARE, mixed, several, line, PLACE, GeometryCollection([line]), Polygon(), kind="polygons")
    assert snapshot.frame.geometry.area.tolist() == [10_000.0, 10_000.0, 20_000.0]
    assert sorted(codes(snapshot)) == ["rows_not_polygons", "rows_without_place"]
    assert snapshot.account.rejected == 4


def test_the_system_that_the_file_carries_holds() -> None:
    assert shapes(PLACE, kind="points").frame.crs.to_epsg() == 2154


def test_file_and_source_must_agree_on_the_system() -> None:
    said = {"title": "T", "producer": "P", "regime": "open", "licence": "L", "place": "x", "vintage": "2024"}
    frame = gpd.GeoDataFrame(geometry=[PLACE], crs=2154)
    raw = Raw(FILE, frame, "0" * 64)
    for crs, wrong in (("EPSG:2154", False), ("EPSG:3035", True)):
        spec = SourceSpec.model_validate({**said, "kind": "points", "crs": crs})
        if wrong:
            with pytest.raises(SourceError, match="crs_contradicts"):
                accept("s", raw, spec=spec, kind=KINDS["points"], wanted=frozenset(), schema=None)
        else:
            found = accept("s", raw, spec=spec, kind=KINDS["points"], wanted=frozenset(), schema=None)
            assert found.findings == ()


def test_a_system_in_which_the_places_cannot_be_is_overruled() -> None:
    """GeoJSON without a word is in degrees; who writes metres into it and says so in the source is right."""
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[SQUARE], crs=4326)
    snapshot = sorted_rows(frame, "polygons", crs="EPSG:2154")
    assert snapshot.frame.crs.to_epsg() == 2154
    assert codes(snapshot) == ["crs_overruled"]


def test_zones_need_a_code_where_one_is_declared() -> None:
    frame = gpd.GeoDataFrame({"code": ["a", None]}, geometry=[SQUARE, SQUARE], crs=2154)
    snapshot = sorted_rows(frame, "polygons", columns={"id": "code"})
    assert (snapshot.frame["id"].tolist(), codes(snapshot)) == (["a"], ["rows_without_code"])


def test_two_zones_of_one_code() -> None:
    frame = gpd.GeoDataFrame({"code": ["a", "a"]}, geometry=[SQUARE, SQUARE], crs=2154)
    with pytest.raises(SourceError, match="zone_twice"):
        sorted_rows(frame, "polygons", columns={"id": "code"})


# --- cells ---

CELL = "CRS3035RES200mN2890{0}00E3770200"


def cells(*rows: Sequence[object]) -> Snapshot:
    frame = table(*rows, columns="idcar_200m i_est_200 ind men")
    return sorted_rows(frame, "filosofi-cells-200m", wanted=["ind"])


def test_a_cell_that_is_repeated_counts_once() -> None:
    snapshot = cells([CELL.format(2), 0, 100, 40], [CELL.format(4), 0, 80, 30], [CELL.format(2), 0, 100, 40])
    assert (snapshot.frame["measure:ind"].sum(), list(reasons(snapshot))) == (180.0, [4])


def test_two_versions_of_a_cell() -> None:
    with pytest.raises(SourceError, match="cell_twice"):
        cells([CELL.format(2), 0, 100, 40], [CELL.format(2), 0, 101, 40])


@pytest.mark.parametrize("name", ["", "N2890200E3770200", CELL.format(2).replace("200m", "1000m"), CELL.format("x")])
def test_a_name_that_is_no_cells(name: str) -> None:
    snapshot = cells([CELL.format(2), 0, 100, 40], [name, 0, 80, 30])
    assert list(reasons(snapshot)) == [3]


def test_whether_a_cell_is_imputed_must_be_readable() -> None:
    snapshot = cells([CELL.format(2), "1", 100, 40], [CELL.format(4), "yes", 80, 30], [CELL.format(6), "", 80, 30])
    assert snapshot.frame["imputed"].tolist() == [1.0, 0.0]
    assert list(reasons(snapshot)) == [3]


# --- the law ---

ENTRIES = st.tuples(
    st.sampled_from(["01001", "93010", "97411", "", "  "]),
    st.sampled_from(["12", "1,5", " 7 ", "", "n.d.", "x", "-3"]) | st.text(max_size=4),
    st.sampled_from(["a", "b", "c", ""]),
)
SCHEMA = {"fields": [{"name": "n", "type": "string", "constraints": {"maxLength": 3}}]}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@settings(deadline=None)  # the first example loads the library of schemas
@given(
    rows=st.lists(ENTRIES, min_size=1, max_size=12),
    where=st.sampled_from([{}, {"type": ["a"]}, {"type": ["a", "b", ""]}, {"code": "93010", "type": ["b", "c"]}]),
    schema=st.sampled_from([None, SCHEMA]),
)
def test_every_row_is_accepted_rejected_or_set_aside(
    rows: list[tuple[str, str, str]], where: dict[str, Any], schema: Mapping[str, object] | None
) -> None:
    frame = table(*([*row, f"row {n}"] for n, row in enumerate(rows)), columns="code n type tag")
    snapshot = counted(frame, where=where, table_schema=schema)
    accepted, rejected = list(snapshot.frame["tag"]), list(snapshot.rejected["tag"])
    asked = {name: [values] if isinstance(values, str) else values for name, values in where.items()}
    aside = [
        f"row {n}"
        for n, (code, _, type_) in enumerate(rows)
        if any({"code": code, "type": type_}[name].strip() not in values for name, values in asked.items())
    ]
    assert sorted([*accepted, *rejected, *aside]) == sorted(frame["tag"])
    account = snapshot.account
    assert (account.read, account.accepted, account.rejected, account.set_aside) == (
        len(rows), len(accepted), len(rejected), len(aside),
    )  # fmt: skip
    assert bool(errors_in(snapshot.findings)) == (not accepted)
    for tag, reason in zip(rejected, snapshot.rejected["parvis_reason"], strict=True):
        code, n, _ = rows[int(tag.split()[1])]
        number = NUMBER.fullmatch(re.sub(r"\s", "", n).replace(",", "."))
        unusable = (n.strip() and not number) or n.strip().startswith("-")
        assert reason and (not code.strip() or unusable or len(n.strip()) > 3)
