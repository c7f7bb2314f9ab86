"""CSV as offices and exports write it: encodings, delimiters, titles above the header, rows that are broken."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from parvis.collect.encoding import decoded
from parvis.collect.header import SOUGHT, header_among, header_at, names_in, names_sought, title_note
from parvis.collect.names import named_columns
from parvis.collect.records import LONGEST, QUOTES, Records, physical_lines, records
from parvis.collect.rows import Rows
from parvis.errors import SourceError
from parvis.model.finding import Finding, Where
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Broken

DELIMITERS = ";,\t|"
FIELDS = "fields"


def read_delimited(file: Path, spec: SourceSpec) -> Rows:
    """Return the rows of a text file, all of them text, and the line on which each starts.

    Rows without any entry are none. Rows that cannot be split into the fields of the header are broken. Raises
    SourceError where the text cannot be decoded, or where most rows are broken.
    """
    lines = physical_lines(decoded(file))
    delimiter, width = _form(lines, names_sought(spec))
    found = records(lines, delimiter=delimiter, width=width)
    if not found.fields:
        _refuse_most(file, found.broken, 0, delimiter, width)
        raise SourceError.of("file_empty", file, name=file.name)
    top = header_at(file, spec, found.fields, found.lines)
    header, line = found.fields[top], found.lines[top]
    broken = [row for row in found.broken if row.line > line]
    above = top + len(found.broken) - len(broken)
    body = Records(found.lines[top + 1 :], found.fields[top + 1 :], broken)
    header = _with_last_delimiter(header, body)
    body = _fitting(body, lines, len(header))
    _refuse_most(file, body.broken, len(body.fields), delimiter, len(header))
    frame = pd.DataFrame(body.fields, columns=range(len(header)), dtype=object)
    return Rows(named_columns(file, frame, header, line=line), body.lines, body.broken, title_note(file, above, line))


def _form(lines: Sequence[str], sought: frozenset[str]) -> tuple[str, int]:
    """Return the delimiter of a table, and how many fields its header has, as far as lines alone tell.

    It is the one that brings out most names of columns, then the one by which most lines have as many fields.
    """
    csv.field_size_limit(LONGEST)
    sample = [line for line in lines[: 4 * SOUGHT] if line.strip()][: 2 * SOUGHT]

    split = {d: [next(csv.reader([line], delimiter=d), []) for line in sample] for d in DELIMITERS}

    def judged(delimiter: str) -> tuple[int, int, int]:
        rows = split[delimiter]
        names = max((names_in(row, sought) for row in rows), default=0)
        # A title above the header has one field, whatever the delimiter: it must not speak for one that splits nothing.
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        return names, count, width

    best = max(DELIMITERS, key=judged)
    return best, len(split[best][header_among(split[best], sought)]) if sample else 1


def _with_last_delimiter(header: list[str], body: Records) -> list[str]:
    """Return the header, with a nameless last column where every other row ends in a delimiter and it does not."""
    wider = [fields for fields in body.fields if len(fields) == len(header) + 1]
    ends_so = 2 * len(wider) > len(body.fields) and all(not fields[-1].strip() for fields in wider)
    return [*header, ""] if ends_so else header


def _fitting(body: Records, lines: Sequence[str], width: int) -> Records:
    """Return the records with as many fields as the header; the others are broken."""
    fitting = Records(broken=list(body.broken))
    for line, fields in zip(body.lines, body.fields, strict=True):
        if len(fields) == width:
            fitting.lines.append(line)
            fitting.fields.append(fields)
        else:
            more = sum(entry.count("\n") for entry in fields)
            text = "".join(lines[line - 1 : line + more]).rstrip("\r\n")
            fitting.broken.append(Broken(line, FIELDS, text))
    fitting.broken.sort(key=lambda row: row.line)
    return fitting


def _refuse_most(file: Path, broken: Sequence[Broken], whole: int, delimiter: str, width: int) -> None:
    """Raise SourceError where more rows are broken than whole: the file is not what it was taken for."""
    if len(broken) <= whole:
        return
    first, count = broken[0], sum(row.reason == broken[0].reason for row in broken)
    if first.reason == QUOTES:
        raise SourceError([Finding("quotes_broken", Where(file, first.line), {"name": file.name, "rows": count})])
    found = len(next(csv.reader([first.text], delimiter=delimiter), []))
    values = {"found": found, "expected": width, "rows": count}
    raise SourceError([Finding("row_width", Where(file, first.line), values)])
