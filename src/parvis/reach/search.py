"""Travel times door to door, from each origin to all destinations, over every departure of a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np
import numpy.typing as npt

from parvis.errors import AnalystError
from parvis.reach import raptor
from parvis.reach.feed import Integers
from parvis.reach.layout import Layout, clock, layout
from parvis.reach.needless import Calls, boardings, needed_egress, needed_transfers
from parvis.reach.ranks import comparisons, elapse, percentiles
from parvis.reach.rows import NEVER, lanes
from parvis.reach.timetable import Timetable
from parvis.reach.walks import Walks

Minutes = npt.NDArray[np.int16]
Seconds = npt.NDArray[np.int32]

AT_ONCE = 256
"""Departures worked on together: more, and their rows no longer fit the processor's memory."""

LONGEST_WALK = 4_500
"""Seconds of a single walk: more would not fit beside `NEVER` in 16 bits."""


@dataclass(frozen=True)
class Query:
    """What is asked: `departures` one every `every` seconds, times of travel at `percentiles` of them.

    `rides` is the most vehicles boarded, `longest` the longest journey in seconds, `slack` the seconds by which one
    must be at a stop before the vehicle leaves.
    """

    departures: int = 60
    percentiles: tuple[float, ...] = (50,)
    rides: int = 3
    longest: int = 3600
    slack: int = 60
    every: int = 60

    def __post_init__(self) -> None:
        wrong = (
            self.departures < 1 or self.rides < 0 or self.longest < 0 or self.slack < 0 or self.every < 1
            or not self.percentiles or not all(0 < p <= 100 for p in self.percentiles)
        )  # fmt: skip
        if wrong or self.longest + 2 * self.every > NEVER:
            raise AnalystError.of("reach_query", hours=int(NEVER) // 3600)

    @property
    def span(self) -> int:
        """Return the seconds from the first departure to the last possible arrival."""
        return (self.departures - 1) * self.every + self.longest

    def ranks(self, values: int) -> Integers:
        """Return which of so many values in ascending order each percentile is: the nearest rank."""
        return np.array([max(0, ceil(p / 100 * values) - 1) for p in self.percentiles], dtype=np.int64)

    def parts(self) -> list[Minutes]:
        """Return the departures in parts that are worked on together, each counted from its own first one."""
        size = min(AT_ONCE, (int(NEVER) - self.longest) // self.every)
        counts = [min(size, self.departures - begin) for begin in range(0, self.departures, size)]
        return [(np.arange(count) * self.every).astype(np.int16) for count in counts]


@dataclass(frozen=True)
class Network:
    """A timetable with the walks that its journeys may need: from stop to stop, and from stops to destinations."""

    timetable: Timetable
    transfers: Walks
    egress: Walks
    destinations: int
    served: Calls = field(repr=False)
    layout: Layout = field(repr=False)


def network(timetable: Timetable, transfers: Walks, egress: Walks, destinations: int) -> Network:
    """Return what a search needs, without the walks that no journey needs; none may be above `LONGEST_WALK`."""
    between, out = needed_transfers(timetable, transfers), needed_egress(timetable, egress, destinations)
    served = boardings(timetable)
    laid = layout(timetable, between, out, served, destinations)
    return Network(timetable, between, out, destinations, served, laid)


class Search:
    """One thread's search, with its working space; several may share a network.

    Several timetables of the same stops are several draws of trips that are given by headway only: their travel times
    are taken together.
    """

    def __init__(self, networks: Sequence[Network], query: Query) -> None:
        self.networks, self.query = networks, query
        self.parts = query.parts()
        places, width = networks[0].destinations, lanes(max(len(part) for part in self.parts))
        rows = 1 + max(network.layout.rows for network in networks)
        self._ready, self._there = (np.full(rows * width, NEVER) for _ in range(2))
        self._best = np.empty(places * width, dtype=np.int16)
        self._taken = np.empty((places, query.departures * len(networks)), dtype=np.int16)
        self._ranks = query.ranks(self._taken.shape[1])
        self._pairs = comparisons(self._taken.shape[1], self._ranks)
        self._clocks = [[clock(network.timetable, late, query.slack) for late in self._late()] for network in networks]

    def _late(self) -> list[int]:
        """Return the seconds from the first departure to that of each part."""
        sizes = [len(part) * self.query.every for part in self.parts]
        return [sum(sizes[:i]) for i in range(len(sizes))]

    def taken(self, access: tuple[Integers, Seconds], direct: tuple[Integers, Seconds]) -> Minutes:
        """Return seconds of travel (n_destinations, n_departures), one after the other, draw by draw; NEVER where none.

        `access` are the stops within a walk of the origin and the seconds to each, `direct` the destinations. The array
        is the search's own: the next origin overwrites it.
        """
        walk = np.full(self.networks[0].destinations, -1, dtype=np.int32)
        walk[direct[0]] = np.where(direct[1] <= self.query.longest, direct[1], -1)
        column = 0
        for network, clocks in zip(self.networks, self._clocks, strict=True):
            near = network.layout.access(*access)
            for leave, times in zip(self.parts, clocks, strict=True):
                self._part(network, leave, times, near, walk, column)
                column += len(leave)
        return self._taken

    def spread(self, access: tuple[Integers, Seconds], direct: tuple[Integers, Seconds]) -> Seconds:
        """Return seconds of travel (n_destinations, n_percentiles), -1 where the journey would be too long."""
        out = np.empty((self.networks[0].destinations, len(self.query.percentiles)), dtype=np.int32)
        percentiles(self.taken(access, direct), self._pairs, self._ranks, out)
        return out

    def _part(
        self, network: Network, leave: Minutes, times: tuple[Minutes, Minutes], access: tuple[Integers, Seconds],
        walk: Seconds, column: int,
    ) -> None:  # fmt: skip
        """Search for one part of the window."""
        table, laid, query, width = network.timetable, network.layout, self.query, lanes(len(leave))
        ready, there = (space[: (laid.rows + 1) * width].reshape(-1, width) for space in (self._ready, self._there))
        best = self._best[: len(walk) * width].reshape(-1, width)
        patterns = table.first, laid.stop, table.board, table.alight, table.trip_first, table.time_first
        limits = query.rides, query.longest
        reached = raptor.ride(
            access, leave, patterns, times, laid.calls, laid.changes.arrays, limits, ready, there
        )  # fmt: skip
        come = raptor.arrive(walk, leave, query.longest, reached, there, laid.egress.arrays, best)
        elapse(best, leave, query.longest, come, self._taken, column)
