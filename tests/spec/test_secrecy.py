"""The rules of secrecy on tables small enough to attack by hand.

Five areas of a benefit fund's table, and zones made of whole areas: a figure is a sum of areas, so that a reader with a
pencil can work out by subtraction whatever is not protected.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Asked, Input, Units
from parvis.model.figure import Estimates, Figures, Route
from parvis.model.folder import PolicySpec, Regime, Rule, RuleValue
from parvis.protect import Audit, Mechanisms, Threshold, protect

DATE = "2026-06-01"
LEAST = 11


def rule(value: float) -> Rule:
    held = {"value": value, "from": "2020-01-01", "reference": "test"}
    return Rule(unit="-", values=(RuleValue.model_validate(held),))


POLICY = PolicySpec(
    min_coverage=rule(0.0), min_source_units=rule(0), max_relative_error=rule(1e9), interval_level=rule(0.9)
)


def answer(values: list[float], zones: list[list[int]], column: str = "recipients") -> estimate.Answer:
    v = np.array(values, dtype=float)
    weights = csr_array(np.array([[1.0 if unit in zone else 0.0 for zone in zones] for unit in range(len(v))]))
    ids = tuple(f"row {i}" for i in range(len(v)))
    units = Units("caf", column, ids, v, v, v, np.zeros(len(v), dtype=bool), 10.0)
    made = estimate.carried(Input("caf", "2025", Regime.AGGREGATED, np.ones(len(zones))), units, weights, level=0.9)
    return replace(made, contributors=weights.T @ v)


def asked(names: list[str], indicator: str = "recipients", unit: str = "persons") -> Asked:
    return Asked(indicator, "zones", tuple(names), unit)


def protected(estimates: Estimates, known: dict[str, Figures] | None = None) -> tuple[pd.DataFrame, Audit]:
    figures, audit = protect(
        estimates, POLICY, date=DATE, release="r", known=known or {},
        mechanisms=Mechanisms({"caf": Threshold("recipients", LEAST, None)}),
    )  # fmt: skip
    return figures.frame.set_index(["indicator", "zone"]), audit


def feasible(table: pd.DataFrame, zones: dict[str, list[int]], target: list[int], n: int) -> tuple[float, float]:
    """Return what an attacker finds possible for the sum of some areas, knowing each published sum."""
    known = [(zones[zone], value) for (_, zone), value in table["value"].items() if pd.notna(value)]
    rows = np.array([[float(i in parts) for i in range(n)] for parts, _ in known]).reshape(-1, n)
    values = [value for _, value in known]
    goal = np.array([float(i in target) for i in range(n)])
    ends = [linprog(s * goal, A_eq=rows, b_eq=values, bounds=(0, None), method="highs") for s in (1, -1)]
    low, high = (end.fun if end.status == 0 else np.inf for end in ends)
    return low, -high if np.isfinite(high) else np.inf


def test_a_hidden_number_does_not_follow_from_the_total() -> None:
    # 60 + 35 + 5 = 100: with 5 hidden alone, 100 - 60 - 35 gives it away; the cheapest help is to hide 35.
    zones = {"A": [0], "B": [1], "C": [2], "all": [0, 1, 2]}
    made = estimate.estimates(asked(list(zones)), [answer([60, 35, 5], list(zones.values()))])
    table, audit = protected(made)
    state = table["state"].to_dict()
    assert state == {
        ("recipients", "A"): "published", ("recipients", "B"): "suppressed", ("recipients", "C"): "suppressed",
        ("recipients", "all"): "published",
    }  # fmt: skip
    assert set(table.loc[table["state"] == "suppressed", "reason"]) == {"confidential"}
    assert audit.holds
    assert feasible(table, zones, [2], 3) == (0.0, 40.0)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    zones = {"A": [0], "B": [1], "all": [0, 1]}
    table, audit = protected(estimate.estimates(asked(list(zones)), [answer([60, 40], list(zones.values()))]))
    assert (table["state"] == "published").all()
    assert audit.holds


def test_a_true_zero_is_shown() -> None:
    zones = {"A": [0], "B": [1]}
    table, _ = protected(estimate.estimates(asked(list(zones)), [answer([0, 40], list(zones.values()))]))
    assert table.loc[("recipients", "A"), "value"] == 0.0


def test_zones_a_few_people_apart_are_not_both_shown() -> None:
    # Neither is small, but their difference is 4 people who live in one street.
    zones = {"quarter": [0], "quarter and street": [0, 1]}
    table, audit = protected(estimate.estimates(asked(list(zones)), [answer([60, 4], list(zones.values()))]))
    assert table["state"].tolist() == ["suppressed", "published"]
    assert audit.holds
    low, high = feasible(table, zones, [1], 2)
    assert low <= 1
    assert high >= LEAST


def test_a_rate_does_not_give_its_numerator_away() -> None:
    # 5 of 50 hidden: 10 % of a published 50 would be 5 again.
    zones = {"A": [0], "B": [1]}
    above = answer([5, 30], list(zones.values()), "families")
    below = answer([50, 90], list(zones.values()))
    share = estimate.ratio(above, below, scale=100.0, level=0.9)
    parts = [
        estimate.estimates(asked(list(zones)), [below]),
        estimate.estimates(asked(list(zones), "families"), [above]),
        estimate.estimates(asked(list(zones), "share", "percent"), [share]),
    ]
    table, audit = protected(estimate.together(parts))
    assert table.loc[("families", "A"), "state"] == "suppressed"
    assert table.loc[("share", "A"), "state"] == "suppressed"
    assert table.loc[("share", "B"), "state"] == "published"
    assert table.loc[("recipients", "A"), "value"] == 50.0
    assert audit.holds


def test_a_rate_near_100_percent_sets_the_others_apart() -> None:
    # 47 of 50: the 3 others would be known.
    above, below = answer([47], [[0]], "families"), answer([50], [[0]])
    share = estimate.ratio(above, below, scale=100.0, level=0.9)
    table, _ = protected(estimate.estimates(asked(["A"], "share", "percent"), [share]))
    assert table["state"].tolist() == ["suppressed"]


def test_one_method_and_no_certain_bounds() -> None:
    weights = [[0, 1], [1, 2]]
    made = answer([60, 40, 50], weights)
    other = estimate.exact(
        Route.LOCATED, Input("caf", "2025", Regime.AGGREGATED, np.ones(2)), made.value + 1, None, None
    )
    other = replace(other, contributors=other.value)
    table, _ = protected(estimate.estimates(asked(["A", "B"]), [made, other]))
    assert len(table) == 2
    assert table[["bound_lower", "bound_upper", "support"]].isna().all(axis=None)


def test_what_was_published_before_counts_as_known() -> None:
    # Last year's release shows A, B and the total: C follows from them for ever, so the audit must not say it is safe.
    zones = {"A": [0], "B": [1], "C": [2], "all": [0, 1, 2]}
    made = estimate.estimates(asked(list(zones)), [answer([60, 35, 5], list(zones.values()))])
    first, _ = protect(
        made, POLICY, date=DATE, release="old", known={},
        mechanisms=Mechanisms({"caf": Threshold("recipients", 1, None)}),
    )  # fmt: skip
    assert (first.frame["state"] == "published").all()
    _, audit = protected(made, {"old": first})
    assert not audit.holds


@pytest.mark.parametrize("seed", range(12))
def test_an_attacker_with_a_pencil_learns_nothing(seed: int) -> None:
    """Random tables of 5 areas and overlapping zones; the attacker solves for every hidden figure and small gap."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 30, 5).astype(float).tolist()
    every = [list(c) for k in range(1, 6) for c in combinations(range(5), k)]
    chosen = [every[i] for i in rng.choice(len(every), 9, replace=False)]
    zones = {f"z{i}": zone for i, zone in enumerate(chosen)}
    table, audit = protected(estimate.estimates(asked(list(zones)), [answer(values, chosen)]))
    assert audit.holds
    for (_, zone), row in table.iterrows():
        total = sum(values[i] for i in zones[zone])
        if row["state"] == "suppressed" and 0 < total < LEAST:
            low, high = feasible(table, zones, zones[zone], 5)
            assert low <= 1 + 1e-3
            assert high >= LEAST - 1e-3
