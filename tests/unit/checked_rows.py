"""Rows put through the check as a folder's source would be, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from parvis.check import accept
from parvis.kinds.registry import KINDS
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw, Snapshot

FILE = Path("/data/file")
COUNT = {"column": "n", "unit": "persons", "universe": "persons"}


def sorted_rows(
    frame: pd.DataFrame,
    kind: str = "table",
    *,
    wanted: Sequence[str] = (),
    table_schema: Mapping[str, object] | None = None,
    **more: Any,
) -> Snapshot:
    """Return what the check makes of a file's content."""
    said = {"title": "T", "producer": "P", "regime": "open", "licence": "L", "place": "x", "vintage": "2024"}
    if table_schema is not None:
        more["schema"] = "offers"
    spec = SourceSpec.model_validate({**said, "kind": kind, **more})
    raw = Raw(FILE, frame, "0" * 64, range(2, len(frame) + 2))
    return accept("source", raw, spec=spec, kind=KINDS[kind], wanted=frozenset(wanted), schema=table_schema)


def table(*rows: Sequence[object], columns: str = "code n") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split(), dtype=object)


def counted(frame: pd.DataFrame, **more: Any) -> Snapshot:
    """Return a table whose column `code` names the zone and whose column `n` counts persons."""
    return sorted_rows(frame, columns={"unit": "code"}, measures={"n": COUNT}, wanted=("n",), **more)


def reasons(snapshot: Snapshot) -> dict[int, str]:
    """Return the reason of each rejected row, by its line."""
    return dict(zip(snapshot.rejected["parvis_row"], snapshot.rejected["parvis_reason"], strict=True))


def codes(snapshot: Snapshot) -> list[str]:
    return [finding.code for finding in snapshot.findings]
