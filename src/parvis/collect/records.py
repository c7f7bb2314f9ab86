"""From the lines of a text to records: a quotation mark that is never closed swallows no line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parvis.model.snapshot import Broken

LONGEST = 2**28
"""Characters in one field: the outline of a region, written as text, has millions."""

MOST_LINES = 100
"""Lines that one record may run over; nobody writes a longer paragraph into a cell."""

QUOTES = "quotes"


CHARACTERS = 2**25
"""Characters of lines held in memory at a time; more only where a hundred lines have more."""


@dataclass
class Records:
    """The records of a part of a text that hold something, the line on which each starts, and lines that are no record.

    `text` has the lines of the part, the first of them after `before` others.
    """

    lines: list[int] = field(default_factory=list)
    fields: list[list[str]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    text: Sequence[str] = ()
    before: int = 0

    def add(self, line: int, fields: list[str]) -> None:
        """Keep a record unless nothing stands in it."""
        if any(entry.strip() for entry in fields):
            self.lines.append(self.before + line)
            self.fields.append(fields)

    def written(self, line: int, fields: Sequence[str]) -> str:
        """Return the record that starts on a line as it stands in the text."""
        start = line - 1 - self.before
        more = sum(entry.count("\n") for entry in fields)
        return "".join(self.text[start : start + 1 + more]).rstrip("\r\n")


def records(lines: Iterator[str], *, delimiter: str, width: int, sizes: Iterator[int]) -> Iterator[Records]:
    """Yield the records of a text whose rows mostly have `width` fields, in parts of about `sizes` lines.

    A record runs over several lines where quotation marks say so, unless each of these lines would be a row by
    itself, or the marks do not come out even: then the line where it starts is broken, and the next starts anew.
    What a record is depends on the line where it starts and the hundred that follow: where a part ends does not matter.
    """
    csv.field_size_limit(LONGEST)
    held: list[str] = []
    before = 0
    for size in sizes:
        whole = _hold(held, lines, size + MOST_LINES)
        if not held:
            return
        stop = len(held) if whole else len(held) - MOST_LINES
        found = Records(text=held, before=before)
        end = _straight(found, held, stop, (delimiter, width))
        if end is None:
            found = Records(text=held, before=before)
            end = _careful(found, held, stop, (delimiter, width))
        yield found
        held = held[end:]
        before += end


def _hold(held: list[str], lines: Iterator[str], count: int) -> bool:
    """Take lines until as many are held as are meant to be; return whether there are no more."""
    characters = sum(map(len, held))
    while len(held) < count and (characters < CHARACTERS or len(held) <= MOST_LINES):
        line = next(lines, None)
        if line is None:
            return True
        held.append(line)
        characters += len(line)
    return False


def _straight(found: Records, lines: Sequence[str], stop: int, form: tuple[str, int]) -> int | None:
    """Add the records that start before a line as the standard reader sees them; return where the next one starts.

    None where one may hold what belongs to others.
    """
    delimiter, width = form
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    last = 0
    try:
        while last < stop:
            fields = next(reader)
            if reader.line_num - last > 1 and not _one(lines[last : reader.line_num], fields, delimiter, width):
                return None
            found.add(last + 1, fields)
            last = reader.line_num
    except csv.Error:
        return None
    return last


def _one(lines: Sequence[str], fields: list[str], delimiter: str, width: int) -> bool:
    """Return whether several lines are one record rather than several whose quotation marks went wrong."""
    rows = width > 1 and all(line.count(delimiter) == width - 1 for line in lines)
    return len(fields) == width and len(lines) <= MOST_LINES and not rows


def _careful(found: Records, lines: Sequence[str], stop: int, form: tuple[str, int]) -> int:
    """Add the records that start before a line, one by one; return where the next one starts."""
    start = 0
    while start < stop:
        end, fields = _record(lines, start, *form)
        if fields is None:
            found.broken.append(Broken(found.before + start + 1, QUOTES, lines[start].rstrip("\r\n")))
        else:
            found.add(start + 1, fields)
        start = end
    return start


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
