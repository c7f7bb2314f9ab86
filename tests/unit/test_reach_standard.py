"""Minimum service, counted by hand.

Stops s0, s1, s2 lie 0.001 degrees of latitude apart: 111.2 m, 112 s at 1 m/s. From s0 vehicles leave at 7:00, 7:20,
7:40 and so on until 8:40: three an hour; from s1 at 7:05, 8:05 and 8:35: one at the least. At s2 all end.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import parvis.model.compiled  # noqa: F401  (first: machine code is kept where it always is)
from parvis.cli.main import cli
from parvis.errors import AnalystError
from parvis.reach.doors import Walker
from parvis.reach.feed import Feed
from parvis.reach.gtfs import read_feed
from parvis.reach.points import Points
from parvis.reach.standard import Standard, departures_by_hour, served
from parvis.reach.timetable import timetable
from timetables import read_rows, write_feed

SEVEN = 7 * 3600
MONDAY, TUESDAY = datetime(2026, 3, 2, 7), datetime(2026, 3, 3, 7)
TRIPS = [[(stop, SEVEN + 60 * late, SEVEN + 60 * late), (2, SEVEN + 60 * late + 300, SEVEN + 60 * late + 300)]
         for stop, minutes in ((0, range(0, 120, 20)), (1, (5, 65, 95))) for late in minutes]  # fmt: skip
HOMES = Points(("at s0", "at s1"), np.array([2.5, 2.5]), np.array([48.0, 48.001]), name="homes.csv")


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    return read_feed(
        write_feed(tmp_path / "feed", 3, TRIPS, calendar_dates=["service_id,date,exception_type", "all,20260303,2"])
    )


def test_departures_are_counted_by_hour_where_one_may_board(feed: Feed) -> None:
    found = departures_by_hour(timetable([feed], MONDAY, 7200), 2)
    assert found.tolist() == [[3, 3], [1, 2], [0, 0]]


@pytest.mark.parametrize(
    ("longest", "per_hour", "minutes", "best"),
    [
        (100, 2, [0, np.nan], [3, 1]),
        (100, 1, [0, 0], [3, 1]),
        (120, 2, [0, 112 / 60], [3, 3]),
        (120, 4, [np.nan, np.nan], [3, 3]),
    ],
)
def test_who_is_served(feed: Feed, longest: int, per_hour: float, minutes: list[float], best: list[float]) -> None:
    found = served([feed], Walker(1.0, longest, detour=1.0), HOMES, Standard((MONDAY,), 2, per_hour))
    np.testing.assert_array_equal(found.minutes, minutes)
    np.testing.assert_array_equal(found.best, best)


def test_a_day_without_service_fails_everybody_and_is_told(feed: Feed) -> None:
    found = served([feed], Walker(1.0, 120, detour=1.0), HOMES, Standard((MONDAY, TUESDAY), 2, 1))
    assert np.isnan(found.minutes).all()
    assert [finding.code for finding in found.findings] == ["feed_window_idle"]


def test_a_standard_that_asks_for_nothing() -> None:
    with pytest.raises(AnalystError):
        Standard((MONDAY,), 2, 0)


def test_the_command(feed: Feed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "homes.csv").write_text("id,lon,lat\na,2.5,48.0\nb,2.5,48.05\n")
    given = ["--gtfs", str(feed.file), "--origins", str(tmp_path / "homes.csv"), "--out", str(tmp_path / "out.csv")]
    done = CliRunner().invoke(cli, ["reach", "standard", *given, "--on", "2026-03-02", "--hours", "7-9"])
    assert done.exit_code == 0, done.output
    found = {(row["id"], row["measure"]): row["value"] for row in read_rows(tmp_path / "out.csv")}
    assert found == {("a", "served"): "1", ("a", "minutes_to"): "0", ("a", "departures"): "3",
                     ("b", "served"): "0", ("b", "minutes_to"): "", ("b", "departures"): "0"}  # fmt: skip
    for wrong in (["--on", "2026-03-02", "--hours", "9-7"], ["--on", "monday"]):
        assert CliRunner().invoke(cli, ["reach", "standard", *given, *wrong]).exit_code == 2
