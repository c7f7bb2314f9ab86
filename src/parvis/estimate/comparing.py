"""Differences of two figures that have intervals, from these and from how far their errors go together.

The interval of a difference is had from those of its two sides (Zou, Donner, Construction of confidence limits about
effect measures: a general approach, Statistics in Medicine 27, 2008; Newcombe, 1998, for two proportions): of the lower
end of one and the upper end of the other, as of two deviations with a correlation. Lopsided intervals stay lopsided.
"""

from __future__ import annotations

import numpy as np

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
