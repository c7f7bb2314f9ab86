"""Classes of a choropleth: at most five, at bounds that the legend can print."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from parvis.publish.jenks import natural_cuts
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


def classes_of(values: Sequence[float], place: int, cut: str | Sequence[float] = "quantiles") -> Classes | None:
    """Return classes of values, with bounds rounded to a decimal place; None without values.

    `cut` is `quantiles` (classes of about equal size), `jenks` (natural classes), or bounds that the author gives.
    Bounds that fall together when rounded are one, so ties and few values give fewer classes. The outer bounds are
    the least and the greatest value as rounded.
    """
    if not values:
        return None
    least, greatest = rounded(min(values), place), rounded(max(values), place)
    inner = sorted({bound for bound in _cuts(values, place, cut) if least < bound <= greatest})
    bounds = (least, *inner, greatest)
    made = Classes(bounds, place)
    sizes = Counter(made.of(value) for value in values)
    return replace(made, counts=tuple(sizes[i] for i in range(len(bounds) - 1)))


def _cuts(values: Sequence[float], place: int, cut: str | Sequence[float]) -> list[Decimal]:
    if not isinstance(cut, str):
        return [rounded(bound, place) for bound in cut]
    most = min(MOST, len({rounded(value, place) for value in values}))
    if cut == "jenks":
        return [rounded(bound, place) for bound in natural_cuts(values, most)]
    shares = np.linspace(0, 1, most + 1)[1:-1]
    return [rounded(float(bound), place) for bound in np.quantile(np.asarray(values), shares)]
