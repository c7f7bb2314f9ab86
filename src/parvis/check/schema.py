"""Rows against a Table Schema: which are not as the schema says, and by which field and rule."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parvis.check.columns import as_text, find, number
from parvis.errors import FolderError

if TYPE_CHECKING:
    from frictionless import Schema


def table_schema(schema: Mapping[str, object], name: str) -> Schema:
    """Return what a Table Schema of the folder describes; raise FolderError where it describes nothing."""
    from frictionless import FrictionlessException, Schema

    try:
        return Schema.from_descriptor(dict(schema))
    except FrictionlessException as error:
        problem = (error.reasons or [error.error])[0].note
        raise FolderError.of("schema_invalid", Path("schemas", f"{name}.json"), problem=problem) from error


def required_fields(schema: Schema) -> list[str]:
    """Return the names of the fields that a Table Schema requires."""
    return [one.name for one in schema.fields if one.required]


def rows_against_schema(rows: pd.DataFrame, schema: Schema) -> dict[int, tuple[str, str]]:
    """Return (field, rule) for each row, by its label, that breaks a rule of a Table Schema: the first that it breaks.

    Fields that the file does not have break no rule here. Source: Frictionless Table Schema, whose library reads the
    cells.
    """
    reasons: dict[int, tuple[str, str]] = {}
    for one in schema.fields:
        column = find([one.name], rows.columns)
        if column is None:
            continue
        read = one.create_cell_reader()
        written = rows[column].map(as_text)
        broken = {text: _rule(read(text)) for text in written.unique()}
        for label, text in written.items():
            if broken[text]:
                reasons.setdefault(int(label), (one.name, broken[text]))
    return reasons


def _rule(result: tuple[object, dict[str, str] | None]) -> str:
    """Return the name of the first rule that a cell breaks, or ""."""
    notes = result[1]
    return next(iter(notes), "") if notes else ""


def column_types(rows: pd.DataFrame) -> list[dict[str, str]]:
    """Return a Table Schema field (name, type) for each column: integer, number or string, by what stands in it."""
    return [{"name": str(c), "type": _type(rows[c].map(as_text))} for c in rows.columns if c != "geometry"]


def _type(written: pd.Series) -> str:
    filled = [text for text in written.unique() if text]
    # A leading zero marks a code (01001), not a number.
    if not filled or any(text[:1] == "0" and text[1:2].isdigit() for text in filled):
        return "string"
    values = [number(text) for text in filled]
    if any(value is None for value in values):
        return "string"
    return "integer" if all(text.lstrip("-").isdigit() for text in filled) else "number"
