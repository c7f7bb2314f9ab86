"""Walks between stops as feeds rule them, and what is kept by the content of what it was made from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from parvis.reach.doors import Walker, placed, transfers
from parvis.reach.gtfs import read_feed
from parvis.reach.kept import kept, key_of
from parvis.reach.timetable import timetable
from parvis.reach.walks import Walks, straight, walks_of
from timetables import write_feed

EIGHT = 8 * 3600
TRIP = [(0, EIGHT, EIGHT), (1, EIGHT + 600, EIGHT + 600), (2, EIGHT + 900, EIGHT + 900)]


def between_stops(tmp_path: Path, *given: str, slack: int = 60) -> dict[tuple[int, int], int]:
    """Return seconds from stop to stop, which lie 111 m apart in a row: 145 s on foot with the detour."""
    lines = ["from_stop_id,to_stop_id,transfer_type,min_transfer_time", *given]
    table = timetable([read_feed(write_feed(tmp_path, 3, [TRIP], transfers=lines))], datetime(2026, 3, 2, 8), 3600)
    walker = Walker(1.0, 1800)
    found = transfers(walker, table, placed(walker, table.lon, table.lat, middle=48.0), slack=slack)
    return dict(
        zip(zip(found.origin().tolist(), found.target.tolist(), strict=True), found.seconds.tolist(), strict=True)
    )


def test_one_walks_to_stops_near_and_may_stay(tmp_path: Path) -> None:
    found = between_stops(tmp_path)
    assert found[0, 0] == 0
    assert found[0, 1] == found[1, 0] == 145
    assert found[0, 2] == 290


def test_feeds_rule_changes(tmp_path: Path) -> None:
    """A least time holds the time to board; a forbidden change is none, at one stop neither; others stay as walked."""
    found = between_stops(tmp_path, "s0,s1,2,300", "s1,s0,3,", "s2,s2,2,180", "s0,s0,3,", "s1,s2,0,")
    assert found[0, 1] == 240
    assert found[2, 2] == 120
    assert (1, 0) not in found
    assert (0, 0) not in found
    assert found[1, 2] == 145


def test_a_change_faster_than_boarding_takes_no_time_before_it(tmp_path: Path) -> None:
    assert between_stops(tmp_path, "s0,s1,2,20")[0, 1] == 0


def test_places_without_coordinates_are_reached_from_nowhere() -> None:
    here = np.array([[0.0, 0.0], [np.nan, np.nan], [50.0, 0.0]])
    found = straight(here, here, metres=1000, speed=1.0)
    assert found.first.tolist() == [0, 2, 2, 4]


def test_walks_turned_twice_are_themselves() -> None:
    random = np.random.default_rng(2)
    made = walks_of(
        5, random.integers(0, 5, 20), random.integers(0, 7, 20), random.integers(0, 99, 20).astype(np.int32)
    )
    back, _ = made.turned(7)
    again, _ = back.turned(5)
    for ours, theirs in zip(made.arrays, again.arrays, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_kept_is_found_by_content_and_made_again_where_it_is_damaged(tmp_path: Path) -> None:
    made = walks_of(2, np.array([0, 1]), np.array([1, 0]), np.array([5, 6], dtype=np.int32))
    calls: list[int] = []

    def make() -> Walks:
        calls.append(1)
        return made

    key = key_of("walks", np.array([1.0, 2.0]), 3)
    assert key != key_of("walks", np.array([1.0, 2.5]), 3)
    for _ in range(2):
        found = kept(tmp_path, key, Walks, make)
        assert found.seconds.tolist() == [5, 6]
    assert len(calls) == 1
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:50])
    assert kept(tmp_path, key, Walks, make).target.tolist() == [1, 0]
    assert len(calls) == 2
    assert kept(None, key, Walks, make) is made


@pytest.mark.parametrize("content", ["a", "b"])
def test_files_are_known_by_content_not_by_name(tmp_path: Path, content: str) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text(content)
    assert key_of(tmp_path / "one") == key_of(tmp_path / "two")
