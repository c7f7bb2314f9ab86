"""Small timetable feeds, written as GTFS, and the slowest way to the right answer: Dijkstra on every departure."""

from __future__ import annotations

import csv
import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from parvis.reach.timetable import Timetable
from parvis.reach.walks import Walks, walks_of

TABLES = {
    "agency.txt": ("agency_id,agency_name,agency_url,agency_timezone", ["a,A,http://a.example,Europe/Paris"]),
    "routes.txt": ("route_id,agency_id,route_short_name,route_type", ["r,a,R,3"]),
    "calendar.txt": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
        ["all,1,1,1,1,1,1,1,20260101,20261231"],
    ),
}


def clock(seconds: int) -> str:
    """Return seconds as a GTFS time."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def write_feed(
    folder: Path, stops: int, trips: Sequence[Sequence[tuple[int, int, int]]], **more: Iterable[str]
) -> Path:
    """Return a folder with a feed: each trip a list of (stop, arrival, departure); `more` are tables, header first.

    Stops are named s0, s1, ..., trips t0, t1, ...; names of tables are written with _ for the point.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, tuple[str, list[str]]] = dict(TABLES)
    tables["stops.txt"] = ("stop_id,stop_name,stop_lat,stop_lon", [f"s{i},S{i},48.{i:03},2.5" for i in range(stops)])
    tables["trips.txt"] = ("route_id,service_id,trip_id", [f"r,all,t{i}" for i in range(len(trips))])
    lines = [
        f"t{i},{clock(arrival)},{clock(departure)},s{stop},{n}"
        for i, trip in enumerate(trips)
        for n, (stop, arrival, departure) in enumerate(trip)
    ]
    tables["stop_times.txt"] = ("trip_id,arrival_time,departure_time,stop_id,stop_sequence", lines)
    for name, given in more.items():
        head, *rows = given
        tables[f"{name}.txt"] = (head, rows)
    for name, (head, rows) in tables.items():
        (folder / name).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return folder


def walks(places: int, found: Mapping[tuple[int, int], int]) -> Walks:
    """Return walks from a mapping of (from, to) to seconds."""
    rows = np.array([(a, b, s) for (a, b), s in found.items()], dtype=np.int64).reshape(-1, 3)
    return walks_of(places, rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int32))


@dataclass(frozen=True)
class Ride:
    """A trip on its way: where it stops, and when."""

    stops: Sequence[int]
    arrivals: Sequence[int]
    departures: Sequence[int]


def rides_of(table: Timetable) -> list[Ride]:
    """Return every trip of a timetable by itself, whatever pattern it is in."""
    found = []
    for p in range(len(table.first) - 1):
        stops = table.stop[table.first[p] : table.first[p + 1]].tolist()
        size = slice(table.time_first[p], table.time_first[p + 1])
        arrivals, departures = (t[size].reshape(len(stops), -1) for t in (table.arrivals, table.departures))
        found += [Ride(stops, arrivals[:, t].tolist(), departures[:, t].tolist()) for t in range(arrivals.shape[1])]
    return found


def earliest(
    rides: Sequence[Ride],
    leave: int,
    access: Mapping[int, int],
    transfers: Mapping[int, Sequence[tuple[int, int]]],
    most: int,
    slack: int,
) -> dict[int, int]:
    """Return when each stop is reached by vehicle at the earliest, leaving at a moment: one state at a time.

    A state is (stop, vehicles taken, whether one has just alighted): one walks once between two vehicles.
    """
    queue = [(leave + seconds, stop, 0, False) for stop, seconds in access.items()]
    heapq.heapify(queue)
    seen: set[tuple[int, int, bool]] = set()
    reached: dict[int, int] = {}
    while queue:
        time, stop, used, alighted = heapq.heappop(queue)
        if (stop, used, alighted) in seen:
            continue
        seen.add((stop, used, alighted))
        if alighted:
            reached.setdefault(stop, time)
            for target, seconds in transfers.get(stop, ()):
                heapq.heappush(queue, (time + seconds, target, used, False))
        elif used < most:
            for ride in rides:
                for i, at in enumerate(ride.stops[:-1]):
                    if at == stop and ride.departures[i] >= time + slack:
                        for j in range(i + 1, len(ride.stops)):
                            heapq.heappush(queue, (ride.arrivals[j], ride.stops[j], used + 1, True))
    return reached


def read_rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
