"""Examine one source as it was sent, and write to those who made it what there is to correct."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parvis.errors import DisclosureError, FolderError, SourceError
from parvis.kinds.masks import masks_of
from parvis.kinds.registry import KINDS
from parvis.model.examination import Examination
from parvis.model.finding import Finding, Where
from parvis.model.folder import Folder, Regime
from parvis.model.progress import Progress
from parvis.protect.permission import standing
from parvis.run.lookup import Books
from parvis.run.machine import operator_errors
from parvis.run.wanted import references, wanted

if TYPE_CHECKING:
    from parvis.model.snapshot import Raw, Snapshot


@dataclass(frozen=True)
class Reported:
    """What a report says, in numbers, and where it is."""

    written: tuple[Path, ...]
    read: int
    faulty: int
    sound: bool


def report(root: Path, source: str, *, progress: Progress, today: dt.date | None = None) -> Reported:
    """Return what examining a source's file found, once the report is written into the private store.

    The rows are not kept but for the report. Raises FolderError where there is no such source or no file, and
    DisclosureError where no agreement in force lets the file be read.
    """
    from parvis import partner
    from parvis.run.inputs import places_of, read_folder
    from parvis.run.remote import bring
    from parvis.run.store import Store
    from parvis.run.whereabouts import Whereabouts

    folder = read_folder(root)
    if source not in folder.sources:
        known = ", ".join(sorted(folder.sources))
        raise FolderError([Finding("source_not_declared", None, {"source": source, "known": known})])
    day = (today or dt.datetime.now(tz=dt.UTC).date()).isoformat()
    _may_be_read(folder, source, day)
    with Whereabouts(root, places_of(root, folder))(), operator_errors(root):
        bring(root, folder, [source, *references(folder, [source])], refresh=False, progress=progress)
    places = places_of(root, folder)
    with Whereabouts(root, places)(), operator_errors(root):
        progress("read", 0, 1)
        examined = examine(root, folder, source, places, day)
        out = Store(root).reports(source)
        written = partner.write(examined, out, languages=folder.territory.languages, progress=progress)
    raw = examined.raw
    read = len(raw.frame) + len(raw.broken) if raw else 0
    faulty = len(examined.faults.faulty()) + (len(raw.broken) if raw else 0)
    return Reported(written, read, faulty, examined.faults.valid and not examined.findings and not faulty)


def _may_be_read(folder: Folder, source: str, day: str) -> None:
    """Raise DisclosureError where a source is not open and its agreement not in force."""
    spec = folder.sources[source]
    if spec.regime is Regime.OPEN:
        return
    agreement = str(spec.agreement)
    if standing(folder.agreements[agreement], day) != "in_force":
        where = Where(Path(f"agreements/{agreement}.yml"))
        raise DisclosureError([Finding("report_without_agreement", where, {"source": source, "agreement": agreement})])


def examine(root: Path, folder: Folder, source: str, places: Mapping[str, Path], day: str) -> Examination:
    """Return what is wrong with a source's file, as far as it can be read; its address file must be in order."""
    from parvis.check import accept, against, table_schema
    from parvis.collect import read
    from parvis.model.fault import Faults
    from parvis.model.finding import errors_in
    from parvis.run.sources import schema_of

    spec, kind = folder.sources[source], KINDS[folder.sources[source].kind]
    used = wanted(folder, frozenset(folder.sources)).get(source, frozenset())
    schema = schema_of(root, spec)
    described = table_schema(schema, str(spec.table_schema)) if schema is not None else None
    raw: Raw | None = None
    faults, account, addressed = Faults(), None, None
    match = Books(_address_file(folder, source, places)).match(spec)
    findings: tuple[Finding, ...] = ()
    try:
        raw = read(places[source], spec)
        if described is not None:  # all the faults, also those of a file that is then refused
            faults = against(raw.frame, described, masks=masks_of(spec, kind))
        snapshot = accept(source, raw, spec=spec, kind=kind, wanted=used, schema=schema, match=match)
        faults, account, addressed = snapshot.faults, snapshot.account, snapshot.addressed
        findings = tuple(errors_in(snapshot.findings))
    except SourceError as error:
        findings = tuple(errors_in(error.findings))
    return Examination(
        source, spec.title, spec.producer, day, places[source].name, described.title if described else "", faults,
        tuple(finding for finding in findings if finding.code not in TOLD_AS_RULES), raw, account, addressed,
    )  # fmt: skip


def _address_file(folder: Folder, source: str, places: Mapping[str, Path]) -> dict[str, Snapshot]:
    """Return the rows of the address file in which a source is looked up; nothing where it is located otherwise."""
    from parvis.check import accept
    from parvis.collect import read

    names = references(folder, [source])
    nothing: frozenset[str] = frozenset()
    return {
        name: accept(
            name, read(places[name], folder.sources[name]), spec=folder.sources[name],
            kind=KINDS[folder.sources[name].kind], wanted=nothing, schema=None,
        )
        for name in names
    }  # fmt: skip


TOLD_AS_RULES = (
    "schema_column", "schema_column_forbidden", "schema_columns_order", "schema_columns_none", "no_row_left",
)  # fmt: skip
"""Findings that the faults of the columns and rows tell better."""
