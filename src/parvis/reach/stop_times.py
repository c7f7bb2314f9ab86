"""The events of trips from stop_times.txt: put in order, checked, and blank times interpolated."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from parvis.model.finding import Finding
from parvis.reach.feed import Flags, Floats, Integers, Stops
from parvis.reach.tables import Table

CLOCK = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)")
BLANK, WRONG = -1, -2
EARTH = 6_371_008.8
NEEDS = ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence")
TAKES = ("pickup_type", "drop_off_type", "shape_dist_traveled")


@dataclass(frozen=True)
class Events:
    """The events of all sound trips, trip after trip; `trip` ascends."""

    trip: Integers
    stop: Integers
    arrival: Integers
    departure: Integers
    board: Flags
    alight: Flags


def clock_seconds(text: str) -> int:
    """Return the seconds of a time of day, which may be past 24:00:00; -1 of a blank, -2 of what is no time.

    >>> clock_seconds("25:01:05"), clock_seconds(" 7:00:00".strip()), clock_seconds(""), clock_seconds("7h")
    (90065, 25200, -1, -2)
    """
    if not text:
        return BLANK
    found = CLOCK.fullmatch(text)
    if found is None:
        return WRONG
    hours, minutes, seconds = map(int, found.groups())
    return 3600 * hours + 60 * minutes + seconds


def seconds_of(table: Table, column: str) -> Integers:
    """Return a column of times of day in seconds."""
    code, texts = table.coded(column)
    return np.array([clock_seconds(text) for text in texts], dtype=np.int64)[code] if len(code) else code


def rows_of(table: Table, column: str, place: dict[str, int]) -> Integers:
    """Return for each row where its identifier stands in another table, -1 where it does not."""
    code, texts = table.coded(column)
    return np.array([place.get(text, -1) for text in texts], dtype=np.int64)[code] if len(code) else code


def read_events(
    table: Table, trips: dict[str, int], stops: Stops, places: dict[str, int]
) -> tuple[Events, list[Finding]]:
    """Return the events of sound trips, and what is wrong with the others, each left out as a whole."""
    trip, stop = rows_of(table, "trip_id", trips), rows_of(table, "stop_id", places)
    order = table.numbers("stop_sequence")
    arrival, departure = seconds_of(table, "arrival_time"), seconds_of(table, "departure_time")
    wrong = (arrival == WRONG) | (departure == WRONG)
    findings = [
        *table.at("feed_trip_unknown", trip < 0),
        *table.at("feed_stop_unknown", stop < 0),
        *table.at("feed_sequence_unreadable", np.isnan(order)),
        *table.at("feed_time_unreadable", wrong),
    ]
    broken = np.zeros(len(trips), dtype=np.bool_)
    broken[trip[(trip >= 0) & ((stop < 0) | np.isnan(order) | wrong)]] = True
    keep = (trip >= 0) & ~broken[trip]
    rows = np.flatnonzero(keep)
    rows = rows[np.lexsort((order[rows], trip[rows]))] if not _sorted(trip[rows], order[rows]) else rows
    arrival, departure = _one_for_the_other(arrival[rows], departure[rows])
    found, bad = _faults(table, rows, trip[rows], order[rows], arrival, departure)
    findings += found
    broken[trip[rows][bad]] = True
    sound = ~broken[trip[rows]]
    rows, arrival, departure = rows[sound], arrival[sound], departure[sound]
    along = _along(table, rows, trip[rows], stop[rows], stops)
    arrival, departure = _interpolated(arrival, departure, along)
    never = ("1",)
    return Events(trip[rows], stop[rows], arrival, departure, ~_says(table, "pickup_type", never)[rows],
                  ~_says(table, "drop_off_type", never)[rows]), findings  # fmt: skip


def _says(table: Table, column: str, words: tuple[str, ...]) -> Flags:
    code, texts = table.coded(column)
    return np.array([text in words for text in texts], dtype=np.bool_)[code] if len(code) else np.zeros(0, np.bool_)


def _sorted(trip: Integers, order: Floats) -> bool:
    step = np.diff(trip)
    return bool(np.all((step > 0) | ((step == 0) & (np.diff(order) > 0))))


def _one_for_the_other(arrival: Integers, departure: Integers) -> tuple[Integers, Integers]:
    """Return both times where only one of them stands."""
    return np.where(arrival == BLANK, departure, arrival), np.where(departure == BLANK, arrival, departure)


def _faults(
    table: Table, rows: Integers, trip: Integers, order: Floats, arrival: Integers, departure: Integers
) -> tuple[list[Finding], Flags]:
    """Return what is wrong with the order and the times of trips, and on which of the sorted rows."""
    begins = np.ones(len(trip), dtype=np.bool_)
    begins[1:] = trip[1:] != trip[:-1]
    ends = np.roll(begins, -1)
    twice = ~begins & (np.diff(order, prepend=np.nan) == 0)
    timeless = (begins | ends) & (departure == BLANK)
    alone = begins & ends
    known = np.flatnonzero(departure != BLANK)
    back = np.zeros(len(trip), dtype=np.bool_)
    back[known] = departure[known] < arrival[known]
    same = trip[known[1:]] == trip[known[:-1]]
    back[known[1:]] |= same & (arrival[known[1:]] < departure[known[:-1]])
    faults = {"feed_sequence_twice": twice, "feed_trip_timeless": timeless, "feed_trip_of_one_stop": alone,
              "feed_times_back": back}  # fmt: skip
    findings = [finding for code, flags in faults.items() for finding in table.at(code, rows[flags])]
    return findings, twice | timeless | alone | back


def _along(table: Table, rows: Integers, trip: Integers, stop: Integers, stops: Stops) -> Floats:
    """Return how far along all trips laid end to end each event is: by the feed's distances, or else in straight lines.

    A distance that the feed does not give, or that goes back, or a stop without a place, counts as one step.
    """
    given = (
        table.numbers("shape_dist_traveled")[rows]
        if "shape_dist_traveled" in table.columns
        else np.full(len(rows), np.nan)
    )
    step = np.diff(given, prepend=np.nan)
    lon, lat = np.radians(stops.lon[stop]), np.radians(stops.lat[stop])
    metres = EARTH * np.hypot(np.diff(lon, prepend=np.nan) * np.cos(lat), np.diff(lat, prepend=np.nan))
    complete = np.bincount(trip, ~np.isfinite(given), minlength=1) == 0
    step = np.where(complete[trip] if len(trip) else False, step, metres)
    return np.cumsum(np.where(np.isfinite(step) & (step >= 0), step, 1.0))


def _interpolated(arrival: Integers, departure: Integers, along: Floats) -> tuple[Integers, Integers]:
    """Return times without blanks: linear in distance between the times that are given on either side."""
    blank = np.flatnonzero(arrival == BLANK)
    if not len(blank):
        return arrival, departure
    known = np.flatnonzero(arrival != BLANK)
    after = np.searchsorted(known, blank)
    low, high = known[after - 1], known[after]
    span = along[high] - along[low]
    share = np.where(span > 0, (along[blank] - along[low]) / np.where(span > 0, span, 1), (blank - low) / (high - low))
    times = departure[low] + np.rint(share * (arrival[high] - departure[low])).astype(np.int64)
    arrival, departure = arrival.copy(), departure.copy()
    arrival[blank] = departure[blank] = times
    return arrival, departure
