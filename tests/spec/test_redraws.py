"""Fictional towns whose people and sources are drawn again and again on the same ground: how often intervals hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bench.calibration import LEVELS, Trial, exact_interval
from bench.found import Drawn, Found, all_found, may_be, told
from bench.redraws import DRAWS, GROUNDS, drawn_on, redraws

from parvis import estimate
from parvis.demo import cities, city, true_figures
from parvis.estimate import Input
from parvis.model.figure import Route
from parvis.model.folder import Regime


def test_a_draw_on_ground_that_was_laid_once_is_that_draw_of_the_town() -> None:
    first, third = cities(3, 6_000, draws=[0, 2])
    assert (first.draw, third.draw) == (0, 2)
    alone = city(3, 6_000, draw=2)
    pd.testing.assert_frame_equal(third.households, alone.households)
    pd.testing.assert_frame_equal(true_figures(third), true_figures(alone))
    assert not true_figures(first).equals(true_figures(third))


def test_coverage_seen_on_few_grounds_is_hardly_known() -> None:
    """n eff. by the variance between grounds; Student's quantiles: 2.571 with 5 degrees of freedom, 1.980 with 119.

    Shares of 0.85 and 0.95 on grounds of 20: variance 0.0025 / 5, n eff. 0.9 x 0.1 / 0.0005 = 180, at most the 120 that
    there are; times (1.980 / 2.571)^2 = 0.593. Where every trial holds, six grounds are six trials.
    """
    held = np.concatenate([np.arange(20) < (17 if ground % 2 else 19) for ground in range(6)])
    assert may_be([_trial(held)]) == pytest.approx(exact_interval(0.9, 120 * (1.98010 / 2.57058) ** 2), abs=1e-4)
    assert may_be([_trial(np.ones(120, dtype=bool))]) == pytest.approx(exact_interval(1.0, 6))


def test_coverage_is_near_what_was_promised_within_two_standard_errors_between_grounds() -> None:
    """As above: n eff. 120 of shares of 0.9, a standard error of 0.027; 2 points and twice that are 0.075."""
    held = np.concatenate([np.arange(20) < (17 if ground % 2 else 19) for ground in range(6)])
    (_, one) = all_found([Drawn("share", "ind", dict.fromkeys(LEVELS, _trial(held)))])
    assert one.error[0.9] == pytest.approx(np.sqrt(0.9 * 0.1 / 120))
    assert [one.near(level) for level in LEVELS] == [False, False, True, True]


def _trial(held: np.ndarray) -> Trial:
    """Return a trial of 120 zones, twenty of each of six grounds, whose intervals are 0 to 1."""
    given = Input("t", "2019", Regime.OPEN, np.ones(120))
    one = estimate.exact(Route.LOCATED, given, np.zeros(120), None, None)
    answer = replace(one, lower=np.zeros(120), upper=np.ones(120))
    return Trial(answer, np.where(held, 0.5, 2.0), tuple(f"ground {n // 20}" for n in range(120)))


def test_what_tables_show_is_told_from_their_numbers() -> None:
    """Twice: a table that holds as promised but for one row that is wide, and one that holds too seldom."""
    levels = dict(zip(LEVELS, LEVELS, strict=True))
    good = Found(
        "**all totals and shares**", False, False, 100, 50.0, levels, {x: (x - 0.05, x + 0.05) for x in levels},
        dict.fromkeys(levels, 0.02), 1,
    )  # fmt: skip
    wide = replace(good, name="Town, ind, IRIS", width=1.7)
    altered = replace(good, name="Rounded down", whole=True, altered=True, held=dict.fromkeys(LEVELS, 1.0))
    short = replace(wide, width=0.8, held={**levels, 0.9: 0.7}, range={**good.range, 0.9: (0.6, 0.8)})
    said = told([("on 5 grounds", [good, wide, altered]), ("on 9 others", [short, short, altered])])
    first, second, kept, _, seldom, often, broad, *_ = said.replace("\n  ", " ").splitlines()
    assert "hold 50.0, 80.0, 90.0, 95.0 % of all totals and shares together, all within 2 points" in first
    assert "hold 50.0, 80.0, 70.0, 95.0 % of all totals and shares together, not all within 2 points" in second
    assert kept == (
        "- On 5 grounds, 2 of 2 rows may hold as often as they promise, give or take 2 points; 2 hold as often, give "
        "or take 2 points and two standard errors between grounds."
    )
    assert seldom.endswith("On 5 grounds none. On 9 others ind, IRIS (70).")
    assert often.endswith("On 5 grounds none. On 9 others none.")
    assert broad.endswith("On 5 grounds ind, IRIS (1.70). On 9 others none.")


def test_intervals_hold_in_ten_redraws() -> None:
    drawn = [one for ground in range(401, 406) for one in redraws(ground, 2, 5_000, levels=(0.5, 0.9))]
    together = all_found(drawn)[0]
    assert together.count > 1000
    for level in (0.5, 0.9):  # small towns, five grounds: what coverage may be, and 4 points
        assert together.keeps(level, room=0.04)
    assert together.width < 1.5


@pytest.mark.prove
def test_intervals_hold_in_two_hundred_redraws() -> None:
    drawn: list[Drawn] = drawn_on(GROUNDS, DRAWS)
    together, *each = all_found(drawn)
    assert all(together.keeps(level) for level in LEVELS)
    assert together.width <= 1.5
    altered = [one for one in each if one.name.startswith(("Sampled", "Noise", "Round", "Imputed"))]
    assert all(one.keeps(level) for one in altered for level in LEVELS)
