"""How sure a partner's estimate is, told from the ground and the estimate alone.

An interval made from the values of units would tell of them: a certain bound is the sum of the units that lie wholly
inside, and a width follows from the one that is cut. So people are taken to live over the ground as those do whom open
sources count there (`parvis.estimate.lay`), and the interval says of the partner's numbers what the estimate says as it
is told, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.special import ndtri

from parvis.estimate.answer import Answer
from parvis.estimate.interval import quantiles, uncertain
from parvis.estimate.lay import Lay
from parvis.estimate.mix import MIXED, TOGETHER
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats, Route
from parvis.model.told import told

UNLIKE = 0.3
"""The coefficient of variation of units' means."""


@dataclass(frozen=True)
class Ground:
    """Where borders lie: `weights` (n_units, n_zones), the share of each unit's surface in each zone; its `areas`.

    `together` is how many of what is counted live at one place; `lay` how people lie about such borders.
    """

    weights: csr_array
    areas: Floats
    together: float
    lay: Lay

    def inside(self) -> tuple[Floats, _Cut]:
        """Return by how much more live in each zone than by surface, (n_zones,), and the units that it cuts.

        People live evenly in all units, and denser inside as `lay` says.
        """
        pairs, n = self.weights.tocoo(), self.weights.shape[1]
        surface = pairs.data * self.areas[pairs.row]
        whole = np.bincount(pairs.col, weights=surface, minlength=n)
        times = np.exp(self.lay.denser)[pairs.col]
        share = np.where(pairs.data < WHOLE, times * pairs.data / (times * pairs.data + 1.0 - pairs.data), 1.0)
        held = np.bincount(pairs.col, weights=share * self.areas[pairs.row], minlength=n)
        more = np.divide(held, whole, out=np.ones(n), where=whole > 0)
        cut = pairs.data < WHOLE
        zone = pairs.col[cut]
        return more, _Cut(zone, share[cut], self.areas[pairs.row[cut]] / whole[zone], n)


@dataclass(frozen=True)
class _Cut:
    """Pairs of a zone and a unit that it cuts, (n_pairs,) each: the share inside, the unit's surface in the zone's."""

    zone: np.ndarray
    share: Floats
    size: Floats
    zones: int

    @property
    def spread(self) -> Floats:
        """Return S (1 - S)."""
        return self.share * (1.0 - self.share)

    def sums(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self.zone, weights=values, minlength=self.zones), dtype=float)


def total(answer: Answer, ground: Ground, *, level: float) -> Answer:
    """Return an estimated total with an interval that follows from it and the ground, and without certain bounds.

    How much denser people live inside multiplies what is there: ends are those of a logarithmic normal law.
    """
    value = np.nan_to_num(_told(answer, whole=True))
    more, cut = ground.inside()
    held = value[cut.zone] * cut.size
    alone = np.minimum(1.0, ground.together / np.maximum(held, 1e-12))
    lumps = cut.sums((ground.lay.rho + (1.0 - ground.lay.rho) * alone) * cut.spread * held**2)
    variance = (1.0 + ground.lay.variation) * lumps + (ground.lay.doubt * cut.sums(cut.spread * held)) ** 2
    centre = value * more
    out = _with(answer, value, variance, _times(centre, uncertain(variance, level), level), level)
    counts, units = _counted(ground)
    return replace(out, ground=ground, cut_units=counts, source_units=units)


def rate(answer: Answer, *, scale: float, level: float) -> Answer:
    """Return a rate of estimated totals with an interval that follows from it and the ground alone.

    Over one ground by the law of `parvis.estimate.mix`, at what units hold if people live evenly in them; else each
    part that is a partner's errs by itself.
    """
    assert answer.above is not None and answer.below is not None
    top, bottom = answer.above.ground, answer.below.ground
    grounds = [(part, part.ground) for part in (answer.above, answer.below) if part.ground is not None]
    if not grounds:
        return answer
    value = np.nan_to_num(_told(answer, whole=scale == 100.0))
    r = value / scale
    if top is not None and bottom is not None and _same(top, bottom):
        variance = _of_parts(r, answer.below, top, bottom, share=scale == 100.0)
    else:
        each = (part.variance / np.maximum(_told(part, whole=True) * ground.inside()[0], 1e-9) ** 2
                for part, ground in grounds)  # fmt: skip
        variance = r**2 * np.nan_to_num(sum(each, np.zeros(len(r))))
    most = np.maximum(1.0 if scale == 100.0 else np.inf, r)
    ends = quantiles(r, uncertain(variance, level), (np.zeros(len(r)), most), level)
    out = _with(answer, value, scale**2 * variance, (scale * ends[0], scale * ends[1]), level)
    counts, units = _counted(grounds[-1][1])
    return replace(out, cut_units=counts, source_units=units)


def _of_parts(r: Floats, whole: Answer, top: Ground, bottom: Ground, *, share: bool) -> Floats:
    """Return the variance of rates (n_zones,) of a part of what is counted below: by lots, quarters and the border.

    As `mix.mixed` and `mix.moved`, with what is expected of units that nobody may know: n - R d is as far from 0 as
    parts of the people differ from unit to unit.
    """
    more, cut = bottom.inside()
    held = np.nan_to_num(_told(whole, whole=True))
    d, square = held[cut.zone] * cut.size, 1.0 + bottom.lay.variation
    s, quarters = (r * (1.0 - np.minimum(r, 1.0)), top.lay.quarters) if share else (r**2, UNLIKE**2)
    lots = max(top.together if share else bottom.together, 1.0)
    alone = np.minimum(1.0, bottom.together / np.maximum(d, 1e-12))
    rho = bottom.lay.rho + (1.0 - bottom.lay.rho) * alone
    apart = lots * d + quarters * square * d**2
    inside = cut.sums(cut.spread * lots * d + 2.0 * cut.spread**2 * quarters * square * d**2)
    moved = cut.sums(rho * cut.spread * apart)
    own = 2.0 * (1.0 - TOGETHER) * bottom.lay.doubt**2
    known = np.minimum(MIXED * quarters * s / np.maximum(r**2, 1e-12), 1.0)
    variance = s * (inside + moved) + own * known * (r * cut.sums(cut.spread * d)) ** 2
    return np.asarray(variance / np.maximum(held * more, 1e-9) ** 2)


def _told(answer: Answer, *, whole: bool) -> Floats:
    """Return the values (n_zones,) as they are told: sums of whole units are told as they are."""
    if answer.route is Route.AS_PUBLISHED and not answer.cut_units.any():
        return answer.value
    return told(answer.value, whole=whole)


def _same(top: Ground, bottom: Ground) -> bool:
    """Return whether the two parts of a rate lie over the same ground."""
    one, other = top.weights, bottom.weights
    return one.shape == other.shape and not (one != other).nnz


def _times(centre: Floats, variance: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the ends of logarithmic normal laws with these means and variances; the mean where that is 0."""
    some = np.where(centre > 0, centre, 1.0)
    spread = np.sqrt(np.log1p(np.where(centre > 0, variance, 0.0) / some**2))
    middle, off = centre * np.exp(-(spread**2) / 2.0), float(ndtri(0.5 + level / 2.0)) * spread
    return middle * np.exp(-off), middle * np.exp(off)


def _with(answer: Answer, value: Floats, variance: Floats, ends: tuple[Floats, Floats], level: float) -> Answer:
    """Return an answer with an interval, widened to hold its `value` as it is told; just that where nothing varies."""
    known, some = np.isfinite(answer.value), variance > 0
    nothing = np.full(len(value), np.nan)
    lower, upper = (np.where(some, end, value) for end in (np.minimum(ends[0], value), np.maximum(ends[1], value)))
    return replace(
        answer, lower=np.where(known, lower, np.nan), upper=np.where(known, upper, np.nan), bound_lower=nothing,
        bound_upper=nothing, variance=np.where(known, variance, 0.0), level=level,
    )  # fmt: skip


def _counted(ground: Ground) -> tuple[Floats, Floats]:
    """Return how many units each zone cuts, and how many lie in it by their shares, (n_zones,) each."""
    pairs = ground.weights.tocoo()
    n = ground.weights.shape[1]
    cuts = np.bincount(pairs.col, weights=(pairs.data < WHOLE).astype(float), minlength=n)
    return cuts.astype(float), np.bincount(pairs.col, weights=pairs.data, minlength=n).astype(float)
