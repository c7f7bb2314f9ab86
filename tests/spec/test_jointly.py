"""Figures that share units: covariances, ranks, gaps and changes, against laws and simulation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.special import betaincinv, ndtr

from parvis import estimate
from parvis.estimate import Answer, Input, Shares, Units
from parvis.model.folder import Regime


def answer(values: list[float], weights: list[list[float]], rho: float = 0.4, period: str = "2019") -> Answer:
    v = np.array(values)
    w = csr_array(np.array(weights))
    units = Units("s", "c", tuple(map(str, range(len(v)))), v, v, v, np.zeros(len(v), dtype=bool), 1.0)
    shares = Shares(w, np.zeros(w.shape[1]), np.full(len(v), rho))
    given = Input("s", period, Regime.OPEN, np.ones(w.shape[1]))
    return estimate.carried(given, units, w, level=0.9, shares=shares)


def test_zones_that_share_a_unit_out_hold_together_what_it_holds() -> None:
    # One unit of 100 in two zones that share it out: the sum is sure, so that the correlation is -1.
    joint = estimate.covariance(answer([100.0], [[0.3, 0.7]]))
    variance = 0.4 * 100**2 * 0.3 * 0.7
    np.testing.assert_allclose(joint, [[variance, -variance], [-variance, variance]])


def test_covariance_is_that_of_dirichlet_shares() -> None:
    values, weights, rho = np.array([100.0, 60.0]), np.array([[0.2, 0.3], [0.5, 0.4]]), 0.25
    strength = 1 / rho - 1  # of Dirichlet's law, so that the variance of a share is rho S (1 - S)
    rng = np.random.default_rng(3)
    totals = np.zeros((200_000, 2))
    for value, share in zip(values, weights, strict=True):
        parts = rng.dirichlet([*(share * strength), (1 - share.sum()) * strength], 200_000)
        totals += value * parts[:, :2]
    joint = estimate.covariance(answer(values.tolist(), weights.tolist(), rho))
    np.testing.assert_allclose(joint, np.cov(totals.T), rtol=0.03)


def test_draws_keep_the_bounds_and_the_moments() -> None:
    a = answer([100.0, 60.0], [[0.2, 0.3], [1.0, 0.0]])
    drawn = estimate.draws(a, seed=1, count=40_000)
    assert (drawn >= a.bound_lower - 1e-9).all()
    assert (drawn <= a.bound_upper + 1e-9).all()
    np.testing.assert_allclose(drawn.mean(axis=0), a.value, rtol=0.02)
    exact, got = estimate.covariance(a), np.cov(drawn.T)
    np.testing.assert_allclose(np.diag(got), np.diag(exact), rtol=0.02)
    # A copula draws laws with two peaks (a single unit, cut) a little less together than they are.
    assert 0.7 < got[0, 1] / exact[0, 1] < 1.0


def test_ranks_of_sure_figures_are_sure_and_of_like_figures_are_not() -> None:
    rng = np.random.default_rng(2)
    sure = np.tile([10.0, 30.0, 20.0], (500, 1))
    low, high = estimate.ranks(sure, level=0.9)
    assert (low.tolist(), high.tolist()) == ([3, 1, 2], [3, 1, 2])
    like = rng.normal(size=(4000, 12))
    low, high = estimate.ranks(like, level=0.9)
    assert (low == 1).all() and (high == 12).all()


def test_ranks_hold_the_true_rank() -> None:
    # Truth drawn from the same law: 90 % of the ranks of 12 zones lie in their ranges, or more for they are whole.
    rng = np.random.default_rng(4)
    held = []
    for _ in range(60):
        means = rng.normal(0, 2, 12)
        drawn = means + rng.normal(size=(1000, 12))
        low, high = estimate.ranks(drawn, level=0.9)
        truth = means + rng.normal(size=12)
        rank = (truth[:, None] < truth).sum(axis=1) + 1
        held.append((low <= rank) & (rank <= high))
    assert np.mean(held) >= 0.9


def test_a_gap_knows_that_one_holds_what_the_other_does_not() -> None:
    drawn = estimate.draws(answer([100.0], [[0.3, 0.7]]), seed=1)
    low, high = estimate.gap(drawn[:, [0]], drawn[:, [1]], level=0.9)
    # Here less there is 2 T - 100 where T is what the first holds: twice its own interval.
    own = np.quantile(drawn[:, 0], [0.05, 0.95])
    np.testing.assert_allclose([low[0], high[0]], 2 * own - 100, atol=1.0)
    assert estimate.more(drawn[:, [0]], drawn[:, [1]])[0] == pytest.approx((drawn[:, 0] > 50).mean(), abs=0.01)


def test_a_change_is_surer_than_its_two_ends() -> None:
    before, after = answer([100.0, 80.0], [[0.5], [0.5]]), answer([120.0, 90.0], [[0.5], [0.5]], period="2021")
    low, high = estimate.change(before, after)
    apart_low, apart_high = estimate.change(before, after, alike=0.0)
    assert apart_low[0] < low[0] < after.value[0] - before.value[0] < high[0] < apart_high[0]


@pytest.mark.parametrize("alike", [0.0, 0.4, 0.7, 0.9])
def test_a_change_is_as_wide_as_simulation_makes_it(alike: float) -> None:
    # Beta laws with the moments of the two answers, by a Gaussian copula; intervals of their difference.
    ends = [answer(values, [[0.3]] * 5, 0.15) for values in ([100.0, 80, 60, 90, 40], [130.0, 90, 50, 95, 60])]
    ends[1] = replace_period(ends[1], "2021")
    rng = np.random.default_rng(5)
    common, own = rng.standard_normal((2, 400_000))
    chances = ndtr(common), ndtr(alike * common + np.sqrt(1 - alike**2) * own)
    drawn = []
    for end, chance in zip(ends, chances, strict=True):
        top, variance = end.bound_upper[0], estimate.uncertain(end.variance, 0.9)[0]
        mean = end.value[0] / top
        strength = mean * (1 - mean) / (variance / top**2) - 1
        drawn.append(top * betaincinv(mean * strength, (1 - mean) * strength, chance))
    low, high = estimate.change(*ends, alike=alike)
    np.testing.assert_allclose([low[0], high[0]], np.quantile(drawn[1] - drawn[0], [0.05, 0.95]), atol=2.0)


@pytest.mark.parametrize("periods", [("2013/2017", "2015/2019"), ("2018", "2018"), ("2017", "2015/2019")])
def test_years_that_overlap_are_not_compared(periods: tuple[str, str]) -> None:
    before, after = (replace_period(answer([100.0], [[0.5]]), period) for period in periods)
    with pytest.raises(ValueError, match="overlap"):
        estimate.change(before, after)


def replace_period(a: Answer, period: str) -> Answer:
    return replace(a, given=replace(a.given, period=period))


def test_errors_of_zones_made_from_each_other_are_those_of_the_people_they_share() -> None:
    # By Dirichlet's law over pieces: two zones, what is around them in a town, and the world outside.
    values, rho = np.array([100.0, 60.0, 80.0]), 0.25
    pieces = np.array([[0.3, 0.2, 0.5, 0.0], [0.4, 0.0, 0.4, 0.2], [0.1, 0.6, 0.3, 0.0]])
    zones = {"a": [0], "both": [0, 1], "around": [2], "town": [0, 1, 2]}
    rng = np.random.default_rng(7)
    drawn = {name: np.zeros(200_000) for name in zones}
    for value, shares in zip(values, pieces, strict=True):
        parts = rng.dirichlet(np.maximum(shares, 1e-12) * (1 / rho - 1), 200_000)
        for name, those in zones.items():
            drawn[name] += value * parts[:, those].sum(axis=1)
    one, pair = (np.array([0]), np.array([0])), ("a", "both", "around", "town")
    leanings = {name: lean(pieces[:, zones[name]].sum(axis=1, keepdims=True), values, rho) for name in pair}
    for other, within in (("both", 1.0), ("around", 0.0), ("town", 1.0)):
        found = estimate.covariances(leanings["a"], leanings[other], one, within=within)
        assert found[0] == pytest.approx(np.cov(drawn["a"], drawn[other])[0, 1], rel=0.04)
    found = estimate.correlations(leanings["a"], leanings["around"], one)
    assert found[0] == pytest.approx(np.corrcoef(drawn["a"], drawn["around"])[0, 1], rel=0.05)


def lean(shares: np.ndarray, values: np.ndarray, rho: float) -> estimate.Leaning:
    found = estimate.leaning(answer(values.tolist(), shares.tolist(), rho))
    assert found is not None
    return found


def test_a_border_that_two_zones_have_in_common_errs_for_both() -> None:
    # t moves all shares of a zone: with S (1 - S) of each unit more in it, that much less is around it.
    values, inside = np.array([100.0, 50.0]), np.array([[0.5], [0.2]])
    here, around = lean(inside, values, 0.0), lean(1 - inside, values, 0.0)
    here = replace(here, doubt=np.array([0.3]))
    one = np.array([0]), np.array([0])
    moved = 100 * 0.25 + 50 * 0.16
    found = estimate.covariances(here, around, one, border=-1.0)
    assert found[0] == pytest.approx(-(0.3**2) * moved**2)


def test_rates_of_zones_that_share_a_unit_err_by_what_they_do_not_have_in_common() -> None:
    # Poor people of two units, 20 of 100 and 30 of 60; the second is shared out between both zones.
    poor, people = answer([20.0, 30.0], [[1, 0], [0.5, 0.5]]), answer([100.0, 60.0], [[1, 0], [0.5, 0.5]])
    rate = estimate.ratio(poor, people, scale=100.0, level=0.9)
    leaning = estimate.leaning(rate)
    assert leaning is not None
    rates, held = rate.value, np.array([130.0, 30.0])
    assert rates == pytest.approx([100 * 35 / 130, 50.0])
    moved = (30 - rates / 100 * 60) * 100 / held  # a unit of 50 % more or less inside moves only the first
    left = rate.variance - 0.25 * 0.4 * moved**2  # of who lives on which side: what one has more the other has less
    assert (left > 0).all()
    by_hand = -0.25 * 0.4 * moved[0] * moved[1] - np.sqrt(left[0] * left[1])
    found = estimate.covariances(leaning, leaning, (np.array([0]), np.array([1])))
    assert found[0] == pytest.approx(by_hand)


@pytest.mark.parametrize(("count", "spread"), [(5, 1.0), (12, 0.5), (60, 3.0), (150, 3.0)])
def test_ranks_are_those_of_figures_drawn_together(count: int, spread: float) -> None:
    rng = np.random.default_rng(count)
    means, deviations, third = rng.normal(0, spread, count), rng.uniform(0.3, 1, count), count // 3
    places = rng.choice(count, 2 * third, replace=False)
    pairs, together = (places[:third], places[third:]), rng.uniform(-0.9, 0.5, third)
    normal = rng.standard_normal((8000, count))
    normal[:, pairs[1]] = together * normal[:, pairs[0]] + np.sqrt(1 - together**2) * normal[:, pairs[1]]
    drawn = np.array(estimate.ranks(means + normal * deviations, level=0.9))
    half = 1.6448536 * deviations
    figures = np.stack([means, means - half, means + half])
    found = estimate.ranks_together(figures, level=0.9, pairs=pairs, together=together)
    assert np.abs(found - drawn).max() <= max(1.0, 0.03 * count)
    assert np.diff(found, axis=0).mean() == pytest.approx(np.diff(drawn, axis=0).mean(), rel=0.04, abs=0.25)


def test_ranks_of_counted_figures_are_sure_and_alone_by_hand() -> None:
    counted = np.array([[10.0, 30.0, 20.0, 20.0]] * 3)
    nowhere = np.zeros(0, dtype=int)
    found = estimate.ranks_together(counted, level=0.9, pairs=(nowhere, nowhere), together=np.zeros(0))
    assert found.tolist() == [[4, 1, 2, 2], [4, 1, 2, 2]]
    # Of 5, one lies wholly above the first (60-70), one wholly below (1-5), two overlap: number 2 to number 4.
    lower, upper = np.array([20.0, 60.0, 1.0, 35.0, 10.0]), np.array([40.0, 70.0, 5.0, 50.0, 25.0])
    assert estimate.ranks_apart(np.stack([lower, lower, upper]))[:, 0].tolist() == [2, 4]


def test_two_rates_err_together_as_their_numerators_do_beyond_the_rate() -> None:
    # Of 100 people in each of three cut units 10, 20, 30 are poor, and twice as many jobless; or the other way round.
    weights = [[0.5], [0.4], [0.3]]
    people = answer([100.0] * 3, weights)
    poor, jobless, turned = (
        estimate.leaning(estimate.ratio(answer(those, weights), people, scale=100.0, level=0.9))
        for those in ([10.0, 20.0, 30.0], [20.0, 40.0, 60.0], [60.0, 40.0, 20.0])
    )
    assert poor is not None
    assert jobless is not None
    assert turned is not None
    assert estimate.alike(poor, jobless) == pytest.approx(1.0)
    assert estimate.alike(poor, turned) == pytest.approx(-1.0)
    elsewhere = estimate.leaning(answer([1.0, 2.0], [[0.5], [0.5]]))
    assert elsewhere is not None
    assert estimate.alike(poor, elsewhere) is None
