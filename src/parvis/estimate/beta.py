"""Quantiles of Beta laws, thousands at once: standardised quantiles from a table, read with cubic splines.

A Beta(a, b) law of mean m = a / (a + b) is told by two numbers that stay finite however narrow or lopsided it is:

    theta = arcsin(sqrt(m))        r = sqrt(1/a + 1/b)

In these its standardised quantile z = (q - m) / s is smooth; at the edges stand the laws that it tends to: the normal
one for r = 0, Gamma laws for m = 0 and m = 1. The table is made from exact quantiles once for a level.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.ndimage import map_coordinates, spline_filter
from scipy.special import betaincinv, gammaincinv, ndtri

from parvis.model.figure import Floats

WIDEST = 2.0
"""The greatest r of the table: beyond it laws have much of their weight at an end, and are worked out one by one."""
ANGLES, STEPS = 97, 97
"""Nodes of the table in theta, 0 to pi/2, and in r, 0 to WIDEST."""
BESIDE = 12
"""Nodes in r beyond either end, so that what a spline supposes past the last of them does not matter."""


def central(mean: Floats, variance: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the central interval at `level` of Beta laws on 0 to 1, (n,) each.

    Means lie within 0 and 1, variances within 0 and mean (1 - mean), both without these ends. The ends are within a
    millionth of a law's standard deviation of those that scipy's `betaincinv` gives.
    """
    inner = mean * (1.0 - mean)
    strength = inner / variance - 1.0
    r = 1.0 / np.sqrt(strength * inner)
    deviation = np.sqrt(variance)
    angle = np.arcsin(np.sqrt(mean)) * ((ANGLES - 1) * 2.0 / np.pi)
    at = np.stack([angle, np.minimum(r, WIDEST) * ((STEPS - 1) / WIDEST) + BESIDE])
    tail = (1.0 - level) / 2.0
    low, high = (
        mean + deviation * map_coordinates(table, at, order=3, prefilter=False, mode="mirror")
        for table in _tables(tail)
    )
    wide = np.flatnonzero(r > WIDEST)
    a, b = (mean * strength)[wide], ((1.0 - mean) * strength)[wide]
    low[wide], high[wide] = betaincinv(a, b, tail), betaincinv(a, b, 1.0 - tail)
    return low, high


@lru_cache(maxsize=16)
def _tables(tail: float) -> tuple[Floats, Floats]:
    """Return the splines' coefficients for both ends, (ANGLES, BESIDE + STEPS + BESIDE) each.

    z is even about theta = 0 and pi/2, as "mirror" supposes. To r < 0 it goes on smoothly as the quantile from the
    other end with its sign turned (the terms of Cornish and Fisher's series alternate so).
    """
    low, high = _standardised(tail), _standardised(1.0 - tail)
    before_low, before_high = -high[:, BESIDE:0:-1], -low[:, BESIDE:0:-1]
    return (
        spline_filter(np.hstack([before_low, low]), order=3, mode="mirror"),
        spline_filter(np.hstack([before_high, high]), order=3, mode="mirror"),
    )


def _standardised(p: float) -> Floats:
    """Return z at the nodes of r from 0 on, (ANGLES, STEPS + BESIDE)."""
    r = np.arange(STEPS + BESIDE) * (WIDEST / (STEPS - 1))
    m = np.sin(np.linspace(0.0, np.pi / 2.0, ANGLES)[1:-1]) ** 2
    z = np.empty((ANGLES, len(r)))
    z[:, 0] = ndtri(p)
    shape = 1.0 / r[1:] ** 2
    z[0, 1:] = (gammaincinv(shape, p) - shape) * r[1:]
    z[-1, 1:] = -(gammaincinv(shape, 1.0 - p) - shape) * r[1:]
    inner = (m * (1.0 - m))[:, None]
    strength = shape / inner
    exact = betaincinv(m[:, None] * strength, (1.0 - m)[:, None] * strength, p)
    z[1:-1, 1:] = (exact - m[:, None]) * np.sqrt((strength + 1.0) / inner)
    return z
