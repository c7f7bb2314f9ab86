"""Which row of a partner's file is which: what a release said of people stays true when their file is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from parvis.check import table_schema
from parvis.model.folder import Folder
from parvis.model.snapshot import Snapshot
from parvis.run.mechanisms import record_keys
from parvis.run.sources import schema_of
from parvis.run.store import Store


@dataclass(frozen=True)
class Rows:
    """A source's rows: `mark` tells one file from another, `vintage` when they are of, `who` one row from another.

    `who` is a keyed number by row label: the same for the same record, whatever file of the source it stands in.
    """

    mark: str
    vintage: str = ""
    who: Mapping[str, float] = field(default_factory=dict)

    def of(self, units: tuple[str, ...]) -> np.ndarray:
        """Return who stands in some units (n,): NaN where that is not known."""
        return np.array([self.who.get(unit.removeprefix("row "), np.nan) for unit in units])


def rows_of(root: Path, folder: Folder, snapshot: Snapshot, *, mark: str, store: Store) -> Rows:
    """Return the rows of a confidential source, each with who it is."""
    source = snapshot.source
    spec = folder.sources[source]
    column = spec.protected.key if spec.protected is not None else None
    schema = schema_of(root, spec)
    if column is None and schema is not None:
        column = _identifier(schema, str(spec.table_schema))
    kept = column if column in snapshot.rows.columns else None
    return Rows(mark, spec.vintage, record_keys(snapshot.rows, kept, store.keyed(f"rows of {source}")))


def _identifier(schema: Mapping[str, object], name: str) -> str | None:
    """Return the column that a schema says to be different in each row, and never empty; None where it says of none."""
    described = table_schema(schema, name)
    if len(described.primary) == 1:
        return described.primary[0]
    return next((one.name for one in described.fields if one.required and one.unique), None)


def matched(units: tuple[str, ...], were: np.ndarray, now: Rows) -> tuple[str, ...]:
    """Return the labels that units (n,) of an older file have now; who stands in none of its rows any more has its own.

    Records that nothing tells apart are taken in their order.
    """
    labels: dict[float, list[str]] = {}
    for label, who in now.who.items():
        labels.setdefault(who, []).append(label)
    prefix = "row " if units and units[0].startswith("row ") else ""
    out, taken = [], dict.fromkeys(labels, 0)
    for unit, who in zip(units, were.tolist(), strict=True):
        here = labels.get(who, [])
        number = taken.get(who, 0)
        taken[who] = number + 1
        out.append(f"{prefix}{here[number]}" if number < len(here) else f"{prefix}gone {unit} {who!r}")
    return tuple(out)
