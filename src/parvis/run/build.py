"""The main road: read, check, place, estimate, protect, trace, publish; aside first, then in one rename."""

from __future__ import annotations

import dataclasses
import datetime as dt
import glob
import json
import os
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from parvis import __version__
from parvis.errors import FolderError, OperatorError
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import Folder, Regime
from parvis.model.progress import Progress
from parvis.run.ahead import compiled_ahead
from parvis.run.inputs import assets_of, build_key, inputs_key, places_of, read_folder, today_iso
from parvis.run.last import LastBuild, files_mark
from parvis.run.leave import Leave
from parvis.run.machine import operator_errors
from parvis.run.remote import bring
from parvis.run.rubbish import old_ones_left_alone
from parvis.run.store import Store
from parvis.run.wanted import asks_access, unused
from parvis.run.whereabouts import Whereabouts

if TYPE_CHECKING:
    from parvis.model.evidence import Evidence, Reach
    from parvis.model.figure import Estimates, Figures
    from parvis.model.observatory import Observatory, TravelMap
    from parvis.protect import Audit
    from parvis.run.desk import Desk

MARK = "manifest.json"


@dataclass(frozen=True)
class Built:
    """What a build did: where it is, whether anything had to be done, and what was found."""

    out: Path
    fresh: bool
    figures: int
    findings: tuple[Finding, ...]


def _require(places: Mapping[str, Path]) -> None:
    """Raise FolderError naming all the files that are not there, or else OperatorError those that may not be read."""
    codes = {
        s: "file_is_folder" if path.is_dir() else "file_missing" for s, path in places.items() if not path.is_file()
    }
    if codes:
        described = {source: Where(Path(f"sources/{source}.yml")) for source in codes}
        raise FolderError(
            [Finding(code, described[s], {"name": places[s].name}, described=described[s]) for s, code in codes.items()]
        )
    forbidden = [source for source, path in places.items() if not os.access(path, os.R_OK)]
    if forbidden:
        at = {source: Where(Path(f"sources/{source}.yml")) for source in forbidden}
        raise OperatorError([Finding("file_forbidden", at[s], {"name": places[s].name}) for s in forbidden])


def build(
    root: Path,
    *,
    progress: Progress,
    out: Path | None = None,
    verify: bool = False,
    force: bool = False,
    refresh: bool = False,
    today: dt.date | None = None,
) -> Built:
    """Return what building the observatory of a territory folder into `out` (default `build/`) did.

    Nothing is done when the inputs, the policy in force and the code are those of the build that is there. A build
    that fails or is interrupted leaves the last good one as it was. Sources at an address are fetched where they are
    not in the store, or on `refresh`.
    """
    out = (out or root / "build").resolve()
    store = Store(root)
    folder = read_folder(root)
    leave = Leave.of(folder, today_iso(today))
    with Whereabouts(root, places_of(root, folder))(), operator_errors(out):
        about_addresses = bring(root, folder, leave.used, refresh=refresh, progress=progress)
    places = places_of(root, folder)
    known = Whereabouts(root, places)
    with known(), operator_errors(out), old_ones_left_alone(), compiled_ahead():
        _require({source: places[source] for source in leave.used})
        _require_a_build(out)
        with store.lock():
            _recover(out)
            inputs = inputs_key(root, folder, places, leave, store=store, verify=verify)
            key = build_key(root, inputs)
            last = LastBuild.read(store)
            if not force and last is not None and last.is_still(key, out, verify=verify):
                return Built(out, False, last.figures, last.findings)
            desk, about = _desk(root, folder, places, leave, store=store, progress=progress)
            observatory, learnt = _observatory(desk, root, places, key=key, store=store, progress=progress)
            findings = known.all_of([*about_addresses, *_found(desk, [*about, *learnt])])
            figures = len(observatory.figures.frame)
            with _written(observatory, out, progress) as aside:
                made = LastBuild(key, inputs, leave.forbidden, str(out), files_mark(aside), figures, findings)
                with _keeping(observatory, store, made):
                    _swap(aside, out)
            return Built(out, True, figures, findings)


def check(root: Path, *, progress: Progress) -> tuple[Finding, ...]:
    """Return the warnings and notes about a folder and its sources; raise ParvisError with all errors.

    Everything up to the zones is done as in a build; nothing is written but into the private store.
    """
    store = Store(root)
    folder = read_folder(root)
    leave = Leave.of(folder, today_iso())
    with Whereabouts(root, places_of(root, folder))(), operator_errors(root):
        bring(root, folder, leave.used, refresh=False, progress=progress)
    places = places_of(root, folder)
    known = Whereabouts(root, places)
    with known(), operator_errors(root):
        _require({source: places[source] for source in leave.used})
        desk, about = _desk(root, folder, places, leave, store=store, progress=progress)
        return known.all_of(_found(desk, about))


def _desk(
    root: Path, folder: Folder, places: Mapping[str, Path], leave: Leave, *, store: Store, progress: Progress
) -> tuple[Desk, list[Finding]]:
    """Return the desk with the sources read and the zones drawn, and what was found in the declarations."""
    from parvis.run.cluster import cluster_of
    from parvis.run.desk import Desk, check_places
    from parvis.run.officials import check_officials
    from parvis.run.pixels import check_pixels
    from parvis.run.selections import check_selections
    from parvis.run.sources import snapshots
    from parvis.run.zones import zonings

    cluster = cluster_of(root, folder, store)
    snaps = snapshots(root, folder, places, leave.used, store=store, progress=progress)
    progress("zones", 0, 1)
    sought = check_selections(root, folder, snaps)
    check_officials(folder, snaps)
    check_pixels(folder, snaps)
    zones, about_zones = zonings(folder, snaps)
    level = folder.policy.interval_level.at(leave.date)
    limit = level if level is not None else 0.9
    kept = store.ensure() / "reach"
    desk = Desk(folder, snaps, zones, limit, leave.forbidden, leave.date, cluster=cluster, store=kept)
    check_places(desk)
    if asks_access(folder):
        from parvis.run.access import check_access

        check_access(desk)
    progress("zones", 1, 1)
    return desk, [*leave.findings, *sought, *about_zones]


def _found(desk: Desk, about_declarations: Iterable[Finding]) -> list[Finding]:
    """Return all that was found, in the order of the work."""
    about_rows = (finding for snapshot in desk.snapshots.values() for finding in snapshot.findings)
    return [*unused(desk.folder), *about_rows, *about_declarations, *desk.findings.values()]


def _require_a_build(out: Path) -> None:
    """Refuse to replace a folder that is not a build of Parvis."""
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not _is_a_build(out))):
        raise OperatorError.of("out_not_a_build", out, name=out.name)


def _is_a_build(folder: Path) -> bool:
    """Return whether Parvis wrote a folder; other programs have manifests too, and ours may be damaged or gone."""
    try:
        manifest = json.loads((folder / MARK).read_bytes())
    except (FileNotFoundError, ValueError):
        return (folder / "figures.parquet").is_file() and (folder / "evidence").is_dir()
    return isinstance(manifest, dict) and "parvis" in manifest


def _observatory(
    desk: Desk, root: Path, places: Mapping[str, Path], *, key: str, store: Store, progress: Progress
) -> tuple[Observatory, tuple[Finding, ...]]:
    """Return all that is published, and what the audit found."""
    from parvis import publish
    from parvis.model.observatory import Observatory
    from parvis.run.compared import comparisons
    from parvis.run.figures import all_estimates
    from parvis.run.indices import index_ties
    from parvis.run.street_index import streets_of
    from parvis.run.zones import drawn_around

    folder, release, releases = desk.folder, key[:12], root / "releases"
    estimates = all_estimates(desk, progress)
    known: dict[str, Figures] = publish.released_figures(releases, store.path)
    figures, audit = _protected(desk, estimates, root, places, known=known, release=release, store=store)
    ties = (*estimates.ties, *index_ties(folder, estimates.ties))
    observatory = Observatory(
        folder,
        desk.zones,
        figures,
        _evidence(desk, figures, estimates),
        publish.notices(releases),
        release,
        desk.date,
        __version__,
        drawn_around(folder, desk.snapshots),
        assets_of(root, folder),
        streets_of(desk),
        _travel_maps(desk),
        comparisons(figures, folder, desk.zones, ties, estimates.lasting),
        ties,
        next(reversed(known.items()), None),
    )
    return observatory, _open_verdicts(audit)


def _protected(
    desk: Desk,
    estimates: Estimates,
    root: Path,
    places: Mapping[str, Path],
    *,
    known: dict[str, Figures],
    release: str,
    store: Store,
) -> tuple[Figures, Audit]:
    """Return the figures as they may be published, and the audit; the store keeps what only officers may read."""
    from parvis import protect
    from parvis.run import officers, said
    from parvis.run.contributors import parts
    from parvis.run.identity import rows_of
    from parvis.run.indices import with_indices
    from parvis.run.mechanisms import mechanisms

    folder, date = desk.folder, desk.date
    how = mechanisms(folder, desk.snapshots, store, date)
    rows = {
        s: rows_of(root, folder, snap, mark=store.keyed(store.hash_of(places[s])), store=store)
        for s, snap in desk.snapshots.items()
        if s in how.thresholds
    }
    past = said.past(store, known, rows)

    def protected(made: Estimates, sources: Collection[str]) -> tuple[Figures, Audit]:
        return protect.protect(
            made, folder.policy, date=date, release=release, known=known, mechanisms=how.of(sources),
            past=past.of(sources),
        )  # fmt: skip

    begun = time.monotonic()
    figures, audit = protected(estimates, how.thresholds)
    took = time.monotonic() - begun
    store.keep_audit(audit.figures, audit.verdicts)
    store.keep("history.json", dataclasses.asdict(audit.history))
    said.keep(store, release, figures, estimates.relations, rows)
    hidden = officers.Hidden(audit, folder, desk.zones, how.thresholds)
    officers.keep_page(
        store, hidden, officers.Again(
            estimates, lambda made, sources: protected(made, sources)[1].figures, took, partial(parts, desk)
        ), build=release, date=date,
    )  # fmt: skip
    return with_indices(figures, folder, desk.forbidden, estimates.alike), audit


def _evidence(desk: Desk, figures: Figures, estimates: Estimates) -> Evidence:
    """Return where each figure comes from; sources under an agreement have their record even where none is read."""
    from parvis import evidence
    from parvis.kinds.registry import KINDS

    records = {
        s: evidence.record(s, spec, KINDS[spec.kind], desk.snapshots.get(s))
        for s, spec in desk.folder.sources.items()
        if s in desk.snapshots or spec.regime is not Regime.OPEN
    }
    how = _told_of_access(desk)
    return evidence.trace(figures, estimates.relations, folder=desk.folder, records=records, reached=how)


def _told_of_access(desk: Desk) -> dict[tuple[str, str, str], Reach]:
    if not asks_access(desk.folder):
        return {}
    from parvis.run.access import told_of_access

    return told_of_access(desk)


def _travel_maps(desk: Desk) -> tuple[TravelMap, ...]:
    if not asks_access(desk.folder):
        return ()
    from parvis.run.travel_maps import travel_maps

    return travel_maps(desk)


def _open_verdicts(audit: Audit) -> tuple[Finding, ...]:
    """Return a warning where past releases give away what nobody may learn; only how often, for all may read it."""
    count = int((~audit.verdicts["holds"]).sum())
    return (Finding("learnt_from_releases", None, {"count": count}, Severity.WARNING),) if count else ()


def _keeping(observatory: Observatory, store: Store, made: LastBuild) -> AbstractContextManager[None]:
    from parvis.run.kept import keeping

    return keeping(observatory, store, made)


@contextmanager
def _written(observatory: Observatory, out: Path, progress: Progress) -> Iterator[Path]:
    """Write a build beside where it is to stand, and yield its folder; it is gone after that, unless it was moved."""
    from parvis import publish

    aside = out.with_name(f"{out.name}.tmp-{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        publish.write(observatory, aside, progress=progress)
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _swap(aside: Path, out: Path) -> None:
    """Put the new build in the place of the old one; whatever interrupts it, one of the two is there."""
    last = out.with_name(f"{out.name}.tmp-last")
    shutil.rmtree(last, ignore_errors=True)
    try:
        if out.exists():
            out.rename(last)
        aside.rename(out)
    except BaseException:
        if last.exists() and not out.exists():
            last.rename(out)
        raise
    shutil.rmtree(last, ignore_errors=True)


def _recover(out: Path) -> None:
    """Bring back the last good build where a machine stopped between the two renames of a swap."""
    last = out.with_name(f"{out.name}.tmp-last")
    if last.exists() and not out.exists():
        last.rename(out)
    for stale in out.parent.glob(f"{glob.escape(out.name)}.tmp-*"):
        shutil.rmtree(stale, ignore_errors=True)
