"""Which files a territory folder has, and which lie where nothing reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parvis.model.finding import Finding, Where
from parvis.model.folder import ID_PATTERN, slug
from parvis.territory.guess import with_guess

TERRITORY, POLICY = "territory.yml", "policy.yml"
DECLARED = ("sources", "indicators", "breakdowns", "agreements")
"""Folders of YAML files; the name of a file is the id of what it declares."""
SCHEMAS = "schemas"
NOT_READ_HERE = ("data", "build", "releases")
YAML_ENDINGS = (".yml", ".yaml")
BESIDE = (".md", ".txt", ".rst")
"""Notes that people keep beside their declarations."""


@dataclass(frozen=True)
class Layout:
    """The files of a territory folder, relative to it: declarations by folder and id.

    `ids` has those of each folder, schemas too, and of misnamed files the ids that they ought to have: a reference
    to one of these will lead somewhere as soon as its file is renamed.
    """

    territory: Path | None
    policy: Path | None
    declared: dict[str, dict[str, Path]]
    ids: dict[str, frozenset[str]]
    findings: tuple[Finding, ...]


def layout(folder: Path) -> Layout:
    """Return what lies where; every file and folder that nothing would read, though it looks meant, is a finding."""
    entries = sorted(entry for entry in folder.iterdir() if not _ignored(entry))
    findings = [finding for entry in entries for finding in _at_top(entry)]
    declared, ids = {}, {}
    for name in DECLARED:
        files = _inside(folder / name)
        meant = [file for file in files if file.suffix.lower() in YAML_ENDINGS]
        ids[name] = frozenset({*(file.stem for file in meant), *(slug(file.name) for file in meant)})
        declared[name] = {file.stem: Path(name, file.name) for file in files if _declares(file)}
        findings += [finding for file in files for finding in _in_declared(file, Path(name, file.name))]
    schemas = _inside(folder / SCHEMAS)
    findings += [
        Finding("schema_form", Where(Path(SCHEMAS, file.name)))
        for file in schemas
        if file.suffix != ".json" and file.suffix not in BESIDE
    ]
    return Layout(
        territory=Path(TERRITORY) if (folder / TERRITORY).is_file() else None,
        policy=Path(POLICY) if (folder / POLICY).is_file() else None,
        declared=declared,
        ids={**ids, SCHEMAS: frozenset(file.stem for file in schemas if file.suffix == ".json")},
        findings=tuple(findings),
    )


def _ignored(entry: Path) -> bool:
    return entry.name.startswith(".") or entry.name.endswith("~")


def _inside(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if not _ignored(entry)) if folder.is_dir() else []


def _declares(file: Path) -> bool:
    return file.suffix == ".yml" and not file.is_dir()


def _at_top(entry: Path) -> Iterator[Finding]:
    """Yield what is wrong with a file or folder at the top; those that carry no YAML are nobody's business."""
    where = Where(Path(entry.name))
    if entry.is_dir():
        known = (*DECLARED, SCHEMAS)
        if entry.name not in (*known, *NOT_READ_HERE) and _holds_yaml(entry):
            yield Finding("folder_unknown", where, with_guess(entry.name, known, folder=entry.name))
    elif entry.name not in (TERRITORY, POLICY) and entry.suffix.lower() in YAML_ENDINGS:
        yield Finding("file_at_top", where, with_guess(entry.name, (TERRITORY, POLICY)))


def _holds_yaml(folder: Path) -> bool:
    return any(entry.suffix.lower() in YAML_ENDINGS for entry in _inside(folder))


def _in_declared(file: Path, shown: Path) -> Iterator[Finding]:
    where = Where(shown)
    if file.is_dir():
        yield Finding("folder_nested", where)
    elif file.suffix == ".yml":
        if not re.match(ID_PATTERN, file.stem):
            yield Finding("file_name", where, {"guess": f"{slug(file.name)}.yml"})
        elif file.stem == "total":
            yield Finding("name_reserved", where, {"name": "total"})
    elif file.suffix.lower() in YAML_ENDINGS:
        yield Finding("file_ending", where, {"ending": file.suffix, "guess": f"{slug(file.name)}.yml"})
    elif file.suffix not in BESIDE:
        yield Finding("file_not_yaml", where, {"folder": shown.parent.name})
