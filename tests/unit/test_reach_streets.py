"""Streets: what an extract allows, where points lie on it, and the shortest ways, held against another Dijkstra."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
import pytest
import rasterio
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from parvis.errors import SourceError
from parvis.reach.doors import Walker, off_streets, placed
from parvis.reach.osm import read_ways
from parvis.reach.paths import walks_along
from parvis.reach.permits import Permit, permit
from parvis.reach.streets import Streets, cycling, heights_at, island_findings, snapped, walking

STEP = 0.001  # degrees between the nodes of the grids below, near the equator: 111.19 m
METRES = 6_371_008.8 * np.radians(STEP)
BOTH = Permit.WALK | Permit.RIDE | Permit.RIDE_BACK


def extract(file: Path, nodes: dict[int, tuple[float, float]], ways: list[tuple[list[int], dict[str, str]]]) -> Path:
    """Return a .osm.pbf with nodes (in steps east and north) and ways."""
    with osmium.SimpleWriter(str(file)) as out:
        for number, (east, north) in sorted(nodes.items()):
            out.add_node(osmium.osm.mutable.Node(id=number, location=(east * STEP, north * STEP)))
        for number, (chain, tags) in enumerate(ways, start=1):
            out.add_way(osmium.osm.mutable.Way(id=number, nodes=chain, tags=tags))
    return file


def ways_between(streets: Streets, places: list[tuple[float, float]], metres: float = 5000) -> np.ndarray:
    """Return whole metres between points (in steps east and north), -1 where none is reached."""
    at = np.array(places) * STEP
    points = snapped(streets, streets.place(at[:, 0], at[:, 1]), within=500)
    found = walks_along(streets, points, points, metres=metres, speed=1.0)
    out = np.full((len(places), len(places)), -1)
    out[found.origin(), found.target] = found.seconds
    return out


@pytest.mark.parametrize(
    ("tags", "allowed"),
    [
        ({"highway": "residential"}, BOTH),
        ({"highway": "motorway"}, Permit.NONE),
        ({"highway": "motorway", "foot": "yes"}, Permit.WALK),
        ({"highway": "service", "access": "private"}, Permit.NONE),
        ({"highway": "service", "access": "private", "foot": "yes"}, Permit.WALK),
        ({"highway": "path", "foot": "no"}, Permit.RIDE | Permit.RIDE_BACK),
        ({"highway": "footway"}, Permit.WALK),
        ({"highway": "footway", "bicycle": "yes"}, BOTH),
        ({"highway": "steps"}, Permit.WALK | Permit.STEPS),
        ({"highway": "tertiary", "oneway": "yes"}, Permit.WALK | Permit.RIDE),
        ({"highway": "tertiary", "oneway": "-1"}, Permit.WALK | Permit.RIDE_BACK),
        ({"highway": "tertiary", "oneway": "yes", "oneway:bicycle": "no"}, BOTH),
        ({"highway": "tertiary", "oneway": "yes", "cycleway:left": "opposite_lane"}, BOTH),
        ({"highway": "tertiary", "junction": "roundabout"}, Permit.WALK | Permit.RIDE),
        ({"highway": "construction"}, Permit.NONE),
        ({"railway": "platform"}, Permit.WALK),
        ({"railway": "rail"}, Permit.NONE),
    ],
)
def test_who_may_pass(tags: dict[str, str], allowed: Permit) -> None:
    assert permit(tags) == allowed


def test_points_lie_on_streets_not_on_nodes(tmp_path: Path) -> None:
    ways = read_ways(extract(tmp_path / "a.osm.pbf", {1: (0, 0), 2: (10, 0)}, [([1, 2], {"highway": "service"})]))
    found = ways_between(walking(ways), [(2, 1), (7, 0), (2, -0.5)])
    assert found[0, 1] == np.ceil(6 * METRES)  # one step to the street, five along it
    assert found[0, 2] == np.ceil(1.5 * METRES)
    assert (found == found.T).all()


def test_one_ways_and_steps(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (4, 0), 3: (4, 4), 4: (0, 4)}
    square = [([1, 2, 3, 4, 1], {"highway": "residential", "oneway": "yes"})]
    ways = read_ways(extract(tmp_path / "a.osm.pbf", nodes, square))
    there, back = [(1, 0), (3, 0)], [(3, 0), (1, 0)]
    assert ways_between(cycling(ways), there)[0, 1] == np.ceil(2 * METRES)
    assert ways_between(cycling(ways), back)[0, 1] == np.ceil(14 * METRES)  # all round
    assert ways_between(walking(ways), back)[0, 1] == np.ceil(2 * METRES)
    stairs = read_ways(extract(tmp_path / "b.osm.pbf", {1: (0, 0), 2: (4, 0)}, [([1, 2], {"highway": "steps"})]))
    assert ways_between(walking(stairs), there)[0, 1] == np.ceil(4 * METRES)


def test_a_street_joined_to_nothing_is_an_island_and_points_go_to_the_mainland(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (40, 0), 3: (0, 3), 4: (2, 3)}
    lanes = [([1, 2], {"highway": "service"}), ([3, 4], {"highway": "service"})]
    file = extract(tmp_path / "a.osm.pbf", nodes, lanes)
    streets = walking(read_ways(file))
    assert [found.values["streets"] for found in island_findings(streets, file)] == [1]
    assert ways_between(streets, [(1, 2.9), (1, 0)])[0, 1] == np.ceil(2.9 * METRES)


def test_a_way_cut_by_the_border_is_kept_in_pieces(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (1, 0), 4: (3, 0), 5: (40, 0)}
    ways = read_ways(extract(tmp_path / "a.osm.pbf", nodes, [([1, 2, 3, 4, 5], {"highway": "service"})]))
    assert np.diff(ways.first).tolist() == [2, 2]


def test_shortest_ways_are_those_of_another_dijkstra(tmp_path: Path) -> None:
    """Random streets on a grid with random one-ways, from node to node; scipy's Dijkstra on the segments."""
    random = np.random.default_rng(7)
    side = 9
    nodes = {1 + x + side * y: (x + random.uniform(-0.3, 0.3), y + random.uniform(-0.3, 0.3))
             for x in range(side) for y in range(side)}  # fmt: skip
    chains = [([a, a + 1], x) for x in range(side - 1) for a in [1 + x + side * y for y in range(side)]]
    chains += [([a, a + side], y) for y in range(side - 1) for a in range(1 + side * y, 1 + side * (y + 1))]
    kept = [(pair, {"highway": "residential", **({"oneway": "yes"} if random.random() < 0.3 else {})})
            for pair, _ in chains if random.random() < 0.8]  # fmt: skip
    ways = read_ways(extract(tmp_path / "a.osm.pbf", nodes, kept))
    streets = cycling(ways)
    arcs = [(a - 1, b - 1) for (a, b), _ in kept] + [(b - 1, a - 1) for (a, b), t in kept if "oneway" not in t]
    places = np.array([nodes[n] for n in sorted(nodes)])
    tail, head = np.array(arcs).T
    flat = streets.place(places[:, 0] * STEP, places[:, 1] * STEP)
    graph = coo_array((np.hypot(*(flat[tail] - flat[head]).T), (tail, head)), shape=(side**2, side**2)).tocsr()
    truth = dijkstra(graph)
    found = ways_between(streets, [tuple(p) for p in places.tolist()], metres=900)
    reached = truth <= 899
    assert reached.sum() > 1000
    np.testing.assert_allclose(found[reached], truth[reached], atol=1.5)
    assert (found[truth > 901] == -1).all()


def test_slopes_slow_walkers_uphill_more_than_down(tmp_path: Path) -> None:
    """A street of 1,112 m that climbs 111.2 m: a slope of 0.1, by Tobler exp(3.5 (|0.1 + 0.05| - 0.05)) = 1.419."""
    ways = read_ways(extract(tmp_path / "a.osm.pbf", {1: (0, 0), 2: (10, 0)}, [([1, 2], {"highway": "service"})]))
    heights = np.array([0.0, METRES])
    found = ways_between(walking(ways, heights), [(0, 0), (10, 0)])
    assert found[0, 1] == pytest.approx(10 * METRES * 1.419, rel=0.001)
    assert found[1, 0] == pytest.approx(10 * METRES * np.exp(3.5 * (0.05 - 0.05)), rel=0.001)
    raster = tmp_path / "heights.tif"
    across = rasterio.transform.from_origin(-0.01, 0.01, 0.01, 0.01)
    with rasterio.open(
        raster, "w", driver="GTiff", width=3, height=2, count=1, dtype="float32", crs=4326, transform=across
    ) as out:
        out.write(np.array([[0, 10, 20], [0, 10, 20]], dtype=np.float32), 1)
    assert heights_at(raster, ways).round(2).tolist() == [5.0, 15.0]


def test_what_is_no_extract(tmp_path: Path) -> None:
    whole = extract(tmp_path / "a.osm.pbf", {n: (n, 0) for n in range(1, 2000)}, [([1, 2], {"highway": "service"})])
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(whole.read_bytes()[:300])
    bare = extract(tmp_path / "bare.osm.pbf", {1: (0, 0), 2: (1, 0)}, [([1, 2], {"building": "yes"})])
    for file, code in {cut: "streets_unreadable", bare: "streets_empty", tmp_path / "no.pbf": "streets_absent"}.items():
        with pytest.raises(SourceError) as caught:
            read_ways(file)
        assert caught.value.findings[0].code == code


def test_points_in_the_sea_are_told(tmp_path: Path) -> None:
    ways = read_ways(extract(tmp_path / "a.osm.pbf", {1: (0, 0), 2: (10, 0)}, [([1, 2], {"highway": "service"})]))
    walker = Walker(1.0, 1800, walking(ways))
    points = placed(walker, np.array([0.0, 0.05]), np.array([0.0, 0.0]), middle=0.0)
    (found,) = off_streets("origins.csv", points)
    assert (found.code, found.values["count"], found.values["lines"]) == ("points_off_streets", 1, "3")
