"""What is said of changes, gaps and ranks of fictional towns, drawn again: wrong no more often than the level says."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from bench.differences import Tally, no_trials, tried

from parvis import demo


@pytest.mark.prove
def test_differences_of_towns_hold_and_what_is_said_of_them_is_true() -> None:
    tallies: dict[str, Tally] = defaultdict(no_trials)
    ranks: list[bool] = []
    indices: list[np.ndarray] = []
    for seed in (411, 412):
        for town in demo.cities(seed, 60_000, draws=range(2)):
            tried(town, tallies, ranks, indices)
    every = list(tallies.values())
    said, wrong = sum(sum(one.said) for one in every), sum(sum(one.wrong) for one in every)
    assert said > 1_000
    assert wrong / said <= 0.05  # an interval of 90 % leaves 5 % on the wrong side of 0 at most
    assert said > 1.1 * sum(sum(one.said_apart) for one in every)
    held = [np.mean(one.held) for one in every if len(one.held) >= 100]
    assert min(held) >= 0.85
    assert np.mean(ranks) >= 0.9
    index, width, _, widest = np.concatenate(indices, axis=1)
    assert index.mean() >= 0.85
    assert width.sum() < 0.95 * widest.sum()
