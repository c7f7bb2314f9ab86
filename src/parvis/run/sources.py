"""Read and check every source that something uses; report the faults of all of them at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from parvis.check import accept
from parvis.collect import read
from parvis.errors import FolderError, ParvisError, SourceError
from parvis.kinds.registry import KINDS
from parvis.kinds.travel import FORMS
from parvis.model.finding import Finding, Where, errors_in
from parvis.model.folder import Folder, SourceSpec
from parvis.model.progress import Progress
from parvis.model.snapshot import RowAccount, Snapshot
from parvis.run.lookup import Books
from parvis.run.store import Store
from parvis.run.whereabouts import MENDED_AT
from parvis.run.withheld import withheld


def snapshots(
    root: Path,
    folder: Folder,
    places: Mapping[str, Path],
    used: Mapping[str, frozenset[str]],
    *,
    store: Store,
    progress: Progress,
) -> dict[str, Snapshot]:
    """Return the accepted rows of every source in `used`, which names the measures wanted of each.

    The store keeps the rejected rows, also those of faulty sources, and where rows were placed by their addresses.
    Address files are read before the sources that are looked up in them; where one cannot be read, these are not.

    Raises the error of the first faulty source, with the findings of all of them.
    """
    good: dict[str, Snapshot] = {}
    faults: list[ParvisError] = []
    books = Books(good)
    for done, source in enumerate(sorted(used, key=lambda name: folder.sources[name].address is not None)):
        progress("read", done, len(used))
        address = folder.sources[source].address
        if address is not None and address.reference not in good:
            continue
        try:
            good[source] = _snapshot(root, folder, source, places[source], used[source], books=books, store=store)
        except ParvisError as fault:
            told = [withheld(finding, folder.sources[source]) for finding in fault.findings]
            faults.append(_who_acts(fault)([_described(finding, source) for finding in told]))
    progress("read", len(used), len(used))
    if faults:
        raise type(faults[0])([finding for fault in faults for finding in fault.findings])
    return {source: good[source] for source in used}


def _snapshot(
    root: Path,
    folder: Folder,
    source: str,
    place: Path,
    measures: frozenset[str],
    *,
    books: Books,
    store: Store,
) -> Snapshot:
    spec = folder.sources[source]
    if KINDS[spec.kind].form in FORMS:  # parvis.reach reads them, and says what is wrong with them
        return Snapshot(source, spec.kind, pd.DataFrame(), store.hash_of(place), RowAccount(0, 0), file=place)
    schema, match = schema_of(root, spec), books.match(spec)
    raw = read(place, spec)
    snapshot = accept(source, raw, spec=spec, kind=KINDS[spec.kind], wanted=measures, schema=schema, match=match)
    store.keep_rejected(source, snapshot.rejected)
    if spec.address is not None:
        store.keep_addresses(source, snapshot.frame)
    if errors := errors_in(snapshot.findings):
        raise SourceError([*errors, *(finding for finding in snapshot.findings if finding not in errors)])
    told = (withheld(finding, spec) for finding in (*snapshot.findings, *books.warnings(spec)))
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
