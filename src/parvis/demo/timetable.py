"""The timetable of the town's transport operator, as a GTFS feed: buses on the main streets, and from 2021 a tram.

Lines run from one edge of the town through its centre to the other, on the shortest way that prefers main streets.
Stops stand some 350 m apart (Rennes' feed of 2016: half of them within 358 m of the next), headways are 10 to 30
minutes by day and 30 to 60 in the evening and on Sundays, when some lines do not run. There are days on which buses run
as on Sundays (11 November), a day without any (1 May), and a day of strike.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from parvis.demo.city import City
from parvis.demo.housing import Form, Ints
from parvis.demo.streets import Floats, Level

OPENED = "2021-09-04"
"""The day on which the tram opened."""
TRAM, REPLACED = "T1", "1"
"""The tram, and the bus that ran along its way until it opened."""
PREFERRED = {Level.ARTERIAL: 1.0, Level.SECONDARY: 1.25, Level.RESIDENTIAL: 2.2}
"""What a metre of street costs a line."""
SPACING, TRAM_SPACING = 350.0, 520.0
SHARED = 110.0  # metres within which lines stop at the same place
SPEED, TRAM_SPEED = 19.0, 22.0  # km/h, stops included
SERVICES = {"WEEK": "1111100", "SAT": "0000010", "SUN": "0000001"}
HOURS = (5.5, 7.0, 9.0, 16.0, 19.0, 21.0, 24.0)
# Minutes between departures in each of those hours: trams, main lines, other lines.
HEADWAYS = {
    "WEEK": ((12, 6, 8, 6, 12, 20), (15, 10, 15, 10, 30, 40), (30, 20, 30, 20, 60, 0)),
    "SAT": ((20, 10, 10, 10, 15, 20), (30, 20, 20, 20, 30, 60), (60, 30, 30, 30, 60, 0)),
    "SUN": ((30, 20, 20, 20, 20, 30), (0, 40, 40, 40, 60, 0), (0, 0, 60, 60, 0, 0)),
}
BEGIN = {False: ("20200831", "20210703"), True: ("20210904", "20220709")}


@dataclass(frozen=True)
class Line:
    """A line: its name, whether it is a tram, its rank (0 tram, 1 main, 2 other), and the way it takes (n, 2)."""

    name: str
    tram: bool
    rank: int
    way: Floats


def feed(city: City, *, tram: bool) -> dict[str, pd.DataFrame]:
    """Return the tables of the feed by name, before the tram opened or after."""
    drawn = lines(city)
    gone = REPLACED if tram else TRAM
    kept = [line for line in drawn if line.name != gone]
    stops, calls = _stops(kept)
    begin, end = BEGIN[tram]
    trips, times = _trips(kept, calls, stops)
    to_world = Transformer.from_crs(city.buildings.crs, "EPSG:4326", always_xy=True)
    lon, lat = to_world.transform(*stops.T)
    names = _named(city, stops)
    return {
        "agency": _one(agency_id="OT", agency_name="Réseau imaginaire / fictional network",
                       agency_url="https://example.org", agency_timezone="Europe/Paris", agency_lang="fr"),
        "feed_info": _one(feed_publisher_name="Réseau imaginaire", feed_publisher_url="https://example.org",
                          feed_lang="fr", feed_start_date=begin, feed_end_date=end, feed_version=begin[:4]),
        "stops": pd.DataFrame({"stop_id": [f"S{n:04d}" for n in range(len(stops))], "stop_name": names,
                               "stop_lat": np.round(lat, 6), "stop_lon": np.round(lon, 6)}),
        "routes": pd.DataFrame({"route_id": [line.name for line in kept], "agency_id": "OT",
                                "route_short_name": [line.name for line in kept],
                                "route_long_name": [f"{names[c[0]]} - {names[c[-1]]}" for c in calls],
                                "route_type": [0 if line.tram else 3 for line in kept]}),
        "trips": trips,
        "stop_times": times,
        "calendar": _calendar(begin, end),
        "calendar_dates": _exceptions(begin, end),
    }  # fmt: skip


def archive(tables: dict[str, pd.DataFrame]) -> bytes:
    """Return a feed as a zip archive, the same bytes for the same tables."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, table in tables.items():
            entry = zipfile.ZipInfo(f"{name}.txt", date_time=(2021, 9, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, table.to_csv(index=False, lineterminator="\n"))
    return content.getvalue()


def _one(**fields: str) -> pd.DataFrame:
    return pd.DataFrame({name: [value] for name, value in fields.items()})


# --- lines ---


def lines(city: City) -> list[Line]:
    """Return the tram, then the buses: pairs of edges of the town on opposite sides, through its centre."""
    nodes, graph = _graph(city)
    joined = _joined(graph)
    tree = cKDTree(nodes[joined])
    points = shapely.get_coordinates(shapely.point_on_surface(city.blocks.geometry.to_numpy()))
    people: Floats = np.bincount(
        city.households["block"], weights=city.households["size"], minlength=len(points)
    ).astype(float)
    centre_blocks = city.blocks["form"].to_numpy() == Form.CENTRE
    centre = np.average(points[centre_blocks], axis=0, weights=people[centre_blocks] + 1)
    middle = int(joined[tree.query(centre)[1]])
    _, before = dijkstra(graph, indices=middle, return_predecessors=True)
    count = int(np.clip(round(3 + city.inhabitants / 12_000), 3, 30))
    ends = [int(joined[tree.query(end)[1]]) for end in _ends(points, people, centre, 2 * count)]
    ends = [end for end in ends if end != middle]
    half = len(ends) // 2
    pairs = [(ends[n], ends[n + half]) for n in range(half)]
    estates = city.blocks["form"].to_numpy() == Form.ESTATE
    tram = max(pairs, key=lambda pair: _served(nodes, before, pair, points, people * (1 + 2 * estates)))
    ordered = [tram, *(pair for pair in pairs if pair != tram)]
    out = [Line(TRAM, True, 0, _way(nodes, before, tram))]
    return out + [
        Line(f"{n}", False, 1 if n <= (half + 1) // 2 else 2, _way(nodes, before, pair))
        for n, pair in enumerate(ordered, 1)
    ]


def _graph(city: City) -> tuple[Floats, csr_array]:
    """Return the crossings (n, 2) and what each street between two of them costs a line."""
    shapes = city.streets.geometry.to_numpy()
    first = np.round(shapely.get_coordinates(shapely.get_point(shapes, 0)), 1)
    last = np.round(shapely.get_coordinates(shapely.get_point(shapes, -1)), 1)
    nodes, place = np.unique(np.vstack([first, last]), axis=0, return_inverse=True)
    a, b = np.split(place.ravel(), 2)
    level = city.streets["level"].to_numpy()
    cost = shapely.length(shapes) * np.select([level == kind for kind in PREFERRED], list(PREFERRED.values()), 3.0)
    graph = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b), "cost": cost}).groupby(["a", "b"]).min()
    rows, columns = (graph.index.get_level_values(name).to_numpy() for name in ("a", "b"))
    weights = graph["cost"].to_numpy()
    size = (len(nodes), len(nodes))
    return nodes, csr_array((np.tile(weights, 2), (np.r_[rows, columns], np.r_[columns, rows])), shape=size)


def _joined(graph: csr_array) -> Ints:
    """Return the crossings of the largest part of the network: a lane that leads nowhere is no place for a bus."""
    _, part = connected_components(graph, directed=False)
    return np.flatnonzero(part == np.bincount(part).argmax())


def _ends(points: Floats, people: Floats, centre: Floats, count: int) -> list[Floats]:
    """Return so many places at the edge of where people live, all round the centre."""
    away = points - centre
    angle = np.arctan2(away[:, 1], away[:, 0])
    sector = ((angle + np.pi) / (2 * np.pi) * count).astype(int) % count
    ends = []
    for number in range(count):
        here = np.flatnonzero((sector == number) & (people > 0))
        if len(here):
            distance = np.hypot(*away[here].T)
            reach = np.sort(distance)[int(0.9 * (len(here) - 1))]
            ends.append(points[here[int(np.argmin(np.abs(distance - reach)))]])
    return ends


def _served(nodes: Floats, before: Ints, pair: tuple[int, int], points: Floats, people: Floats) -> float:
    """Return how many live within 400 m of the way between two ends, the people of estates counted three times."""
    way = _way(nodes, before, pair)
    dense = shapely.get_coordinates(shapely.segmentize(shapely.linestrings(way), 100.0))
    near = cKDTree(dense).query(points, distance_upper_bound=400.0)[0]
    return float(people[np.isfinite(near)].sum())


def _way(nodes: Floats, before: Ints, pair: tuple[int, int]) -> Floats:
    """Return the crossings (n, 2) from one end through the centre to the other."""
    there, back = (_back(before, end) for end in pair)
    return np.asarray(nodes[[*there, *back[::-1][1:]]])


def _back(before: Ints, end: int) -> list[int]:
    way = [end]
    while before[way[-1]] >= 0:
        way.append(int(before[way[-1]]))
    return way


# --- stops and trips ---


def _stops(kept: list[Line]) -> tuple[Floats, list[list[int]]]:
    """Return the places of the stops (n, 2), and the stops that each line calls at, in order."""
    places: list[Floats] = []
    calls: list[list[int]] = []
    for line in kept:
        way = shapely.linestrings(line.way)
        apart = TRAM_SPACING if line.tram else SPACING
        count = max(2, round(shapely.length(way) / apart))
        called: list[int] = []
        for at in shapely.get_coordinates(
            shapely.line_interpolate_point(way, np.linspace(0, 1, count + 1), normalized=True)
        ):
            away = np.hypot(*(np.array(places) - at).T) if places else np.array([np.inf])
            if away.min() <= SHARED:
                stop = int(away.argmin())
            else:
                stop = len(places)
                places.append(np.round(at, 1))
            if stop not in called:
                called.append(stop)
        calls.append(called)
    return np.array(places), calls


def _named(city: City, stops: Floats) -> list[str]:
    """Return a name for each stop: the street it stands in, numbered where several do."""
    names = city.streets["name"].to_numpy()
    nearest = shapely.STRtree(city.streets.geometry.to_numpy()).nearest(shapely.points(stops))
    seen: dict[str, int] = {}
    out = []
    for name in names[nearest]:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return out


def _trips(kept: list[Line], calls: list[list[int]], stops: Floats) -> tuple[pd.DataFrame, pd.DataFrame]:
    trips: list[tuple[str, str, str, int]] = []
    times: list[pd.DataFrame] = []
    for line, called in zip(kept, calls, strict=True):
        for direction in (0, 1):
            order = called if direction == 0 else called[::-1]
            speed = (TRAM_SPEED if line.tram else SPEED) / 3.6
            ride = np.hypot(*np.diff(stops[order], axis=0).T) * 1.2 / speed  # streets are no straight lines
            offset = np.r_[0, np.rint(np.cumsum(ride))].astype(np.int64)
            for service in SERVICES:
                starts = departures(service, line.rank, 7 * (len(times) % 5))
                ids = [f"{line.name}-{direction}-{service}-{n:03d}" for n in range(len(starts))]
                trips += [(line.name, service, trip, direction) for trip in ids]
                if ids:
                    times.append(_calls(ids, order, starts[:, None] + offset[None]))
    names = ["route_id", "service_id", "trip_id", "direction_id"]
    return pd.DataFrame(trips, columns=names), pd.concat(times, ignore_index=True)


def departures(service: str, rank: int, shift: int) -> Ints:
    """Return when trips of a service start, in seconds after midnight; `shift` minutes set lines apart."""
    found: list[float] = []
    for begin, end, headway in zip(HOURS, HOURS[1:], HEADWAYS[service][rank], strict=False):
        if headway:
            found += list(np.arange(begin * 60 + shift % headway, end * 60, headway))
    return np.array(found, dtype=np.int64) * 60


def _calls(ids: list[str], order: list[int], seconds: Ints) -> pd.DataFrame:
    stops = [f"S{stop:04d}" for stop in order]
    shown = _clock(seconds.ravel())
    return pd.DataFrame(
        {
            "trip_id": np.repeat(ids, len(order)),
            "arrival_time": shown,
            "departure_time": shown,
            "stop_id": np.tile(stops, len(ids)),
            "stop_sequence": np.tile(np.arange(1, len(order) + 1), len(ids)),
        }
    )


def _clock(seconds: Ints) -> list[str]:
    return [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in seconds.tolist()]


def _calendar(begin: str, end: str) -> pd.DataFrame:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    rows = [(service, *pattern, begin, end) for service, pattern in SERVICES.items()]
    return pd.DataFrame(rows, columns=["service_id", *days, "start_date", "end_date"])


def _exceptions(begin: str, end: str) -> pd.DataFrame:
    """Return the days on which service differs: as on Sundays, none on 1 May, and a strike in January."""
    spring = int(end[:4])
    as_sunday = [f"{int(begin[:4])}1101", f"{int(begin[:4])}1111", f"{spring}0508"]
    as_sunday = [day for day in as_sunday if pd.Timestamp(day).day_of_week < 5]
    rows = [(service, day, kind) for day in as_sunday for service, kind in (("WEEK", 2), ("SUN", 1))]
    for day in (f"{spring}0501", f"{spring}0120"):
        weekday = pd.Timestamp(day).day_of_week
        rows.append(("WEEK" if weekday < 5 else "SAT" if weekday == 5 else "SUN", day, 2))
    return pd.DataFrame(
        sorted(rows, key=lambda row: (row[1], row[0])), columns=["service_id", "date", "exception_type"]
    )
