"""Read and check every source that something uses; report the faults of all of them at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from parvis.check import accept
from parvis.collect import read
from parvis.errors import FolderError, ParvisError, SourceError
from parvis.kinds.registry import KINDS
from parvis.model.finding import Finding, Where, errors_in
from parvis.model.folder import Folder, SourceSpec
from parvis.model.progress import Progress
from parvis.model.snapshot import Snapshot
from parvis.run.whereabouts import MENDED_AT
from parvis.run.withheld import withheld

if TYPE_CHECKING:
    import pandas as pd

Keep = Callable[[str, "pd.DataFrame"], None]
"""Keeps the rejected rows of a source."""


def snapshots(
    root: Path,
    folder: Folder,
    places: Mapping[str, Path],
    used: Mapping[str, frozenset[str]],
    *,
    keep: Keep,
    progress: Progress,
) -> dict[str, Snapshot]:
    """Return the accepted rows of every source in `used`, which names the measures wanted of each.

    The rejected rows are kept, also those of faulty sources.

    Raises the error of the first faulty source, with the findings of all of them.
    """
    good: dict[str, Snapshot] = {}
    faults: list[ParvisError] = []
    for done, (source, measures) in enumerate(used.items()):
        progress("read", done, len(used))
        try:
            good[source] = _snapshot(root, folder, source, places[source], measures=measures, keep=keep)
        except ParvisError as fault:
            told = [withheld(finding, folder.sources[source]) for finding in fault.findings]
            faults.append(_who_acts(fault)([_described(finding, source) for finding in told]))
    progress("read", len(used), len(used))
    if faults:
        raise type(faults[0])([finding for fault in faults for finding in fault.findings])
    return good


def _snapshot(
    root: Path, folder: Folder, source: str, place: Path, *, measures: frozenset[str], keep: Keep
) -> Snapshot:
    spec = folder.sources[source]
    schema = schema_of(root, spec)
    raw = read(place, spec)
    snapshot = accept(source, raw, spec=spec, kind=KINDS[spec.kind], wanted=measures, schema=schema)
    keep(source, snapshot.rejected)
    if errors := errors_in(snapshot.findings):
        raise SourceError([*errors, *(finding for finding in snapshot.findings if finding not in errors)])
    told = (withheld(finding, spec) for finding in snapshot.findings)
    return replace(snapshot, findings=tuple(_described(finding, source) for finding in told))


def _who_acts(fault: ParvisError) -> type[ParvisError]:
    """Return the error for the author of the folder where all that is wrong is wrong in the description."""
    described = all(finding.code in MENDED_AT for finding in errors_in(fault.findings))
    return FolderError if described else type(fault)


def schema_of(root: Path, spec: SourceSpec) -> Mapping[str, object] | None:
    """Return the Table Schema that a source names, as JSON; None where it names none."""
    return None if spec.table_schema is None else _schema(root, Path("schemas", f"{spec.table_schema}.json"))


def _schema(root: Path, file: Path) -> Mapping[str, object]:
    """Return a Table Schema; what it describes is for the check to judge."""
    try:
        schema = json.loads((root / file).read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        where = Where(file, error.lineno, error.colno)
        raise FolderError([Finding("schema_unreadable", where, {"problem": error.msg})]) from error
    except UnicodeDecodeError as error:
        raise FolderError.of("yaml_not_utf8", file) from error
    if not isinstance(schema, dict):
        raise FolderError.of("schema_invalid", file, problem="not an object with fields")
    return schema


def _described(finding: Finding, source: str) -> Finding:
    return replace(finding, described=Where(Path(f"sources/{source}.yml")))
