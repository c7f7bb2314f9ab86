"""The main road: read, check, place, estimate, protect, trace, publish; aside first, then in one rename."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parvis import __version__, territory
from parvis.errors import FolderError, OperatorError, ParvisError
from parvis.model.finding import Finding
from parvis.model.folder import Folder
from parvis.model.progress import Progress
from parvis.run.store import Store, package_hash
from parvis.run.wanted import unused, wanted

if TYPE_CHECKING:
    from parvis.model.figure import Figures
    from parvis.model.observatory import Observatory

MARK = "manifest.json"


@dataclass(frozen=True)
class Built:
    """What a build did: where it is, whether anything had to be done, and what was found."""

    out: Path
    fresh: bool
    figures: int
    findings: tuple[Finding, ...]


def read_folder(root: Path) -> Folder:
    """Return the declarations of a territory folder; raise FolderError with every mistake in it."""
    return territory.read(root, environment=os.environ)


def places_of(root: Path, folder: Folder) -> dict[str, Path]:
    """Return the file of every source that is used; raise FolderError naming all that are not there."""
    places = {s: territory.expand(folder.sources[s].place, root, os.environ) for s in wanted(folder)}
    absent = [path for path in places.values() if not path.is_file()]
    if absent:
        raise FolderError([f for path in absent for f in FolderError.of("file_missing", path, name=path.name).findings])
    return places


def key_of(root: Path, folder: Folder, places: Mapping[str, Path], date: str, *, store: Store, verify: bool) -> str:
    """Return the key of the build that these inputs give: their content, the policy in force, the code."""
    digest = hashlib.sha256(package_hash().encode())
    digest.update(folder.model_dump_json(exclude={"policy"}).encode())
    digest.update(json.dumps(_policy_at(folder, date)).encode())
    for source, path in sorted(places.items()):
        digest.update(f"{source} {store.hash_of(path, verify=verify)}\n".encode())
    for path in sorted((root / "schemas").glob("*.json")):
        digest.update(path.read_bytes())
    ledger = root / "releases" / "ledger.jsonl"
    digest.update(ledger.read_bytes() if ledger.exists() else b"")
    return digest.hexdigest()


def _policy_at(folder: Folder, date: str) -> dict[str, float | None]:
    policy = folder.policy
    return {name: getattr(policy, name).at(date) for name in type(policy).model_fields}


def build(
    root: Path,
    *,
    progress: Progress,
    out: Path | None = None,
    verify: bool = False,
    force: bool = False,
    today: dt.date | None = None,
) -> Built:
    """Return what building the observatory of a territory folder into `out` (default `build/`) did.

    Nothing is done when the inputs, the policy in force and the code are those of the build that is there. A build
    that fails or is interrupted leaves the last good one as it was.
    """
    out = (out or root / "build").resolve()
    date = (today or dt.datetime.now(tz=dt.UTC).date()).isoformat()
    store = Store(root)
    folder = read_folder(root)
    places = places_of(root, folder)
    _writable_place(out)
    with _operator_errors(out), store.lock():
        _recover(out)
        key = key_of(root, folder, places, date, store=store, verify=verify)
        state = store.read("build.json") or {}
        if not force and state.get("key") == key and state.get("out") == str(out) and _unchanged(out, state):
            return Built(out, False, int(state["figures"]), ())
        observatory, findings = _observatory(root, folder, places, key=key, date=date, store=store, progress=progress)
        _publish(observatory, out, progress)
        figures = len(observatory.figures.frame)
        manifest = hashlib.sha256((out / MARK).read_bytes()).hexdigest()
        store.keep("build.json", {"key": key, "out": str(out), "figures": figures, "manifest": manifest})
        return Built(out, True, figures, findings)


def check(root: Path, *, progress: Progress) -> tuple[Finding, ...]:
    """Return the warnings and notes about a folder and its sources; raise ParvisError with all errors.

    Everything up to the zones is done as in a build; nothing is written but the rejected rows.
    """
    from parvis.run.answers import Desk, check_places
    from parvis.run.sources import snapshots
    from parvis.run.zones import zonings

    store = Store(root)
    folder = read_folder(root)
    snaps = snapshots(root, folder, places_of(root, folder), progress)
    for source, snapshot in snaps.items():
        store.keep_rejected(source, snapshot.rejected)
    zones, findings = zonings(folder, snaps)
    desk = Desk(folder, snaps, zones, 0.9)
    check_places(desk)
    found = [*unused(folder), *(f for s in snaps.values() for f in s.findings), *findings, *desk.findings.values()]
    return tuple(_once(found))


def _unchanged(out: Path, state: Mapping[str, object]) -> bool:
    mark = out / MARK
    return mark.is_file() and hashlib.sha256(mark.read_bytes()).hexdigest() == state.get("manifest")


def _writable_place(out: Path) -> None:
    """Refuse to replace a folder that is not a build of Parvis."""
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).is_file())):
        raise OperatorError.of("out_not_a_build", out, name=out.name)


def _observatory(
    root: Path,
    folder: Folder,
    places: Mapping[str, Path],
    *,
    key: str,
    date: str,
    store: Store,
    progress: Progress,
) -> tuple[Observatory, tuple[Finding, ...]]:
    from parvis import evidence, protect, publish
    from parvis.kinds.registry import KINDS
    from parvis.model.observatory import Observatory
    from parvis.run.answers import Desk, check_places
    from parvis.run.figures import all_estimates
    from parvis.run.sources import snapshots
    from parvis.run.zones import zonings

    snaps = snapshots(root, folder, places, progress)
    for source, snapshot in snaps.items():
        store.keep_rejected(source, snapshot.rejected)
    progress("zones", 0, 1)
    zones, findings = zonings(folder, snaps)
    level = folder.policy.interval_level.at(date)
    desk = Desk(folder, snaps, zones, level if level is not None else 0.9)
    check_places(desk)
    progress("zones", 1, 1)
    estimates = all_estimates(desk, progress)
    release = key[:12]
    releases = root / "releases"
    known: dict[str, Figures] = publish.released_figures(releases, store.path)
    figures, audit = protect.protect(estimates, folder.policy, date=date, release=release, known=known)
    store.keep_audit(audit)
    records = {s: evidence.record(s, folder.sources[s], KINDS[folder.sources[s].kind], snaps[s]) for s in snaps}
    traced = evidence.trace(figures, estimates.relations, folder=folder, records=records)
    found = [*unused(folder), *(f for s in snaps.values() for f in s.findings), *findings, *desk.findings.values()]
    observatory = Observatory(folder, zones, figures, traced, publish.notices(releases), release, date, __version__)
    return observatory, tuple(_once(found))


def _once(findings: list[Finding]) -> Iterator[Finding]:
    """Return the findings without repetition."""
    seen: set[str] = set()
    for finding in findings:
        mark = f"{finding.code} {finding.where} {sorted(finding.values.items())}"
        if mark not in seen:
            seen.add(mark)
            yield finding


def _publish(observatory: Observatory, out: Path, progress: Progress) -> None:
    from parvis import publish

    aside = out.with_name(f"{out.name}.tmp-{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        publish.write(observatory, aside, progress=progress)
        _swap(aside, out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _swap(aside: Path, out: Path) -> None:
    """Put the new build in the place of the old one; the old one is gone only when the new one is there."""
    last = out.with_name(f"{out.name}.tmp-last")
    shutil.rmtree(last, ignore_errors=True)
    if out.exists():
        out.rename(last)
    aside.rename(out)
    shutil.rmtree(last, ignore_errors=True)


def _recover(out: Path) -> None:
    """Bring back the last good build where a machine stopped between the two renames of a swap."""
    last = out.with_name(f"{out.name}.tmp-last")
    if last.exists() and not out.exists():
        last.rename(out)
    for stale in out.parent.glob(f"{out.name}.tmp-*"):
        shutil.rmtree(stale, ignore_errors=True)


@contextmanager
def _operator_errors(out: Path) -> Iterator[None]:
    """Turn a full disk or a forbidden folder into what the operator must do."""
    try:
        yield
    except ParvisError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OperatorError.of("disk_full", out) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            name = Path(error.filename).name if error.filename else out.name
            raise OperatorError.of("folder_forbidden", out, name=name) from error
        raise
