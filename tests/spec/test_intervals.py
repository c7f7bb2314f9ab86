"""How often intervals hold where the truth is known; docs/calibration.md has every figure, with how it was had."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bench.calibration import LEVELS, effective, error, exact_interval, rows_of, trial
from bench.located_truths import bondy
from bench.real_truths import all_truths
from bench.town_truths import demo_truths


def test_exact_binomial_interval_agrees_with_published_tables() -> None:
    # Clopper and Pearson's interval for 8 of 10: [0.444; 0.975] (any table, such as Geigy's).
    assert exact_interval(0.8, 10) == pytest.approx((0.4439, 0.9748), abs=1e-4)


def test_where_borders_follow_estates_density_mends_what_surface_gets_wrong(data_dir: Path) -> None:
    """Social dwellings of Bondy's neighbourhoods and study perimeters: exact counts of the same records."""
    (truth,) = [t for t in bondy(data_dir) if t.name == "Bondy, social dwellings, neighbourhoods"]
    tried = trial(truth, 0.9)
    surface, ours = error([truth.weights.T @ truth.values], [truth.truth]), error([tried.answer.value], [truth.truth])
    assert ours < surface / 2
    assert tried.held.sum() == 4  # of 5; 3 of 5 before borders were known to be drawn around people


def test_intervals_hold_in_fictional_towns() -> None:
    towns = demo_truths([1, 2], 20_000)
    for drawn in (True, False):
        held = np.concatenate([trial(t, 0.9).held for t in towns if t.drawn is drawn])
        assert held.mean() >= 0.82  # 48 and more trials, not independent: 0.9 less two standard errors


@pytest.mark.prove
def test_intervals_hold_wherever_the_truth_is_known(data_dir: Path) -> None:
    for truths in (all_truths(data_dir), demo_truths(range(101, 121))):
        rows = {row.name: row.trials for row in rows_of(truths)}
        for level in LEVELS:
            trials = rows["**all totals**"][level]
            held = np.concatenate([one.held for one in trials]).mean()
            assert exact_interval(float(held), effective(trials))[1] >= level
            assert held <= level + 0.8 * (1 - level)  # wide and safe does not pass for good
