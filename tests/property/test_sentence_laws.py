"""No sentence claims a difference that the ranges on the page do not bear out."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from parvis.model.evidence import Evidence
from parvis.model.folder import IndicatorSpec
from parvis.publish.readings import Reader
from parvis.publish.sentences import Relation, Span, beside, over_time, ranked, relation, span
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
CLAIMS = {"fr": ("Plus que", "Moins que", "hausse", "baisse"), "en": ("More than", "Less than", "risen", "fallen")}


def row(lower: float, value: float, upper: float, period: str = "2020", method: str = "area_weighted") -> FigureRow:
    return FigureRow(
        "i", "z", "1", period, "total", "total", "observed", "figure", value, lower, upper, 0.9, float("nan"),
        float("nan"), "percent", method, 1.0, float("nan"), "published", "", "s", "e", "r",
    )  # fmt: skip


triples = st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted)


@given(here=triples, other=triples, language=st.sampled_from(["fr", "en"]))
def test_a_difference_is_said_only_where_the_ranges_have_nothing_in_common(
    here: list[float], other: list[float], language: str
) -> None:
    one, two = row(*here), row(*other)
    said = beside(READERS[language], Speech(language), one, [("X", two)])
    assert said.endswith(".")
    if max(here[0], other[0]) <= min(here[2], other[2]):
        assert not any(claim in said for claim in CLAIMS[language])


@given(here=triples, other=triples)
def test_the_relation_of_two_figures_turns_round_with_them(here: list[float], other: list[float]) -> None:
    opposite = {Relation.MORE: Relation.LESS, Relation.LESS: Relation.MORE, Relation.UNCLEAR: Relation.UNCLEAR}
    one, two = (Span(Decimal(str(s[0])), Decimal(str(s[2]))) for s in (here, other))
    assert relation(two, one) is opposite[relation(one, two)]


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
        here, other = (Span(*map(Decimal, case[side])) for side in ("here", "other"))
        assert relation(here, other).value == case["relation"], case["why"]
    assert len(told) == len(cases) - 1


def test_sentences_as_they_read() -> None:
    here, commune, rest = row(36.2, 41.0, 45.8), row(20.1, 22.0, 23.9), row(38.0, 39.0, 40.0)
    others = [("Bondy", commune), ("Tous les quartiers", rest)]
    assert beside(READERS["en"], Speech("en"), here, others) == (
        "More than Bondy (22.0%); no clear difference from Tous les quartiers (39.0%)."
    )
    assert beside(READERS["fr"], Speech("fr"), here, others) == (
        "Plus que Bondy (22,0\N{NO-BREAK SPACE}%)\N{NO-BREAK SPACE}; pas de différence nette avec "
        "Tous les quartiers (39,0\N{NO-BREAK SPACE}%)."
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
    assert beside(READERS["en"], Speech("en"), here, [("Bondy", row(20.1, 22.0, 23.9, "2015"))]) == ""


def test_official_figures_without_a_range_are_set_beside_each_other_without_a_verdict() -> None:
    nan = float("nan")
    here = row(nan, 4094.0, nan, "2018", "official")
    assert beside(READERS["en"], Speech("en"), here, [("Bondy", here)]) == "Beside it: Bondy (4,094.0%)."


def test_a_rank_is_told_only_as_closely_as_the_ranges_bear_out() -> None:
    # By hand: of 5, one is clearly more (60-70), one clearly less (1-5), two overlap: number 2 to number 4.
    here = row(20.0, 30.0, 40.0)
    peers = [row(60.0, 65.0, 70.0), row(1.0, 3.0, 5.0), row(35.0, 45.0, 50.0), row(10.0, 15.0, 25.0)]
    reader, speech = READERS["en"], Speech("en")
    assert ranked(reader, speech, here, peers) == "Between number 2 and number 4 of 5, from the highest."
    assert ranked(reader, speech, here, peers[:2]) == ""
    assert ranked(reader, speech, peers[0], [here, *peers[1:]]) == "Number 1 of 5, from the highest."
    alike = [here] * 4
    assert ranked(reader, speech, here, alike) == "Its rank among the 5 cannot be told."
    assert ranked(reader, speech, here, [*peers[:3], row(float("nan"), 15.0, float("nan"), method="official")]) == ""
