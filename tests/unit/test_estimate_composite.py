"""Indices: by hand, and whatever their parts are; made of what is published, and of nothing that is not."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.estimate import Scale, composite
from parvis.model.comparison import Alike, Ties
from parvis.model.figure import FIGURE_COLUMNS, Figures
from parvis.model.folder import Folder, IndicatorSpec
from parvis.run.indices import index_ties, with_indices


def test_by_hand() -> None:
    # 30 % of 0 to 60 scores 50, 25 to 35 % scores 41.67 to 58.33, twice; 70 of 100 down to 40 scores 50, 40 to 60.
    poor, car = np.array([[30.0], [25.0], [35.0]]), np.array([[70.0], [64.0], [76.0]])
    value, lower, upper = composite([poor, car], [Scale(0, 60, 2), Scale(100, 40)])
    assert value == pytest.approx([50.0])
    assert lower == pytest.approx([(2 * 125 / 3 + 40) / 3])
    assert upper == pytest.approx([(2 * 175 / 3 + 60) / 3])


def test_a_range_by_hand_where_it_is_known_how_errors_go_together() -> None:
    # 50 ± 10 and 50 ± 6 on the same scale, at a half each: ± the root of 5² + 3² + 2 r 5 x 3.
    parts = [np.array([[50.0] * 3, [40.0] * 3, [60.0] * 3]), np.array([[50.0] * 3, [44.0] * 3, [56.0] * 3])]
    known = np.array([[[1, r], [r, 1]] for r in (0.0, 0.5, np.nan)])
    value, lower, upper = composite(parts, [Scale(0, 100), Scale(0, 100)], together=known)
    half = np.array([np.sqrt(34), 7.0, 8.0])
    np.testing.assert_allclose([value, lower, upper], [[50.0] * 3, 50 - half, 50 + half])
    # Where more of the second is less of the index, what goes together in figures goes apart in scores.
    _, lower, _ = composite(parts, [Scale(0, 100), Scale(100, 0)], together=known)
    np.testing.assert_allclose(lower, 50 - np.array([np.sqrt(34), np.sqrt(19), 8.0]))


percent = st.floats(0, 100)


@given(st.lists(st.tuples(percent, percent, percent, st.booleans(), st.floats(0.1, 5)), min_size=1, max_size=5))
def test_every_choice_of_parts_within_their_ranges_lies_within_that_of_the_index(
    parts: list[tuple[float, float, float, bool, float]],
) -> None:
    sorted_parts = [np.array(sorted(part[:3]))[[1, 0, 2]][:, None] for part in parts]
    scales = [Scale(100, 20, part[4]) if part[3] else Scale(5, 80, part[4]) for part in parts]
    value, lower, upper = composite(sorted_parts, scales)
    assert lower <= value + 1e-9
    assert value <= upper + 1e-9
    rng = np.random.default_rng(1)
    for _ in range(20):
        chosen = [part[1] + (part[2] - part[1]) * rng.random() for part in sorted_parts]
        index = sum(s.weight * s.score(c) for s, c in zip(scales, chosen, strict=True)) / sum(s.weight for s in scales)
        assert (lower - 1e-6 <= index).all()
        assert (index <= upper + 1e-6).all()


def rows(indicator: str, values: dict[str, float], **others: object) -> pd.DataFrame:
    frame = pd.DataFrame({"zone": list(values), "value": list(values.values())})
    frame["state"] = np.where(frame["value"].isna(), "suppressed", "published")
    frame["reason"] = np.where(frame["value"].isna(), "confidential", "")
    frame["lower"], frame["upper"] = frame["value"] - 2, frame["value"] + 2
    given_: dict[str, object] = {
        "indicator": indicator, "zoning": "qpv", "period": "2019", "breakdown": "total", "category": "total",
        "scenario": "observed", "role": "figure", "level": 0.9, "bound_lower": 0.0, "bound_upper": 100.0,
        "unit": "percent", "method": "modelled", "coverage": 1.0, "support": np.nan, "sources": indicator,
        "evidence": "e", "release": "r", **others,
    }  # fmt: skip
    frame = frame.assign(**given_)
    frame.loc[frame["value"].isna(), ["bound_lower", "bound_upper"]] = np.nan
    return frame[list(FIGURE_COLUMNS)]


def folder() -> Folder:
    words = {"name": "x", "question": "x", "definition": "x", "theme": "income", "zonings": ["qpv"]}
    estimated = {"estimated": {"source": "cells", "measures": ["a"]}}
    share = {**words, "unit": "percent", "kind": "share", "numerator": estimated, "denominator": estimated}
    scale = {"zero": 0, "hundred": 50}
    parts = [{"indicator": "poor", **scale}, {"indicator": "car", **scale}]
    index = {**words, "unit": "index", "kind": "index", "parts": parts}
    return Folder.model_construct(
        indicators={
            name: IndicatorSpec.model_validate(spec)
            for name, spec in {"poor": share, "car": share, "hardship": index}.items()
        }
    )


def index_of(
    *tables: pd.DataFrame, forbidden: frozenset[tuple[str, str, str]] = frozenset(), alike: tuple[Alike, ...] = ()
) -> pd.DataFrame:
    out = with_indices(Figures(pd.concat(tables)), folder(), forbidden, alike).frame
    return out[out["indicator"] == "hardship"].set_index("zone")


def test_an_index_is_not_shown_where_a_part_is_hidden() -> None:
    index = index_of(rows("poor", {"a": 20.0, "b": float("nan")}), rows("car", {"a": 40.0, "b": 30.0}))
    assert index.loc["a", ["value", "lower", "upper", "level"]].to_list() == pytest.approx([60.0, 56.0, 64.0, 0.9])
    assert index.loc["b", ["state", "reason"]].to_list() == ["suppressed", "confidential"]
    assert index.loc["b", ["value", "lower", "upper", "bound_lower"]].isna().all()
    assert index.loc["a", "sources"] == "poor car"
    assert index.loc["a", "evidence"] == "hardship/qpv/a/2019/total/total/observed/composed"


def test_what_is_sure_of_a_part_that_is_not_shown_is_not_said_of_the_index() -> None:
    endless = rows("poor", {"a": float("nan")}).assign(state="unreliable", reason="at_least:65")
    index = index_of(endless, rows("car", {"a": 40.0}))
    assert index.loc["a", ["state", "reason"]].to_list() == ["unreliable", ""]


def test_an_index_of_two_dates_says_both_and_takes_the_latest_that_is_shown() -> None:
    late = rows("car", {"a": 40.0}, period="2021")
    empty = rows("car", {"a": float("nan")}, period="2022")
    assert index_of(rows("poor", {"a": 20.0}), late, empty).loc["a", ["period", "value"]].to_list() == [
        "2019/2021",
        60.0,
    ]


def test_an_index_of_figures_whose_error_nobody_told_has_no_range() -> None:
    official = rows("car", {"a": 40.0}, lower=np.nan, upper=np.nan, level=np.nan)
    index = index_of(rows("poor", {"a": 20.0}), official)
    assert index.loc["a", "value"] == pytest.approx(60.0)
    assert index.loc["a", ["lower", "upper", "level"]].isna().all()


def test_altered_parts_make_an_altered_index_and_agreements_hold_for_it() -> None:
    noisy = rows("car", {"a": 40.0}, state="perturbed")
    assert index_of(rows("poor", {"a": 20.0}), noisy).loc["a", "state"] == "perturbed"
    kept = index_of(rows("poor", {"a": 20.0}), noisy, forbidden=frozenset({("hardship", "qpv", "total")}))
    assert kept.loc["a", "state"] == "not_permitted"
    assert np.isnan(kept.loc["a", "value"])


def test_errors_of_parts_go_together_as_far_as_open_sources_show_it() -> None:
    tables = rows("poor", {"a": 20.0}), rows("car", {"a": 40.0, "b": 30.0}, period="2021")
    known = Alike("qpv", ("car", "2021", "modelled"), ("poor", "2019", "modelled"), 0.5)
    # 2 of 50 points are 4 scores, at a half each: 2 and 2, so that the range is ± the root of 4 + 4 + 4.
    assert index_of(*tables, alike=(known,)).loc["a", ["lower", "upper"]].to_list() == pytest.approx(
        [60 - np.sqrt(12), 60 + np.sqrt(12)]
    )
    other = Alike("qpv", ("car", "2021", "modelled"), ("poor", "2017", "modelled"), 0.5)
    assert index_of(*tables, alike=(other,)).loc["a", "lower"] == pytest.approx(56.0)


def test_gaps_of_indices_go_together_as_those_of_their_parts_on_average() -> None:
    def ties(name: str, period: str, *together: tuple[str, float]) -> Ties:
        ids, found = zip(*together, strict=True) if together else ((), ())
        here, none = np.array(ids, dtype=object), np.array(["all"] * len(ids), dtype=object)
        return Ties(name, period, "qpv", "modelled", "qpv", "modelled", here, none, np.array(found, dtype=float))

    parts = [ties("poor", "2017"), ties("poor", "2019", ("a", 0.5)), ties("car", "2021", ("a", 0.1), ("b", -0.2))]
    (found,) = index_ties(folder(), parts)
    assert (found.indicator, found.period, found.method) == ("hardship", "2019/2021", "composed")
    assert dict(zip(found.here, found.together, strict=True)) == pytest.approx({"a": 0.3, "b": -0.1})
    assert list(index_ties(folder(), parts[2:])) == []
