"""Several figures at once: how their errors hang together, and what may be said of gaps, ranks and changes.

Zones of one zoning that cut the same unit share its people out among them (Dirichlet's law): what one holds more,
another holds less. A zone made from others errs as they do. Sums and rates are therefore drawn together, each with the
Beta law of its own interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array
from scipy.special import betaincinv, ndtr

from parvis.estimate.answer import Answer, value_variance
from parvis.estimate.comparing import ALIKE, difference
from parvis.estimate.ratio import same_ground
from parvis.estimate.shares import Shares
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats
from parvis.model.period import overlap

DRAWS = 4000
Places = np.ndarray
"""Whole numbers, (n,)."""


@dataclass(frozen=True)
class Leaning:
    """How the error of each zone's figure follows from where the people of its units live, to first order.

    A unit whose share in a zone is off by e moves the figure by (`top` `a` - `bottom` `b`) e, with `top` and `bottom`
    (n_units,), `a` and `b` (n_zones,): a total has b = 0, a rate R of A in B a = 1/B and b = R/B. `shares` (n_units,
    n_zones) are expected; `rho` (n_units,) is the variance, over S (1 - S), of where a unit's people live; `top_doubt`,
    `bottom_doubt` (n_units,) those of the units' values; `tied` (n_units, n_groups) those that go against each other.
    `doubt` (n_zones,) is that of the border's own effect, `variance` (n_zones,) the figure's.
    What of a rate's variance is left beside these is of who lives on which side: `mixing` (n_zones,), squared, for each
    of a unit's people, over S (1 - S). Where nothing is left, `held` (n_zones,) keeps the others from being more.
    """

    shares: csr_array
    top: Floats
    bottom: Floats
    a: Floats
    b: Floats
    rho: Floats
    top_doubt: Floats
    bottom_doubt: Floats
    tied: csr_array | None
    doubt: Floats
    variance: Floats
    mixing: Floats
    held: Floats

    def by_doubt(self) -> Floats:
        """Return by how much each figure moves with its border's own effect t, (n_zones,)."""
        spread = _spread(self.shares).T
        return np.asarray(self.held * (self.a * (spread @ self.top) - self.b * (spread @ self.bottom)))


def leaning(answer: Answer) -> Leaning | None:
    """Return how the errors of totals or rates follow from their units; None where that is not known."""
    whole = answer if answer.below is None else answer.below
    if whole.shares is None or whole.units is None:
        return None
    counted, none, doubt = whole.units.expected(), np.zeros(len(whole.units.ids)), value_variance(whole.units)
    ones, shares = np.ones(len(answer.value)), whole.shares
    if answer.below is None:
        return _shared_out(answer, shares, (counted, none), (ones, 0 * ones), (doubt, none), whole.units.tied)
    above = answer.above
    if above is None or above.units is None or above.units.ids != whole.units.ids or not same_ground(above, whole):
        return None
    held, scale = shares.mean.T @ counted, _scale(answer)
    a = scale * np.divide(1.0, held, out=np.zeros(len(held)), where=held > 0)
    moved = above.units.expected(), counted
    # Where a rate is 0 everywhere, nothing says what it was multiplied by.
    b = np.divide(a * np.nan_to_num(answer.value), scale, out=np.zeros(len(held)), where=scale > 0)
    return _shared_out(
        answer, shares, moved, (a, b), (value_variance(above.units), doubt), above.units.tied,
    )  # fmt: skip


def _shared_out(
    answer: Answer,
    shares: Shares,
    units: tuple[Floats, Floats],
    zones: tuple[Floats, Floats],
    doubts: tuple[Floats, Floats],
    tied: csr_array | None,
) -> Leaning:
    """Return how figures lean, with what of their variance is of who lives where shared out over units' people."""
    (top, bottom), (a, b) = units, zones
    spread, squared = csr_array(_spread(shares.mean).T), shares.mean.copy()
    squared.data = shares.mean.data**2
    rho, variance = shares.lumpiness, np.nan_to_num(answer.variance)
    by_unit = a**2 * (spread @ (rho * top**2)) + b**2 * (spread @ (rho * bottom**2))
    by_unit = by_unit - 2 * a * b * (spread @ (rho * top * bottom))
    by_border = (shares.doubt * (a * (spread @ top) - b * (spread @ bottom))) ** 2
    placed = np.maximum(by_unit, 0.0) + by_border
    room = np.maximum(variance - a**2 * (squared.T @ doubts[0]) - b**2 * (squared.T @ doubts[1]), 0.0)
    people = spread @ bottom
    mixing = np.sqrt(np.divide(np.maximum(room - placed, 0.0), people, out=np.zeros(len(a)), where=people > 0))
    held = np.sqrt(np.divide(np.minimum(room, placed), placed, out=np.ones(len(a)), where=placed > 0))
    return Leaning(
        shares.mean, top, bottom, a, b, rho, *doubts, tied, shares.doubt, variance, mixing if b.any() else 0 * a, held
    )


def _spread(shares: csr_array) -> csr_array:
    spread = shares.copy()
    spread.data = shares.data * (1.0 - shares.data)
    return spread


def _scale(answer: Answer) -> float:
    """Return what a rate was multiplied by, 100 for percentages."""
    assert answer.above is not None and answer.below is not None
    known = np.flatnonzero((answer.above.value > 0) & (answer.below.value > 0) & (answer.value > 0))
    if not len(known):
        return 1.0
    n = known[0]
    return float(answer.value[n] * answer.below.value[n] / answer.above.value[n])


def neighbours(shares: csr_array) -> tuple[Places, Places]:
    """Return the pairs of zones, (n_pairs,) each, the first before the second, that a unit is shared out between."""
    cut = shares.copy()
    cut.data = ((shares.data > 0) & (shares.data < 1)).astype(float)
    pairs = csr_array(cut.T @ cut).tocoo()
    kept = (pairs.row < pairs.col) & (pairs.data > 0)
    return pairs.row[kept], pairs.col[kept]


def covariances(
    one: Leaning,
    other: Leaning,
    pairs: tuple[Places, Places],
    *,
    within: Floats | float = 0.0,
    border: Floats | float = 0.0,
) -> Floats:
    """Return the covariances of figures of zones with those of other zones, (n_pairs,), made from the same units.

    `within` (n_pairs,) is which part of the one zone lies in the other: 0 where they have no ground in common. `border`
    says whether the one's border is also the other's: 1 where what is more in the one is more in the other, -1 where it
    is less, 0 where the other has a border of its own.
    """
    here, there = pairs
    columns = csc_array(one.shares)
    length = np.diff(columns.indptr)[here]
    pair = np.repeat(np.arange(len(here)), length)
    entry = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + columns.indptr[here][pair]
    unit, share = columns.indices[entry], columns.data[entry]
    theirs = np.asarray(other.shares[unit, there[pair]]).ravel()
    common = np.broadcast_to(within, len(here))[pair] * np.minimum(share, theirs) - share * theirs
    a, b, c, d = one.a[here][pair], one.b[here][pair], other.a[there][pair], other.b[there][pair]
    moved = (one.top[unit] * a - one.bottom[unit] * b) * (other.top[unit] * c - other.bottom[unit] * d)
    by_entry = common * one.rho[unit] * moved * (one.held[here] * other.held[there])[pair]
    by_entry = by_entry + common * one.bottom[unit] * (one.mixing[here] * other.mixing[there])[pair]
    by_entry = by_entry + share * theirs * (one.top_doubt[unit] * a * c + one.bottom_doubt[unit] * b * d)
    total = np.bincount(pair, weights=by_entry, minlength=len(here))
    if np.any(border):
        cut = share * (1.0 - share)
        echo = np.bincount(pair, weights=cut * (other.top[unit] * c - other.bottom[unit] * d), minlength=len(here))
        total = total + border * one.doubt[here] ** 2 * one.by_doubt()[here] * echo * other.held[there]
    if one.tied is not None and other.tied is not None:
        first, second = csr_array(one.shares.T @ one.tied), csr_array(other.shares.T @ other.tied)
        total = (
            total - one.a[here] * other.a[there] * np.asarray(first[here].multiply(second[there]).sum(axis=1)).ravel()
        )
    return np.asarray(total)


def correlations(
    one: Leaning,
    other: Leaning,
    pairs: tuple[Places, Places],
    *,
    within: Floats | float = 0.0,
    border: Floats | float = 0.0,
) -> Floats:
    """Return the correlations of the errors of figures with those of others, (n_pairs,): see `covariances`."""
    deviations = np.sqrt(one.variance[pairs[0]] * other.variance[pairs[1]])
    found = covariances(one, other, pairs, within=within, border=border)
    shared = np.divide(found, deviations, out=np.zeros(len(found)), where=deviations > 0)
    return np.asarray(np.clip(shared, -1.0, 1.0))


def alike(one: Leaning, other: Leaning) -> float | None:
    """Return the correlation of the errors of two rates of the same zones; None where their units are not the same.

    Who lives on which side of a border differs as units beside it do: so go together what the one rate's numerator has
    beyond its zone's rate, unit by unit of those that are cut, and what the other's has.
    """
    (unit, zone, mine), (other_unit, other_zone, theirs) = _beyond(one), _beyond(other)
    if not np.array_equal(unit, other_unit) or not np.array_equal(zone, other_zone):
        return None
    size = float(np.sqrt((mine**2).sum() * (theirs**2).sum()))
    return float((mine * theirs).sum()) / size if size > 0 else None


def _beyond(known: Leaning) -> tuple[Places, Places, Floats]:
    """Return units, zones and what each numerator has beyond the rate of its zone's cut units, in lots' deviations."""
    entries = known.shares.tocoo()
    cut = (entries.data > 0) & (entries.data < WHOLE)
    unit, zone, count = entries.row[cut], entries.col[cut], known.shares.shape[1]
    top, bottom = (np.bincount(zone, values[unit], minlength=count) for values in (known.top, known.bottom))
    rate = np.divide(top, bottom, out=np.zeros(count), where=bottom > 0)
    held = known.bottom[unit]
    return unit, zone, (known.top[unit] - rate[zone] * held) / np.sqrt(np.maximum(held, 1.0))


def covariance(answer: Answer) -> Floats:
    """Return the covariance matrix of the totals or rates of an answer, (n_zones, n_zones).

    Off the diagonal it is -rho S S' g g' summed over the units that two zones cut, g being by how much a figure moves
    with its share of a unit, plus S S' times the variance that a producer left about the units' values; the diagonal
    holds the answer's own variance. Raises ValueError for answers without an estimate.
    """
    known = leaning(answer)
    if known is None:
        raise ValueError("only estimates over units have a covariance")
    n = len(answer.value)
    pairs = np.triu_indices(n, 1)
    joint = np.diag(known.variance).astype(float)
    joint[pairs] = covariances(known, known, pairs)
    return _possible(joint + np.triu(joint, 1).T)


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
