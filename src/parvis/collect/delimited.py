"""CSV as offices and exports write it: encodings, delimiters, titles above the header, rows that are broken."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from io import SEEK_END
from itertools import chain, islice, repeat
from pathlib import Path

from parvis.collect.columns import TextColumns
from parvis.collect.encoding import lines_of
from parvis.collect.header import SOUGHT, header_among, header_at, names_in, names_sought, title_note
from parvis.collect.lines import Lines
from parvis.collect.names import named_columns
from parvis.collect.records import LONGEST, QUOTES, Records, records
from parvis.collect.rows import Rows
from parvis.errors import SourceError
from parvis.model.finding import Finding, Where
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Broken

DELIMITERS = ";,\t|"
FIELDS = "fields"
HEAD = 1000
"""Lines on which the form of a table is judged: its delimiter, its header, and how its rows end."""

SIZE = 2**15
"""Lines read at a time."""

HOPELESS = 100_000
"""Broken rows from which a file need not be read to its end where they are most of it."""


def read_delimited(file: Path, spec: SourceSpec, size: int = SIZE) -> Rows:
    """Return the rows of a text file, all of them text, and the line on which each starts.

    The file is read in parts of `size` lines, and its rows are kept in a file of columns: memory does not grow with
    it. Rows without any entry are none. Rows that cannot be split into the fields of the header are broken. Raises
    SourceError where the text cannot be decoded, where most rows are broken, or where the file ends within a row.
    """
    lines = lines_of(file)
    head = list(islice(lines, HEAD + (spec.header or 0)))
    delimiter, width = _form(head, names_sought(spec))
    sizes = chain([len(head)], repeat(size))
    parts = records(chain(head, lines), delimiter=delimiter, width=width, sizes=sizes)
    first = next((part for part in parts if part.fields or part.broken), Records())
    if not first.fields:
        _refuse_most(file, first.broken, 0, delimiter, width)
        raise SourceError.of("file_empty", file, name=file.name)
    top = header_at(file, spec, first.fields, first.lines)
    header, line = first.fields[top], first.lines[top]
    below = [row for row in first.broken if row.line > line]
    above = top + len(first.broken) - len(below)
    body = replace(first, lines=first.lines[top + 1 :], fields=first.fields[top + 1 :], broken=below)
    header = _with_last_delimiter(header, body)
    with TextColumns(len(header)) as columns:
        found, broken = Lines(), []
        for part in chain([body], parts):
            fitting = _fitting(part, len(header))
            columns.add(fitting.fields)
            found.extend(fitting.lines)
            broken += fitting.broken
            if len(broken) > HOPELESS:
                _refuse_most(file, broken, len(found), delimiter, len(header))
        _refuse_most(file, broken, len(found), delimiter, len(header))
        _refuse_cut(file, broken, found, delimiter)
        frame = columns.frame()
    return Rows(named_columns(file, frame, header, line=line), found, broken, title_note(file, above, line))


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


def _fitting(part: Records, width: int) -> Records:
    """Return the records with as many fields as the header; the others are broken."""
    fitting = Records(broken=list(part.broken))
    for line, fields in zip(part.lines, part.fields, strict=True):
        if len(fields) == width:
            fitting.lines.append(line)
            fitting.fields.append(fields)
        else:
            fitting.broken.append(Broken(line, FIELDS, part.written(line, fields)))
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


def _refuse_cut(file: Path, broken: Sequence[Broken], whole: Sequence[int], delimiter: str) -> None:
    """Raise SourceError where a file stops within its last row: nobody knows how many rows are missing after it.

    A last line without a delimiter is a word of its author's below the table, and not the beginning of a row.
    """
    last = broken[-1] if broken and (not whole or broken[-1].line > whole[-1]) else None
    if last is not None and delimiter in last.text and not _ends_its_last_line(file):
        raise SourceError([Finding("file_cut", Where(file, last.line), {"name": file.name})])


def _ends_its_last_line(file: Path) -> bool:
    with file.open("rb") as text:
        text.seek(-2, SEEK_END)  # a character of UTF-16 has two bytes
        return not {*text.read()}.isdisjoint(b"\r\n")
