"""Range RAPTOR over all departures of a window at once, in machine code.

A row a stop holds, for each departure, when one can be there (Delling, Pajor & Werneck 2015, rounds and patterns; the
departures of a round are worked on together instead of one after the other). What makes this fast: along a row times
never descend, for who leaves later is there no earlier. So on a pattern each trip needs one number, the latest
departure by which it is caught, and its arrival at a stop fills a piece of the row from that departure backwards, as
far as it is better than what stands there: later departures first, their labels used again. Walking from stop to stop
and to destinations is then the minimum of two rows, which the processor does for many departures at a time.

Times are seconds after the first departure, in 16 bits; `NEVER` is later than all of them, with room for a walk.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.model.compiled import compiled

Row = npt.NDArray[np.int16]
Table = npt.NDArray[np.int16]
Integers = npt.NDArray[np.int64]
Seconds = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Pattern = tuple[Integers, Integers, Flags, Flags, Integers, Integers, Seconds, Seconds]
Walks = tuple[Integers, Integers, Seconds]
Calls = tuple[Integers, Integers, Integers]

NEVER = np.int16(28_000)


@compiled
def ride(
    access: tuple[Integers, Seconds],
    leave: Row,
    patterns: Pattern,
    calls: Calls,
    transfers: Walks,
    limits: tuple[int, int, int, int],
    ready: Table,
    there: Table,
) -> Integers:
    """Fill `there` (n_stops, n_departures) with the earliest arrival by vehicle, and return the stops reached.

    `access` are the stops within a walk of the origin, and the seconds to each; `leave` the departures, ascending.
    `patterns` are first, stop, board, alight, trip_first, time_first, arrivals and departures of the Timetable. `calls`
    (first, pattern, position) say where each stop is served, `transfers` (first, stop, seconds) the walks from each
    stop, to itself included. `limits` are the most rides, the seconds needed to board, the longest journey, and by how
    much the clock of the timetable is ahead of that of the departures. `ready` is working space like `there`, when one
    can be at a stop to board; both come in full of NEVER, and `there` stays so where no vehicle takes one.
    """
    rides, slack, longest, late = limits
    stops, width = there.shape
    marked, reached = np.zeros(stops, dtype=np.bool_), np.zeros(stops, dtype=np.bool_)
    changed = np.zeros(stops, dtype=np.int64)  # one more than the last departure for which a stop is reached earlier
    from_position = np.full(len(patterns[0]) - 1, -1, dtype=np.int64)
    caught = np.empty(1 + _most_trips(patterns[4]), dtype=np.int64)
    known = np.full(len(patterns[6]), -1, dtype=np.int16)
    for i in range(len(access[0])):
        stop, seconds = access[0][i], access[1][i]
        if seconds <= longest:
            marked[stop] = True
            for d in range(width):
                ready[stop, d] = leave[d] + seconds
    for turn in range(rides):
        _queue(marked, calls, from_position)
        for pattern in range(len(from_position)):
            if from_position[pattern] >= 0:
                _scan(pattern, from_position[pattern], leave, patterns, marked, slack, longest, late, ready, there,
                      known, caught, changed)  # fmt: skip
                from_position[pattern] = -1
        marked[:] = False
        for stop in range(stops):
            if changed[stop]:
                reached[stop] = True
                if turn + 1 < rides:
                    _walk(stop, changed[stop], transfers, longest, leave, ready, there, marked)
                changed[stop] = 0
    return np.flatnonzero(reached)


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
    marked: Flags,
    slack: int,
    longest: int,
    late: int,
    ready: Table,
    there: Table,
    known: Row,
    caught: Integers,
    changed: Integers,
) -> None:
    """Ride along a pattern: `caught[t + 1]` is the latest departure, by number, by which trip t is caught, or -1.

    `known` is the same for each trip at each stop, as far as earlier rounds found: where nothing is later than that,
    nothing further along can be earlier than it is.
    """
    first, stop, board, alight, trip_first, time_first, arrivals, departures = patterns
    trips = trip_first[pattern + 1] - trip_first[pattern]
    caught[: trips + 1] = -1
    live = False
    for position in range(first[pattern] + begin, first[pattern + 1]):
        here = stop[position]
        times = time_first[pattern] + (position - first[pattern]) * trips
        if live:
            live = _alight(here, times, trips, late, longest, alight[position], leave, arrivals, known, caught, there,
                           changed)  # fmt: skip
        if marked[here] and board[position] and position + 1 < first[pattern + 1]:
            live |= _board(here, times, trips, slack + late, departures, ready, known, caught)


@compiled
def _alight(
    here: int,
    times: int,
    trips: int,
    late: int,
    longest: int,
    allowed: bool,
    leave: Row,
    arrivals: Seconds,
    known: Row,
    caught: Integers,
    there: Table,
    changed: Integers,
) -> bool:
    """Leave trips at a stop: each fills its row backwards from the latest departure by which it was caught.

    Return whether any trip is caught by a later departure than was known.
    """
    live = False
    for trip in range(trips):
        d = caught[trip + 1]
        if d > known[times + trip]:
            known[times + trip] = d
            live = True
            arrival = arrivals[times + trip] - late
            if allowed and d > caught[trip] and there[here, d] > arrival and leave[d] + longest >= arrival:
                changed[here] = max(changed[here], d + 1)
                while d >= 0 and there[here, d] > arrival:
                    there[here, d] = arrival
                    d -= 1
    return live


@compiled
def _board(
    here: int, times: int, trips: int, slack: int, departures: Seconds, ready: Table, known: Row, caught: Integers
) -> bool:
    """Catch trips at a stop by later departures than so far; return whether any is caught later than was known."""
    last = ready.shape[1] - 1
    live = False
    for trip in range(trips):
        before = max(caught[trip + 1], caught[trip], known[times + trips + trip])
        d = before
        leaves = departures[times + trip] - slack
        while d < last and ready[here, d + 1] <= leaves:
            d += 1
        caught[trip + 1] = d
        live |= d > before
    return live


@compiled
def _walk(
    stop: int, upto: int, transfers: Walks, longest: int, leave: Row, ready: Table, there: Table, marked: Flags
) -> None:
    """Walk from a stop to those around it, for all departures before the last that has changed: rows stay in order."""
    first, target, seconds = transfers
    spare = longest - _soonest(stop, upto, leave, there)
    for i in range(first[stop], first[stop + 1]):
        if seconds[i] <= spare and _least(ready, target[i], there, stop, upto, seconds[i]):
            marked[target[i]] = True


@compiled
def _soonest(stop: int, upto: int, leave: Row, there: Table) -> int:
    """Return the shortest time from any departure to the arrival at a stop."""
    soonest = np.int16(30_000)
    for d in range(upto):
        soonest = min(soonest, np.int16(there[stop, d] - leave[d]))
    return int(soonest)


@compiled
def _least(rows: Table, row: int, others: Table, other: int, upto: int, seconds: int) -> bool:
    """Lower a row to another plus some seconds where that is less; return whether it was anywhere.

    Rows are given by number: a view of an array costs more here than the work itself.
    """
    better = np.int16(0)
    for d in range(upto):
        then = np.int16(others[other, d] + np.int16(seconds))
        better |= np.int16(then < rows[row, d])
        rows[row, d] = min(rows[row, d], then)
    return bool(better)


@compiled
def arrive(walk: Seconds, leave: Row, longest: int, stops: Integers, there: Table, egress: Walks, best: Table) -> None:
    """Fill `best` (n_destinations, n_departures) with the earliest arrival by the stops reached, or all on foot.

    `walk` (n_destinations,) are the seconds on foot from the origin, -1 where it is too far; `egress` (first,
    destination, seconds) the walks from each stop.
    """
    first, target, seconds = egress
    for place in range(len(walk)):
        for d in range(len(leave)):
            best[place, d] = np.int16(leave[d] + walk[place]) if walk[place] >= 0 else NEVER
    for stop in stops:
        spare = longest - _soonest(stop, len(leave), leave, there)
        for i in range(first[stop], first[stop + 1]):
            if seconds[i] <= spare:
                _least(best, target[i], there, stop, len(leave), seconds[i])


@compiled
def elapse(best: Table, leave: Row, longest: int, taken: Table, column: int) -> None:
    """Write seconds of travel into `taken`, from a column on; NEVER beyond the longest journey."""
    for place in range(len(best)):
        for d in range(len(leave)):
            seconds = np.int16(best[place, d] - leave[d])
            taken[place, column + d] = seconds if seconds <= longest else NEVER


@compiled
def percentiles(taken: Table, longest: int, ranks: Integers, out: Seconds) -> None:
    """Fill `out` (n_destinations, n_ranks) with seconds of travel by rank among all departures, -1 where there is none.

    Ranks ascend, and count from 0 for the shortest. Departures are counted by minutes of travel; only among those of
    the minute in which a rank falls are seconds compared.
    """
    minutes = longest // 60 + 1
    count = np.empty(minutes + 1, dtype=np.int64)
    for place in range(len(taken)):
        count[:] = 0
        for d in range(taken.shape[1]):
            count[min(taken[place, d] // 60, minutes)] += 1
        out[place] = -1
        if count[minutes] < taken.shape[1]:
            minute, below = 0, 0
            for i in range(len(ranks)):
                while below + count[minute] <= ranks[i]:
                    below += count[minute]
                    minute += 1
                if minute < minutes:
                    out[place, i] = _of_rank(taken, place, 60 * minute, ranks[i] - below)


@compiled
def _of_rank(taken: Table, place: int, begin: int, rank: int) -> int:
    """Return the value of a rank among those of one minute."""
    floor, left = np.int16(begin - 1), rank
    while True:
        least = NEVER
        for d in range(taken.shape[1]):
            value = taken[place, d]
            least = min(least, value if value > floor else NEVER)
        same = 0
        for d in range(taken.shape[1]):
            same += taken[place, d] == least
        if same > left:
            return int(least)
        left -= same
        floor = least
