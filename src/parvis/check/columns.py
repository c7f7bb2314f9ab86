"""Which column of a file plays which role, and what its entries mean."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from parvis.errors import SourceError
from parvis.kinds.masks import is_masked
from parvis.model.finding import Finding, Where

Texts = Sequence[str]
LISTED = 40
"""Columns named in a finding, so that a table of five hundred columns does not fill the screen."""


def find(names: Iterable[str], present: Iterable[object]) -> str | None:
    """Return the first of the columns present that bears one of the names, whatever the case."""
    by_name = {str(column).strip().lower().lstrip("\ufeff"): str(column) for column in present}
    return next((by_name[name.lower()] for name in names if name.lower() in by_name), None)


def nearest(names: Iterable[str], present: Iterable[object]) -> str:
    """Return the column present that looks most like one of the names, or ""."""
    by_name = {str(column).lower(): str(column) for column in present}
    for name in names:
        close = difflib.get_close_matches(name.lower(), by_name, n=1, cutoff=0.75)
        if close:
            return by_name[close[0]]
    return ""


def as_text(entry: object) -> str:
    """Return an entry as text: whole numbers without a decimal point, nothing as "".

    >>> as_text(93010.0), as_text(None), as_text(" a ")
    ('93010', '', 'a')
    """
    if entry is None or entry is pd.NA or entry is pd.NaT:
        return ""
    if isinstance(entry, float | np.floating):
        if math.isnan(entry):
            return ""
        return str(int(entry)) if float(entry).is_integer() else repr(float(entry))
    return str(entry).strip()


def texts(column: pd.Series, tidy: Callable[[str], str] | None = None) -> pd.Series:
    """Return a column as tidy text of dtype object."""
    unique = {entry: as_text(entry) for entry in column.unique()}
    if tidy is not None:
        unique = {entry: tidy(text) if text else text for entry, text in unique.items()}
    values = [unique[entry] if entry in unique else as_text(entry) for entry in column]
    return pd.Series(values, index=column.index, dtype=object)


def number(text: str) -> float | None:
    """Return the number written in a text, with a point or a French comma; None where there is no number.

    >>> number("17,4"), number("1 234.5"), number("abc")
    (17.4, 1234.5, None)
    """
    plain = text.replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    if "_" in plain:  # Python would read 1_000 as a number; nobody writes one so in a file
        return None
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def numbers(column: pd.Series, masks: Texts) -> tuple[pd.Series, pd.Series]:
    """Return a column as float64 (NaN where empty or masked) and which entries are not numbers at all."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.astype("float64")
        return values, np.isinf(values)
    written = texts(column)
    parsed = {text: number(text) for text in written.unique() if text and not is_masked(text, masks)}
    values = written.map(lambda text: parsed.get(text)).astype("float64")
    wrong = written.map(lambda text: text in parsed and parsed[text] is None).astype(bool)
    return values, wrong


def hidden(column: pd.Series, masks: Texts) -> pd.Series:
    """Return which entries stand for a number that the producer hid; an empty one hides nothing."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return pd.Series(False, index=column.index)
    written = texts(column)
    masked = {text for text in written.unique() if text and is_masked(text, masks)}
    return written.isin(masked)


def matching(rows: pd.DataFrame, where: Mapping[str, tuple[str, ...]]) -> np.ndarray:
    """Return which rows (n_rows,) have one of the values asked for in each of the columns named.

    Raises SourceError where a column is missing.
    """
    kept = np.ones(len(rows), dtype=bool)
    for name, values in where.items():
        column = find([name], rows.columns)
        if column is None:
            raise SourceError([where_column(name, rows, None)])
        kept &= texts(rows[column]).isin(values).to_numpy(dtype=bool)
    return kept


def never(rows: pd.DataFrame, where: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return the (column, value) pairs that no row has: a spelling mistake, most often."""
    return [(c, v) for c, values in where.items() for v in values if not matching(rows, {c: (v,)}).any()]


def missing(names: Sequence[str], rows: pd.DataFrame, where: Where | None) -> Finding:
    """Return the finding that none of the columns named is there, with the one that looks most like them."""
    near = nearest(names, _present(rows))
    values = {"names": " / ".join(names), "present": _shown(rows)}
    if near:
        return Finding("column_missing_near", where, {**values, "near": near})
    return Finding("column_missing", where, values)


def where_column(name: str, rows: pd.DataFrame, where: Where | None) -> Finding:
    """Return the finding that a `where` names a column that is not there, with the one that looks most like it."""
    near = nearest([name], _present(rows))
    values = {"column": name, "present": _shown(rows)}
    return Finding("where_column", where, {**values, "guess": near} if near else values)


def _present(rows: pd.DataFrame) -> list[str]:
    return [str(column) for column in rows.columns if column != "geometry"]


def _shown(rows: pd.DataFrame) -> str:
    present = _present(rows)
    return ", ".join(present[:LISTED]) + (", …" if len(present) > LISTED else "")
