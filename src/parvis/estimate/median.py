"""Medians of what is counted in classes only, from the share of all that is below each limit between two classes.

As in Woodruff (1952, Journal of the American Statistical Association 47: 635-646) the interval is that of the shares,
read backwards: the median is not below x where, at the level, less than half may be below x.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from parvis.estimate.answer import Answer
from parvis.model.figure import Floats, Route, State

HALF = 50.0


def median(below: Sequence[Answer], limits: Floats) -> Answer:
    """Return medians from the percentages of all, `below`, that are in the first class, in the first two, and so on.

    `limits` (n_classes + 1,) ascend. The value is had as if all lay evenly in their class. The interval is where the
    curve of the highest shares first, and that of the lowest last, may reach one half: in a class their density may be
    any straight line, from nothing at the one limit to nothing at the other. The bounds are the limits of the classes
    that can hold the median, wherever people live and however they lie in a class. NaN, `undefined`, where nobody is;
    else the state of the first share without a number.
    """
    first = below[0]
    states = np.array(first.available, dtype=object)
    for share in below[1:]:
        states = np.where(states == State.PUBLISHED.value, share.available, states).astype(object)
    hidden = states != State.PUBLISHED.value
    value = _reached(_rising([share.value for share in below]), limits, "evenly")
    lower = _reached(_rising([share.upper for share in below]), limits, "low")
    upper = _reached(_falling([share.lower for share in below]), limits, "high")
    least = limits[_class_of(_rising([share.bound_upper for share in below]))]
    most = limits[_class_of(_falling([share.bound_lower for share in below])) + 1]
    numbers = (value, np.minimum(lower, value), np.maximum(upper, value), least, most)
    shown = [np.asarray(np.where(hidden, np.nan, number)) for number in numbers]
    return Answer(
        Route.GROUPED, first.given, shown[0], shown[1], shown[2], shown[3], shown[4], states, first.level,
        first.source_units, first.cut_units, np.full(len(value), np.nan),
    )  # fmt: skip


def _rising(shares: Sequence[Floats]) -> Floats:
    """Return the shares below all limits, (n_classes + 1, n_zones), none less than one before it; 0 where unknown."""
    curve = np.maximum.accumulate(np.nan_to_num(np.stack(shares)), axis=0)
    return _whole(curve)


def _falling(shares: Sequence[Floats]) -> Floats:
    """Return the shares below all limits, (n_classes + 1, n_zones), none more than one after it; 0 where unknown."""
    curve = np.minimum.accumulate(np.nan_to_num(np.stack(shares))[::-1], axis=0)[::-1]
    return _whole(curve)


def _whole(curve: Floats) -> Floats:
    none = np.zeros((1, curve.shape[1]))
    return np.concatenate([none, np.clip(curve, 0.0, 100.0), none + 100.0])


def _class_of(curve: Floats) -> np.ndarray:
    """Return the class (n_zones,) in which a curve of `_whole` reaches one half."""
    return np.asarray((curve[1:-1] < HALF - 1e-9).sum(axis=0))


def _reached(curve: Floats, limits: Floats, lying: Literal["evenly", "low", "high"]) -> Floats:
    """Return where a curve of `_whole` reaches one half, (n_zones,).

    With u from 0 to 1 over a class, of those in it u are below u if they lie evenly, u^2 if their density rises from 0
    at the lower limit (high), and 1 - (1 - u)^2 if it falls to 0 at the upper one (low).
    """
    here, zone = _class_of(curve), np.arange(curve.shape[1])
    before, after = curve[here, zone], curve[here + 1, zone]
    part = np.clip((HALF - before) / np.maximum(after - before, 1e-12), 0.0, 1.0)
    if lying == "high":
        part = np.sqrt(part)
    elif lying == "low":
        part = 1.0 - np.sqrt(1.0 - part)
    return np.asarray(limits[here] + part * (limits[here + 1] - limits[here]))
