"""Places as files give them: columns of coordinates, shapes, cells; what cannot be is rejected and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pytest
import shapely
from checked_rows import FILE, codes, reasons, sorted_rows, table
from pyproj import Transformer
from shapely.geometry import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from parvis.check import accept
from parvis.errors import SourceError
from parvis.kinds.registry import KINDS
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw, Snapshot

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
