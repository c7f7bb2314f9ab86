"""Minimum service: who has a stop within a walk at which enough vehicles leave, hour by hour, on the days asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parvis.errors import AnalystError
from parvis.model.finding import Finding
from parvis.reach.accessibility import SCHEMA
from parvis.reach.doors import Walker, off_streets, placed, walks
from parvis.reach.feed import Feed, Floats, Integers
from parvis.reach.points import Points
from parvis.reach.stations import stations
from parvis.reach.timetable import Timetable, timetable

Seconds = npt.NDArray[np.int32]

HOUR = 3600


@dataclass(frozen=True)
class Standard:
    """At least `per_hour` departures from one stop in each hour that begins on `days`, `hours` of them from each."""

    days: tuple[datetime, ...]
    hours: int
    per_hour: float

    def __post_init__(self) -> None:
        if not self.days or not 1 <= self.hours <= 24 or self.per_hour <= 0:
            raise AnalystError.of("reach_standard")


@dataclass(frozen=True)
class Served:
    """Of each origin: minutes on foot to the nearest stop that is served well enough, NaN without one within reach.

    `best` is the most that any stop within reach offers: departures in its hour of fewest.
    """

    minutes: Floats
    best: Floats
    findings: tuple[Finding, ...]


def departures_by_hour(table: Timetable, hours: int) -> Integers:
    """Return (n_stops, hours): departures at which one may board, in each hour from the first departure on."""
    trips = np.diff(table.trip_first)
    pattern = np.repeat(np.arange(len(trips)), np.diff(table.first))
    last = np.zeros(len(table.stop), dtype=np.bool_)
    last[table.first[1:] - 1] = True
    leaves = np.repeat(table.board & ~last, trips[pattern])
    stop, hour = np.repeat(table.stop, trips[pattern]), table.departures // HOUR
    counted = leaves & (table.departures >= 0) & (hour < hours)
    found = np.bincount(stop[counted] * hours + hour[counted], minlength=table.stops * hours)
    return found.reshape(table.stops, hours)


def served(feeds: Sequence[Feed], walker: Walker, origins: Points, standard: Standard) -> Served:
    """Return how each origin is served, by stops within the walker's longest walk.

    Each stop counts by itself: of two on either side of a street, each has the departures of its direction. Raises
    AnalystError where no feed holds on one of the days.
    """
    tables = [timetable(feeds, day, standard.hours * HOUR) for day in standard.days]
    least = np.min([departures_by_hour(table, standard.hours).min(axis=1) for table in tables], axis=0)
    middle = float(np.median(origins.lat))
    where = placed(walker, origins.lon, origins.lat, middle=middle)
    found = walks(walker, where, placed(walker, tables[0].lon, tables[0].lat, middle=middle))
    inside = stations(tables[0], walker.speed)
    if inside is not None:
        found = inside.to_places(found, walker.longest)
    best, seconds = np.zeros(len(origins)), np.full(len(origins), np.inf)
    np.maximum.at(best, found.origin(), least[found.target].astype(np.float64))
    enough = least[found.target] >= standard.per_hour
    np.minimum.at(seconds, found.origin()[enough], found.seconds[enough].astype(np.float64))
    minutes = np.where(np.isfinite(seconds), seconds / 60, np.nan)
    told = [finding for table in tables for finding in table.findings if finding.code != "feed_routes_idle"]
    return Served(minutes, best, (*told, *off_streets(origins.name, where)))


def days_at(days: Sequence[datetime], hour: int) -> tuple[datetime, ...]:
    """Return the same days from an hour on."""
    return tuple(day.replace(hour=0, minute=0, second=0) + timedelta(hours=hour) for day in days)


def rows(found: Served, origins: Points, standard: Standard) -> Iterator[pa.Table]:
    """Yield lines like those of `parvis reach access`: `served` 1 or 0, `minutes_to` such a stop, `departures`.

    `parvis reach zones` makes of `served` the share of residents that is served.
    """
    values = {"served": np.isfinite(found.minutes).astype(np.float64), "minutes_to": found.minutes,
              "departures": found.best}  # fmt: skip
    count = len(origins)
    for measure, column in values.items():
        constants = [pa.array([text] * count, pa.string()) for text in ("stops", measure)]
        numbers = [pa.array([value] * count, pa.float64()) for value in (standard.per_hour, 50.0)]
        yield pa.Table.from_arrays(
            [pa.array(origins.ids, pa.string()), *constants, *numbers, pa.array(column, mask=np.isnan(column))],
            schema=SCHEMA,
        )
