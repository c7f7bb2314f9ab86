"""How people lie about the borders of a zoning, as open sources over the same borders tell of what they count.

Whatever is counted, the same borders cut it. How much denser those counted live inside differs from count to count:
recipients of a benefit live more within the neighbourhoods drawn around them than owners do. A count that nothing may
be learnt of is taken to be one more of these: the logarithm of how much denser lies about their mean, as far from it as
they lie from each other (a prediction, as of one more draw), and its units differ as theirs do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from parvis.estimate.mix import QUARTERS, TOGETHER, quarters
from parvis.estimate.shares import LEARNT, denser
from parvis.model.figure import Floats

WORTH = 1.0
"""What was believed before counts as much as one more count."""
UNTOLD = 1.0
"""Standard deviation of how much denser those live within drawn borders of whom no open source tells: for owners it is
about 0, for social dwellings 2. `LEARNT.doubt_of_all` is less sure, for there a source speaks."""


@dataclass(frozen=True)
class Counted:
    """What an open source counts: `values` (n_units,), NaN where not known, shares of surface (n_units, n_zones).

    `areas` (n_units,) are the units' surfaces, all the same if left out.
    """

    values: Floats
    weights: csr_array
    areas: Floats | None = None


@dataclass(frozen=True)
class Lay:
    """What is taken to hold of a count that nothing may be learnt of.

    `denser` (n_zones,) is the logarithm of how much denser those counted live inside, `doubt` (n_zones,) its standard
    deviation; `variation` the squared coefficient of variation of units beside each other, `quarters` how far parts of
    the people differ from unit to unit, in parts of r (1 - r).
    """

    denser: Floats
    doubt: Floats
    variation: float
    quarters: float

    @property
    def rho(self) -> float:
        """Return how far the people of a unit live in one place."""
        spread = LEARNT.unevenness * self.variation
        return spread / (1.0 + spread)


def lay(counts: Sequence[Counted], parts: Sequence[tuple[Counted, Counted]], zones: int, *, drawn: bool) -> Lay:
    """Return how people lie about the borders of a zoning of so many `zones`, by open counts and parts of them.

    Borders may have been `drawn` around certain people. Each of `parts` is a count and what it is a part of. Without
    any count nobody is taken to live denser inside, and the doubt about it is what it is before a source is seen.
    """
    before = (np.hypot(UNTOLD, LEARNT.doubt_of_one) if drawn else LEARNT.doubt) ** 2
    seen = [denser(one.weights, one.values, one.areas, drawn=drawn) for one in counts]
    variation = float(np.exp(_mean([np.log(v) for _, _, v in seen], np.log(LEARNT.ordinary**2))))
    differ = _mean([quarters(part.values, whole.values, whole.weights) for part, whole in parts], QUARTERS)
    if not seen or not drawn:
        return Lay(np.zeros(zones), np.full(zones, np.sqrt(before)), variation, differ)
    t = np.stack([one for one, _, _ in seen])
    m, off = len(seen), ((t - t.mean(axis=0)) ** 2).sum(axis=0)
    apart = (off + WORTH * (1.0 - TOGETHER) * before) / (m - 1.0 + WORTH)
    known = 1.0 / (TOGETHER * before) + m / apart
    return Lay(t.mean(axis=0) * (m / apart) / known, np.sqrt(apart + 1.0 / known), variation, differ)


def _mean(seen: Sequence[float], before: float) -> float:
    return float((sum(seen) + WORTH * before) / (len(seen) + WORTH))
