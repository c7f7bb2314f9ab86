"""Rows of times, a lane a departure: the earliest of several rows, each some seconds later. In machine code.

Rows are as long as a whole number of steps of the processor: `LANES` of 16 bits. This is where most of a search's time
goes, and the loops are written for the compiler to work on many lanes at once, on four rows in one pass.
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
LANES = 32


@compiled
def lanes(departures: int) -> int:
    """Return how long rows of so many departures are.

    >>> lanes(120), lanes(1)
    (128, 32)
    """
    return -(-departures // LANES) * LANES


@compiled
def soonest(there: Table, stop: int, upto: int, leave: Row) -> int:
    """Return the shortest time from any departure before `upto` to the arrival at a stop."""
    shortest = np.int16(30_000)
    for d in range(upto):
        shortest = min(shortest, np.int16(there[stop, d] - leave[d]))
    return int(shortest)


@compiled
def lower(
    rows: Table, others: Table, walks: tuple[Integers, Integers, Seconds], spare: Integers, upto: Integers, news: Flags
) -> None:
    """Lower each row to the least of the others from which one walks to it, and set whether that was `news`.

    `walks` (first, other, seconds) are by row. Only of others with so many seconds to `spare` is anything taken, and
    only of their lanes before `upto`: all of them, so that rows stay in order. The last of the others is never.
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
        count, wide = 0, 0
        for i in range(first[row], first[row + 1]):  # without a branch that the processor could guess wrong
            source[count], plus[count] = other[i] * width, seconds[i]
            taken = seconds[i] <= spare[other[i]]
            wide = max(wide, upto[other[i]] * taken)
            count += taken
        if count == 0:
            continue
        for i in range(count, count + 3):
            source[i], plus[i] = dead, 0
        change = np.int16(0)
        for i in range(0, count, 4):
            change = min(change, _least(flat, row * width, flat_others, source, plus, i, wide))
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
