"""How the form of a cut matters: the variance of the share of a unit's people on one side of a border.

Of a field that differs as its distance (a linear variogram) the variance of sum(u Z), where u sums to 0, is minus
sum(u u' |x - x'|) (Journel and Huijbregts, Mining Geostatistics, 1978). For the share inside, u is q (I - w) over the
parts of the unit: q of its surface, I of each inside, w of the whole. A sliver is in less doubt, over w (1 - w), than a
half: those who live beside the border live on either side of it alike. What neighbouring units tell is taken off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from parvis.model.figure import Flags, Floats
from parvis.model.ground import QUARTERS, Ground, Parts

WITHIN = 0.5214
"""Mean distance of two places in a square, over its width: (2 + sqrt(2) + 5 asinh(1)) / 15 (Ghosh, 1951)."""
HALVED = 0.119
"""What `spread` is for a square cut into halves of which nothing else is known, by numerical integration."""
AT_ONCE = 4096
"""Cuts worked out at a time."""
ASKED, LONG = 20, 24
"""Zones of which it is asked how far their cuts err together, at most, and cuts of each."""
NEGLIGIBLE = 1e-9
"""w (1 - w) of a unit that a border only grazes: it has no part in what others err by."""

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cuts:
    """Units that zones cut, numbered as `Parts.unit`: `unit` and `zone` (n_cuts,), and `mass` (n_cuts, 16), u above.

    `most` (n_cuts,) is w (1 - w); `within` (n_cuts,) the variance that is left of parts which are themselves cut.
    """

    unit: Integers
    zone: Integers
    mass: Floats
    most: Floats
    within: Floats

    @classmethod
    def of(cls, parts: Parts) -> Cuts:
        """Return the cuts of units in parts."""
        count, zones = parts.shares.shape[1], parts.inside.shape[1]
        inside = parts.inside.tocoo()
        key, entry = np.unique(inside.row // count * zones + inside.col, return_inverse=True)
        share = np.zeros((len(key), count))
        share[entry, inside.row % count] = inside.data
        q = parts.shares[key // zones]
        whole = (q * share).sum(axis=1)
        within = HALVED * (q**2.5 * share * (1.0 - share)).sum(axis=1)
        return cls(key // zones, key % zones, q * (share - whole[:, None]), whole * (1.0 - whole), within)

    def variances(self, covariances: Floats, alike: Integers) -> Floats:
        """Return the variances (n_cuts,) by the covariances of parts, (n_patterns, 16, 16), of each unit's pattern."""
        found = np.empty(len(self.unit))
        for start in range(0, len(found), AT_ONCE):
            rows = slice(start, start + AT_ONCE)
            found[rows] = squared(self.mass[rows], covariances[alike[self.unit[rows]]])
        return found

    def spread(self, alone: Floats, told: Floats, units: int) -> Floats:
        """Return `Surface.spread` of so many units by variances (n_cuts,), those of zones that cut one unit summed."""
        sums = [np.bincount(self.unit, each, units) for each in (alone + self.within, told, self.most)]
        return np.column_stack([np.divide(x, sums[2], out=np.zeros(units), where=sums[2] > 0) for x in sums[:2]])

    def together(self, ground: Ground, parts: Parts, told: Told, variances: Floats) -> float:
        """Return the covariances between the cuts of a zone over the `variances` (n_cuts,) of these, of all zones.

        Units that lie side by side on a border err alike. Of many zones some are asked, of long borders a stretch:
        units with others left out between them would seem to err apart.
        """
        some = self.most > NEGLIGIBLE
        zones = np.unique(self.zone[some])
        between, size = 0.0, 0.0
        for zone in zones[:: max(1, -(-len(zones) // ASKED))]:
            cuts = np.flatnonzero((self.zone == zone) & some)[:LONG]
            between += self._between(ground, parts, told, cuts)
            size += float(variances[cuts].sum())
        return max(between / size, 0.0) if size > 0 else 0.0

    def _between(self, ground: Ground, parts: Parts, told: Told, cuts: Integers) -> float:
        """Return the covariances between some cuts, summed: of what neighbours let expect less what is."""
        if len(cuts) < 2:
            return 0.0
        own, mass = self.unit[cuts], self.mass[cuts]
        expected = np.einsum("np,npk->nk", mass, told.weights[told.alike[own]]) * told.known[own]
        near = told.near[own]
        units, place = np.unique(near, return_inverse=True)
        row, count = np.arange(len(cuts)), mass.shape[1]
        parted, quartered = np.zeros((len(cuts), len(cuts), count)), np.zeros((len(cuts), len(units), QUARTERS))
        parted[row, row] = mass
        np.add.at(quartered, (row[:, None], place.reshape(near.shape)), -expected[..., None] * ground.shares[near])
        held = np.hstack([parted.reshape(len(cuts), -1), quartered.reshape(len(cuts), -1)])
        middles = np.concatenate([parts.middles[own].reshape(-1, 2), ground.middles[units].reshape(-1, 2)])
        areas = ground.areas[parts.unit[own]]
        surfaces = [parts.shares[own] * areas[:, None], ground.shares[units] * ground.areas[units, None]]
        widths = np.sqrt(np.concatenate([each.ravel() for each in surfaces]))
        size = np.sqrt(areas.mean(keepdims=True))
        joint = held @ covariance_of_places(middles[None], widths[None], size)[0] @ held.T
        return float(joint.sum() - np.trace(joint))


@dataclass(frozen=True)
class Told:
    """What neighbours tell of parts: `near` and `known` (n_cut, k), `weights` (n_patterns, 16, k), `alike` (n_cut,)."""

    near: Integers
    known: Flags
    weights: Floats
    alike: Integers


def covariance_of_places(middles: Floats, widths: Floats, size: Floats) -> Floats:
    """Return the covariances (n, k, k) of means over k places each, less a constant: minus mean distances over `size`.

    `middles` (n, k, 2), `widths` (n, k), the roots of their surfaces, and `size` (n,) are in metres. Of squares whose
    middles are h apart the mean distance is h + (w^2 + w'^2) / (24 h), to the second order.
    """
    east, north = (x[:, :, None] - x[:, None] for x in np.moveaxis(middles, -1, 0))
    wide = widths**2 / 12.0
    east *= east
    north *= north
    for more in (north, wide[:, :, None], wide[:, None]):  # in place: there are millions of pairs
        east += more
    apart = np.sqrt(east, out=east)
    each = np.arange(middles.shape[1])
    apart[:, each, each] = WITHIN * widths
    apart /= -size[:, None, None]
    return np.asarray(apart)


def squared(coefficients: Floats, covariance: Floats) -> Floats:
    """Return the variances (n,) of sums with coefficients (n, k), by covariances (n, k, k)."""
    return np.asarray(np.einsum("np,npq,nq->n", coefficients, covariance, coefficients, optimize=True))
