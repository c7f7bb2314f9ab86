"""The whole of a build as one archive, with a Frictionless data package: every table, once, and what describes it.

It is made with the build, not at its release: a release is the build that was looked at, file by file, and its manifest
vouches for the archive too. It holds each figure once as CSV and once as Parquet, not again by indicator.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from zipfile import ZipFile

from parvis.model.observatory import Observatory
from parvis.model.text import Text
from parvis.publish import datapackage
from parvis.publish.datapackage import COMPARISONS, FIGURES, INDICATORS, PARQUET, SOURCES, ZONES, Member
from parvis.publish.evidence_files import FOLDER
from parvis.publish.geofiles import GEOPACKAGE
from parvis.publish.places import places_of
from parvis.publish.read_me import read_me
from parvis.publish.tables import WHOLE
from parvis.publish.zips import member

ARCHIVE = f"{WHOLE}.zip"


def write_archive(observatory: Observatory, out: Path, data: Path) -> None:
    """Write `figures.zip` into `data`, from the tables and evidence in `out` and the map in `data`.

    Equal observatories give equal bytes.
    """
    languages = observatory.folder.territory.languages
    made = {
        ZONES: _csv(datapackage.columns(ZONES, languages), _zones(observatory)),
        INDICATORS: _csv(datapackage.columns(INDICATORS, languages), _indicators(observatory)),
        SOURCES: _csv(datapackage.columns(SOURCES, languages), _sources(observatory)),
    }
    there = {
        FIGURES: out / FIGURES,
        PARQUET: out / PARQUET,
        COMPARISONS: out / COMPARISONS,
        GEOPACKAGE: data / GEOPACKAGE,
        **{f"{FOLDER}/{path.name}": path for path in sorted((out / FOLDER).glob("*.json"))},
    }
    members = [Member(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in made.items()]
    members += [Member(name, path.stat().st_size, _sha256(path)) for name, path in there.items()]
    package = json.dumps(datapackage.descriptor(observatory, members), ensure_ascii=False, indent=1) + "\n"
    with ZipFile(data / ARCHIVE, "w") as archive:
        _add(archive, "datapackage.json", package.encode())
        for language in languages:
            _add(archive, f"README.{language}.md", read_me(observatory, language).encode())
        for name, content in made.items():
            _add(archive, name, content)
        for name, path in there.items():
            with path.open("rb") as source, archive.open(member(name), "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    archive.writestr(member(name), content)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _csv(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return written.getvalue().encode()


def _zones(observatory: Observatory) -> Iterable[Sequence[str]]:
    languages = observatory.folder.territory.languages
    names = {language: places_of(observatory, language) for language in languages}
    for zoning, zone in names[languages[0]]:
        place = names[languages[0]][zoning, zone]
        yield zoning, zone, place.communes, *(names[language][zoning, zone].name for language in languages)


def _in_each(observatory: Observatory) -> Callable[[Text | None], tuple[str, ...]]:
    languages = observatory.folder.territory.languages
    return lambda words: tuple(words.in_(language) if words else "" for language in languages)


def _indicators(observatory: Observatory) -> Iterable[Sequence[str]]:
    each = _in_each(observatory)
    for id_, spec in observatory.folder.indicators.items():
        words = (word for text in (spec.name, spec.question, spec.definition, spec.caveats) for word in each(text))
        yield id_, spec.theme, spec.unit, spec.kind, *words


def _sources(observatory: Observatory) -> Iterable[Sequence[str]]:
    each = _in_each(observatory)
    for id_, record in observatory.evidence.sources.items():
        known = (record.producer, record.regime.value, record.licence or "", record.url or "", record.vintage)
        yield id_, *known, *each(record.title)
