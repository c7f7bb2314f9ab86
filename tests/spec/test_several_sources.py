"""Several sources of one concept at once: what other sources place, and totals that are known better."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bench.calibration import error, trial
from bench.fine_truths import bondy_cells
from bench.town_truths import demo_truths
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Placed


def test_amounts_are_learnt_and_each_unit_is_shared_out_by_what_is_placed_in_it() -> None:
    # Of each unit: 2 persons an address, 3 a social dwelling, 10 on its ground.
    addresses, dwellings = np.array([10.0, 40.0, 5.0, 30.0]), np.array([0.0, 10.0, 50.0, 20.0])
    values = 10 + 2 * addresses + 3 * dwellings
    weights = csr_array(np.array([[0.5], [0.25], [0.1], [1.0]]))
    inside = [csr_array(np.array([[x] for x in part])) for part in ([9.0, 0.0, 1.0, 30.0], [0.0, 10.0, 25.0, 20.0])]
    placed = [Placed(addresses, inside[0]), Placed(dwellings, inside[1])]
    shares, amounts = estimate.by_sources(values, weights, placed)
    assert amounts == pytest.approx([10.0, 2.0, 3.0])
    # By hand: (10/2 + 2 x 9) / 30, (10/4 + 3 x 10) / 120, (10/10 + 2 x 1 + 3 x 25) / 170, and the whole unit.
    assert shares.toarray().ravel() == pytest.approx([23 / 30, 32.5 / 120, 78 / 170, 1.0])


def test_units_that_a_source_holds_only_in_part_keep_their_surface() -> None:
    values, weights = np.array([20.0, 10.0, 40.0]), csr_array(np.array([[0.5], [0.5], [0.3]]))
    inside = csr_array(np.array([[9.0], [1.0], [1.0]]))
    placed = Placed(np.array([10.0, 5.0, 1.0]), inside, np.array([True, True, False]))
    shares, amounts = estimate.by_sources(values, weights, [placed])
    assert amounts == pytest.approx([0.0, 2.0])  # of the first two units alone
    assert shares.toarray().ravel() == pytest.approx([0.9, 0.2, 0.3])


def test_where_no_unit_is_known_surface_stands() -> None:
    weights = csr_array(np.array([[0.5], [0.25]]))
    placed = [Placed(np.array([10.0, 40.0]), csr_array(np.array([[9.0], [1.0]])))]
    shares, amounts = estimate.by_sources(np.full(2, np.nan), weights, placed)
    assert amounts.tolist() == [0.0, 0.0]
    assert shares.toarray().ravel().tolist() == [0.5, 0.25]


def test_shares_of_a_partition_add_up() -> None:
    rng = np.random.default_rng(1)
    weights = rng.dirichlet([1, 1, 1], 30)
    inside = rng.poisson(5, (30, 3)).astype(float)
    placed = Placed(inside.sum(axis=1), csr_array(inside))
    shares, _ = estimate.by_sources(rng.uniform(1, 100, 30), csr_array(weights), [placed])
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)


def _placed_in_halves(counts: np.ndarray) -> tuple[csr_array, Placed]:
    weights = csr_array(np.full((len(counts), 1), 0.5))
    return weights, Placed(counts, csr_array(counts[:, None] / 2))


def test_where_placed_things_tell_all_nothing_is_left_in_doubt() -> None:
    counts = np.random.default_rng(1).uniform(10, 200, 60)
    weights, placed = _placed_in_halves(counts)
    exact = estimate.along(weights, 3 * counts, [placed], together=40.0)
    assert exact.lumpiness.max() < 1e-3
    assert estimate.even(weights, 3 * counts, together=40.0).lumpiness.min() > 0.1


def test_how_many_come_with_one_place_is_seen_from_units() -> None:
    """Each of e places holds 7 persons or none, one in seven: variance 6 e by the law of compound counts, mean e."""
    rng = np.random.default_rng(2)
    counts = rng.integers(100, 400, 4000).astype(float)
    weights, placed = _placed_in_halves(counts)
    values = 7.0 * rng.binomial(counts.astype(int), 1 / 7)
    shares = estimate.along(weights, values, [placed], together=40.0)
    assert np.median(shares.lumpiness * values) == pytest.approx(6.0, rel=0.15)


def test_an_amount_that_fits_best_at_none_is_not_taken_to_be_none() -> None:
    rng = np.random.default_rng(3)
    social, others = rng.uniform(5, 50, 40), rng.uniform(5, 50, 40)
    weights = csr_array(np.full((40, 1), 0.5))
    placed = [Placed(social, csr_array(social[:, None])), Placed(others, csr_array(np.zeros((40, 1))))]
    shares = estimate.along(weights, np.maximum(social - 0.1 * others, 0.0), placed, together=5.0).mean.toarray()
    assert (shares < 1.0).all()  # by_sources says 1: nobody at the others
    assert (shares > 0.8).all()


def test_estimates_made_to_agree_change_least_where_they_are_sure() -> None:
    # Two parts of 100 that were 60 and 60, the first with a variance of 9, the other of 1: 18 and 2 go of the 20.
    values, after = estimate.reconciled(
        np.array([60.0, 60.0]), np.diag([9.0, 1.0]), np.array([[1.0, 1.0]]), np.array([100.0])
    )
    assert values.tolist() == pytest.approx([42.0, 58.0])
    # The sum is sure now: variances 9 x 1 / 10, covariance its opposite.
    assert after == pytest.approx(np.array([[0.9, -0.9], [-0.9, 0.9]]))


def test_a_total_that_is_in_doubt_itself_moves_estimates_less() -> None:
    # With a variance of 10 beside one of 10, half of the difference is taken up.
    values, _ = estimate.reconciled(
        np.array([60.0, 60.0]), np.diag([9.0, 1.0]), np.array([[1.0, 1.0]]), np.array([100.0]), errors=np.array([10.0])
    )
    assert values.tolist() == pytest.approx([51.0, 59.0])


def test_addresses_and_social_dwellings_place_people_better_than_surface(data_dir: Path) -> None:
    """Persons of Bondy's cells of 200 m, from cells of 1 km: neither estimator has seen these truths."""
    found = [t for t in bondy_cells(data_dir) if t.placed]
    assert len(found) == 2
    ours = error([trial(t, 0.9).answer.value for t in found], [t.truth for t in found])
    surface = error([t.weights.T @ t.values for t in found], [t.truth for t in found])
    assert ours < 0.75 * surface


def test_so_they_do_in_a_fictional_town() -> None:
    found = [t for t in demo_truths([3]) if t.placed and t.concept in ("ind", "men") and t.drawn]
    ours = error([trial(t, 0.9).answer.value for t in found], [t.truth for t in found])
    assert ours < 0.5 * error([t.weights.T @ t.values for t in found], [t.truth for t in found])
