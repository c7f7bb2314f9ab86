"""What the officer could do, tried: everything is protected again, and the figures that are shown are counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Asked, Input, Units
from parvis.model.figure import Block, Estimates
from parvis.model.folder import PolicySpec, Regime, Rule, RuleValue
from parvis.officer import Option
from parvis.protect import Audit, Mechanisms, Threshold, protect
from parvis.run.trials import tried

ZONES = {"A": [0], "B": [1], "C": [2], "all": [0, 1, 2]}
VALUES = np.array([4.0, 30.0, 40.0])
PEOPLE = {"caf": "recipients"}


def rule(value: float) -> Rule:
    held = {"value": value, "from": "2020-01-01", "reference": "test"}
    return Rule(unit="-", values=(RuleValue.model_validate(held),))


POLICY = PolicySpec(
    min_coverage=rule(0.0), min_source_units=rule(0), max_relative_error=rule(1e9), interval_level=rule(0.9)
)


def answer(values: np.ndarray, column: str) -> estimate.Answer:
    weights = csr_array(np.array([[float(unit in zone) for zone in ZONES.values()] for unit in range(3)]))
    units = Units("caf", column, ("row 0", "row 1", "row 2"), values, values, values, np.zeros(3, dtype=bool), 0.37)
    made = estimate.carried(Input("caf", "2025", Regime.AGGREGATED, np.ones(4)), units, weights, level=0.9)
    return replace(made, contributors=weights.T @ values)


def counts() -> Estimates:
    return estimate.estimates(Asked("recipients", "zones", tuple(ZONES), "persons"), [answer(VALUES, "recipients")])


def judged(made: Estimates) -> Audit:
    held = {"caf": Threshold("recipients", 11, None)}
    return protect(made, POLICY, date="2026-06-01", release="r", known={}, mechanisms=Mechanisms(held))[1]


def judge(made: Estimates, sources: frozenset[str]) -> pd.DataFrame:
    assert sources == {"caf"}
    return judged(made).figures


def test_a_merger_brings_back_what_was_hidden_with_it() -> None:
    # A is 4, and B is hidden for it: 34 in all less C. With C instead of A and C there are 44, and B may be shown.
    figures = judged(counts()).figures
    assert figures.set_index("zone")["rule"].to_dict() == {"A": "few", "B": "secondary", "C": "", "all": ""}
    guess = Option(0, "merge", 1, 1, zone="C", contributors=44.0)
    [found] = tried([guess], figures, counts(), judge, people=PEOPLE, seconds=9, parts=nobody)
    assert found == replace(guess, lost=1, won=2, exact=True)  # C goes, A + C and B come
    [other] = tried(
        [replace(guess, zone="B", lost=0)], figures, counts(), judge, people=PEOPLE, seconds=9, parts=nobody
    )
    assert (other.lost, other.won, other.exact) == (0, 1, True)


def test_a_breakdown_that_is_dropped_takes_its_categories_along() -> None:
    made = counts()
    ages = estimate.estimates(Asked("recipients", "zones", tuple(ZONES), "persons", breakdown="ages", category="young"),
                              [answer(np.array([2.0, 20.0, 25.0]), "young")])  # fmt: skip
    both = estimate.together([made, ages])
    figures = judged(both).figures
    row = int(np.flatnonzero((figures["zone"] == "A") & (figures["category"] == "young"))[0])
    before = figures["state"].eq("published").to_numpy()
    [found] = tried([Option(row, "drop", 0, 0)], figures, both, judge, people=PEOPLE, seconds=9, parts=nobody)
    assert found.exact
    assert found.lost == int((before & figures["category"].eq("young")).sum())
    alone = judged(made).figures["state"].eq("published").sum()
    assert found.won == alone - int((before & figures["category"].ne("young")).sum())


def test_what_is_not_tried_stays_an_estimate() -> None:
    figures = judged(counts()).figures
    wide = Option(0, "widen", 3, 1, periods=3)
    assert list(tried([wide], figures, counts(), judge, people=PEOPLE, seconds=9, parts=nobody)) == [wide]


YEARS = {"2023": [4.0, 30.0, 40.0], "2024": [5.0, 31.0, 41.0], "2025": [9.0, 30.0, 42.0]}


def years(form: str) -> Estimates:
    """Return what a table tells of three years, by its rows or by pieces of ground."""
    weights = csr_array(np.array([[float(unit in zone) for zone in ZONES.values()] for unit in range(3)]))
    made = []
    for year, numbers in YEARS.items():
        values = np.array(numbers) if form == "row" else np.full(3, np.nan)
        ids = estimate.atom_ids(3) if form == "atom" else tuple(f"row {year} {n}" for n in range(3))
        units = Units("caf", "recipients", ids, values, values, values, np.zeros(3, dtype=bool), 0.37)
        told = weights.T @ np.array(numbers)
        given = Input("caf", year, Regime.AGGREGATED, np.ones(4))
        one = estimate.official(given, told, np.zeros(4, dtype=bool))
        one = replace(one, units=units, weights=weights, contributors=told)
        made.append(estimate.estimates(Asked("recipients", "zones", tuple(ZONES), "persons"), [one]))
    return estimate.together(made)


@pytest.mark.parametrize("form", ["row", "atom"])
def test_one_figure_for_three_years_is_protected_as_it_would_be(form: str) -> None:
    # In A are 4, 5 and 9, so that of each year A and another are hidden; in three years there are 18, and all is shown.
    made = years(form)
    figures = judged(made).figures
    assert figures["state"].eq("published").sum() == 3 * 2
    [found] = tried([widen(0, 3)], figures, made, judge, people=PEOPLE, seconds=9, parts=nobody)
    assert (found.lost, found.won, found.exact) == (6, 4, True)
    # 4 and 5 in two years are still too few, and of the third year 9 are.
    [found] = tried([widen(0, 2)], figures, made, judge, people=PEOPLE, seconds=9, parts=nobody)
    assert (found.lost, found.won, found.exact) == (4, 2, True)


def test_periods_that_nobody_has_stay_an_estimate() -> None:
    made, guess = years("row"), widen(0, 4)
    assert list(tried([guess], judged(made).figures, made, judge, people=PEOPLE, seconds=9, parts=nobody)) == [guess]


def widen(row: int, periods: int) -> Option:
    return Option(row, "widen", 0, 1, periods=periods)


def nobody(block: Block, row: int) -> None:
    """There is no rule on holders."""


def test_a_merger_under_dominance_asks_what_holders_have_of_both() -> None:
    """A third of each zone's turnover may be one firm's: of A one has all, of A and B together a quarter."""
    turnover = np.array([10.0, 30.0, 40.0])
    made = estimate.estimates(Asked("turnover", "zones", tuple(ZONES), "euros"), [answer(turnover, "turnover")])
    made = replace(made, frame=made.frame.assign(dominance=[1.0, 0.2, 0.2, 0.1], contributors=20.0))

    def parts(block: Block, row: int) -> tuple[float, float]:
        sums = block.coefficients[[row]].toarray().ravel() * turnover
        return (0.25 if sums[0] and sums[1] and not sums[2] else 0.1), 1.0

    def dominated(made: Estimates, sources: frozenset[str]) -> pd.DataFrame:  # noqa: ARG001
        held = {"caf": Threshold("firms", 3, 1 / 3)}
        return protect(made, POLICY, date="2026-06-01", release="r", known={}, mechanisms=Mechanisms(held))[1].figures

    figures = dominated(made, frozenset())
    assert figures.set_index("zone")["rule"].to_dict() == {"A": "dominated", "B": "secondary", "C": "", "all": ""}
    guess = Option(0, "merge", 0, 1, zone="B", contributors=40.0)
    [found] = tried([guess], figures, made, dominated, people=PEOPLE, seconds=9, parts=parts)
    assert (found.lost, found.won, found.exact) == (0, 1, True)
