"""Percentiles of travel times over the departures, for many destinations at once, in machine code.

The values of `WIDE` destinations are sorted side by side by a network of comparisons that is the same for all of them
(Batcher 1968, odd-even merges), so that the processor compares many at a time. Comparisons on which none of the ranks
asked for depends are left out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.model.compiled import compiled
from parvis.reach.rows import NEVER

Row = npt.NDArray[np.int16]
Table = npt.NDArray[np.int16]
Integers = npt.NDArray[np.int64]
Seconds = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

WIDE = 64


def comparisons(values: int, ranks: Integers) -> Integers:
    """Return (n, 2) which values to compare, the lesser to the first place, until those of the ranks are in theirs.

    >>> comparisons(3, np.array([0])).tolist()
    [[0, 2], [0, 1]]
    """
    pairs = _sorting(values)
    wanted = np.zeros(values, dtype=np.bool_)
    wanted[ranks] = True
    kept = []
    for low, high in reversed(pairs):
        if wanted[low] or wanted[high]:
            wanted[low] = wanted[high] = True
            kept.append((low, high))
    return np.array(kept[::-1], dtype=np.int64).reshape(-1, 2)


def _sorting(values: int) -> list[tuple[int, int]]:
    """Return Batcher's merge exchange (Knuth, 5.2.2, algorithm M)."""
    pairs = []
    top = 1 << max(0, (values - 1).bit_length() - 1)
    p = top
    while p > 0 and values > 1:
        q, r, d = top, 0, p
        while d > 0:
            pairs += [(i, i + d) for i in range(values - d) if i & p == r]
            d, q, r = q - p, q >> 1, p
        p >>= 1
    return pairs


@compiled
def elapse(best: Table, leave: Row, longest: int, come: Flags, taken: Table, column: int) -> None:
    """Write seconds of travel into `taken` from a column on, NEVER beyond the longest journey.

    `come` says which destinations are come to at all.
    """
    for place in range(len(best)):
        if come[place]:
            for d in range(len(leave)):
                seconds = np.int16(best[place, d] - leave[d])
                taken[place, column + d] = seconds if seconds <= longest else NEVER
        else:
            taken[place, column : column + len(leave)] = NEVER


@compiled
def percentiles(taken: Table, pairs: Integers, ranks: Integers, out: Seconds) -> None:
    """Fill `out` (n_destinations, n_ranks) with seconds of travel by rank among all departures, -1 where there is none.

    Ranks count from 0 for the shortest; `pairs` are their `comparisons`.
    """
    places, values = taken.shape
    side = np.empty(values * WIDE, dtype=np.int16)
    who = np.empty(WIDE, dtype=np.int64)
    held = 0
    for place in range(places):
        least = NEVER
        for d in range(values):
            least = min(least, taken[place, d])
        if least == NEVER:
            out[place, :] = -1
        else:
            who[held] = place
            held += 1
        if held == WIDE or (held and place == places - 1):
            for k in range(held):
                for d in range(values):
                    side[d * WIDE + k] = taken[who[k], d]
            for pair in range(len(pairs)):
                _compare(side, pairs[pair, 0] * WIDE, pairs[pair, 1] * WIDE)
            for k in range(held):
                for i in range(len(ranks)):
                    value = side[ranks[i] * WIDE + k]
                    out[who[k], i] = value if value < NEVER else -1
            held = 0


@compiled
def _compare(side: Row, low: int, high: int) -> None:
    a, b = np.uint64(low), np.uint64(high)
    for k in range(np.uint64(WIDE)):
        one, other = side[a + k], side[b + k]
        side[a + k], side[b + k] = min(one, other), max(one, other)
