"""Timetables: what a feed says is what is searched, and what is wrong with it is told with file and line."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from parvis.errors import AnalystError, SourceError
from parvis.messages import in_words
from parvis.reach.gtfs import read_feed
from parvis.reach.rows import NEVER
from parvis.reach.search import Query, Search, network
from parvis.reach.timetable import Timetable, timetable
from timetables import walks, write_feed

EIGHT = 8 * 3600
MORNING = datetime(2026, 3, 2, 8)
HERE, NOTHING = (np.array([0]), np.zeros(1, np.int32)), (np.zeros(0, np.int64), np.zeros(0, np.int32))


def travel(tables: Timetable | list[Timetable], stops: int, query: Query) -> np.ndarray:
    """Return seconds from stop 0 to each stop, by departure: nobody walks from one stop to another."""
    drawn = tables if isinstance(tables, list) else [tables]
    stay = walks(stops, {(s, s): 0 for s in range(stops)})
    return Search([network(table, stay, stay, stops) for table in drawn], query).taken(HERE, NOTHING).copy()


def line(begin: int, *minutes: int) -> list[tuple[int, int, int]]:
    """Return a trip over stops 0, 1, ...: minutes after its begin."""
    return [(i, begin + 60 * m, begin + 60 * m) for i, m in enumerate(minutes)]


def test_a_headway_of_twenty_minutes_spreads_travel_over_twenty_minutes(tmp_path: Path) -> None:
    trips = [line(EIGHT + 1200 * k, 0, 15) for k in range(5)]
    query = Query(departures=20, slack=0)
    taken = travel(timetable([read_feed(write_feed(tmp_path, 2, trips))], MORNING, query.span), 2, query)
    assert sorted(taken[1].tolist()) == [15 * 60 + 60 * wait for wait in range(20)]


def test_two_synchronised_lines_spread_over_one_headway_only(tmp_path: Path) -> None:
    trips = [line(EIGHT + 1200 * k, 0, 10) for k in range(5)]
    trips += [[(1, EIGHT + 1200 * k + 720, EIGHT + 1200 * k + 720), (2, EIGHT + 1200 * k + 1500, 0)] for k in range(5)]
    trips = [[(s, a, max(a, d)) for s, a, d in trip] for trip in trips]
    query = Query(departures=20, slack=60)
    taken = travel(timetable([read_feed(write_feed(tmp_path, 3, trips))], MORNING, query.span), 3, query)
    assert np.ptp(taken[2]) == 19 * 60


def test_two_lines_known_by_headway_only_give_a_triangular_distribution(tmp_path: Path) -> None:
    """The sum of two waits, each uniform over a headway h: mean h, variance h²/6 (two of h²/12)."""
    trips = [line(EIGHT, 0, 10), [(1, EIGHT, EIGHT), (2, EIGHT + 600, EIGHT + 600)]]
    repeated = ["trip_id,start_time,end_time,headway_secs", "t0,06:00:00,12:00:00,1200", "t1,06:00:00,12:00:00,1200"]
    feed = read_feed(write_feed(tmp_path, 3, trips, frequencies=repeated))
    query = Query(departures=20, slack=0, longest=7200)
    drawn = [timetable([feed], MORNING, query.span, seed=seed) for seed in range(150)]
    waits = travel(drawn, 3, query)[2] - 1200.0
    assert waits.mean() == pytest.approx(1200, rel=0.05)
    assert waits.var() == pytest.approx(1200**2 / 6, rel=0.1)
    assert waits.min() >= 0
    assert waits.max() <= 2400


def test_exact_headways_run_at_just_these_times(tmp_path: Path) -> None:
    repeated = ["trip_id,start_time,end_time,headway_secs,exact_times", "t0,08:00:00,08:31:00,900,1"]
    table = timetable([read_feed(write_feed(tmp_path, 2, [line(0, 0, 5)], frequencies=repeated))], MORNING, 3600)
    assert table.departures[:3].tolist() == [0, 900, 1800]


def test_a_later_trip_that_overtakes_is_preferred(tmp_path: Path) -> None:
    trips = [line(EIGHT, 5, 25, 50), line(EIGHT, 10, 20, 30)]
    query = Query(departures=1, slack=0)
    table = timetable([read_feed(write_feed(tmp_path, 3, trips))], MORNING, query.span)
    assert travel(table, 3, query)[:, 0].tolist() == [28_000, 20 * 60, 30 * 60]
    assert len(table.first) - 1 == 2  # two patterns along the same stops


def test_a_trip_of_yesterday_runs_past_midnight_and_that_of_today_is_found_before_it(tmp_path: Path) -> None:
    feed = read_feed(write_feed(tmp_path, 2, [line(24 * 3600 + 1800, 0, 10)]))
    query = Query(departures=1, slack=0)
    assert travel(timetable([feed], datetime(2026, 3, 3, 0, 10), 3600), 2, query)[1, 0] == 30 * 60
    late = Query(departures=1, slack=0, longest=7200)
    assert travel(timetable([feed], datetime(2026, 3, 3, 23, 50), 7200), 2, late)[1, 0] == 50 * 60


def test_times_count_from_noon_less_twelve_hours_where_clocks_change(tmp_path: Path) -> None:
    """On 29 March 2026 clocks in Paris leap from 2 to 3: a trip at 08:00 leaves at eight on the clock."""
    feed = read_feed(write_feed(tmp_path, 2, [line(EIGHT, 0, 10)]))
    query = Query(departures=1, slack=0)
    assert travel(timetable([feed], datetime(2026, 3, 29, 7, 30), 3600), 2, query)[1, 0] == 40 * 60
    assert travel(timetable([feed], datetime(2026, 3, 29, 0, 30), 5 * 3600), 2, query)[1, 0] == 28_000


def test_feeds_of_two_time_zones_meet(tmp_path: Path) -> None:
    here = write_feed(tmp_path / "a", 2, [line(EIGHT, 0, 10)])
    there = write_feed(tmp_path / "b", 2, [line(EIGHT - 3600, 0, 10)])
    agency = (there / "agency.txt").read_text()
    (there / "agency.txt").write_text(agency.replace("Europe/Paris", "Europe/London"))
    table = timetable([read_feed(here), read_feed(there)], MORNING, 3600)
    assert table.departures.reshape(-1, 2)[:, 0].tolist() == [0, 0]


def test_blank_times_are_interpolated_by_distance(tmp_path: Path) -> None:
    folder = write_feed(tmp_path, 4, [line(EIGHT, 0, 1, 2, 30)])
    (folder / "stops.txt").write_text(
        "stop_id,stop_name,stop_lat,stop_lon\n"
        + "".join(f"s{i},S,{45 + n * 0.001},2\n" for i, n in enumerate((0, 1, 3, 6)))
    )
    times = (folder / "stop_times.txt").read_text().splitlines()
    times[2], times[3] = "t0,,,s1,1", "t0,,,s2,2"
    (folder / "stop_times.txt").write_text("\n".join(times))
    feed = read_feed(folder)
    assert (feed.trips.departure - EIGHT).tolist() == [0, 300, 900, 1800]
    assert not feed.findings


def test_exceptions_add_and_remove_days(tmp_path: Path) -> None:
    changes = ["service_id,date,exception_type", "all,20260302,2", "extra,20260302,1"]
    services = read_feed(write_feed(tmp_path, 2, [line(EIGHT, 0, 10)], calendar_dates=changes)).services
    assert services.running(date(2026, 3, 2)).tolist() == [False, True]
    assert services.running(date(2026, 3, 3)).tolist() == [True, False]


def test_changes_that_the_feed_gives(tmp_path: Path) -> None:
    given = ["from_stop_id,to_stop_id,transfer_type,min_transfer_time", "s0,s1,2,300", "s1,s0,3,"]
    transfers = read_feed(write_feed(tmp_path, 2, [line(EIGHT, 0, 10)], transfers=given)).transfers
    assert (transfers.origin.tolist(), transfers.target.tolist(), transfers.seconds.tolist()) == (
        [0, 1],
        [1, 0],
        [300, -1],
    )


FAULTS = {
    "feed_stop_unknown": ("stop_times", "t0,08:10:00,08:10:00,nowhere,1", 3),
    "feed_time_unreadable": ("stop_times", "t0,8h10,8h10,s1,1", 3),
    "feed_times_back": ("stop_times", "t0,07:10:00,07:10:00,s1,1", 3),
    "feed_sequence_twice": ("stop_times", "t0,08:10:00,08:10:00,s1,0", 3),
    "feed_sequence_unreadable": ("stop_times", "t0,08:10:00,08:10:00,s1,second", 3),
    "feed_trip_timeless": ("stop_times", "t0,,,s1,1", 3),
    "feed_trip_unknown": ("stop_times", "t9,08:10:00,08:10:00,s1,1", 3),
    "feed_row_broken": ("stop_times", "t0,08:10:00", 3),
    "feed_stop_without_place": ("stops", "s1,S1,,", 3),
    "feed_stop_twice": ("stops", "s0,S1,48,2", 3),
    "feed_route_unknown": ("trips", "r9,all,t0", 2),
    "feed_service_unknown": ("trips", "r,never,t0", 2),
    "feed_trip_twice": ("trips", "r,all,t1", 2),
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_is_told_with_file_and_line(tmp_path: Path, code: str) -> None:
    table, row, at = FAULTS[code]
    other = [(2, EIGHT, EIGHT), (3, EIGHT + 60, EIGHT + 60)]
    folder = write_feed(tmp_path, 4, [line(EIGHT, 0, 10), line(EIGHT, 5, 15), other])
    file = folder / f"{table}.txt"
    lines = file.read_text().splitlines()
    lines[at - 1] = row
    file.write_text("\n".join(lines) + "\n\n")
    found = {finding.code: finding for finding in read_feed(folder).findings}
    where = found[code].where
    assert where is not None
    assert where.file == file
    assert where.line == (at + 1 if code == "feed_trip_twice" else at)
    assert all("{" not in part for part in in_words(found[code], "fr"))


def test_a_feed_that_is_none(tmp_path: Path) -> None:
    whole = write_feed(tmp_path / "whole", 2, [line(EIGHT, 0, 10)])
    packed = tmp_path / "cut.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in whole.iterdir():
            archive.write(file, file.name)
    assert len(read_feed(packed).trips) == 1
    packed.write_bytes(packed.read_bytes()[:400])
    lacking = write_feed(tmp_path / "lacking", 2, [line(EIGHT, 0, 10)])
    (lacking / "stops.txt").unlink()
    empty = write_feed(tmp_path / "empty", 2, [])
    columns = write_feed(tmp_path / "columns", 2, [line(EIGHT, 0, 10)], routes=["route", "r"])
    expected = {packed: "feed_unreadable", lacking: "feed_file_missing", empty: "feed_empty",
                columns: "feed_column_missing", tmp_path / "absent.zip": "feed_absent"}  # fmt: skip
    for place, code in expected.items():
        with pytest.raises(SourceError) as caught:
            read_feed(place)
        assert caught.value.findings[0].code == code


def test_a_date_outside_the_feed_is_an_error_and_a_window_in_which_nothing_runs_is_told(tmp_path: Path) -> None:
    feed = read_feed(write_feed(tmp_path, 2, [line(EIGHT, 0, 10)]))
    with pytest.raises(AnalystError) as caught:
        timetable([feed], datetime(2025, 3, 2, 8), 3600)
    assert caught.value.findings[0].values["first"] == "2026-01-01"
    assert [found.code for found in timetable([feed], datetime(2026, 3, 2, 20), 3600).findings] == ["feed_window_idle"]


IN_SEAT = "from_stop_id,to_stop_id,transfer_type,from_trip_id,to_trip_id"


@pytest.mark.parametrize(
    ("links", "rides", "minutes"),
    [
        (["s1,s1,4,t0,t1"], 1, 20),  # inside from s0 to s2: one vehicle
        ([], 1, None),
        ([], 2, 50),  # 20 s do not suffice to change at 8:10, with 60 s of slack: the next trip is half an hour later
        (["s1,s1,5,t0,t1"], 2, 50),
        (["s1,s1,4,t1,t0"], 2, 50),  # backwards in time: told, and not used
        (["s1,s1,4,t0,t9"], 2, 50),
    ],
)
def test_passengers_stay_inside_as_a_trip_goes_on_as_another(
    tmp_path: Path, links: list[str], rides: int, minutes: int | None
) -> None:
    """s0 8:00 - s1 8:10 goes on at 8:10:20 to s2 8:20; the next from s1 leaves at 8:40 and arrives at 8:50."""
    trips = [
        [(0, EIGHT, EIGHT), (1, EIGHT + 600, EIGHT + 600)],
        [(1, EIGHT + 620, EIGHT + 620), (2, EIGHT + 1200, EIGHT + 1200)],
        [(1, EIGHT + 2400, EIGHT + 2400), (2, EIGHT + 3000, EIGHT + 3000)],
    ]
    feed = read_feed(write_feed(tmp_path, 3, trips, transfers=[IN_SEAT, *links]))
    query = Query(departures=1, rides=rides, longest=3600)
    stay = walks(3, {(s, s): 0 for s in range(3)})
    leave = datetime(2026, 3, 2, 7, 59)
    found = Search([network(timetable([feed], leave, query.span), stay, stay, 3)], query).taken(HERE, NOTHING)[2, 0]
    assert found == (NEVER if minutes is None else 60 * (minutes + 1))
    codes = {"t1,t0": ["feed_in_seat"], "t0,t9": ["feed_trip_unknown"]}
    assert [one.code for one in feed.findings] == (codes.get(links[0][8:], []) if links else [])


def test_a_window_longer_than_the_feed_is_told(tmp_path: Path) -> None:
    """The feed ends with 2026; from 20:00 on its last day a window of seven hours ends at 3:00, one of nine at 5:00."""
    feed = read_feed(write_feed(tmp_path, 2, [line(EIGHT, 0, 10)]))
    last = datetime(2026, 12, 31, 20)
    codes = [[found.code for found in timetable([feed], last, hours * 3600).findings] for hours in (7, 9)]
    assert codes == [["feed_window_idle"], ["feed_window_beyond", "feed_window_idle"]]


def test_rennes_is_read_whole(data_dir: Path) -> None:
    """The counts of the feed's own files (wc -l, less the header)."""
    feed = read_feed(data_dir / "rennes" / "GTFS-STAR-20160419.zip")
    assert (len(feed.stops), len(feed.trips), len(feed.trips.stop)) == (1493, 32_517, 779_036)
    assert not feed.findings
    assert feed.services.span() == (date(2016, 5, 9), date(2016, 6, 12))
