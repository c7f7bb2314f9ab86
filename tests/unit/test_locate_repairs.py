"""Repair: what is mended, by how much, and what is refused."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from parvis.errors import SourceError
from parvis.locate import Repair, repair

SPIKE = Polygon([(0, 0), (10, 0), (10, 5), (30, 5), (10, 5), (10, 10), (0, 10)])
LOOP = Polygon([(0, 0), (100, 0), (100, 100), (51, 100), (50, 101), (51, 101), (50, 100), (0, 100)])
BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
with np.errstate(invalid="ignore"):
    WITHOUT_NUMBER = shapely.from_wkt("POLYGON ((0 0, 1 0, NaN 1, 0 0))")


def frame(*shapes: shapely.Geometry | None, **columns: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=2154)


def test_valid_polygons_are_left_alone() -> None:
    given = frame(box(0, 0, 1, 1), MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)]))
    mended, repairs = repair(given)
    assert repairs == ()
    assert mended.geometry[0] is given.geometry[0]


def test_a_spike_costs_no_area() -> None:
    mended, (done,) = repair(frame(box(0, 0, 1, 1), SPIKE))
    assert (done.row, done.change) == (1, pytest.approx(0.0))
    assert mended.geometry.is_valid.all()
    assert mended.geometry[1].area == 100


def test_a_small_loop_is_kept_and_said() -> None:
    # On top of the square of 10,000 the crossing makes two triangles of base 1 and height 1/2, the upper one drawn
    # the other way round: the shoelace formula subtracts its quarter where the repair adds it.
    mended, (done,) = repair(frame(LOOP))
    assert mended.area[0] == pytest.approx(10_000.5)
    assert done.change == pytest.approx(0.5 / 10_000.5)


def test_a_collection_becomes_its_polygons() -> None:
    mended, repairs = repair(frame(GeometryCollection([box(0, 0, 1, 1), LineString([(0, 0), (5, 5)]), Point(9, 9)])))
    assert repairs == (Repair(0, 0.0),)
    assert mended.geom_type.tolist() == ["Polygon"]


def test_parts_that_overlap_a_little_are_merged() -> None:
    mended, (done,) = repair(frame(MultiPolygon([box(0, 0, 10, 10), box(9.99, 0, 20, 10)])))
    assert mended.area[0] == pytest.approx(200)
    assert done.change == pytest.approx(0.1 / 200)


def test_two_ambiguities_that_cancel_in_the_shoelace_formula_are_seen() -> None:
    # The loop on top takes 1/2 from the signed area; on the right the ring runs twice around a half (x 99 to 100,
    # y 50 to 50.5), which counts double. A ray crosses the ring twice to leave that half, so that reading drops it.
    right, top = [(100, 50.5), (99, 50.5), (99, 50), (101, 50), (101, 60), (100, 60)], LOOP.exterior.coords[2:]
    curl = Polygon([(0, 0), (100, 0), *right, *top])
    mended, (done,) = repair(frame(curl))
    assert curl.area == mended.area[0] == pytest.approx(10_010.5)
    assert done.change == pytest.approx(0.5 / 10_010.5)


@pytest.mark.parametrize(
    "guess",
    [
        BOW_TIE,  # signed area 0, lobes 2
        Polygon(box(0, 0, 10, 10).exterior, [box(5, 5, 15, 15).exterior]),  # a hole partly outside
        MultiPolygon([box(0, 0, 10, 10), box(0, 0, 10, 10)]),  # one part drawn twice
        Polygon([(0, 0), (6, 0), (6, 6), (2, 6), (2, 2), (8, 2), (8, 8), (0, 8)]),  # a ring that overlaps itself
    ],
)
def test_a_repair_that_would_be_a_guess_is_refused_by_id(guess: shapely.Geometry) -> None:
    with pytest.raises(SourceError) as caught:
        repair(frame(box(0, 0, 1, 1), guess, id=["QP000001", "QP000002"]))
    (finding,) = caught.value.findings
    assert (finding.code, finding.values["rows"]) == ("repair_too_large", "QP000002")


def test_the_tolerance_is_the_callers() -> None:
    mended, (done,) = repair(frame(BOW_TIE), tolerance=1.0)
    assert (mended.area[0], done.change) == (pytest.approx(2.0), pytest.approx(1.0))


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (None, "polygons_missing"),
        (Polygon(), "no_surface"),
        (LineString([(0, 0), (1, 1)]), "no_surface"),
        (GeometryCollection([Point(0, 0)]), "no_surface"),
        (Polygon([(0, 0), (1, 1), (2, 2)]), "no_surface"),
        (Polygon([(0, 0), (1, 0), (np.inf, 1)]), "coordinates_infinite"),
        (WITHOUT_NUMBER, "coordinates_infinite"),
    ],
)
def test_what_has_no_surface_is_refused(shape: shapely.Geometry | None, code: str) -> None:
    with pytest.raises(SourceError, match=code):
        repair(frame(box(0, 0, 1, 1), shape))
