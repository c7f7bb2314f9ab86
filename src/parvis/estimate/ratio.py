"""Rates: one answer divided by another, with an interval that knows that they speak of the same people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.answer import Answer, Input, altered_variance, value_variance
from parvis.estimate.interval import mean_bounds, quantiles, share_bounds, tails, uncertain
from parvis.estimate.mix import mixed, moved, placed, strangers
from parvis.estimate.shares import Shares
from parvis.model.figure import Floats, Route, State
from parvis.model.folder import Regime

ESTIMATED = (Route.MODELLED, Route.AREA_WEIGHTED, Route.AS_PUBLISHED)


def ratio(above: Answer, below: Answer, *, scale: float, level: float) -> Answer:
    """Return `scale` x above / below, `undefined` where below is 0.

    By the delta method. A unit that lies more inside than expected takes its part of the numerator along: of its
    deviation only what differs from the rate remains. Who of its people lie inside is another matter: its two sides are
    taken to differ as neighbouring units do, and the doubt about t is partly the numerator's own. Where other sources
    place both, each errs by its own law, and both together as far as what they leave of units' totals does.
    """
    value = np.full(len(above.value), np.nan)
    np.divide(scale * above.value, below.value, out=value, where=below.value > 0)
    states = np.where(above.available == State.PUBLISHED.value, below.available, above.available).astype(object)
    states[(states == State.PUBLISHED.value) & np.isnan(value)] = State.UNDEFINED.value
    estimated = above.route in ESTIMATED and below.route in ESTIMATED
    if not estimated or above.units is None or below.units is None:
        return _exact_ratio(above, below, value, states)
    return _estimated_ratio(above, below, value, states, scale=scale, level=level)


def _estimated_ratio(
    above: Answer, below: Answer, value: Floats, states: np.ndarray, *, scale: float, level: float
) -> Answer:
    named = (above, below)
    if above.units is not None and below.units is not None and above.units.ids != below.units.ids:
        above, below = _aligned(above, below), _aligned(below, above)
    apart, altered = (part * scale**2 for part in _ratio_variance(above, below, _expected(above, below, 1.0)))
    variance = apart + altered
    bounds = _bounds_of_ratio(above, below, scale)
    known = ~np.isnan(value)
    if above.route is Route.MODELLED and scale == 100.0 and _is_part(above, below):
        value = np.minimum(value, 100.0)  # each on a surface of its own, a part may come out above its whole
    lower, upper = np.full(len(value), np.nan), np.full(len(value), np.nan)
    held = (np.where(known, np.minimum(bounds[0], value), 0.0), np.where(known, np.maximum(bounds[1], value), 0.0))
    centre = np.where(known, np.clip(_expected(above, below, scale), *held), 0.0)
    assert below.shares is not None and below.units is not None
    free = _freedom(above, below), tails(below.shares, below.units.expected())
    doubt = uncertain(np.where(known, apart, 0.0), level, *free) + np.where(known, altered, 0.0)
    inside = quantiles(centre, doubt, held, level)
    lower[known] = np.minimum(inside[0], value)[known]
    upper[known] = np.maximum(inside[1], value)[known]
    bound_lower, bound_upper = np.where(known, held[0], np.nan), np.where(known, held[1], np.nan)
    return Answer(
        above.route, _given(above, below), value, lower, upper, bound_lower, bound_upper, states, level,
        below.source_units, np.maximum(above.cut_units, below.cut_units), variance, set_apart(above, below),
        _dominance(above, below), _remainder(above, below), above=named[0], below=named[1],
    )  # fmt: skip


def _freedom(above: Answer, below: Answer) -> float | None:
    """Return the degrees of freedom of a rate's variance: the lesser, None where one is believed and not learnt."""
    assert above.shares is not None and below.shares is not None
    one, other = above.shares.freedom, below.shares.freedom
    return None if one is None or other is None else min(one, other)


def _aligned(answer: Answer, other: Answer) -> Answer:
    """Return an answer over its own and the other's units, in an order that is the same for both; absent ones are 0."""
    assert answer.units is not None and other.units is not None and answer.weights is not None
    ids = tuple(sorted({*answer.units.ids, *other.units.ids}))
    places = {unit: n for n, unit in enumerate(ids)}
    rows = np.array([places[unit] for unit in answer.units.ids], dtype=int)

    def spread(values: Floats) -> Floats:
        out = np.zeros(len(ids))
        out[rows] = values
        return out

    def placed(matrix: csr_array) -> csr_array:
        entries = matrix.tocoo()
        return csr_array((entries.data, (rows[entries.row], entries.col)), shape=(len(ids), matrix.shape[1]))

    own = answer.units
    units = replace(
        own, ids=ids, values=spread(own.values), lower=spread(own.lower), upper=spread(own.upper),
        imputed=spread(own.imputed.astype(float)) > 0, shift=spread(own.expected() - np.nan_to_num(own.values)),
        variance=spread(value_variance(own)), tied=None if own.tied is None else placed(own.tied),
    )  # fmt: skip
    assert answer.shares is not None
    shares = replace(
        answer.shares,
        mean=placed(answer.shares.mean),
        lumpiness=spread(answer.shares.lumpiness),
        beyond=None,
        settled=None,
    )
    return replace(answer, units=units, weights=placed(answer.weights), shares=shares)


def set_apart(above: Answer, below: Answer) -> Floats | None:
    """Return the protected units of the smallest group that a rate sets apart: those in it, or the others.

    A rate says as much of those who are not counted above as of those who are. Groups of nobody set nobody apart.
    NaN where it is not known how many stand behind a part that is not open.
    """
    if above.given.regime is Regime.OPEN and below.given.regime is Regime.OPEN:
        return None
    top, bottom = _behind(above), _behind(below)
    both = np.isfinite(top) & np.isfinite(bottom)
    groups = np.stack([top, bottom, np.where(both, np.where(both, bottom, 0.0) - np.where(both, top, 0.0), np.inf)])
    unknown = np.isnan(groups).any(axis=0)
    groups[~(groups > 0)] = np.inf
    smallest = groups.min(axis=0)
    return np.where(unknown, np.nan, np.where(np.isfinite(smallest), smallest, 0.0))


def _behind(answer: Answer) -> Floats:
    """Return who stands behind a part of a rate; infinitely many where it is open, NaN where nobody knows."""
    if answer.contributors is not None:
        return answer.contributors
    return np.full(len(answer.value), np.inf if answer.given.regime is Regime.OPEN else np.nan)


def _given(above: Answer, below: Answer) -> Input:
    """Return the input of a rate: that of its numerator, under the stricter regime of the two."""
    regime = max(above.given.regime, below.given.regime, key=lambda regime: regime.strictness)
    return replace(above.given, regime=regime)


def _dominance(above: Answer, below: Answer) -> Floats | None:
    """Return the greater share that one holder has, above or below."""
    known = [part.dominance for part in (above, below) if part.dominance is not None]
    return np.fmax.reduce(known) if known else None


def _remainder(above: Answer, below: Answer) -> Floats | None:
    """Return the lesser remainder, above or below."""
    known = [part.remainder for part in (above, below) if part.remainder is not None]
    return np.fmin.reduce(known) if known else None


def _exact_ratio(above: Answer, below: Answer, value: Floats, states: np.ndarray) -> Answer:
    exactly = above.route in (Route.LOCATED, Route.MEASURED)
    ends = value if exactly else np.full(len(value), np.nan)
    return Answer(
        above.route, _given(above, below), value, ends, ends, ends, ends, states, above.level,
        above.source_units, above.cut_units, np.zeros(len(value)), set_apart(above, below),
        _dominance(above, below), _remainder(above, below), above=above, below=below,
    )  # fmt: skip


def _expected(above: Answer, below: Answer, scale: float) -> Floats:
    """Return `scale` x the expected numerator over the expected denominator, which area weighting may not give."""
    assert above.shares is not None and below.shares is not None and above.units is not None and below.units is not None
    top = above.shares.mean.T @ above.units.expected()
    bottom = below.shares.mean.T @ below.units.expected()
    expected = np.full(len(top), np.nan)
    np.divide(scale * top, bottom, out=expected, where=bottom > 0)
    return expected


def _ratio_variance(above: Answer, below: Answer, rate: Floats) -> tuple[Floats, Floats]:
    """Return the variance of a rate: from the deviations that each unit and each zone's t give it, from alterations."""
    assert above.shares is not None and below.shares is not None and above.units is not None and below.units is not None
    n, d = above.units.expected(), below.units.expected()
    if not same_ground(above, below):
        total = moved(above.shares, below.shares, n, d, rate) + strangers(above.shares, below.shares, n)
    elif above.shares.beyond is not None and below.shares.beyond is not None:
        total = placed(above.shares, below.shares, n, d, rate)
    else:
        total = moved(above.shares, below.shares, n, d, rate)
        total = total + mixed(above.shares, below.shares, n, d, rate, together=above.units.together)
    held = below.shares.mean.T @ d
    square = np.where(held > 0, held, np.nan) ** 2
    left = 1.0 - _settled(above.shares, below.shares)
    return left * np.maximum(total, 0.0) / square, _altered(above, below, rate) / square


def _settled(above: Shares, below: Shares) -> Floats | float:
    """Return the part of the variance that totals of other zones take away: where they are known of both."""
    return 0.0 if above.settled is None or below.settled is None else np.minimum(above.settled, below.settled)


def _altered(above: Answer, below: Answer, rate: Floats) -> Floats:
    """Return the part of the variance that comes from values which the producer altered."""
    assert above.units is not None and below.units is not None and above.shares is not None and below.shares is not None
    bottom = altered_variance(below.units, below.shares.mean)
    return altered_variance(above.units, above.shares.mean) + rate**2 * bottom


def same_ground(above: Answer, below: Answer) -> bool:
    """Return whether numerator and denominator speak of the same ground, and not of a part of it."""
    assert above.weights is not None and below.weights is not None
    one, other = above.weights, below.weights
    return one is other or bool(np.array_equal(one.indptr, other.indptr) and np.array_equal(one.indices, other.indices))


def _is_part(above: Answer, below: Answer) -> bool:
    """Return whether in no unit more is counted above than below."""
    assert above.units is not None and below.units is not None
    top, bottom = above.units.values, below.units.values
    return len(top) == len(bottom) and not bool((top > bottom).any())


def _bounds_of_ratio(above: Answer, below: Answer, scale: float) -> tuple[Floats, Floats]:
    assert above.units is not None and below.units is not None and below.weights is not None
    top, bottom = above.units, below.units
    if same_ground(above, below):
        bounds = share_bounds if scale == 100.0 else mean_bounds
        low, high = bounds((top.lower, top.upper), (bottom.lower, bottom.upper), below.weights)
    else:
        low, high = np.zeros(len(above.value)), np.full(len(above.value), np.inf)
    low, high = np.nan_to_num(low, nan=0.0) * scale + 0.0, np.nan_to_num(high, nan=np.inf, posinf=np.inf) * scale
    return (np.maximum(low, 0.0), np.minimum(high, 100.0)) if scale == 100.0 else (low, high)
