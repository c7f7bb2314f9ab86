"""Answers: a quantity by one route for the zones of one zoning, with what is known of its error."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.interval import WHOLE, certain_bounds, mean_bounds, quantiles, share_bounds, share_variance
from parvis.model.figure import Flags, Floats, Route, State
from parvis.model.folder import Regime


@dataclass(frozen=True)
class Units:
    """The values of a source's units: `lower` and `upper` bound the true value where the producer altered it.

    `clustering` says how far the people of a unit live in one place (rho of `share_variance`). `masked` says which
    values that are not known (NaN) their producer hid; without it, all of them.
    """

    source: str
    column: str
    ids: tuple[str, ...]
    values: Floats
    lower: Floats
    upper: Floats
    imputed: Flags
    clustering: float
    masked: Flags | None = None


@dataclass(frozen=True)
class Input:
    """A source's part in an answer: where it comes from and how far it covers each zone, (n_zones,)."""

    source: str
    period: str
    regime: Regime
    coverage: Floats


@dataclass(frozen=True)
class Answer:
    """One route's answer for n zones; arrays are (n_zones,), NaN where there is nothing to say.

    `available` holds State values: `published` where there is a number. `weights` (n_units, n_zones) and `units` say
    how it was summed; for a ratio `below` is the answer that it was divided by. `contributors` and `dominance` are for
    disclosure rules: protected units in the smallest group that the figure sets apart, share of the largest holder.
    `atoms` (n_units, n_atoms) says which pieces of ground a unit is, where other tables speak of the same people.
    """

    route: Route
    given: Input
    value: Floats
    lower: Floats
    upper: Floats
    bound_lower: Floats
    bound_upper: Floats
    available: np.ndarray
    level: float
    source_units: Floats
    cut_units: Floats
    variance: Floats
    contributors: Floats | None = None
    dominance: Floats | None = None
    units: Units | None = None
    weights: csr_array | None = None
    atoms: csr_array | None = None
    above: Answer | None = field(default=None, repr=False)
    below: Answer | None = field(default=None, repr=False)


def _states(value: Floats, missing: State) -> np.ndarray:
    return np.where(np.isnan(value), missing.value, State.PUBLISHED.value).astype(object)


def official(given: Input, values: Floats, masked: Flags) -> Answer:
    """Return the figures that a producer publishes for the zones themselves; their error is not known to us."""
    nothing = np.full(len(values), np.nan)
    states = _states(values, State.NOT_COLLECTED)
    states[np.isnan(values) & masked] = State.MASKED_BY_PRODUCER.value
    return Answer(
        Route.OFFICIAL, given, values, nothing, nothing, nothing, nothing, states, np.nan, nothing, nothing, nothing
    )


def exact(route: Route, given: Input, values: Floats, units: Units | None, weights: csr_array | None) -> Answer:
    """Return numbers without error of place: located records, measured surfaces, sums of whole units."""
    zero, nothing = np.zeros(len(values)), np.full(len(values), np.nan)
    states = _states(values, State.NOT_COLLECTED)
    return Answer(
        route,
        given,
        values,
        values,
        values,
        values,
        values,
        states,
        1.0,
        nothing,
        zero,
        zero,
        units=units,
        weights=weights,
    )


def zonal(given: Input, values: Floats, pixels: Floats) -> Answer:
    """Return statistics of a raster's pixels over zones that hold `pixels` (n_zones,) of them with a value.

    There is no interval: the shares of the pixels are exact, and how far their values are from the truth is for the
    producer of the raster to say.
    """
    nothing = np.full(len(values), np.nan)
    states = _states(values, State.NOT_COLLECTED)
    return Answer(
        Route.ZONAL, given, values, nothing, nothing, nothing, nothing, states, np.nan, pixels, nothing, nothing
    )


def carried(given: Input, units: Units, weights: csr_array, *, level: float) -> Answer:
    """Return totals of units carried to zones by their overlay weights (n_units, n_zones).

    The value is sum(w v). Its variance adds that of the share of each cut unit and, where the producer altered values,
    that of a value spread evenly between its bounds. Of the zones that a unit without a value (NaN) touches there
    is no number: they are `masked_by_producer` where its producer hid one such value, else `not_collected`.
    """
    unknown = np.isnan(units.values)
    values = np.where(unknown, 0.0, units.values)
    total = weights.T @ values
    touched = np.diff(csr_array(weights.T).indptr).astype(float)
    hidden = (csr_array(weights.T) @ unknown.astype(float)) > 0
    value = np.where(hidden, np.nan, total)
    bounds = certain_bounds(np.where(unknown, 0.0, units.lower), np.where(unknown, np.inf, units.upper), weights)
    variance = share_variance(weights, units.clustering).T @ values**2 + (
        weights.multiply(weights)
    ).T @ _value_variance(units)
    lower, upper = quantiles(total, variance, bounds, level)
    masked = unknown if units.masked is None else unknown & units.masked
    states = _states(value, State.NOT_COLLECTED)
    states[(csr_array(weights.T) @ masked.astype(float)) > 0] = State.MASKED_BY_PRODUCER.value
    out = np.isnan(value)
    for array in (lower, upper, *bounds):
        array[out] = np.nan
    cut = weights.copy()
    cut.data = (weights.data < WHOLE).astype(float)
    cuts = np.asarray(cut.sum(axis=0)).ravel()
    route = Route.AREA_WEIGHTED if cuts.any() or not touched.all() else Route.AS_PUBLISHED
    sums = np.asarray(weights.sum(axis=0)).ravel()
    return Answer(
        route, given, value, lower, upper, *bounds, states, level, sums, cuts, variance, units=units, weights=weights
    )


def _value_variance(units: Units) -> Floats:
    width = units.upper - units.lower
    return np.where(np.isfinite(width), width, 0.0) ** 2 / 12.0


def ratio(above: Answer, below: Answer, *, scale: float, level: float) -> Answer:
    """Return `scale` x above / below, `undefined` where below is 0.

    By the delta method, with the numerator's part of each unit inside the denominator's: the covariance of the two
    shares of a unit is rho w_above (1 - w_below), the same as their variance where both are the same.
    """
    value = np.full(len(above.value), np.nan)
    np.divide(scale * above.value, below.value, out=value, where=below.value > 0)
    states = np.where(above.available == State.PUBLISHED.value, below.available, above.available).astype(object)
    states[(states == State.PUBLISHED.value) & np.isnan(value)] = State.UNDEFINED.value
    estimated = above.route in (Route.AREA_WEIGHTED, Route.AS_PUBLISHED)
    if not estimated or above.units is None or below.units is None:
        return _exact_ratio(above, below, value, states)
    return _estimated_ratio(above, below, value, states, scale=scale, level=level)


def _estimated_ratio(
    above: Answer, below: Answer, value: Floats, states: np.ndarray, *, scale: float, level: float
) -> Answer:
    named = (above, below)
    if above.units is not None and below.units is not None and above.units.ids != below.units.ids:
        above, below = _aligned(above, below), _aligned(below, above)
    variance = _ratio_variance(above, below, value / scale) * scale**2
    bounds = _bounds_of_ratio(above, below, scale)
    known = ~np.isnan(value)
    lower, upper = np.full(len(value), np.nan), np.full(len(value), np.nan)
    held = (np.where(known, np.minimum(bounds[0], value), 0.0), np.where(known, np.maximum(bounds[1], value), 0.0))
    inside = quantiles(np.where(known, value, 0.0), np.where(known, variance, 0.0), held, level)
    lower[known], upper[known] = inside[0][known], inside[1][known]
    bound_lower, bound_upper = np.where(known, held[0], np.nan), np.where(known, held[1], np.nan)
    return Answer(
        above.route, _given(above, below), value, lower, upper, bound_lower, bound_upper, states, level,
        below.source_units, np.maximum(above.cut_units, below.cut_units), variance, set_apart(above, below),
        _dominance(above, below), above=named[0], below=named[1],
    )  # fmt: skip


def _aligned(answer: Answer, other: Answer) -> Answer:
    """Return an answer over its own and the other's units, in an order that is the same for both; absent ones are 0."""
    assert answer.units is not None and other.units is not None and answer.weights is not None
    ids = tuple(sorted({*answer.units.ids, *other.units.ids}))
    places = {unit: n for n, unit in enumerate(ids)}
    rows = np.array([places[unit] for unit in answer.units.ids], dtype=int)
    local = answer.weights.tocoo()
    shape = (len(ids), answer.weights.shape[1])

    def spread(values: Floats) -> Floats:
        out = np.zeros(len(ids))
        out[rows] = values
        return out

    own = answer.units
    units = replace(
        own, ids=ids, values=spread(own.values), lower=spread(own.lower), upper=spread(own.upper),
        imputed=spread(own.imputed.astype(float)) > 0,
    )  # fmt: skip
    return replace(answer, units=units, weights=csr_array((local.data, (rows[local.row], local.col)), shape=shape))


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


def _exact_ratio(above: Answer, below: Answer, value: Floats, states: np.ndarray) -> Answer:
    exactly = above.route in (Route.LOCATED, Route.MEASURED)
    ends = value if exactly else np.full(len(value), np.nan)
    return Answer(
        above.route, _given(above, below), value, ends, ends, ends, ends, states, above.level,
        above.source_units, above.cut_units, np.zeros(len(value)), set_apart(above, below),
        _dominance(above, below), above=above, below=below,
    )  # fmt: skip


def _ratio_variance(above: Answer, below: Answer, rate: Floats) -> Floats:
    assert above.units is not None and below.units is not None
    assert above.weights is not None and below.weights is not None
    n, d = above.units.values, below.units.values
    both = above.weights.multiply(_one_minus(below.weights))
    clustering = min(above.units.clustering, below.units.clustering)
    covariance = clustering * (csr_array(both).T @ (n * d))
    total = above.variance + rate**2 * below.variance - 2.0 * rate * covariance
    if above.weights is below.weights:
        total = total + spread_of_rates(n, d) * (share_variance(below.weights, clustering).T @ d**2)
    out = np.full(len(rate), np.nan)
    np.divide(np.maximum(total, 0.0), below.value**2, out=out, where=below.value > 0)
    return out


def spread_of_rates(top: Floats, bottom: Floats) -> float:
    """Return the variance of the units' own rates, weighted by their denominators.

    The people on one side of a border through a unit are not an even sample of it: rates are taken to vary within
    units as much as they vary between them.
    """
    weight = np.where(np.isnan(top) | np.isnan(bottom), 0.0, np.maximum(bottom, 0.0))
    if weight.sum() <= 0:
        return 0.0
    rates = np.divide(top, bottom, out=np.zeros(len(top)), where=weight > 0)
    mean = np.average(rates, weights=weight)
    return float(np.average((rates - mean) ** 2, weights=weight))


def _one_minus(weights: csr_array) -> csr_array:
    """Return 1 - w where a weight is stored; elsewhere nothing, for no numerator lies there."""
    rest = weights.copy()
    rest.data = 1.0 - weights.data
    return rest


def _bounds_of_ratio(above: Answer, below: Answer, scale: float) -> tuple[Floats, Floats]:
    assert above.units is not None and below.units is not None and below.weights is not None
    top, bottom = above.units, below.units
    if above.weights is below.weights:
        bounds = share_bounds if scale == 100.0 else mean_bounds
        low, high = bounds((top.lower, top.upper), (bottom.lower, bottom.upper), below.weights)
    else:
        low, high = np.zeros(len(above.value)), np.full(len(above.value), np.inf)
    low, high = np.nan_to_num(low, nan=0.0) * scale + 0.0, np.nan_to_num(high, nan=np.inf, posinf=np.inf) * scale
    return (np.maximum(low, 0.0), np.minimum(high, 100.0)) if scale == 100.0 else (low, high)
