"""Walks that no journey needs, in machine code: left out, every journey is as early as with them.

To board trips at a stop, the walk there is needless if for each pattern that serves it some stop before it on that
pattern is nearer, by more than any trip takes from there: whoever would catch a trip at the far stop catches it at the
near one. To alight, likewise: if a later stop of each pattern is nearer to where one is going, by more than any trip
takes to it, stay on board. Each step of the argument moves along the same trip, so that it ends at a walk that is kept.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.model.compiled import compiled
from parvis.reach.timetable import Timetable
from parvis.reach.walks import Walks

Integers = npt.NDArray[np.int64]
Seconds = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Calls = tuple[Integers, Integers, Integers]


def calls(timetable: Timetable, allowed: Flags) -> Calls:
    """Return (first, pattern, position): where each stop is served, at the positions that are allowed."""
    pattern = np.repeat(np.arange(len(timetable.first) - 1), np.diff(timetable.first))
    position = np.arange(len(timetable.stop)) - timetable.first[pattern]
    order = np.argsort(timetable.stop, kind="stable")
    order = order[allowed[order]]
    count = np.bincount(timetable.stop[order], minlength=timetable.stops)
    return np.concatenate(([0], np.cumsum(count))), pattern[order], position[order]


def boardings(timetable: Timetable) -> Calls:
    """Return where trips can be boarded: not at the last stop of a pattern."""
    last = np.zeros(len(timetable.stop), dtype=np.bool_)
    last[timetable.first[1:] - 1] = True
    return calls(timetable, timetable.board & ~last)


def alightings(timetable: Timetable) -> Calls:
    """Return where trips can be left: not at the first stop of a pattern."""
    begin = np.zeros(len(timetable.stop), dtype=np.bool_)
    begin[timetable.first[:-1]] = True
    return calls(timetable, timetable.alight & ~begin)


def needed_transfers(timetable: Timetable, transfers: Walks) -> Walks:
    """Return the transfers that some journey may need."""
    kept = transfers.kept(needed_walks(transfers, boardings(timetable), timetable, timetable.departures, before=True))
    back, order = kept.turned(timetable.stops)
    flags = np.empty(len(order), dtype=np.bool_)
    flags[order] = needed_walks(back, alightings(timetable), timetable, timetable.arrivals, before=False)
    return kept.kept(flags)


def needed_egress(timetable: Timetable, egress: Walks, destinations: int) -> Walks:
    """Return the walks from stops to destinations that some journey may need."""
    back, order = egress.turned(destinations)
    flags = np.empty(len(order), dtype=np.bool_)
    flags[order] = needed_walks(back, alightings(timetable), timetable, timetable.arrivals, before=False)
    return egress.kept(flags)


def needed_walks(walks: Walks, served: Calls, timetable: Timetable, times: Seconds, *, before: bool) -> Flags:
    """Return which walks between a place and stops are needed, to board (`before`) or having alighted."""
    trips = np.diff(timetable.trip_first)
    return _needed(walks.arrays, served, trips, timetable.time_first, times, before)


@compiled
def _needed(
    walks: tuple[Integers, Integers, Seconds], served: Calls, trips: Integers, time_first: Integers, times: Seconds,
    before: bool,
) -> Flags:  # fmt: skip
    first, stop, seconds = walks
    call_first = served[0]
    keep = np.zeros(len(stop), dtype=np.bool_)
    for place in range(len(first) - 1):
        begin, end = first[place], first[place + 1]
        for i in range(begin, end):
            for call in range(call_first[stop[i]], call_first[stop[i] + 1]):
                if not _beaten(i, call, begin, end, stop, seconds, served, trips, time_first, times, before):
                    keep[i] = True
                    break
    return keep


@compiled
def _beaten(
    walk: int, call: int, begin: int, end: int, stop: Integers, seconds: Seconds, served: Calls, trips: Integers,
    time_first: Integers, times: Seconds, before: bool,
) -> bool:  # fmt: skip
    """Return whether another stop of the same pattern makes a walk needless for it."""
    call_first, pattern, position = served
    on, at = pattern[call], position[call]
    for other in range(begin, end):
        spare = seconds[walk] - seconds[other]
        if spare < 0 or other == walk:
            continue
        for c in range(call_first[stop[other]], call_first[stop[other] + 1]):
            if pattern[c] == on and ((position[c] < at) if before else (position[c] > at)):
                low, high = min(at, position[c]), max(at, position[c])
                if _longest_ride(on, low, high, spare, trips, time_first, times) <= spare:
                    return True
    return False


@compiled
def _longest_ride(
    on: int, low: int, high: int, enough: int, trips: Integers, time_first: Integers, times: Seconds
) -> int:
    """Return the longest that a trip of a pattern takes between two positions, or the first found above `enough`."""
    longest = 0
    base = time_first[on]
    for trip in range(trips[on]):
        longest = max(longest, times[base + high * trips[on] + trip] - times[base + low * trips[on] + trip])
        if longest > enough:
            break
    return longest
