"""Which column of a file plays which role, and what its entries mean."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from parvis.errors import SourceError
from parvis.kinds.masks import is_masked
from parvis.model.finding import Finding, Where

Texts = Sequence[str]
TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
AT_ONCE = 2**18
"""Entries of a column that are judged at a time."""

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
    """Return a column as tidy text of dtype str."""
    parts = [_texts(part, tidy) for part in _parts(column)]
    whole = parts[0] if len(parts) == 1 else pd.concat(parts)
    whole.index = column.index
    return whole


def _parts(column: pd.Series) -> Iterator[pd.Series]:
    """Yield a column part by part, one at least: what is made of each entry is then held for a part of them only."""
    for start in range(0, max(len(column), 1), AT_ONCE):
        yield column.iloc[start : start + AT_ONCE]


def picked(rows: pd.DataFrame, kept: np.ndarray) -> pd.DataFrame:
    """Return the rows that are marked (n_rows,).

    They are taken part by part: to take from a whole column of text, Arrow would copy all of it first.
    """
    starts = range(0, len(rows), AT_ONCE) if kept.any() else ()
    parts = [rows.iloc[start : start + AT_ONCE][kept[start : start + AT_ONCE]] for start in starts]
    return pd.concat([part for part in parts if len(part)]) if parts else rows.iloc[:0]


def _texts(column: pd.Series, tidy: Callable[[str], str] | None) -> pd.Series:
    codes, distinct = _distinct(column)
    if tidy is not None:
        distinct = [tidy(text) if text else text for text in distinct]
    return pd.Series(np.array(distinct, dtype=object)[codes], index=column.index, dtype=TEXT)


def _distinct(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return each entry that occurs as text, once, and which of them stands where, (n_rows,)."""
    codes, entries = pd.factorize(column.to_numpy(dtype=object), use_na_sentinel=False)
    return codes, [as_text(entry) for entry in entries]


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
    parts = [_numbers(part, masks) for part in _parts(column)]
    values, wrong = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return pd.Series(values, index=column.index), pd.Series(wrong, index=column.index)


def _numbers(column: pd.Series, masks: Texts) -> tuple[np.ndarray, np.ndarray]:
    codes, distinct = _distinct(column)
    nothing = [not text or is_masked(text, masks) for text in distinct]
    parsed = [None if empty else number(text) for text, empty in zip(distinct, nothing, strict=True)]
    wrong = [value is None and not empty for value, empty in zip(parsed, nothing, strict=True)]
    values = np.array([np.nan if value is None else value for value in parsed], dtype=np.float64)
    return values[codes], np.array(wrong, dtype=bool)[codes]


def hidden(column: pd.Series, masks: Texts) -> pd.Series:
    """Return which entries stand for a number that the producer hid; an empty one hides nothing."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return pd.Series(False, index=column.index)
    flags = [_are(part, lambda text: bool(text) and is_masked(text, masks)) for part in _parts(column)]
    return pd.Series(np.concatenate(flags), index=column.index)


def _are(column: pd.Series, told: Callable[[str], bool]) -> np.ndarray:
    """Return of which entries something can be told, judged once for each that occurs."""
    codes, distinct = _distinct(column)
    flags: np.ndarray = np.array([told(text) for text in distinct], dtype=bool)[codes]
    return flags


def matching(rows: pd.DataFrame, where: Mapping[str, tuple[str, ...]]) -> np.ndarray:
    """Return which rows (n_rows,) have one of the values asked for in each of the columns named.

    Raises SourceError where a column is missing.
    """
    kept = np.ones(len(rows), dtype=bool)
    for name, values in where.items():
        column = find([name], rows.columns)
        if column is None:
            raise SourceError([where_column(name, rows, None)])
        kept &= np.concatenate([_are(part, frozenset(values).__contains__) for part in _parts(rows[column])])
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
