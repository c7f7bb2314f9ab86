"""The figures as CSV for a French spreadsheet: semicolon, decimal comma, UTF-8 with its mark (BOM), CRLF.

Opened with a double click, it stands in columns, with its accents, and its numbers are numbers.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from parvis.publish.labelled import CODED, LABELS, Labelled, labels, number_text
from parvis.publish.words import Speech

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
SEPARATOR = ";"
END = "\r\n"
_NEEDS_QUOTES = '[";\r\n]'
_COMMANDS = "^[=+@\t-]"


def header() -> bytes:
    """Return the mark and the first line."""
    return BOM + (SEPARATOR.join(labels(Speech("fr"))) + END).encode()


def lines(rows: Labelled) -> bytes:
    """Return one line a row."""
    cells = [_cells(rows, name) for name in LABELS]
    joined = pc.binary_join_element_wise(*cells, SEPARATOR)
    return "".join(f"{line}{END}" for line in joined.to_pylist()).encode()


def _cells(rows: Labelled, name: str) -> pa.ChunkedArray:
    column = rows.table[name]
    if not rows.numbers(name):
        return _quoted(column)
    numbers = pc.replace_substring(number_text(column), ".", ",")
    return pc.fill_null(pc.coalesce(numbers, rows.table["code"]) if name in CODED else numbers, "")


def _quoted(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    # A name that starts like a formula would be worked out by the spreadsheet of whoever opens the file.
    safe = pc.if_else(pc.match_substring_regex(texts, _COMMANDS), _around("'", texts, ""), texts)
    quoted = _around('"', pc.replace_substring(safe, '"', '""'), '"')
    return pc.if_else(pc.match_substring_regex(safe, _NEEDS_QUOTES), quoted, safe)


def _around(before: str, texts: pa.ChunkedArray, after: str) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(before, texts, after, "")
