"""Rows of times, a lane a departure: the earliest of several rows, each some seconds later. In machine code.

Rows are padded to whole multiples of `LANES`, for what is left over after the processor's widest steps costs more than
they do. The loops are written for the compiler to work on many lanes at once, and on four rows in one pass.
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

NEVER = np.int16(28_000)
LANES = 128


def lanes(departures: int) -> int:
    """Return how long rows of so many departures are.

    >>> lanes(120), lanes(1)
    (128, 128)
    """
    return -(-departures // LANES) * LANES


@compiled
def soonest(there: Table, stop: int, leave: Row) -> int:
    """Return the shortest time from any departure to the arrival at a stop."""
    shortest = np.int16(30_000)
    for d in range(len(leave)):
        shortest = min(shortest, np.int16(there[stop, d] - leave[d]))
    return int(shortest)


@compiled
def lower(rows: Table, others: Table, walks: tuple[Integers, Integers, Seconds], spare: Integers, news: Flags) -> None:
    """Lower each row to the least of the others from which one walks to it, and set whether that was `news`.

    `walks` (first, other, seconds) are by row. Only of others with so many seconds to `spare` is anything taken. The
    last of the others is never.
    """
    first, other, seconds = walks
    width = others.shape[1]
    flat, flat_others = rows.ravel(), others.ravel()
    most = 0
    for row in range(len(first) - 1):
        most = max(most, first[row + 1] - first[row])
    source, plus = np.empty(most + 4, dtype=np.int64), np.empty(most + 4, dtype=np.int16)
    dead = (len(others) - 1) * width
    for row in range(len(first) - 1):
        count = 0
        for i in range(first[row], first[row + 1]):  # without a branch that the processor could guess wrong
            source[count], plus[count] = other[i] * width, seconds[i]
            count += seconds[i] <= spare[other[i]]
        if count == 0:
            continue
        for i in range(count, count + 3):
            source[i], plus[i] = dead, 0
        change = np.int16(0)
        for i in range(0, count, 4):
            change = min(change, _least(flat, row * width, flat_others, source, plus, i, width))
        news[row] |= change < 0


@compiled
def _least(rows: Row, at: int, others: Row, source: Integers, plus: Row, i: int, wide: int) -> np.int16:
    """Lower one row to the least of four others, each later by some seconds; return the greatest change, 0 or below.

    The change is kept in 16 bits, for the widest number in a loop decides how many lanes are worked on at once.
    """
    a, b, c, d = np.uint64(source[i]), np.uint64(source[i + 1]), np.uint64(source[i + 2]), np.uint64(source[i + 3])
    later_a, later_b, later_c, later_d = plus[i], plus[i + 1], plus[i + 2], plus[i + 3]
    base = np.uint64(at)
    change = np.int16(0)
    for lane in range(np.uint64(wide)):
        ab = min(np.int16(others[a + lane] + later_a), np.int16(others[b + lane] + later_b))
        cd = min(np.int16(others[c + lane] + later_c), np.int16(others[d + lane] + later_d))
        stood = rows[base + lane]
        least = min(min(ab, cd), stood)
        change = min(change, np.int16(least - stood))
        rows[base + lane] = least
    return change
