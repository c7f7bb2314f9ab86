"""Ways through streets, and journeys by timetable from stop to stop, in a made-up town on a grid."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from bench.case import Case, Floats, Way, Work

SEED = 20260701
BLOCK = 100.0  # metres
METRES = 1_500.0
HEADWAY = 600  # seconds
HOP = 60
DAY = datetime(2026, 3, 2, 8)
ZONE = "Europe/Paris"
CHANGE = 120  # nigiri's own seconds for a change at a stop
LONGEST = 7200


@dataclass(frozen=True)
class Town:
    """Streets on a grid, some of them missing: places of the nodes in metres, streets between two nodes each."""

    places: Floats
    streets: np.ndarray
    points: np.ndarray


def make_town(side: int, points: int) -> Town:
    rng = np.random.default_rng(SEED)
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side)))
    node = x + side * y
    east = np.column_stack((node[x < side - 1], node[x < side - 1] + 1))
    north = np.column_stack((node[y < side - 1], node[y < side - 1] + side))
    streets = np.concatenate((east, north))
    places = np.column_stack((x, y)) * BLOCK + rng.uniform(-20, 20, (side * side, 2))
    return Town(places, streets[rng.random(len(streets)) < 0.85], rng.choice(side * side, points, replace=False))


def _reached(origins: int, origin: np.ndarray, seconds: np.ndarray) -> Floats:
    """Return the seconds to all that is reached from each origin, as one number an origin."""
    return np.bincount(origin, seconds, minlength=origins) + 1.0


def walk(town: Town) -> Work:
    from parvis.reach.osm import Ways
    from parvis.reach.paths import walks_along
    from parvis.reach.permits import Permit
    from parvis.reach.streets import snapped, walking

    degrees = np.degrees(town.places / 6_371_008.8)
    first = np.arange(0, 2 * len(town.streets) + 1, 2)
    permits = np.full(len(town.streets), int(Permit.WALK))
    streets = walking(Ways(degrees[:, 0], degrees[:, 1], first, town.streets.ravel(), permits))
    points = snapped(streets, streets.place(*degrees[town.points].T), within=100)
    walks_along(streets, points, points, metres=1.0, speed=1.0)  # the compiler's work is not the search's

    def work() -> Floats:
        found = walks_along(streets, points, points, metres=METRES, speed=1.0)
        return _reached(len(points), found.origin(), found.seconds)

    return work


def walk_scipy(town: Town) -> Work:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    tail, head = town.streets.T
    long = np.hypot(*(town.places[tail] - town.places[head]).T)
    graph = coo_array((long, (tail, head)), shape=(len(town.places),) * 2).tocsr()

    def work() -> Floats:
        metres = dijkstra(graph, directed=False, indices=town.points, limit=METRES)[:, town.points]
        origin, _ = np.nonzero(np.isfinite(metres))
        return _reached(len(town.points), origin, np.ceil(metres[np.isfinite(metres)] - 1e-3))

    return work


@dataclass(frozen=True)
class Lines:
    """Lines along the rows and columns of a grid of stops, in both directions, as a GTFS folder."""

    folder: Path
    stops: int
    origins: np.ndarray
    targets: np.ndarray
    departures: int


def make_lines(side: int, origins: int, targets: int, departures: int) -> Lines:
    rng = np.random.default_rng(SEED)
    grid = np.arange(side * side).reshape(side, side)
    lines = [line[::turn].tolist() for line in [*grid, *grid.T] for turn in (1, -1)]
    trips = [
        (begin, line) for line in lines for begin in range(int(rng.integers(HEADWAY // 60)) * 60, 4 * 3600, HEADWAY)
    ]
    folder = Path(tempfile.mkdtemp())
    tables = {
        "agency": ["agency_id,agency_name,agency_url,agency_timezone", f"a,A,http://a.example,{ZONE}"],
        "routes": ["route_id,agency_id,route_short_name,route_type", "r,a,R,3"],
        "calendar_dates": ["service_id,date,exception_type", f"day,{DAY:%Y%m%d},1"],
        "stops": ["stop_id,stop_name,stop_lat,stop_lon",
                  *(f"s{i},N{i},{i % side - 40},{i // side - 60}" for i in range(side * side))],
        "trips": ["route_id,service_id,trip_id", *(f"r,day,t{i}" for i in range(len(trips)))],
        "stop_times": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"],
    }  # fmt: skip
    for i, (begin, line) in enumerate(trips):
        for n, stop in enumerate(line):
            at = 8 * 3600 + begin + HOP * n
            clock = f"{at // 3600:02}:{at // 60 % 60:02}:00"
            tables["stop_times"].append(f"t{i},{clock},{clock},s{stop},{n}")
    for name, rows in tables.items():
        (folder / f"{name}.txt").write_text("\n".join(rows) + "\n")
    chosen = rng.permutation(side * side)
    return Lines(folder, side * side, chosen[:origins], chosen[origins : origins + targets], departures)


def _means(minutes: np.ndarray) -> Floats:
    """Return the mean of what is reached from each origin: (n_origins, n_targets, n_departures), -1 where not."""
    return np.array([part[part >= 0].mean() for part in minutes])


def ride(lines: Lines) -> Work:
    from parvis.reach.gtfs import read_feed
    from parvis.reach.search import Query, Search, network
    from parvis.reach.timetable import timetable
    from parvis.reach.walks import walks_of

    query = Query(lines.departures, rides=6, longest=LONGEST, slack=0)
    table = timetable([read_feed(lines.folder)], DAY, query.span)
    every = np.arange(lines.stops)
    change, stay = (walks_of(lines.stops, every, every, np.full(lines.stops, s, np.int32)) for s in (CHANGE, 0))
    search = Search([network(table, change, stay, lines.stops)], query)
    nothing = np.zeros(0, np.int64), np.zeros(0, np.int32)

    def work() -> Floats:
        taken = [search.taken((np.array([o]), np.zeros(1, np.int32)), nothing)[lines.targets] for o in lines.origins]
        minutes = np.stack(taken) // 60
        return _means(np.where(minutes <= LONGEST // 60, minutes, -1))

    work()
    return work


def ride_nigiri(lines: Lines) -> Work:
    import pynigiri

    days = (f"{DAY + timedelta(days=ahead):%Y-%m-%d}" for ahead in (-1, 1))
    table = pynigiri.load_timetable([pynigiri.TimetableSource("x", str(lines.folder))], *days)
    place = [table.find_location(f"s{i}") for i in range(lines.stops)]
    start = int(DAY.replace(tzinfo=ZoneInfo(ZONE)).timestamp()) // 60

    def minutes(origin: int, target: int, late: int) -> int:
        query = pynigiri.Query()
        query.start_time = start + late
        query.start = [pynigiri.Offset(place[origin], 0, 0)]
        query.destination = [pynigiri.Offset(place[target], 0, 0)]
        query.max_transfers, query.max_travel_time, query.use_start_footpaths = 5, LONGEST // 60, False
        query.start_match_mode = query.dest_match_mode = pynigiri.LocationMatchMode.EXACT
        return min((j.arrival_time() - start - late for j in pynigiri.route(table, query)), default=-1)

    def work() -> Floats:
        return _means(
            np.array(
                [[[minutes(o, t, d) for d in range(lines.departures)] for t in lines.targets] for o in lines.origins]
            )
        )

    return work


CASES = {
    "walks": Case(
        "Ways on foot through streets, from each of some points to all others within 1,500 m",
        {"side": 120, "points": 1_500},
        make_town,
        {"Parvis `walks_along`": Way("parvis", walk), "scipy `dijkstra` with a limit": Way("scipy", walk_scipy)},
    ),
    "journeys": Case(
        "Journeys by timetable from stop to stop, at every minute; nigiri is asked for each pair and minute by itself",
        {"side": 20, "origins": 4, "targets": 10, "departures": 60},
        make_lines,
        {
            "Parvis `Search` (to all stops)": Way("parvis", ride),
            "nigiri (to the targets)": Way("pynigiri", ride_nigiri),
        },
    ),
}
