"""How zones lie over units: what follows from the shares of surface alone, and is the same for all that is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats


@dataclass(frozen=True)
class Cover:
    """Shares of surface, `weights` (n_units, n_zones), and what is made of them once for many quantities.

    By zone, (n_zones, n_units): the same (`by_zone`), which units lie wholly inside (`inside`), which are touched at
    all (`touched`). `cuts` and `units` (n_zones,) are the numbers of units that are cut and, by their shares, inside.
    """

    weights: csr_array
    by_zone: csr_array
    inside: csr_array
    touched: csr_array
    cuts: Floats
    units: Floats

    @classmethod
    def of(cls, weights: csr_array) -> Cover:
        """Return the cover of shares of surface, (n_units, n_zones)."""
        by_zone = csr_array(weights.T)
        whole = by_zone.data >= WHOLE
        inside, touched = by_zone.copy(), by_zone.copy()
        inside.data, touched.data = whole.astype(float), (by_zone.data > 0).astype(float)
        inside.eliminate_zeros()
        touched.eliminate_zeros()
        zone = np.repeat(np.arange(by_zone.shape[0]), np.diff(by_zone.indptr))
        cuts = np.bincount(zone, weights=(~whole).astype(float), minlength=by_zone.shape[0]).astype(float)
        return cls(weights, by_zone, inside, touched, cuts, np.asarray(by_zone.sum(axis=1)).ravel())

    def certain_bounds(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """Return bounds of each zone's total, (n_zones,) each: what lies wholly inside, and all that it touches.

        `lower` and `upper` (n_units,) bound the units' values.
        """
        return self.inside @ lower, self.touched @ upper
