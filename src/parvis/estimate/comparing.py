"""Differences of two figures that have intervals, from these and from how far their errors go together.

The interval of a difference is had from those of its two sides (Zou, Donner, Construction of confidence limits about
effect measures: a general approach, Statistics in Medicine 27, 2008; Newcombe, 1998, for two proportions): of the lower
end of one and the upper end of the other, as of two deviations with a correlation. Lopsided intervals stay lopsided.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from parvis.model.figure import Floats

ALIKE = 0.7
"""Correlation of the errors of one border in two periods: people live where they lived (docs/estimation.md)."""


def difference(here: Floats, there: Floats, together: Floats | float) -> Floats:
    """Return (value, lower, upper) of figures less others, (3, n), each given as (value, lower, upper), (3, n).

    `together` (n,) is the correlation of the errors of the two. At -1 the interval leaves out 0 exactly where the two
    intervals have no number in common: that is what may be said where nothing is known of how errors go together.
    """
    value, below, above = here[0], here[0] - here[1], here[2] - here[0]
    other, other_below, other_above = there[0], there[0] - there[1], there[2] - there[0]
    gap = value - other
    return np.stack([gap, gap - _apart(below, other_above, together), gap + _apart(above, other_below, together)])


def _apart(one: Floats, other: Floats, together: Floats | float) -> Floats:
    return np.asarray(np.sqrt(np.maximum(one**2 + other**2 - 2.0 * together * one * other, 0.0)))


# --- ranks ---

NODES = 15
"""Places at which what a figure may truly be is looked at, each as likely as the others."""
MANY = 100
"""Zones from which on how many are above a number is worked out on a grid, and between its points by a line."""
GRID = 80


def ranks_apart(figures: Floats) -> Floats:
    """Return the first and last rank, (2, n), of figures (value, lower, upper), (3, n), where nothing else is known.

    The first is that after all whose interval lies wholly above, the last that before all whose lies wholly below.
    """
    _, lower, upper = figures
    above = len(lower) - np.searchsorted(np.sort(lower), upper, side="right")
    below = np.searchsorted(np.sort(upper), lower, side="left")
    return np.stack([1.0 + above, len(lower) - below])


def ranks_together(figures: Floats, *, level: float, pairs: tuple[np.ndarray, np.ndarray], together: Floats) -> Floats:
    """Return the first and last rank, (2, n), at a level, of figures (value, lower, upper), (3, n), the greatest first.

    Errors are normal on either side of the value, with the width of the intervals, which are those at `level`; those of
    `pairs` of zones have the correlations `together`, others none. Given what one figure truly is, how many are above
    it is a sum of chances, near to normal: its mean and variance give the law of the rank, averaged over its own law.
    Of more than MANY zones its ends are had as those of a difference are, from the figure's own and the others' doubt.
    """
    tail = (1.0 - level) / 2.0
    reach = float(ndtri(1.0 - tail))
    law = _Law(figures[0], (figures[0] - figures[1]) / reach, (figures[2] - figures[0]) / reach)
    few = len(law.value) <= MANY
    own = ndtri((np.arange(NODES) + 0.5) / NODES) if few else np.array([-reach, 0.0, reach])
    numbers = law.value[:, None] + own * np.where(own < 0, law.below[:, None], law.above[:, None])
    mean, variance = _others_above(law, numbers, own, (*pairs, together))
    if few:
        deviation = np.sqrt(np.maximum(variance, 1e-12))
        return np.stack([_quantile(mean, deviation, tail), _quantile(mean, deviation, 1.0 - tail)])
    least, middle, most = mean[:, 2], mean[:, 1], mean[:, 0]
    doubt = reach**2 * np.maximum(variance[:, 1], 0.0)
    first = np.floor(1.0 + middle - np.sqrt((middle - least) ** 2 + doubt) + 1e-6)
    last = np.ceil(1.0 + middle + np.sqrt((most - middle) ** 2 + doubt) - 1e-6)
    return np.stack([np.maximum(first, 1.0), np.minimum(last, len(middle))])


@dataclass(frozen=True)
class _Law:
    """What figures may truly be: normal on either side of `value`, with the deviations `below` and `above`, (n,)."""

    value: Floats
    below: Floats
    above: Floats

    def chance(
        self, which: np.ndarray | slice, numbers: Floats, own: Floats | float = 0.0, together: Floats | float = 0.0
    ) -> Floats:
        """Return the chances that some figures are above numbers (n_which, ...), given others' deviates `own`."""
        shape = (-1,) + (1,) * (numbers.ndim - 1)
        value, below, above = (part[which].reshape(shape) for part in (self.value, self.below, self.above))
        off = numbers - value
        side = np.where(off < 0, below, above)
        scaled = np.divide(off, side, out=np.where(off < 0, -np.inf, np.inf), where=side > 0)
        left = np.sqrt(np.maximum(1.0 - np.square(together), 1e-9))
        return np.asarray(1.0 - ndtr((scaled - together * own) / left))


def _others_above(
    law: _Law, numbers: Floats, own: Floats, tied: tuple[np.ndarray, np.ndarray, Floats]
) -> tuple[Floats, Floats]:
    """Return how many other figures are above what each may be, `numbers` (n, n_nodes): mean and variance."""
    mean, variance = _above(law, numbers)
    itself = law.chance(slice(None), numbers)
    mean, variance = mean - itself, variance - itself * (1.0 - itself)
    one, other = np.concatenate(tied[:2]), np.concatenate([tied[1], tied[0]])
    joint = np.concatenate([tied[2], tied[2]])[:, None]
    free, bound = law.chance(other, numbers[one]), law.chance(other, numbers[one], own, joint)
    np.add.at(mean, one, bound - free)
    np.add.at(variance, one, bound * (1.0 - bound) - free * (1.0 - free))
    return mean, variance


def _above(law: _Law, numbers: Floats) -> tuple[Floats, Floats]:
    """Return how many figures are above numbers (n, n_nodes), themselves included: mean and variance."""
    few = len(numbers) <= MANY
    points = numbers if few else np.quantile(numbers, np.linspace(0.0, 1.0, GRID))
    chances = law.chance(slice(None), np.broadcast_to(points, (len(numbers), *points.shape)))
    mean, variance = chances.sum(axis=0), (chances * (1.0 - chances)).sum(axis=0)
    if few:
        return mean, variance
    return np.interp(numbers, points, mean), np.interp(numbers, points, variance)


def _quantile(mean: Floats, deviation: Floats, share: float) -> Floats:
    """Return the least rank of each zone, (n,), that it has or betters with a chance of `share`, by halving."""
    low, high = np.ones(len(mean)), np.full(len(mean), float(len(mean)))
    for _ in range(int(np.ceil(np.log2(max(len(mean), 2)))) + 1):
        middle = np.floor((low + high) / 2.0)
        enough = ndtr((middle[:, None] - 0.5 - mean) / deviation).mean(axis=1) >= share - 1e-9
        low, high = np.where(enough, low, np.minimum(middle + 1.0, high)), np.where(enough, middle, high)
    return high
