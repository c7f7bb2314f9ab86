"""Stations with pathways: a station of two entrances and two platforms, worked out by hand, and random ones by force.

One walks at 1 m/s in straight lines. Entrance s0 leads to platform s2 in 90 s, one way; from s2 40 m lead out to
entrance s1, one way; 20 stairs join s2 and s3: 20 x 0.3 m x 2 = 12 s. Entrance s1 lies 0.001 degrees north of s0:
111.2 m. Stop s4 is outside.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.reach.doors import Walker
from parvis.reach.feed import Feed
from parvis.reach.gtfs import read_feed
from parvis.reach.journeys import journeys
from parvis.reach.points import Points
from parvis.reach.search import Query
from parvis.reach.stations import Stations, stations
from parvis.reach.times import Prepared, prepare, times
from parvis.reach.timetable import timetable
from parvis.reach.walks import Walks
from timetables import walks, write_feed

EIGHT = 8 * 3600
MORNING = datetime(2026, 3, 2, 8)
HEAD = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station"
STOPS = ["s0,In,48.000,2.5,2,st", "s1,Out,48.001,2.5,2,st", "s2,P2,48.0005,2.5,0,st", "s3,P3,48.0005,2.5,0,st",
         "s4,Far,48.1,2.5,0,", "st,Station,48.0005,2.5,1,"]  # fmt: skip
PATH_HEAD = "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,traversal_time,length,stair_count"
PATHWAYS = ["a,s0,s2,1,0,90,,", "b,s2,s1,7,0,,40,", "c,s3,s2,2,1,,,-20"]
TRIPS = [[(2, EIGHT + 300, EIGHT + 300), (4, EIGHT + 600, EIGHT + 600)],
         [(4, EIGHT + 300, EIGHT + 300), (3, EIGHT + 600, EIGHT + 600)]]  # fmt: skip


def around(found: Walks, place: int) -> dict[int, int]:
    return dict(zip(*(part.tolist() for part in found.around(place)), strict=True))


def feed_of(folder: Path, trips: list[list[tuple[int, int, int]]], stops: list[str], pathways: list[str]) -> Feed:
    write_feed(folder, len(stops) - 1, trips, pathways=[PATH_HEAD, *pathways])
    (folder / "stops.txt").write_text("\n".join([HEAD, *stops]) + "\n", encoding="utf-8")
    return read_feed(folder)


def town(folder: Path, pathways: list[str] = PATHWAYS, longest: int = 1800) -> Prepared:
    feed = feed_of(folder, TRIPS, STOPS, pathways)
    places = Points(("in", "out", "far"), np.full(3, 2.5), np.array([48.0, 48.001, 48.1]), name="p.csv")
    walker = Walker(1.0, longest, detour=1.0)
    return prepare([feed], walker, places, MORNING, Query(departures=1, slack=0))


def test_a_station_is_entered_and_left_by_its_entrances(tmp_path: Path) -> None:
    prepared = town(tmp_path)
    found = prepared.around(prepared.destinations)
    assert {stop: around(found, 0)[stop] for stop in (2, 3)} == {2: 90, 3: 102}
    assert {stop: around(found, 1)[stop] for stop in (2, 3)} == {2: 112 + 90, 3: 112 + 102}
    egress = prepared.inside and prepared.inside.from_stops(walks(6, {(0, 0): 0, (1, 0): 112}), 1800)
    assert egress is not None
    assert around(egress, 2) == {0: 40 + 112}
    assert around(egress, 3) == {0: 12 + 40 + 112}
    assert prepared.inside is not None
    assert around(prepared.inside.within, 3) == {2: 12, 3: 0}


def test_a_journey_through_a_station(tmp_path: Path) -> None:
    """Boarding at s2 at 8:05 needs 90 s of the 300 there are; from s3 at 8:10 one comes out after 52 s."""
    prepared = town(tmp_path)
    places = Points(("in", "out", "far"), np.full(3, 2.5), np.array([48.0, 48.001, 48.1]), name="p.csv")
    batch = next(times(prepared, places))
    assert batch.seconds[0, 2, 0] == 600
    assert batch.seconds[2, 1, 0] == 600 + 12 + 40
    parts = journeys(prepared, places, places, "in", "far")[0][1]
    assert parts is not None
    assert [(part.kind, part.seconds) for part in parts] == [
        ("access", 90),
        ("wait", 210),
        ("ride", 300),
        ("egress", 0),
    ]


def test_ways_through_a_station_count_among_the_longest_walk(tmp_path: Path) -> None:
    assert 3 not in around((found := town(tmp_path, longest=100)).around(found.destinations), 0)


def test_a_platform_without_a_way_out_is_told_and_walked_to_where_it_lies(tmp_path: Path) -> None:
    prepared = town(tmp_path, [PATHWAYS[0], PATHWAYS[2], "d,s0,nowhere,1,1,5,,"])
    told = {found.code: found.values for found in prepared.findings}
    assert told["feed_platforms_unjoined"]["stops"] == "s2, s3"
    assert around(prepared.around(prepared.destinations), 0)[2] == 56  # 0.0005 degrees: 55.6 m
    assert any(found.code == "feed_stop_unknown" for found in prepared.networks[0].timetable.feeds[0].findings)


def test_without_pathways_nothing_is_changed(tmp_path: Path) -> None:
    feed = read_feed(write_feed(tmp_path, 5, TRIPS))
    assert stations(timetable([feed], MORNING, 3600), 1.0) is None


KINDS = [2, 2, 0, 0, 3, 0]
EDGES = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.integers(0, 300), max_size=12)


@settings(max_examples=40, deadline=None)
@given(EDGES, st.lists(st.integers(0, 500), min_size=6, max_size=6))
def test_ways_in_and_out_by_force(tmp_path_factory: pytest.TempPathFactory, edges: dict, streets: list[int]) -> None:
    """Floyd and Warshall's table of all ways inside, and every entrance tried."""
    inside = np.full((6, 6), np.inf)
    for (a, b), seconds in edges.items():
        inside[a, b] = seconds
    np.fill_diagonal(inside, 0)
    for k in range(6):
        inside = np.minimum(inside, inside[:, [k]] + inside[[k], :])
    folder = tmp_path_factory.mktemp("feed")
    rows = [f"s{i},N,48.0,2.5,{kind},st" for i, kind in enumerate(KINDS)]
    paths = [f"w{i},s{a},s{b},1,0,{s},," for i, ((a, b), s) in enumerate(edges.items())]
    trip = [(2, EIGHT, EIGHT), (3, EIGHT + 60, EIGHT + 60)]
    feed = feed_of(folder, [trip], [*rows, "st,S,48.0,2.5,1,"], paths)
    found = stations(timetable([feed], MORNING, 3600), 1.0)
    found = found or Stations(*(walks(7, {(i, i): 0 for i in range(7)}) for _ in range(3)))
    access = around(found.to_places(walks(1, {(0, i): s for i, s in enumerate(streets)}), 10_000), 0)
    egress = found.from_stops(walks(7, {(i, 0): s for i, s in enumerate(streets)}), 10_000)
    for platform in (2, 3, 5):
        into = min(streets[e] + inside[e, platform] for e in (0, 1))
        out = min(inside[platform, e] + streets[e] for e in (0, 1))
        joined = np.isfinite(into) and np.isfinite(out)
        assert access[platform] == (into if joined else streets[platform])
        assert around(egress, platform)[0] == (out if joined else streets[platform])
