"""How far units are from what is expected of them: by lots that fall several at a place, by being unlike each other.

Of e expected in a unit there are v, with variance a e + b e^2: a is how many fall at one place together, b how far the
level differs from unit to unit. Levels that change smoothly over a town say little of what differs across one border:
units are compared with those that the same zone cuts, beside each other as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.sparse import csr_array

from parvis.estimate.surface import WHOLE
from parvis.model.figure import Flags, Floats

ROUNDS = 4
"""Rounds of least squares, each with weights by what the last one found."""
LEAST = 1e-3
"""The least that is taken to fall at one place, so that no variance is 0."""


@dataclass(frozen=True)
class Beside:
    """Units beside each other: pairs of a unit and a group, (n_pairs,) each, of so many `groups`.

    `part` (n_pairs,) is 1 over the number of groups that the unit is in, so that each unit counts once.
    """

    unit: np.ndarray
    group: np.ndarray
    groups: int
    part: Floats

    @classmethod
    def border(cls, weights: csr_array, known: Flags) -> Beside:
        """Return the known units (n_units,) that each zone cuts, as a group; `weights` (n_units, n_zones) as shares."""
        unit = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
        cut = (weights.data < WHOLE) & (weights.data > 0) & known[unit]
        count = np.bincount(unit[cut], minlength=weights.shape[0])
        return cls(unit[cut], weights.indices[cut], weights.shape[1], 1.0 / count[unit[cut]])

    @property
    def free(self) -> float:
        """Return how many pairs are free once the level of each group is learnt from them."""
        return float(len(self.group) - len(np.unique(self.group)))

    def levels(self, values: Floats, expected: Floats) -> Floats:
        """Return the values of each group over what is expected of it, (groups,); 0 where nothing is."""
        held, wanted = (np.bincount(self.group, x[self.unit], minlength=self.groups) for x in (values, expected))
        return np.asarray(np.divide(held, wanted, out=np.zeros(self.groups), where=wanted > 0))


def dispersion(
    off: Floats, size: Floats, before: Floats, *, free: float, part: Floats, worth: float, least: float = LEAST
) -> Floats:
    """Return a and b (2,) of squared deviations that are a e + b e^2: `off` (n,) over e, of e = `size` (n,).

    Least squares of `off` on 1 and e, in parts of what they are, each counting by e and by `part`; a is at `least` so
    much, b at least 0. `free` of the n are free, after what was expected was learnt from them. What was believed
    `before` (2,) counts as much as `worth` units.
    """
    if free < 1 or not len(off):
        return np.maximum(before, (least, 0.0))
    above = off * len(off) / free - least
    much = np.sqrt(part * size / float(size.mean()))
    believed = np.sqrt(worth) * (1.0 - np.array([least, 0.0]) / before)
    found = before
    for _ in range(ROUNDS):
        weight = much / (found[0] + found[1] * size)
        rows = np.vstack([np.column_stack([weight, weight * size]), np.sqrt(worth) * np.diag(1.0 / before)])
        every = np.column_stack([rows, np.concatenate([above * weight, believed])])
        told: Floats = np.linalg.qr(every, mode="r")  # type: ignore[assignment]
        more, _ = nnls(told[:, :2], told[:, 2])  # of three rows that say the same as thousands
        found = np.array([least + more[0], more[1]])
    return found
