"""Latitude and longitude exchanged."""

import geopandas as gpd
import pytest
import shapely
from shapely import Point, box

from parvis.locate import looks_swapped

PARIS = (2.2, 48.8, 2.6, 49.0)


def frame(*shapes: shapely.Geometry | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=4326)


@pytest.mark.parametrize(
    ("shapes", "swapped"),
    [
        ([Point(48.9, 2.4), Point(48.85, 2.3)], True),
        ([Point(2.4, 48.9), Point(2.3, 48.85)], False),
        ([Point(48.9, 2.4), Point(48.9, 2.5), Point(0, 0)], True),  # one row is wrong in another way
        ([Point(48.9, 2.4), Point(2.4, 48.9), Point(2.4, 48.9)], False),
        ([Point(5.4, 43.3)], False),  # Marseille: elsewhere, not exchanged
        ([Point(43.3, 5.4)], False),
        ([box(48.85, 2.3, 48.9, 2.4), None, Point()], True),
        ([None, Point()], False),
        ([], False),
    ],
)
def test_most_places_decide(shapes: list[shapely.Geometry | None], swapped: bool) -> None:
    assert looks_swapped(frame(*shapes), PARIS) is swapped


def test_a_territory_that_contains_both_readings_is_never_swapped() -> None:
    assert not looks_swapped(frame(Point(10, 12)), (0, 0, 20, 20))
