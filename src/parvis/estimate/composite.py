"""Indices: figures of several kinds brought to one scale and averaged; their range is from how errors go together."""

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


def composite(parts: Sequence[Floats], scales: Sequence[Scale], *, together: Floats | None = None) -> Floats:
    """Return (value, lower, upper) of an index, (3, n): the weighted means of the scores of its parts, (3, n) each.

    `together` (n, n_parts, n_parts) are the correlations of the parts' errors, NaN where they are not known. Of those
    errors are taken to go wholly together, all scores being too low at once, or too high: how the errors of several
    sources hang together is known to nobody, and places that are poor in one way are so in others. Without it nothing
    is known. Each end is had as that of a difference is (`parvis.estimate.difference`). NaN where a part has none.
    """
    weights = np.array([scale.weight for scale in scales])
    weights = weights / weights.sum()
    scores = np.stack([scale.score(part) for scale, part in zip(scales, parts, strict=True)])
    value, ends = scores[:, 0], np.sort(scores[:, 1:], axis=1)
    known = np.full((scores.shape[2], len(scales), len(scales)), np.nan) if together is None else together
    turn = np.sign([scale.hundred - scale.zero for scale in scales])
    known = np.where(np.isnan(known), 1.0, known * turn[:, None] * turn)
    middle = np.asarray(np.tensordot(weights, value, axes=1))
    reach = [np.einsum("pn,npq,qn->n", off, known, off) for off in _reach(weights, value, ends)]
    below, above = (np.sqrt(np.maximum(squared, 0.0)) for squared in reach)
    return np.stack([middle, middle - below, middle + above])


def _reach(weights: Floats, value: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """Return by how much each part may lower the index, and raise it, (n_parts, n) each."""
    return weights[:, None] * (value - ends[:, 0]), weights[:, None] * (ends[:, 1] - value)
