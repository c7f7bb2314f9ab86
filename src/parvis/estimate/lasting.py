"""How far the error of a figure lasts from one period to another: people live where they lived, as far as they do.

What is in doubt is how the two sides of a unit that a border cuts differ: by lots, those who happen to live there, and
by quarters unlike each other (`parvis.estimate.dispersion`). Both are seen from one unit to another, and so is how far
they last: of e expected in a unit there are x beyond in one period and y in the other, with E[x y] = a e + b e^2, as
E[x^2] and E[y^2] are. Lots come and go, quarters stay; sides of units are more by lot than whole units are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parvis.estimate.comparing import ALIKE
from parvis.estimate.dispersion import dispersion
from parvis.estimate.jointly import Leaning
from parvis.estimate.shares import LEARNT
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Floats


@dataclass(frozen=True)
class _Beyond:
    """What units that borders cut hold beyond the level of theirs, `off` (n,), of so many expected, `size` (n,)."""

    off: Floats
    size: Floats

    @classmethod
    def of(cls, known: Leaning, unit: np.ndarray, zone: np.ndarray) -> _Beyond:
        """Return what units hold: of rates in their numerators, of totals beside the mean of the zone's cut units."""
        held = known.bottom if known.b.any() else np.ones(len(known.top))
        count = known.shares.shape[1]
        top, bottom = (np.bincount(zone, values[unit], minlength=count) for values in (known.top, held))
        level = np.divide(top, bottom, out=np.zeros(count), where=bottom > 0)
        expected = level[zone] * held[unit]
        return cls(known.top[unit] - expected, held[unit] if known.b.any() else expected)


def lasting(earlier: Leaning, units: Sequence[str], later: Leaning, later_units: Sequence[str]) -> Floats:
    """Return the correlations of the errors of figures of the same zones in two periods, (n_zones,).

    `units` and `later_units` name the units that each leans on, of the same kind; those of one period only say nothing.
    Of lots and quarters as many as a figure's own units have. How much denser people live inside lasts as quarters do.
    What producers did to numbers, and what is believed before units are seen, lasts as `ALIKE` says.
    """
    place = {unit: n for n, unit in enumerate(units)}
    before = np.array([place.get(unit, -1) for unit in later_units], dtype=int)
    entries = later.shares.tocoo()
    cut = (entries.data > 0) & (entries.data < WHOLE) & (before[entries.row] >= 0)
    unit, zone, share = entries.row[cut], entries.col[cut], entries.data[cut]
    one, other = _Beyond.of(earlier, before[unit], zone), _Beyond.of(later, unit, zone)
    size = np.sqrt(np.maximum(one.size, 0.0) * np.maximum(other.size, 0.0))
    some = size > 0
    if not some.any():
        return np.full(len(later.variance), ALIKE)
    kept = unit[some]
    part = 1.0 / np.bincount(kept)[kept]
    free = float(len(kept) - len(np.unique(zone[some])))
    common = _parts(one.off[some], other.off[some], size[some], free=free, part=part)
    spread = share * (1.0 - share)
    lots = np.bincount(zone, size * spread, minlength=len(later.variance))
    quarters = np.bincount(zone, 2.0 * (size * spread) ** 2, minlength=len(later.variance))
    mixed, same = (n[0] * lots + n[1] * quarters for n in common)
    lasts = np.divide(mixed, same, out=np.full(len(mixed), ALIKE), where=same > 0)
    return _of_all(later, np.clip(lasts, 0.0, 1.0), min(1.0, float(common[0][1] / max(common[1][1], 1e-12))))


def _parts(x: Floats, y: Floats, size: Floats, *, free: float, part: Floats) -> tuple[Floats, Floats]:
    """Return a and b of what two periods have in common, and the roots of the products of those of each, (2,)."""
    most = np.array([0.5, 0.5 / float(size.mean())]) * float((x**2 + y**2).sum()) / (2.0 * float(size.sum()))
    one, other = (
        dispersion(off**2 / size, size, most + 1e-9, free=free, part=part, worth=LEARNT.worth) for off in (x, y)
    )
    both = np.sqrt(one * other)
    common = dispersion(x * y / size, size, ALIKE * both + 1e-9, free=free, part=part, worth=LEARNT.worth)
    return np.minimum(common, both), both


def _of_all(known: Leaning, lasts: Floats, quarters: float) -> Floats:
    """Return the correlations of whole errors, from those of who lives where, and of the border's own effect."""
    squared = known.shares.copy()
    squared.data = known.shares.data**2
    altered = known.a**2 * (squared.T @ known.top_doubt) + known.b**2 * (squared.T @ known.bottom_doubt)
    altered = np.minimum(altered, known.variance)
    drawn = np.minimum((known.doubt * known.by_doubt()) ** 2, known.variance - altered)
    left = known.variance - altered - drawn
    total = altered * ALIKE + drawn * quarters + left * lasts
    return np.asarray(np.divide(total, known.variance, out=np.full(len(total), ALIKE), where=known.variance > 0))
