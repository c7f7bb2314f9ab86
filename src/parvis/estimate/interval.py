"""How sure an estimate is: certain bounds, and an interval within them from a model of where people live.

Model, first version. The share S of a source unit's people who live in a zone that covers the share w of its surface
has mean w and variance rho w (1 - w): rho = 0 is people spread evenly, rho = 1 all of them in one place. Units are
taken as independent; the parts of one unit that fall in nested zones follow a Dirichlet law. The sum is given a Beta
law over its certain bounds with the same mean and variance, so that the interval never leaves them.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.special import betaincinv

from parvis.model.figure import Floats

WHOLE = 1.0 - 1e-9
"""A unit with at least this share of its surface in a zone is wholly inside."""


def share_variance(weights: csr_array, clustering: float) -> csr_array:
    """Return the variance of the share of each unit's people in each zone, of the shape of the weights.

    `clustering` is rho, from 0 (people live evenly over a unit) to 1 (all of them in one place).
    """
    variance = weights.copy()
    variance.data = clustering * weights.data * (1.0 - weights.data)
    return variance


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
    tail = (1.0 - level) / 2.0
    spread = np.where(np.isfinite(upper), upper - lower, np.inf)
    low, high = mean.copy(), mean.copy()
    free = ~np.isfinite(spread) & (variance > 0)
    half = _normal_quantile(level) * np.sqrt(variance)
    low[free] = np.maximum(mean[free] - half[free], lower[free])
    high[free] = mean[free] + half[free]
    fit = np.isfinite(spread) & (spread > 0) & (variance > 0)
    m = np.clip((mean[fit] - lower[fit]) / spread[fit], 1e-9, 1 - 1e-9)
    v = np.minimum(variance[fit] / spread[fit] ** 2, 0.99 * m * (1 - m))
    strength = m * (1 - m) / v - 1.0
    low[fit] = lower[fit] + spread[fit] * betaincinv(m * strength, (1 - m) * strength, tail)
    high[fit] = lower[fit] + spread[fit] * betaincinv(m * strength, (1 - m) * strength, 1.0 - tail)
    return np.minimum(low, mean), np.maximum(high, mean)


def _normal_quantile(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2.0))


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
