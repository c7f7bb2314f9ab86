"""What a Table Schema says of a file: its fields, what each asks of an entry, and what it asks of columns together.

Source: Frictionless Table Schema, version 1 (which schema.data.gouv.fr uses), with `fieldsMatch` and `uniqueKeys` of
version 2. Its authors' slips that leave the meaning clear (a constraint on a type that it is not made for, an example
that breaks a rule) do not make a schema useless.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pandas as pd

from parvis.check.cells import Cells, Unreadable, cells
from parvis.check.columns import as_text, number
from parvis.check.national import Check, asked_checks
from parvis.errors import FolderError

FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")


@dataclass(frozen=True)
class TableSchema:
    """A Table Schema, read; `match` is "" where the schema leaves it open which columns a file may have.

    `keys` are sets of columns whose entries together occur once; `checks` reach beyond one entry; `unknown` names what
    the schema asks for and nobody here can check.
    """

    title: str
    fields: tuple[Cells, ...]
    match: str = ""
    primary: tuple[str, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    checks: tuple[Check, ...] = ()
    unknown: tuple[str, ...] = ()


def table_schema(schema: Mapping[str, object], name: str) -> TableSchema:
    """Return what a Table Schema of the folder says; raise FolderError where it says nothing that can be checked."""

    def refuse(problem: str) -> NoReturn:
        raise FolderError.of("schema_invalid", Path("schemas", f"{name}.json"), problem=problem)

    described = schema.get("fields")
    if not isinstance(described, Sequence) or isinstance(described, str) or not described:
        refuse("no fields")
    missing = _texts(schema.get("missingValues", [""]))
    try:
        fields = tuple(cells(field, missing) for field in described)
    except Unreadable as problem:
        refuse(str(problem))
    names = [field.name for field in fields]
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        refuse(f'two fields are named "{twice[0]}"')
    primary = tuple(_texts(schema.get("primaryKey", ())))
    unique_keys = schema.get("uniqueKeys", ())
    keys = tuple(tuple(_texts(key)) for key in unique_keys) if isinstance(unique_keys, list) else ()
    absent = [one for key in (primary, *keys) for one in key if one not in names]
    if absent:
        refuse(f'a key names "{absent[0]}", which is no field')
    checks, unknown = asked_checks(schema)
    other = ("foreignKeys",) if schema.get("foreignKeys") else ()
    unread = tuple(what for field in fields for what in field.unknown)
    match = (*_texts(schema.get("fieldsMatch", ())), "")[0]
    return TableSchema(
        str(schema.get("title") or schema.get("name") or name),
        fields,
        match if match in FIELDS_MATCH else "",
        primary,
        keys,
        checks,
        tuple(dict.fromkeys((*unknown, *unread, *other))),
    )


def _texts(value: object) -> list[str]:
    """Return one text or several as a list; version 2 writes missing values as {value, label}."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Sequence):
        return []
    return [str(one.get("value", "")) if isinstance(one, Mapping) else str(one) for one in value]


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
