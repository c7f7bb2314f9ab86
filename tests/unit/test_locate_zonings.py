"""Zones made from zones, by hand: two communes side by side and neighbourhoods in, across and beside them."""

import geopandas as gpd
import pytest
import shapely
from shapely import Polygon, box

from parvis.errors import AnalystError
from parvis.locate import clip, complement, membership, union


def zones(crs: object = 2154, **shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    columns = {"id": list(shapes), "name": [k.title() for k in shapes], "communes": ["Est, Ouest", *["Est"] * 9]}
    return gpd.GeoDataFrame(
        {**columns, "communes": columns["communes"][: len(shapes)]}, geometry=list(shapes.values()), crs=crs
    )


COMMUNES = zones(west=box(0, 0, 10, 10), east=box(10, 0, 20, 10))
QUARTERS = zones(
    across=box(8, 0, 11, 2), inner=box(2, 2, 4, 4), sliver=box(9.9001, 5, 20, 6), outside=box(30, 0, 31, 1)
)


def test_a_zone_lies_in_the_zones_that_hold_a_hundredth_of_it_the_largest_share_first() -> None:
    assert membership(QUARTERS, COMMUNES) == {
        "across": ("west", "east"),
        "inner": ("west",),
        "sliver": ("east",),  # 0.0999 of its 10.0999 m lie in the west: less than a hundredth
        "outside": (),
    }
    assert membership(QUARTERS, COMMUNES, least=0.5)["across"] == ("west",)


def test_a_zone_with_small_shares_only_lies_in_the_zone_of_the_largest() -> None:
    mostly_sea = zones(port=box(0, -1000, 20, 1))
    assert membership(mostly_sea, zones(west=box(0, 0, 9, 9), east=box(9, 0, 20, 9))) == {"port": ("east",)}


def test_clip_keeps_what_lies_within_and_says_what_vanished() -> None:
    clipped, vanished = clip(QUARTERS, COMMUNES.iloc[:1])
    assert vanished == ("outside",)
    assert clipped["id"].tolist() == ["across", "inner", "sliver"]
    assert clipped.index.tolist() == [0, 1, 2]
    assert clipped.area.tolist() == pytest.approx([4.0, 4.0, 0.0999])
    assert clipped["name"].tolist() == ["Across", "Inner", "Sliver"]


def test_a_complement_is_the_communes_of_a_zone_without_it() -> None:
    rest, vanished = complement(QUARTERS, COMMUNES)
    assert vanished == ("outside",)
    assert rest["id"].tolist() == ["across", "inner", "sliver"]
    # The last: the east without the part of the zone that lies in it.
    assert rest.area.tolist() == pytest.approx([200 - 6, 100 - 4, 100 - 10])
    assert rest.geometry.is_valid.all()


def test_a_zone_that_is_its_commune_has_no_complement() -> None:
    rest, vanished = complement(zones(whole=box(0, 0, 10, 10), part=box(0, 0, 1, 1)), COMMUNES)
    assert (rest["id"].tolist(), vanished) == (["part"], ("whole",))


def test_a_union_is_one_zone_with_all_communes() -> None:
    together = union(QUARTERS, id="all", name="All quarters")
    assert together[["id", "name", "communes"]].to_numpy().tolist() == [["all", "All quarters", "Est, Ouest"]]
    assert together.area.tolist() == pytest.approx([6 + 4 + 10.0999 + 1])
    assert together.crs == QUARTERS.crs


def test_zones_of_another_system_are_brought_to_ours() -> None:
    here = zones(town=box(660_000, 6_860_000, 670_000, 6_870_000))
    there = zones(land=box(650_000, 6_850_000, 680_000, 6_880_000)).to_crs(4326)
    assert membership(here, there) == {"town": ("land",)}
    rest, _ = complement(here, there)
    assert rest.crs == here.crs
    assert rest.area[0] == pytest.approx(8e8, rel=1e-3)
    assert clip(here, there)[0].area[0] == pytest.approx(1e8)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (zones(crs=None, a=box(0, 0, 1, 1)), "layer_crs_missing"),
        (zones(crs=4326, a=box(0, 0, 1, 1)), "layer_crs_not_metric"),
        (zones(a=Polygon()), "polygons_empty"),
        (zones(a=Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])), "polygons_invalid"),
    ],
)
def test_zones_that_cannot_be_worked_with_raise(frame: gpd.GeoDataFrame, code: str) -> None:
    makers = (
        lambda: clip(frame, COMMUNES),
        lambda: complement(frame, COMMUNES),
        lambda: union(frame, id="a", name="A"),
        lambda: membership(frame, COMMUNES),
    )
    for make in makers:
        with pytest.raises(AnalystError, match=code):
            make()
