"""Medians from groups, and non-take-up, by hand and against simulation."""

from __future__ import annotations

import numpy as np
import pytest

from parvis.estimate import grouped, take_up


def test_a_median_from_groups_by_hand() -> None:
    # 10 under 10, 30 from 10 to 20, 20 from 20 to 40: the 30th of 60 is 20/30 into the second group.
    limits, counts = np.array([0.0, 10.0, 20.0, 40.0]), np.array([[10.0], [30.0], [20.0]])
    assert grouped.quantile(limits, counts, 0.5).tolist() == pytest.approx([10 + 10 * 20 / 30])
    assert [float(end[0]) for end in grouped.bounds(limits, counts, 0.5)] == [10.0, 20.0]


def test_nobody_has_no_median() -> None:
    assert np.isnan(grouped.quantile(np.array([0.0, 1.0]), np.array([[0.0]]), 0.5)).all()


def test_a_quantile_in_an_open_group_follows_paretos_law() -> None:
    # Pareto with exponent 2 from 1: above x are x^-2. Groups 1-2 (3/4), 2-4 (3/16), 4 and more (1/16).
    limits, counts = np.array([1.0, 2.0, 4.0, np.inf]), np.array([[3 / 4], [3 / 16], [1 / 16]])
    assert grouped.quantile(limits, counts, 0.99)[0] == pytest.approx(0.01 ** (-1 / 2))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_quantiles_lie_near_those_of_the_values(share: float) -> None:
    rng = np.random.default_rng(1)
    incomes = np.exp(rng.normal(9.8, 0.6, 20_000))
    limits = np.array([0.0, *np.arange(4_000, 60_000, 4_000), np.inf])
    counts = np.histogram(incomes, limits)[0][:, None].astype(float)
    assert grouped.quantile(limits, counts, share)[0] == pytest.approx(np.quantile(incomes, share), rel=0.02)


def test_the_interval_of_a_median_holds_it() -> None:
    rng = np.random.default_rng(2)
    limits = np.array([0.0, 10.0, 20.0, 30.0])
    truth = np.array([40.0, 50.0, 30.0])
    held = []
    for _ in range(200):
        seen = rng.poisson(truth).astype(float)
        drawn = rng.gamma(seen + 0.5, 1.0, (300, 3))[:, :, None]
        low, high = grouped.interval(limits, drawn, 0.5, level=0.9)
        held.append(low[0] <= grouped.quantile(limits, truth[:, None], 0.5)[0] <= high[0])
    assert 0.85 <= np.mean(held) <= 0.97


def test_limits_must_ascend_and_counts_must_fit() -> None:
    with pytest.raises(ValueError, match="ascend"):
        grouped.quantile(np.array([0.0, 2.0, 1.0]), np.ones((2, 1)), 0.5)
    with pytest.raises(ValueError, match="not at all"):
        grouped.quantile(np.array([0.0, 2.0]), -np.ones((1, 1)), 0.5)


def test_non_take_up_by_hand() -> None:
    found = take_up.non_take_up(np.full((100, 1), 200.0), np.full((100, 1), 150.0), level=0.9)
    assert (found.number[0], found.share[0]) == (50.0, 0.25)
    assert (found.number_lower[0], found.share_upper[0]) == (50.0, 0.25)
    assert not found.impossible[0]


def test_more_recipients_than_eligible_is_impossible_and_nobody_eligible_has_no_share() -> None:
    found = take_up.non_take_up(np.array([[100.0, 0.0]] * 3), np.array([[120.0, 0.0]] * 3), level=0.9)
    assert found.impossible.tolist() == [True, False]
    assert found.number.tolist() == [0.0, 0.0]
    assert np.isnan(found.share[1])


def test_the_interval_knows_that_both_are_uncertain_and_go_together() -> None:
    rng = np.random.default_rng(3)
    common = rng.normal(size=(20_000, 1))
    eligible = 200 + 20 * common
    together = take_up.non_take_up(eligible, 150 + 15 * common, level=0.9)
    apart = take_up.non_take_up(eligible, 150 + 15 * rng.normal(size=(20_000, 1)), level=0.9)
    # Together the share is 1 - 0.75 for certain; apart it is not.
    assert together.share_upper[0] - together.share_lower[0] < 1e-6
    assert apart.share_upper[0] - apart.share_lower[0] > 0.2


def test_scenarios_are_told_as_a_range() -> None:
    recipients = np.full((50, 1), 150.0)
    low, high = take_up.range_of(
        {
            name: take_up.non_take_up(np.full((50, 1), n), recipients, level=0.9)
            for name, n in (("a", 200.0), ("b", 300.0))
        }
    )
    assert (low[0], high[0]) == (0.25, 0.5)
    with pytest.raises(ValueError, match="same zones"):
        take_up.non_take_up(np.ones((2, 1)), np.ones((3, 1)), level=0.9)
