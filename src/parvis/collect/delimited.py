"""CSV as offices and exports write it: several encodings and delimiters, a trailing delimiter, blank lines."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pandas as pd

from parvis.collect.names import named_columns
from parvis.errors import SourceError
from parvis.model.finding import Finding, Where
from parvis.model.folder import SourceSpec

ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
UTF_16 = {"utf-16": "UTF-16"}
DELIMITERS = ";,\t|"
LONGEST = 2**28
"""Characters in one field: the outline of a region, written as text, has millions."""


def read_delimited(file: Path, _spec: SourceSpec) -> tuple[pd.DataFrame, list[int]]:
    """Return the rows of a text file, all of them text, and the line on which each starts.

    Rows without any entry are none. Raises SourceError where the text cannot be decoded or split into columns.
    """
    lines, records = _records(file, _decoded(file))
    if not records:
        raise SourceError.of("file_empty", file, name=file.name)
    header, body = records[0], records[1:]
    wrong = [n for n, record in enumerate(body) if len(record) != len(header)]
    if wrong:
        values = {"found": len(body[wrong[0]]), "expected": len(header), "rows": len(wrong)}
        raise SourceError([Finding("row_width", Where(file, lines[1 + wrong[0]]), values)])
    frame = pd.DataFrame(body, columns=range(len(header)), dtype=object)
    return named_columns(file, frame, header, line=lines[0]), lines[1:]


def _decoded(file: Path) -> str:
    data = file.read_bytes()
    encodings = UTF_16 if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError.of("encoding_unknown", file, name=file.name, tried=", ".join(encodings.values()))


def _records(file: Path, text: str) -> tuple[list[int], list[list[str]]]:
    """Return the rows that hold something, the header first, with the line on which each starts."""
    header = next((line for line in io.StringIO(text) if line.strip()), "")
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(header), strict=True)
    lines: list[int] = []
    records: list[list[str]] = []
    last = 0
    try:
        for record in reader:
            if any(entry.strip() for entry in record):
                lines.append(last + 1)
                records.append(record)
            last = reader.line_num
    except csv.Error as error:
        # Read leniently, a quotation mark that is never closed would swallow the rows that follow without a word.
        raise SourceError([Finding("quotes_broken", Where(file, last + 1), {"name": file.name})]) from error
    return lines, records


def _delimiter(header: str) -> str:
    """Return the delimiter that splits the header line into most fields."""
    return max(DELIMITERS, key=lambda d: len(next(csv.reader([header], delimiter=d), [])))
