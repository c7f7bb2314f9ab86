"""Changes, gaps and ranks: of published figures, by hand, and nothing said where nothing may be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.estimate import ALIKE, difference
from parvis.model.comparison import Lasting, Ties
from parvis.model.figure import FIGURE_COLUMNS, Figures
from parvis.model.folder import Folder, IndicatorSpec, Regime, SourceSpec, TerritorySpec, ZoningSpec
from parvis.model.zones import Zones
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
    territory = TerritorySpec.model_construct(
        zonings={"qpv": ZoningSpec.model_construct(), "all": ZoningSpec.model_construct(union_of="qpv")}
    )
    words = {"name": "x", "question": "x", "definition": "x", "theme": "income", "zonings": ["qpv"]}
    part = {"estimated": {"source": "cells", "measures": ["a"]}}
    poor = {**words, "unit": "percent", "kind": "share", "numerator": part, "denominator": part, "breaks": breaks}
    regimes = {"cells": Regime.OPEN, "fund": Regime.AGGREGATED}
    return Folder.model_construct(
        territory=territory,
        indicators={"poor": IndicatorSpec.model_validate(poor)},
        sources={name: SourceSpec.model_construct(regime=regime) for name, regime in regimes.items()},
    )


ZONES = {
    "qpv": Zones("qpv", 2024, gpd.GeoDataFrame(), None, {"all": dict.fromkeys("abcde", ("all",))}),
    "all": Zones("all", 2024, gpd.GeoDataFrame(), None, {}),
}


def compared(
    *rows: dict[str, Any], breaks: tuple[str, ...] = (), ties: tuple[Ties, ...] = (), lasting: tuple[Lasting, ...] = ()
) -> pd.DataFrame:
    return comparisons(Figures(pd.DataFrame(rows)), folder(*breaks), ZONES, ties, lasting).frame


def test_a_change_since_the_first_figure_had_in_the_same_way() -> None:
    official = row("2013", 40.0, 0.0, method="official", lower=NAN, upper=NAN, level=NAN)
    found = compared(official, row("2017", 30.0, 3.0), row("2019", 33.0, 4.0))
    assert found[["period", "other_period", "compared"]].to_numpy().tolist() == [["2019", "2017", "change"]]
    half = np.sqrt(9 + 16 - 2 * ALIKE * 12)
    assert found.loc[0, ["value", "lower", "upper", "level"]].tolist() == pytest.approx([3.0, 3 - half, 3 + half, 0.9])


def test_a_change_knows_how_far_errors_lasted() -> None:
    known = Lasting("poor", "qpv", "modelled", "2017", "2019", np.array(["a"], dtype=object), np.array([0.95]))
    rows = row("2017", 30.0, 3.0), row("2019", 33.0, 4.0)
    found = compared(*rows, lasting=(known,))
    assert found.loc[0, "upper"] == pytest.approx(3 + np.sqrt(9 + 16 - 2 * 0.95 * 12))
    elsewhere = replace(known, zones=np.array(["b"], dtype=object))
    assert compared(*rows, lasting=(elsewhere,)).equals(compared(*rows))


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


def tie(other: str, *pairs: tuple[str, str, float]) -> Ties:
    here, there, together = zip(*pairs, strict=True) if pairs else ((), (), ())
    return Ties(
        "poor", "2020", "qpv", "modelled", other, "modelled", np.array(here, dtype=object),
        np.array(there, dtype=object), np.array(together, dtype=float),
    )  # fmt: skip


def bounds(frame: pd.DataFrame, kind: str) -> list[list[float]]:
    return frame.loc[frame["compared"] == kind, ["lower", "upper"]].round(6).to_numpy().tolist()


def test_a_gap_to_another_place_knows_how_errors_go_together_where_all_is_open() -> None:
    here, every = row("2020", 40.0, 3.0), row("2020", 33.0, 4.0, zoning="all", zone="all")
    assert bounds(compared(here, every, ties=(tie("all", ("a", "all", 0.5)),)), "gap") == [
        [round(7 - np.sqrt(13), 6), round(7 + np.sqrt(13), 6)]
    ]
    assert bounds(compared(here, every), "gap") == [[0.0, 14.0]]  # it was not worked out
    partner = row("2020", 33.0, 4.0, zoning="all", zone="all", sources="fund")
    assert bounds(compared(here, partner, ties=(tie("all", ("a", "all", 0.5)),)), "gap") == [[0.0, 14.0]]
    counted = [{**one, "method": "located"} for one in (here, every)]
    assert bounds(compared(*counted), "gap") == [[2.0, 12.0]]  # no error of the one follows from the other's
    assert bounds(compared(here, {**every, "period": "2021"}), "gap") == []


def test_ranks_within_a_zoning_are_joint_where_all_is_open() -> None:
    rows = [row("2020", value, 4.0, zone=zone) for zone, value in zip("abcde", (40, 33, 31, 20, 10), strict=True)]
    found = compared(*rows, ties=(tie("qpv"),))
    ranks = found[found["compared"] == "rank"]
    assert ranks["value"].tolist() == [1, 2, 3, 4, 5]
    assert bounds(found, "rank") == [[1, 1], [2, 3], [2, 3], [4, 4], [5, 5]]
    assert set(ranks["among"]) == {5.0}
    apart = [{**one, "sources": "fund"} for one in rows]  # 40 ± 4 and 33 ± 4 have numbers in common
    assert bounds(compared(*apart), "rank") == [[1, 2], [1, 3], [2, 3], [4, 4], [5, 5]]


def test_no_rank_among_few_nor_beside_a_figure_whose_error_nobody_told() -> None:
    rows = [row("2020", value, 4.0, zone=zone) for zone, value in zip("abcd", (40, 33, 31, 20), strict=True)]
    official = row("2020", 10.0, 0.0, zone="e", method="official", lower=NAN, upper=NAN, level=NAN)
    assert compared(*rows[:3]).empty
    assert compared(*rows, official).empty
