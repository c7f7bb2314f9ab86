"""Medians of what is counted in classes only, from the share of all that is below each limit between two classes.

As in Woodruff (1952, Journal of the American Statistical Association 47: 635-646) the interval is that of the shares,
read backwards: the median is not below x where, at the level, less than half may be below x. Within a class people lie
by a line of density that the source itself tells (`parvis.estimate.within_classes`), give or take how far that was off
where it could be tried, and by lot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from parvis.estimate.answer import Answer
from parvis.estimate.within_classes import Lying
from parvis.model.figure import Floats, Route, State

HALF = 50.0
STEPS = 24
"""Places in a class at which the share below is worked out; between them it is a straight line."""
MANY = 1e12
"""People where their number is not known: nothing about them is left to lots."""


def median(below: Sequence[Answer], limits: Floats, *, half: Floats | float = HALF) -> Answer:
    """Return medians from the percentages of all, `below`, that are in the first class, in the first two, and so on.

    `limits` (n_classes + 1,) ascend; the last is infinite where the last class has no end. The value is where the curve
    of shares reaches one `half`, in per cent. The interval is where it does give or take its doubt: that of the shares
    at the limits of the class, and that of how people lie in it, as if each were off by itself. The bounds are the
    limits of the classes that can hold the median, wherever people live and however they lie in a class. NaN,
    `undefined`, where nobody is; `unreliable` where it may lie in a class without an end: there `lower` alone is told.
    Else the state of the first share without a number.
    """
    first = below[0]
    states = np.array(first.available, dtype=object)
    for share in below[1:]:
        states = np.where(states == State.PUBLISHED.value, share.available, states).astype(object)
    curves = _Curves.of(below, limits)
    value, lower, upper = (_reached(one, curves.places, half) for one in (curves.middle, curves.most, curves.least))
    least = limits[_class_of(_rising([share.bound_upper for share in below]), half)]
    most = limits[_class_of(_falling([share.bound_lower for share in below]), half) + 1]
    lower, upper = np.maximum(lower, least), np.minimum(upper, most)  # lots know nothing of what is certain
    hidden = states != State.PUBLISHED.value
    open_ = ~hidden & ~np.isfinite(upper)
    states[open_] = State.UNRELIABLE.value
    lower = np.minimum(lower, curves.places[-1])
    shown = [np.where(hidden | open_, np.nan, number) for number in (value, upper, least, most)]
    return Answer(
        Route.GROUPED, first.given, shown[0], np.where(hidden, np.nan, lower), shown[1], shown[2], shown[3], states,
        first.level, first.source_units, first.cut_units, np.full(len(value), np.nan), below=first.below,
    )  # fmt: skip


@dataclass(frozen=True)
class _Curves:
    """The shares below `places` (n_places,), (n_places, n_zones) each: as expected, and the most and least they may be.

    None of them is less than one before it.
    """

    places: Floats
    middle: Floats
    most: Floats
    least: Floats

    @classmethod
    def of(cls, below: Sequence[Answer], limits: Floats) -> _Curves:
        """Return the curves up to the last limit that is finite."""
        at = _rising([share.value for share in below])
        above = np.maximum(_rising([share.upper for share in below]) - at, 0.0)
        under = np.maximum(at - _falling([share.lower for share in below]), 0.0)
        share, people = np.diff(at, axis=0), _people(below[0])
        closed = int(np.isfinite(limits).sum()) - 1
        lying = Lying.of(share / 100.0 * np.minimum(people, MANY), limits)
        steps = np.arange(STEPS)[:, None, None] / STEPS
        p = steps + lying.slope * (steps**2 - steps)
        middle = at[:-1] + p * share
        up, down = _within(p, steps, lying, share, share * 100.0 / people, below[0].level)
        most = middle + np.sqrt(((1.0 - p) * above[:-1] + p * above[1:]) ** 2 + up)
        least = middle - np.sqrt(((1.0 - p) * under[:-1] + p * under[1:]) ** 2 + down)
        lines = [
            np.vstack([line[:, :closed].swapaxes(0, 1).reshape(closed * STEPS, at.shape[1]), end[closed]])
            for line, end in ((middle, at), (most, at + above), (least, at - under))
        ]
        places = limits[:closed, None] + steps[:, 0, 0] * np.diff(limits[: closed + 1])[:, None]
        return cls(
            np.append(places.ravel(), limits[closed]), lines[0], np.maximum.accumulate(lines[1], axis=0),
            np.minimum.accumulate(lines[2][::-1], axis=0)[::-1],
        )  # fmt: skip


def _within(
    p: Floats, u: Floats, lying: Lying, share: Floats, lots: Floats, level: float
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return how far shares below a place may be more and less than told, squared, for how people lie in a class.

    No line of density has more of a class below u than 2 u - u^2, or less than u^2; that for the doubt about its slope.
    Those in a class lie there by lot: `lots` (n_classes, n_zones) is the variance of their share, over p (1 - p).
    """
    tail = 0.5 + level / 2.0
    reach = stdtrit(lying.pairs, tail) * np.sqrt(lying.variance) * (u - u**2)
    by_lot = float(ndtri(tail)) ** 2 * p * (1.0 - p) * lots
    sides = (np.minimum(reach, np.maximum(room, 0.0)) * share for room in (2 * u - u**2 - p, p - u**2))
    up, down = (side**2 + by_lot for side in sides)
    return up, down


def _people(share: Answer) -> Floats:
    """Return of how many people the shares are, (n_zones,), at least one; as many as may be where that is not known."""
    if share.below is None:
        return np.full(len(share.value), MANY)
    return np.maximum(np.nan_to_num(share.below.value), 1.0)


def _rising(shares: Sequence[Floats]) -> Floats:
    """Return the shares below all limits, (n_classes + 1, n_zones), none less than one before it; 0 where unknown."""
    return _whole(np.maximum.accumulate(np.nan_to_num(np.stack(shares)), axis=0))


def _falling(shares: Sequence[Floats]) -> Floats:
    """Return the shares below all limits, (n_classes + 1, n_zones), none more than one after it; 0 where unknown."""
    return _whole(np.minimum.accumulate(np.nan_to_num(np.stack(shares))[::-1], axis=0)[::-1])


def _whole(curve: Floats) -> Floats:
    none = np.zeros((1, curve.shape[1]))
    return np.concatenate([none, np.clip(curve, 0.0, 100.0), none + 100.0])


def _class_of(curve: Floats, half: Floats | float) -> np.ndarray:
    """Return the class (n_zones,) in which a curve of `_whole` reaches one half."""
    return np.asarray((curve[1:-1] < half - 1e-9).sum(axis=0))


def _reached(curve: Floats, places: Floats, half: Floats | float) -> Floats:
    """Return where a curve (n_places, n_zones) reaches one half, (n_zones,); infinite where it does not."""
    after = (curve < half - 1e-9).sum(axis=0)
    here, zone = np.clip(after, 1, len(places) - 1), np.arange(curve.shape[1])
    low, high = curve[here - 1, zone], curve[here, zone]
    part = np.clip((half - low) / np.maximum(high - low, 1e-12), 0.0, 1.0)
    found = places[here - 1] + part * (places[here] - places[here - 1])
    return np.asarray(np.where(after == len(places), np.inf, found))
