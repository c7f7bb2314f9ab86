"""Sums and means under noise: records of about one value are a class, and each class weighs by its count with noise.

The values of the records in a zone are never added up: a sum is that of the middles of the classes, each as often as
its count with noise says, and a mean is such a sum divided by the sum of these counts. The classes are those of the
whole source, so that they say nothing of a zone; each holds many records. A measure of which one record makes up most
of a class has no classes, and its sums and means are hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.stats import norm

from parvis.model.figure import Block, Floats
from parvis.protect.noise import Noise

Ends = tuple[Floats, Floats, Floats]
"""Values and the lower and upper ends of their ranges, each (n,)."""

MOST_CLASSES = 10
LEAST_RECORDS = 20
"""Records of a source that a class holds at least; with fewer than twice as many there is one class."""

GREATEST_SHARE = 0.5
"""A class of which one record makes up more than this share tells that record by its middle."""

DIGITS = 3
"""Significant digits of the middle of a class and of the spread about it."""


@dataclass(frozen=True)
class Classes:
    """In which class each record is, by its label, and the middle and spread of each class (k,)."""

    of: Mapping[str, int]
    middle: Floats
    spread: Floats


def classes(labels: list[str], values: Floats) -> Classes | None:
    """Return classes of about as many records each; None where one would tell a record, or a value is missing."""
    if len(values) < LEAST_RECORDS or np.isnan(values).any() or (values < 0).any():
        return None
    count = min(MOST_CLASSES, len(values) // LEAST_RECORDS)
    edges = np.unique(np.quantile(values, np.arange(1, count) / count, method="higher"))
    which = np.searchsorted(edges, values, side="right")
    kept, which = np.unique(which, return_inverse=True)
    held = np.bincount(which)
    sums, greatest = np.bincount(which, weights=values), np.zeros(len(kept))
    np.maximum.at(greatest, which, values)
    if (held < LEAST_RECORDS).any() or (greatest > GREATEST_SHARE * sums + (sums == 0)).any():
        return None
    middle = sums / held
    spread = np.sqrt(np.maximum(np.bincount(which, weights=values**2) / held - middle**2, 0.0))
    return Classes(dict(zip(labels, which.tolist(), strict=True)), _rounded(middle), _rounded(spread))


def _rounded(values: Floats) -> Floats:
    return np.array([float(f"{value:.{DIGITS}g}") for value in values.tolist()])


def counted(block: Block, noise: Noise, keys: Floats, held: Classes) -> Floats:
    """Return how many records of each class each figure of a block counts (n, k), with noise."""
    which = np.array([held.of[unit] for unit in block.units], dtype=int)
    ones = np.ones(len(which))
    shape = (len(which), len(held.middle))
    members = csr_array((ones, (np.arange(len(which)), which)), shape=shape)
    summed = csr_array((keys, (np.arange(len(which)), which)), shape=shape)
    counts = np.asarray((block.coefficients @ members).todense(), dtype=float)
    key = np.asarray((block.coefficients @ summed).todense(), dtype=float) % 1.0
    return noise.altered(counts.ravel(), key.ravel()).reshape(counts.shape)


def summed(counts: Floats, held: Classes, noise: Noise, level: float) -> Ends:
    """Return the sums that counts with noise (n, k) make of classes, and the ends of their ranges of a level."""
    variance = _variance(noise) * (held.middle**2).sum() + counts @ held.spread**2
    return _ranged(counts @ held.middle, variance, level)


def averaged(counts: Floats, held: Classes, noise: Noise, level: float) -> Ends:
    """Return the means that counts with noise (n, k) make of classes, NaN where nobody is left, and their ranges."""
    size = np.where(counts.sum(axis=1) > 0, counts.sum(axis=1), np.nan)
    mean = counts @ held.middle / size
    apart = ((held.middle[None, :] - mean[:, None]) ** 2).sum(axis=1)
    return _ranged(mean, (_variance(noise) * apart + counts @ held.spread**2) / size**2, level)


def _variance(noise: Noise) -> float:
    """Return the variance of the noise of a count that is not small."""
    return float(noise.rows[-1] @ np.arange(-noise.most, noise.most + 1) ** 2)


def _ranged(value: Floats, variance: Floats, level: float) -> Ends:
    """Return values with their ranges, none below 0: they follow from what is published, and tell nothing more."""
    half = float(norm.ppf(0.5 + level / 2)) * np.sqrt(variance)
    return value, np.maximum(value - half, 0.0), value + half
