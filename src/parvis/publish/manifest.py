"""The manifest of a build: what it is, what its figures became, and the hash of each of its files."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from parvis.errors import OperatorError
from parvis.model.figure import Role, State
from parvis.model.finding import Finding, Where
from parvis.model.observatory import Observatory
from parvis.publish.tables import SCHEMA_VERSION

MANIFEST = "manifest.json"
FILE_KEYS = frozenset({"path", "size", "sha256"})
NOTICE_FILES = ("notice.html", "notice.json")
"""What a superseded release may hold besides the files of its manifest."""


def write_manifest(out: Path, observatory: Observatory) -> None:
    """Write `manifest.json`, last: it lists every file then in `out` with its size and SHA-256."""
    territory = observatory.folder.territory
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "parvis": observatory.version,
        "territory": {
            "id": territory.id,
            "name": dict(territory.name),
            "publisher": territory.publisher,
            "contact": territory.contact,
            "homepage": territory.homepage,
        },
        "release": observatory.release,
        "built": observatory.built,
        "languages": list(territory.languages),
        "figures": _counts(observatory),
        "files": [_file(path, out) for path in _walk(out)],
    }
    aside = out / f".{MANIFEST}.tmp-"
    aside.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    aside.replace(out / MANIFEST)


def verified(build: Path) -> dict[str, Any]:
    """Return the manifest of a build or release whose every file is as the manifest says, and no file more.

    Raises OperatorError with a finding for each file that is missing, changed or not listed.
    """
    manifest = read_manifest(build)
    listed = {entry["path"]: entry for entry in manifest["files"]}
    there = {path.relative_to(build).as_posix(): path for path in _walk(build)}
    findings = [Finding("build_file_missing", Where(build / name)) for name in sorted(listed.keys() - there.keys())]
    for name, path in there.items():
        if name not in listed:
            if name not in NOTICE_FILES:
                findings.append(Finding("build_file_unlisted", Where(path)))
        elif path.is_symlink() or listed[name] != _file(path, build):
            findings.append(Finding("build_file_changed", Where(path)))
    if findings:
        raise OperatorError(findings)
    return manifest


def read_manifest(build: Path) -> dict[str, Any]:
    """Return the manifest of a build; raises OperatorError where there is none that this version can read."""
    path = build / MANIFEST
    if not path.is_file():
        raise OperatorError.of("manifest_missing", build)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["schema_version"] != SCHEMA_VERSION:
            found = manifest["schema_version"]
            raise OperatorError.of("manifest_version", path, found=found, known=SCHEMA_VERSION)
        if "territory" not in manifest or any(entry.keys() != FILE_KEYS for entry in manifest["files"]):
            raise ValueError("a manifest names its territory, and path, size and hash of each file")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OperatorError.of("manifest_unreadable", path) from error
    return dict(manifest)


def manifest_hash(build: Path) -> str:
    """Return the SHA-256 of a build's manifest, hexadecimal; through it, of every file of the build."""
    return _sha256(build / MANIFEST)


def _counts(observatory: Observatory) -> dict[str, int]:
    """Return how many figures are in each state, zeros included; rows of evidence are not figures."""
    frame = observatory.figures.frame
    counts = frame.loc[frame["role"] == Role.FIGURE.value, "state"].value_counts()
    return {state.value: int(counts.get(state.value, 0)) for state in State}


def _walk(folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return sorted((path for path in files if path != folder / MANIFEST), key=lambda path: path.as_posix())


def _file(path: Path, folder: Path) -> dict[str, object]:
    return {
        "path": path.relative_to(folder).as_posix(),
        "size": path.stat().st_size,
        "sha256": _sha256(path),
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
