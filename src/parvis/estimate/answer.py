"""Answers: a quantity by one route for the zones of one zoning, with what is known of its error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.cover import Cover
from parvis.estimate.interval import quantiles, tails, total_law, uncertain
from parvis.estimate.shares import Shares, even
from parvis.model.figure import Flags, Floats, Route, State
from parvis.model.folder import Regime

if TYPE_CHECKING:
    from parvis.estimate.guarded import Ground


@dataclass(frozen=True)
class Units:
    """The values of a source's units: `lower` and `upper` bound the true value where the producer altered it.

    `together` is how many of what is counted live at one place. `areas` are the units' surfaces, all the same if left
    out. `shift` and `variance` say how the true values lie about those published; by themselves the latter lie evenly
    between the bounds. `tied` (n_units, n_groups) is for units that were altered and whose sum is true: what the
    function of that name gives. `masked` says which values that are not known (NaN) their producer hid; without it,
    all of them.
    """

    source: str
    column: str
    ids: tuple[str, ...]
    values: Floats
    lower: Floats
    upper: Floats
    imputed: Flags
    together: float
    masked: Flags | None = None
    areas: Floats | None = None
    shift: Floats | None = None
    variance: Floats | None = None
    tied: csr_array | None = None

    def expected(self) -> Floats:
        """Return the mean of the true values, (n_units,): those published, 0 where unknown, shifted if altered so."""
        values = known(self.values)
        return values if self.shift is None else values + known(self.shift)


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
    how it was summed, `shares` where the people of each unit are taken to live; for a ratio `below` is the answer that
    it was divided by. `contributors`, `dominance` and `remainder` are for disclosure rules: protected units in the
    smallest group that the figure sets apart, share of the largest holders, what the two largest leave as a share of
    the one who could be found out.
    `atoms` (n_units, n_atoms) says which pieces of ground a unit is, where other tables speak of the same people.
    `also` is the same value as a sum over the units of another source, where both are to be protected. `cover` is
    how the zones lie over the units. `ground` is where borders lie over a partner's: its interval follows from it.
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
    remainder: Floats | None = None
    units: Units | None = None
    weights: csr_array | None = None
    atoms: csr_array | None = None
    shares: Shares | None = None
    ground: Ground | None = None
    above: Answer | None = field(default=None, repr=False)
    below: Answer | None = field(default=None, repr=False)
    also: Answer | None = field(default=None, repr=False)
    cover: Cover | None = field(default=None, repr=False)


def known(values: Floats) -> Floats:
    """Return values with 0 where they are not known (NaN)."""
    return np.where(np.isnan(values), 0.0, values)


def _states(value: Floats, missing: State) -> np.ndarray:
    states = np.full(len(value), State.PUBLISHED.value, dtype=object)
    states[np.isnan(value)] = missing.value
    return states


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


def carried(
    given: Input, units: Units, weights: csr_array | Cover, *, level: float, shares: Shares | None = None
) -> Answer:
    """Return totals of units carried to zones by the share of each one's surface, `weights` (n_units, n_zones).

    The value is sum(w v). The interval is that of `total_law` where people live by `shares` (evenly, if left out) and,
    where the producer altered values, those are spread evenly between their bounds. Of the zones that a unit without a
    value (NaN) touches there is no number: they are `masked_by_producer` where its producer hid one such value, else
    `not_collected`.
    """
    cover = weights if isinstance(weights, Cover) else Cover.of(weights)
    shares = shares if shares is not None else _even(units, cover.weights)
    touched = np.diff(cover.by_zone.indptr)
    route = Route.AREA_WEIGHTED if cover.cuts.any() or not touched.all() else Route.AS_PUBLISHED
    return _summed(route, given, units, cover, shares, value=cover.by_zone @ known(units.values), level=level)


def modelled(given: Input, units: Units, weights: csr_array | Cover, shares: Shares, *, level: float) -> Answer:
    """Return totals of units carried to zones by the expected share of each one's people, `shares`: sum(S v).

    `weights`, the shares of surface, give the certain bounds. For intervals and missing values see `carried`.
    """
    cover = weights if isinstance(weights, Cover) else Cover.of(weights)
    value = shares.mean.T @ known(units.values)
    return _summed(Route.MODELLED, given, units, cover, shares, value=value, level=level)


def _even(units: Units, weights: csr_array) -> Shares:
    return even(weights, units.values, together=units.together, areas=units.areas)


def _summed(
    route: Route, given: Input, units: Units, cover: Cover, shares: Shares, *, value: Floats, level: float
) -> Answer:
    unknown = np.isnan(units.values)
    bounds = cover.certain_bounds(np.where(unknown, 0.0, units.lower), np.where(unknown, np.inf, units.upper))
    mean, placed = total_law(shares, units.expected())
    altered = altered_variance(units, shares.mean)
    variance = placed + altered
    sure = uncertain(placed, level, shares.freedom, tails(shares, units.expected()))
    lower, upper = quantiles(mean, sure + altered, bounds, level)
    lower, upper = np.minimum(lower, value), np.maximum(upper, value)
    value = np.where(_touch(cover, unknown), np.nan, value)
    states = _states(value, State.NOT_COLLECTED)
    states[_touch(cover, unknown if units.masked is None else unknown & units.masked)] = State.MASKED_BY_PRODUCER.value
    out = np.isnan(value)
    for array in (lower, upper, *bounds):
        array[out] = np.nan
    summed = shares.mean if route is Route.MODELLED else cover.weights
    return Answer(
        route, given, value, lower, upper, *bounds, states, level, cover.units, cover.cuts, variance,
        units=units, weights=summed, shares=shares, cover=cover,
    )  # fmt: skip


def _touch(cover: Cover, some: Flags) -> Flags:
    """Return which zones (n_zones,) some of the units (n_units,) lie in or across the border of."""
    if not some.any():
        return np.zeros(len(cover.cuts), dtype=bool)
    return np.asarray(cover.by_zone @ some.astype(float) > 0)


def value_variance(units: Units) -> Floats:
    """Return the variance (n_units,) of the true values about their mean.

    Where it is not told, that of values spread evenly between their bounds; 0 where there is no upper bound.
    """
    if units.variance is not None:
        return known(units.variance)
    width = units.upper - units.lower
    return np.asarray(np.where(np.isfinite(width), width, 0.0) ** 2 / 12.0)


def altered_variance(units: Units, shares: csr_array) -> Floats:
    """Return the variance (n_zones,) that alterations leave to totals of units in shares (n_units, n_zones).

    sum(S^2 s^2), less (sum(S s^2))^2 / sum(s^2) for each group whose errors sum to 0: independent errors, given that.
    """
    variance = value_variance(units)
    if not variance.any():
        return np.zeros(shares.shape[1])
    squared = shares.copy()
    squared.data = shares.data**2
    total = np.asarray(squared.T @ variance)
    if units.tied is not None:
        common = csr_array(units.tied.T @ shares)
        common.data = common.data**2
        total = total - np.asarray(common.sum(axis=0)).ravel()
    return np.asarray(np.maximum(total, 0.0))


def tied(groups: np.ndarray, variance: Floats) -> csr_array:
    """Return the matrix `Units.tied` of units in groups, (n_units,) whole numbers, -1 for none, by their variances."""
    some = np.flatnonzero((groups >= 0) & (variance > 0))
    sums = np.bincount(groups[some], weights=variance[some], minlength=int(groups.max(initial=-1)) + 1)
    data = variance[some] / np.sqrt(sums[groups[some]])
    return csr_array((data, (some, groups[some])), shape=(len(groups), len(sums)))
