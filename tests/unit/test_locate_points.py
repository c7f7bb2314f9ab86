"""Points in zones: overlapping zones, zones and what is near them, and to whom a border belongs."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import MultiPoint, MultiPolygon, Point, Polygon, box

from parvis.errors import AnalystError, SourceError
from parvis.locate import assign


def frame(*shapes: shapely.Geometry | None, crs: object = 2154) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def held(zone: shapely.Geometry, *points: tuple[float, float]) -> list[int]:
    return assign(frame(*map(Point, points)), frame(zone)).toarray().ravel().astype(int).tolist()


def test_zones_may_overlap_and_points_may_lie_in_none() -> None:
    zones = frame(box(0, 0, 2, 2), box(1, 1, 3, 3), Polygon())
    matrix = assign(frame(Point(0.5, 0.5), Point(1.5, 1.5), Point(9, 9)), zones)
    assert matrix.toarray().tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 0]]


def test_a_square_holds_its_west_and_south_sides_and_their_corner() -> None:
    corners = held(box(0, 0, 2, 2), (0, 0), (2, 0), (0, 2), (2, 2))
    sides = held(box(0, 0, 2, 2), (0, 1), (1, 0), (2, 1), (1, 2))
    assert (corners, sides) == ([1, 0, 0, 0], [1, 1, 0, 0])


def test_east_decides_before_north() -> None:
    above, below = Polygon([(0, 0), (2, 2), (0, 2)]), Polygon([(0, 0), (2, 0), (2, 2)])
    assert held(above, (1, 1)) == [0]
    assert held(below, (1, 1)) == [1]
    falling_above, falling_below = Polygon([(0, 2), (2, 0), (2, 2)]), Polygon([(0, 0), (2, 0), (0, 2)])
    assert held(falling_above, (1, 1)) == [1]
    assert held(falling_below, (1, 1)) == [0]


def test_the_border_of_a_hole_belongs_to_the_hole_or_to_the_ring() -> None:
    hole = box(1, 1, 2, 2)
    ring = Polygon(box(0, 0, 3, 3).exterior, [hole.exterior])
    border = [(1, 1), (1, 1.5), (1.5, 1), (2, 2), (2, 1.5), (1.5, 2), (1, 2), (2, 1)]
    assert held(hole, *border) == [1, 1, 1, 0, 0, 0, 0, 0]
    assert held(ring, *border) == [0, 0, 0, 1, 1, 1, 1, 1]


def test_parts_that_touch_at_a_corner() -> None:
    assert held(MultiPolygon([box(0, 0, 1, 1), box(1, 1, 2, 2)]), (1, 1)) == [1]
    assert held(MultiPolygon([box(0, 1, 1, 2), box(1, 0, 2, 1)]), (1, 1)) == [0]


def test_the_direction_of_a_ring_does_not_matter() -> None:
    zone = Polygon([(0, 0), (3, 1), (4, 4), (1, 3)])
    points = [*zone.exterior.coords[:-1], (1.5, 0.5), (3.5, 2.5), (2.5, 3.5), (0.5, 1.5)]
    # Shifted east, (0, 0) comes to lie under the edge of slope 1/3 above it, and so does (1, 3).
    assert held(zone, *points) == held(shapely.reverse(zone), *points) == [0, 0, 0, 1, 0, 0, 1, 1]


def test_a_border_that_floating_point_cannot_tell_is_decided_exactly() -> None:
    # (0.5, 0.1) lies on the edge's line but for the rounding of 0.1: the exact values of the floats decide.
    a, b = (0.0, 0.0), (5.0, 1.0)
    above, below = Polygon([a, b, (0, 1)]), Polygon([a, (5, 0), b])
    assert held(above, (0.5, 0.1)) == [1]  # the float 0.1 is a little more than a tenth
    assert held(below, (0.5, 0.1)) == [0]
    far = [7_000_000 + 0.5, 7_000_000 + 0.125]  # all exact in binary: on the line of slope 1/4
    above = Polygon([(7e6, 7e6), (7e6 + 4, 7e6 + 1), (7e6, 7e6 + 1)])
    below = Polygon([(7e6, 7e6), (7e6 + 4, 7e6), (7e6 + 4, 7e6 + 1)])
    assert held(above, tuple(far)) == [0]
    assert held(below, tuple(far)) == [1]


def test_near_counts_points_at_that_distance_from_the_zone() -> None:
    points = frame(Point(0.5, 0.5), Point(11, 0.5), Point(11.001, 0.5), Point(9, 9))
    matrix = assign(points, frame(box(0, 0, 1, 1)), near=10.0)
    assert matrix.toarray().ravel().tolist() == [1, 1, 0, 0]  # (9, 9) is 11.3 m from the corner


def test_points_in_another_system_are_brought_to_the_zones() -> None:
    zones = frame(box(650_000, 6_860_000, 660_000, 6_870_000))
    bondy_town_hall = frame(Point(2.4833, 48.9022), crs=4326)
    assert assign(bondy_town_hall, zones).nnz == 0  # Lambert-93: about 662,130 east
    assert assign(bondy_town_hall, frame(box(660_000, 6_860_000, 670_000, 6_870_000))).nnz == 1


def test_no_points_or_no_zones() -> None:
    assert assign(frame(), frame(box(0, 0, 1, 1))).shape == (0, 1)
    assert assign(frame(Point(0, 0)), frame()).shape == (1, 0)


def test_the_zones_given_are_left_as_they_were() -> None:
    zones = frame(box(0, 0, 1, 1))
    assign(frame(Point(0, 0)), zones)
    assert not shapely.is_prepared(zones.geometry.to_numpy()).any()


@pytest.mark.parametrize("shape", [MultiPoint([(0, 0), (1, 1)]), Point(), None, box(0, 0, 1, 1)])
def test_anything_but_a_point_is_the_sources_mistake(shape: shapely.Geometry | None) -> None:
    with pytest.raises(SourceError, match="not_points"):
        assign(frame(Point(0, 0), shape), frame(box(0, 0, 1, 1)))


def test_coordinates_that_have_no_place_are_the_sources_mistake() -> None:
    with pytest.raises(SourceError, match="outside_crs"):
        assign(frame(Point(2.5, 95), crs=4326), frame(box(0, 0, 1, 1)))


@pytest.mark.parametrize(
    ("points", "zones", "near", "code"),
    [
        (frame(Point(0, 0), crs=None), frame(box(0, 0, 1, 1)), 0.0, "layer_crs_missing"),
        (frame(Point(0, 0)), frame(box(0, 0, 1, 1), crs=None), 0.0, "layer_crs_missing"),
        (frame(Point(0, 0)), frame(box(0, 0, 1, 1), crs=4326), 0.0, "layer_crs_not_metric"),
        (frame(Point(0, 0)), frame(box(0, 0, 1, 1)), -1.0, "near_negative"),
        (frame(Point(0, 0)), frame(box(0, 0, 1, 1)), np.nan, "near_negative"),
        (frame(Point(0, 0)), frame(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])), 0.0, "polygons_invalid"),
    ],
)
def test_what_cannot_be_assigned_raises(
    points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, near: float, code: str
) -> None:
    with pytest.raises(AnalystError, match=code):
        assign(points, zones, near=near)
