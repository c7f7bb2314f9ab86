"""Sheets on paper: those of the last build, written again for the council with what the officer says of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parvis.errors import AnalystError
from parvis.model.finding import Finding
from parvis.model.progress import Progress
from parvis.run.kept import last_observatory
from parvis.run.machine import operator_errors

if TYPE_CHECKING:
    from parvis.publish.edition import Edition
    from parvis.publish.paper.content import Paper
    from parvis.publish.places import Place

FORMATS = ("pdf", "docx", "pptx")
STEP = "sheets"


@dataclass(frozen=True)
class Printed:
    """The files that were written, and what is odd about the comments."""

    written: tuple[Path, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Choice:
    """Which sheets are wanted; what is empty leaves nothing out."""

    zonings: Sequence[str] = ()
    zones: Sequence[str] = ()
    languages: Sequence[str] = ()
    formats: Sequence[str] = FORMATS


def print_sheets(root: Path, out: Path, choice: Choice, *, progress: Progress) -> Printed:
    """Write the chosen sheets of the last build below `out`, as ZONING/ZONE.LANGUAGE.FORMAT.

    Each file is written aside and then renamed; files of other sheets stay. Raises OperatorError without a build,
    AnalystError for a zoning, zone or language that has no sheets, FolderError for comments that cannot be read.
    """
    from parvis.publish.edition import Edition, Grounds
    from parvis.publish.paper.comments import read_comments
    from parvis.publish.paper.content import paper_of
    from parvis.publish.published import release_of
    from parvis.run.last import LastBuild
    from parvis.run.store import Store

    observatory = last_observatory(root)
    grounds = Grounds(observatory)
    editions = [Edition(grounds, language) for language in observatory.folder.territory.languages]
    known = {zoning: grounds.zone_ids[zoning] for zoning in editions[0].sheet_zonings}
    _require(choice, known, observatory.folder.territory.languages)
    comments, odd = read_comments(root, known)
    last = LastBuild.read(Store(root))
    released = release_of(Path(last.out), root / "releases") if last else None
    wanted = list(_chosen(editions, choice))
    written: list[Path] = []
    with operator_errors(out):
        for done, (edition, place) in enumerate(wanted):
            progress(STEP, done, len(wanted))
            said = comments.get((place.zoning, place.id, edition.language), "")
            written += _written(paper_of(edition, place, said, released), out, choice.formats)
    progress(STEP, len(wanted), len(wanted))
    return Printed(tuple(written), tuple(odd))


def _require(choice: Choice, known: dict[str, list[str]], languages: Sequence[str]) -> None:
    zones = {zone for zoning, ids in known.items() if zoning in choice.zonings or not choice.zonings for zone in ids}
    faults = [
        *(
            Finding("sheet_zoning", None, {"name": z, "known": ", ".join(known)})
            for z in choice.zonings
            if z not in known
        ),
        *(Finding("sheet_zone", None, {"name": zone}) for zone in choice.zones if zone not in zones),
        *(
            Finding("sheet_language", None, {"name": language, "known": ", ".join(languages)})
            for language in choice.languages
            if language not in languages
        ),
    ]
    if faults:
        raise AnalystError(faults)


def _chosen(editions: Sequence[Edition], choice: Choice) -> Iterator[tuple[Edition, Place]]:
    for edition in editions:
        if edition.language in choice.languages or not choice.languages:
            for zoning in edition.sheet_zonings:
                if zoning in choice.zonings or not choice.zonings:
                    for place in edition.places(zoning):
                        if place.id in choice.zones or not choice.zones:
                            yield edition, place


def _written(paper: Paper, out: Path, formats: Sequence[str]) -> Iterator[Path]:
    for name in formats:
        path = out / f"{paper.file}.{name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f"{path.name}.tmp-{os.getpid()}")
        try:
            aside.write_bytes(_maker(name)(paper))
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        yield path


def _maker(name: str) -> Callable[[Paper], bytes]:
    if name == "pdf":
        from parvis.publish.paper.pdf import pdf

        return pdf
    if name == "docx":
        from parvis.publish.paper.word import word

        return word
    from parvis.publish.paper.slides import slides

    return slides
