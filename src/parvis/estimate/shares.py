"""Where the people of a cut unit live: the expected share inside each zone, and how far it may be from the truth.

The share S of a unit's people who live in a zone that covers the share w of its surface has

    logit E[S | t] = logit(w) + t        Var[S | t] = rho E[S | t] (1 - E[S | t])

- t, one number a zone, is by how much people live denser on its side of the border (the logarithm of the ratio of the
  two densities). All units that the border cuts share it, for where to draw a border is one decision. Borders of
  communes and IRIS were not drawn around certain people: t has mean 0. Borders of neighbourhoods were, and t is learnt
  from the source itself: if units that lie mostly inside hold more of what is counted than units that lie mostly
  outside, so do the inner parts of units. That is the model of two densities of Flowerdew and Green (1989, 1994), with
  zones of one zoning pooled, for a single zone has few units (empirical Bayes; Fay and Herriot, 1979).
- rho is how far the people of a unit live in one place: it grows with how unlike each other neighbouring units are, and
  with how many of what is counted share one address. Where a smooth surface stands for w, it follows from how the unit
  is cut and from what the surface does not foretell (`parvis.estimate.unevenness`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.adding_up import FARTHEST, adding_up
from parvis.estimate.surface import WHOLE, Surface
from parvis.estimate.unevenness import SIDE, in_common, spread_within, unevenness
from parvis.model.figure import Floats

ROUNDS = 6
"""Fisher steps to the zoning's mean t: more would move a zone by less than a tenth of its doubt."""


@dataclass(frozen=True)
class Beliefs:
    """What is taken to hold everywhere, learnt on several towns together (docs/calibration.md).

    `unevenness`: without a surface, densities vary within units as they do between neighbouring ones, rho / (1 - rho)
    over the squared variation. Standard deviations of t: `doubt` where borders follow no particular people; where they
    do and before the source is seen, `doubt_of_all` of the zoning's mean and `doubt_of_one` of a zone around it,
    `doubt_beside` beside what other sources place. Neighbouring units are alike: `alike` of them say as much as one by
    itself. `ordinary` is the coefficient of variation of neighbouring units before any is seen, and `worth` how many
    units that is worth.

    A surface is taken `steep` times as neighbours tell it, for borders run where people live closer on one side: wholly
    if `enough` of what it foretells comes true, in proportion if less does; `foretold` did elsewhere, which is worth
    `tried` pairs of units. What it does not foretell is `steep` times what it is between pairs of units. Nowhere is it
    under `least` of a unit's density. Where borders were drawn, the surface knows a part of t: `beside_surface` of it,
    and of its doubt, is left, give or take `doubt_of_part` of it: on places where that can be seen, 0.3 to 1.1.
    """

    unevenness: float = 0.3
    doubt: float = 0.1
    doubt_of_all: float = 2.0
    doubt_of_one: float = 0.3
    doubt_beside: float = 0.25
    alike: float = 2.0
    ordinary: float = 0.8
    worth: float = 4.0
    steep: float = 1.4
    foretold: float = 0.5
    enough: float = 0.4
    tried: float = 20.0
    least: float = 0.1
    beside_surface: float = 0.75
    doubt_of_part: float = 0.2


LEARNT = Beliefs()


@dataclass(frozen=True)
class Shares:
    """Where the people of units live.

    `mean` (n_units, n_zones) is the expected share of each unit inside each zone; `doubt` (n_zones,) the standard
    deviation of t; `lumpiness` (n_units,) is rho. Where other sources tell, `beyond` (n_pairs, 2) is by how much
    more the first of two neighbours holds than these let expect, with its standard deviation, and `freedom` the degrees
    of freedom with which the variance is known; where totals of other zones do, `settled` (n_zones,) is the part of the
    variance of each zone's total that is none any more. `seen` says that the scale of rho was seen on many pairs of
    units, so that what is in doubt of it is each unit's own.
    """

    mean: csr_array
    doubt: Floats
    lumpiness: Floats
    beyond: Floats | None = None
    settled: Floats | None = None
    freedom: float | None = None
    seen: bool = False


@dataclass(frozen=True)
class _Cut:
    """Pairs of a unit and a zone that cuts it: density of the unit, share of its surface, number of the zone."""

    density: Floats
    share: Floats
    zone: np.ndarray
    zones: int

    def sums(self, values: Floats) -> Floats:
        return np.asarray(np.bincount(self.zone, weights=values, minlength=self.zones), dtype=float)

    def means(self, values: Floats) -> Floats:
        """Return the mean of each zone's values, (n_zones,); 0 where it has none."""
        return self.sums(values) / np.maximum(self.sums(np.ones_like(values)), 1.0)


def even(
    weights: csr_array,
    values: Floats,
    *,
    together: float,
    areas: Floats | None = None,
    surface: Surface | None = None,
    beliefs: Beliefs = LEARNT,
) -> Shares:
    """Return shares for borders that were not drawn around certain people: by a smooth surface, or in proportion to it.

    `values` (n_units,) may be NaN where they are not known; `together` is how many of what is counted live at one
    place; `areas` (n_units,) are the units' surfaces, all the same if left out. Without a `surface` people are taken to
    live evenly within units, as unevenly as units beside each other differ; with one see `parvis.estimate.unevenness`.
    """
    if surface is not None:
        mean, spread, alone = _on_surface(surface, values, together, beliefs)
        doubt = in_common(surface, mean, spread, values)
        return Shares(mean, doubt, lumpiness(values, spread, alone), seen=True)
    cut = _cut(weights, values, areas)
    rho = lumpiness(values, beliefs.unevenness * _variation(cut, beliefs), together)
    return Shares(weights, np.full(cut.zones, beliefs.doubt), rho)


def drawn(
    weights: csr_array,
    values: Floats,
    *,
    together: float,
    areas: Floats | None = None,
    surface: Surface | None = None,
    beliefs: Beliefs = LEARNT,
) -> Shares:
    """Return shares for borders that were drawn around certain people: t is learnt from the units that they cut.

    See `even` for what is given. Zones that cut one unit only learn from the others; those that share units out among
    them hold all there is of these (`parvis.estimate.adding_up`).
    """
    cut = _cut(weights, values, areas)
    t, doubt, variation = _learnt(cut, beliefs)
    if surface is None:
        mean = adding_up(_tilted(weights, t), weights)
        return Shares(mean, doubt, lumpiness(values, beliefs.unevenness * variation, together))
    mean, spread, alone = _on_surface(surface, values, together, beliefs)
    left = beliefs.beside_surface
    mean = adding_up(_tilted(mean, left * t), weights)
    doubt = np.hypot(left * doubt, beliefs.doubt_of_part * t)
    return Shares(mean, doubt, lumpiness(values, spread, alone), seen=True)


def denser(
    weights: csr_array, values: Floats, areas: Floats | None, *, drawn: bool, beliefs: Beliefs = LEARNT
) -> tuple[Floats, Floats, float]:
    """Return what units' values tell of borders by themselves: t, its standard deviation, (n_zones,) each.

    And the squared coefficient of variation of the units that they cut. Of borders that were not `drawn` around certain
    people t is 0.
    """
    cut = _cut(weights, values, areas)
    if drawn:
        return _learnt(cut, beliefs)
    return np.zeros(cut.zones), np.full(cut.zones, beliefs.doubt), _variation(cut, beliefs)


def _on_surface(surface: Surface, values: Floats, together: float, beliefs: Beliefs) -> tuple[csr_array, Floats, float]:
    """Return the shares of a smooth surface, (n_units, n_zones), how far they may be off, and how many live together.

    The second, (n_units,), is their squared variation, over w (1 - w), beside those who live together at one place.
    """
    slope = _slope_of(surface, values, beliefs)
    mean = _believed(surface, values, slope, beliefs)
    before = (together, 2.0 * beliefs.ordinary**2 / SIDE)
    found = unevenness(surface, values, slope=slope, before=before, worth=beliefs.tried)
    spread = spread_within(surface, found, steep=beliefs.steep, count=len(values))
    return mean, spread, found.alone


def _slope_of(surface: Surface, values: Floats, beliefs: Beliefs) -> float:
    """Return how far a surface is believed, 0 to 1."""
    true = surface.believed(values, before=beliefs.foretold, worth=beliefs.tried)
    return float(np.clip(true / beliefs.enough, 0.0, 1.0))


def smooth(surface: Surface, values: Floats, beliefs: Beliefs = LEARNT) -> csr_array:
    """Return the shares of a smooth surface, (n_units, n_zones), believed as far as it foretells how units differ."""
    return _believed(surface, values, _slope_of(surface, values, beliefs), beliefs)


def _believed(surface: Surface, values: Floats, slope: float, beliefs: Beliefs) -> csr_array:
    return surface.mean(values, steep=beliefs.steep * slope, least=beliefs.least)


def within(weights: csr_array, of: csr_array, shares: Shares) -> Shares:
    """Return the shares of parts of zones: of a zone's people in a unit as large a part as of its surface there.

    `weights` are the parts' shares of surface, `of` and `shares` the zones'.
    """
    inverse = of.copy()
    inverse.data = 1.0 / of.data
    mean = csr_array(weights.multiply(inverse).multiply(shares.mean))
    return replace(shares, mean=mean, settled=None)


@dataclass(frozen=True)
class Made:
    """Zones that others are made from: their shares of surface `of` and of people, (n_units, n_others), and `part`.

    `part` (n_others, n_zones) is 1 where one adds to a zone, -1 where it is taken away.
    """

    of: csr_array
    shares: Shares
    part: csr_array


def derived(weights: csr_array, border: Made, *beyond: Made) -> Shares:
    """Return the shares of zones made from others, so that they add up with these; `weights` are of their surface.

    A union is made from its zones; what remains of a commune without a neighbourhood from this, whose `border` is in
    doubt, and from the commune.
    """
    whole, cut = weights.copy(), weights.copy()
    whole.data = (weights.data >= WHOLE).astype(float)
    cut.data = 1.0 - whole.data
    moved = sum((_moved(one) for one in beyond), start=_moved(border))
    mean = csr_array(csr_array(weights + moved).multiply(cut) + whole)
    mean.data = np.clip(mean.data, 0.0, 1.0)
    part = abs(border.part)
    count = np.maximum(np.asarray(part.sum(axis=0)).ravel(), 1.0)
    return replace(border.shares, mean=mean, doubt=(part.T @ border.shares.doubt) / count, settled=None)


def _moved(made: Made) -> csr_array:
    return csr_array((made.shares.mean - made.of) @ made.part)


def _cut(weights: csr_array, values: Floats, areas: Floats | None) -> _Cut:
    unit = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    density = values[unit] if areas is None else values[unit] / (areas / areas.mean())[unit]
    kept = (weights.data < WHOLE) & (weights.data > 0) & np.isfinite(density)
    return _Cut(density[kept], weights.data[kept], weights.indices[kept], weights.shape[1])


def _slope(cut: _Cut, t: Floats, beliefs: Beliefs) -> tuple[Floats, Floats, float]:
    """Return each zone's score and information about t, and the squared coefficient of variation of its units.

    Density i of a zone has the mean m_i = w_i e^t + 1 - w_i times that on the outer side, and a standard deviation in
    proportion to it; d log m_i / dt is the share inside, so that units far from the zone's mean share say most.
    """
    ratio = np.exp(t)[cut.zone]
    mean = ratio * cut.share + 1.0 - cut.share
    inside, outer = ratio * cut.share / mean, cut.density / mean
    off = outer / np.maximum(cut.means(outer), 1e-12)[cut.zone] - 1.0
    apart = inside - cut.means(inside)[cut.zone]
    return cut.sums(off * apart), cut.sums(apart**2), _varying(cut, off, beliefs)


def _variation(cut: _Cut, beliefs: Beliefs) -> float:
    """Return the squared coefficient of variation of zones' units if people live as densely on either side."""
    off = cut.density / np.maximum(cut.means(cut.density), 1e-12)[cut.zone] - 1.0
    return _varying(cut, off, beliefs)


def _varying(cut: _Cut, off: Floats, beliefs: Beliefs) -> float:
    free = float(np.maximum(cut.sums(np.ones_like(off)) - 1.0, 0.0).sum())
    return (float((off**2).sum()) + beliefs.worth * beliefs.ordinary**2) / (free + beliefs.worth)


def _learnt(cut: _Cut, beliefs: Beliefs) -> tuple[Floats, Floats, float]:
    """Return each zone's t, its standard deviation, and the squared variation: the zoning's mean, then zones apart."""
    mean, of_all, of_one = 0.0, 1.0 / beliefs.doubt_of_all**2, 1.0 / beliefs.doubt_of_one**2
    for _ in range(ROUNDS):
        score, information, variation = _slope(cut, np.full(cut.zones, mean), beliefs)
        score, information = score / (beliefs.alike * variation), information / (beliefs.alike * variation)
        seen = of_one / (of_one + information)
        known = float((information * seen).sum()) + of_all
        step = (float((score * seen).sum()) - mean * of_all) / known
        mean = float(np.clip(mean + np.clip(step, -1.0, 1.0), -FARTHEST, FARTHEST))
    own = 1.0 / (information + of_one)
    t = np.clip(mean + own * score, -FARTHEST, FARTHEST)
    return t, np.sqrt(own + seen**2 / known), variation


def _tilted(weights: csr_array, t: Floats) -> csr_array:
    shares = weights.copy()
    inner = np.exp(t)[weights.indices] * weights.data
    shares.data = np.where(weights.data < WHOLE, inner / (inner + 1.0 - weights.data), weights.data)
    return shares


def lumpiness(values: Floats, spread: Floats | float, together: float) -> Floats:
    """Return rho of units, (n_units,): from the squared variation of densities, and from how many live at one place."""
    rho = spread / (1.0 + spread)
    alone = np.minimum(1.0, together / np.fmax(values, 1e-12))
    return rho + (1.0 - rho) * alone
