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

from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats

Integers = npt.NDArray[np.int64]
FARTHEST = 3.0
"""No density is taken to be more than exp(3) = 20 times that on the other side."""
OVERLAP = 1e-6
"""Zones that hold so much more than all of a unit's surface overlap."""
LEAST = 1e-9
"""A share below which there is none."""
TURNS, NEAR = 500, 1e-10
"""How often sums are made right by turns, and what part of the people of a unit they may be off in the end."""


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


@dataclass(frozen=True)
class Parted:
    """Parts of units' people and where they live: `values` (n_parts, n_units), and the shares of each in zones.

    `shares` (n_parts, n_entries) are in the order of the entries of `whole`, the shares of all of them, (n_units,
    n_zones): together the parts hold as much of each unit in each zone as these say, and each as much as it has.
    """

    whole: csr_array
    values: Floats
    shares: Floats

    @classmethod
    def of(cls, whole: csr_array, values: Sequence[Floats], means: Sequence[csr_array]) -> Parted:
        """Return all parts of the people with shares near to their own `means`, adding up to `whole`.

        Of parts and zones, and what lies in no zone, both sums are made right by turns (iterative proportional fitting,
        Deming and Stephan, 1940): how much denser one part lives than another stays. Where zones overlap, each by
        itself. Of values that are not known nobody is taken to be there.
        """
        held = np.nan_to_num(np.stack(values))
        unit = np.repeat(np.arange(whole.shape[0]), np.diff(whole.indptr))
        own = np.stack([np.clip(entries(one, unit, whole.indices), 0.0, 1.0) for one in means])
        cut = np.flatnonzero((whole.data < WHOLE) & (whole.data > 0))
        overlap = np.bincount(unit, whole.data, whole.shape[0]) > 1.0 + OVERLAP
        apart = np.where(overlap[unit[cut]], whole.shape[0] + cut, unit[cut])
        own[:, cut] = _fitted(
            own[:, cut], held[:, unit[cut]], whole.data[cut], np.unique(apart, return_inverse=True)[1]
        )
        full = np.flatnonzero(whole.data >= WHOLE)
        own[:, full] = whole.data[full]
        return cls(whole, held, own)

    def together(self, some: Sequence[int]) -> csr_array:
        """Return the shares of some of the parts taken together, (n_units, n_zones): those of all where nobody is."""
        out, which = self.whole.copy(), list(some)
        unit = np.repeat(np.arange(out.shape[0]), np.diff(out.indptr))
        amounts = self.values[which][:, unit]
        total = amounts.sum(axis=0)
        np.divide((amounts * self.shares[which]).sum(axis=0), total, out=out.data, where=total > 0)
        return out


def _fitted(shares: Floats, amounts: Floats, whole: Floats, group: Integers) -> Floats:
    """Return shares (n_parts, n) that hold `whole` (n,) of all parts, and of each part no more than there is.

    `amounts` (n_parts, n) are the parts of the unit that each entry is of, `group` (n,) numbers these units.
    """
    if not len(group):
        return shares
    member = csr_array((np.ones(len(group)), (np.arange(len(group)), group)))
    each = np.zeros((len(amounts), member.shape[1]))
    each[:, group] = amounts
    inner = amounts * np.clip(shares, LEAST, 1.0)
    outer = np.maximum(each - inner @ member, LEAST * each)
    sought = whole * amounts.sum(axis=0)
    left = np.maximum(each.sum(axis=0) - sought @ member, 0.0)
    for _ in range(TURNS):
        row = _over(each, inner @ member + outer)
        inner, outer = inner * row[:, group], outer * row
        inner, outer = inner * _over(sought, inner.sum(axis=0)), outer * _over(left, outer.sum(axis=0))
        if np.abs(inner @ member + outer - each).max() <= NEAR * each.max():
            break
    return np.clip(np.divide(inner, amounts, out=np.tile(whole, (len(amounts), 1)), where=amounts > 0), 0.0, 1.0)


def _over(one: Floats, other: Floats) -> Floats:
    return np.divide(one, other, out=np.zeros(np.broadcast_shapes(one.shape, other.shape)), where=other > 0)


def entries(matrix: csr_array, row: Integers, column: Integers) -> Floats:
    """Return entries of a matrix, (n,)."""
    return np.asarray(matrix[row, column]).ravel() if len(row) else np.zeros(0)
