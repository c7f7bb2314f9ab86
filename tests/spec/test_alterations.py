"""What producers' alterations leave to know: bounds and moments against every true value that the rule allows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from parvis.kinds.alterations import noisy, rounded, sampled
from parvis.kinds.filosofi_bounds import count_doubt, household_doubt, poor_doubt, poor_households, sum_doubt

NONE = pd.DataFrame()


@pytest.mark.parametrize("base", [3, 5, 10])
def test_rounding_down_is_that_of_all_whole_numbers(base: int) -> None:
    true = np.arange(1000)
    published = np.array([40.0 * base])
    could = true[true // base * base == published[0]]
    rule = rounded(base, "down")
    assert [end[0] for end in rule.bounds(NONE, published)] == [could.min(), could.max()]
    shift, variance = rule.doubt(NONE, published)
    assert published + shift == pytest.approx([could.mean()])
    assert variance == pytest.approx([could.var()])


def test_rounding_to_the_nearest_5_is_that_of_all_whole_numbers() -> None:
    true = np.arange(100)
    could = true[np.floor(true / 5 + 0.5) * 5 == 40]
    shift, variance = rounded(5, "nearest").doubt(NONE, np.array([40.0]))
    assert (could.mean() - 40, could.var()) == (shift[0], variance[0])
    assert [end[0] for end in rounded(5, "nearest").bounds(NONE, np.array([40.0]))] == [could.min(), could.max()]


def test_rounding_that_nobody_explains_may_be_either() -> None:
    near, down = np.arange(38, 43), np.arange(40, 45)
    either = np.concatenate([near, down])
    shift, variance = rounded(5, "unknown").doubt(NONE, np.array([40.0]))
    assert (40 + shift[0], variance[0]) == (either.mean(), either.var())
    assert [end[0] for end in rounded(5, "unknown").bounds(NONE, np.array([40.0]))] == [38, 44]


def test_noise_is_bound_and_never_below_zero() -> None:
    low, high = noisy(2, 1).bounds(NONE, np.array([1.0, 9.0]))
    assert (low.tolist(), high.tolist()) == ([0.0, 7.0], [3.0, 11.0])
    assert noisy(2, 1).doubt(NONE, np.array([9.0]))[1].tolist() == [1.0]


def test_sampling_variance_is_that_of_samples_of_places() -> None:
    # 400 places of 10 persons each, 40 % of them drawn: 4,000 persons estimated by 2.5 times those drawn.
    rng = np.random.default_rng(1)
    drawn = rng.random((20_000, 400)) < 0.4
    estimates = drawn.sum(axis=1) * 10 / 0.4
    _, variance = sampled(0.4, 10.0).doubt(NONE, np.array([4000.0]))
    assert variance[0] == pytest.approx(estimates.var(), rel=0.05)


def test_a_sample_adjusted_to_known_dwellings_errs_only_by_what_differs_between_them() -> None:
    # 900 dwellings, 800 of them lived in; 40 % of all are drawn, and stand for all 900.
    rng = np.random.default_rng(1)
    drawn = rng.random((20_000, 900)) < 0.4
    estimates = 900 * drawn[:, :800].sum(axis=1) / drawn.sum(axis=1)
    rows = pd.DataFrame({"dwellings": [900.0]})
    _, variance = sampled(0.4, 1.0, "dwellings").doubt(rows, np.array([800.0]))
    assert variance[0] == pytest.approx(estimates.var(), rel=0.05)


def test_surveys_of_several_years_err_by_what_changes_between_them() -> None:
    # 900 dwellings, 800 lived in on average, whose state is drawn anew in a year by 0.6; a fifth is met in each of five
    # years, 40 % of it; what is estimated is the middle year.
    rng = np.random.default_rng(1)
    draws, dwellings, share = 4_000, 900, 800 / 900
    states = [rng.random((draws, dwellings)) < share]
    for _ in range(4):
        anew = rng.random((draws, dwellings)) < 0.6
        states.append(np.where(anew, rng.random((draws, dwellings)) < share, states[-1]))
    turn, drawn = rng.integers(0, 5, (draws, dwellings)), rng.random((draws, dwellings)) < 0.4
    met = drawn & np.select([turn == year for year in range(5)], states)
    off = dwellings * met.sum(axis=1) / drawn.sum(axis=1) - states[2].sum(axis=1)
    rows = pd.DataFrame({"dwellings": [900.0]})
    rule = sampled(0.4, 1.0, "dwellings", surveys=(-2, -1, 0, 1, 2), lasting=0.4)
    assert rule.doubt(rows, np.array([800.0]))[1][0] == pytest.approx(off.var(), rel=0.08)
    assert off.var() > 1.6 * sampled(0.4, 1.0, "dwellings").doubt(rows, np.array([800.0]))[1][0]


def test_nobody_in_a_sample_is_not_surely_nobody() -> None:
    # Jeffreys: a posterior of shape 1/2 of those in the sample; (1 - f) / f^2 times that of those who are not.
    _, variance = sampled(0.4, 1.0).doubt(NONE, np.array([0.0]))
    assert variance[0] == pytest.approx(0.5 * 0.6 / 0.4**2)


def test_a_count_of_an_imputed_cell_is_as_uncertain_as_if_drawn_by_lot() -> None:
    rows = pd.DataFrame({"ind": [20.0, 20.0], "imputed": [1, 0]})
    shift, variance = count_doubt(rows, np.array([5.0, 5.0]))
    # Of 20 persons 5 by lot: 20 x 1/4 x 3/4. The other is rounded to one decimal: 0.1^2 / 12.
    assert shift.tolist() == [0.0, 0.0]
    assert variance == pytest.approx([20 * 0.25 * 0.75 + 0.01 / 12, 0.01 / 12])


def test_more_may_be_poor_where_the_cap_binds() -> None:
    rows = pd.DataFrame({"ind": [200.0, 200.0], "men": [100.0, 100.0], "imputed": [0, 0]})
    values = np.array([80.0, 40.0])
    shift, variance = poor_doubt(rows, values)
    # A density that falls in a straight line over the room of 20: mean a third of it, variance 400 / 18.
    assert shift == pytest.approx([20 / 3, 0.0])
    assert variance == pytest.approx([400 / 18, 0.0], abs=0.001)
    assert poor_households(rows, values)[1].tolist() == [100.05, 40.05]


def test_a_sum_of_incomes_is_in_doubt_where_it_is_imputed() -> None:
    rows = pd.DataFrame({"ind": [20.0, 20.0], "imputed": [1, 0]})
    assert sum_doubt(rows, np.array([400.0, 400.0]))[1].tolist() == [1e4, 0.0]


def test_households_of_an_imputed_cell_are_as_many_as_its_persons_make_up() -> None:
    # One household after the other, of sizes as INSEE counts them, until 400 persons are reached; 30 % of them own.
    rng = np.random.default_rng(3)
    sizes = rng.choice([1, 2, 3, 4, 5, 6], (20_000, 400), p=[0.37, 0.33, 0.13, 0.11, 0.04, 0.02])
    number = (np.cumsum(sizes, axis=1) <= 400).sum(axis=1)
    owners = rng.binomial(number, 0.3)
    mean = float(number.mean())
    rows = pd.DataFrame({"ind": [400.0, 400.0], "men": [mean, mean], "imputed": [1, 0]})
    _, variance = household_doubt(rows, np.array([mean, mean]))
    assert variance[0] == pytest.approx(number.var(), rel=0.1)
    assert variance[1] == pytest.approx(0.01 / 12)
    _, variance = household_doubt(rows, 0.3 * np.array([mean, mean]))
    assert variance[0] == pytest.approx(owners.var(), rel=0.1)


def test_where_households_are_not_told_persons_are_drawn_by_lot() -> None:
    rows = pd.DataFrame({"ind": [20.0], "imputed": [1]})
    assert household_doubt(rows, np.array([5.0]))[1] == pytest.approx([20 * 0.25 * 0.75 + 0.01 / 12])
