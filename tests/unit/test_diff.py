"""What changed from one table of figures to another."""

from __future__ import annotations

import pandas as pd
import pytest
from observatories import NAN, ROWS, row

from parvis.model.figure import FIGURE_COLUMNS, Figures
from parvis.publish.compare import Change, difference


def figures(*rows: tuple[object, ...]) -> Figures:
    return Figures(pd.DataFrame(list(rows), columns=list(FIGURE_COLUMNS)))


def one(zone: str, **cells: object) -> tuple[object, ...]:
    return row("population", "qpv2015", zone, "2018", sources="official", **cells)


def changes(before: Figures | None, after: Figures) -> dict[str, str]:
    frame = difference(before, after).frame
    return dict(zip(frame["zone"], frame["change"], strict=True))


def test_each_change() -> None:
    before = figures(
        one("kept", value=1.0),
        one("gone", value=2.0),
        one("other", value=3.0),
        one("hidden", value=4.0),
        one("surer", value=5.0, lower=1.0, upper=9.0),
        one("never", state="suppressed", reason="confidential"),
    )
    after = figures(
        one("kept", value=1.0),
        one("new", value=2.0),
        one("other", value=3.5),
        one("hidden", state="suppressed", reason="confidential"),
        one("surer", value=5.0, lower=4.0, upper=6.0),
        one("never", state="suppressed", reason="confidential"),
    )
    found = difference(before, after)
    assert changes(before, after) == {
        "gone": "removed",
        "new": "added",
        "other": "value",
        "hidden": "state",
        "surer": "interval",
    }
    assert found.unchanged == 2
    assert [found.count(change) for change in Change] == [1, 1, 1, 1, 1]


def test_old_and_new_values_stand_side_by_side() -> None:
    found = difference(figures(one("a", value=3.0)), figures(one("a", value=3.5))).frame.iloc[0]
    assert (found["value_before"], found["value_after"]) == (3.0, 3.5)
    assert (found["state_before"], found["state_after"]) == ("published", "published")


def test_nothing_changed() -> None:
    found = difference(figures(*ROWS), figures(*ROWS[::-1]))
    assert found.is_empty
    assert found.unchanged == len(ROWS)


def test_before_the_first_release_every_figure_is_added() -> None:
    found = difference(None, figures(*ROWS))
    assert found.count(Change.ADDED) == len(ROWS)
    assert found.frame["state_before"].isna().all()


def test_against_no_figures_every_figure_is_removed() -> None:
    assert difference(figures(*ROWS), figures()).count(Change.REMOVED) == len(ROWS)


@pytest.mark.parametrize(("after", "empty"), [(0.1 + 0.2, True), (0.3 * (1 + 1e-8), False), (0.0, False)])
def test_the_last_digits_of_a_float_are_no_change(after: float, empty: bool) -> None:
    assert difference(figures(one("a", value=0.3)), figures(one("a", value=after))).is_empty is empty


def test_an_official_figure_in_place_of_an_estimate_of_the_same_value_is_the_same_figure() -> None:
    before = figures(one("a", value=5.0, method="area_weighted"))
    assert difference(before, figures(one("a", value=5.0))).is_empty


def test_evidence_is_told_apart_by_its_method() -> None:
    beside = [
        one("a", value=5.0, role="evidence", method="located"),
        one("a", value=6.0, role="evidence", method="area_weighted"),
    ]
    assert difference(figures(*beside), figures(*beside[::-1])).is_empty
    found = difference(figures(*beside), figures(one("a", value=5.0, role="evidence", method="located")))
    assert found.count(Change.REMOVED) == 1
    assert found.unchanged == 1


def test_evidence_that_shares_even_its_method_stays_two_rows() -> None:
    twice = [one("a", value=5.0, role="evidence"), one("a", value=6.0, role="evidence")]
    assert difference(figures(*twice), figures(*twice)).unchanged == 2


def test_a_figure_that_loses_its_interval_has_changed() -> None:
    before = figures(one("a", value=5.0, lower=4.0, upper=6.0, level=0.9))
    assert changes(before, figures(one("a", value=5.0, lower=NAN))) == {"a": "interval"}
