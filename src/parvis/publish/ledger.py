"""The ledger of releases: one line an event, added at the end and never changed; each carries the hash of the last.

The chain shows that a line was changed, removed or put in between. It cannot show that lines are missing at the end:
keep the folder of releases under version control or in a backup.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from parvis.errors import OperatorError
from parvis.model.finding import Finding, Where
from parvis.model.observatory import Notice

LEDGER = "ledger.jsonl"
LOCK = ".lock"


class Event(StrEnum):
    """What may happen to a release."""

    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Entry:
    """A line of the ledger.

    `manifest` is the SHA-256 of the release's manifest; `by` names the release that takes the place of a superseded
    one; `previous` is the SHA-256 of the line before, empty in the first.
    """

    event: Event
    date: str
    release: str
    manifest: str
    words: str = ""
    by: str = ""
    previous: str = ""

    def as_line(self) -> str:
        """Return the line, without its end."""
        return json.dumps(asdict(self), ensure_ascii=False)


def read_ledger(releases: Path) -> tuple[Entry, ...]:
    """Return the entries, oldest first; none where nothing was released yet.

    Raises OperatorError that names the first line which is no entry or does not follow from the one before.
    """
    path = releases / LEDGER
    if not path.exists():
        return ()
    *lines, rest = path.read_text(encoding="utf-8").split("\n")
    if rest:
        raise _broken("ledger_cut", path, len(lines) + 1)
    entries: list[Entry] = []
    previous = ""
    for number, line in enumerate(lines, start=1):
        entry = _entry(line, path, number)
        if entry.previous != previous:
            raise _broken("ledger_broken", path, number)
        entries.append(entry)
        previous = _hash(line.encode())
    return tuple(entries)


def notices(releases: Path) -> tuple[Notice, ...]:
    """Return the ledger as readers may see it, oldest first."""
    return tuple(
        Notice(entry.release, entry.event.value, entry.date, entry.words, entry.by) for entry in read_ledger(releases)
    )


def in_force(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the releases that were neither withdrawn nor superseded, oldest first."""
    ended = {entry.release for entry in entries if entry.event is not Event.RELEASED}
    return tuple(entry.release for entry in entries if entry.event is Event.RELEASED and entry.release not in ended)


def append(releases: Path, new: Sequence[Entry]) -> None:
    """Add lines at the end of the ledger; all of them or, where the disk refuses, none."""
    with (releases / LEDGER).open("a+b", buffering=0) as file:
        file.seek(0)
        lines = file.read().splitlines(keepends=True)
        length = file.tell()
        try:
            _write_all(file.fileno(), _chained(new, lines[-1].rstrip(b"\n") if lines else b""))
        except BaseException:
            os.ftruncate(file.fileno(), length)
            raise


def _chained(entries: Sequence[Entry], last: bytes) -> bytes:
    content = b""
    for entry in entries:
        last = replace(entry, previous=_hash(last) if last else "").as_line().encode()
        content += last + b"\n"
    return content


@contextmanager
def locked(releases: Path) -> Iterator[None]:
    """Keep everybody else from changing the releases; raises OperatorError where somebody is at it."""
    releases.mkdir(parents=True, exist_ok=True)
    with (releases / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OperatorError.of("releases_busy", releases) from None
        yield


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
    os.fsync(descriptor)


def _entry(line: str, path: Path, number: int) -> Entry:
    try:
        said = json.loads(line)
        return Entry(**{**said, "event": Event(said["event"])})
    except (ValueError, TypeError, KeyError) as error:
        raise _broken("ledger_unreadable", path, number) from error


def _broken(code: str, path: Path, number: int) -> OperatorError:
    return OperatorError([Finding(code, Where(path, number), {"line": number})])


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
