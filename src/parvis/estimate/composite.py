"""Indices: figures of several kinds brought to one scale and averaged, with a range that supposes nothing of errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parvis.model.figure import Floats


@dataclass(frozen=True)
class Scale:
    """What brings a figure to a scale: `zero` scores 0, `hundred` scores 100, on a straight line; and its weight."""

    zero: float
    hundred: float
    weight: float = 1.0

    def score(self, values: Floats) -> Floats:
        """Return the scores of values (n,); a value beyond the two scores below 0, or above 100."""
        return np.asarray(100.0 * (values - self.zero) / (self.hundred - self.zero))


def composite(parts: Sequence[Floats], scales: Sequence[Scale]) -> Floats:
    """Return (value, lower, upper) of an index, (3, n): the weighted means of the scores of its parts, (3, n) each.

    The lower bound is that of all parts being at their lesser score at once, the upper that of all being at their
    greater. It is the interval of errors that go wholly together; where they go less together it holds more often than
    it says. How the errors of several sources hang together is known to nobody, and places that are poor in one way
    are so in others. NaN where a part has none.
    """
    weights = np.array([scale.weight for scale in scales])
    scores = np.stack([scale.score(part) for scale, part in zip(scales, parts, strict=True)])
    value, first, second = scores[:, 0], scores[:, 1], scores[:, 2]
    sides = np.stack([value, np.minimum(first, second), np.maximum(first, second)])
    return np.asarray(np.tensordot(sides, weights, axes=([1], [0])) / weights.sum())
