"""A file against its Table Schema: every rule that it breaks, column by column and entry by entry."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from parvis.check.cells import Cells, written
from parvis.check.columns import find
from parvis.check.national import Entries
from parvis.check.schema import TableSchema
from parvis.kinds.masks import is_masked
from parvis.model.fault import Faults, Labels, Rule

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]

Fault = tuple[Rule, "Labels"]
NOWHERE: Labels = np.zeros(0, dtype=np.int64)
NUMBERS = ("number", "integer")


@dataclass(frozen=True)
class Column:
    """A column of a file: each entry that occurs in it once, and `codes` (n_rows,) that say which stands where.

    What is judged of an entry is judged once, however many rows have it: that is what makes a large file fast.
    """

    name: str
    asked: Cells
    codes: Labels
    entries: tuple[object, ...]
    texts: tuple[str, ...]
    empty: Flags  # (n_entries,): nothing that could be judged, be it missing or masked
    missing: Flags  # (n_entries,): nothing at all

    def where(self, flags: Sequence[bool] | Flags) -> Labels:
        """Return the positions of the rows whose entry is marked, given one mark an entry."""
        found: Labels = np.flatnonzero(np.asarray(flags, dtype=bool)[self.codes])
        return found

    def filled(self) -> list[int]:
        """Return which entries are not empty."""
        return [int(n) for n in np.flatnonzero(~self.empty)]

    def rule(self, name: str) -> Rule:
        """Return a rule of the field, with what it asks for."""
        asked = self.asked
        return Rule(asked.name, name, self.name, asked.asks.get(name, {}), asked.example, asked.described)


def against(rows: pd.DataFrame, schema: TableSchema, *, masks: Sequence[str] = ()) -> Faults:
    """Return every rule of a schema that the rows break; `Faults.rows` are positions in `rows`, not labels.

    `masks` are entries that stand for a number that the producer hid: they break no rule of a column of numbers.
    Fields that the file does not have break no rule on entries.
    """
    names = [str(column) for column in rows.columns if column != "geometry"]
    present = {field.name: name for field in schema.fields if (name := _found(field.name, names)) is not None}
    columns = {
        field.name: _column(rows[present[field.name]], present[field.name], field, masks)
        for field in schema.fields
        if field.name in present
    }
    faults = [*_on_columns(schema, names, present)]
    for column in columns.values():
        faults.extend(_on_entries(column))
    faults.extend(_on_keys(schema, columns))
    faults.extend(_on_rows(schema, columns, len(rows)))
    return Faults(tuple(rule for rule, _ in faults), tuple(where for _, where in faults))


def _found(field: str, names: Sequence[str]) -> str | None:
    """Return the column of a field: the one of its name, else the one whose name differs in case or spaces only."""
    return field if field in names else find([field], names)


def _column(column: pd.Series, name: str, asked: Cells, masks: Sequence[str]) -> Column:
    try:
        codes, entries = pd.factorize(column, use_na_sentinel=True)
    except TypeError:  # lists, as a GeoJSON file may have them
        codes, entries = pd.factorize(column.map(_as_json), use_na_sentinel=True)
    distinct = (*entries, None)  # a missing value has the code -1: the last
    texts = tuple(written(entry) for entry in distinct)
    hidden = masks if asked.kind in NUMBERS else ()
    missing = np.array([asked.is_empty(text) for text in texts], dtype=bool)
    empty = missing | np.array([is_masked(text, hidden) for text in texts], dtype=bool)
    return Column(name, asked, np.asarray(codes, dtype=np.int64), distinct, texts, empty, missing)


def _as_json(entry: object) -> object:
    return json.dumps(entry, ensure_ascii=False, default=str) if isinstance(entry, list | dict) else entry


# --- columns ---


def _on_columns(schema: TableSchema, names: Sequence[str], present: dict[str, str]) -> Iterator[Fault]:
    match = schema.match
    if match == "partial" and not present:
        yield Rule("", "columns_none"), NOWHERE
    for field in schema.fields:
        if field.name not in present:
            if field.required or match in ("exact", "equal", "subset"):
                yield Rule(field.name, "column_missing", "", {}, field.example, field.described), NOWHERE
        elif present[field.name] != field.name:
            yield Rule(field.name, "column_case", present[field.name]), NOWHERE
    extra = [name for name in names if name not in present.values()]
    forbidden = match in ("exact", "equal", "superset")
    for name in extra:
        yield Rule("", "column_forbidden" if forbidden else "column_extra", name), NOWHERE
    due = [present[field.name] for field in schema.fields if field.name in present]
    if match == "exact" and [name for name in names if name not in extra] != due:
        yield Rule("", "columns_order", "", {"columns": ", ".join(field.name for field in schema.fields)}), NOWHERE


# --- entries ---


def _on_entries(column: Column) -> Iterator[Fault]:
    asked = column.asked
    if asked.required and (rows := column.where(column.missing)).size:
        yield column.rule("required"), rows
    marked: dict[str, np.ndarray] = {}
    for n in column.filled():
        for rule in asked.broken(column.entries[n], column.texts[n]):
            marked.setdefault(rule, np.zeros(len(column.entries), dtype=bool))[n] = True
    for rule in ("type", *asked.tests):
        if rule in marked and (rows := column.where(marked[rule])).size:
            yield column.rule(rule), rows
    if asked.unique and (rows := _again([column], skip_partly_empty=True)).size:
        yield column.rule("unique"), rows


def _again(columns: Sequence[Column], *, skip_partly_empty: bool) -> Labels:
    """Return the rows whose entries in the columns together stand in an earlier row; empty ones do not count."""
    codes = pd.DataFrame({n: column.codes for n, column in enumerate(columns)})
    empty = np.column_stack([column.empty[column.codes] for column in columns])
    left_out = empty.any(axis=1) if skip_partly_empty else empty.all(axis=1)
    again: Labels = np.flatnonzero(codes.duplicated().to_numpy() & ~left_out)
    return again


# --- rows ---


def _on_keys(schema: TableSchema, columns: dict[str, Column]) -> Iterator[Fault]:
    """Yield rows without a key, or with that of an earlier row; a key of which a column is missing is not judged."""
    primary = [columns[name] for name in schema.primary if name in columns]
    if primary and len(primary) == len(schema.primary):
        rule, asks = primary[0], {"columns": ", ".join(schema.primary)}
        nothing = np.logical_and.reduce([column.empty[column.codes] for column in primary])
        if nothing.any() and not all(column.asked.required for column in primary):
            yield Rule(rule.asked.name, "key_empty", rule.name, asks, rule.asked.example), np.flatnonzero(nothing)
        known_unique = len(primary) == 1 and rule.asked.unique
        if not known_unique and (rows := _again(primary, skip_partly_empty=False)).size:
            yield Rule(rule.asked.name, "key_twice", rule.name, asks, rule.asked.example), rows
    for key in schema.keys:
        held = [columns[name] for name in key if name in columns]
        if len(held) == len(key) and held and (rows := _again(held, skip_partly_empty=True)).size:
            asks = {"columns": ", ".join(key)}
            yield Rule(held[0].asked.name, "key_twice", held[0].name, asks, held[0].asked.example), rows


def _on_rows(schema: TableSchema, columns: dict[str, Column], count: int) -> Iterator[Fault]:
    """Yield what the national checks find."""
    for check in schema.checks:
        held = [columns.get(name) for name in check.columns]
        there = [column for column in held if column is not None]
        if not there:
            if check.name == "one-of-required":
                yield Rule(" / ".join(check.columns), "column_missing"), NOWHERE
            continue
        if not check.over_empty and len(there) < len(held):
            continue
        shown = there[0]
        rule = Rule(shown.asked.name, check.name, shown.name, check.asks, shown.asked.example, shown.asked.described)
        rows = _failing(check.keeps, held, over_empty=check.over_empty, count=count)
        if rows.size:
            yield rule, rows


def _failing(
    keeps: Callable[[Entries], bool], held: Sequence[Column | None], *, over_empty: bool, count: int
) -> Labels:
    """Return the rows that fail a check; rows with the same entries in its columns are judged once."""
    codes = pd.DataFrame({n: np.zeros(count, dtype=np.int64) if c is None else c.codes for n, c in enumerate(held)})
    together, distinct = pd.factorize(pd.MultiIndex.from_frame(codes))
    fails = np.zeros(len(distinct), dtype=bool)
    for n, combination in enumerate(distinct):
        entries = [_entry(column, code) for column, code in zip(held, combination, strict=True)]
        if over_empty or all(text for text, _ in entries):
            fails[n] = not keeps(entries)
    found: Labels = np.flatnonzero(fails[together])
    return found


def _entry(column: Column | None, code: int) -> tuple[str, object]:
    """Return an entry as text and as its field reads it; ("", None) where it is empty or the column absent."""
    if column is None or column.empty[code]:
        return "", None
    return column.texts[code], column.asked.value(column.entries[code], column.texts[code])
