"""Who lives on which side of a border: variances against people drawn by the law that is written down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from parvis.estimate.dispersion import Beside, dispersion
from parvis.estimate.mix import mixed, moved, placed
from parvis.estimate.shares import Shares

BEFORE = np.array([5.0, 0.5])


def shares(inside: np.ndarray, *, rho: float = 0.0, doubt: float = 0.0) -> Shares:
    """Return the shares of units (n_units, n_zones) that are known but for rho and t."""
    return Shares(csr_array(inside), np.full(inside.shape[1], doubt), np.full(len(inside), rho))


def test_dispersion_is_that_of_counts_that_fall_several_at_a_place_on_uneven_ground() -> None:
    # Poisson numbers of places with 3 at each, at levels that differ with a variance of 0.04: 3 e + 0.04 e^2.
    rng = np.random.default_rng(1)
    expected = rng.uniform(20, 200, 200_000)
    values = 3.0 * rng.poisson(expected * rng.gamma(25.0, 1 / 25.0, len(expected)) / 3.0)
    off = (values - expected) ** 2 / expected
    found = dispersion(off, expected, BEFORE, free=len(off), part=np.ones(len(off)), worth=4.0)
    assert found == pytest.approx([3.0, 0.04], rel=0.06)
    assert dispersion(off[:1], expected[:1], BEFORE, free=0, part=np.ones(1), worth=4.0).tolist() == [5.0, 0.5]


def test_units_stand_beside_those_that_the_same_border_cuts() -> None:
    weights = csr_array(np.array([[0.5, 0.5, 0.0], [0.3, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.2, 0.0]]))
    pairs = Beside.border(weights, np.array([True, True, True, True]))
    assert sorted(zip(pairs.unit.tolist(), pairs.group.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 0), (3, 1)]
    assert pairs.part.sum() == 3.0  # units
    assert pairs.free == 2.0
    level = pairs.levels(np.array([4.0, 8.0, 0.0, 2.0]), np.array([2.0, 2.0, 1.0, 4.0]))
    assert level.tolist() == [3.0, 1.0, 0.0]


def test_people_who_come_by_lot_leave_the_law_of_balls_drawn_from_an_urn() -> None:
    # 2,000 units of 50 households, each in the part with a chance of 0.3; half of each lies inside, whoever they are.
    rng = np.random.default_rng(2)
    d, inside = np.full(2_000, 50.0), np.full((2_000, 1), 0.5)
    n = rng.binomial(50, 0.3, 2_000).astype(float)
    drawn = rng.hypergeometric(n.astype(int), (d - n).astype(int), 25, (2_000, 2_000)).sum(axis=1)
    rate = np.array([n.sum() / d.sum()])
    known = shares(inside)
    variance = moved(known, known, n, d, rate) + mixed(known, known, n, d, rate, together=1.0)
    assert variance[0] == pytest.approx(drawn.var(), rel=0.1)


def test_two_sides_of_a_unit_differ_as_two_units_do() -> None:
    # Halves of 200 units, 500 in each, with rates of their own: mean 0.3, variance 0.02; lots hardly count.
    rng = np.random.default_rng(3)
    halves = rng.beta(2.85, 6.65, (200, 2)) * 500.0
    n, d = halves.sum(axis=1), np.full(200, 1_000.0)
    known = shares(np.full((200, 1), 0.5))
    variance = mixed(known, known, n, d, np.array([n.sum() / d.sum()]), together=1.0)
    # Units are twice as large as halves and vary half as much; the model takes sides to vary as units do.
    off = (halves[:, 0] - n / 2).var() * 200
    assert variance[0] == pytest.approx(off / 2, rel=0.2)


def test_what_other_sources_place_errs_by_its_own_law() -> None:
    known = replace(shares(np.full((4, 1), 0.5), rho=0.1, doubt=0.2), beyond=pairs(1.0, -1.0, 2.0, 0.5))
    other = replace(known, beyond=pairs(1.0, 1.0, 0.0, 0.0))
    n, d = np.full(4, 10.0), np.full(4, 20.0)
    # Alike in all: half of d moves with d, and the rate stays.
    assert placed(known, known, n, d, np.array([0.5]))[0] == pytest.approx(0.0, abs=1e-9)
    # Not alike at all: by units 0.1 x (100 + 0.25 x 400) / 4 each, by t (0.2 x 4 x 2.5)^2 for either.
    assert placed(known, other, n, d, np.array([0.5]))[0] == pytest.approx(4 * 0.1 * 200 / 4 + 2 * 4.0)
    # By hand: (10 x 10 - 1 x 1) / (10^2 + 1^2), for a pair of many people says more; by units 10 and 10, by t 2 and 2.
    many, few = replace(known, beyond=pairs(10.0, 1.0)), replace(known, beyond=pairs(10.0, -1.0))
    alike = 99.0 / 101.0
    assert placed(many, few, n, d, np.array([0.5]))[0] == pytest.approx(20.0 - 2 * alike * 10 + 8.0 - 2 * alike * 4)


def pairs(*deviations: float) -> np.ndarray:
    """Return what pairs hold beyond what was expected: as much as its standard deviation, up or down."""
    return np.column_stack([deviations, np.abs(deviations)])
