"""What happens to a file before it is sent: every fault put in is written down, so that those found can be counted.

A fault stands in one row, or in the whole file (line 0). No row has two, and the same stream gives the same faults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
OFTEN = 0.004
"""Share of the rows that each kind of fault spoils."""

Row = dict[str, str]


@dataclass(frozen=True)
class Fault:
    """A fault put into a file: its kind, the line it stands on (0: the whole file) and the column."""

    source: str
    kind: str
    line: int
    column: str


@dataclass(frozen=True)
class Dialect:
    """How a file is written; `title` stands above its header."""

    separator: str = ","
    encoding: str = "utf-8"
    comma: bool = False  # decimal commas
    title: tuple[str, ...] = ()
    footer: str = ""


@dataclass(frozen=True)
class Delivery:
    """A file as it was sent, and what is wrong with it."""

    content: bytes
    faults: tuple[Fault, ...]


Spoil = Callable[[Row, tuple[str, ...], np.random.Generator], None]


def _swapped(row: Row, columns: tuple[str, ...], _rng: np.random.Generator) -> None:
    first, second = columns
    row[first], row[second] = row[second], row[first]


def _blank(row: Row, columns: tuple[str, ...], _rng: np.random.Generator) -> None:
    for column in columns:
        row[column] = ""


def _other_date(row: Row, columns: tuple[str, ...], _rng: np.random.Generator) -> None:
    year, month, day = row[columns[0]].split("-")
    row[columns[0]] = f"{day}/{month}/{year}"


def _date_in_words(row: Row, columns: tuple[str, ...], _rng: np.random.Generator) -> None:
    year, month, day = row[columns[0]].split("-")
    row[columns[0]] = f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def _no_date(row: Row, columns: tuple[str, ...], _rng: np.random.Generator) -> None:
    row[columns[0]] = row[columns[0]][:4] + "-02-30"


def _zero_lost(row: Row, columns: tuple[str, ...], rng: np.random.Generator) -> None:
    row[columns[0]] = str(rng.integers(10_000, 999_999))  # seven digits of which the first was a zero


def _unknown_code(row: Row, columns: tuple[str, ...], rng: np.random.Generator) -> None:
    row[columns[0]] = str(rng.choice(["Z9999", "inconnu", "K22", row[columns[0]].lower()]))


def _in_words(row: Row, columns: tuple[str, ...], rng: np.random.Generator) -> None:
    row[columns[0]] = str(rng.choice(["environ 2", "deux", "n.c.", "1 ou 2"]))


def _negative(row: Row, columns: tuple[str, ...], _rng: np.random.Generator) -> None:
    row[columns[0]] = "-1"


def _elsewhere(row: Row, columns: tuple[str, ...], _rng: np.random.Generator) -> None:
    for column in columns:
        row[column] = "0"


def _day_and_month(row: Row, columns: tuple[str, ...], _rng: np.random.Generator) -> None:
    """Exchange day and month: up to the twelfth the result is a date like any other."""
    year, month, day = row[columns[0]].split("-")
    row[columns[0]] = f"{year}-{day}-{month}" if int(day) <= 12 else f"{year}-{month}-01"


def _tenfold(row: Row, columns: tuple[str, ...], _rng: np.random.Generator) -> None:
    row[columns[0]] += "0"


def _nowhere(row: Row, columns: tuple[str, ...], rng: np.random.Generator) -> None:
    row[columns[0]] = f"{rng.integers(1, 90)} rue qui n'existe pas"


ROW_FAULTS: Mapping[str, Spoil] = {
    "swapped_coordinates": _swapped,
    "moved_columns": _swapped,
    "no_coordinates": _blank,
    "coordinates_zero": _elsewhere,
    "required_blank": _blank,
    "date_day_first": _other_date,
    "date_in_words": _date_in_words,
    "date_impossible": _no_date,
    "zero_lost": _zero_lost,
    "unknown_code": _unknown_code,
    "number_in_words": _in_words,
    "negative": _negative,
    "day_month_exchanged": _day_and_month,
    "tenfold": _tenfold,
    "address_unknown": _nowhere,
}
"""Faults that spoil entries of a row, by kind. Others are made where the file is written: `duplicate`, a row twice;
`renumbered`, a row twice under two numbers; `field_missing`."""


def delivered(
    rng: np.random.Generator,
    source: str,
    table: pd.DataFrame,
    faults: Mapping[str, tuple[str, ...]],
    dialect: Dialect,
) -> Delivery:
    """Return a table as it was sent: `faults` names by kind the columns that are spoilt in some of the rows."""
    rows = [dict(zip(table.columns, map(str, values), strict=True)) for values in table.itertuples(index=False)]
    each = max(2, round(OFTEN * len(rows)))
    order = rng.permutation(len(rows))
    if dialect.comma:
        _with_commas(rows, table)
    kind_of: dict[int, tuple[str, str]] = {}
    for place, (kind, columns) in enumerate(faults.items()):
        for number in order[place * each : (place + 1) * each].tolist():
            kind_of[number] = (kind, columns[0] if columns else "")
            if kind in ROW_FAULTS:
                ROW_FAULTS[kind](rows[number], columns, rng)
    lines, found = _lines(rows, list(table.columns), kind_of, dialect, source)
    content = "\r\n".join(lines) + "\r\n"
    return Delivery(content.encode(dialect.encoding), (*_of_file(source, dialect), *found))


def _with_commas(rows: Sequence[Row], table: pd.DataFrame) -> None:
    for column in table.select_dtypes("floating").columns:
        for row in rows:
            row[column] = row[column].replace(".", ",")


def _lines(
    rows: Sequence[Row], columns: list[str], kind_of: Mapping[int, tuple[str, str]], dialect: Dialect, source: str
) -> tuple[list[str], list[Fault]]:
    """Return the lines of the file, and the faults with the line on which each stands."""
    lines = [*dialect.title, dialect.separator.join(columns)]
    found: list[Fault] = []
    for number, row in enumerate(rows):
        fields = [_quoted(row[column], dialect.separator) for column in columns]
        kind, column = kind_of.get(number, ("", ""))
        if kind == "field_missing":
            fields = fields[:-2] + fields[-1:]
        lines.append(dialect.separator.join(fields))
        if kind == "duplicate":
            lines.append(lines[-1])
        elif kind == "renumbered":
            again = {**row, column: f"{(int(row[column]) + 4_321_987) % 10_000_000:07d}"}
            lines.append(dialect.separator.join(_quoted(again[name], dialect.separator) for name in columns))
        if kind:
            found.append(Fault(source, kind, len(lines), column))
    if dialect.footer:
        lines.append(dialect.footer)
    return lines, found


def _quoted(text: str, separator: str) -> str:
    return f'"{text}"' if separator in text else text


def _of_file(source: str, dialect: Dialect) -> list[Fault]:
    """Return what is unusual about the whole file."""
    told = {
        "title_above_header": bool(dialect.title),
        "encoding": dialect.encoding not in ("utf-8", "ascii"),
        "separator": dialect.separator != ",",
        "decimal_comma": dialect.comma,
        "total_row": bool(dialect.footer),
    }
    return [Fault(source, kind, 0, "") for kind, there in told.items() if there]
