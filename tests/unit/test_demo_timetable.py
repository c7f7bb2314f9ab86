"""The timetable of the fictional town: a GTFS feed that holds together, and is like a real one."""

import numpy as np
import pandas as pd
import pytest
import shapely

from parvis.demo import City, timetable, workplaces
from parvis.demo.partners import living_near
from parvis.demo.timetable import HEADWAYS, departures


@pytest.fixture(scope="module")
def feed(town: City) -> dict[str, pd.DataFrame]:
    return timetable.feed(town, tram=True)


def seconds(clock: pd.Series) -> pd.Series:
    parts = clock.str.split(":", expand=True).astype(int)
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def test_every_reference_leads_somewhere(feed: dict[str, pd.DataFrame]) -> None:
    assert set(feed["stop_times"]["stop_id"]) == set(feed["stops"]["stop_id"])
    assert set(feed["stop_times"]["trip_id"]) == set(feed["trips"]["trip_id"])
    assert set(feed["trips"]["route_id"]) == set(feed["routes"]["route_id"])
    assert set(feed["trips"]["service_id"]) == set(feed["calendar"]["service_id"])
    for table, key in (("stops", "stop_id"), ("trips", "trip_id"), ("routes", "route_id")):
        assert feed[table][key].is_unique
    assert feed["stops"]["stop_name"].is_unique


def test_no_trip_goes_back_in_time(feed: dict[str, pd.DataFrame]) -> None:
    calls = feed["stop_times"].assign(at=seconds(feed["stop_times"]["arrival_time"]))
    step = calls.groupby("trip_id")["at"].diff().dropna()
    assert (step > 0).all()
    assert (calls.groupby("trip_id")["stop_sequence"].diff().dropna() == 1).all()


def test_stops_are_in_the_town_and_as_far_apart_as_in_rennes(town: City, feed: dict[str, pd.DataFrame]) -> None:
    import geopandas as gpd

    stops = feed["stops"]
    points = gpd.GeoSeries.from_xy(stops["stop_lon"], stops["stop_lat"], crs=4326).to_crs(town.communes.crs)
    assert points.within(town.communes.union_all().buffer(5)).all()
    place = dict(zip(stops["stop_id"], shapely.get_coordinates(points), strict=True))
    calls = feed["stop_times"][feed["stop_times"]["trip_id"].str.contains("-WEEK-")]
    xy = np.array([place[stop] for stop in calls["stop_id"]])
    same = calls["trip_id"].to_numpy()[1:] == calls["trip_id"].to_numpy()[:-1]
    apart = np.hypot(*np.diff(xy, axis=0).T)[same]
    assert np.median(apart) == pytest.approx(358, rel=0.2)  # STAR, Rennes, 17 May 2016: median 358 m


def test_departures_follow_the_headways() -> None:
    starts = departures("WEEK", 1, 0) / 60
    peak = starts[(starts >= 7 * 60) & (starts < 9 * 60)]
    assert np.diff(peak) == pytest.approx(HEADWAYS["WEEK"][1][1])
    assert departures("SUN", 2, 0).min() >= 9 * 3600  # other lines do not run early on Sundays
    assert len(departures("SUN", 0, 0)) < len(departures("WEEK", 0, 0))


def test_days_differ(feed: dict[str, pd.DataFrame]) -> None:
    dates = feed["calendar_dates"]
    as_sunday = dates[dates["date"] == "20211111"]  # a Thursday
    assert set(zip(as_sunday["service_id"], as_sunday["exception_type"], strict=True)) == {("WEEK", 2), ("SUN", 1)}
    strike = dates[dates["date"] == "20220120"]
    assert list(strike["exception_type"]) == [2]


def test_lines_cross_the_town_and_serve_most_people(town: City, feed: dict[str, pd.DataFrame]) -> None:
    drawn = timetable.lines(town)
    assert [line.name for line in drawn] == ["T1", "1", "2", "3", "4", "5"]
    assert min(shapely.length(shapely.linestrings(line.way)) for line in drawn) > 2_000
    assert living_near(town, feed["stops"]).sum() > 0.85 * town.inhabitants


def test_the_tram_replaces_a_bus(town: City, feed: dict[str, pd.DataFrame]) -> None:
    before = timetable.feed(town, tram=False)
    assert set(feed["routes"]["route_id"]) - set(before["routes"]["route_id"]) == {"T1"}
    assert set(before["routes"]["route_id"]) - set(feed["routes"]["route_id"]) == {"1"}
    assert list(feed["routes"].loc[feed["routes"]["route_type"] == 0, "route_id"]) == ["T1"]


def test_the_archive_has_the_same_bytes(feed: dict[str, pd.DataFrame]) -> None:
    assert timetable.archive(feed) == timetable.archive(feed)


def test_jobs_are_as_many_as_in_france_and_far_from_evenly_spread(town: City) -> None:
    work = workplaces.settled(town)
    assert work["jobs"].sum() == pytest.approx(0.43 * town.inhabitants, rel=0.06)
    assert work["siret"].is_unique
    large = work["jobs"].sort_values(ascending=False)
    assert large.head(len(large) // 10).sum() > 0.4 * large.sum()
    assert work.geometry.within(town.communes.union_all().buffer(1)).all()
