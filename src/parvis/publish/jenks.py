"""Natural classes: the cuts that leave the least spread within classes (Jenks 1967), exactly (Fisher 1958).

Fisher's dynamic programme finds the partition of sorted values into k runs with the least sum of squared distances
from the runs' means; with n values it takes k n^2 steps, here n of them at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def natural_cuts(values: Sequence[float], count: int) -> list[float]:
    """Return the least value of each class but the first, for at most `count` classes of sorted or unsorted values.

    >>> natural_cuts([1, 2, 2, 3, 10, 11, 12, 30], 3)
    [10.0, 30.0]
    """
    x = np.sort(np.asarray(values, dtype=np.float64))
    x = x - x[0]  # squares of numbers far from 0 would lose the differences between them
    count = min(count, len(np.unique(x)))
    sums, squares = (np.concatenate([[0.0], np.cumsum(part)]) for part in (x, x * x))
    ends = np.arange(1, len(x) + 1)
    best = _spread(sums, squares, np.zeros(len(x), dtype=np.int64), ends)
    starts = np.zeros((count, len(x)), dtype=np.int64)
    for k in range(1, count):
        longer = np.full(len(x), np.inf)
        for end in range(k, len(x)):
            first = np.arange(k, end + 1)
            total = best[first - 1] + _spread(sums, squares, first, np.full(len(first), end + 1))
            least = int(total.argmin())
            longer[end], starts[k, end] = total[least], first[least]
        best = longer
    return _cuts(np.sort(np.asarray(values, dtype=np.float64)), starts)


def _spread(sums: Floats, squares: Floats, first: Integers, end: Integers) -> Floats:
    """Return the sum of squared distances from their mean of values `first` to before `end`."""
    total = sums[end] - sums[first]
    spread: Floats = np.maximum(squares[end] - squares[first] - total * total / (end - first), 0.0)
    return spread


def _cuts(x: Floats, starts: Integers) -> list[float]:
    end, cuts = len(x) - 1, []
    for k in range(len(starts) - 1, 0, -1):
        first = int(starts[k, end])
        cuts.append(float(x[first]))
        end = first - 1
    return cuts[::-1]
