"""No sentence claims a difference that the ranges on the page do not bear out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parvis.estimate import difference
from parvis.model.evidence import Evidence
from parvis.model.folder import IndicatorSpec
from parvis.publish.readings import Reader
from parvis.publish.sentences import beside, over_time, ranked, span
from parvis.publish.shelf import ComparisonRow, FigureRow
from parvis.publish.words import Speech

SPEC = IndicatorSpec.model_validate(
    {
        "name": "Part", "question": "Combien ?", "definition": "Une part.", "theme": "income", "unit": "percent",
        "kind": "share", "zonings": ["z"],
        "numerator": {"estimated": {"source": "s", "measures": ["a"]}},
        "denominator": {"estimated": {"source": "s", "measures": ["b"]}},
    }
)  # fmt: skip
READERS = {language: Reader({"i": SPEC}, Evidence({}, {}), Speech(language)) for language in ("fr", "en")}
CLAIMS = {
    "fr": ("de plus que", "de moins que", "hausse", "baisse"),
    "en": ("more than", "less than", "risen", "fallen"),
}


def row(lower: float, value: float, upper: float, period: str = "2020", method: str = "area_weighted") -> FigureRow:
    return FigureRow(
        "i", "z", "1", period, "total", "total", "observed", "figure", value, lower, upper, 0.9, float("nan"),
        float("nan"), "percent", method, 1.0, float("nan"), "published", "", "s", "e", "r",
    )  # fmt: skip


triples = st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted)


@given(
    here=triples,
    gap=st.lists(st.floats(-100, 100), min_size=2, max_size=2).map(sorted),
    language=st.sampled_from(["fr", "en"]),
)
def test_a_difference_is_said_only_where_its_interval_leaves_out_none_at_all(
    here: list[float], gap: list[float], language: str
) -> None:
    found = compared("gap", sum(gap) / 2, *gap, other="2")
    said = beside(READERS[language], Speech(language), row(*here), [("X", row(*here), found)])
    assert said.endswith(".")
    more, less = CLAIMS[language][:2]
    assert (more in said, less in said) == (gap[0] > 0, gap[1] < 0)


@given(triple=triples)
def test_the_range_that_is_read_holds_the_range_that_was_computed(triple: list[float]) -> None:
    figure = row(*triple)
    seen = span(figure, READERS["en"].place(figure))
    assert float(seen.lower) <= triple[0] + 1e-9
    assert float(seen.upper) >= triple[2] - 1e-9


def compared(kind: str, value: float, lower: float, upper: float, other: str = "1", **cells: object) -> ComparisonRow:
    told = ComparisonRow(
        "i", "z", "1", "2020", "total", "total", "observed", kind, "z", other, "2015", value, lower, upper, 0.9,
        float("nan"), "percent", "r",
    )  # fmt: skip
    return told._replace(**cells)


@given(triple=triples, shift=st.floats(-100, 100), language=st.sampled_from(["fr", "en"]))
def test_a_change_is_said_only_where_its_interval_leaves_out_none_at_all(
    triple: list[float], shift: float, language: str
) -> None:
    lower, value, upper = (number + shift for number in triple)
    change = compared("change", value, lower, upper)
    said = over_time(READERS[language], Speech(language), row(*triple), change, row(1.0, 2.0, 3.0, "2015"))
    assert any(claim in said.casefold() for claim in CLAIMS[language][2:]) == (lower > 0 or upper < 0)


def test_the_cases_that_the_scripts_are_tested_with_too() -> None:
    cases = json.loads((Path(__file__).parents[1] / "shared" / "relations.json").read_text(encoding="utf-8"))
    told = [case for case in cases if case["here"] and case["other"]]
    for case in told:
        sides = (np.array(case[side], dtype=float)[:, None] for side in ("here", "other"))
        _, low, high = difference(*sides, case["together"])[:, 0]
        said = "more" if low > 1e-9 else "less" if high < -1e-9 else "unclear"
        assert said == case["relation"], case["why"]
    assert len(told) == len(cases) - 1


def test_sentences_as_they_read() -> None:
    here, commune, rest = row(36.2, 41.0, 45.8), row(20.1, 22.0, 23.9), row(38.0, 39.0, 40.0)
    gaps = compared("gap", 19.0, 13.86, 24.1), compared("gap", 2.0, -2.9, 6.9)
    others = [("Bondy", commune, gaps[0]), ("Tous les quartiers", rest, gaps[1])]
    assert beside(READERS["en"], Speech("en"), here, others) == (
        "13.8 to 24.1 points more than Bondy (22.0%); no clear difference from Tous les quartiers (39.0%)."
    )
    assert beside(READERS["fr"], Speech("fr"), here, others) == (
        "13,8 à 24,1 points de plus que Bondy (22,0\N{NO-BREAK SPACE}%)\N{NO-BREAK SPACE}; "
        "pas de différence nette avec Tous les quartiers (39,0\N{NO-BREAK SPACE}%)."
    )
    past, change = row(20.0, 21.0, 22.0, "2015"), compared("change", 20.0, 15.12, 24.9)
    assert over_time(READERS["fr"], Speech("fr"), here, change, past) == (
        "Depuis 2015\N{NO-BREAK SPACE}: hausse de 15,1 à 24,9 points "
        "(de 21,0\N{NO-BREAK SPACE}% à 41,0\N{NO-BREAK SPACE}%)."
    )
    fallen = over_time(READERS["en"], Speech("en"), past, compared("change", -3.0, -5.96, -0.04), here)
    assert fallen == "Since 2020 it has fallen by 0.04 to 5.96 points (from 41.0% to 21.0%)."
    counted = compared("change", 25.0, 25.0, 25.0, unit="dwellings")
    assert "risen by 25.0 dwellings (" in over_time(READERS["en"], Speech("en"), here, counted, past)
    assert beside(READERS["en"], Speech("en"), here, [("Bondy", row(20.1, 22.0, 23.9, "2015"), None)]) == ""


def test_official_figures_without_a_range_are_set_beside_each_other_without_a_verdict() -> None:
    nan = float("nan")
    here = row(nan, 4094.0, nan, "2018", "official")
    assert beside(READERS["en"], Speech("en"), here, [("Bondy", here, None)]) == "Beside it: Bondy (4,094.0%)."


def test_ranks_as_they_read() -> None:
    speech, rank = Speech("en"), compared("rank", 3.0, 2.0, 4.0, among=5.0)
    assert ranked(speech, rank) == "It ranks between 2nd and 4th of 5, from the highest."
    assert ranked(speech, rank._replace(lower=1.0, upper=1.0)) == "It ranks 1st of 5, from the highest."
    assert ranked(speech, rank._replace(lower=1.0, upper=5.0)) == "Its rank among the 5 cannot be told."
    tied = rank._replace(lower=2.0, upper=2.0)
    assert ranked(speech, tied, 3) == "It ranks 2nd of 5, from the highest, together with 3 others."
