"""One journey in its parts: the walk to the stop, the wait, the ride, the change, the walk from the last stop.

Found by plain RAPTOR for one departure, which remembers how each stop was come to; slower than the search over all
departures by far, and as early: a test holds the one against the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from parvis.errors import AnalystError
from parvis.model.finding import Finding
from parvis.reach.doors import placed
from parvis.reach.feed import Integers
from parvis.reach.needless import Calls
from parvis.reach.points import Points
from parvis.reach.search import Network, Query
from parvis.reach.times import Prepared
from parvis.reach.timetable import Timetable

Seconds = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Part:
    """A part of a journey: `kind` is access, wait, ride, transfer, egress or walk; `route` and stops name a ride."""

    kind: str
    seconds: int
    route: str = ""
    begin: str = ""
    end: str = ""


@dataclass(frozen=True)
class _Ride:
    """How a stop was come to: by which trip of which pattern, boarded and left at which positions."""

    pattern: int
    trip: int
    board: int
    alight: int


class Finder:
    """Journeys over one network."""

    def __init__(self, network: Network, query: Query) -> None:
        self.network, self.query, self.table = network, query, network.timetable

    def earliest(
        self, leave: int, access: Mapping[int, int], walk: int | None, egress: Mapping[int, int]
    ) -> list[Part] | None:
        """Return the parts of the earliest journey that leaves at a second of the timetable, None if all are too long.

        `access` and `egress` are the seconds from the origin to stops and from stops to the destination, `walk` those
        all on foot.
        """
        best: int = self.query.longest + 1 if walk is None else walk
        found: tuple[int, int] | None = None
        ready = [{stop: (leave + seconds, -1) for stop, seconds in access.items()}]
        rides: list[dict[int, tuple[int, _Ride]]] = []
        for turn in range(self.query.rides):
            rides.append(self._ride(ready[turn], rides))
            for stop, (arrival, _) in rides[turn].items():
                taken = arrival + egress[stop] - leave if stop in egress else best
                if taken < best:
                    best, found = taken, (turn, stop)
            ready.append(self._change(rides[turn]))
        if best > self.query.longest:
            return None
        if found is None:
            return [Part("walk", best)]
        parts = list(self._backwards(leave, found, ready, rides))
        return [*reversed(parts), Part("egress", egress[found[1]])]

    def _ride(
        self, ready: Mapping[int, tuple[int, int]], before: list[dict[int, tuple[int, _Ride]]]
    ) -> dict[int, tuple[int, _Ride]]:
        """Return the stops come to earlier than by fewer vehicles."""
        found: dict[int, tuple[int, _Ride]] = {}
        for pattern, begin in _touched(self.network.served, ready).items():
            for stop, arrival, ride in self._along(pattern, begin, ready):
                known = min([part[stop][0] for part in [*before, found] if stop in part], default=None)
                if known is None or arrival < known:
                    found[stop] = (arrival, ride)
        return found

    def _along(
        self, pattern: int, begin: int, ready: Mapping[int, tuple[int, int]]
    ) -> Iterator[tuple[int, int, _Ride]]:
        """Yield each stop of a pattern with the arrival by the earliest trip that is caught before it."""
        table = self.table
        first, size = int(table.first[pattern]), int(table.trip_first[pattern + 1] - table.trip_first[pattern])
        trip, boarded = size, -1
        for position in range(begin, int(table.first[pattern + 1]) - first):
            stop = int(table.stop[first + position])
            times = int(table.time_first[pattern]) + position * size
            if trip < size and table.alight[first + position]:
                yield stop, int(table.arrivals[times + trip]), _Ride(pattern, trip, boarded, position)
            if stop in ready and table.board[first + position]:
                departures = table.departures[times : times + size]
                caught = int(np.searchsorted(departures, ready[stop][0] + self.query.slack))
                if caught < trip:
                    trip, boarded = caught, position

    def _change(self, rides: Mapping[int, tuple[int, _Ride]]) -> dict[int, tuple[int, int]]:
        """Return when one can be at stops around those come to, and from which of them."""
        ready: dict[int, tuple[int, int]] = {}
        for stop, (arrival, _) in rides.items():
            for target, seconds in zip(*(part.tolist() for part in self.network.transfers.around(stop)), strict=True):
                if target not in ready or arrival + seconds < ready[target][0]:
                    ready[target] = (arrival + seconds, stop)
        return ready

    def _backwards(
        self,
        leave: int,
        found: tuple[int, int],
        ready: list[dict[int, tuple[int, int]]],
        rides: list[dict[int, tuple[int, _Ride]]],
    ) -> Iterator[Part]:
        """Yield the parts from the last ride to the first walk."""
        turn, stop = found
        while True:
            arrival, ride = rides[turn][stop]
            departure, begin = self._boarded(ride)
            yield self._told(ride, arrival - departure)
            there, before = ready[turn][begin]
            yield Part("wait", departure - there)
            if before < 0:
                yield Part("access", there - leave)
                return
            turn -= 1
            yield Part("transfer", there - rides[turn][before][0])
            stop = before

    def _boarded(self, ride: _Ride) -> tuple[int, int]:
        """Return when a trip leaves the stop where it was boarded, and this stop."""
        table = self.table
        size = int(table.trip_first[ride.pattern + 1] - table.trip_first[ride.pattern])
        row = int(table.time_first[ride.pattern]) + ride.board * size + ride.trip
        return int(table.departures[row]), int(table.stop[table.first[ride.pattern] + ride.board])

    def _told(self, ride: _Ride, seconds: int) -> Part:
        table = self.table
        row = int(table.trip_first[ride.pattern]) + ride.trip
        feed = table.feeds[int(table.trip_feed[row])]
        route = feed.routes.names[int(feed.trips.route[int(table.trip_row[row])])]
        ends = (int(table.stop[table.first[ride.pattern] + at]) for at in (ride.board, ride.alight))
        begin, end = (_stop_name(table, stop) for stop in ends)
        return Part("ride", seconds, route, begin, end)


def _touched(served: Calls, ready: Mapping[int, tuple[int, int]]) -> dict[int, int]:
    """Return the patterns that can be boarded, and where first on each."""
    first, pattern, position = served
    found: dict[int, int] = {}
    for stop in ready:
        for i in range(int(first[stop]), int(first[stop + 1])):
            at = int(position[i])
            found[int(pattern[i])] = min(at, found.get(int(pattern[i]), at))
    return found


def _stop_name(table: Timetable, stop: int) -> str:
    feed = int(np.searchsorted(table.stop_first, stop, side="right")) - 1
    return table.feeds[feed].stops.names[stop - int(table.stop_first[feed])]


def journeys(
    prepared: Prepared, origins: Points, destinations: Points, origin: str, destination: str
) -> list[tuple[datetime, list[Part] | None]]:
    """Return for each departure of the window when it is, and the earliest journey in parts, or None.

    Of trips known by headway only one draw is taken. Raises AnalystError on an identifier that is none of the places.
    """
    start, goal = _row(origins, origin), _row(destinations, destination)
    network, query = prepared.networks[0], prepared.query
    here = placed(prepared.walker, origins.lon[[start]], origins.lat[[start]], middle=prepared.middle)
    around, stops = _pairs(prepared.around(here).around(0)), len(prepared.stops)
    access, walk = {place: taken for place, taken in around.items() if place < stops}, around.get(stops + goal)
    egress = _pairs(network.egress.turned(len(destinations))[0].around(goal))
    finder = Finder(network, query)
    return [
        (network.timetable.departure + timedelta(seconds=late), finder.earliest(late, access, walk, egress))
        for late in range(0, query.departures * query.every, query.every)
    ]


def _row(points: Points, name: str) -> int:
    if name not in points.ids:
        near = get_close_matches(name, points.ids, n=1)
        values = {"name": points.name, "id": name} | ({"guess": near[0]} if near else {})
        raise AnalystError([Finding("points_unknown", None, values)])
    return points.ids.index(name)


def _pairs(walks: tuple[Integers, Seconds]) -> dict[int, int]:
    return dict(zip(*(part.tolist() for part in walks), strict=True))
