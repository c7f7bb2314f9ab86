"""How unevenly people live within units beside a smooth surface: by a field as rough as pairs of units show, by lots.

The share of a unit's people inside has the variance b k w (1 - w), k being how the unit is cut and what its neighbours
know (`parvis.estimate.cuts`). b is one number for all that is counted: in relation to density, fields are as rough
everywhere. It is asked of pairs of units, each taken for one: what the surface does not foretell of their difference
has the variance a V / (s s') + b m^2 k', with V people at the density m on the surfaces s and s'; by lots of a at one
place, and by the field. Lots differ as much wherever they fall, fields the more the farther apart: pairs side by side
and pairs with units between them tell one from the other. It matters, for of what differs between two units lots leave
half within each, a field a tenth. Borders run where density changes: what differs across one is taken to be `steep`
times what differs elsewhere, foretold or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.dispersion import dispersion
from parvis.estimate.surface import Surface
from parvis.model.figure import Floats

LEAST = 0.05
"""The least that is left of a variance, whatever neighbours know."""
SIDE = 1.14
"""Variance of the difference of two squares side by side, of a field that differs as its distance over their width."""


@dataclass(frozen=True)
class Unevenness:
    """`alone` people fall at one place together; `rough` is b. The surface is taken `slope` times as told, 0 to 1."""

    alone: float
    rough: float
    slope: float


def unevenness(
    surface: Surface, values: Floats, *, slope: float, before: tuple[float, float], worth: float
) -> Unevenness:
    """Return how unevenly people live, by pairs of units; what is believed `before`, of a and b, is worth so many."""
    density, pairs = surface.densities(values), surface.pairs
    told, true = surface.differences(values)
    areas = surface.areas[pairs]
    people = (density[pairs] * areas).sum(axis=1)
    lots, field = people / areas.prod(axis=1), (people / areas.sum(axis=1)) ** 2 * _left(surface.spread_of_pairs, slope)
    some = np.isfinite(true) & (people > 0)
    off = (true - slope * told)[some] ** 2 / lots[some]
    size = (field / np.where(some, lots, 1.0))[some]
    found = dispersion(
        off, size, np.array(before), free=float(len(off)), part=np.ones(len(off)), worth=worth
    )  # fmt: skip
    return Unevenness(float(found[0]), float(found[1]), slope)


def _left(spread: Floats, slope: float) -> Floats:
    """Return what is left of variances where a surface is taken `slope` times as told: least at 1, all of it at 0."""
    return np.asarray(np.maximum(spread[:, 0] - slope * (2.0 - slope) * spread[:, 1], LEAST * spread[:, 0]))


def spread_within(surface: Surface, of: Unevenness, *, steep: float, count: int) -> Floats:
    """Return the squared variation of shares, over w (1 - w), of `count` units.

    Those that no border of these zones cuts have the mean of the others: others' borders may cut them.
    """
    cut = steep**2 * of.rough * _left(surface.spread, of.slope)
    found = np.full(count, float(cut.mean()) if len(cut) else 0.0)
    found[surface.unit] = cut
    return found


def in_common(surface: Surface, mean: csr_array, spread: Floats, values: Floats) -> Floats:
    """Return the standard deviation of t, (n_zones,), that says what units side by side on a border err by together.

    `mean` (n_units, n_zones) are their shares inside and `spread` (n_units,) is what `spread_within` gives.
    """
    inner = mean.copy()
    inner.data = mean.data * (1.0 - mean.data)
    counted = np.nan_to_num(values)
    each, moved = (inner.T @ np.column_stack([spread / (1.0 + spread) * counted**2, counted])).T
    together = surface.together * each
    return np.asarray(np.sqrt(np.divide(together, moved**2, out=np.zeros(len(each)), where=moved > 0)))
