"""What the people of zones have within reach: the median or mean of what those of each unit have, and its interval.

Two things are not sure: at which minute one sets out, and where in a unit that the border cuts its people live. The
first is told by the figure at early and late hundredths of the departures, the second by drawing the shares of cut
units (`parvis.estimate.shares`). The interval is as wide on either side as both together, as if independent. It lies
within the least and the greatest that the people of any unit of the zone have at these departures: certain bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_array, csr_array

from parvis.estimate.answer import Answer, Input, Units
from parvis.estimate.shares import Shares
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats, Route, State

DRAWS = 100
SEED = 20_210_904
FAR, NEVER = 1e9, 1e15
"""More than anything that is counted; stands for an infinite value."""
Statistic = Callable[[Floats, Floats], Floats]


class Spread(NamedTuple):
    """What a tenth, half and nine tenths of a zone's people have at the most, (n_zones,) each; NaN without people."""

    tenth: Floats
    half: Floats
    ninetieth: Floats


def quantile(values: Floats, people: Floats, share: float) -> Floats:
    """Return the value that a share of the people does not exceed; NaN where there is nobody.

    `values` (n,), infinite where something is never reached; `people` (..., n). Those of one unit are taken to have
    values about its own, as far as half way to the next, so that between units the result changes evenly.

    >>> quantile(np.array([10.0, 30.0, 20.0]), np.array([1.0, 1.0, 2.0]), 0.5).item()
    20.0
    >>> quantile(np.array([10.0, 20.0]), np.array([1.0, 1.0]), 0.5).item()
    15.0
    """
    order = np.argsort(values, kind="stable")
    ranked, weights = values[order], people[..., order]
    middles = np.cumsum(weights, axis=-1) - weights / 2
    sought = share * weights.sum(axis=-1, keepdims=True)
    after = np.minimum((middles < sought).sum(axis=-1), len(ranked) - 1)
    before = np.maximum(after - 1, 0)
    low, high = (np.take_along_axis(middles, place[..., None], axis=-1)[..., 0] for place in (before, after))
    part = np.where(high > low, (sought[..., 0] - low) / np.where(high > low, high - low, 1.0), 1.0)
    finite = np.where(np.isinf(ranked), NEVER, ranked)
    found = finite[before] + np.clip(part, 0.0, 1.0) * (finite[after] - finite[before])
    found = np.where(found > FAR, np.inf, found)
    return np.where(sought[..., 0] > 0, found, np.nan)


def median(values: Floats, people: Floats) -> Floats:
    """Return what at least half of the people have at the most, and at least half at the least."""
    return quantile(values, people, 0.5)


def mean(values: Floats, people: Floats) -> Floats:
    """Return the mean of the people, (...,); NaN where there is nobody."""
    total = people.sum(axis=-1)
    return np.where(total > 0, (people @ values) / np.where(total > 0, total, 1.0), np.nan)


def reached(
    given: Input,
    values: Floats,
    units: Units,
    weights: csr_array,
    shares: Shares,
    *,
    statistic: Statistic,
    level: float,
    longest: float,
) -> Answer:
    """Return what the people of zones have within reach.

    `values` (n_units, n_departures) at an odd number of hundredths of the departures, the middle one the figure's;
    infinite where something is never reached, and then a zone's number may be `undefined`; as an end of the interval it
    is `longest`. `units` hold the people; `weights` (n_units, n_zones) are shares of surface, `shares` of people.
    """
    count = weights.shape[1]
    people, columns = np.maximum(units.expected(), 0.0), csc_array(shares.mean)
    found = np.full((5, count), np.nan)
    rng = np.random.default_rng(SEED)
    for zone in range(count):
        part = slice(columns.indptr[zone], columns.indptr[zone + 1])
        rows, share = columns.indices[part], columns.data[part]
        here = people[rows] * share > 0
        rows, share = rows[here], share[here]
        if len(rows):
            drawn = people[rows] * _drawn(rng, share, float(shares.doubt[zone]), shares.lumpiness[rows])
            found[:, zone] = _of_zone(values[rows], people[rows] * share, drawn, statistic, level, longest)
    value, lower, upper, low, high = found
    states = np.where(np.isnan(value), State.UNDEFINED.value, State.PUBLISHED.value).astype(object)
    cut = weights.copy()
    cut.data = (weights.data < WHOLE).astype(float)
    held, cuts = (np.asarray(matrix.sum(axis=0), dtype=float).ravel() for matrix in (weights, cut))
    return Answer(
        Route.REACHED, given, value, lower, upper, low, high, states, level, held, cuts, np.full(count, np.nan)
    )


def spread(values: Floats, units: Units, shares: Shares) -> Spread:
    """Return how unlike the people of each zone are, given what those of each unit have, (n_units,)."""
    people, columns = np.maximum(units.expected(), 0.0), csc_array(shares.mean)
    found = np.full((3, columns.shape[1]), np.nan)
    for zone in range(columns.shape[1]):
        part = slice(columns.indptr[zone], columns.indptr[zone + 1])
        rows, here = columns.indices[part], people[columns.indices[part]] * columns.data[part]
        if here.sum() > 0:
            found[:, zone] = [quantile(values[rows], here, share) for share in (0.1, 0.5, 0.9)]
    return Spread(*found)


def _of_zone(
    values: Floats, people: Floats, drawn: Floats, statistic: Statistic, level: float, longest: float
) -> tuple[float, float, float, float, float]:
    """Return the value of a zone, its interval and its certain bounds; NaN where the value is never reached."""
    at = np.array([float(statistic(values[:, d], people)) for d in range(values.shape[1])])
    value = float(at[len(at) // 2])
    if not np.isfinite(value):
        return (np.nan,) * 5
    at, inside = (np.where(np.isinf(part), longest, part) for part in (at, statistic(values[:, len(at) // 2], drawn)))
    low, high = float(values.min()), float(np.where(np.isinf(values), longest, values).max())
    ends = np.quantile(inside, [(1 - level) / 2, (1 + level) / 2])
    down = np.hypot(value - at.min(), max(value - float(ends[0]), 0.0))
    up = np.hypot(at.max() - value, max(float(ends[1]) - value, 0.0))
    return value, max(value - float(down), low), min(value + float(up), max(high, value)), low, max(high, value)


def _drawn(rng: np.random.Generator, share: Floats, doubt: float, lumpiness: Floats) -> Floats:
    """Return shares of units as they may truly be, (DRAWS, n): those of cut units about `share`, together and alone."""
    drawn = np.tile(share, (DRAWS, 1))
    cut = (share < WHOLE) & (lumpiness + doubt > 0)
    inner = share[cut] * (1 - share[cut])
    centre = np.clip(share[cut] + inner * doubt * rng.standard_normal((DRAWS, 1)), 1e-6, 1 - 1e-6)
    size = 1 / np.clip(lumpiness[cut], 1e-6, 1 - 1e-6) - 1
    drawn[:, cut] = rng.beta(centre * size, (1 - centre) * size)
    return drawn
