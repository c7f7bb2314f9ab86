"""Range RAPTOR over all departures of a window at once, in machine code.

A row a stop holds, for each departure, when one can be there (Delling, Pajor & Werneck 2015, rounds and patterns; the
departures of a round are worked on together instead of one after the other). What makes this fast: along a row times
never descend, for who leaves later is there no earlier. So on a pattern each trip needs one number, the latest
departure by which it is caught, and its arrival at a stop fills a piece of the row from that departure backwards, as
far as it is better than what stands there: later departures first, their labels used again. Walking to a stop or a
destination is the minimum of the rows of those around it, each some seconds later (`reach/rows.py`).

Times are seconds after the first departure, in 16 bits; `NEVER` is later than all of them, with room for a walk.
Stops are numbered as in `reach/layout.py`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.model.compiled import compiled
from parvis.reach.rows import NEVER, Row, Table, lanes, lower, soonest

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
    last row, and what is beyond the departures, stay so.
    """
    rides, longest = limits
    stops = len(there) - 1
    marked, reached = np.zeros(stops, dtype=np.bool_), np.zeros(stops, dtype=np.bool_)
    changed = np.zeros(stops, dtype=np.int64)  # one more than the last departure for which a stop is reached earlier
    spare = np.full(stops, -1, dtype=np.int64)
    from_position = np.full(len(patterns[0]) - 1, -1, dtype=np.int64)
    caught = np.empty(1 + _most_trips(patterns[4]), dtype=np.int64)
    known = np.full(len(clock[0]), -1, dtype=np.int16)
    for i in range(len(access[0])):
        stop, seconds = access[0][i], access[1][i]
        if seconds <= longest:
            marked[stop] = True
            for d in range(len(leave)):
                ready[stop, d] = leave[d] + seconds
    for turn in range(rides):
        _queue(marked, calls, from_position)
        for pattern in range(len(from_position)):
            if from_position[pattern] >= 0:
                _scan(pattern, from_position[pattern], leave, patterns, clock, marked, longest, ready, there, known,
                      caught, changed)  # fmt: skip
                from_position[pattern] = -1
        for stop in range(stops):
            reached[stop] |= changed[stop] > 0
            spare[stop] = longest - soonest(there, stop, changed[stop], leave) if changed[stop] else -1
            changed[stop] = lanes(changed[stop])
        if turn + 1 < rides:
            lower(ready, there, changes, spare, changed, marked)
        changed[:] = 0
    return reached


@compiled
def _most_trips(trip_first: Integers) -> int:
    most = 0
    for p in range(len(trip_first) - 1):
        most = max(most, trip_first[p + 1] - trip_first[p])
    return most


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
    caught: Integers,
    changed: Integers,
) -> None:
    """Ride along a pattern: `caught[t + 1]` is the latest departure, by number, by which trip t is caught, or -1.

    `known` is the same for each trip at each stop, as far as earlier rounds found: where nothing is later than that,
    nothing further along can be earlier than it is. The trips of which this may yet be are those from `low` to `high`.
    """
    first, stop, board, alight, trip_first, time_first = patterns
    arrivals, departures = clock
    trips = trip_first[pattern + 1] - trip_first[pattern]
    caught[: trips + 1] = -1
    low, high = trips, 0
    for position in range(first[pattern] + begin, first[pattern + 1]):
        here = stop[position]
        times = time_first[pattern] + (position - first[pattern]) * trips
        if low < high:
            low, high = _alight(here, times, low, high, trips, longest, alight[position], leave, arrivals, known,
                                caught, there, changed)  # fmt: skip
        if marked[here] and board[position] and position + 1 < first[pattern + 1]:
            low, high = _board(here, times, low, high, trips, longest, leave, departures, ready, known, caught)


@compiled
def _alight(
    here: int,
    times: int,
    low: int,
    high: int,
    trips: int,
    longest: int,
    allowed: bool,
    leave: Row,
    arrivals: Row,
    known: Row,
    caught: Integers,
    there: Table,
    changed: Integers,
) -> tuple[int, int]:
    """Leave trips at a stop: each fills its row backwards from the latest departure by which it was caught.

    Return between which trips some are caught by a later departure than was known, and are not yet too late.
    """
    begin, end = trips, 0
    for trip in range(low, high):
        d = caught[trip + 1]
        if d > known[times + trip]:
            known[times + trip] = d
            arrival = arrivals[times + trip]
            if leave[d] + longest >= arrival:
                begin, end = min(begin, trip), trip + 1
                if allowed and d > caught[trip] and there[here, d] > arrival:
                    changed[here] = max(changed[here], d + 1)
                    while d >= 0 and there[here, d] > arrival:
                        there[here, d] = arrival
                        d -= 1
    return begin, end


@compiled
def _board(
    here: int,
    times: int,
    low: int,
    high: int,
    trips: int,
    longest: int,
    leave: Row,
    departures: Row,
    ready: Table,
    known: Row,
    caught: Integers,
) -> tuple[int, int]:
    """Catch trips at a stop by later departures than so far; return between which trips some may be news."""
    last = len(leave) - 1
    soon, late = ready[here, 0], leave[last] + longest
    for trip in range(trips):
        leaves = departures[times + trip]
        if leaves < soon:
            continue
        if leaves > late:
            break
        before = max(caught[trip + 1], caught[trip], known[times + trips + trip])
        d = before
        while d < last and ready[here, d + 1] <= leaves:
            d += 1
        caught[trip + 1] = d
        if d > before:
            low, high = min(low, trip), max(high, trip + 1)
    return low, high


@compiled
def arrive(
    walk: Seconds, leave: Row, longest: int, reached: Flags, there: Table, egress: Walks, best: Table
) -> Flags:
    """Fill `best` (n_destinations, n_lanes) with the earliest arrival by the stops reached, or all on foot.

    `walk` (n_destinations,) are the seconds on foot from the origin, -1 where it is too far; `egress` (first, stop,
    seconds) from where one walks to each destination. Return which destinations are come to by some departure.
    """
    stops = len(reached)
    spare, upto = np.full(stops, -1, dtype=np.int64), np.full(stops, there.shape[1], dtype=np.int64)
    for stop in range(stops):
        if reached[stop]:
            spare[stop] = longest - soonest(there, stop, len(leave), leave)
    come = np.zeros(len(walk), dtype=np.bool_)
    for place in range(len(walk)):
        best[place, :] = NEVER
        if walk[place] >= 0:
            come[place] = True
            for d in range(len(leave)):
                best[place, d] = leave[d] + walk[place]
    lower(best, there, egress, spare, upto, come)
    return come
