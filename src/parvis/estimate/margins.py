"""Totals of other zones, known from another source of the same concept, used together with units: margins.

What units give for the zones of the other source need not be what it counts. The difference is taken back to the
units that its borders cut, as generalised least squares does (Deming and Stephan, 1940): most to those of which it is
known least on which side their people live, none to units wholly inside. Each unit keeps its total. Where a unit's
people move from one of these zones to another, they do so in every zone that is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import spsolve

from parvis.estimate.shares import Shares, within
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats

LEAST = 1e-9
"""Variance below which a total is settled by the units already."""


@dataclass(frozen=True)
class Margin:
    """Totals of other zones: `totals` (n_others,), NaN where not known, with the `variance` (n_others,) of their error.

    `shares` says where units' people live among these zones. `common` (n_units, n_pieces) is the share of each unit's
    surface that lies both in a wanted zone, `zone` (n_pieces,), and in one of the others, `other` (n_pieces,).
    """

    totals: Floats
    variance: Floats
    shares: Shares
    common: csr_array
    zone: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]


def agreed(values: Floats, weights: csr_array, shares: Shares, margin: Margin) -> Shares:
    """Return shares (n_units, n_zones) with which units' `values` agree with a margin, as far as errors let them.

    `weights` are the shares of surface. What the margin takes from the doubt about zones is left in it: intervals stay
    as wide as without it.
    """
    values = np.nan_to_num(values)
    pull = _unequal(values, shares.lumpiness, margin)
    of = replace(shares, mean=csr_array(shares.mean[:, margin.zone]))
    pieces = within(margin.common, csr_array(weights[:, margin.zone]), of).mean
    place = np.arange(len(margin.zone))
    pulled = csr_array((pull[margin.other], (place, margin.zone)), shape=(len(place), weights.shape[1]))
    drawn = diags_array(margin.shares.mean @ pull) @ shares.mean
    moved = diags_array(shares.lumpiness * values) @ csr_array(pieces @ pulled - drawn)
    return replace(shares, mean=_held(csr_array(shares.mean + moved), weights))


def _unequal(values: Floats, lumpiness: Floats, margin: Margin) -> Floats:
    """Return by how much each of the other zones pulls, (n_others,): (A C A' + E)^-1 (b - A x)."""
    others = margin.shares.mean
    spread = diags_array(lumpiness * values**2)
    covariance = csr_array(diags_array(others.T @ spread.diagonal()) - others.T @ (spread @ others))
    known = np.flatnonzero(np.isfinite(margin.totals) & (covariance.diagonal() > LEAST))
    # What units of a zone have in doubt together is taken for an error of the sum: to undo it unit by unit misleads.
    together = margin.shares.doubt * (others.T @ values - others.power(2).T @ values)
    matrix = covariance + diags_array(margin.variance + together**2 + LEAST)
    pull = np.zeros(len(margin.totals))
    if len(known):
        pull[known] = spsolve(matrix.tocsr()[known][:, known].tocsc(), (margin.totals - others.T @ values)[known])
    return pull


def _held(mean: csr_array, weights: csr_array) -> csr_array:
    """Return shares as large as surface allows: 1 of units wholly inside, none where a zone has no surface."""
    kept = weights.copy()
    row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    found = np.asarray(mean[row, weights.indices]).ravel()
    kept.data = np.where(weights.data >= WHOLE, 1.0, np.clip(found, 0.0, 1.0))
    return kept
