"""Shares of zones that divide units among them: together they hold each unit, and not more or less of it.

How much denser people live inside is learnt for each border by itself. Where one zone cuts a unit, what it has more the
rest of the unit has less; where several do, all would have more, or less, of one total.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, diags_array

FARTHEST = 3.0
"""No density is taken to be more than exp(3) = 20 times that on the other side."""
OVERLAP = 1e-6
"""Zones that hold so much more than all of a unit's surface overlap."""


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
