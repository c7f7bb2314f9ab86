"""Read and check every source that something uses; report the faults of all of them at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from parvis.check import accept
from parvis.collect import read
from parvis.errors import ParvisError
from parvis.kinds.registry import KINDS
from parvis.model.folder import Folder
from parvis.model.progress import Progress
from parvis.model.snapshot import Snapshot
from parvis.run.wanted import wanted


def snapshots(root: Path, folder: Folder, places: Mapping[str, Path], progress: Progress) -> dict[str, Snapshot]:
    """Return the accepted rows of every source that is used.

    Raises the error of the first faulty source, with the findings of all of them.
    """
    used = wanted(folder)
    good: dict[str, Snapshot] = {}
    faults: list[ParvisError] = []
    for done, (source, measures) in enumerate(used.items()):
        progress("read", done, len(used))
        try:
            good[source] = _snapshot(root, folder, source, places[source], measures)
        except ParvisError as fault:
            faults.append(fault)
    progress("read", len(used), len(used))
    if faults:
        raise type(faults[0])([finding for fault in faults for finding in fault.findings])
    return good


def _snapshot(root: Path, folder: Folder, source: str, place: Path, measures: frozenset[str]) -> Snapshot:
    spec = folder.sources[source]
    schema = None
    if spec.table_schema is not None:
        schema = json.loads((root / "schemas" / f"{spec.table_schema}.json").read_text(encoding="utf-8"))
    raw = read(place, spec)
    return accept(source, raw, spec=spec, kind=KINDS[spec.kind], wanted=measures, schema=schema)
