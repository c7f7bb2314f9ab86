"""A smooth surface over units: people live denser on the side of a unit on which its neighbours are denser.

Each unit keeps its total (Tobler, 1979), and so do zones that are put together or parted. The density of a unit at a
place is its own plus what its neighbours say of the place beside the unit as a whole: the best linear prediction of a
field that grows unlike itself in proportion to distance (area-to-point kriging with a linear variogram; Kyriakidis,
2004). Its weights follow from where units lie alone: they are worked out once for all that is counted in these units,
and are local, so that no raster is made and no system of all units is solved.

How far neighbours tell anything is asked of each source: two units side by side are taken for one, and the surface says
how their people are shared out between the two; what it foretells of the true difference, as a regression coefficient,
decides how much of the surface is believed. Where neighbours say nothing, surface remains.

The same law says how far the people of a unit may be from where the surface has them (kriging variance): it grows with
how the unit is cut, and has one scale, which pairs of units near each other tell (`parvis.estimate.unevenness`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from parvis.estimate.cuts import Cuts, Told, covariance_of_places, squared
from parvis.model.figure import Floats
from parvis.model.ground import Ground, Parts

WHOLE = 1.0 - 1e-9
"""A unit with at least this share of its surface in a zone is wholly inside."""
NEAREST = 9
"""Units by which the surface of one is told, itself among them; more where several are as far away."""
TIED = 8
BESIDE, ROUND = 4, 12
"""Neighbours that a unit is paired with: side by side, and in all."""
APART = 1.0 + 1e-6
ROUGH = 0.02
"""Variance of what each unit has for itself, beside the distance over its width: keeps the system well posed."""
TRIED = 4000
"""Pairs of units on which a surface is tried, at most: of units side by side, and of others."""
NOTHING = 1e-9
"""Part of a density whose square is no difference."""
AT_ONCE = 64
"""Systems solved at a time: so few that their distances stay at hand, near the processor."""
ALIKE = 1e-9
"""How far from the cells of one grid units may be, over their width, where one pattern stands for all alike."""

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Surface:
    """How neighbours tell where in a unit people live, (for units that borders cut, in sixteen parts each).

    `unit` (n_cut,) numbers the units and `shares` (n_cut, 16) are their parts' of surface; `slopes` (16 n_cut, n_units)
    times densities gives by how much each part is denser than its unit; `inside` (n_weights, 16 n_cut) sums parts to
    the entries of `weights` (n_units, n_zones), the shares of surface. `areas` (n_units,) are surfaces, in units of
    their mean; there may be more units at the end, on which nobody lives. `pairs` (n_pairs, 2) are units on which the
    surface is tried, the first `beside` of them side by side; `foretold` (n_pairs, n_units) times densities is the
    difference that it expects of theirs.
    `spread` (n_cut, 2) and `spread_of_pairs` (n_pairs, 2) are variances where a field differs as its distance, in units
    of the unit's width: of the share of a unit's people inside, over w (1 - w), and of the difference of a pair; first
    if nothing but the total is known, then by how much less where neighbours are. `together` is what the units that a
    border cuts add to the variance of their sum by erring alike, over what they do each by itself.
    """

    weights: csr_array
    areas: Floats
    unit: Integers
    shares: Floats
    slopes: csr_array
    inside: csr_array
    pairs: Integers
    beside: int
    foretold: csr_array
    spread: Floats
    spread_of_pairs: Floats
    together: float

    @classmethod
    def of(cls, weights: csr_array, ground: Ground, parts: Parts, tried: Integers | None = None) -> Surface:
        """Return the surface over a ground whose first units have the shares of surface `weights`.

        It is tried on pairs of neighbours among the units `tried` (all, if left out) and empty ground: those of which
        all neighbours are given.
        """
        centres = np.einsum("nq,nqd->nd", ground.shares, ground.middles)
        tree = cKDTree(centres)
        near, known = _nearest(tree, centres[parts.unit], NEAREST)
        steps = _steps(ground, parts, centres)
        slopes, spread, together = _slopes(ground, parts, _patterns(steps, parts.unit[:, None], near, known))
        pairs, beside = _pairs(tree, centres, np.arange(weights.shape[0]) if tried is None else tried, weights.shape[0])
        foretold, of_pairs = _foretold(ground, pairs, tree, centres, steps)
        return cls(
            weights, ground.areas / ground.areas.mean(), parts.unit, parts.shares, slopes, _sums(weights, parts),
            pairs, beside, foretold, spread, of_pairs, together,
        )  # fmt: skip

    def densities(self, values: Floats) -> Floats:
        """Return the densities of all units, (n,), in units of their mean surface: NaN where a value is unknown."""
        return np.concatenate([values, np.zeros(len(self.areas) - len(values))]) / self.areas

    def believed(self, values: Floats, *, before: float, worth: float) -> float:
        """Return what a difference that the surface foretells is found to be worth of itself: 1 if it is all true.

        Units side by side tell, for a border parts one unit as they are parted. Squares count by 1 / density round
        about; what was found elsewhere, `before`, counts as much as `worth` pairs.
        """
        told, true, here = self._over_root(values)
        size = float((told**2).mean()) if len(told) else 0.0
        if size <= NOTHING * here:
            return before
        return float((len(told) * (told * true).mean() / size + worth * before) / (len(told) + worth))

    def differences(self, values: Floats) -> tuple[Floats, Floats]:
        """Return by how much the densities of pairs differ, as foretold and truly, (n_pairs,): NaN where unknown."""
        density = self.densities(values)
        told = _times(self.foretold, density, density[self.pairs].mean(axis=1))
        return told, density[self.pairs[:, 0]] - density[self.pairs[:, 1]]

    def _over_root(self, values: Floats) -> tuple[Floats, Floats, float]:
        """Return differences of units side by side, if known, over the root of the density there; its mean."""
        here = abs(self.foretold[: self.beside]) @ np.nan_to_num(self.densities(values))
        told, true = (each[: self.beside] for each in self.differences(values))
        some = np.isfinite(true) & (here > 0)
        root = np.sqrt(here[some])
        return told[some] / root, true[some] / root, float(here[some].mean()) if some.any() else 0.0

    def mean(self, values: Floats, *, steep: float, least: float) -> csr_array:
        """Return the share of each unit's people in each zone, (n_units, n_zones), on a surface `steep` times as told.

        Nowhere in a unit is the density under `least` of its own. Units without people, or of unknown value, keep
        their surface.
        """
        density = self.densities(values)
        own = density[self.unit]
        some = np.isfinite(own) & (own > 0)
        rise = _times(self.slopes, density, np.repeat(own, self.shares.shape[1])).reshape(self.shares.shape)
        form = 1.0 + steep * np.divide(rise, own[:, None], out=np.zeros_like(rise), where=some[:, None])
        people = self.shares * np.maximum(form, least)
        people /= people.sum(axis=1, keepdims=True)
        shares = self.weights.copy()
        moved = shares.data + self.inside @ (people - self.shares).ravel()
        shares.data = np.where(shares.data < WHOLE, np.clip(moved, 0.0, 1.0), shares.data)
        return shares


def cut_units(weights: csr_array) -> Integers:
    """Return the units that a border cuts, (n_cut,), from shares of surface (n_units, n_zones)."""
    unit = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    return np.unique(unit[(weights.data < WHOLE) & (weights.data > 0)])


def _times(matrix: csr_array, density: Floats, own: Floats) -> Floats:
    """Return a matrix whose rows sum to 0 times densities; those unknown are taken to be each row's own."""
    known = np.isfinite(density)
    found: Floats = matrix @ np.where(known, density, 0.0)
    return found if known.all() else found + (matrix @ (~known).astype(float)) * np.nan_to_num(own)


def _nearest(tree: cKDTree, xy: Floats, count: int) -> tuple[Integers, Flags]:
    """Return the units nearest to places, and which of them to take: as many as asked, and those as far as the last."""
    far, near = tree.query(xy, min(count + TIED, tree.n))
    far, near = far.reshape(len(xy), -1), near.reshape(len(xy), -1)
    known = far <= far[:, [min(count, tree.n) - 1]] * APART
    width = int(known.sum(axis=1).max(initial=0))
    return near[:, :width], known[:, :width]


@dataclass(frozen=True)
class _Near:
    """The units `near` to some places and which of them are `known`, (n, k): `first` (n_patterns,) stand for all.

    The places that lie as one of the first to their units, `alike` (n,), have its weights.
    """

    near: Integers
    known: Flags
    first: Integers
    alike: Integers


def _steps(ground: Ground, parts: Parts, centres: Floats) -> Integers | None:
    """Return the column and the row of each unit (n, 2) where all are equal cells of one grid, parted alike."""
    width = float(np.sqrt(ground.areas[0]))
    place = (centres - centres[0]) / width
    steps = np.rint(place)
    if not (
        np.ptp(ground.areas) <= ALIKE * width**2
        and (np.abs(place - steps) <= ALIKE).all()
        and all((np.ptp(each, axis=0) <= ALIKE).all() for each in (ground.shares, parts.shares) if len(each))
        and (np.ptp(ground.middles - centres[:, None], axis=0) <= ALIKE * width).all()
        and (len(parts.unit) == 0 or (np.ptp(parts.middles - centres[parts.unit, None], axis=0) <= ALIKE * width).all())
    ):
        return None
    return np.asarray(steps.astype(np.int64))


def _patterns(steps: Integers | None, units: Integers, near: Integers, known: Flags) -> _Near:
    """Return units near to places, by the patterns in which they and the units of each place, (n, m), lie.

    Distances, and with them the weights, follow from these. Off a grid each place is a pattern of its own.
    """
    if steps is None:
        each = np.arange(len(near))
        return _Near(near, known, each, each)
    k = near.shape[1]
    away = steps[np.column_stack([near, units])] - steps[units[:, :1]]
    code = away @ np.array([1, 2 * int(np.abs(away).max(initial=0)) + 1])
    told = np.where(known, code[:, :k], np.iinfo(np.int64).max)
    order = np.argsort(told, axis=1, kind="stable")
    key = np.column_stack([np.take_along_axis(told, order, axis=1), code[:, k:]])
    _, first, alike = np.unique(key, axis=0, return_index=True, return_inverse=True)
    near, known = np.take_along_axis(near, order, axis=1), np.take_along_axis(known, order, axis=1)
    return _Near(near, known, first, alike.reshape(-1))


def _slopes(ground: Ground, parts: Parts, of: _Near) -> tuple[csr_array, Floats, float]:
    """Return `Surface.slopes`, kriging weights of parts less those of their unit as a whole, `spread`, `together`."""
    count = parts.shares.shape[1]
    found = np.empty((len(of.first), count, of.near.shape[1]))
    alone, known = np.empty((2, len(of.first), count, count))
    for start in range(0, len(found), AT_ONCE):
        rows = of.first[start : start + AT_ONCE]
        own = of.near[rows]
        middles, shares = ground.middles[own], ground.shares[own]
        size = np.sqrt(ground.areas[parts.unit[rows]])
        each = np.ones((*parts.shares[rows].shape, 1))
        weights, right = _kriged(middles, shares, of.known[rows], (parts.middles[rows][:, :, None], each), size)
        alone[start : start + AT_ONCE] = covariance_of_places(
            parts.middles[rows], np.sqrt(parts.shares[rows]) * size[:, None], size
        )
        known[start : start + AT_ONCE] = weights @ right
        rise = weights - np.einsum("np,npk->nk", parts.shares[rows], weights)[:, None]
        found[start : start + AT_ONCE] = rise
    near = np.repeat(of.near, count, axis=0)
    cuts, told = Cuts.of(parts), Told(of.near, of.known, found, of.alike)
    bare, less = (cuts.variances(each, of.alike) for each in (alone, known))
    spread, left = cuts.spread(bare, less, len(parts.unit)), np.maximum(bare + cuts.within - less, 0.0)
    rises = _rows(found[of.alike].reshape(near.shape), near, len(ground.areas))
    return rises, spread, cuts.together(ground, parts, told, left)


def _kriged(
    middles: Floats, shares: Floats, known: Flags, targets: tuple[Floats, Floats], size: Floats
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return ordinary kriging weights (n, n_targets, k) of k units each, by the middles of their parts and the shares.

    Last, the covariances (n, k, n_targets) of units with targets: times the weights they are what is known of these.

    Targets are sums over places, (n, n_targets, n_places, 2) with coefficients (n, n_targets, n_places); the
    covariance of two places is minus their distance over `size` (n,). Weights sum to what the coefficients do.
    """
    n, k = known.shape
    both = known[:, :, None] & known[:, None]
    matrix = np.zeros((n, k + 1, k + 1))
    matrix[:, :k, :k] = np.where(both, -_apart(middles, shares, middles, shares) / size[:, None, None], 0.0)
    matrix[:, np.arange(k), np.arange(k)] += np.where(known, ROUGH, 1.0)
    matrix[:, :k, k] = matrix[:, k, :k] = known
    right = np.empty((n, k + 1, targets[0].shape[1]))
    right[:, :k] = np.where(known[..., None], -_apart(middles, shares, *targets) / size[:, None, None], 0.0)
    right[:, k] = targets[1].sum(axis=2)
    return np.asarray(np.linalg.solve(matrix, right)[:, :k].transpose(0, 2, 1)), right[:, :k]


def _apart(xy: Floats, shares: Floats, others: Floats, coefficients: Floats) -> Floats:
    """Return mean distances (n, k, m) of places (n, k, p, 2), by their shares (n, k, p), from others (n, m, q, 2)."""
    n, k, p, _ = xy.shape
    m, q = others.shape[1:3]
    left, right = xy.reshape(n, k * p, 1, 2), others.reshape(n, 1, m * q, 2)
    east, north = left[..., 0] - right[..., 0], left[..., 1] - right[..., 1]
    east *= east
    north *= north
    east += north
    apart = np.sqrt(east, out=east).reshape(n, k, p, m, q)  # a tenth of what `hypot` takes
    return np.asarray(np.einsum("nkpmq,nkp,nmq->nkm", apart, shares, coefficients, optimize=True))


def _rows(data: Floats, columns: Integers, width: int) -> csr_array:
    """Return a sparse matrix (n, width) from the entries of each of its rows, (n, k)."""
    count, k = data.shape
    matrix = csr_array((data.ravel(), columns.ravel(), np.arange(0, count * k + 1, k)), shape=(count, width))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix


def _sums(weights: csr_array, parts: Parts) -> csr_array:
    """Return `Surface.inside`: how the parts of a unit make up the entry of each zone that it lies in."""
    each = parts.shares.shape[1]
    unit = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    key = unit * weights.shape[1] + weights.indices
    order = np.argsort(key, kind="stable")
    row = np.repeat(np.arange(parts.inside.shape[0]), np.diff(parts.inside.indptr))
    wanted = parts.unit[row // each] * weights.shape[1] + parts.inside.indices
    place = np.minimum(np.searchsorted(key[order], wanted), max(len(key) - 1, 0))
    found = key[order][place] == wanted if len(key) else np.zeros(len(wanted), dtype=bool)
    shape = (len(key), parts.inside.shape[0])
    return csr_array((parts.inside.data[found], (order[place[found]], row[found])), shape=shape)


def _pairs(tree: cKDTree, centres: Floats, tried: Integers, count: int) -> tuple[Integers, int]:
    """Return pairs of neighbours (n_pairs, 2), each once, among some of `count` units and the empty ground after them.

    First those side by side, so many. Of very many some, spread out over the ground. `centres` (n, 2) are the middles
    of all.
    """
    asked = np.arange(len(centres)) >= count
    asked[tried] = True
    near, all_ = (_keys(tree, centres, tried, asked, many) for many in (BESIDE, ROUND))
    beside, beyond = (_thinned(each, centres) for each in (near, np.setdiff1d(all_, near)))
    return np.vstack([beside, beyond]), len(beside)


def _keys(tree: cKDTree, centres: Floats, tried: Integers, asked: Flags, many: int) -> Integers:
    """Return the pairs that units make with so many neighbours each, as numbers in rising order."""
    near, known = _nearest(tree, centres[tried], 1 + many)
    unit = np.broadcast_to(tried[:, None], near.shape)
    good = known & asked[near] & (near != unit)
    one, other = np.minimum(unit[good], near[good]), np.maximum(unit[good], near[good])
    return np.unique(one * len(centres) + other)


def _thinned(keys: Integers, centres: Floats) -> Integers:
    found = np.column_stack(np.divmod(keys, len(centres)))
    x, y = centres[found].mean(axis=1).T
    return np.asarray(found[np.lexsort((x, y))[:: max(1, -(-len(found) // TRIED))]])


def _foretold(
    ground: Ground, pairs: Integers, tree: cKDTree, centres: Floats, steps: Integers | None
) -> tuple[csr_array, Floats]:
    """Return `Surface.foretold`: of each pair taken for one unit, the difference that others let expect in it.

    Last, `Surface.spread_of_pairs`.
    """
    if not len(pairs):
        return csr_array((0, len(centres))), np.empty((0, 2))
    near, known = _nearest(tree, centres[pairs].mean(axis=1), NEAREST + 3)
    known &= (near != pairs[:, [0]]) & (near != pairs[:, [1]])
    of = _patterns(steps, pairs, near, known)
    surface = ground.areas[pairs]
    part = surface / surface.sum(axis=1, keepdims=True)
    halves = ground.shares / 2
    found, spread = np.empty((len(of.first), near.shape[1] + 1)), np.empty((len(of.first), 2))
    for start in range(0, len(found), AT_ONCE):
        rows = of.first[start : start + AT_ONCE]
        pair, n = pairs[rows], len(rows)
        both = ground.middles[pair].reshape(n, 1, -1, 2)
        of_both = (ground.shares[pair] * part[rows][..., None]).reshape(n, 1, -1)
        apart = (ground.shares[pair] * np.array([1.0, -1.0])[:, None]).reshape(n, 1, -1)
        others = [np.repeat(each[of.near[rows]], 2, axis=2) for each in (ground.middles, halves)]
        middles, shares = np.concatenate([others[0], both], axis=1), np.concatenate([others[1], of_both], axis=1)
        told = np.column_stack([of.known[rows], np.ones(n, dtype=bool)])
        size = np.sqrt(surface[rows].mean(axis=1))
        kriged, right = _kriged(middles, shares, told, (both, apart), size)
        found[start : start + AT_ONCE] = kriged[:, 0]
        widths = np.sqrt(ground.shares[pair] * surface[rows][..., None]).reshape(n, -1)
        places = covariance_of_places(both[:, 0], widths, size)
        spread[start : start + AT_ONCE, 0] = squared(apart[:, 0], places)
        spread[start : start + AT_ONCE, 1] = (kriged[:, 0] * right[..., 0]).sum(axis=1)
    weights = found[of.alike]
    last = weights[:, -1:] * part
    rows = _rows(np.column_stack([weights[:, :-1], last]), np.column_stack([of.near, pairs]), len(centres))
    return rows, spread[of.alike]
