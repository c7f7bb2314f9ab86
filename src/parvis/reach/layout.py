"""A network as the loops of the search read it: only stops that are served, near ones near each other in memory.

Times stand in 16 bits, counted from the first departure of a part of the window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from parvis.reach.feed import Flags, Floats, Integers
from parvis.reach.needless import Calls
from parvis.reach.rows import NEVER
from parvis.reach.timetable import Timetable
from parvis.reach.walks import Walks, walks_of

Row = npt.NDArray[np.int16]
Seconds = npt.NDArray[np.int32]

DETAIL = 1 << 16
"""Steps of the grid along which stops are put in order."""


@dataclass(frozen=True)
class Layout:
    """Stops that are served and destinations, each in an order of their own.

    `row` (n_stops,) is where each stop of the timetable stands, -1 for one that nothing serves; `stop` is along
    patterns as in the Timetable, by these rows. `calls` are where each row is served, `changes` the walks to each row
    from others, `egress` those to each destination.
    """

    row: Integers
    rows: int
    stop: Integers
    calls: Calls
    changes: Walks
    egress: Walks

    def access(self, stops: Integers, seconds: Seconds) -> tuple[Integers, Seconds]:
        """Return walks to stops by their rows, without those that nothing serves."""
        rows = self.row[stops]
        served = rows >= 0
        return rows[served], seconds[served]


def layout(timetable: Timetable, transfers: Walks, egress: Walks, served: Calls, destinations: int) -> Layout:
    """Return how a network is laid out; `served` are the places at which trips can be boarded."""
    used = np.zeros(timetable.stops, dtype=np.bool_)
    used[timetable.stop] = True
    row = np.full(timetable.stops, -1, dtype=np.int64)
    order = _near_each_other(timetable.lon, timetable.lat, used)
    row[order] = np.arange(len(order))
    first, pattern, position = served
    count = np.diff(first)[order]
    taken = np.repeat(first[:-1][order] - np.cumsum(count) + count, count) + np.arange(count.sum())
    calls = np.concatenate(([0], np.cumsum(count))), pattern[taken], position[taken]
    return Layout(
        row=row,
        rows=len(order),
        stop=row[timetable.stop],
        calls=calls,
        changes=_by_row(transfers, row, row, len(order)),
        egress=_by_row(egress, row, np.arange(destinations), destinations),
    )


def _near_each_other(lon: Floats, lat: Floats, used: Flags) -> Integers:
    """Return the used stops along a curve that fills the plane (Morton 1966); those without a place come last."""
    lost = ~(np.isfinite(lon) & np.isfinite(lat))
    key = np.zeros(len(lon), dtype=np.int64)
    for shift, values in enumerate((lon, lat)):
        known = values[used & ~lost]
        low, high = (known.min(), known.max()) if len(known) else (0.0, 1.0)
        step = np.where(lost, 0, (values - low) / max(high - low, 1e-9) * (DETAIL - 1)).astype(np.int64)
        for bit in range(DETAIL.bit_length() - 1):
            key |= (step >> bit & 1) << (2 * bit + shift)
    key[lost] = np.iinfo(np.int64).max
    order = np.argsort(key, kind="stable")
    return order[used[order]]


def _by_row(walks: Walks, row: Integers, target: Integers, targets: int) -> Walks:
    """Return walks turned about: to each target, from rows."""
    origin, goal = row[walks.origin()], target[walks.target]
    there = (origin >= 0) & (goal >= 0)
    return walks_of(targets, goal[there], origin[there], walks.seconds[there])


def clock(timetable: Timetable, late: int, slack: int) -> tuple[Row, Row]:
    """Return arrivals, and the last moments to be at the stop, counted from a part of the window `late` seconds on.

    What is before the part is too early for whoever leaves in it, what is beyond 16 bits too late.
    """
    arrivals = np.clip(timetable.arrivals.astype(np.int64) - late, -slack - 1, NEVER)
    departures = np.clip(timetable.departures.astype(np.int64) - late - slack, -slack - 1, NEVER - 1)
    return arrivals.astype(np.int16), departures.astype(np.int16)
