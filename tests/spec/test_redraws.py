"""Fictional towns whose people and sources are drawn again and again on the same ground: how often intervals hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from bench.calibration import LEVELS, exact_interval
from bench.redraws import GROUNDS, INHABITANTS, Drawn, all_found, lighter, redraws

from parvis.demo import cities, city, true_figures


def test_a_draw_on_ground_that_was_laid_once_is_that_draw_of_the_town() -> None:
    first, third = cities(3, 6_000, draws=[0, 2])
    assert (first.draw, third.draw) == (0, 2)
    alone = city(3, 6_000, draw=2)
    pd.testing.assert_frame_equal(third.households, alone.households)
    pd.testing.assert_frame_equal(true_figures(third), true_figures(alone))
    assert not true_figures(first).equals(true_figures(third))


def test_intervals_hold_in_ten_redraws() -> None:
    drawn = [lighter(one) for those in redraws(range(401, 406), 2, 5_000, levels=(0.5, 0.9)) for one in those]
    together = all_found(drawn)[0]
    assert together.count > 1000
    for level in (0.5, 0.9):  # small towns, five grounds: two standard errors between them, and 6 points
        assert abs(together.held[level] - level) <= 0.06 + 2 * together.error[level]
    assert together.width < 1.5


@pytest.mark.prove
def test_intervals_hold_in_two_hundred_redraws() -> None:
    drawn: list[Drawn] = [lighter(one) for those in redraws(GROUNDS, 40, INHABITANTS) for one in those]
    together = all_found(drawn)[0]
    for level in LEVELS:
        low, high = exact_interval(together.held[level], together.worth)
        assert low - 0.02 <= level <= high + 0.02
    assert together.width <= 1.5
    sampled = np.array(
        [one.held[0.9] for one in all_found(drawn) if one.name.startswith(("Sampled", "Noise", "Round"))]
    )
    assert (sampled >= 0.88).all()
