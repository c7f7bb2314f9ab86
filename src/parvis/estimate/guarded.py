"""How sure a partner's estimate is, told from the ground and the estimate alone.

An interval made from the values of units would tell of them: a certain bound is the sum of the units that lie wholly
inside, and a width follows from the one that is cut. So people are taken to live over the ground as in towns whose
numbers are open, and the interval says of the partner's numbers what the estimate says as it is told, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.answer import Answer
from parvis.estimate.interval import quantiles, uncertain
from parvis.estimate.shares import LEARNT
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats, Route
from parvis.model.told import told

APART = 0.06
"""The variance of units' shares, as a part of the most that it could be, p (1 - p): how far people live apart."""

UNLIKE = 0.3
"""The coefficient of variation of units' means."""

OWN = 3.0
"""A part of the people has its own doubt as far as units' shares differ: so many times their squared variation."""

LEAST = 0.15
"""The least rho of who lives on which side."""

VARIED = 1.0 + LEARNT.ordinary**2
"""The mean square of units' densities over the square of their mean, where nothing is known of them."""


@dataclass(frozen=True)
class Ground:
    """Where borders lie: `weights` (n_units, n_zones), the share of each unit's surface in each zone; its `areas`.

    `together` is how many of what is counted live at one place; `drawn` whether borders were drawn around some people.
    """

    weights: csr_array
    areas: Floats
    together: float
    drawn: bool

    @property
    def doubt(self) -> float:
        """Return the standard deviation of how much denser people live inside, before anything is known of them."""
        return float(np.hypot(LEARNT.doubt_of_all, LEARNT.doubt_of_one)) if self.drawn else LEARNT.doubt

    @property
    def rho(self) -> float:
        """Return how far the people of a unit live in one place, where nothing is known of it."""
        spread = LEARNT.unevenness * LEARNT.ordinary**2
        return spread / (1.0 + spread)

    def cut(self) -> tuple[np.ndarray, Floats, Floats]:
        """Return for each pair of a zone and a unit that it cuts: the zone, w (1 - w), the unit's surface.

        The surface is a share of the zone's own.
        """
        pairs = self.weights.tocoo()
        whole = np.bincount(pairs.col, weights=pairs.data * self.areas[pairs.row], minlength=self.weights.shape[1])
        cut = pairs.data < WHOLE
        zone, share = pairs.col[cut], pairs.data[cut]
        return zone, share * (1.0 - share), self.areas[pairs.row[cut]] / whole[zone]


def total(answer: Answer, ground: Ground, *, level: float) -> Answer:
    """Return an estimated total with an interval that follows from it and the ground, and without certain bounds."""
    zone, inner, size = ground.cut()
    value = np.nan_to_num(_told(answer, whole=True))
    held = value[zone] * size
    alone = np.minimum(1.0, ground.together / np.maximum(held, 1e-12))
    rho = ground.rho + (1.0 - ground.rho) * alone
    lumps = np.bincount(zone, weights=rho * inner * held**2 * VARIED, minlength=len(value))
    slope = np.bincount(zone, weights=inner * held, minlength=len(value))
    out = _with(answer, value, lumps + (ground.doubt * slope) ** 2, np.inf, level)
    counts, units = _counted(ground)
    return replace(out, ground=ground, cut_units=counts, source_units=units)


def rate(answer: Answer, *, scale: float, level: float) -> Answer:
    """Return a rate of estimated totals with an interval that follows from it and the ground alone."""
    assert answer.above is not None and answer.below is not None
    top, bottom = answer.above.ground, answer.below.ground
    grounds = [ground for ground in (top, bottom) if ground is not None]
    if not grounds:
        return answer
    r = np.nan_to_num(_told(answer, whole=scale == 100.0)) / scale
    most = 1.0 if scale == 100.0 else np.inf
    between = APART * r * (1.0 - np.minimum(r, 1.0)) if np.isfinite(most) else (UNLIKE * r) ** 2
    variance = np.zeros(len(r))
    for ground in grounds[:1] if _same(top, bottom) else grounds:
        zone, inner, size = ground.cut()
        lumps = np.bincount(zone, weights=inner * size**2 * VARIED, minlength=len(r))
        slope = np.bincount(zone, weights=inner * size, minlength=len(r))
        mixed = np.minimum(OWN * between / np.maximum(r**2, 1e-12), 1.0)
        variance += between * (ground.rho + max(ground.rho, LEAST)) * lumps
        variance += (r * slope * ground.doubt) ** 2 * (mixed if _same(top, bottom) else 1.0)
    out = _with(answer, r * scale, variance * scale**2, most * scale, level)
    counts, units = _counted(grounds[-1])
    return replace(out, cut_units=counts, source_units=units)


def _told(answer: Answer, *, whole: bool) -> Floats:
    """Return the values (n_zones,) as they are told: sums of whole units are told as they are."""
    if answer.route is Route.AS_PUBLISHED and not answer.cut_units.any():
        return answer.value
    return told(answer.value, whole=whole)


def _same(top: Ground | None, bottom: Ground | None) -> bool:
    """Return whether the two parts of a rate lie over the same ground, both of them a partner's."""
    if top is None or bottom is None:
        return False
    one, other = top.weights, bottom.weights
    return one.shape == other.shape and not (one != other).nnz


def _with(answer: Answer, value: Floats, variance: Floats, most: float, level: float) -> Answer:
    """Return an answer with the interval of a variance about its `value` as it is told, from 0 to `most`."""
    known = np.isfinite(answer.value)
    ends = (np.zeros(len(value)), np.maximum(np.full(len(value), most), value))
    lower, upper = quantiles(value, uncertain(np.where(known, variance, 0.0), level), ends, level)
    nothing = np.full(len(value), np.nan)
    lower, upper = np.minimum(lower, value), np.maximum(upper, value)
    return replace(
        answer, lower=np.where(known, lower, np.nan), upper=np.where(known, upper, np.nan), bound_lower=nothing,
        bound_upper=nothing, variance=variance, level=level,
    )  # fmt: skip


def _counted(ground: Ground) -> tuple[Floats, Floats]:
    """Return how many units each zone cuts, and how many lie in it by their shares, (n_zones,) each."""
    pairs = ground.weights.tocoo()
    n = ground.weights.shape[1]
    cuts = np.bincount(pairs.col, weights=(pairs.data < WHOLE).astype(float), minlength=n)
    return cuts.astype(float), np.bincount(pairs.col, weights=pairs.data, minlength=n).astype(float)
