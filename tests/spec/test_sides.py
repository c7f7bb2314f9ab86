"""How units fall on two sides of a border: laws of fictional pairs of units are found again, and used as written."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Placed
from parvis.estimate.border import inclined
from parvis.estimate.sides import Neighbours, consecutive, sides

BEFORE = np.array([10.0, 0.2])


def test_pairs_of_units_tell_how_far_places_are_unlike_each_other() -> None:
    # 4,000 pairs; k people for each that is expected, parted with the variance 4 k^2 v S (1 - S).
    rng = np.random.default_rng(1)
    many, part = rng.uniform(0.5, 2.0, 4_000), rng.uniform(0.2, 0.8, 4_000)
    wanted = rng.uniform(100.0, 400.0, 4_000)
    held = wanted * many
    first = part * held + rng.normal(size=4_000) * np.sqrt(4.0 * many**2 * held * part * (1.0 - part))
    values = np.column_stack([first, held - first]).ravel()
    expected = (wanted[:, None] * np.column_stack([part, 1.0 - part])).ravel()
    pairs = np.arange(8_000).reshape(-1, 2)
    law = sides(Neighbours(values, expected, np.ones(8_000, dtype=bool), pairs), np.array([10.0, 1e-3]), worth=4.0)
    assert law.power == pytest.approx(2.0, abs=0.15)
    assert law.freedom is not None
    assert law.freedom > 100.0
    # Of a unit of 100 expected that holds 200: 4 x 2^2 / 200.
    assert law.lumpiness(np.array([200.0]), np.array([100.0])) == pytest.approx(16.0 / 200.0, rel=0.1)
    deviation, its = law.beyond[law.beyond[:, 1] > 0].T
    assert (deviation / its).std() == pytest.approx(1.0, abs=0.05)
    assert len(law.beyond) == len(pairs)


def test_what_no_pair_tells_is_believed() -> None:
    nobody = np.zeros((0, 2), dtype=np.int64)
    law = sides(Neighbours(np.array([20.0]), np.array([10.0]), np.array([True]), nobody), BEFORE, worth=4.0)
    assert law.freedom is None
    # (10 + 0.2 x 20) x (20 / 10)^1 / 20, and no share has a greater variance than S (1 - S).
    assert law.lumpiness(np.array([20.0]), np.array([20.0])) == pytest.approx([14.0 / 20.0])
    assert law.lumpiness(np.array([20.0]), np.array([10.0])) == pytest.approx([1.0])


def test_altered_units_tell_nothing() -> None:
    values, expected = np.array([30.0, 10.0, 20.0, 20.0]), np.full(4, 20.0)
    known, pairs = np.array([True, True, False, False]), np.array([[0, 1], [2, 3]])
    law = sides(Neighbours(values, expected, known, pairs), BEFORE, worth=4.0)
    assert law.beyond[1].tolist() == [0.0, 0.0]
    assert law.lots == sides(Neighbours(values[:2], expected[:2], known[:2], pairs[:1]), BEFORE, worth=4.0).lots


def test_units_that_one_border_cuts_are_paired_where_nobody_says_which_lie_side_by_side() -> None:
    weights = csr_array(np.array([[0.5, 0.0], [1.0, 0.0], [0.2, 0.7], [0.3, 0.0], [0.0, 0.1]]))
    assert consecutive(weights).tolist() == [[0, 2], [2, 3], [2, 4]]


def row_of_units(inside: float, count: int) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Return a street of units along which zones begin and end: one is cut, one whole, one cut, one outside; pairs."""
    shares = np.zeros((4 * count, count))
    for zone in range(count):
        shares[4 * zone : 4 * zone + 4, zone] = [0.5, 1.0, 0.5, 0.0]
    held = np.where(shares.sum(axis=1) > 0, 1.0 + (inside - 1.0) * shares.sum(axis=1), 1.0)
    return csr_array(shares), held, np.column_stack([np.arange(4 * count - 1), np.arange(1, 4 * count)])


def test_a_border_that_was_drawn_around_people_is_seen_to_have_more_of_them_inside() -> None:
    # At each place inside live half as many again: of a unit half inside 1.5 in 2.5, not a half.
    weights, level, pairs = row_of_units(1.5, 200)
    expected = np.full(len(level), 1_000.0)
    known = np.ones(len(level), dtype=bool)
    units = Neighbours(1_000.0 * level, expected, known, pairs)
    mean, doubt = inclined(units, weights, weights, doubt=0.25, alone=1.0, worth=4.0)
    assert mean.toarray()[0, 0] == pytest.approx(0.6, abs=0.03)  # seen to first order
    assert mean.toarray()[1, 0] == 1.0
    assert doubt.max() < 0.2


def test_what_borders_have_in_common_is_believed_of_one_of_which_units_say_nothing() -> None:
    weights, level, pairs = row_of_units(1.5, 200)
    expected, known = np.full(len(level), 1_000.0), np.arange(len(level)) < 4 * 199
    units = Neighbours(1_000.0 * level, expected, known, pairs[: 4 * 199 - 1])
    mean, doubt = inclined(units, weights, weights, doubt=0.25, alone=1.0, worth=4.0)
    assert mean.toarray()[-4, -1] == pytest.approx(0.6, abs=0.03)
    # What zones have in common is half of the variance that was believed; all the others are as one.
    assert doubt[:-1].max() < doubt[-1] < 0.25 * np.sqrt(0.5) / 2.0


def test_what_forty_borders_say_is_believed_though_each_hardly_says_it() -> None:
    # Four times as many live at each place inside, of a unit half inside 4 in 5; units vary so that one sees t +- 0.85.
    weights, level, pairs = row_of_units(4.0, 40)
    units = Neighbours(1_000.0 * level, np.full(len(level), 1_000.0), np.ones(len(level), dtype=bool), pairs)
    mean, doubt = inclined(units, weights, weights, doubt=0.25, alone=3_000.0, worth=4.0)
    assert mean.toarray()[0, 0] == pytest.approx(0.8, abs=0.05)  # seen to first order
    assert doubt.max() < 0.85 / 2


def test_a_border_of_which_units_say_nothing_stays_as_much_in_doubt_as_it_was() -> None:
    weights = csr_array(np.array([[0.5], [0.5]]))
    tens = np.array([10.0, 10.0])
    units = Neighbours(tens, tens, np.ones(2, dtype=bool), np.array([[0, 1]]))
    mean, doubt = inclined(units, weights, weights, doubt=0.25, alone=1.0, worth=4.0)
    assert mean.toarray().ravel().tolist() == [0.5, 0.5]  # both lie as much inside, so that neither says more
    assert doubt == pytest.approx([0.25])


def test_variances_learnt_from_few_widen_as_students_law() -> None:
    # Quantiles of 95 %: 2.1318 with 4 degrees of freedom, 1.6449 of the normal law (Fisher, Yates, table III).
    one = np.array([1.0])
    assert estimate.uncertain(one, 0.9, 4.0) == pytest.approx([(2.1318 / 1.6449) ** 2], rel=1e-3)
    assert estimate.uncertain(one, 0.9, 1e6) == pytest.approx([1.0], rel=1e-3)


def test_houses_and_blocks_of_flats_are_told_apart() -> None:
    """Cells of houses hold a household an address, others have one block of ten in five: only there a side may err."""
    rng = np.random.default_rng(4)
    blocks = np.repeat([0.0, 0.2], 300)
    halves = np.array([[10.0 * rng.binomial(20, each) + 20.0 for _ in range(2)] for each in blocks])
    addresses = np.full(600, 40.0)
    values = halves.sum(axis=1)
    weights = csr_array(np.full((600, 1), 0.5))
    placed = Placed(addresses, csr_array(addresses[:, None] / 2))
    pairs = np.column_stack([np.arange(599), np.arange(1, 600)])
    pairs = pairs[pairs[:, 0] != 299]
    shares = estimate.along(weights, values, [placed], together=5.0, neighbours=pairs)
    houses, mixed = shares.lumpiness[:300] * values[:300] ** 2, shares.lumpiness[300:] * values[300:] ** 2
    assert houses.mean() < 0.35 * mixed.mean()
    # What a half of a mixed cell truly errs by: (difference of the halves / 2)^2, over S (1 - S) = 1/4.
    assert mixed.mean() == pytest.approx(float((halves[300:, 0] - halves[300:, 1]).var()), rel=0.3)
