"""Years of one table are about other people: what is hidden of one may be shown of the next, and gives nothing away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Asked, Input, Units
from parvis.model.figure import Estimates
from parvis.model.folder import PolicySpec, Regime, Rule, RuleValue
from parvis.protect import Audit, Mechanisms, Threshold, protect

NONE = Rule(unit="-", values=(RuleValue.model_validate({"value": 0, "from": "2020-01-01", "reference": "test"}),))
POLICY = PolicySpec(min_coverage=NONE, min_source_units=NONE, max_relative_error=NONE, interval_level=NONE)
LEAST = 11
TOWN = {"A": [0], "B": [1], "C": [2], "town": [0, 1, 2]}
DISTRICTS = {"A and B": [0, 1], "B and C": [1, 2]}


def numbers(values: list[float], period: str, zones: dict[str, list[int]], zoning: str, source: str) -> Estimates:
    """Return what a table says of zones at a time, over pieces of ground; it does not say who lives on each piece."""
    inside = np.array([[float(piece in zone) for zone in zones.values()] for piece in range(len(values))])
    told, nothing = inside.T @ np.array(values), np.full(len(values), np.nan)
    given = Input(source, period, Regime.AGGREGATED, np.ones(len(zones)))
    made = estimate.official(given, told, np.zeros(len(zones), dtype=bool))
    flags = np.zeros(len(values), dtype=bool)
    units = Units(source, "recipients", estimate.atom_ids(len(values)), nothing, nothing, nothing, flags, 0.0)
    answer = replace(made, units=units, weights=csr_array(inside), contributors=told)
    return estimate.estimates(Asked("recipients", zoning, tuple(zones), "persons"), [answer])


def shown(*parts: Estimates) -> tuple[dict[tuple[str, str], float], Audit]:
    """Return the numbers that are published, by zone and period, and the audit."""
    thresholds = {source: Threshold("persons", LEAST, None, "people of the fund") for source in ("fund", "other")}
    figures, audit = protect(
        estimate.together(parts), POLICY, date="2026-06-01", release="r", known={}, mechanisms=Mechanisms(thresholds),
    )  # fmt: skip
    table = figures.frame[figures.frame["value"].notna()]
    return dict(zip(zip(table["zone"], table["period"], strict=True), table["value"], strict=True)), audit


def least_and_most(goal: list[int], told: dict[tuple[str, str], float], period: str) -> tuple[float, float]:
    """Return what an attacker leaves open of the people of some pieces, who knows who is told of a year."""
    zones = TOWN | DISTRICTS
    rows = [[float(piece in zones[zone]) for piece in range(3)] for zone, when in told if when == period]
    values = [value for (_, when), value in told.items() if when == period]
    row = np.array([float(piece in goal) for piece in range(3)])
    ends = [linprog(s * row, A_eq=rows or None, b_eq=values or None, bounds=(0, None)) for s in (1, -1)]
    return ends[0].fun, -ends[1].fun if ends[1].status == 0 else np.inf


def test_a_few_of_one_year_hide_nothing_of_the_next() -> None:
    # In 2023 4 live in A, so that one more of B, C and the town is hidden; in 2024 they are 20.
    before = numbers([4, 30, 40], "2023", TOWN, "zones", "fund")
    after = numbers([20, 25, 40], "2024", TOWN, "zones", "fund")
    told, audit = shown(before, after)
    assert audit.holds
    assert [sum(when == year for _, when in told) for year in ("2023", "2024")] == [2, 4]
    low, high = least_and_most([0], told, "2023")
    assert low <= 1 and high >= LEAST


@pytest.mark.parametrize("period", ["2023", "2022/2023", "2023-12"])
def test_tables_of_one_time_are_about_the_same_people(period: str) -> None:
    # A and B less B would be the 4 of A, whichever table of the time tells it.
    one = numbers([4, 30, 40], "2023", TOWN, "zones", "fund")
    other = numbers([4, 30, 40], period, DISTRICTS, "districts", "other")
    told, audit = shown(one, other)
    assert audit.holds
    at_once = {(zone, "2023"): value for (zone, _), value in told.items()}
    low, high = least_and_most([0], at_once, "2023")
    assert low <= 1 and high >= LEAST
