"""Classes of a choropleth: at most five, of about equal size, at bounds that the legend can print."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from parvis.publish.numbers import rounded

MOST = 5


@dataclass(frozen=True)
class Classes:
    """Ascending bounds: class `i` holds values from `bounds[i]` to below `bounds[i + 1]`; the last holds its top too.

    `place` is the decimal place of the bounds; `counts` says how many of the values lie in each class.
    """

    bounds: tuple[Decimal, ...]
    place: int
    counts: tuple[int, ...] = ()

    def of(self, value: float) -> int:
        """Return the class of a value, from 0, by the value as it is read: rounded to the place of the bounds."""
        return bisect_right(self.bounds[1:-1], rounded(value, self.place))


def classes_of(values: Sequence[float], place: int) -> Classes | None:
    """Return quantile classes of values, with bounds rounded to a decimal place; None without values.

    Bounds that fall together when rounded are one, so ties and few values give fewer classes. The outer bounds are
    the least and the greatest value as rounded.
    """
    if not values:
        return None
    distinct = len({rounded(value, place) for value in values})
    shares = np.linspace(0, 1, min(MOST, distinct) + 1)
    cuts = [rounded(float(cut), place) for cut in np.quantile(np.asarray(values), shares)]
    inner = sorted({cut for cut in cuts[1:-1] if cuts[0] < cut <= cuts[-1]})
    bounds = (cuts[0], *inner, cuts[-1])
    made = Classes(bounds, place)
    sizes = Counter(made.of(value) for value in values)
    return replace(made, counts=tuple(sizes[i] for i in range(len(bounds) - 1)))
