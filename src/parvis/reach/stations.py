"""Ways inside stations (pathways.txt): from entrances to platforms, back, and from platform to platform.

A platform that pathways join to an entrance is come to through its entrances only: one walks along streets to an
entrance, and from there as long as the pathways take. Any other stop is come to where it lies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from parvis.model.finding import Finding, Severity
from parvis.reach.feed import Feed, Flags, Floats, Integers
from parvis.reach.streets import STEPS
from parvis.reach.timetable import Timetable
from parvis.reach.walks import Walks, planar, walks_of, whole_seconds

PLATFORM, ENTRANCE, BOARDING_AREA = 0, 2, 4
STAIRS = 2

TREAD = 0.3
"""Metres of a stair, where a feed counts stairs and gives neither length nor time."""


@dataclass(frozen=True)
class Stations:
    """Walks between stops: from where one comes along streets to where one boards (`into`), back (`out`), and `within`.

    In the first two a stop outside all stations stands for itself, with 0 seconds.
    """

    into: Walks
    out: Walks
    within: Walks

    def to_places(self, walks: Walks, longest: int) -> Walks:
        """Return walks along streets to stops and, after these, other places, with the ways into stations."""
        stops, places = len(self.into.first) - 1, int(walks.target.max(initial=0)) + 1
        more = np.arange(stops, max(stops, places))
        origin = np.concatenate((self.into.origin(), more))
        target, zero = np.concatenate((self.into.target, more)), np.zeros(len(more), dtype=np.int32)
        whole = walks_of(max(stops, places), origin, target, np.concatenate((self.into.seconds, zero)))
        return one_after_the_other(walks, whole, longest)

    def from_stops(self, walks: Walks, longest: int) -> Walks:
        """Return walks from stops along streets, with the ways out of stations."""
        return one_after_the_other(self.out, walks, longest)

    def between(self, walks: Walks, longest: int) -> Walks:
        """Return walks from stop to stop, with the ways through stations; one stays in a station where one can."""
        around = self.to_places(self.from_stops(walks, longest), longest)
        ways = (around, self.within)
        parts = (np.concatenate([getattr(way, name) for way in ways]) for name in ("target", "seconds"))
        return walks_of(len(self.out.first) - 1, np.concatenate([way.origin() for way in ways]), *parts)


def one_after_the_other(walks: Walks, then: Walks, longest: int) -> Walks:
    """Return the shortest walks that lead on from the targets of others, none above `longest` seconds."""
    count = np.diff(then.first)[walks.target]
    before = np.repeat(np.arange(len(count)), count)
    after = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + then.first[walks.target][before]
    seconds = walks.seconds[before] + then.seconds[after]
    kept = seconds <= longest
    return walks_of(len(walks.first) - 1, walks.origin()[before][kept], then.target[after][kept], seconds[kept])


def stations(timetable: Timetable, speed: float) -> Stations | None:
    """Return the ways inside the stations of all feeds, None where no feed describes any; `speed` in m/s."""
    parts = [_ways(feed, speed) for feed in timetable.feeds]
    if not any(len(part) for part in parts):
        return None
    offsets = [np.array([first, first, 0]) for first in timetable.stop_first[:-1].tolist()]
    rows = np.concatenate([part + offset for part, offset in zip(parts, offsets, strict=True)])
    kind = np.concatenate([feed.stops.kind for feed in timetable.feeds])
    origin, target = rows[:, 0], rows[:, 1]
    entering, leaving = kind[origin] == ENTRANCE, kind[target] == ENTRANCE
    count = timetable.stops
    joined = np.zeros(count, dtype=np.bool_)
    joined[np.intersect1d(target[entering & ~leaving], origin[leaving & ~entering])] = True
    plain = np.flatnonzero(~joined)
    return Stations(
        into=_walks(count, plain, rows[entering & joined[target]]),
        out=_walks(count, plain, rows[leaving & joined[origin]]),
        within=_walks(count, plain[:0], rows[joined[origin] & joined[target]]),
    )


def _walks(count: int, plain: Integers, rows: Integers) -> Walks:
    """Return walks of rows (from, to, seconds), and each plain stop to itself."""
    origin, target = (np.concatenate((plain, rows[:, side])) for side in (0, 1))
    seconds = np.concatenate((np.zeros(len(plain), dtype=np.int64), rows[:, 2]))
    return walks_of(count, origin, target, seconds.astype(np.int32))


def _ways(feed: Feed, speed: float) -> Integers:
    """Return (from, to, seconds) between all entrances and platforms of a feed that pathways join."""
    ways = feed.pathways
    if not len(ways.origin):
        return np.zeros((0, 3), dtype=np.int64)
    seconds = _seconds(feed, speed)
    areas = np.flatnonzero((feed.stops.kind == BOARDING_AREA) & (feed.stops.parent >= 0))
    of = feed.stops.parent[areas]
    back = ways.both
    origin = np.concatenate((ways.origin, ways.target[back], areas, of))
    target = np.concatenate((ways.target, ways.origin[back], of, areas))
    long = np.concatenate((seconds, seconds[back], np.zeros(2 * len(areas))))
    ends = np.unique(np.concatenate((origin, target)))
    ends = ends[np.isin(feed.stops.kind[ends], (PLATFORM, ENTRANCE, BOARDING_AREA))]
    walks = walks_of(len(feed.stops), origin, target, whole_seconds(long))
    # a way that takes no time is a way all the same: a millionth of a second keeps it apart from none
    graph = coo_array((walks.seconds + 1e-6, (walks.origin(), walks.target)), shape=(len(feed.stops),) * 2)
    found = dijkstra(graph.tocsr(), indices=ends)[:, ends]
    a, b = np.nonzero(np.isfinite(found))
    return np.column_stack((ends[a], ends[b], np.floor(found[a, b]).astype(np.int64)))


def _seconds(feed: Feed, speed: float) -> Floats:
    """Return how long each pathway takes: as the feed says, or by its length, its stairs, or the straight line."""
    ways, stops = feed.pathways, feed.stops
    middle = float(np.nanmedian(stops.lat)) if np.isfinite(stops.lat).any() else 0.0
    places = planar(stops.lon, stops.lat, middle)
    straight = np.hypot(*(places[ways.origin] - places[ways.target]).T)
    stairs = np.where(ways.mode == STAIRS, STEPS, 1.0)
    metres = np.where(np.isfinite(ways.metres), ways.metres * stairs, ways.stairs * TREAD * STEPS)
    metres = np.where(np.isfinite(metres), metres, np.nan_to_num(straight) * stairs)
    return np.where(np.isfinite(ways.seconds), ways.seconds, metres / speed)


def unjoined(feed: Feed) -> list[Finding]:
    """Return what to say of platforms that pathways touch, but join to no entrance both ways."""
    rows = _ways(feed, 1.0)
    kind = feed.stops.kind
    touched = np.unique(np.concatenate((feed.pathways.origin, feed.pathways.target)))
    platforms = touched[np.isin(kind[touched], (PLATFORM, BOARDING_AREA))]
    entered = _either(rows, kind, 0)
    left = _either(rows, kind, 1)
    lost = platforms[~(np.isin(platforms, entered) & np.isin(platforms, left))]
    if not len(lost):
        return []
    named = ", ".join(feed.stops.ids[i] for i in lost[:10].tolist()) + (" …" if len(lost) > 10 else "")
    values = {"name": feed.file.name, "count": len(lost), "stops": named}
    return [Finding("feed_platforms_unjoined", None, values, Severity.WARNING)]


def _either(rows: Integers, kind: Integers, side: int) -> Integers:
    """Return the stops that an entrance leads to (side 0) or that lead to one (side 1)."""
    at_entrance: Flags = kind[rows[:, side]] == ENTRANCE
    return np.unique(rows[at_entrance, 1 - side])
