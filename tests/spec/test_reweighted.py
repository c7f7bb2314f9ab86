"""Means and sums under noise: made of counts with noise, near the true ones, and telling no record's value."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Asked, Input, Units
from parvis.model.figure import Route
from parvis.model.folder import PolicySpec, Regime, Rule, RuleValue
from parvis.protect import Mechanisms, Threshold, protect
from parvis.protect.noise import noise
from parvis.protect.perturbed import Perturbed
from parvis.protect.reweighted import averaged, classes

RECORDS, ZONES = 4000, 80
DRAW = np.random.default_rng(7)
RENTS = DRAW.gamma(9.0, 50.0, RECORDS).round(2)  # 450 on average, 150 from one to the next
LIVES = DRAW.integers(0, ZONES, RECORDS)
LABELS = [str(i) for i in range(RECORDS)]
KEYS = dict(zip(LABELS, DRAW.random(RECORDS).tolist(), strict=True))
NOISE = noise(5, 3.0, 2)


def rule(value: float) -> Rule:
    held = {"value": value, "from": "2020-01-01", "reference": "test"}
    return Rule(unit="-", values=(RuleValue.model_validate(held),))


POLICY = PolicySpec(
    min_coverage=rule(0.0), min_source_units=rule(0), max_relative_error=rule(1e9), interval_level=rule(0.9)
)


def summed(values: np.ndarray, column: str) -> estimate.Answer:
    inside = csr_array((np.ones(RECORDS), (np.arange(RECORDS), LIVES)), shape=(RECORDS, ZONES))
    units = Units("rents", column, tuple(LABELS), values, values, values, np.zeros(RECORDS, dtype=bool), 0.0)
    given = Input("rents", "2025", Regime.RECORDS, np.ones(ZONES))
    made = estimate.exact(Route.LOCATED, given, inside.T @ values, units, inside)
    return replace(made, contributors=inside.T @ np.ones(RECORDS))


def shown(rents: np.ndarray, dwellings: str) -> pd.DataFrame:
    """Return the mean and the sum of rents by zone; they are divided by records, or by a measure that is 1 for each."""
    ones = np.ones(RECORDS)
    held = {"rent": classes(LABELS, rents), "dwellings": classes(LABELS, ones)}
    kept = {name: one for name, one in held.items() if one is not None}
    how = {"rents": Perturbed(NOISE, KEYS, kept)}
    zones = tuple(f"z{i}" for i in range(ZONES))
    above, below = summed(rents, "rent"), summed(ones, dwellings)
    parts = [
        estimate.estimates(Asked("mean", "z", zones, "euros"), [estimate.ratio(above, below, scale=1.0, level=0.9)]),
        estimate.estimates(Asked("sum", "z", zones, "euros"), [above]),
        estimate.estimates(Asked("count", "z", zones, "dwellings"), [below]),
    ]
    figures, _ = protect(
        estimate.together(parts), POLICY, date="2026-06-01", release="r", known={},
        mechanisms=Mechanisms({"rents": Threshold("dwellings", 11, None)}, noises=how),
    )  # fmt: skip
    return figures.frame.set_index(["indicator", "zone"])


@pytest.mark.parametrize("dwellings", ["", "dwellings"])
def test_means_are_near_the_true_ones_as_their_ranges_say(dwellings: str) -> None:
    table = shown(RENTS, dwellings)
    assert set(table["state"]) == {"perturbed"}
    true = pd.Series(RENTS).groupby(LIVES).mean().to_numpy()
    mean = table.loc["mean"]
    within = ((mean["lower"] <= true) & (true <= mean["upper"])).mean()
    assert 0.8 <= within <= 1.0  # nine in ten of 80: 0.84 to 0.96 in 19 of 20 draws
    assert np.abs(mean["value"] - true).mean() < 0.06 * true.mean()  # zones of 50 dwellings
    assert np.mean(mean["value"] - true) == pytest.approx(0.0, abs=5.0)  # unbiased
    assert set(mean["level"]) == {0.9}
    sums = table.loc["sum"]
    total = pd.Series(RENTS).groupby(LIVES).sum().to_numpy()
    assert ((sums["lower"] <= total) & (total <= sums["upper"])).mean() >= 0.8


def test_no_value_of_a_record_is_in_a_mean() -> None:
    # Two records of one class and other zones change places: nothing that is shown changes.
    held = classes(LABELS, RENTS)
    assert held is not None
    of = np.array([held.of[label] for label in LABELS])
    one, other = np.flatnonzero(of == 4)[[0, -1]]
    assert LIVES[one] != LIVES[other] and RENTS[one] != RENTS[other]
    changed = RENTS.copy()
    changed[[one, other]] = RENTS[[other, one]]
    before, after = shown(RENTS, ""), shown(changed, "")
    pd.testing.assert_frame_equal(before[["value", "lower", "upper"]], after[["value", "lower", "upper"]])


def test_the_middles_are_those_of_many_records() -> None:
    held = classes(LABELS, RENTS)
    assert held is not None
    size = np.bincount(list(held.of.values()))
    assert len(size) == 10 and size.min() >= 390
    of = np.array([held.of[label] for label in LABELS])
    for k in range(10):
        assert held.middle[k] == pytest.approx(RENTS[of == k].mean(), rel=0.005)  # three digits


def test_a_mean_by_hand() -> None:
    # 20 records of 1 and 20 of 3: with 8 and 2 counted the mean is (8 + 6) / 10; with nobody there is none.
    held = classes([str(i) for i in range(40)], np.repeat([1.0, 3.0], 20))
    assert held is not None and held.middle.tolist() == [1.0, 3.0]
    value, lower, upper = averaged(np.array([[8.0, 2.0], [0.0, 0.0]]), held, NOISE, 0.9)
    assert value[0] == pytest.approx(1.4) and np.isnan(value[1])
    # Variance 3 of each count, 0.4 and 1.6 from the mean: 3 (0.16 + 2.56) / 100, and 1.645 of its root.
    assert upper[0] - value[0] == pytest.approx(1.6449 * np.sqrt(0.0816), rel=1e-3)
    assert value[0] - lower[0] == pytest.approx(upper[0] - value[0])


def test_a_measure_that_one_record_dominates_is_hidden() -> None:
    values = np.append(np.ones(99), 1000.0)
    assert classes([str(i) for i in range(100)], values) is None
    assert classes(["a", "b"], np.ones(2)) is None  # too few for a class
    giant = RENTS.copy()
    giant[0] = 1e9
    assert set(shown(giant, "").loc["mean", "state"]) == {"suppressed"}
