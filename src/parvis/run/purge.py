"""What must go when an agreement has ended or was withdrawn: a partner's file, and all that was kept of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from parvis.errors import AnalystError
from parvis.model.folder import Folder, Regime
from parvis.protect.permission import standing
from parvis.run.register import removal_date
from parvis.run.store import Store

COMPANIONS = (".shp", ".tab", ".mif")
"""Formats of several files of one name: they go together."""

AUDITS = ("audit_figures.parquet", "audit_verdicts.parquet", "audit", "history.json")


class Fate(StrEnum):
    """What becomes of a source's file."""

    REMOVE = "remove"
    ELSEWHERE = "elsewhere"  # outside the territory folder: a person must remove it
    SHARED = "shared"  # another source that may be used lies in the same file
    RETAINED = "retained"  # may be kept until a date
    IN_FORCE = "in_force"
    GONE = "gone"


@dataclass(frozen=True)
class Item:
    """A source and what becomes of it: its files, by `fate`, and what the private store keeps of it, which goes."""

    source: str
    agreement: str
    fate: Fate
    date: str
    files: tuple[Path, ...]
    copies: tuple[Path, ...]


def planned(root: Path, folder: Folder, places: Mapping[str, Path], *, date: str, only: str | None) -> tuple[Item, ...]:
    """Return what a purge on an ISO date would do with every source whose agreement is over, or with one source.

    Of one source whose agreement is in force only what the private store keeps goes; so it is with an open one.
    Raises AnalystError where there is no such source.
    """
    if only is not None and only not in folder.sources:
        raise AnalystError.of("source_not_declared", None, source=only, known=", ".join(folder.sources))
    store = Store(root)
    items = []
    for source, spec in folder.sources.items():
        if only not in (None, source):
            continue
        fate, day = _fate(root, folder, source, places, date)
        if only is None and (spec.regime is Regime.OPEN or fate in (Fate.IN_FORCE, Fate.RETAINED)):
            if fate is not Fate.RETAINED:
                continue
            items.append(Item(source, str(spec.agreement), fate, day, _files(places[source]), ()))
            continue
        copies = tuple(_copies(store, source, places[source]))
        items.append(Item(source, spec.agreement or "", fate, day, _files(places[source]), copies))
    return tuple(items)


def _fate(root: Path, folder: Folder, source: str, places: Mapping[str, Path], date: str) -> tuple[Fate, str]:
    """Return what becomes of a source's file, and the day on which its agreement was over or it must be gone."""
    over, day = _over(folder, source, date)
    if not over:
        return (Fate.RETAINED if day else Fate.IN_FORCE), day
    place = places[source]
    if not place.exists():
        return Fate.GONE, day
    others = (s for s in folder.sources if s != source and not _over(folder, s, date)[0])
    if any(places[other].resolve() == place.resolve() for other in others):
        return Fate.SHARED, day
    inside = place.is_file() and place.resolve().is_relative_to(root.resolve()) and not place.is_symlink()
    return (Fate.REMOVE if inside else Fate.ELSEWHERE), day


def _over(folder: Folder, source: str, date: str) -> tuple[bool, str]:
    """Return whether a source's data must go, and since or until when; "" where nothing is over."""
    spec = folder.sources[source]
    if spec.regime is Regime.OPEN:
        return False, ""
    agreement = folder.agreements[str(spec.agreement)]
    state = standing(agreement, date)
    if state == "withdrawn":
        return True, str(agreement.withdrawn)
    if state != "ended":
        return False, ""
    return date > removal_date(agreement), removal_date(agreement)


def _files(place: Path) -> tuple[Path, ...]:
    if not place.is_file():
        return (place,)
    if place.suffix.lower() not in COMPANIONS:
        return (place,)
    return tuple(sorted(p for p in place.parent.iterdir() if p.is_file() and p.name.split(".")[0] == place.stem))


def _copies(store: Store, source: str, place: Path) -> Iterator[Path]:
    """Yield what the private store keeps of a source: rejected rows, reports, copies, and audits, which tell of it."""
    for folder in sorted(store.path.iterdir()) if store.path.is_dir() else ():
        if folder.name in AUDITS:
            yield folder
        elif folder.is_dir() and folder.name != "withdrawn":
            yield from sorted(p for p in folder.iterdir() if p.name == source or p.name.startswith(f"{source}."))
    if place.is_relative_to(store.path) and place.parent.parent != store.path:
        yield place.parent  # fetched from an address, with what is noted beside it


def carry_out(root: Path, items: tuple[Item, ...]) -> tuple[tuple[str, int], ...]:
    """Remove what the items say; return what was removed, as (path from the folder, bytes)."""
    removed: dict[str, int] = {}
    for item in items:
        gone = [*item.copies, *(item.files if item.fate is Fate.REMOVE else ())]
        for path in gone:
            removed.update(_removed(root, path))
        _forget(Store(root), item.files)
    return tuple(removed.items())


def _removed(root: Path, path: Path) -> Iterator[tuple[str, int]]:
    inside = sorted(path.rglob("*"), reverse=True) if path.is_dir() else []
    for one in (*inside, path):
        if one.is_dir():
            one.rmdir()
        elif one.exists():
            yield str(one.relative_to(root)), one.stat().st_size
            one.unlink()


def _forget(store: Store, files: tuple[Path, ...]) -> None:
    """Take the hashes of files out of the store: the hash of a small file lets anyone try out what it held."""
    hashes = store.path / "hashes.json"
    if not hashes.exists():
        return
    known = json.loads(hashes.read_bytes())
    left = {name: entry for name, entry in known.items() if Path(name) not in files}
    if left != known:
        store.keep("hashes.json", left)
