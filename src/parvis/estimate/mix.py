"""Who of a unit's people live on which side of a border: the variance of n - R d inside, n being a part of d.

n and d (n_units,) are what units hold, S their shares inside, R (n_zones,) the zones' rates. Variances are (n_zones,).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.dispersion import Beside, dispersion
from parvis.estimate.interval import spread_inside
from parvis.estimate.shares import LEARNT, Shares
from parvis.model.figure import Floats

TOGETHER = 0.5
"""Correlation of the doubts about how much denser people live inside, and how much denser those of a part of them."""

MIXED = 3.0
"""The numerator's own doubt counts as far as units' rates differ: so many times their squared variation, at most 1."""

QUARTERS = 0.05
"""How far composition differs from unit to unit before any is seen, in parts of r (1 - r)."""


def moved(above: Shares, below: Shares, n: Floats, d: Floats, rate: Floats) -> Floats:
    """Return the variance where a unit's part lies inside as the unit does: only what differs from R moves the rate."""
    inner, outer = csr_array(spread_inside(above).T), csr_array(spread_inside(below).T)
    rho = below.lumpiness
    total = inner @ (rho * n**2) + rate**2 * (outer @ (rho * d**2)) - 2 * rate * (_roots(inner, outer) @ (rho * n * d))
    return np.asarray(np.maximum(total, 0.0) + ((inner @ n - rate * (outer @ d)) * below.doubt) ** 2)


def strangers(above: Shares, below: Shares, n: Floats) -> Floats:
    """Return the variance of the numerator's own doubt, less what it has in common with the denominator's."""
    return np.asarray((spread_inside(above).T @ n) ** 2 * _own(above, below))


def mixed(above: Shares, below: Shares, n: Floats, d: Floats, rate: Floats, *, together: float) -> Floats:
    """Return the variance of who lives inside, given how many: by lots, by quarters, and by the border's own effect.

    Beside a border n of d vary about the zone's rate r by a s d + b s d^2, s = r (1 - r), or r^2 where n is no part of
    d: a, at least 1, for those who come by lot, `together` of a kind at a place before any is seen; b for quarters
    unlike each other. Of a unit whose n is known that leaves a s d S (1 - S) and, the two sides of a unit differing as
    two units do, b s d^2 x 2 S^2 (1 - S)^2 inside.
    """
    scale, (lots, apart) = _seen(n, d, Beside.border(below.mean, d > 0), together)
    outer = csr_array(spread_inside(below).T)
    halves = outer.copy()
    halves.data = 2.0 * outer.data**2
    share = np.minimum(MIXED * apart * scale / np.maximum(rate**2, 1e-12), 1.0)
    inside = lots * (outer @ d) + apart * (halves @ d**2)
    return np.asarray(scale * inside + strangers(above, below, n) * share)


def quarters(n: Floats, d: Floats, weights: csr_array) -> float:
    """Return b, how far n of d differs from unit to unit beside the borders of zones, (n_units, n_zones) by surface."""
    known = np.isfinite(n) & np.isfinite(d) & (d > 0)
    return float(_seen(np.nan_to_num(n), np.nan_to_num(d), Beside.border(weights, known), 1.0)[1][1])


def _seen(n: Floats, d: Floats, pairs: Beside, together: float) -> tuple[Floats, Floats]:
    """Return s of each group of units beside each other, and a and b (2,), as in `mixed`."""
    level = pairs.levels(n, d)
    parts = bool((n <= d * (1.0 + 1e-6) + 1e-6).all())
    scale = level * np.maximum(1.0 - level, 0.0) if parts else level**2
    s, size = scale[pairs.group], d[pairs.unit]
    some = s > 0
    off = (n[pairs.unit] - level[pairs.group] * size)[some] ** 2 / (s * size)[some]
    found = dispersion(
        off, size[some], np.array([together, QUARTERS]), free=pairs.free, part=pairs.part[some],
        worth=LEARNT.worth, least=1.0,
    )  # fmt: skip
    return scale, found


def placed(above: Shares, below: Shares, n: Floats, d: Floats, rate: Floats) -> Floats:
    """Return the variance where other sources place both: each errs by its own law, alike as beyond those sources.

    How far, pairs of units tell: together by their deviations, and as many people as these are of.
    """
    assert above.beyond is not None and below.beyond is not None
    (one, its), (other, theirs) = above.beyond.T, below.beyond.T
    size = float(its @ theirs)
    alike = float(np.clip(one @ other / size, 0.0, 1.0)) if size > 0 else 0.0
    inner, outer = csr_array(spread_inside(above).T), csr_array(spread_inside(below).T)
    both = _roots(inner, outer) @ (np.sqrt(above.lumpiness * below.lumpiness) * n * d)
    apart = inner @ (above.lumpiness * n**2) + rate**2 * (outer @ (below.lumpiness * d**2)) - 2 * alike * rate * both
    top, bottom = (inner @ n) * above.doubt, rate * (outer @ d) * below.doubt
    return np.asarray(np.maximum(apart, 0.0) + top**2 + bottom**2 - 2 * alike * top * bottom)


def _own(above: Shares, below: Shares) -> Floats:
    own, t = above.doubt, below.doubt
    return np.asarray(np.maximum(own**2 + t**2 - 2 * TOGETHER * own * t, 0.0))


def _roots(one: csr_array, other: csr_array) -> csr_array:
    """Return the square roots of the products of the entries that two matrices share."""
    product = csr_array(one.multiply(other))
    product.data = np.sqrt(np.maximum(product.data, 0.0))
    return product
