"""What a build is made from, as a key: the declarations, the sources, what may be done with them, and the code."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from parvis import territory
from parvis.model.folder import Folder, Regime
from parvis.run.leave import Leave
from parvis.run.machine import operator_errors
from parvis.run.remote import place_of
from parvis.run.store import Store, package_hash


def today_iso(today: dt.date | None = None) -> str:
    """Return the ISO date of a day, or of today (UTC)."""
    return (today or dt.datetime.now(tz=dt.UTC).date()).isoformat()


def read_folder(root: Path) -> Folder:
    """Return the declarations of a territory folder; raise FolderError with every mistake in it."""
    with operator_errors(root):
        return territory.read(root, environment=os.environ)


def places_of(root: Path, folder: Folder) -> dict[str, Path]:
    """Return the file of every source, whether it is there or not."""
    return {s: place_of(spec.place, root) for s, spec in folder.sources.items()}


def assets_of(root: Path, folder: Folder) -> dict[str, bytes]:
    """Return the files of a territory folder that its pages show, by their path in it."""
    theme = folder.territory.theme
    return {place: (root / place).read_bytes() for place in (theme.logo, theme.font) if place} if theme else {}


def inputs_key(
    root: Path, folder: Folder, places: Mapping[str, Path], leave: Leave, *, store: Store, verify: bool
) -> str:
    """Return the key of what figures are made from: declarations and files, what is permitted, the policy, the code.

    Confidential files enter it by a keyed hash: the start of a build's key names it in public, and the plain hash of a
    small table lets anyone try out what the table may hold. Raises OSError where a file is gone.
    """
    digest = hashlib.sha256(package_hash().encode())
    digest.update(folder.model_dump_json(exclude={"policy"}).encode())
    digest.update(json.dumps(folder.policy.in_force(leave.date)).encode())
    digest.update(repr(folder.policy.published_by_others).encode())
    digest.update(json.dumps(sorted(leave.forbidden)).encode())
    for source in sorted(leave.used):
        content = store.hash_of(places[source], verify=verify)
        if folder.sources[source].regime is not Regime.OPEN:
            content = store.keyed(content)
        digest.update(f"{source} {content}\n".encode())
    for place, content_shown in assets_of(root, folder).items():
        digest.update(f"{place} {hashlib.sha256(content_shown).hexdigest()}\n".encode())
    for path in sorted((root / "schemas").glob("*.json")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def build_key(root: Path, inputs: str) -> str:
    """Return the key of the build that inputs give beside what was released before."""
    ledger = root / "releases" / "ledger.jsonl"
    return hashlib.sha256(inputs.encode() + (ledger.read_bytes() if ledger.exists() else b"")).hexdigest()
