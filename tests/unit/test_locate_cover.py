"""Coverage, shares of area and restriction, by hand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from parvis.errors import AnalystError
from parvis.locate import Grid, area_share, coverage, overlay_weights, restrict


def frame(*shapes: shapely.Geometry | None, crs: object = 2154) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


GRID = Grid(1.0, 2154, [0.0, 1.0], [0.0, 0.0], ["a", "b"])
ZONES = frame(box(0, 0, 4, 1), box(0, 0, 2, 1), box(8, 8, 9, 9))


def test_coverage_by_cells_and_by_where_the_source_is_complete() -> None:
    assert coverage(GRID, ZONES).tolist() == [0.5, 1.0, 0.0]
    assert coverage(GRID, ZONES, box(1, 0, 3, 9)).tolist() == [0.75, 1.0, 0.0]
    assert coverage(GRID, ZONES, box(-9, -9, 9, 9)).tolist() == [1.0, 1.0, 1.0]


def test_polygons_that_overlap_cover_once() -> None:
    source = frame(box(0, 0, 2, 1), box(1, 0, 2, 1), box(1, 0, 3, 1))
    assert coverage(source, ZONES) == pytest.approx([0.75, 1.0, 0.0])
    assert coverage(source, ZONES, box(2.5, 0, 3.5, 1)) == pytest.approx([0.875, 1.0, 0.0])


def test_polygons_may_come_in_degrees() -> None:
    zone = frame(box(660_000, 6_860_000, 670_000, 6_870_000))
    west = frame(box(660_000, 6_860_000, 665_000, 6_870_000)).to_crs(4326)
    assert coverage(west, zone) == pytest.approx([0.5], abs=1e-4)  # their straight borders are not quite the same
    assert area_share(zone, west) == pytest.approx([0.5], abs=1e-4)


def test_of_collections_only_the_polygons_count() -> None:
    hazard = GeometryCollection([LineString([(0, 0), (4, 1)]), Point(3, 0.5), box(0, 0, 1, 1), box(0.5, 0, 2, 1)])
    nested = GeometryCollection([hazard, MultiPolygon([box(3, 0, 4, 1), box(5, 0, 6, 1)])])
    assert area_share(ZONES, frame(hazard)) == pytest.approx([0.5, 1.0, 0.0])
    assert area_share(ZONES, frame(nested)) == pytest.approx([0.75, 1.0, 0.0])
    assert area_share(ZONES, frame(GeometryCollection([Point(1, 1)]))).tolist() == [0, 0, 0]


def test_no_polygon_covers_nothing() -> None:
    assert area_share(ZONES, frame()).tolist() == [0, 0, 0]
    assert restrict(ZONES, frame()).geometry.is_empty.all()


def test_restrict_keeps_rows_order_index_and_columns() -> None:
    zones = ZONES.assign(id=["p", "q", "r"]).set_index(np.array([5, 3, 9]))
    kept = restrict(zones, frame(box(1, 0, 3, 1), box(2, 0, 3, 5)))
    assert kept["id"].tolist() == ["p", "q", "r"]
    assert kept.index.tolist() == [5, 3, 9]
    assert kept.area.tolist() == [2.0, 1.0, 0.0]
    assert kept.crs == zones.crs
    assert kept.geom_type.tolist() == ["Polygon"] * 3
    assert overlay_weights(GRID, kept).toarray().tolist() == [[0, 0, 0], [1, 1, 0]]


def test_what_only_touches_leaves_nothing() -> None:
    assert restrict(frame(box(0, 0, 1, 1)), frame(box(1, 0, 2, 1), box(1, 1, 2, 2))).geometry.is_empty.all()


@pytest.mark.parametrize(
    ("zones", "polygons", "code"),
    [
        (frame(box(0, 0, 1, 1), crs=None), frame(box(0, 0, 1, 1)), "layer_crs_missing"),
        (frame(box(0, 0, 1, 1)), frame(box(0, 0, 1, 1), crs=None), "layer_crs_missing"),
        (frame(box(0, 0, 1, 1), crs=4326), frame(box(0, 0, 1, 1)), "layer_crs_not_metric"),
        (frame(Polygon()), frame(box(0, 0, 1, 1)), "polygons_empty"),
        (frame(box(0, 0, 1, 1)), frame(LineString([(0, 0), (1, 1)])), "not_polygons"),
        (frame(box(0, 0, 1, 1)), frame(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])), "polygons_invalid"),
    ],
)
def test_what_cannot_be_measured_raises(zones: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame, code: str) -> None:
    for measure in (area_share, restrict, lambda z, p: coverage(p, z)):
        with pytest.raises(AnalystError, match=code):
            measure(zones, polygons)
