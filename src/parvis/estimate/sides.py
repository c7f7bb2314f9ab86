"""How the people of a unit fall on the two sides of a border, asked of neighbouring units taken for one.

Of two neighbours, taken for one unit of v people of whom other sources let expect e, the first is expected to hold
S v, S = e1 / e. By how much it does not is what estimates err by on one side of a border, and it can be seen:

    Var = (a + b v) k^q v S (1 - S)        k = v / e

a is how many come together by lot, b how far places differ beyond that. With k, how many come with one of what is
placed, goes how unlike each other these are: in a cell of houses each address holds a household or two, in one with
blocks of flats among them two sides of equally many addresses may differ widely. That variances follow a power of the
mean is Taylor's law (Aggregation, variance and the mean, Nature 189, 1961).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from parvis.estimate.dispersion import LEAST, Beside, dispersion
from parvis.estimate.interval import TAILS
from parvis.model.figure import Flags, Floats

Pairs: TypeAlias = npt.NDArray[np.int64]

FARTHEST = 5.0
"""Units of more than so many times what is expected, or less than that part of it, are taken to be like those."""
POWER = 1.0
"""q before any pair is seen: where more come with one place, all of its parts are larger alike."""
ALIKE = 2.0
"""So many pairs tell as much as one by itself: each unit stands in about four."""
AROUND, STEPS, STEP, NEAR = 3, 30, 0.5, 1e-4


@dataclass(frozen=True)
class Neighbours:
    """Units side by side: how many people each holds, and how many other sources let expect there.

    `values` and what is `expected` of them are (n_units,), as is `known`: whether nobody altered a value; `pairs`
    (n_pairs, 2) are the units that lie side by side.
    """

    values: Floats
    expected: Floats
    known: Flags
    pairs: Pairs


@dataclass(frozen=True)
class Sides:
    """The law that pairs of neighbouring units tell: `lots` (a), `quarters` (b) and `power` (q).

    `mean` is the variance over v S (1 - S), on average. `freedom` is Student's degrees of freedom of these variances,
    those of what was believed among them; None where none was seen (Satterthwaite, An approximate distribution of
    estimates of variance components, Biometrics Bulletin 2, 1946). `beyond` (n_pairs, 2) is by how much more the first
    of each pair holds than is expected, and the standard deviation of that; 0 where it tells nothing.
    """

    lots: float
    quarters: float
    power: float
    mean: float
    freedom: float | None
    beyond: Floats

    def lumpiness(self, values: Floats, expected: Floats) -> Floats:
        """Return rho of units, (n_units,): the variance of their shares over S (1 - S), at most 1."""
        held = np.nan_to_num(values)
        many = np.divide(held, expected, out=np.ones(len(held)), where=expected > 0)
        variance = (self.lots + self.quarters * held) * _steep(many, self.power)
        return np.asarray(np.minimum(1.0, variance / np.maximum(held, 1e-12)))


def sides(units: Neighbours, before: Floats, *, worth: float) -> Sides:
    """Return the law by which known units fall short of what is expected of them, or exceed it.

    What was believed of a and b `before` (2,) counts as much as `worth` units.
    """
    values, expected, pairs = units.values, units.expected, units.pairs
    one, other = pairs.T
    usable = units.known & (expected > 0) & (np.nan_to_num(values) >= 0)
    told = np.flatnonzero(usable[one] & usable[other] & (np.nan_to_num(values)[pairs].sum(axis=1) > 0))
    one, other = one[told], other[told]
    held, wanted = values[one] + values[other], expected[one] + expected[other]
    part = expected[one] / wanted
    room = held * part * (1.0 - part)
    deviation = values[one] - part * held
    beyond = np.zeros((len(pairs), 2))
    if not len(told):
        return Sides(float(before[0]), float(before[1]), POWER, float(before[0]), None, beyond)
    off = deviation**2 / room
    spread = 4.0 * part * (1.0 - part)
    lots, quarters, power = _fitted(np.maximum(off, LEAST), held, held / wanted, spread, before, worth)
    law = (lots + quarters * held) * _steep(held / wanted, power)
    sure = worth * float(room.mean() * law.mean())
    level = (float((room * off).sum()) + sure) / (float((room * law).sum()) + sure)
    law = level * law
    beyond[told] = np.column_stack([deviation, np.sqrt(law * room)])
    counted = held * spread / (held * spread).sum()
    surprise = float((counted * (off / law - 1.0) ** 2).sum())
    freedom = TAILS + 2.0 / (ALIKE * max(surprise, LEAST) * float((counted**2).sum()))
    mean = float((room * law).sum() / room.sum())
    return Sides(level * lots, level * quarters, power, mean, freedom, beyond)


def consecutive(weights: csr_array) -> Pairs:
    """Return pairs (n_pairs, 2) of units that one zone cuts, one after the other, where nobody says which are near."""
    ring = Beside.border(weights, np.ones(weights.shape[0], dtype=bool))
    order = np.lexsort((ring.unit, ring.group))
    unit, group = ring.unit[order], ring.group[order]
    same = group[1:] == group[:-1]
    return np.column_stack([unit[:-1][same], unit[1:][same]])


def _steep(many: Floats, power: float) -> Floats:
    return np.asarray(np.clip(many, 1.0 / FARTHEST, FARTHEST) ** power)


def _fitted(
    off: Floats, held: Floats, many: Floats, spread: Floats, before: Floats, worth: float
) -> tuple[float, float, float]:
    """Return a, b and q: by turns a and b as `dispersion` finds them, and q."""
    power = 0.0
    for _ in range(AROUND):
        steep = _steep(many, power)
        lots, quarters = dispersion(off / steep, held, before, free=len(off), part=spread, worth=worth)
        power = _power(off / (lots + quarters * held), many, held * spread, worth)
    return float(lots), float(quarters), power


def _power(off: Floats, many: Floats, counts: Floats, worth: float) -> float:
    """Return q of squared deviations `off` (n,) that are k^q on average, up to a factor: by quasi-likelihood.

    Their standard deviations are taken to be in proportion to their means (as of a Gamma law); k = `many` (n,), each
    counting by `counts`, `ALIKE` of them as one. That q is `POWER` counts as much as `worth` pairs, log k 1 apart.
    """
    x = np.log(np.clip(many, 1.0 / FARTHEST, FARTHEST))
    rows = np.column_stack([np.ones(len(x)), x])
    weight = counts / counts.mean() / ALIKE
    information = (rows * weight[:, None]).T @ rows + np.diag([0.0, worth])
    found = np.array([0.0, POWER])
    for _ in range(STEPS):
        score = rows.T @ (weight * (off / np.exp(rows @ found) - 1.0)) - [0.0, worth * (found[1] - POWER)]
        step = np.clip(np.linalg.solve(information, score), -STEP, STEP)
        found = found + step
        if np.abs(step).max() < NEAR:
            break
    return float(found[1])
