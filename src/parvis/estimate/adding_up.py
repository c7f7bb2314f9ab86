"""Shares that divide what there is: of zones among which units are divided, and of people who are parts of all.

How much denser people live inside is learnt for each border by itself. Where one zone cuts a unit, what it has more the
rest of the unit has less; where several do, all would have more, or less, of one total. It is learnt of each part of
the people by itself, too: of the young, of the old. Together they are all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array
from scipy.special import expit, logit

from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats

Integers = npt.NDArray[np.int64]
FARTHEST = 3.0
"""No density is taken to be more than exp(3) = 20 times that on the other side."""
OVERLAP = 1e-6
"""Zones that hold so much more than all of a unit's surface overlap."""
LEAST = 1e-9
"""A share below which there is none."""
FAR, HALVINGS = 30.0, 48
"""How far the logit of a share may be shifted, and how often what is left of that is halved."""


def adding_up(shares: csr_array, before: csr_array) -> csr_array:
    """Return shares (n_units, n_zones) with no more than all of each unit in them, and no less than there can be.

    `before` are those of surface, or of what other sources place. What lies in no zone may be exp(`FARTHEST`) times as
    dense as what does; the zones hold all that is left, in the proportion of their shares. Where zones overlap, shares
    are what they were.
    """
    held, first = (np.asarray(one.sum(axis=1)).ravel() for one in (shares, before))
    room = np.exp(FARTHEST) * np.maximum(1.0 - first, 0.0)
    apart = (held > 0) & (first <= 1.0 + OVERLAP) & ((held > 1.0) | (1.0 - held > room))
    factor = np.divide(1.0 - np.where(held > 1.0, 0.0, room), held, out=np.ones(len(held)), where=apart)
    return csr_array(diags_array(factor) @ shares)


def shifted(shares: Floats, amounts: Floats, group: Integers, sought: Floats) -> Floats:
    """Return shares (n,) of `amounts` (n,) shifted by one logit a group, so that each holds what is `sought`.

    `group` (n,) numbers the groups, `sought` is (n_groups,). Denser or thinner by one ratio of densities, that is.
    """
    odds = logit(np.clip(shares, LEAST, 1.0 - LEAST))
    low, high = np.full(len(sought), -FAR), np.full(len(sought), FAR)
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        less = np.bincount(group, amounts * expit(odds + middle[group]), len(sought)) < sought
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return np.asarray(expit(odds + ((low + high) / 2.0)[group]))


@dataclass(frozen=True)
class Parted:
    """Parts of units' people and where they live: `values` (n_parts, n_units), and the shares of each in zones.

    `shares` (n_parts, n_entries) are in the order of the entries of `whole`, the shares of all of them, (n_units,
    n_zones): together the parts hold as much of each unit in each zone as these say.
    """

    whole: csr_array
    values: Floats
    shares: Floats

    @classmethod
    def of(cls, whole: csr_array, values: Sequence[Floats], means: Sequence[csr_array]) -> Parted:
        """Return parts with shares near to their own `means`, all shifted by one logit a unit and zone to make `whole`.

        Of values that are not known nobody is taken to be there.
        """
        held = np.nan_to_num(np.stack(values))
        unit = np.repeat(np.arange(whole.shape[0]), np.diff(whole.indptr))
        own = np.stack([entries(one, unit, whole.indices) for one in means])
        cut = whole.data < WHOLE
        amounts = held[:, unit[cut]]
        group = np.tile(np.arange(amounts.shape[1]), len(values))
        sought = whole.data[cut] * amounts.sum(axis=0)
        own[:, cut] = shifted(own[:, cut].ravel(), amounts.ravel(), group, sought).reshape(amounts.shape)
        own[:, ~cut] = whole.data[~cut]
        return cls(whole, held, own)

    def together(self, some: Sequence[int]) -> csr_array:
        """Return the shares of some of the parts taken together, (n_units, n_zones): those of all where nobody is."""
        out, which = self.whole.copy(), list(some)
        unit = np.repeat(np.arange(out.shape[0]), np.diff(out.indptr))
        amounts = self.values[which][:, unit]
        total = amounts.sum(axis=0)
        np.divide((amounts * self.shares[which]).sum(axis=0), total, out=out.data, where=total > 0)
        return out


def entries(matrix: csr_array, row: Integers, column: Integers) -> Floats:
    """Return entries of a matrix, (n,)."""
    return np.asarray(matrix[row, column]).ravel() if len(row) else np.zeros(0)
