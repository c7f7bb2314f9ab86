"""The search over all departures at once gives what Dijkstra gives for each of them, and obeys the laws of travel."""

from __future__ import annotations

import itertools
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.reach.gtfs import read_feed
from parvis.reach.ranks import comparisons, percentiles
from parvis.reach.rows import NEVER
from parvis.reach.search import Query, Search, network
from parvis.reach.timetable import timetable
from timetables import earliest, rides_of, walks, write_feed

STOPS, PLACES = 7, 4
MORNING = datetime(2026, 3, 2, 8)
SECONDS = st.integers(0, 900)


@st.composite
def trips(draw: st.DrawFn) -> list[list[tuple[int, int, int]]]:
    lines = draw(st.lists(st.lists(st.integers(0, STOPS - 1), min_size=2, max_size=5), min_size=1, max_size=4))
    found = []
    for line in lines:
        for _ in range(draw(st.integers(1, 4))):
            moment = 8 * 3600 + draw(st.integers(-600, 3600))
            trip = []
            for stop in line:
                wait = draw(st.sampled_from([0, 0, 0, 40]))
                trip.append((stop, moment, moment + wait))
                moment += wait + draw(st.integers(0, 600))
            found.append(trip)
    return found


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    pairs = st.tuples(st.integers(0, STOPS - 1), st.integers(0, STOPS - 1))
    return {
        "trips": draw(trips()),
        "access": draw(st.dictionaries(st.integers(0, STOPS - 1), SECONDS, max_size=4)),
        "transfers": draw(st.dictionaries(pairs, SECONDS, max_size=8)) | {(s, s): 0 for s in range(STOPS)},
        "egress": draw(st.dictionaries(st.tuples(st.integers(0, STOPS - 1), st.integers(0, PLACES - 1)), SECONDS)),
        "direct": draw(st.dictionaries(st.integers(0, PLACES - 1), st.integers(0, 4000), max_size=2)),
    }


def _taken(case: dict[str, Any], query: Query, folder: str, **more: list[str]) -> tuple[np.ndarray, Any]:
    table = timetable([read_feed(write_feed(Path(folder), STOPS, case["trips"], **more))], MORNING, query.span)
    net = network(table, walks(STOPS, case["transfers"]), walks(STOPS, case["egress"]), PLACES)
    pairs = [
        (np.array(list(found), dtype=np.int64), np.array(list(found.values()), dtype=np.int32))
        for found in (case["access"], case["direct"])
    ]
    return Search([net], query).taken(*pairs).copy(), table


def _by_dijkstra(case: dict[str, Any], query: Query, table: Any) -> np.ndarray:
    around: dict[int, list[tuple[int, int]]] = {}
    for (a, b), seconds in case["transfers"].items():
        around.setdefault(a, []).append((b, seconds))
    rides = rides_of(table)
    out = np.full((PLACES, query.departures), NEVER, dtype=np.int64)
    for d in range(query.departures):
        leave = d * query.every
        reached = earliest(rides, leave, case["access"], around, query.rides, query.slack)
        for place, seconds in case["direct"].items():
            out[place, d] = seconds
        for (stop, place), seconds in case["egress"].items():
            if stop in reached:
                out[place, d] = min(out[place, d], reached[stop] + seconds - leave)
    return np.where(out <= query.longest, out, NEVER)


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(cases(), st.integers(0, 3), st.sampled_from([0, 60]), st.sampled_from([1200, 3600]))
def test_each_departure_is_as_early_as_dijkstra_finds(
    case: dict[str, Any], rides: int, slack: int, longest: int
) -> None:
    query = Query(departures=12, rides=rides, slack=slack, longest=longest, every=300)
    with tempfile.TemporaryDirectory() as folder:
        found, table = _taken(case, query, folder)
    np.testing.assert_array_equal(found, _by_dijkstra(case, query, table))


@QUICK
@given(cases(), st.integers(0, 2), st.randoms(use_true_random=False))
def test_trips_that_go_on_in_seat_are_as_one(case: dict[str, Any], rides: int, random: Any) -> None:
    """Each trip is cut where it stops, and passengers stay inside: Dijkstra rides the whole."""
    cut, links = [], []
    for trip in case["trips"]:
        places = sorted({random.randrange(1, len(trip) - 1) for _ in range(2)}) if len(trip) > 2 else []
        ends = [0, *places, len(trip) - 1]
        for part, (begin, end) in enumerate(itertools.pairwise(ends)):
            links += [f"s0,s0,4,t{len(cut) - 1},t{len(cut)}"] if part else []
            inner = list(trip[begin : end + 1])
            inner[0], inner[-1] = (inner[0][0], inner[0][2], inner[0][2]), (inner[-1][0], inner[-1][1], inner[-1][1])
            cut.append(inner)
    query = Query(departures=12, rides=rides, every=300)
    head = "from_stop_id,to_stop_id,transfer_type,from_trip_id,to_trip_id"
    with tempfile.TemporaryDirectory() as folder:
        whole, table = _taken(case, query, folder)
    with tempfile.TemporaryDirectory() as folder:
        found, _ = _taken(case | {"trips": cut}, query, folder, transfers=[head, *links])
    np.testing.assert_array_equal(found, whole)
    np.testing.assert_array_equal(whole, _by_dijkstra(case, query, table))


@QUICK
@given(cases())
def test_parts_of_a_window_are_the_window(case: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole, _ = _taken(case, Query(departures=40, longest=26_000, every=120), folder)
        query = Query(departures=40, longest=26_000, every=120)
        assert len(query.parts()) > 1
        short, _ = _taken(case, Query(departures=40, longest=3600, every=120), folder)
    np.testing.assert_array_equal(np.where(whole <= 3600, whole, NEVER), short)


@QUICK
@given(cases())
def test_laws_of_travel(case: dict[str, Any]) -> None:
    def taken(case: dict[str, Any], **asked: int) -> np.ndarray:
        with tempfile.TemporaryDirectory() as folder:
            return _taken(case, Query(departures=20, every=180, **asked), folder)[0].astype(np.int64)

    base = taken(case)
    arrival = base + 180 * np.arange(20)
    assert (np.diff(np.where(base < NEVER, arrival, 10**6), axis=1)[:, :] >= 0).all() or (base == NEVER).any()
    assert (taken(case, rides=4) <= base).all()
    faster = case | {
        name: {key: seconds // 2 for key, seconds in case[name].items()}
        for name in ("access", "transfers", "egress", "direct")
    }
    assert (taken(faster) <= base).all()


@QUICK
@given(st.integers(1, 300), st.integers(1, 70), st.lists(st.floats(1, 100), min_size=1, max_size=4), st.integers(0, 99))
def test_percentiles_are_those_of_sorted_times(values: int, places: int, asked: list[float], seed: int) -> None:
    """numpy sorts each destination by itself."""
    taken = np.random.default_rng(seed).integers(0, 60, (places, values)).astype(np.int16) * 60
    taken[taken > 3000] = NEVER
    taken[::5] = NEVER
    ranks = Query(percentiles=tuple(sorted(asked))).ranks(values)
    out = np.empty((places, len(ranks)), dtype=np.int32)
    percentiles(taken, comparisons(values, ranks), ranks, out)
    found = np.sort(taken, axis=1)[:, ranks]
    np.testing.assert_array_equal(out, np.where(found < NEVER, found, -1))
