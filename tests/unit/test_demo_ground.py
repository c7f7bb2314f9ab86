"""The ground of the fictional town: houses, one network of streets, two sets of neighbourhoods."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pytest
import rasterio
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from parvis.demo import City, city, osm, rasters
from parvis.demo.forms import Form
from parvis.demo.rasters import PIXEL
from parvis.demo.streets import Level


@pytest.fixture(scope="module")
def town() -> City:
    return city(2, 90_000)


def test_each_building_stands_in_its_block_and_has_its_footprint(town: City) -> None:
    homes = town.footprints[town.footprints["building"] >= 0]
    assert (homes["building"].to_numpy() == np.arange(len(town.buildings))).all()
    assert shapely.contains(homes.geometry.to_numpy(), town.buildings.geometry.to_numpy()).all()
    of = town.blocks.geometry.to_numpy()[town.buildings["block"]]
    assert shapely.contains(of, homes.geometry.to_numpy()).all()


def test_no_two_buildings_stand_on_the_same_ground(town: City) -> None:
    shapes = town.footprints.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    left, right = left[left < right], right[left < right]
    shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    assert (shared < 0.125 * np.minimum(shapely.area(shapes[left]), shapely.area(shapes[right]))).all()
    assert shared.sum() < 0.005 * shapely.area(shapes).sum()


def test_dwellings_have_the_floor_they_need(town: City) -> None:
    # A dwelling has 91 m2 in France in 2013 (INSEE, enquête Logement), in houses more; walls and stairs take a fifth.
    floors = town.footprints.area.to_numpy()[: len(town.buildings)] * town.buildings["floors"].to_numpy()
    within = np.bincount(town.dwellings["building"], weights=town.dwellings["surface"])
    flats = town.buildings["form"].isin([Form.CENTRE, Form.FLATS, Form.ESTATE]).to_numpy()
    assert 0.5 < within[flats].sum() / floors[flats].sum() < 0.9
    assert 70 < town.dwellings["surface"].mean() < 95


def test_streets_are_one_network_with_a_hierarchy_and_dead_ends(town: City) -> None:
    streets = town.streets
    kilometres = (streets.length.groupby(streets["level"]).sum() / 1_000).to_dict()
    assert set(kilometres) == {Level.ARTERIAL, Level.SECONDARY, Level.RESIDENTIAL, Level.DEAD_END, Level.TRACK}
    assert kilometres[Level.ARTERIAL] < kilometres[Level.SECONDARY]
    assert kilometres[Level.ARTERIAL] < kilometres[Level.RESIDENTIAL]
    # Ends that share a point to the decimetre hang together; a dead end hangs on a point within an edge.
    points, of = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    _, node = np.unique(np.round(points * 10).astype(int), axis=0, return_inverse=True)
    graph = csr_array((np.ones(len(of)), (of, node.ravel())), shape=(len(streets), node.max() + 1))
    _, part = connected_components(graph @ graph.T, directed=False)
    assert np.bincount(part).max() > 0.97 * len(streets)
    ends = streets["level"] == Level.DEAD_END
    assert (part[ends] == np.bincount(part).argmax()).mean() > 0.99


def test_trees_stand_in_the_open(town: City) -> None:
    tree = shapely.STRtree(town.footprints.geometry.to_numpy())
    assert not len(tree.query(town.trees.geometry.to_numpy(), predicate="intersects")[1])
    assert not shapely.intersects(town.river.geometry.iloc[0], town.trees.geometry.to_numpy()).any()
    assert set(town.trees["place"]) == {"street", "park", "estate"}


def test_parks_are_those_of_the_blocks(town: City) -> None:
    assert town.parks.area.sum() == pytest.approx(town.blocks.area[town.blocks["form"] == Form.PARK].sum())
    assert town.parks["name"].is_unique


def held(town: City, column: str) -> np.ndarray:
    of = town.blocks[column].to_numpy()[town.households["block"]]
    return np.bincount(of + 1, weights=town.households["size"])[1:]


def test_both_generations_of_neighbourhoods_have_a_thousand_people(town: City) -> None:
    assert len(town.neighbourhoods) == 10
    assert held(town, "neighbourhood").min() >= 1_000
    assert held(town, "neighbourhood_2015").min() >= 1_000
    assert (shapely.get_type_id(town.neighbourhoods.geometry) == shapely.GeometryType.POLYGON).all()
    assert (shapely.get_type_id(town.neighbourhoods_2015.geometry) == shapely.GeometryType.POLYGON).all()


def test_generations_overlap_as_their_fates_say(town: City) -> None:
    now, before = town.neighbourhoods, town.neighbourhoods_2015
    assert set(before["fate"]) == {"kept", "moved", "split", "dropped"}
    shared = gpd.overlay(before[["code_qp", "fate", "geometry"]], now[["code_qp", "geometry"]], keep_geom_type=False)
    shared = shared[shared.area > 1_000]
    for old, fate, shape in zip(before["code_qp"], before["fate"], before.geometry, strict=True):
        parts = shared[shared["code_qp_1"] == old]
        if fate == "kept":
            assert parts.area.sum() == pytest.approx(shape.area)
        elif fate == "moved":
            assert 0.3 * shape.area < parts.area.max() < 0.99 * shape.area
        elif fate == "split":
            assert len(parts) == 2
            assert parts.area.sum() == pytest.approx(shape.area)
    names = dict(zip(before["lib_qp"], before["fate"], strict=True))
    assert {names[name] for name in now["lib_qp"] if name in names} == {"kept", "moved"}
    assert len(set(shared["code_qp_2"])) < len(now), "one is new"


def test_incomes_do_not_jump_at_a_border_but_housing_does(town: City) -> None:
    # Owners of houses on either side of a border, within 150 m of it: the border was not drawn round their luck.
    edge = shapely.union_all(shapely.boundary(town.neighbourhoods.geometry.to_numpy()))
    place = town.buildings.geometry.to_numpy()[town.households["building"]]
    near = shapely.dwithin(place, edge, 150.0)
    inside = town.blocks["neighbourhood"].to_numpy()[town.households["block"]] >= 0
    houses = town.buildings["form"].to_numpy()[town.households["building"]] == Form.DETACHED
    median = [
        np.median(np.log(town.households["standard"][near & houses & (inside == side)])) for side in (True, False)
    ]
    assert abs(median[0] - median[1]) < 0.2


def test_land_rises_from_the_river_and_streets_do_not_leap(town: City) -> None:
    height = town.relief.values
    assert 30 < height.min() < height.max() < 250
    steps = max(np.abs(np.diff(height, axis=axis)).max() for axis in (0, 1))
    assert steps / PIXEL < 0.25  # 25 %: the steepest streets of hill towns
    floods = town.flood.geometry.iloc[0].representative_point()
    assert town.relief.at(np.array([floods.coords[0]]))[0] < np.median(height)


def test_walls_heat_and_parks_cool(town: City) -> None:
    assert 15 < town.heat.values.min() < town.heat.values.max() < 60
    homes = town.heat.at(np.column_stack([town.buildings.geometry.x, town.buildings.geometry.y]))
    inside = shapely.get_coordinates(shapely.point_on_surface(town.parks.geometry.to_numpy()))
    form = town.buildings["form"].to_numpy()
    fields = shapely.point_on_surface(town.blocks.geometry.to_numpy()[town.blocks["form"] == Form.OPEN])
    assert np.median(town.heat.at(inside)) + 5 < np.median(homes)
    assert np.median(town.heat.at(shapely.get_coordinates(fields))) + 2 < np.median(homes)
    assert homes[form == Form.DETACHED].mean() < homes[form == Form.CENTRE].mean()


def test_rasters_and_streets_are_files_that_others_read(town: City, tmp_path: Path) -> None:
    rasters.write(town.heat, tmp_path / "heat.tif", "surface temperature")
    with rasterio.open(tmp_path / "heat.tif") as read:
        assert read.crs.to_epsg() == 2154
        assert read.profile["tiled"]
        assert np.array_equal(read.read(1), town.heat.values)
        x, y = town.buildings.geometry.iloc[0].coords[0]
        assert next(read.sample([(x, y)]))[0] == town.heat.at(np.array([[x, y]]))[0]
    osm.write_streets(town.streets, tmp_path / "streets.osm.pbf")
    metres, ways = 0.0, []
    for item in osmium.FileProcessor(str(tmp_path / "streets.osm.pbf")).with_locations():
        if item.is_way():
            ways.append((item.tags["highway"], item.tags["name"], item.tags.get("bridge")))
            metres += osmium.geom.haversine_distance(item.nodes)
    assert len(ways) == len(town.streets)
    assert {highway for highway, _, _ in ways} >= {"primary", "tertiary", "residential", "pedestrian", "track"}
    assert sum(bridge == "yes" for _, _, bridge in ways) == town.streets["bridge"].sum()
    # The haversine's sphere and the projection's scale differ by a few thousandths.
    assert metres == pytest.approx(town.streets.length.sum(), rel=0.01)


def test_other_people_are_drawn_within_the_same_borders() -> None:
    first, other = city(4, 5_000), city(4, 5_000, draw=1)
    for name in ("blocks", "iris", "neighbourhoods", "neighbourhoods_2015", "streets", "buildings", "footprints"):
        assert getattr(first, name).equals(getattr(other, name)), name
    assert not first.persons.equals(other.persons)


def test_school_catchments_cover_the_land_once_and_cut_across_iris(town: City) -> None:
    shapes = town.catchments.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(town.communes.area.sum())
    assert len(shapes) == (town.facilities["type"] == "C104").sum()
    assert town.blocks.groupby("catchment")["commune"].nunique().max() == 1
    assert (town.blocks.groupby("catchment")["iris"].nunique() > 1).mean() > 0.8


def test_the_study_perimeter_holds_a_neighbourhood_and_follows_no_street(town: City) -> None:
    (study,) = town.study.geometry
    assert study.is_valid
    assert study.contains(
        shapely.difference(town.neighbourhoods.geometry.iloc[0], town.river.geometry.iloc[0]).buffer(-20)
    )
    shared = shapely.intersection(shapely.boundary(study), shapely.union_all(town.streets.geometry.to_numpy()))
    assert shared.length < 0.01 * study.length
