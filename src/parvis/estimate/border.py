"""By how much more of what is counted goes with what other sources place, inside of a border that was drawn for it.

Borders of neighbourhoods were drawn around certain people: of the poor more live at an address inside than at one
outside of it. Each zone's t is seen from the units that its border cuts and from their neighbours: those inside hold
e^t times as many; what t is on the whole, and how far zones differ, is learnt from them together (empirical Bayes: Fay,
Herriot, Estimates of income for small places, JASA 74, 1979).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.adding_up import FARTHEST, adding_up
from parvis.estimate.dispersion import LEAST
from parvis.estimate.sides import Neighbours
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats

ZONES = 2.0
"""What is believed of how far zones differ counts as much as so many of them."""
TRIED = np.geomspace(1 / 32, 512, 281)
"""How far zones may differ, in variances that were believed: twenty steps from one to its double."""


def inclined(
    units: Neighbours, mean: csr_array, weights: csr_array, *, doubt: float, alone: float, worth: float
) -> tuple[csr_array, Floats]:
    """Return shares (n_units, n_zones) with each zone's t in them, and its standard deviation (n_zones,).

    `mean` are the shares that other sources give, of `weights`, those of surface. Before any of the `units` is seen the
    standard deviation of t is `doubt`, and units vary by `alone` times what is expected, which `worth` units say.
    """
    found, error = _seen(units, mean, _ring(units, weights), alone, worth)
    t, variance = _apart(found, error, doubt**2 / 2.0)
    tilted = mean.copy()
    inner = np.exp(np.clip(t, -FARTHEST, FARTHEST))[mean.indices] * mean.data
    tilted.data = np.where(mean.data < WHOLE, inner / (inner + 1.0 - mean.data), mean.data)
    return adding_up(tilted, mean), np.sqrt(variance)


def _apart(found: Floats, error: Floats, before: float) -> tuple[Floats, Floats]:
    """Return each zone's t and its variance, (n_zones,) each, from what it is `found` to be, with the variance `error`.

    Zones differ from their mean, and their mean from 0, with one variance: `before` until any is seen, then the
    likeliest (the mode of its marginal likelihood with an inverse Gamma law).
    """
    told = np.isfinite(error)
    noise, seen = error[told], found[told]
    tried = before * TRIED
    weight = 1.0 / (tried[:, None] + noise)
    known = 1.0 / (1.0 / tried + weight.sum(axis=1))
    fit = known * (weight @ seen) ** 2 - weight @ seen**2 + np.log(weight).sum(axis=1) + np.log(known / tried)
    best = int(np.argmax(fit - ZONES * (np.log(tried) + before / tried)))
    apart, doubt = float(tried[best]), float(known[best])
    mean = doubt * float(weight[best] @ seen)
    believed = np.where(told, apart / (apart + np.where(told, error, 0.0)), 0.0)
    return mean + believed * (found - mean), apart * (1.0 - believed) + (1.0 - believed) ** 2 * doubt


def _ring(units: Neighbours, weights: csr_array) -> csr_array:
    """Return 1 for the known units (n_units, n_zones) that each zone cuts, and for their neighbours.

    Nothing can be seen from those of which nothing is expected.
    """
    known, pairs = units.known & (units.expected > 0), units.pairs
    cut = weights.copy()
    cut.data = ((weights.data < WHOLE) & (weights.data > 0)).astype(float)
    one, other = np.concatenate([pairs, pairs[:, ::-1]]).T
    count = len(known)
    near = csr_array((np.ones(len(one)), (one, other)), shape=(count, count))
    ring = csr_array(cut + near @ cut)
    ring.data = (ring.data > 0) * known[np.repeat(np.arange(count), np.diff(ring.indptr))].astype(float)
    ring.eliminate_zeros()
    return ring


def _seen(units: Neighbours, mean: csr_array, ring: csr_array, alone: float, worth: float) -> tuple[Floats, Floats]:
    """Return what each zone's ring says t is, and the variance of that, (n_zones,) each; infinite if it says nothing.

    Least squares of v - l e on l e (S - s), with weights 1 / e: l is the ring's v over e, s the part of e inside.
    """
    held, expected = np.nan_to_num(units.values), units.expected
    each = np.divide(held**2, expected, out=np.zeros(len(held)), where=expected > 0)
    sums = ring.T @ np.column_stack([np.ones(len(held)), expected, held, each])
    count, wanted, total, squares = sums.T
    inside = csr_array(mean.multiply(ring))
    twice = inside.copy()
    twice.data = inside.data**2
    by_inside, by_square = inside.T @ np.column_stack([expected, held]), twice.T @ expected
    some = (wanted > 0) & (total > 0)
    level = np.divide(total, wanted, out=np.zeros(len(total)), where=some)
    part = np.divide(by_inside[:, 0], wanted, out=np.zeros(len(total)), where=some)
    information = level**2 * (by_square - part * by_inside[:, 0])
    score = level * (by_inside[:, 1] - part * total)
    off = np.maximum(squares - 2.0 * level * total + level**2 * wanted, 0.0)
    spread = (off + worth * alone) / (np.maximum(count - 1.0, 0.0) + worth)
    told = some & (information > LEAST)
    found = np.divide(score, information, out=np.zeros(len(total)), where=told)
    error = np.divide(spread, information, out=np.full(len(total), np.inf), where=told)
    return found, error
