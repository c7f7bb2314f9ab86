"""Reliability: the default policy on single rows, each with its state worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from parvis.model.figure import ESTIMATE_COLUMNS, Estimates
from parvis.model.folder import PolicySpec, Rule, RuleValue
from parvis.protect import Mechanisms, protect

DATE = "2026-06-01"


def rule(value: float, since: str = "2020-01-01") -> Rule:
    return Rule(unit="share", values=(RuleValue.model_validate({"value": value, "from": since, "reference": "test"}),))


POLICY = PolicySpec(
    min_coverage=rule(0.95), min_source_units=rule(2), max_relative_error=rule(0.5), interval_level=rule(0.9)
)

ROW: dict[str, Any] = {
    **dict.fromkeys(ESTIMATE_COLUMNS, ""),
    "indicator": "i", "zoning": "q", "zone": "A", "period": "2019", "breakdown": "total", "category": "total",
    "scenario": "observed", "role": "figure", "method": "area_weighted", "value": 100.0, "lower": 90.0, "upper": 110.0,
    "level": 0.9, "bound_lower": 0.0, "bound_upper": 300.0, "unit": "persons", "coverage": 1.0, "support": float("nan"),
    "contributors": float("nan"), "dominance": float("nan"), "remainder": float("nan"),
    "source_units": 4.0, "cut_units": 4.0, "regime": "open", "sources": "s", "available": "published",
}  # fmt: skip

NONE = float("nan")
ENDLESS = {"available": "unreliable", "method": "grouped", "value": NONE, "lower": 31.7, "upper": NONE, "unit": "years"}
"""A median that may lie in a class without an end."""


def state(policy: PolicySpec = POLICY, **changes: Any) -> tuple[str, str]:
    estimates = Estimates(pd.DataFrame([{**ROW, **changes}], columns=list(ESTIMATE_COLUMNS)))
    figures, _audit = protect(estimates, policy, date=DATE, release="r", known={}, mechanisms=Mechanisms({}))
    row = figures.frame.iloc[0]
    assert pd.isna(row["value"]) == (row["state"] != "published")
    return row["state"], row["reason"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("published", "")),
        ({"coverage": 0.66}, ("incomplete", "coverage")),
        ({"coverage": 0.66, "method": "located"}, ("incomplete", "coverage")),
        ({"coverage": 0.0, "available": "undefined", "value": float("nan")}, ("incomplete", "coverage")),
        ({"source_units": 0.2}, ("unreliable", "too_coarse")),
        ({"source_units": 0.2, "cut_units": 0.0}, ("published", "")),
        ({"lower": 40.0, "upper": 160.0}, ("unreliable", "too_wide")),
        ({"lower": 50.0, "upper": 150.0}, ("published", "")),
        ({"unit": "percent", "value": 4.0, "lower": 0.0, "upper": 12.0}, ("published", "")),
        ({"unit": "percent", "value": 40.0, "lower": 10.0, "upper": 70.0}, ("unreliable", "too_wide")),
        ({"available": "masked_by_producer", "value": float("nan")}, ("masked_by_producer", "masked_by_producer")),
        (ENDLESS, ("unreliable", "at_least:31")),
        ({**ENDLESS, "source_units": 0.2}, ("unreliable", "too_coarse")),
        ({**ENDLESS, "source_units": 0.2, "coverage": 0.66}, ("incomplete", "coverage")),
        ({"regime": "records"}, ("not_permitted", "no_agreement")),
        ({"value": 0.0, "lower": 0.0, "upper": 0.0}, ("published", "")),
    ],
)
def test_states(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert state(**changes) == expected


def test_a_rule_holds_only_from_its_date_on() -> None:
    later = POLICY.model_copy(update={"min_coverage": rule(0.95, since="2027-01-01")})
    assert state(later, coverage=0.66) == ("published", "")


def test_a_hidden_figure_carries_no_number_and_hidden_evidence_no_row() -> None:
    rows = [{**ROW}, {**ROW, "role": "evidence", "method": "located", "regime": "aggregated"}]
    estimates = Estimates(pd.DataFrame(rows, columns=list(ESTIMATE_COLUMNS)))
    figures, audit = protect(estimates, POLICY, date=DATE, release="r", known={}, mechanisms=Mechanisms({}))
    assert figures.frame["method"].tolist() == ["area_weighted"]
    assert audit.figures["state"].tolist() == ["published"]
