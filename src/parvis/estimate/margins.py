"""Totals of other zones, known from another source of the same concept, used together with units: margins.

What units give for the zones of the other source need not be what it counts. The difference is taken back to what is in
doubt, as generalised least squares does (Deming and Stephan, 1940): to units that a border cuts, most to those of which
it is known least on which side their people live, and to how much denser people live inside the wanted zones; nothing
to units wholly inside. Each unit keeps its total. Where a unit's people move from one of these zones to another, they
do so in every zone that is wanted. What is known of the difference is no longer in doubt: ranges are those given it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.sparse.linalg import splu
from scipy.special import expit

from parvis.estimate.adding_up import Integers, entries
from parvis.estimate.interval import spread_inside
from parvis.estimate.shares import Shares
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats

WORTH = 4.0
"""How many totals it is worth to believe, before any is seen, that they differ as the law says."""
LEAST = 1e-9
"""Variance below which a total is settled by the units already, and share below which there is none."""
ALMOST = 1e-6
"""Part of its variance that is always left in doubt of what totals tell."""
FAR, HALVINGS = 30.0, 48
"""How far the logit of a share may be shifted, and how often what is left of that is halved."""


@dataclass(frozen=True)
class Pieces:
    """What zones have in common with others: the `zone` and the `other` of each piece, (n_pieces,).

    `zoning` (n_pieces,) numbers the zoning that the other is of. `part` (n_units, n_pieces) is how much of what a unit
    has in the other lies in the piece, by surface.
    """

    zone: Integers
    other: Integers
    zoning: Integers
    part: csr_array

    @classmethod
    def of(
        cls, common: csr_array, others: csr_array, zone: Integers, other: Integers, *, zoning: Integers
    ) -> Pieces:  # fmt: skip
        """Return pieces from the share of units' surface in each, `common`, and in each of the others.

        Others of one zoning make up all of what units have in a zone: what lies outside of theirs is one of them.
        """
        part = csr_array(common)
        unit = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
        whole = entries(others, unit, other[part.indices])
        part.data = np.clip(np.divide(part.data, whole, out=np.zeros(len(whole)), where=whole > 0), 0.0, 1.0)
        return cls(zone, other, zoning, part)

    def held(self, zones: csr_array, others: csr_array) -> csr_array:
        """Return the expected share of units in pieces, (n_units, n_pieces), from those in zones and in the others.

        In a unit a zone holds as much of each of the others as of its ground, but denser or thinner by one ratio of
        densities (in logits one shift a zoning), with which the zone's own share comes out: they are shares of one
        whole.
        """
        out = self.part.copy()
        unit, zone = np.repeat(np.arange(out.shape[0]), np.diff(out.indptr)), self.zone[out.indices]
        theirs = entries(others, unit, self.other[out.indices])
        count = int(self.zoning.max(initial=0)) + 1
        wholes = (unit * zones.shape[1] + zone) * count + self.zoning[out.indices]
        pairs, group = np.unique(wholes, return_inverse=True)
        sought = entries(zones, *np.divmod(pairs // count, zones.shape[1]))
        odds = np.log(np.maximum(out.data, LEAST)) - np.log(np.maximum(1.0 - out.data, LEAST))
        low, high = np.full(len(pairs), -FAR), np.full(len(pairs), FAR)
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            less = np.bincount(group, theirs * expit(odds + middle[group]), len(pairs)) < sought
            low, high = np.where(less, middle, low), np.where(less, high, middle)
        out.data = theirs * expit(odds + ((low + high) / 2.0)[group])
        return out

    def summed(self, values: Floats, shape: tuple[int, int]) -> csr_array:
        """Return the sums of values (n_pieces,) by zone and other, (n_zones, n_others)."""
        return csr_array((values, (self.zone, self.other)), shape=shape)


@dataclass(frozen=True)
class Margin:
    """Totals of other zones: `totals` (n_others,), NaN where not known, with the `variance` (n_others,) of their error.

    `shares` says where units' people live among these zones, `pieces` what wanted zones have in common with them.
    `between` are the pieces that they have in common with each other, where they are of several zonings.
    """

    totals: Floats
    variance: Floats
    shares: Shares
    pieces: Pieces
    between: Pieces | None = None


def agreed(
    values: Floats, weights: csr_array, shares: Shares, margin: Margin, *, undrawn: csr_array | None = None
) -> Shares:
    """Return shares (n_units, n_zones) with which units' `values` agree with a margin, as far as errors let them.

    `weights` are the shares of surface. `undrawn` (n_units, n_zones) are the expected shares if borders had not been
    drawn around certain people: what these have drawn in is then expected in the other zones too. `settled` says what
    part of the doubt about each zone's total is none any more.
    """
    values = np.nan_to_num(values)
    others = margin.shares.mean if undrawn is None else _drawn_in(margin, shares.mean, undrawn)
    law = _law(values, shares, others, margin)
    known = np.flatnonzero(np.isfinite(margin.totals) & (law.between.diagonal() > LEAST))
    if not len(known):
        return shares
    noise = diags_array(margin.variance + law.own**2 + ALMOST * law.between.diagonal() + LEAST)
    solve = splu((law.between + noise).tocsr()[known][:, known].tocsc()).solve
    off = (margin.totals - others.T @ values)[known]
    pull = np.zeros(len(margin.totals))
    pull[known] = solve(off)
    across = np.ascontiguousarray(law.across[:, known].toarray())
    told = np.einsum("zk,kz->z", across, solve(np.ascontiguousarray(across.T)))
    unlike = max(1.0, (float(off @ pull[known]) + WORTH) / (len(known) + WORTH))
    left = unlike * np.maximum(law.doubt - told, 0.0)
    part = 1.0 - np.divide(left, law.doubt, out=np.ones(len(left)), where=law.doubt > LEAST)
    mean = _held(_pulled(values, shares, others, margin.pieces, law, pull), weights, shares.mean)
    return replace(shares, mean=mean, settled=np.clip(part, 0.0, 1.0))


def _pulled(
    values: Floats, shares: Shares, others: csr_array, pieces: Pieces, law: _Law, pull: Floats
) -> csr_array:  # fmt: skip
    """Return shares (n_units, n_zones) moved as the others pull, (n_others,): unit by unit, and by each border's t."""
    place = np.arange(len(pieces.zone))
    pulled = csr_array((pull[pieces.other], (place, pieces.zone)), shape=(len(place), shares.mean.shape[1]))
    away = diags_array(others @ pull) @ shares.mean
    spread = spread_inside(shares) @ diags_array(shares.doubt * (law.border @ pull))
    return csr_array(
        shares.mean + diags_array(shares.lumpiness * values) @ csr_array(law.held @ pulled - away) + spread
    )


@dataclass(frozen=True)
class _Law:
    """How totals err together: zones' `doubt` (n_zones,), with others' `across` (n_zones, n_others), others' `between`.

    `border` (n_zones, n_others) is by how much others' totals move with a standard deviation of zones' t, `own`
    (n_others,) with one of their own. `held` (n_units, n_pieces) are the expected shares of units in pieces.
    """

    held: csr_array
    doubt: Floats
    across: csr_array
    between: csr_array
    border: csr_array
    own: Floats


def _law(values: Floats, shares: Shares, others: csr_array, margin: Margin) -> _Law:
    """Return the law of first order: of units' shares, one by one, and of each border's own effect t."""
    squared, mean, pieces = shares.lumpiness * values**2, shares.mean, margin.pieces
    shape, held = (mean.shape[1], others.shape[1]), pieces.held(mean, others)

    def common(weight: Floats) -> csr_array:
        """Return the sums of weight (S(z, k) - S(z) S(k))."""
        return csr_array(pieces.summed(held.T @ weight, shape) - mean.T @ (diags_array(weight) @ others))

    border = csr_array(diags_array(shares.doubt) @ common(values))
    by_border = shares.doubt * (mean.T @ values - mean.power(2).T @ values)
    across = csr_array(common(squared) + diags_array(by_border) @ border)
    doubt = mean.T @ squared - mean.power(2).T @ squared + by_border**2
    between = diags_array(others.T @ squared) - others.T @ (diags_array(squared) @ others) + border.T @ border
    if margin.between is not None:
        sums = margin.between.summed(margin.between.held(others, others).T @ squared, (shape[1], shape[1]))
        between = between + sums + sums.T
    own = margin.shares.doubt * (others.T @ values - others.power(2).T @ values)
    return _Law(held, doubt, across, csr_array(between), border, own)


def _drawn_in(margin: Margin, mean: csr_array, undrawn: csr_array) -> csr_array:
    """Return the shares of units in others, where zones that were drawn around people hold more of them than undrawn.

    What a zone has more in a unit is taken from the rest of it, wherever that lies.
    """
    pieces, shares = margin.pieces, margin.shares.mean
    held = pieces.held(undrawn, shares)
    unit = np.repeat(np.arange(held.shape[0]), np.diff(held.indptr))
    zone, other = pieces.zone[held.indices], pieces.other[held.indices]
    before, after = entries(undrawn, unit, zone), entries(mean, unit, zone)
    more = np.divide(after - before, 1.0 - before, out=np.zeros(len(unit)), where=before < 1.0 - LEAST)
    inside = np.divide(held.data, before, out=np.zeros(len(unit)), where=before > LEAST)
    # Of others `inside` of the zone's people: they gain more x inside and lose, as all the unit does, more x S.
    lost = csr_array(mean - undrawn)
    row = np.repeat(np.arange(lost.shape[0]), np.diff(lost.indptr))
    left = 1.0 - entries(undrawn, row, lost.indices)
    lost.data = np.divide(lost.data, left, out=np.zeros(len(row)), where=left > LEAST)
    gained = csr_array((more * inside, (unit, other)), shape=shares.shape)
    out = csr_array(diags_array(1.0 - np.asarray(lost.sum(axis=1)).ravel()) @ shares + gained)
    out.data = np.clip(out.data, 0.0, 1.0)
    return out


def _held(mean: csr_array, weights: csr_array, before: csr_array) -> csr_array:
    """Return shares as large as surface allows: 1 of units wholly inside, none where a zone has no surface.

    What is less than none is taken from the other zones of a unit, and from what lies in none, so that it keeps its
    total; all these are as much together as shares were `before`, which is more than 1 where zones overlap.
    """
    kept, count = weights.copy(), weights.shape[0]
    row = np.repeat(np.arange(count), np.diff(weights.indptr))
    found = np.where(weights.data >= WHOLE, 1.0, entries(mean, row, weights.indices))
    inside = np.clip(found, 0.0, 1.0)
    whole = np.maximum(np.asarray(before.sum(axis=1)).ravel(), 1.0)
    outside = np.maximum(whole - np.bincount(row, found, count), 0.0)
    kept.data = inside * (whole / np.maximum(np.bincount(row, inside, count) + outside, whole))[row]
    return kept
