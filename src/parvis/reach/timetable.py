"""What runs in a window of time, as the search reads it: patterns of stops, and on each the trips, none overtaking.

Times are whole seconds after the first departure of the window, whatever the time zones of the feeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from parvis.errors import AnalystError
from parvis.model.finding import Finding, Severity
from parvis.reach.feed import Feed, Flags, Floats, Integers

Seconds = npt.NDArray[np.int32]

DAYS = (-2, -1, 0, 1)
"""Days of service, from that of the departure, whose trips may be on the road: a trip of yesterday may end today."""


@dataclass(frozen=True)
class Timetable:
    """Patterns and trips. Stops are those of all feeds, one feed after the other: `stop_first` where each begins.

    Positions of pattern p are `stop[first[p]:first[p + 1]]`, with whether one may board and alight there. Its trips are
    rows `trip_first[p]:trip_first[p + 1]` of `trip_feed` and `trip_row`. The time of its trip t at position i stands at
    `time_first[p] + i * trips + t`; along t both times never descend. `lon`, `lat` (n_stops,) are WGS 84 degrees, NaN
    for a stop without a place.
    """

    feeds: tuple[Feed, ...]
    departure: datetime
    stop_first: Integers
    lon: Floats
    lat: Floats
    first: Integers
    stop: Integers
    board: Flags
    alight: Flags
    trip_first: Integers
    trip_feed: Integers
    trip_row: Integers
    time_first: Integers
    arrivals: Seconds
    departures: Seconds
    findings: tuple[Finding, ...]

    @property
    def stops(self) -> int:
        """Return how many stops there are, served or not."""
        return len(self.lon)


@dataclass(frozen=True)
class _Run:
    """A trip as it runs: its times are moved by `shift` seconds, and it serves the stops of its row.

    With other trips `then`, it is what passengers do who stay inside as it goes on as these: they board on its way and
    alight on theirs.
    """

    feed: int
    row: int
    shift: int
    then: tuple[int, ...] = ()


def timetable(feeds: Sequence[Feed], departure: datetime, span: int, *, seed: int = 0) -> Timetable:
    """Return what runs within `span` seconds after a departure: the window and the longest journey together.

    Without feeds nothing runs. A departure without a time zone is taken in that of the first feed. Trips that a feed
    gives by headway only start at a random phase, drawn with `seed`. Raises AnalystError on a date outside every feed.
    A feed that does not hold on that day, or of which no trip falls into the window, is a finding.
    """
    zone = ZoneInfo(feeds[0].timezone if feeds else "UTC")
    start = departure if departure.tzinfo else departure.replace(tzinfo=zone)
    findings = _calendar_findings(feeds, start) + _beyond(feeds, start + timedelta(seconds=span))
    random = np.random.default_rng(seed)
    runs = [list(_runs(feed, number, start, span, random)) for number, feed in enumerate(feeds)]
    findings += _idle(feeds, runs, start)
    stop_first = np.cumsum([0, *(len(feed.stops) for feed in feeds)])
    groups: dict[bytes, list[_Run]] = {}
    for run in (run for part in runs for run in part):
        key = _served(feeds[run.feed], run, int(stop_first[run.feed])).tobytes()
        groups.setdefault(key, []).append(run)
    blocks = [block for key, group in groups.items() for block in _blocks(feeds, key, group)]
    return _laid_out(feeds, start, stop_first, blocks, tuple(findings))


def _calendar_findings(feeds: Sequence[Feed], start: datetime) -> list[Finding]:
    day = start.date()
    outside = []
    for feed in feeds:
        span = feed.services.span()
        if span is None or not span[0] <= day <= span[1]:
            first, last = span or ("-", "-")
            outside.append(Finding("feed_date_outside", None, {"name": feed.file.name, "date": day.isoformat(),
                                   "first": str(first), "last": str(last)}, Severity.WARNING))  # fmt: skip
    if outside and len(outside) == len(feeds):
        raise AnalystError([Finding(found.code, None, found.values) for found in outside])
    return outside


def _beyond(feeds: Sequence[Feed], end: datetime) -> list[Finding]:
    """Return which feeds end before the window does; the trips of a last day run on until four in the morning."""
    day = (end - timedelta(hours=4)).date()
    return [
        Finding("feed_window_beyond", None, {"name": feed.file.name, "date": day.isoformat(), "last": str(span[1])},
                Severity.WARNING)
        for feed in feeds
        if (span := feed.services.span()) and span[1] < day
    ]  # fmt: skip


def _idle(feeds: Sequence[Feed], runs: Sequence[Sequence[_Run]], start: datetime) -> list[Finding]:
    """Return which feeds have next to nothing in the window, and which have routes without a trip in it."""
    findings = []
    for feed, every in zip(feeds, runs, strict=True):
        mine = [run for run in every if not run.then]
        values = {"name": feed.file.name, "departure": start.strftime("%Y-%m-%d %H:%M"), "count": len(mine)}
        if len(mine) < max(2, 0.002 * len(feed.trips)):
            findings.append(Finding("feed_window_idle", None, values, Severity.WARNING))
        idle = len(feed.routes.ids) - len(np.unique(feed.trips.route[[run.row for run in mine]]))
        if mine and idle:
            values = values | {"idle": idle, "routes": len(feed.routes.ids)}
            findings.append(Finding("feed_routes_idle", None, values, Severity.NOTE))
    return findings


def _runs(feed: Feed, number: int, start: datetime, span: int, random: np.random.Generator) -> Iterator[_Run]:
    """Yield the trips on the road between the start and `span` seconds later."""
    trips, repeated = feed.trips, feed.frequencies
    first, last = trips.departure[trips.first[:-1]], trips.arrival[trips.first[1:] - 1]
    by_headway = np.zeros(len(trips), dtype=np.bool_)
    by_headway[repeated.trip] = True
    phases = np.where(repeated.exact, 0, np.floor(random.random(len(repeated.trip)) * repeated.headway)).astype(
        np.int64
    )
    zone = ZoneInfo(feed.timezone)
    for ahead in DAYS:
        day = start.astimezone(zone).date() + timedelta(days=ahead)
        shift = _day_start(day, zone) - round(start.timestamp())
        running = feed.services.running(day)[trips.service]
        present = running & ~by_headway & (last + shift >= 0) & (first + shift <= span)
        for row in np.flatnonzero(present).tolist():
            yield _Run(number, row, shift)
        for row in np.intersect1d(np.flatnonzero(running & (first + shift <= span)), feed.in_seat.trip).tolist():
            for then in _onward(feed, row, running & ~by_headway & (first + shift <= span)):
                if last[then[-1]] + shift >= 0:
                    yield _Run(number, row, shift, then)
        for i in np.flatnonzero(running[repeated.trip]).tolist():
            row = int(repeated.trip[i])
            begin, end, headway = int(repeated.start[i]), int(repeated.end[i]), int(repeated.headway[i])
            for moment in range(begin + int(phases[i]), end, headway):
                late = moment - int(first[row]) + shift
                if last[row] + late >= 0 and first[row] + late <= span:
                    yield _Run(number, row, late)


def _day_start(day: date, zone: ZoneInfo) -> int:
    """Return the second from which a feed counts a day's times: noon less twelve hours, for clocks change at night."""
    return round(datetime.combine(day, time(12), zone).timestamp()) - 43_200


def _onward(feed: Feed, row: int, running: Flags) -> Iterator[tuple[int, ...]]:
    """Yield the trips as which a trip goes on, one after the other, each time as far as that leads."""
    paths: list[tuple[int, ...]] = [(row,)] if running[row] else []
    while paths:
        path = paths.pop()
        after = [then for then in feed.in_seat.after(path[-1]) if running[then] and then not in path]
        paths += [(*path, then) for then in after]
        if not after and len(path) > 1:
            yield path[1:]


def _served(feed: Feed, run: _Run, offset: int) -> Integers:
    """Return the stops of a trip with whether one may board and alight, as one number each."""
    parts = []
    for row in (run.row, *run.then):
        part = slice(int(feed.trips.first[row]), int(feed.trips.first[row + 1]))
        board, alight = feed.trips.board[part].copy(), feed.trips.alight[part]
        if run.then and row == run.row:
            board[-1], alight = False, np.zeros_like(alight)
        elif run.then:
            board[:] = False
        parts.append(4 * (feed.trips.stop[part] + offset) + 2 * board + alight)
    return np.concatenate(parts)


@dataclass(frozen=True)
class _Block:
    """One pattern: what it serves (n,), its trips, and their times (n_trips, n)."""

    served: Integers
    runs: tuple[_Run, ...]
    arrivals: Integers
    departures: Integers


def _blocks(feeds: Sequence[Feed], key: bytes, runs: Sequence[_Run]) -> Iterator[_Block]:
    """Yield the trips along the same stops, split so that in each block none overtakes another."""
    served: Integers = np.frombuffer(key, dtype=np.int64)
    times = np.array([_times(feeds[run.feed], run) for run in runs])
    order = np.lexsort((times[:, 0, -1], times[:, 1, 0]))
    chains: list[list[int]] = []
    for i in order.tolist():
        home = next((chain for chain in chains if (times[i] >= times[chain[-1]]).all()), None)
        if home is None:
            chains.append([i])
        else:
            home.append(i)
    for chain in chains:
        yield _Block(served, tuple(runs[i] for i in chain), times[chain, 0], times[chain, 1])


def _times(feed: Feed, run: _Run) -> Integers:
    trips = feed.trips
    parts = [slice(int(trips.first[row]), int(trips.first[row + 1])) for row in (run.row, *run.then)]
    both = [np.concatenate([times[part] for part in parts]) for times in (trips.arrival, trips.departure)]
    return np.stack(both) + run.shift


def _laid_out(
    feeds: Sequence[Feed],
    start: datetime,
    stop_first: Integers,
    blocks: Sequence[_Block],
    findings: tuple[Finding, ...],
) -> Timetable:
    served: Integers = _joined([block.served for block in blocks])
    runs = [run for block in blocks for run in block.runs]
    sizes = [block.arrivals.size for block in blocks]
    return Timetable(
        feeds=tuple(feeds),
        departure=start,
        stop_first=stop_first,
        lon=np.concatenate([np.zeros(0), *(feed.stops.lon for feed in feeds)]),
        lat=np.concatenate([np.zeros(0), *(feed.stops.lat for feed in feeds)]),
        first=np.cumsum([0, *(len(block.served) for block in blocks)]),
        stop=served // 4,
        board=served // 2 % 2 == 1,
        alight=served % 2 == 1,
        trip_first=np.cumsum([0, *(len(block.runs) for block in blocks)]),
        trip_feed=np.array([run.feed for run in runs], dtype=np.int64),
        trip_row=np.array([run.row for run in runs], dtype=np.int64),
        time_first=np.cumsum([0, *sizes]),
        arrivals=_joined([block.arrivals.T.ravel() for block in blocks]).astype(np.int32),
        departures=_joined([block.departures.T.ravel() for block in blocks]).astype(np.int32),
        findings=findings,
    )


def _joined(parts: Sequence[Integers]) -> Integers:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
