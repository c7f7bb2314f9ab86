"""Table Schema, rule by rule, on tables that a reader can judge by eye; the specification says what each rule means."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from parvis.check import against, table_schema
from parvis.errors import FolderError
from parvis.model.fault import Faults


def faults(fields: list[dict[str, Any]], rows: dict[str, list[Any]], **schema: Any) -> Faults:
    return against(pd.DataFrame(rows, dtype=object), table_schema({"fields": fields, **schema}, "test"))


def broken(field: dict[str, Any], entries: list[Any], **schema: Any) -> dict[str, list[int]]:
    """Return the positions of the entries of one column that break each rule."""
    found = faults([{"name": "a", **field}], {"a": entries}, **schema)
    return {rule.name: rows.tolist() for rule, rows in found}


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ({"type": "date"}, "2025-01-31", "31/01/2025"),
        ({"type": "date", "format": "%d/%m/%Y"}, "31/01/2025", "2025-01-31"),
        ({"type": "date", "format": "JJ/MM/AAAA"}, "31/01/2025", "31/13/2025"),
        ({"type": "date"}, dt.date(2025, 1, 31), "2025"),
        ({"type": "integer"}, "12", "12,5"),
        ({"type": "integer"}, 12.0, "1_2"),
        ({"type": "number"}, "12.5", "12,5"),
        ({"type": "number", "decimalChar": ","}, "12,5", "12.5"),
        ({"type": "number"}, 12.5, "-"),
        ({"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}, "oui", "true"),
        ({"type": "string", "format": "email"}, "a@exemple.fr", "exemple.fr"),
        ({"type": "year"}, "2025", "25 ans"),
    ],
)
def test_types_and_formats(field: dict[str, Any], good: object, bad: object) -> None:
    assert broken(field, [good, bad, good]) == {"type": [1]}


@pytest.mark.parametrize(
    ("constraints", "entries", "wrong"),
    [
        ({"pattern": r"\d{5}"}, ["01001", "1001", "01001 "], [1, 2]),
        ({"pattern": "a|b"}, ["a", "b", "ab"], [2]),
        ({"enum": ["oui", "non"]}, ["oui", "Oui", ""], [1]),
        ({"minLength": 2}, ["ab", "a", ""], [1]),
        ({"maxLength": 2}, ["ab", "abc", ""], [1]),
    ],
)
def test_constraints_on_text(constraints: dict[str, Any], entries: list[str], wrong: list[int]) -> None:
    (rule,) = constraints
    assert broken({"type": "string", "constraints": constraints}, entries) == {rule: wrong}


@pytest.mark.parametrize(
    ("type_", "constraints", "entries", "wrong"),
    [
        ("integer", {"minimum": 0}, ["0", "-1", ""], [1]),
        ("number", {"maximum": "1"}, ["1", "1.01", "NaN"], [1, 2]),
        ("number", {"exclusiveMinimum": 0}, ["0.1", "0"], [1]),
        ("date", {"minimum": "2025-01-01"}, ["2025-01-01", "2024-12-31"], [1]),
        ("integer", {"enum": [1, 2]}, ["1", "3"], [1]),
        ("integer", {"pattern": r"\d{4}"}, ["2025", "25"], [1]),
    ],
)
def test_constraints_on_values(type_: str, constraints: dict[str, Any], entries: list[str], wrong: list[int]) -> None:
    (rule,) = constraints
    assert broken({"type": type_, "constraints": constraints}, entries) == {rule: wrong}


def test_a_row_is_told_every_rule_that_it_breaks() -> None:
    field = {"constraints": {"pattern": r"\d+", "maxLength": 3, "enum": ["1", "2"]}}
    assert broken(field, ["1", "abcd"]) == {"pattern": [1], "maxLength": [1], "enum": [1]}


def test_required_and_missing_values() -> None:
    field = {"type": "integer", "constraints": {"required": True}}
    assert broken(field, ["1", "", "  ", None]) == {"required": [1, 2, 3]}
    assert broken(field, ["1", "nd", "x"], missingValues=["nd", ""]) == {"required": [1], "type": [2]}
    assert broken({"type": "integer"}, ["1", "nd"], missingValues=[{"value": "nd", "label": "unknown"}]) == {}
    assert broken({"type": "integer", "missingValues": ["-"]}, ["1", "-"]) == {}


def test_unique_values_and_keys() -> None:
    unique = {"constraints": {"unique": True}}
    assert broken(unique, ["a", "b", "a", "", ""]) == {"unique": [2]}
    assert broken({}, ["a", "b", "a", ""], primaryKey="a") == {"key_empty": [3], "key_twice": [2]}
    two: dict[str, list[Any]] = {"a": ["x", "x", "x"], "b": ["1", "2", "1"]}
    found = faults([{"name": "a"}, {"name": "b"}], two, primaryKey=["a", "b"])
    assert [(rule.name, rows.tolist()) for rule, rows in found] == [("key_twice", [2])]
    found = faults([{"name": "a"}, {"name": "b"}], two, uniqueKeys=[["a", "b"]])
    assert [(rule.name, rows.tolist()) for rule, rows in found] == [("key_twice", [2])]


def on_columns(names: list[str], match: str = "") -> list[tuple[str, str, str]]:
    fields = [{"name": "a", "constraints": {"required": True}}, {"name": "b"}]
    schema = {"fieldsMatch": match} if match else {}
    found = faults(fields, {name: ["1"] for name in names}, **schema)
    return [(rule.name, rule.field, rule.column) for rule, _ in found]


def test_columns() -> None:
    assert on_columns(["b", "a"]) == []
    assert on_columns(["a"]) == []
    assert on_columns(["b"]) == [("column_missing", "a", "")]
    assert on_columns(["a", "b", "c"]) == [("column_extra", "", "c")]
    assert on_columns(["A", "b"]) == [("column_case", "a", "A")]


def test_columns_where_the_schema_says_more() -> None:
    assert on_columns(["b", "a"], "exact") == [("columns_order", "", "")]
    assert on_columns(["b", "a"], "equal") == []
    assert on_columns(["a"], "equal") == [("column_missing", "b", "")]
    assert on_columns(["a", "b", "c"], "superset") == [("column_forbidden", "", "c")]
    assert on_columns(["a", "c"], "subset") == [("column_missing", "b", ""), ("column_extra", "", "c")]
    assert on_columns(["c"], "partial")[0] == ("columns_none", "", "")


def test_harmless_faults_leave_a_file_valid() -> None:
    assert faults([{"name": "a"}], {"a": ["1"], "c": ["1"]}).valid
    assert not faults([{"name": "a", "type": "integer"}], {"a": ["x"]}).valid


def test_slips_of_an_author_do_not_make_a_schema_useless() -> None:
    described = table_schema(
        {"fields": [
            {"name": "n", "type": "integer", "example": "douze", "constraints": {"maxLength": 2, "minimum": "?"}},
            {"name": "s", "format": "siret", "constraints": {"pattern": r"\p{L}+"}},
        ], "custom_checks": [{"name": "horoscope", "params": {"column": "s"}}], "foreignKeys": [{"fields": "s"}]},
        "slips",
    )  # fmt: skip
    assert described.unknown == ("horoscope", "n: minimum", "s: format siret", "s: pattern", "foreignKeys")
    assert [field.example for field in described.fields] == ["", ""]
    found = against(pd.DataFrame({"n": ["123"], "s": ["x"]}), described)
    assert [(rule.field, rule.name) for rule, _ in found] == [("n", "maxLength")]


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ({}, "no fields"),
        ({"fields": "a"}, "no fields"),
        ({"fields": ["a"]}, "a field without a name"),
        ({"fields": [{"name": "a"}, {"name": "a"}]}, 'two fields are named "a"'),
        ({"fields": [{"name": "a", "type": "persons"}]}, 'field type "persons" is not supported'),
        ({"fields": [{"name": "a"}], "primaryKey": "b"}, 'a key names "b", which is no field'),
        ({"fields": [{"name": "a", "constraints": []}, {"name": "b", "constraints": ["x"]}]},
         'the constraints of the field "b" are no object'),
    ],
)  # fmt: skip
def test_what_is_no_schema(schema: dict[str, Any], problem: str) -> None:
    with pytest.raises(FolderError) as error:
        table_schema(schema, "test")
    assert error.value.findings[0].values == {"problem": problem}


def test_lists() -> None:
    item = {"type": "string", "constraints": {"enum": ["M1", "L"]}}
    entries = ['["M1", "L"]', '["M1", "X"]', "M1", "[]", ""]
    assert broken({"type": "array", "arrayItem": item}, entries) == {"type": [2], "arrayItem": [1]}
    assert broken({"type": "array"}, [["M1"], ["L"], "x"]) == {"type": [2]}
    assert broken({"type": "array", "constraints": {"maxLength": 1}}, ['["a"]', '["a", "b"]']) == {"maxLength": [1]}
    assert broken({"type": "list", "itemType": "integer", "delimiter": ";"}, ["1;2", "1;a"]) == {"type": [1]}


def test_an_example_that_is_no_text() -> None:
    fields = [{"name": "a", "type": "array", "example": ["x", "y"]}, {"name": "b", "type": "boolean", "example": False}]
    described = table_schema({"fields": fields}, "test")
    assert [field.example for field in described.fields] == ['["x", "y"]', "false"]


# --- national checks ---


def fails(name: str, columns: dict[str, list[str]], /, **params: Any) -> list[int]:
    fields = [{"name": column} for column in columns]
    found = faults(fields, dict(columns), custom_checks=[{"name": name, "params": params}])
    assert len(found.rules) <= 1
    return [int(row) for rows in found.rows for row in rows]


def test_siren_and_siret() -> None:
    """By hand, 732829320 from the right: 0 + 4 + 3 + 9 + 2 + 7 + 2 + 6 + 7 = 40, a multiple of 10."""
    assert fails("french-siren-value", {"a": ["732829320", "732829321", "", "73282932"]}, column="a") == [1, 3]
    assert fails("french-siret-value", {"a": ["73282932000074", "73282932000075", ""]}, column="a") == [1]
    assert fails("siret", {"a": ["732 829 320 00074", "7328293200007X"]}, column="a") == [1]


def test_siret_of_la_poste() -> None:
    """Its head office keeps the Luhn sum; of 35600000049837 the digits add to 45, of 35600000049838 to 46."""
    assert fails("siret", {"a": ["35600000000048", "35600000049837", "35600000049838"]}, column="a") == [2]


def test_checks_of_several_columns() -> None:
    two = {"a": ["", "1", "", "1"], "b": ["", "", "2", "2"]}
    assert fails("one-of-required", two, column1="a", column2="b") == [0]
    assert fails("cohesive-columns-value", two, column="a", othercolumns=["b"]) == [1, 2]
    days = {"a": ["2025-01-02", "2025-01-02", ""], "b": ["2025-01-01", "2025-01-03", "x"]}
    assert fails("compare-columns-value", days, column="a", op=">=", column2="b") == [1]
    assert fails("sum-columns-value", {"a": ["3", "4", ""], "b": ["1", "1", "9"], "c": ["2", "2", "9"]},
                 column="a", columns=["b", "c"]) == [1]  # fmt: skip
    assert fails("one-of-required", {"a": ["", "1"]}, column1="a", column2="b") == [0]


def test_numbers_are_compared_as_numbers() -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer"}]
    check = {"name": "compare-columns-value", "params": {"column": "a", "op": "<", "column2": "b"}}
    found = faults(fields, {"a": ["9", "10"], "b": ["10", "9"]}, custom_checks=[check])
    assert [rows.tolist() for rows in found.rows] == [[1]]


def test_checks_of_one_column() -> None:
    assert fails("year-interval-value", {"a": ["2020/2021", "2021/2020", "2020"]}, column="a") == [1, 2]
    assert fails("year-interval-value", {"a": ["2020", "20"]}, column="a", **{"allow-year-only": "yes"}) == [1]
    acts = [
        "Fonction publique/avis",
        "Libertés publiques et pouvoirs de police/x",
        "Fonction publique / avis",
        "Autre/x",
    ]
    assert fails("nomenclature-actes-value", {"a": acts}, column="a") == [2, 3]
    places = ["[2.35, 48.85]", "[48.85, 2.35]", "[55.45,-20.88]"]
    assert fails("french-gps-coordinates", {"a": places}, column="a") == [1]


def test_a_check_without_its_column_is_left_out() -> None:
    assert fails("siret", {"a": ["1"]}, column="b") == []
    assert fails("compare-columns-value", {"a": ["1"]}, column="a", op="<", column2="b") == []
    one_of = {"name": "one-of-required", "params": {"column1": "b", "column2": "c"}}
    found = faults([{"name": "a"}], {"a": ["1"]}, custom_checks=[one_of])
    assert [(rule.field, rule.name) for rule in found.rules] == [("b / c", "column_missing")]


def test_masked_numbers_break_no_rule() -> None:
    schema = table_schema(
        {
            "fields": [
                {"name": "n", "type": "integer", "constraints": {"required": True}},
                {"name": "t", "constraints": {"minLength": 3}},
            ]
        },
        "m",
    )
    found = against(pd.DataFrame({"n": ["1", "ns"], "t": ["abc", "ns"]}), schema, masks=("NS",))
    assert [(rule.field, rows.tolist()) for rule, rows in found] == [("t", [1])]
