"""What is within reach: opportunities counted by how long they take, for a few origins at a time.

Travel times are seconds (n_origins, n_destinations), -1 where a place is not reached; amounts (n_destinations,).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import pi, sqrt

import numpy as np
import numpy.typing as npt

from parvis.errors import AnalystError
from parvis.reach.feed import Floats

Seconds = npt.NDArray[np.int32]
Decay = Callable[[Floats, float], Floats]

SPREAD = 10.0
"""Minutes: the standard deviation of the logistic decay."""


def step(minutes: Floats, cutoff: float) -> Floats:
    """Return 1 up to the cut-off, 0 after it."""
    return (minutes <= cutoff).astype(np.float64)


def exponential(minutes: Floats, cutoff: float) -> Floats:
    """Return a weight that halves every `cutoff` minutes."""
    weights: Floats = 0.5 ** (minutes / cutoff)
    return weights


def linear(minutes: Floats, cutoff: float) -> Floats:
    """Return a weight that falls in a straight line from 1 at once to 0 at twice the cut-off."""
    return np.clip(1 - minutes / (2 * cutoff), 0, 1)


def logistic(minutes: Floats, cutoff: float) -> Floats:
    """Return a weight that falls around the cut-off, as if people's own cut-offs were spread `SPREAD` about it."""
    weights: Floats = 1 / (1 + np.exp((minutes - cutoff) * pi / (sqrt(3) * SPREAD)))
    return weights


DECAYS: dict[str, Decay] = {"step": step, "exponential": exponential, "linear": linear, "logistic": logistic}
"""Weights by minutes of travel; each but the step is one half at the cut-off."""


def weights(seconds: Seconds, decay: Decay, cutoff: float) -> Floats:
    """Return what each destination counts from each origin, between 0 and 1; 0 where it is not reached.

    >>> weights(np.array([[600, 1800, -1]]), exponential, 10.0).tolist()
    [[0.5, 0.125, 0.0]]
    """
    return np.where(seconds >= 0, decay(np.maximum(seconds, 0) / 60, cutoff), 0.0)


def within(seconds: Seconds, amounts: Floats, decay: Decay, cutoff: float) -> Floats:
    """Return (n_origins,) the opportunities reached, each by its weight."""
    reached: Floats = weights(seconds, decay, cutoff) @ amounts
    return reached


def minutes_to(seconds: Seconds, amounts: Floats, number: float) -> Floats:
    """Return (n_origins,) the minutes until `number` opportunities are reached (dual access), NaN where they never are.

    >>> minutes_to(np.array([[600, 300, -1]]), np.array([5.0, 2.0, 90.0]), 4).tolist()
    [10.0]
    """
    order = np.argsort(np.where(seconds >= 0, seconds, np.iinfo(np.int32).max), axis=1, kind="stable")
    sorted_seconds = np.take_along_axis(seconds, order, axis=1)
    had = np.cumsum(np.where(sorted_seconds >= 0, amounts[order], 0.0), axis=1)
    enough = had >= number
    first = np.argmax(enough, axis=1)
    rows = np.arange(len(seconds))
    return np.where(enough[rows, first], sorted_seconds[rows, first] / 60, np.nan)


def per_person(supply: Floats, demand: Floats) -> Floats:
    """Return (n_destinations,) the supply at each place by the people who may come to it, 0 where nobody does.

    `demand` are these people, each by the weight of the way: the first step of the floating catchment (Luo & Wang
    2003). The second is `within` of the result.
    """
    return np.divide(supply, demand, out=np.zeros_like(supply), where=demand > 0)


def matched(reached: Floats, seekers: Floats) -> Floats:
    """Return (n_origins,) how many opportunities of one's own category a seeker reaches on average; NaN without any.

    `reached` and `seekers` are (n_origins, n_categories): who looks for work as a cook reaches the offers for cooks.

    >>> matched(np.array([[10.0, 100.0]]), np.array([[3.0, 1.0]])).tolist()
    [32.5]
    """
    total = seekers.sum(axis=1)
    mean = (reached * seekers).sum(axis=1) / np.where(total > 0, total, 1)
    return np.where(total > 0, mean, np.nan)


def weighted_gap(values: Floats, people: Floats, group: Floats) -> float:
    """Return the mean of a group less that of all others, each weighted: what one has within reach and others have not.

    Raises AnalystError where either has nobody.
    """
    others = people - group
    if group.sum() <= 0 or others.sum() <= 0:
        raise AnalystError.of("access_group")
    return float(np.average(values, weights=group) - np.average(values, weights=others))


def palma(values: Floats, people: Floats, income: Floats) -> float:
    """Return what the richest tenth has within reach on average, by what the poorest four tenths have."""
    order: Sequence[int] = np.argsort(income, kind="stable").tolist()
    share = np.cumsum(people[order]) / people.sum()
    ranked, of = values[order], people[order]
    rich, poor = share > 0.9, share <= 0.4
    if not of[rich].sum() or not of[poor].sum():
        raise AnalystError.of("access_group")
    return float(np.average(ranked[rich], weights=of[rich]) / np.average(ranked[poor], weights=of[poor]))
