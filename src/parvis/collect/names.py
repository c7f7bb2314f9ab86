"""Names of columns, from the first row of a text file or a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from parvis.errors import SourceError
from parvis.model.finding import Finding, Where


def named_columns(file: Path, frame: pd.DataFrame, header: Sequence[str], *, line: int) -> pd.DataFrame:
    """Return the frame under the names of its header; columns without name and without entry are left out.

    `line` is where the header stands. Raises SourceError where a column that holds something has no name, and where
    two have one.
    """
    names = [name.strip() for name in header]
    blank = [n for n, name in enumerate(names) if not name]
    filled = [n for n in blank if frame.iloc[:, n].map(lambda entry: str(entry).strip() != "").any()]
    if filled:
        values = {"count": len(filled), "position": filled[0] + 1}
        raise SourceError([Finding("column_unnamed", Where(file, line), values)])
    kept = [n for n, name in enumerate(names) if name]
    twice = sorted({names[n] for n in kept if names.count(names[n]) > 1})
    if twice:
        raise SourceError([Finding("column_twice", Where(file, line), {"columns": ", ".join(twice)})])
    frame = frame.iloc[:, kept]
    frame.columns = pd.Index([names[n] for n in kept], dtype=object)
    return frame
