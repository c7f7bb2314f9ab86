"""How sure an estimate is: certain bounds, and an interval within them from where people may live (`shares`).

A total is the sum over units of their values times their shares. Given t, shares of different units are independent; to
first order their mean, their own variance and that of t, which all of them share, give the total's mean and variance.
It is given a Beta law over its certain bounds with that mean and variance, so that the interval never leaves them.
How uneven people live is known from few units, so that the variance is itself uncertain: as in Student's law. What many
units add to it, each in doubt by itself, is in less doubt.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.special import ndtri, stdtrit

from parvis.estimate.beta import central
from parvis.estimate.shares import Shares
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats

TAILS = 4.0
"""Degrees of freedom of the Student's law that says how uncertain the variance itself is, or that of one unit."""


def spread_inside(shares: Shares) -> csr_array:
    """Return S (1 - S) for the expected share S of each unit in each zone, (n_units, n_zones)."""
    spread = shares.mean.copy()
    spread.data = shares.mean.data * (1.0 - shares.mean.data)
    return spread


def total_law(shares: Shares, values: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance, (n_zones,) each, of the totals of values (n_units,) that are known."""
    spread = spread_inside(shares).T @ np.column_stack([shares.lumpiness * values**2, values])
    left = 1.0 if shares.settled is None else 1.0 - shares.settled
    return shares.mean.T @ values, left * (spread[:, 0] + (shares.doubt * spread[:, 1]) ** 2)


def certain_bounds(lower: Floats, upper: Floats, weights: csr_array) -> tuple[Floats, Floats]:
    """Return bounds of each zone's total, (n_zones,) each, that hold whatever the distribution within units.

    `lower` and `upper` (n_units,) bound the units' values: the least is what wholly lies inside, the greatest all that
    the zone touches.
    """
    inside = weights.copy()
    inside.data = (weights.data >= WHOLE).astype(float)
    touched = weights.copy()
    touched.data = (weights.data > 0).astype(float)
    return inside.T @ lower, touched.T @ upper


def quantiles(mean: Floats, variance: Floats, bounds: tuple[Floats, Floats], level: float) -> tuple[Floats, Floats]:
    """Return the central interval at `level` of Beta laws with these means and variances over these bounds.

    Where a bound is infinite the interval is cut at 0 below and free above; where the variance is 0 it is the mean.
    A variance beyond what the bounds allow is brought down to the most they allow.
    """
    lower, upper = bounds
    spread = np.where(np.isfinite(upper), upper - lower, np.inf)
    low, high = mean.copy(), mean.copy()
    free = np.flatnonzero(np.isinf(spread) & (variance > 0))
    half = float(ndtri(0.5 + level / 2.0)) * np.sqrt(variance[free])
    low[free], high[free] = np.maximum(mean[free] - half, lower[free]), mean[free] + half
    fit = np.flatnonzero(np.isfinite(spread) & (spread > 0) & (variance > 0))
    least, width = lower[fit], spread[fit]
    m = np.clip((mean[fit] - least) / width, 1e-9, 1 - 1e-9)
    v = np.minimum(variance[fit] / width**2, 0.99 * m * (1 - m))
    begin, end = central(m, v, level)
    low[fit], high[fit] = least + width * begin, least + width * end
    return low, high


def uncertain(
    variance: Floats, level: float, freedom: float | None = None, tails: Floats | float = TAILS
) -> Floats:  # fmt: skip
    """Return the variance to take at a level where it is itself uncertain: as wide as Student's law.

    With as many degrees of `freedom` where it was learnt from the source itself; with `tails`, scaled to the same
    variance, where it is believed.
    """
    tail = 0.5 + level / 2.0
    if freedom is None:
        student = stdtrit(tails, tail) * np.sqrt((tails - 2.0) / tails)
    else:
        student = float(stdtrit(freedom, tail))
    return np.asarray(variance * (student / float(ndtri(tail))) ** 2)


def tails(shares: Shares, values: Floats) -> Floats | float:
    """Return `tails` for `uncertain` of totals of values (n_units,): degrees of freedom, (n_zones,) or one for all.

    Where what is in doubt of a variance is each unit's own, that of many is less in doubt: (sum c)^2 / sum(c^2) times
    that of one, c being what each unit adds, and t (Satterthwaite, 1946). Elsewhere all are in doubt together.
    """
    if not shares.seen:
        return TAILS
    spread = spread_inside(shares)
    each, border = (spread.T @ np.column_stack([shares.lumpiness * values**2, values])).T
    spread.data = spread.data**2
    squares, common = spread.T @ (shares.lumpiness * values**2) ** 2, (shares.doubt * border) ** 2
    all_ = squares + common**2
    return np.asarray(TAILS * np.divide((each + common) ** 2, all_, out=np.ones(len(each)), where=all_ > 0))


def share_bounds(
    part: tuple[Floats, Floats], whole: tuple[Floats, Floats], weights: csr_array
) -> tuple[Floats, Floats]:
    """Return certain bounds, 0 to 1, of the share that a part has in a whole, whoever of the cut units lives inside.

    Each pair holds bounds (n_units,) of the units' values. At the most, all of the part and none of the others live
    inside; at the least the reverse. NaN where no unit can hold anybody.
    """
    others_low, others_high = np.maximum(whole[0] - part[1], 0.0), np.maximum(whole[1] - part[0], 0.0)
    part_least, part_most = certain_bounds(*part, weights)
    others_least, others_most = certain_bounds(others_low, others_high, weights)
    return _ratios(part_least, part_least + others_most), _ratios(part_most, part_most + others_least)


def mean_bounds(top: tuple[Floats, Floats], bottom: tuple[Floats, Floats], weights: csr_array) -> tuple[Floats, Floats]:
    """Return certain bounds of a sum divided by another: the least of one over the most of the other, and reversed.

    Infinite where the denominator may be 0; NaN where nothing can be above it either.
    """
    top_least, top_most = certain_bounds(*top, weights)
    bottom_least, bottom_most = certain_bounds(*bottom, weights)
    return _ratios(top_least, bottom_most), _ratios(top_most, bottom_least)


def _ratios(top: Floats, bottom: Floats) -> Floats:
    out = np.full(len(top), np.nan)
    known = (bottom > 0) & np.isfinite(bottom)
    np.divide(top, bottom, out=out, where=known)
    out[np.isinf(bottom)] = 0.0
    out[(bottom <= 0) & (top > 0)] = np.inf
    return out
