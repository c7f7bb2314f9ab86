"""Every row is accepted, rejected with a reason, or set aside by the folder's own `where`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from checked_rows import COUNT, codes, counted, reasons, sorted_rows, table
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.errors import FolderError, SourceError
from parvis.model.finding import errors_in

# --- numbers ---


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("17", 17.0), ("17,4", 17.4), ("17.4", 17.4), (" 17 ", 17.0), ("1e3", 1000.0),
        ("1 234,5", 1234.5), ("1\u202f234,5", 1234.5), ("1\xa0234", 1234.0), (17.4, 17.4), (17, 17.0),
        ("", np.nan), (None, np.nan), ("   ", np.nan), (np.nan, np.nan),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(entry: object, value: float) -> None:
    snapshot = counted(table(["01001", entry], ["01002", "1"]))
    np.testing.assert_array_equal(snapshot.frame["measure:n"], [value, 1.0])
    assert reasons(snapshot) == {}


@pytest.mark.parametrize("entry", ["n.d.", "12 %", "1.234,5", "1,234.5", "1_000", "inf", "nan", "=A1", "3 à 5"])
def test_what_is_no_number_rejects_its_row_and_is_not_guessed_at(entry: str) -> None:
    snapshot = counted(table(["01001", entry], ["01002", "1"]))
    assert list(reasons(snapshot)) == [2]
    assert snapshot.frame["measure:n"].tolist() == [1.0]
    assert codes(snapshot) == ["rows_not_numbers"]


def test_nothing_is_counted_below_nothing() -> None:
    """A code such as -9 or -999 stands for what is not known; a sum of it would be wrong without a word."""
    snapshot = counted(table(["01001", "-999"], ["01002", "0"]))
    assert (list(reasons(snapshot)), codes(snapshot)) == ([2], ["rows_negative"])
    balance = {"column": "n", "unit": "euros", "universe": "households"}
    frame = table(["01001", "-999"])
    snapshot = sorted_rows(frame, columns={"unit": "code"}, measures={"n": balance}, wanted=("n",))
    assert snapshot.frame["measure:n"].tolist() == [-999.0]


def test_numbers_that_the_format_types() -> None:
    frame = pd.DataFrame({"code": ["a", "b", "c"], "n": pd.array([1, None, 3], dtype="Int64")})
    np.testing.assert_array_equal(counted(frame).frame["measure:n"], [1.0, np.nan, 3.0])
    frame = pd.DataFrame({"code": ["a", "b"], "n": [1.5, np.inf]})
    assert list(reasons(counted(frame))) == [3]


@pytest.mark.parametrize("mask", ["", "nd", "NS", "s", "c", "***"])
def test_masks_of_a_kind_hide_a_value_and_keep_the_row(mask: str) -> None:
    """INSEE writes `nd`, `ns`, `s`, `c` or *** where a figure would give somebody away (kind qpv-panel)."""
    frame = table(["QP1", "2021", mask], ["QP2", "2021", "14230"], columns="code annee disp_q2")
    snapshot = sorted_rows(frame, "qpv-panel", wanted=["median_income"])
    np.testing.assert_array_equal(snapshot.frame["measure:median_income"], [np.nan, 14230.0])
    assert snapshot.account.accepted == 2


# --- codes ---


def test_codes_keep_their_zeros() -> None:
    assert counted(table(["01001", "1"], ["2A004", "1"])).frame["unit"].tolist() == ["01001", "2A004"]


def test_codes_that_a_workbook_took_for_numbers() -> None:
    assert counted(table([93010.0, 1.0], [1001, 1.0])).frame["unit"].tolist() == ["93010", "1001"]


@pytest.mark.parametrize(("written", "code"), [("93010_0202", "930100202"), ("10040101", "010040101")])
def test_a_kind_gives_codes_one_spelling(written: str, code: str) -> None:
    frame = table([written, "A101", "2"], columns="dciris typequ nb_equip")
    assert sorted_rows(frame, "bpe-iris", wanted=["facilities"]).frame["unit"].tolist() == [code]


def test_a_row_without_code_is_rejected() -> None:
    snapshot = counted(table(["01001", "1"], ["", "2"], [None, "3"]))
    assert list(reasons(snapshot)) == [3, 4]
    assert codes(snapshot) == ["rows_without_code"]


def test_names_of_columns_whatever_their_case() -> None:
    frame = table(["01001", "1"], columns="CODE N")
    assert counted(frame).frame["measure:n"].tolist() == [1.0]


def test_a_column_a_period() -> None:
    frame = table(["QP1", "100", "nd"], columns="codgeo pop_2013 pop_2018")
    snapshot = sorted_rows(frame, "qpv-population", wanted=["population"])
    periods = snapshot.frame[["measure:population@2013", "measure:population@2018"]]
    np.testing.assert_array_equal(periods, [[100.0, np.nan]])


def test_measures_that_nothing_uses_may_be_missing() -> None:
    frame = table(["01001"], columns="code")
    assert sorted_rows(frame, columns={"unit": "code"}, measures={"n": COUNT}).account.accepted == 1
    with pytest.raises(SourceError, match="column_missing"):
        counted(frame)


# --- where ---


def test_where_sets_rows_aside() -> None:
    frame = table(["a", "1", "x"], ["b", "2", "y"], ["c", "about 3", "z"], columns="code n type")
    snapshot = counted(frame, where={"type": ["x", "y"]})
    assert (snapshot.account.read, snapshot.account.accepted, snapshot.account.set_aside) == (3, 2, 1)
    assert codes(snapshot) == []


def test_where_looks_for_nothing_too() -> None:
    frame = table(["a", "1", ""], ["b", "2", "y"], columns="code n type")
    assert counted(frame, where={"type": ""}).frame["unit"].tolist() == ["a"]


# --- Table Schema ---


OFFERS = {
    "fields": [
        {"name": "code", "type": "string", "constraints": {"required": True, "pattern": r"\d{5}"}},
        {"name": "n", "type": "integer", "constraints": {"maximum": 50}},
        {"name": "day", "type": "date"},
        {"name": "contract", "type": "string", "constraints": {"enum": ["CDI", "CDD"]}},
    ]
}


@pytest.mark.parametrize(
    ("row", "field", "rule"),
    [
        (["1001", "1", "2024-01-31", "CDI"], "code", "pattern"),
        (["01001", "51", "2024-01-31", "CDI"], "n", "maximum"),
        (["01001", "1", "31/01/2024", "CDI"], "day", "type"),
        (["01001", "1", "2024-01-31", "stage"], "contract", "enum"),
    ],
)
def test_a_row_against_its_schema(row: list[str], field: str, rule: str) -> None:
    good = ["01001", "1", "2024-01-31", "CDD"]
    snapshot = counted(table(good, row, columns="code n day contract"), table_schema=OFFERS)
    ((line, reason),) = reasons(snapshot).items()
    assert line == 3
    assert field in reason and rule in reason
    assert snapshot.account.accepted == 1


def test_a_field_that_may_be_absent_and_one_that_may_not() -> None:
    frame = table(["01001", "1"])
    assert counted(frame, table_schema=OFFERS).account.accepted == 1
    with pytest.raises(SourceError, match="schema_column"):
        sorted_rows(table(["1"], columns="n"), "points", table_schema=OFFERS)


def test_a_schema_that_is_none() -> None:
    with pytest.raises(FolderError, match="schema_invalid"):
        counted(table(["01001", "1"]), table_schema={"fields": [{"name": "n", "type": "persons"}]})


# --- the law ---


ENTRIES = st.tuples(
    st.sampled_from(["01001", "93010", "97411", "", "  "]),
    st.sampled_from(["12", "1,5", " 7 ", "", "n.d.", "x", "-3"]) | st.text(max_size=4),
    st.sampled_from(["a", "b", "c", ""]),
)
SCHEMA = {"fields": [{"name": "n", "type": "string", "constraints": {"maxLength": 3}}]}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@settings(deadline=None)  # the first example loads the library of schemas
@given(
    rows=st.lists(ENTRIES, min_size=1, max_size=12),
    where=st.sampled_from([{}, {"type": ["a"]}, {"type": ["a", "b", ""]}, {"code": "93010", "type": ["b", "c"]}]),
    schema=st.sampled_from([None, SCHEMA]),
)
def test_every_row_is_accepted_rejected_or_set_aside(
    rows: list[tuple[str, str, str]], where: dict[str, Any], schema: Mapping[str, object] | None
) -> None:
    frame = table(*([*row, f"row {n}"] for n, row in enumerate(rows)), columns="code n type tag")
    snapshot = counted(frame, where=where, table_schema=schema)
    accepted, rejected = list(snapshot.frame["tag"]), list(snapshot.rejected["tag"])
    asked = {name: [values] if isinstance(values, str) else values for name, values in where.items()}
    aside = [
        f"row {n}"
        for n, (code, _, type_) in enumerate(rows)
        if any({"code": code, "type": type_}[name].strip() not in values for name, values in asked.items())
    ]
    assert sorted([*accepted, *rejected, *aside]) == sorted(frame["tag"])
    account = snapshot.account
    assert (account.read, account.accepted, account.rejected, account.set_aside) == (
        len(rows), len(accepted), len(rejected), len(aside),
    )  # fmt: skip
    assert bool(errors_in(snapshot.findings)) == (not accepted)
    for tag, reason in zip(rejected, snapshot.rejected["parvis_reason"], strict=True):
        code, n, _ = rows[int(tag.split()[1])]
        number = NUMBER.fullmatch(re.sub(r"\s", "", n).replace(",", "."))
        unusable = (n.strip() and not number) or n.strip().startswith("-")
        assert reason and (not code.strip() or unusable or len(n.strip()) > 3)
