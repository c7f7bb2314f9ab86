"""Which row of a text file or a sheet holds the names of the columns: titles and notes may stand above it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from parvis.errors import FolderError
from parvis.kinds.registry import KINDS
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import SourceSpec

SOUGHT = 30
"""Rows among which the header is looked for."""


def names_sought(spec: SourceSpec) -> frozenset[str]:
    """Return the names of columns that the kind of a source and its description speak of, in lower case."""
    kind = KINDS.get(spec.kind)
    known = [*kind.columns.values(), *(m.columns for m in kind.measures.values())] if kind else []
    periods = [column for m in kind.measures.values() for column in m.periods.values()] if kind else []
    own = [*spec.columns.values(), *(m.column for m in spec.measures.values()), *spec.where]
    return frozenset(name.lower() for name in (*(n for names in known for n in names), *periods, *own))


def names_in(row: Sequence[str], sought: frozenset[str]) -> int:
    """Return how many of the names sought stand in a row.

    >>> names_in([" Code", "nom"], frozenset({"code", "pop"}))
    1
    """
    return len(sought & {entry.strip().lower() for entry in row})


def header_among(rows: Sequence[Sequence[str]], sought: frozenset[str]) -> int:
    """Return which of the first rows is the header: the first with most of the names sought.

    Where none of them has any, the first row that is not much emptier than those below, for a title fills one cell.

    >>> header_among([["Population"], ["code", "pop"], ["1", "2"]], frozenset())
    1
    >>> header_among([["pop 2018"], ["Source: pop"], ["code", "pop"], ["a", "1"]], frozenset({"code", "pop"}))
    2
    """
    first = rows[:SOUGHT]
    found = [names_in(row, sought) for row in first]
    if max(found):
        return found.index(max(found))
    filled = [len({entry.strip() for entry in row} - {""}) for row in first]
    return next(n for n, count in enumerate(filled) if 2 * count > max(filled))


def header_at(file: Path, spec: SourceSpec, rows: Sequence[Sequence[str]], lines: Sequence[int]) -> int:
    """Return which row is the header: the one on the line that the source names, or the one found.

    Raises FolderError where no row starts on the line named.
    """
    if spec.header is None:
        return header_among(rows, names_sought(spec))
    if spec.header not in lines:
        raise FolderError.of("header_missing", file, name=file.name, header=spec.header)
    return list(lines).index(spec.header)


def title_note(file: Path, above: int, line: int) -> list[Finding]:
    """Return the note that rows above the header were taken for a title, or none."""
    where, values = Where(file, line), {"name": file.name, "count": above}
    return [Finding("header_found", where, values, Severity.NOTE)] if above else []
