"""Several figures at once: how their errors hang together, and what may be said of gaps, ranks and changes.

Zones of one zoning that cut the same unit share its people out among them (Dirichlet's law): what one holds more,
another holds less. Their sums and rates are therefore drawn together, each with the Beta law of its own interval.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.special import betaincinv, ndtr

from parvis.estimate.answer import Answer, value_variance
from parvis.estimate.comparing import ALIKE, difference
from parvis.estimate.interval import spread_inside
from parvis.model.figure import Floats
from parvis.model.period import overlap

DRAWS = 4000


def covariance(answer: Answer) -> Floats:
    """Return the covariance matrix of the totals or rates of an answer, (n_zones, n_zones).

    Off the diagonal it is -rho S S' v^2 summed over the units that two zones cut, plus w w' times the variance that a
    producer left about the units' values; a rate has (a - R b) / B in the place of v, with the shares of its
    denominator. On the diagonal stands the answer's own variance. Raises ValueError for answers without an estimate.
    """
    effects, whole = _effects(answer), answer if answer.below is None else answer.below
    if effects is None or whole.shares is None or whole.units is None:
        raise ValueError("only estimates over units have a covariance")
    scaled = effects.multiply(whole.shares.mean)
    apart = csr_array(scaled.T @ (diags_array(whole.shares.lumpiness) @ scaled)).toarray()
    altered = whole.shares.mean if answer.below is None else effects.multiply(0.0)
    shared = csr_array(altered.T @ (diags_array(value_variance(whole.units)) @ altered)).toarray()
    if whole.units.tied is not None:
        common = csr_array(whole.units.tied.T @ altered)
        shared = shared - csr_array(common.T @ common).toarray()
    joint = shared - apart
    np.fill_diagonal(joint, np.nan_to_num(answer.variance))
    return _possible(joint)


def _effects(answer: Answer) -> csr_array | None:
    """Return by how much a zone's figure moves with the share of each of its units, (n_units, n_zones)."""
    whole = answer if answer.below is None else answer.below
    if whole.shares is None or whole.units is None:
        return None
    cut = spread_inside(whole.shares)
    cut.data = (cut.data > 0).astype(float)
    if answer.below is None:
        return csr_array(diags_array(whole.units.expected()) @ cut)
    if answer.above is None or answer.above.units is None or answer.above.units.ids != whole.units.ids:
        return None
    top, bottom = answer.above.units.expected(), whole.units.expected()
    held = whole.shares.mean.T @ bottom
    rate = np.nan_to_num(answer.value)
    scale = np.divide(rate * held, np.nan_to_num(answer.above.value), out=np.ones(len(rate)), where=rate > 0)
    inverse = np.divide(1.0, held, out=np.zeros(len(held)), where=held > 0)
    moved = diags_array(top) @ cut @ diags_array(scale * inverse) - diags_array(bottom) @ cut @ diags_array(
        rate * inverse
    )
    return csr_array(moved)


def _possible(matrix: Floats) -> Floats:
    """Return the nearest matrix to one that no errors can have, by leaving out what is below zero, diagonal kept."""
    values, vectors = np.linalg.eigh(matrix)
    mended = (vectors * np.maximum(values, 0.0)) @ vectors.T
    kept = np.sqrt(np.divide(np.diag(matrix), np.diag(mended), out=np.ones(len(matrix)), where=np.diag(mended) > 0))
    return np.asarray(mended * kept[:, None] * kept)


def draws(answer: Answer, *, seed: int, count: int = DRAWS) -> Floats:
    """Return figures as they may truly be, (count, n_zones): Beta laws over the certain bounds, drawn together.

    Correlated by a Gaussian copula with the correlations of `covariance`. NaN where the answer has no number.
    """
    joint = covariance(answer)
    deviation = np.sqrt(np.diag(joint))
    unit = np.divide(1.0, deviation, out=np.zeros(len(deviation)), where=deviation > 0)
    values, vectors = np.linalg.eigh(joint * unit[:, None] * unit)
    normal = np.random.default_rng(seed).standard_normal((count, len(values)))
    chance = ndtr(normal @ (vectors * np.sqrt(np.maximum(values, 0.0))).T)
    return _beta(np.clip(chance, 1e-9, 1 - 1e-9), answer, deviation**2)


def _beta(chance: Floats, answer: Answer, variance: Floats) -> Floats:
    low = np.nan_to_num(answer.bound_lower)
    far = np.where(np.isfinite(answer.bound_upper), answer.bound_upper, answer.value + 8 * np.sqrt(variance))
    room = np.maximum(far - low, 1e-12)
    mean = np.clip((_centre(answer) - low) / room, 1e-6, 1 - 1e-6)
    spread = np.clip(variance / room**2, 1e-15, 0.99 * mean * (1 - mean))
    strength = mean * (1 - mean) / spread - 1.0
    drawn = low + room * betaincinv(mean * strength, (1 - mean) * strength, chance)
    return np.asarray(np.where(variance > 0, drawn, answer.value))


def _centre(answer: Answer) -> Floats:
    """Return the mean of what the figure may truly be: by the shares of people, whatever gave the value."""
    if answer.below is None or answer.above is None:
        assert answer.shares is not None and answer.units is not None
        return np.asarray(answer.shares.mean.T @ answer.units.expected())
    top, bottom = _centre(answer.above), _centre(answer.below)
    unscaled = np.divide(answer.above.value, answer.below.value, out=np.ones(len(top)), where=answer.below.value > 0)
    scale = np.divide(answer.value, unscaled, out=np.ones(len(top)), where=unscaled > 0)
    return np.divide(scale * top, bottom, out=np.array(answer.value), where=bottom > 0)


def ranks(drawn: Floats, *, level: float) -> tuple[Floats, Floats]:
    """Return the first and the last rank that each zone may have at a level, 1 the greatest: "3rd to 7th of 12".

    `drawn` (count, n_zones) are figures drawn together. Equal figures share the better rank.
    """
    order = np.sort(-drawn, axis=1)
    rank = np.stack([np.searchsorted(row, -figures) for row, figures in zip(order, drawn, strict=True)]) + 1.0
    return _central(rank, level)


def gap(here: Floats, there: Floats, *, level: float) -> tuple[Floats, Floats]:
    """Return the interval of the gap between figures drawn together, (count, n) each: here less there."""
    return _central(here - there, level)


def more(here: Floats, there: Floats) -> Floats:
    """Return the chance that each figure is more than another, (n,); ties count half."""
    return np.asarray((here > there).mean(axis=0) + 0.5 * (here == there).mean(axis=0))


def change(earlier: Answer, later: Answer, *, alike: float = ALIKE) -> tuple[Floats, Floats]:
    """Return the interval of the change between two answers for the same zones, by the same kind of units.

    People live where they lived: where shares were wrong once they are wrong again, `alike` being the correlation of
    the two errors. Raises ValueError where the periods overlap, for then the same years would stand on both sides.
    """
    if overlap(earlier.given.period, later.given.period):
        raise ValueError(f"the periods {earlier.given.period} and {later.given.period} overlap")
    before, after = (np.stack([one.value, one.lower, one.upper]) for one in (earlier, later))
    _, low, high = difference(after, before, alike)
    return low, high


def _central(drawn: Floats, level: float) -> tuple[Floats, Floats]:
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    return low, high
