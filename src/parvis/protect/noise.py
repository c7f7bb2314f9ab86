"""Cell key perturbation: the same people get the same noise, wherever and whenever they are counted.

Each record has a key, uniform on [0, 1); a cell's key is the fractional part of the sum of its records' keys, and picks
the noise from the row of a table for the cell's count. A row is the distribution of most entropy with mean 0, variance
V and at most D up or down under which no count from 1 to j, and none below 0, comes out. After Thompson, Broadfoot
and Elazar (UNECE 2013) and Giessing (PSD 2016).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from parvis.model.figure import Floats

SLACK = 1e-9


@dataclass(frozen=True)
class Noise:
    """Rows (n + 1, 2 D + 1) of probabilities of -D to D, for counts of 0, 1, ... n and more than n."""

    most: int
    rows: Floats

    def altered(self, counts: Floats, keys: Floats) -> Floats:
        """Return counts (k,) with the noise that their keys (k,) pick."""
        row = np.minimum(counts, len(self.rows) - 1).astype(int)
        cumulated = np.cumsum(self.rows, axis=1)[row]
        picked = (cumulated <= keys[:, None] * cumulated[:, -1:]).sum(axis=1)
        out: Floats = counts + np.minimum(picked, 2 * self.most) - self.most
        return out


def noise(most: int, variance: float, never: int) -> Noise:
    """Return the table for noise of at most `most`, of a variance, under which no count from 1 to `never` comes out.

    Near 0 no distribution may have that variance: there it is the nearest that can be had. A count of 0 stays 0.
    """
    rows = [np.where(np.arange(-most, most + 1) == 0, 1.0, 0.0)]
    for count in range(1, most + never + 2):  # the last is out of reach of what never comes out
        steps = np.arange(-most, most + 1)
        reached = count + steps
        rows.append(_row(steps, (reached == 0) | (reached > never), variance))
    return Noise(most, np.array(rows))


def _row(steps: np.ndarray, allowed: np.ndarray, variance: float) -> Floats:
    """Return the probabilities (n,) of some steps, of mean 0 and as near to a variance as can be."""
    out = np.zeros(len(steps))
    open_ = steps[allowed].astype(float)
    low, high = _least(open_), -float(open_.min() * open_.max())
    target = float(np.clip(variance, low, high))
    out[allowed] = _entropic(open_, target, low, high)
    return out


def _least(steps: Floats) -> float:
    """Return the least variance that steps with mean 0 can have: that of the two nearest to 0 on either side."""
    below, above = steps[steps <= 0].max(), steps[steps >= 0].min()
    return float(-below * above)


def _entropic(steps: Floats, target: float, low: float, high: float) -> Floats:
    """Return the distribution exp(a s + b s^2) / Z of mean 0 and a variance; at the ends it is on two steps."""
    for end, (below, above) in (
        (low, (steps[steps <= 0].max(), steps[steps >= 0].min())), (high, (steps.min(), steps.max())),
    ):  # fmt: skip
        if abs(target - end) <= SLACK * max(1.0, high):
            return _two(steps, float(below), float(above))

    def chances(a: float, b: float) -> Floats:
        exponent = a * steps + b * steps**2
        weight = np.exp(exponent - exponent.max())
        out: Floats = weight / weight.sum()
        return out

    def centred(b: float) -> float:
        return float(brentq(lambda a: float(chances(a, b) @ steps), -500.0, 500.0, xtol=1e-14))

    def excess(b: float) -> float:
        return float(chances(centred(b), b) @ steps**2) - target

    b = float(brentq(excess, -50.0, 50.0, xtol=1e-14))
    return chances(centred(b), b)


def _two(steps: Floats, below: float, above: float) -> Floats:
    """Return the distribution on two steps, or one, whose mean is 0."""
    share = 1.0 if above == below else above / (above - below)
    out: Floats = np.where(steps == below, share, 0.0) + np.where((steps == above) & (above != below), 1.0 - share, 0.0)
    return out
