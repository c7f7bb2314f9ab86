"""Releases: builds that are frozen, and what becomes of them afterwards. Plain functions on folders.

    releases/
      ledger.jsonl      what happened, in order (parvis.publish.ledger)
      2026-05-01/       a release: a build, file by file; a second one on that day is 2026-05-01.2
      2026-06-01/       a superseded one keeps its files, and has notice.html and notice.json besides
      2026-07-01/       a withdrawn one has left index.html and notice.json; its files are in the private folder

A release exists when the ledger says so; what an interruption leaves is cleared away by the next command.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as calendar_date
from errno import EXDEV
from pathlib import Path

from parvis.errors import AnalystError, OperatorError
from parvis.model.figure import Figures
from parvis.publish import ledger
from parvis.publish.compare import Difference, difference
from parvis.publish.ledger import Entry, Event, in_force, locked, read_ledger
from parvis.publish.manifest import MANIFEST, NOTICE_FILES, manifest_hash, read_manifest, verified
from parvis.publish.notice import write_notice
from parvis.publish.tables import WHOLE, read_figures

WITHDRAWN = "withdrawn"
ASIDE = ".tmp-"
PENDING = ".pending"
"""Marks a release that is in its place and not yet in the ledger."""


@dataclass(frozen=True)
class Plan:
    """What `freeze` would do: the release's name, its files, and how its figures differ from those `against`.

    `against` is the last release in force; None before the first, when every figure is new.
    """

    release: str
    files: int
    size: int
    against: str | None
    difference: Difference


def plan(build: Path, releases: Path, *, date: str, supersedes: str | None = None) -> Plan:
    """Return what freezing a build would do, and do nothing. Raises what `freeze` would raise."""
    manifest = verified(build)
    entries = read_ledger(releases)
    name = _next_name(releases, entries, date)
    if supersedes is not None:
        _require_in_force(releases, entries, supersedes)
    against = in_force(entries)[-1] if in_force(entries) else None
    before = read_figures(releases / against / f"{WHOLE}.parquet") if against else None
    after = read_figures(build / f"{WHOLE}.parquet")
    size = sum(entry["size"] for entry in manifest["files"])
    return Plan(name, len(manifest["files"]), size, against, difference(before, after))


def freeze(build: Path, releases: Path, *, date: str, supersedes: str | None = None, words: str = "") -> str:
    """Copy a complete build into `releases/DATE/`, note it in the ledger, and return the name of the release.

    Every file is compared with the manifest, before and after it is copied. `supersedes` names a release in force
    that the new one takes the place of. Whatever goes wrong, the folder of releases is as it was before.

    Raises OperatorError (a build that is not as its manifest says, a broken ledger, a full disk) or AnalystError
    (a date that is none, a release that is not in force).
    """
    verified(build)
    with _working(releases):
        entries = read_ledger(releases)
        name = _next_name(releases, entries, date)
        if supersedes is not None:
            _require_in_force(releases, entries, supersedes)
        with _aside(releases, name) as aside:
            shutil.copytree(build, aside, symlinks=True, dirs_exist_ok=True)
            verified(aside)
            new = [Entry(Event.RELEASED, date, name, manifest_hash(aside), words)]
            if supersedes is not None:
                new.append(_superseded(releases, supersedes, by=name, date=date, words=words))
            (releases / f".{name}{PENDING}").touch()
            aside.rename(releases / name)
            ledger.append(releases, new)
    return name


def supersede(releases: Path, release: str, *, by: str, date: str, words: str = "") -> None:
    """Note that a release in force takes the place of another, and leave a public notice beside the other's files.

    Raises AnalystError where either is not in force, or where they are one.
    """
    _checked(date)
    with _working(releases):
        entries = read_ledger(releases)
        for one in (release, by):
            _require_in_force(releases, entries, one)
        if release == by:
            raise AnalystError.of("release_itself", releases, release=release)
        ledger.append(releases, [_superseded(releases, release, by=by, date=date, words=words)])


def withdraw(releases: Path, release: str, *, date: str, words: str, private: Path) -> None:
    """Take a release back: its files go to `private/withdrawn/RELEASE`, a public notice stays, the ledger says so.

    The files leave the public place first. Whoever has read them knows them still: `known` keeps counting them.
    Interrupted, it goes on where it stopped when called again. Raises AnalystError where there is no such release or
    it was withdrawn before, OperatorError where its files are nowhere.
    """
    _checked(date)
    with _working(releases):
        released = _require_released(releases, read_ledger(releases), release)
        place, kept = releases / release, private / WITHDRAWN / release
        _keep(place, kept)
        entry = Entry(Event.WITHDRAWN, date, release, released.manifest, words)
        with _aside(releases, release) as aside:
            write_notice(aside, entry, read_manifest(kept), page="index.html")
            if place.exists():
                shutil.rmtree(place)
            aside.rename(place)
        ledger.append(releases, [entry])


def known(releases: Path, private: Path) -> tuple[Path, ...]:
    """Return the folder of every release there ever was, oldest first: what was published stays known."""
    names = [entry.release for entry in read_ledger(releases) if entry.event is Event.RELEASED]
    kept = private / WITHDRAWN
    return tuple(kept / name if (kept / name).is_dir() else releases / name for name in names)


def released_figures(releases: Path, private: Path) -> dict[str, Figures]:
    """Return the figures of every release there ever was, withdrawn ones too, by release and oldest first."""
    return {folder.name: read_figures(folder / f"{WHOLE}.parquet") for folder in known(releases, private)}


# --- names and states --------------------------------------------------------------------------------------------


def _checked(date: str) -> str:
    try:
        if calendar_date.fromisoformat(date).isoformat() == date:
            return date
    except ValueError:
        pass
    raise AnalystError.of("release_date", value=date)


def _next_name(releases: Path, entries: Sequence[Entry], date: str) -> str:
    """Return the name of the next release of a day; raises where a folder is in its place that no entry speaks of."""
    taken = {entry.release for entry in entries}
    name, number = _checked(date), 1
    while name in taken:
        number += 1
        name = f"{date}.{number}"
    if (releases / name).exists() and not (releases / f".{name}{PENDING}").exists():
        raise OperatorError.of("release_unrecorded", releases / name)
    return name


def _require_released(releases: Path, entries: Sequence[Entry], release: str) -> Entry:
    events = {entry.event: entry for entry in entries if entry.release == release}
    if Event.RELEASED not in events:
        known_ones = ", ".join(entry.release for entry in entries if entry.event is Event.RELEASED)
        raise AnalystError.of("release_unknown", releases, release=release, known=known_ones or "-")
    if Event.WITHDRAWN in events:
        raise AnalystError.of("release_withdrawn", releases, release=release, date=events[Event.WITHDRAWN].date)
    return events[Event.RELEASED]


def _require_in_force(releases: Path, entries: Sequence[Entry], release: str) -> None:
    if release not in in_force(entries):
        raise AnalystError.of(
            "release_not_in_force", releases, release=release, known=", ".join(in_force(entries)) or "-"
        )


def _superseded(releases: Path, release: str, *, by: str, date: str, words: str) -> Entry:
    return Entry(Event.SUPERSEDED, date, release, manifest_hash(releases / release), words, by)


# --- files -------------------------------------------------------------------------------------------------------


def _keep(place: Path, kept: Path) -> None:
    """Bring a release's files to the private folder, unless an interrupted call has done so."""
    is_there = (place / MANIFEST).is_file()
    if kept.exists():
        if is_there and manifest_hash(place) != manifest_hash(kept):
            raise OperatorError.of("release_kept_other", kept)
        return
    if not is_there:
        raise OperatorError.of("release_gone", place)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.parent.chmod(0o700)
    try:
        place.rename(kept)
    except OSError as error:
        if error.errno != EXDEV:
            raise
        with _aside(kept.parent, kept.name) as aside:  # another disk: copied first, removed by the caller
            shutil.copytree(place, aside, dirs_exist_ok=True)
            aside.rename(kept)


@contextmanager
def _aside(folder: Path, name: str) -> Iterator[Path]:
    """Give an empty folder under a hidden name, which is gone afterwards unless it was renamed."""
    aside = folder / f".{name}{ASIDE}{os.getpid()}"
    aside.mkdir()
    try:
        yield aside
    finally:
        if aside.exists():
            shutil.rmtree(aside)


@contextmanager
def _working(releases: Path) -> Iterator[None]:
    """Lock the releases, and leave them as the ledger says they are, however the work ends."""
    try:
        with locked(releases):
            _settle(releases)
            try:
                yield
            finally:
                _settle(releases)
    except OSError as error:
        raise OperatorError.of("release_disk", releases, reason=error.strerror or str(error)) from error


def _settle(releases: Path) -> None:
    """Remove what an interruption left, and write the notices that it kept from being written."""
    entries = read_ledger(releases)
    recorded = {entry.release for entry in entries}
    for left in releases.glob(f".*{ASIDE}*"):
        shutil.rmtree(left)
    for mark in releases.glob(f".*{PENDING}"):
        name = mark.name.removeprefix(".").removesuffix(PENDING)
        if name not in recorded and (releases / name).exists():
            shutil.rmtree(releases / name)
        mark.unlink()
    for entry in entries:
        place = releases / entry.release
        if entry.event is Event.SUPERSEDED and (place / MANIFEST).exists() and not (place / NOTICE_FILES[1]).exists():
            write_notice(place, entry, read_manifest(place), page=NOTICE_FILES[0])
