"""A GTFS feed from its files: what can be used as a Feed, what is wrong as findings with file and line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from parvis.errors import SourceError
from parvis.model.finding import Finding
from parvis.reach.feed import (
    Feed,
    Flags,
    Frequencies,
    InSeat,
    Integers,
    Pathways,
    Routes,
    Services,
    Stops,
    Transfers,
    Trips,
)
from parvis.reach.stop_times import NEEDS, TAKES, Events, read_events, rows_of, seconds_of
from parvis.reach.tables import Archive, Table

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REQUIRED = ("agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt")
BY_TIME, IMPOSSIBLE, IN_SEAT, RE_BOARD = "2", "3", "4", "5"
RECOMMENDED = ("", "0")


def read_feed(place: Path) -> Feed:
    """Return the feed in a .zip or a folder.

    Raises SourceError where it is no feed, lacks a file or a column that it needs, or holds no trip at all.
    """
    archive = Archive(place)
    absent = [name for name in REQUIRED if name not in archive]
    if "calendar.txt" not in archive and "calendar_dates.txt" not in archive:
        absent.append("calendar.txt")
    if absent:
        raise SourceError.of("feed_file_missing", place, name=place.name, files=", ".join(absent))
    findings = archive.findings
    stops, places = _stops(archive, findings)
    routes, lines = _routes(archive, findings)
    services, days = _services(archive, findings)
    trips, numbers = _trips(archive, findings, stops, places, lines, days)
    if not len(trips):
        raise SourceError([Finding("feed_empty", None, {"name": place.name}), *findings])
    frequencies = _frequencies(archive, findings, numbers)
    transfers, in_seat = _transfers(archive, findings, stops, places, trips, numbers)
    pathways = _pathways(archive, findings, places)
    zone = _timezone(archive)
    return Feed(place, zone, stops, routes, trips, services, frequencies, transfers, in_seat, pathways, tuple(findings))


def _timezone(archive: Archive) -> str:
    table = archive.table("agency.txt", ("agency_timezone",))
    names = [name for name in table.coded("agency_timezone")[1] if name]
    if not names:
        raise SourceError(_at_top(table, "feed_timezone", zone=""))
    try:
        ZoneInfo(names[0])
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SourceError(_at_top(table, "feed_timezone", zone=names[0])) from error
    return names[0]


def _at_top(table: Table, code: str, **values: object) -> list[Finding]:
    return [Finding(code, found.where, values) for found in table.at(code, np.arange(min(1, len(table))))] or [
        Finding(code, None, values)
    ]


def _unique(table: Table, column: str, findings: list[Finding], code: str) -> tuple[Integers, list[str]]:
    """Return the rows that keep their identifier, the first of each, and the identifiers; blanks and twins are told."""
    number, texts = table.coded(column)
    blank = np.array([not text for text in texts], dtype=np.bool_)
    first = np.zeros(len(number), dtype=np.bool_)
    first[np.unique(number, return_index=True)[1]] = True
    first &= ~blank[number] if len(number) else first
    findings += table.at(code, ~first)
    rows = np.flatnonzero(first)
    return rows, [texts[n] for n in number[rows].tolist()]


def _stops(archive: Archive, findings: list[Finding]) -> tuple[Stops, dict[str, int]]:
    table = archive.table(
        "stops.txt", ("stop_id",), ("stop_name", "stop_lat", "stop_lon", "location_type", "parent_station")
    )
    rows, ids = _unique(table, "stop_id", findings, "feed_stop_twice")
    places = {name: i for i, name in enumerate(ids)}
    lon, lat = table.numbers("stop_lon"), table.numbers("stop_lat")
    nowhere = ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90)) | ((lon == 0) & (lat == 0))
    kind = np.nan_to_num(table.numbers("location_type")).astype(np.int64)
    findings += table.at("feed_stop_without_place", nowhere & (kind < 3))
    lon, lat = np.where(nowhere, np.nan, lon)[rows], np.where(nowhere, np.nan, lat)[rows]
    names = table.text("stop_name").take(rows).to_pylist()
    return Stops(tuple(ids), tuple(names), lon, lat, rows_of(table, "parent_station", places)[rows], kind[rows]), places


def _routes(archive: Archive, findings: list[Finding]) -> tuple[Routes, dict[str, int]]:
    table = archive.table("routes.txt", ("route_id",), ("route_short_name", "route_long_name", "route_type"))
    rows, ids = _unique(table, "route_id", findings, "feed_route_twice")
    short, long = (table.text(f"route_{size}_name").take(rows).to_pylist() for size in ("short", "long"))
    names = tuple(a or b or c for a, b, c in zip(short, long, ids, strict=True))
    modes = np.nan_to_num(table.numbers("route_type"), nan=-1).astype(np.int64)[rows]
    return Routes(tuple(ids), names, modes), {name: i for i, name in enumerate(ids)}


def _dates(table: Table, column: str) -> Integers:
    """Return a column of dates as ordinals, 0 where none can be read."""
    code, texts = table.coded(column)
    return np.array([_ordinal(text) for text in texts], dtype=np.int64)[code] if len(code) else code


def _ordinal(text: str) -> int:
    try:
        return datetime.strptime(text, "%Y%m%d").toordinal()
    except ValueError:
        return 0


def _services(archive: Archive, findings: list[Finding]) -> tuple[Services, dict[str, int]]:
    weekly = archive.table("calendar.txt", ("service_id", *DAYS, "start_date", "end_date"))
    single = archive.table("calendar_dates.txt", ("service_id", "date", "exception_type"))
    rows, ids = _unique(weekly, "service_id", findings, "feed_service_twice")
    start, end = _dates(weekly, "start_date")[rows], _dates(weekly, "end_date")[rows]
    wrong = (start == 0) | (end == 0)
    findings += weekly.at("feed_date_unreadable", rows[wrong])
    days = np.array([[text == "1" for text in weekly.text(day).to_pylist()] for day in DAYS], dtype=np.bool_)
    days = days.reshape(7, -1).T[rows] & ~wrong[:, None]
    extra = [name for name in dict.fromkeys(single.text("service_id").to_pylist()) if name not in set(ids)]
    places = {name: i for i, name in enumerate([*ids, *extra])}
    none = np.zeros(len(extra), dtype=np.int64)
    changes = _exceptions(single, places, findings)
    return Services(
        tuple(places), np.concatenate((start, none)), np.concatenate((end, none)),
        np.concatenate((days, np.zeros((len(extra), 7), dtype=np.bool_))), *changes,
    ), places  # fmt: skip


def _exceptions(
    table: Table, places: dict[str, int], findings: list[Finding]
) -> tuple[tuple[frozenset[int], ...], tuple[frozenset[int], ...]]:
    service, day = rows_of(table, "service_id", places), _dates(table, "date")
    kind = table.numbers("exception_type")
    unknown = (day == 0) | ~np.isin(kind, (1, 2))
    findings += table.at("feed_date_unreadable", unknown)
    sets: tuple[list[set[int]], list[set[int]]] = ([set() for _ in places], [set() for _ in places])
    sound = ~unknown
    for i, number, which in zip(service[sound].tolist(), day[sound].tolist(), kind[sound].tolist(), strict=True):
        sets[int(which) - 1][i].add(number)
    added, removed = (tuple(frozenset(days) for days in part) for part in sets)
    return added, removed


def _trips(
    archive: Archive, findings: list[Finding], stops: Stops, places: dict[str, int], lines: dict[str, int],
    days: dict[str, int],
) -> tuple[Trips, dict[str, int]]:  # fmt: skip
    """Return the trips with a known route, known days and sound events; and their numbers by identifier."""
    table = archive.table("trips.txt", ("route_id", "service_id", "trip_id"))
    rows, ids = _unique(table, "trip_id", findings, "feed_trip_twice")
    route, service = rows_of(table, "route_id", lines)[rows], rows_of(table, "service_id", days)[rows]
    findings += table.at("feed_route_unknown", rows[route < 0])
    findings += table.at("feed_service_unknown", rows[service < 0])
    numbers = {name: i for i, name in enumerate(ids)}
    events, found = read_events(archive.table("stop_times.txt", NEEDS, TAKES), numbers, stops, places)
    findings += found
    count = np.bincount(events.trip, minlength=len(ids))
    empty = (count == 0) & ~np.isin(np.arange(len(ids)), events.trip)
    if not found:
        findings += table.at("feed_trip_without_times", rows[empty])
    return _kept(ids, route, service, events, (route >= 0) & (service >= 0) & (count > 1))


def _kept(
    ids: list[str], route: Integers, service: Integers, events: Events, keep: Flags
) -> tuple[Trips, dict[str, int]]:
    number = np.cumsum(keep) - 1
    of_kept = keep[events.trip]
    trip = number[events.trip[of_kept]]
    chosen = np.flatnonzero(keep)
    first = np.zeros(len(chosen) + 1, dtype=np.int64)
    first[1:] = np.cumsum(np.bincount(trip, minlength=len(chosen)))
    names = tuple(ids[i] for i in chosen.tolist())
    trips = Trips(
        names, route[chosen], service[chosen], first, events.stop[of_kept], events.arrival[of_kept],
        events.departure[of_kept], events.board[of_kept], events.alight[of_kept],
    )  # fmt: skip
    return trips, {name: i for i, name in enumerate(names)}


def _frequencies(archive: Archive, findings: list[Finding], numbers: dict[str, int]) -> Frequencies:
    table = archive.table("frequencies.txt", ("trip_id", "start_time", "end_time", "headway_secs"), ("exact_times",))
    trip, start, end = (
        rows_of(table, "trip_id", numbers),
        seconds_of(table, "start_time"),
        seconds_of(table, "end_time"),
    )
    headway = np.nan_to_num(table.numbers("headway_secs")).astype(np.int64)
    unknown, wrong = trip < 0, (start < 0) | (end <= start) | (headway <= 0)
    findings += table.at("feed_trip_unknown", unknown)
    findings += table.at("feed_frequency", wrong & ~unknown)
    sound = ~(unknown | wrong)
    exact = table.numbers("exact_times")[sound] == 1
    return Frequencies(trip[sound], start[sound], end[sound], headway[sound], exact)


def _transfers(
    archive: Archive, findings: list[Finding], stops: Stops, places: dict[str, int], trips: Trips,
    numbers: dict[str, int],
) -> tuple[Transfers, InSeat]:  # fmt: skip
    """Return the feed's own changes from stop to stop, those of a station for each of its stops; and those in seat."""
    needs = ("from_stop_id", "to_stop_id", "transfer_type")
    table = archive.table("transfers.txt", needs, ("min_transfer_time", "from_trip_id", "to_trip_id",
                                                   "from_route_id", "to_route_id"))  # fmt: skip
    origin, target = rows_of(table, "from_stop_id", places), rows_of(table, "to_stop_id", places)
    narrow = np.zeros(len(table), dtype=np.bool_)
    for column in ("from_trip_id", "to_trip_id", "from_route_id", "to_route_id"):
        narrow |= np.array([bool(text) for text in table.text(column).to_pylist()], dtype=np.bool_)
    kind, least = np.array(table.text("transfer_type").to_pylist(), dtype=np.str_), table.numbers("min_transfer_time")
    of_trips = np.isin(kind, (IN_SEAT, RE_BOARD))
    in_seat = _in_seat(table, findings, kind == IN_SEAT, trips, numbers)
    findings += table.at("feed_transfer_of_trips", narrow & ~of_trips & ~np.isin(kind, RECOMMENDED))
    plain = ~narrow & ~of_trips
    findings += table.at("feed_stop_unknown", ((origin < 0) | (target < 0)) & plain)
    below: dict[int, list[int]] = {}
    for stop, parent in enumerate(stops.parent.tolist()):
        below.setdefault(parent, []).append(stop)
    rows: list[tuple[int, int, int]] = []
    for i in np.flatnonzero(plain & (origin >= 0) & (target >= 0)).tolist():
        if kind[i] == IMPOSSIBLE or (kind[i] == BY_TIME and least[i] >= 0):
            seconds = -1 if kind[i] == IMPOSSIBLE else int(least[i])
            a, b = int(origin[i]), int(target[i])
            rows += [(x, y, seconds) for x in below.get(a, [a]) for y in below.get(b, [b])]
    made = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Transfers(made[:, 0], made[:, 1], made[:, 2]), in_seat


def _in_seat(table: Table, findings: list[Finding], stated: Flags, trips: Trips, numbers: dict[str, int]) -> InSeat:
    """Return which trips go on as which; one that leaves before the other has arrived does not."""
    trip, then = rows_of(table, "from_trip_id", numbers), rows_of(table, "to_trip_id", numbers)
    known = (trip >= 0) & (then >= 0)
    findings += table.at("feed_trip_unknown", stated & ~known)
    good = stated & known
    ends, begins = trips.arrival[trips.first[1:] - 1], trips.departure[trips.first[:-1]]
    good[good] = (ends[trip[good]] <= begins[then[good]]) & (trip[good] != then[good])
    findings += table.at("feed_in_seat", stated & known & ~good)
    pairs = np.unique(np.column_stack((trip[good], then[good])), axis=0)
    return InSeat(pairs[:, 0], pairs[:, 1])


def _pathways(archive: Archive, findings: list[Finding], places: dict[str, int]) -> Pathways:
    """Return the ways inside stations; one whose time or length makes no sense is as if it did not say."""
    needs = ("from_stop_id", "to_stop_id", "pathway_mode", "is_bidirectional")
    table = archive.table("pathways.txt", needs, ("traversal_time", "length", "stair_count"))
    origin, target = rows_of(table, "from_stop_id", places), rows_of(table, "to_stop_id", places)
    unknown = (origin < 0) | (target < 0)
    findings += table.at("feed_stop_unknown", unknown)
    given = {name: table.numbers(name) for name in ("traversal_time", "length", "stair_count")}
    given["stair_count"] = np.abs(given["stair_count"])  # below zero on the way down
    sense = {name: np.where(values >= 0, values, np.nan)[~unknown] for name, values in given.items()}
    mode = np.nan_to_num(table.numbers("pathway_mode")).astype(np.int64)[~unknown]
    both = table.numbers("is_bidirectional")[~unknown] == 1
    return Pathways(origin[~unknown], target[~unknown], both, mode, *sense.values())
