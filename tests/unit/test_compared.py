"""Changes, gaps and ranks: of published figures, by hand, and nothing said where nothing may be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.estimate import ALIKE, difference
from parvis.model.figure import FIGURE_COLUMNS, Figures
from parvis.model.folder import Folder, IndicatorSpec, Regime, SourceSpec
from parvis.run.compared import comparisons

NAN = float("nan")


def test_a_difference_by_hand() -> None:
    # 50 [46; 53] less 40 [35; 44]: 10, down by the root of 4² + 4², up by that of 3² + 5².
    here, there = np.array([[50.0], [46.0], [53.0]]), np.array([[40.0], [35.0], [44.0]])
    assert difference(here, there, 0.0)[:, 0] == pytest.approx([10.0, 10 - np.sqrt(32), 10 + np.sqrt(34)])
    assert difference(here, there, -1.0)[:, 0] == pytest.approx([10.0, 2.0, 18.0])
    # With a correlation of 0.5: 16 + 16 - 16, 9 + 25 - 15.
    assert difference(here, there, 0.5)[:, 0] == pytest.approx([10.0, 6.0, 10 + np.sqrt(19)])


triples = st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted)


@given(here=triples, there=triples)
def test_where_nothing_is_known_figures_differ_that_have_no_number_in_common(here: list[int], there: list[int]) -> None:
    one, other = (np.array([[t[1]], [t[0]], [t[2]]], dtype=float) for t in (here, there))
    _, low, high = difference(one, other, -1.0)[:, 0]
    assert (low > 1e-9 or high < -1e-9) == (here[0] > there[2] or here[2] < there[0])


@given(here=triples, there=triples, together=st.floats(-1, 1))
def test_a_difference_turns_round_with_its_sides(here: list[int], there: list[int], together: float) -> None:
    one, other = (np.array([[t[1]], [t[0]], [t[2]]], dtype=float) for t in (here, there))
    forth, back = difference(one, other, together), difference(other, one, together)
    np.testing.assert_allclose(forth, -back[[0, 2, 1]], atol=1e-9)


def row(period: str, value: float, half: float, **others: Any) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "indicator": "poor", "zoning": "qpv", "zone": "a", "period": period, "breakdown": "total",
        "category": "total", "scenario": "observed", "role": "figure", "value": value, "lower": value - half,
        "upper": value + half, "level": 0.9, "unit": "percent", "method": "modelled", "state": "published",
        "reason": "", "sources": "cells", "evidence": "e", "release": "r", **others,
    }  # fmt: skip
    return {name: cells.get(name, NAN) for name in FIGURE_COLUMNS}


def folder(*breaks: str) -> Folder:
    words = {"name": "x", "question": "x", "definition": "x", "theme": "income", "zonings": ["qpv"]}
    part = {"estimated": {"source": "cells", "measures": ["a"]}}
    poor = {**words, "unit": "percent", "kind": "share", "numerator": part, "denominator": part, "breaks": breaks}
    regimes = {"cells": Regime.OPEN, "fund": Regime.AGGREGATED}
    return Folder.model_construct(
        indicators={"poor": IndicatorSpec.model_validate(poor)},
        sources={name: SourceSpec.model_construct(regime=regime) for name, regime in regimes.items()},
    )


def compared(*rows: dict[str, Any], breaks: tuple[str, ...] = ()) -> pd.DataFrame:
    return comparisons(Figures(pd.DataFrame(rows)), folder(*breaks)).frame


def test_a_change_since_the_first_figure_had_in_the_same_way() -> None:
    official = row("2013", 40.0, 0.0, method="official", lower=NAN, upper=NAN, level=NAN)
    found = compared(official, row("2017", 30.0, 3.0), row("2019", 33.0, 4.0))
    assert found[["period", "other_period", "compared"]].to_numpy().tolist() == [["2019", "2017", "change"]]
    half = np.sqrt(9 + 16 - 2 * ALIKE * 12)
    assert found.loc[0, ["value", "lower", "upper", "level"]].tolist() == pytest.approx([3.0, 3 - half, 3 + half, 0.9])


def test_periods_that_overlap_and_other_ways_of_counting_are_not_compared() -> None:
    windows = [row(period, 30.0, 3.0) for period in ("2013/2017", "2015/2019", "2018/2022")]
    assert compared(*windows)[["period", "other_period"]].to_numpy().tolist() == [["2018/2022", "2013/2017"]]
    years = [row(period, 30.0, 3.0) for period in ("2017", "2019", "2021")]
    assert compared(*years, breaks=("2018",))[["period", "other_period"]].to_numpy().tolist() == [["2021", "2019"]]
    assert compared(row("unknown", 30.0, 3.0), row("2021", 30.0, 3.0)).empty


def test_of_a_partners_figures_nothing_is_supposed_and_of_hidden_ones_nothing_told() -> None:
    fund = [row("2020", 30.0, 3.0, sources="fund"), row("2021", 33.0, 4.0, sources="cells fund", state="perturbed")]
    assert compared(*fund).loc[0, ["lower", "upper"]].tolist() == pytest.approx([-4.0, 10.0])
    hidden = row("2021", NAN, NAN, state="suppressed", reason="confidential", level=NAN)
    assert compared(row("2020", 30.0, 3.0), hidden).empty
