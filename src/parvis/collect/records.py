"""From the lines of a text to records: a quotation mark that is never closed swallows no line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parvis.model.snapshot import Broken

LONGEST = 2**28
"""Characters in one field: the outline of a region, written as text, has millions."""

MOST_LINES = 100
"""Lines that one record may run over; nobody writes a longer paragraph into a cell."""

QUOTES = "quotes"


@dataclass
class Records:
    """The records of a text that hold something, the line on which each starts, and lines that are no record."""

    lines: list[int] = field(default_factory=list)
    fields: list[list[str]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)

    def add(self, line: int, fields: list[str]) -> None:
        """Keep a record unless nothing stands in it."""
        if any(entry.strip() for entry in fields):
            self.lines.append(line)
            self.fields.append(fields)


def physical_lines(text: str) -> list[str]:
    """Return the lines of a text with their ends; only what ends a line for csv does so here."""
    return list(io.StringIO(text, newline=""))


def records(lines: Sequence[str], *, delimiter: str, width: int) -> Records:
    """Return the records of a text whose rows mostly have `width` fields.

    A record runs over several lines where quotation marks say so, unless each of these lines would be a row by
    itself, or the marks do not come out even: then the line where it starts is broken, and the next starts anew.
    """
    csv.field_size_limit(LONGEST)
    return _straight(lines, delimiter, width) or _careful(lines, delimiter, width)


def _straight(lines: Sequence[str], delimiter: str, width: int) -> Records | None:
    """Return the records as the standard reader sees them; None where one may hold what belongs to others."""
    found = Records()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    last = 0
    try:
        for fields in reader:
            if reader.line_num - last > 1 and not _one(lines[last : reader.line_num], fields, delimiter, width):
                return None
            found.add(last + 1, fields)
            last = reader.line_num
    except csv.Error:
        return None
    return found


def _one(lines: Sequence[str], fields: list[str], delimiter: str, width: int) -> bool:
    """Return whether several lines are one record rather than several whose quotation marks went wrong."""
    rows = width > 1 and all(line.count(delimiter) == width - 1 for line in lines)
    return len(fields) == width and len(lines) <= MOST_LINES and not rows


def _careful(lines: Sequence[str], delimiter: str, width: int) -> Records:
    found = Records()
    start = 0
    while start < len(lines):
        end, fields = _record(lines, start, delimiter, width)
        if fields is None:
            found.broken.append(Broken(start + 1, QUOTES, lines[start].rstrip("\r\n")))
        else:
            found.add(start + 1, fields)
        start = end
    return found


def _record(lines: Sequence[str], start: int, delimiter: str, width: int) -> tuple[int, list[str] | None]:
    """Return the line after the record that starts on a line, and its fields; None where it is broken."""
    for end in _even(lines, start):
        try:
            fields = next(csv.reader(lines[start:end], delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        if end == start + 1 or _one(lines[start:end], fields, delimiter, width):
            return end, fields
    return start + 1, None


def _even(lines: Sequence[str], start: int) -> Iterator[int]:
    """Yield the ends of what starts on a line: the line itself, and where as many quotation marks open as close."""
    yield start + 1
    marks = lines[start].count('"')
    for end in range(start + 1, min(start + MOST_LINES, len(lines))):
        marks += lines[end].count('"')
        if marks % 2 == 0:
            yield end + 1
