"""What a timetable feed says, as arrays: stops, routes, trips with their events, days of service, transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from parvis.model.finding import Finding

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Stops:
    """Places to board or alight: WGS 84 degrees, NaN where the feed gives none; `parent` a row of the stops, or -1.

    `kind` is the feed's location_type: 0 a stop or platform, 1 a station, 2 an entrance, 3 a node, 4 a boarding area.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    lon: Floats
    lat: Floats
    parent: Integers
    kind: Integers

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Routes:
    """Lines as passengers know them: `names` the short name, or the long one where there is none."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    modes: Integers


@dataclass(frozen=True)
class Trips:
    """Vehicle journeys. The events of trip i are rows first[i]:first[i + 1], in order of travel.

    `arrival` and `departure` are seconds after noon minus twelve hours of the day of service; none is missing.
    """

    ids: tuple[str, ...]
    route: Integers
    service: Integers
    first: Integers
    stop: Integers
    arrival: Integers
    departure: Integers
    board: Flags
    alight: Flags

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Services:
    """Days of service: weekly between two dates (n_services, 7), with single days added or taken away."""

    ids: tuple[str, ...]
    start: Integers
    end: Integers
    weekdays: Flags
    added: tuple[frozenset[int], ...]
    removed: tuple[frozenset[int], ...]

    def running(self, day: date) -> Flags:
        """Return which services run on a day."""
        number = day.toordinal()
        weekly = (self.start <= number) & (number <= self.end) & self.weekdays[:, day.weekday()]
        plus = np.array([number in days for days in self.added], dtype=np.bool_)
        minus = np.array([number in days for days in self.removed], dtype=np.bool_)
        return (weekly & ~minus) | plus

    def span(self) -> tuple[date, date] | None:
        """Return the first and last day on which anything may run, or None where nothing ever does."""
        weekly = self.weekdays.any(axis=1)
        days = [*self.start[weekly].tolist(), *self.end[weekly].tolist(), *(d for days in self.added for d in days)]
        return (date.fromordinal(min(days)), date.fromordinal(max(days))) if days else None


@dataclass(frozen=True)
class Frequencies:
    """Trips that stand for many: every `headway` seconds from `start` to before `end`; `exact` at just these times."""

    trip: Integers
    start: Integers
    end: Integers
    headway: Integers
    exact: Flags


@dataclass(frozen=True)
class Transfers:
    """What a feed says of changes from stop to stop: `seconds` at least, -1 where none is possible."""

    origin: Integers
    target: Integers
    seconds: Integers


@dataclass(frozen=True)
class InSeat:
    """Trips that go on as another, their passengers inside: rows of the trips, sorted by the first."""

    trip: Integers
    then: Integers

    def after(self, trip: int) -> list[int]:
        """Return the trips as which one goes on."""
        begin, end = np.searchsorted(self.trip, (trip, trip + 1)).tolist()
        following: list[int] = self.then[begin:end].tolist()
        return following


@dataclass(frozen=True)
class Pathways:
    """Ways inside stations, from stop to stop, `both` ways or one; what a feed does not say of them is NaN."""

    origin: Integers
    target: Integers
    both: Flags
    mode: Integers
    seconds: Floats
    metres: Floats
    stairs: Floats


@dataclass(frozen=True)
class Feed:
    """A feed, read and checked; what could not be used was left out and is in the findings."""

    file: Path
    timezone: str
    stops: Stops
    routes: Routes
    trips: Trips
    services: Services
    frequencies: Frequencies
    transfers: Transfers
    in_seat: InSeat
    pathways: Pathways
    findings: tuple[Finding, ...]
