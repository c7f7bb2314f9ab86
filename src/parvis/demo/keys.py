"""Counts with random-key noise, as INSEE protects those of neighbourhoods since two generations of them overlap.

INSEE publishes figures for the perimeters of 2015 and of 2024 side by side; what lies between two could be had by
subtraction, so that it now alters the counts of neighbourhoods (INSEE's blog, January 2025). The cell key method is the
one for that (B. Fraser and J. Wooton, "A proposed method for confidentialising tabular output to protect against
differencing", Eurostat work session, 2005; in French "méthode des clés aléatoires").

Every person and household draws a key between 0 and 1, once. The key of a count is the fractional part of the sum of
the keys behind it: whoever counts the same people again gets the same noise. The key picks the noise out of a
distribution that depends on the count.

INSEE does not publish the parameters. Here: a deviation of at most 5, a variance of about 3, no bias; a 0 stays 0, no
count falls below 0, and 1 and 2 are never shown. Sums of noisy counts are not the noisy sum.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.demo.streets import Floats

FURTHEST = 5
VARIANCE = 3.0
HIDDEN = 2
"""Counts from 1 to this never appear."""


def noisy(counts: Floats, keys: Floats) -> npt.NDArray[np.int64]:
    """Return counts (n,) with the noise that their keys (n,), each the sum of the keys behind it, stand for.

    >>> bool((noisy(np.zeros(3), np.array([0.1, 5.7, 9.9])) == 0).all())
    True
    """
    out = np.rint(counts).astype(np.int64)
    place = np.mod(keys, 1.0)
    for count in np.unique(out[out > 0]):
        here = out == count
        shown, chance = transitions(int(count))
        out[here] = shown[np.searchsorted(np.cumsum(chance), place[here], side="right").clip(0, len(shown) - 1)]
    return out


def transitions(count: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return what a count may be shown as, and how likely each is: their mean is the count.

    Among all such distributions this is the one of the form exp(a d - b d²): the least informative of its variance.
    """
    shown = np.array([n for n in range(count - FURTHEST, count + FURTHEST + 1) if n == 0 or n > HIDDEN])
    away = (shown - count).astype(float)
    low, high = -6.0, 6.0
    for _ in range(60):
        tilt = (low + high) / 2
        chance = np.exp(tilt * away - away**2 / (2 * VARIANCE))
        chance /= chance.sum()
        low, high = (low, tilt) if chance @ away > 0 else (tilt, high)
    return shown, chance
