"""Range RAPTOR over all departures of a window at once, in machine code.

A row a stop holds, for each departure, when one can be there (Delling, Pajor & Werneck 2015, rounds and patterns; the
departures of a round are worked on together instead of one after the other). What makes this fast: along a row times
never descend, for who leaves later is there no earlier. So on a pattern each trip needs one number, the latest
departure by which it is caught, to tell whether anything about it is news; and what it brings is written to the rows
of stops for many departures at a time, without a choice that the processor could guess wrong. Walking to a stop or a
destination is the minimum of the rows of those around it, each some seconds later (`reach/rows.py`).

Times are seconds after the first departure, in 16 bits; `NEVER` is later than all of them, with room for a walk.
Stops are numbered as in `reach/layout.py`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.model.compiled import compiled, none
from parvis.model.compiled import longest as most_of
from parvis.reach.rows import NEVER, Row, Table, lower, soonest

Integers = npt.NDArray[np.int64]
Seconds = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Pattern = tuple[Integers, Integers, Flags, Flags, Integers, Integers]
Clock = tuple[Row, Row]
Walks = tuple[Integers, Integers, Seconds]
Calls = tuple[Integers, Integers, Integers]


@compiled
def ride(
    access: tuple[Integers, Seconds],
    leave: Row,
    patterns: Pattern,
    clock: Clock,
    calls: Calls,
    changes: Walks,
    limits: tuple[int, int],
    ready: Table,
    there: Table,
) -> Flags:
    """Fill `there` (n_stops + 1, n_lanes) with the earliest arrival by vehicle; return which stops are reached.

    `access` are the stops within a walk of the origin, and the seconds to each; `leave` the departures, ascending.
    `patterns` are first, stop, board, alight, trip_first and time_first of the Layout, `clock` the arrivals and the
    last moments to be at the stop. `calls` (first, pattern, position) say where each stop is served, `changes` (first,
    stop, seconds) from where one walks to each stop, from itself included. `limits` are the most rides and the longest
    journey. `ready` is working space like `there`, when one can be at a stop to board. Both come in full of NEVER; the
    last row, and what is beyond the departures, stay so. `ready` is left as it came, `there` for `arrive`.
    """
    rides, longest = limits
    stops = len(there) - 1
    marked, reached = np.zeros(stops, dtype=np.bool_), np.zeros(stops, dtype=np.bool_)
    changed, touched = np.zeros(stops, dtype=np.bool_), np.zeros(stops, dtype=np.bool_)
    spare, from_position = np.empty(stops, dtype=np.int64), np.empty(len(patterns[0]) - 1, dtype=np.int64)
    spare[:], from_position[:] = -1, -1
    caught = np.empty(1 + most_of(patterns[4]), dtype=np.int16)
    trip, space = np.empty(there.shape[1], dtype=np.int16), np.empty(there.shape[1], dtype=np.int16)
    known = np.empty(len(clock[0]), dtype=np.int16)
    known[:] = -1
    for i in range(len(access[0])):
        stop, seconds = access[0][i], access[1][i]
        if seconds <= longest:
            marked[stop] = True
            for d in range(len(leave)):
                ready[stop, d] = leave[d] + seconds
    for turn in range(rides):
        touched |= marked
        _queue(marked, calls, from_position)
        for pattern in range(len(from_position)):
            if from_position[pattern] >= 0:
                _scan(pattern, from_position[pattern], leave, patterns, clock, marked, longest, ready, there, known,
                      caught, trip, space, changed)  # fmt: skip
                from_position[pattern] = -1
        reached |= changed
        marked[:] = False
        if turn + 1 < rides:
            _spare(changed, there, leave, longest, spare)
            lower(ready, there, changes, spare, marked)
        changed[:] = False
    _forget(ready, touched | marked)
    return reached


@compiled
def _spare(stops: Flags, there: Table, leave: Row, longest: int, spare: Integers) -> None:
    """Note how long one may walk from each of some stops, at the most; -1 from the others."""
    for stop in range(len(stops)):
        spare[stop] = longest - soonest(there, stop, leave) if stops[stop] else -1


@compiled
def _forget(rows: Table, touched: Flags) -> None:
    for row in range(len(touched)):
        if touched[row]:
            rows[row, :] = NEVER


@compiled
def _queue(marked: Flags, calls: Calls, from_position: Integers) -> None:
    """Note for each pattern the first position at which it may now be boarded earlier than before."""
    first, pattern, position = calls
    for stop in range(len(marked)):
        if marked[stop]:
            for i in range(first[stop], first[stop + 1]):
                at = from_position[pattern[i]]
                if at < 0 or position[i] < at:
                    from_position[pattern[i]] = position[i]


@compiled
def _scan(
    pattern: int,
    begin: int,
    leave: Row,
    patterns: Pattern,
    clock: Clock,
    marked: Flags,
    longest: int,
    ready: Table,
    there: Table,
    known: Row,
    caught: Row,
    trip: Row,
    space: Row,
    changed: Flags,
) -> None:
    """Ride along a pattern: `trip` is the first trip that each departure catches, `caught` the last that catches each.

    `known` is the latter for each trip at each stop, as far as earlier rounds found: where nothing is later than that,
    nothing further along can be earlier than it is. The trips of which this may yet be are those from `low` to `high`.
    """
    first, stop, board, alight, trip_first, time_first = patterns
    arrivals, departures = clock
    trips = trip_first[pattern + 1] - trip_first[pattern]
    width = there.shape[1]
    rows, landed = ready.ravel(), there.ravel()
    caught[: trips + 1] = -1
    trip[:] = trips
    low, high = trips, none()
    for position in range(first[pattern] + begin, first[pattern + 1]):
        here = stop[position]
        times = time_first[pattern] + (position - first[pattern]) * trips
        if low < high:
            low, high = _news(times, low, high, trips, longest, leave, arrivals, known, caught)
            if low < high and alight[position]:
                changed[here] |= _alight(here * width, times, low, high, arrivals, trip, space, landed)
        if marked[here] and board[position] and position + 1 < first[pattern + 1]:
            at = here * width
            since = _catches(at, times, trips, leave, departures, rows, known, caught)
            if since < len(leave):
                _board(at, times, trips, since, leave, departures, rows, trip, caught)
                low, high = min(low, trip[since]), min(trips, max(high, trip[len(leave) - 1] + 1))


@compiled
def _news(
    times: int, low: int, high: int, trips: int, longest: int, leave: Row, arrivals: Row, known: Row, caught: Row
) -> tuple[int, int]:
    """Return between which trips some are caught by a later departure than was known, and are not yet too late."""
    begin, end = trips, 0
    for t in range(low, high):
        d = caught[t]
        fresh = d > known[times + t]
        known[times + t] = max(d, known[times + t])
        fresh &= leave[max(d, 0)] + longest >= arrivals[times + t]
        begin = min(begin, t if fresh else trips)
        end = t + 1 if fresh else end
    return begin, end


@compiled
def _alight(at: int, times: int, low: int, high: int, arrivals: Row, trip: Row, space: Row, there: Row) -> bool:
    """Leave some trips at a stop: lower its row for whoever has caught them; return whether it was lower anywhere."""
    row, width = np.uint64(at), np.uint64(len(trip))
    last, latest = np.int16(high - 1), arrivals[times + high - 1]
    for lane in range(width):
        space[lane] = latest if trip[lane] <= last else NEVER
    for t in range(high - 2, low - 1, -1):
        this, arrival = np.int16(t), arrivals[times + t]
        for lane in range(width):
            space[lane] = arrival if trip[lane] <= this else space[lane]
    change = np.int16(0)
    for lane in range(width):
        stood = there[row + lane]
        least = min(stood, space[lane])
        change = min(change, np.int16(least - stood))
        there[row + lane] = least
    return bool(change < 0)


@compiled
def _catches(at: int, times: int, trips: int, leave: Row, departures: Row, ready: Row, known: Row, caught: Row) -> int:
    """Return from which departure on trips are caught at a stop that were not so far, and not known to be."""
    last = len(leave) - 1
    since = last + 1
    for t in range(trips):
        d = max(caught[t], known[times + trips + t])
        news = (d < last) & (ready[at + min(d + 1, last)] <= departures[times + t])
        since = min(since, caught[t] + 1 if news else last + 1)
    return since


@compiled
def _board(
    at: int, times: int, trips: int, since: int, leave: Row, departures: Row, ready: Row, trip: Row, caught: Row
) -> None:
    """Catch trips at a stop, for departures from `since` on."""
    row = np.uint64(at)
    for t in range(trips - 1, -1, -1):
        leaves, this = departures[times + t], np.int16(t)
        if leaves < ready[row]:
            break
        for lane in range(np.uint64(len(trip))):
            trip[lane] = min(trip[lane], this if ready[row + lane] <= leaves else NEVER)
    for d in range(since, len(leave)):
        caught[trip[d]] = d
    for t in range(1, trips):
        caught[t] = max(caught[t], caught[t - 1])


@compiled
def arrive(walk: Seconds, leave: Row, longest: int, reached: Flags, there: Table, egress: Walks, best: Table) -> Flags:
    """Fill `best` (n_destinations, n_lanes) with the earliest arrival by the stops reached, or all on foot.

    `walk` (n_destinations,) are the seconds on foot from the origin, -1 where it is too far; `egress` (first, stop,
    seconds) from where one walks to each destination. Return which destinations are come to by some departure. `there`
    is left full of NEVER.
    """
    stops = len(reached)
    spare = np.empty(stops, dtype=np.int64)
    _spare(reached, there, leave, longest, spare)
    come = np.zeros(len(walk), dtype=np.bool_)
    for place in range(len(walk)):
        best[place, :] = NEVER
        if walk[place] >= 0:
            come[place] = True
            for d in range(len(leave)):
                best[place, d] = leave[d] + walk[place]
    lower(best, there, egress, spare, come)
    _forget(there, reached)
    return come
