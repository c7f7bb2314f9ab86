"""The page for the disclosure officer: what could be done about a hidden figure, reckoned by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from observatories import small_observatory

from parvis.officer import Option, options, write
from parvis.officer.page import Told, policy_name

ROW = {
    "indicator": "population", "zoning": "qpv2024", "zone": "A", "period": "2025", "breakdown": "total",
    "category": "total", "scenario": "observed", "role": "figure", "method": "located", "regime": "records",
    "sources": "people", "value": 4.0, "contributors": 4.0, "state": "suppressed", "reason": "confidential",
    "rule": "few",
}  # fmt: skip
FIGURES = pd.DataFrame([
    ROW,
    {**ROW, "zone": "B", "value": 5.0, "contributors": 5.0},
    {**ROW, "zone": "C", "value": 20.0, "contributors": 20.0, "state": "published", "rule": ""},
    {**ROW, "zone": "D", "value": 8.0, "contributors": 8.0},
])  # fmt: skip
NEAR = {"qpv2024": {"A": frozenset({"B", "C", "D"}), "B": frozenset({"A"}), "D": frozenset()}}


def test_what_could_be_done() -> None:
    # A and B are 9, too few; A and D are 12, enough, and nothing shown is lost; A and C would be 24.
    found = list(options(FIGURES, dict.fromkeys(range(4), 11.0), NEAR))
    assert found[0] == Option(0, "merge", 0, 1, zone="D", contributors=12.0)
    # 4 a period are 12 in three; C is then shown once in three periods: two figures less.
    assert found[1] == Option(0, "widen", 2, 1, periods=3)
    assert [(one.row, one.kind) for one in found[2:]] == [(1, "widen"), (3, "widen")]


def test_dropping_a_breakdown_costs_what_it_shows() -> None:
    ages = FIGURES.assign(breakdown="ages", category=["young", "young", "old", "old"])
    found = [one for one in options(ages, {0: 11.0}, {}) if one.kind == "drop"]
    assert found == [Option(0, "drop", 1, 0)]


def test_page(tmp_path: Path) -> None:
    folder = small_observatory().folder
    name = "population/qpv2024/A/2025/total/total/observed/located"
    verdicts = pd.DataFrame([
        {"figure": name, "low": 0.0, "high": np.inf, "holds": True, "protected_by": ""},
        {"figure": f"{name}/less/{name.replace('/A/', '/B/')}", "low": 1.0, "high": 2.0, "holds": False,
         "protected_by": name},
    ])  # fmt: skip
    history = {"before": 1, "new": 2, "numbers": 2, "open_before": 0, "open_after": 1}
    indicator = next(iter(folder.indicators))
    told = Told(
        FIGURES.assign(indicator=indicator),
        verdicts.replace({"population/": f"{indicator}/"}, regex=True), history,
        (Option(0, "merge", 0, 1, zone="D", contributors=12.0),
         Option(0, "merge", 1, 3, zone="D", contributors=12.0, exact=True)), folder, {"qpv2024": {"A": "Les Lilas"}},
        "abc", "2026-06-01",
    )  # fmt: skip
    table, french, english = write(told, tmp_path / "audit", languages=("fr", "en"))
    for file in (table, french, english):
        assert file.stat().st_mode & 0o77 == 0
    text = english.read_text(encoding="utf-8")
    for words in ("1 numbers can be worked out too closely", "Les Lilas (qpv2024)", "too few", "at least 0 to ∞",
                  "Merge with D: 12 together; 0 figure less, 1 more for both (estimate)",
                  "Merge with D: 12 together; with all protected again 1 figures less are shown, 3 more<",
                  "house rule"):  # fmt: skip
        assert words in text, words
    assert "Réunir avec D" in french.read_text(encoding="utf-8")
    assert "http" not in text
    assert len(pd.read_csv(table)) == 3


def test_a_set_of_parameters_has_a_name() -> None:
    policy = small_observatory().folder.policy
    assert policy_name(policy, "2026-06-01") == policy_name(policy, "2026-06-02")
    other = policy.model_copy(update={"thresholds": {"persons": policy.min_coverage}})
    assert policy_name(policy, "2026-06-01") != policy_name(other, "2026-06-01")
