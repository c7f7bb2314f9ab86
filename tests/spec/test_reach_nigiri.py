"""The same earliest arrivals as nigiri, from stop to stop without walking, on two cities' timetables.

nigiri joins stops that lie close together or share a name, and reads whole minutes: the feeds are written again with
stops far apart, times cut to the minute and blanks filled in. Runs where `pynigiri` is installed (`make bench` does).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from parvis.reach.feed import Feed
from parvis.reach.gtfs import read_feed
from parvis.reach.search import Query, Search, network
from parvis.reach.timetable import timetable
from timetables import clock, walks

pytestmark = pytest.mark.prove
CHANGE = 120  # nigiri's seconds for a change at a stop
CASES = {
    "rennes": ("rennes/GTFS-STAR-20160419.zip", [datetime(2016, 5, 17, 7, 30), datetime(2016, 5, 17, 23, 30)]),
    "porto-alegre": ("porto-alegre/poa_eptc.zip", [datetime(2019, 5, 13, 14), datetime(2019, 5, 14, 15, 3)]),
}


def _plain(feed: Feed, folder: Path) -> Path:
    """Return the feed written again, of one service day."""
    folder.mkdir()
    trips, days = feed.trips, feed.services.span()
    assert days is not None
    tables = {
        "agency": ["agency_id,agency_name,agency_url,agency_timezone", f"a,A,http://a.example,{feed.timezone}"],
        "routes": ["route_id,agency_id,route_short_name,route_type", *(f"{r},a,{r},3" for r in feed.routes.ids)],
        "stops": ["stop_id,stop_name,stop_lat,stop_lon",
                  *(f"{s},N{i},{i % 80 * 1.5 - 60},{i // 80 * 3 - 150}" for i, s in enumerate(feed.stops.ids))],
        "calendar_dates": ["service_id,date,exception_type",
                           *(f"{s},{day:%Y%m%d},1" for day in map(datetime.fromordinal, range(days[0].toordinal(),
                             days[1].toordinal() + 1)) for s, on in zip(feed.services.ids, feed.services.running(
                             day.date()), strict=True) if on)],
        "trips": ["route_id,service_id,trip_id", *(f"{feed.routes.ids[r]},{feed.services.ids[s]},{t}" for r, s, t in
                  zip(trips.route.tolist(), trips.service.tolist(), trips.ids, strict=True))],
        "stop_times": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"],
    }  # fmt: skip
    for i, name in enumerate(trips.ids):
        for n, e in enumerate(range(int(trips.first[i]), int(trips.first[i + 1]))):
            times = ",".join(clock(int(t[e]) // 60 * 60) for t in (trips.arrival, trips.departure))
            tables["stop_times"].append(f"{name},{times},{feed.stops.ids[trips.stop[e]]},{n}")
    for name, lines in tables.items():
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _theirs(nigiri: Any, table: Any, start: int, origin: Any, target: Any) -> int:
    query = nigiri.Query()
    query.start_time = start
    query.start, query.destination = [nigiri.Offset(origin, 0, 0)], [nigiri.Offset(target, 0, 0)]
    query.max_transfers, query.max_travel_time, query.use_start_footpaths = 5, 240, False
    query.start_match_mode = query.dest_match_mode = nigiri.LocationMatchMode.EXACT
    return min((journey.arrival_time() - start for journey in nigiri.route(table, query)), default=-1)


@pytest.mark.parametrize("city", CASES)
def test_earliest_arrivals_are_those_of_nigiri(city: str, data_dir: Path, tmp_path: Path) -> None:
    nigiri = pytest.importorskip("pynigiri", reason="a package of the bench group")
    file, departures = CASES[city]
    folder = _plain(read_feed(data_dir / file), tmp_path / "plain")
    feed = read_feed(folder)
    span = feed.services.span()
    assert span is not None
    table = nigiri.load_timetable([nigiri.TimetableSource("x", str(folder))], *map(str, span))
    stops, random = len(feed.stops), np.random.default_rng(5)
    served = np.unique(feed.trips.stop)
    query = Query(departures=1, longest=4 * 3600, rides=6, slack=0)
    change, stay = (walks(stops, {(s, s): seconds for s in range(stops)}) for seconds in (CHANGE, 0))
    nothing = np.zeros(0, np.int64), np.zeros(0, np.int32)
    for departure in departures:
        search = Search([network(timetable([feed], departure, query.span), change, stay, stops)], query)
        start = int(departure.replace(tzinfo=ZoneInfo(feed.timezone)).timestamp()) // 60
        for origin in random.choice(served, 25, replace=False).tolist():
            ours = search.spread((np.array([origin]), np.zeros(1, np.int32)), nothing)[:, 0]
            here = table.find_location(feed.stops.ids[origin])
            for target in random.choice(served[served != origin], 20, replace=False).tolist():
                there = table.find_location(feed.stops.ids[target])
                assert _theirs(nigiri, table, start, here, there) == (ours[target] // 60 if ours[target] >= 0 else -1)
