"""Sheets on paper: those of the last build, written again for the council with what the officer says of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from parvis.errors import AnalystError, OperatorError
from parvis.model.finding import Finding, Severity, Where
from parvis.model.progress import Progress
from parvis.run.inputs import inputs_key, places_of, read_folder, today_iso
from parvis.run.kept import last_build, published_by
from parvis.run.last import LastBuild
from parvis.run.leave import Leave
from parvis.run.machine import operator_errors
from parvis.run.store import Store

if TYPE_CHECKING:
    from parvis.model.observatory import Notice, Observatory
    from parvis.publish.edition import Edition
    from parvis.publish.paper.content import Paper
    from parvis.publish.places import Place

FORMATS = ("pdf", "docx", "pptx")
STEP = "sheets"
_PRINTED = "printed.json"


@dataclass(frozen=True)
class Printed:
    """The files that were written, and what is odd about the comments or about the build that they were made from."""

    written: tuple[Path, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Choice:
    """Which sheets are wanted; what is empty leaves nothing out."""

    zonings: Sequence[str] = ()
    zones: Sequence[str] = ()
    languages: Sequence[str] = ()
    formats: Sequence[str] = FORMATS
    themes: Sequence[str] = ()
    """Codes of themes, or their names in a language of the territory."""


def print_sheets(root: Path, out: Path, choice: Choice, *, progress: Progress, today: dt.date | None = None) -> Printed:
    """Write the chosen sheets of the last build below `out`, as ZONING/ZONE.LANGUAGE.FORMAT.

    Sheets of some themes are ZONING/ZONE-THEME.LANGUAGE.FORMAT; a zone of which nothing is said there has none.
    A file that somebody has changed since it was printed is put aside and said; files of other sheets stay. A folder
    that has changed since the build is said. Raises OperatorError without a build, or where it shows what an agreement
    permits no more; AnalystError for a zoning, zone, theme or language that has no sheets; FolderError for comments
    that cannot be read.
    """
    from parvis.publish.edition import Edition, Grounds
    from parvis.publish.paper.comments import read_comments
    from parvis.publish.paper.content import paper_of
    from parvis.publish.published import release_of

    last = last_build(root)
    observatory = published_by(last, root)
    grounds = Grounds(observatory)
    editions = [Edition(grounds, language) for language in observatory.folder.territory.languages]
    known = {zoning: grounds.zone_ids[zoning] for zoning in editions[0].sheet_zonings}
    _require(choice, known, observatory.folder.territory.languages)
    themes = _themes(editions, choice)
    comments, odd = read_comments(root, known)
    changed = _changed_since(root, last, observatory, today_iso(today))
    released = release_of(Path(last.out), root / "releases")
    wanted = list(_chosen(editions, choice))
    desk = _Printer(out, Store(root))
    with operator_errors(out):
        for done, (edition, place) in enumerate(wanted):
            progress(STEP, done, len(wanted))
            said = comments.get((place.zoning, place.id, edition.language), "")
            desk.findings.extend(_of_another_release(said, released, edition, place))
            paper = paper_of(edition, place, said, released, only=themes)
            if paper.themes or not themes:
                desk.write(paper, choice.formats)
        desk.remember()
    progress(STEP, len(wanted), len(wanted))
    return Printed(tuple(desk.written), (*changed, *odd, *desk.findings))


def _themes(editions: Sequence[Edition], choice: Choice) -> list[str]:
    """Return the codes of the themes that are wanted, in the order of the sheets.

    Raises AnalystError for one that no indicator of the territory has.
    """
    names = {word.casefold(): code for edition in editions for code, name, _ in edition.themes for word in (code, name)}
    known = ", ".join(code for code, _, _ in editions[0].themes)
    faults = [
        Finding("sheet_theme", None, {"name": theme, "known": known})
        for theme in choice.themes
        if theme.casefold() not in names
    ]
    if faults:
        raise AnalystError(faults)
    wanted = {names[theme.casefold()] for theme in choice.themes}
    return [code for code, _, _ in editions[0].themes if code in wanted]


def _changed_since(root: Path, last: LastBuild, observatory: Observatory, date: str) -> tuple[Finding, ...]:
    """Return a warning where the folder has changed since the last build.

    Raises OperatorError where the build shows what no clause permits on that date any more.
    """
    folder = read_folder(root)
    leave = Leave.of(folder, date)
    frame = observatory.figures.frame
    shown = frame.loc[frame["value"].notna(), ["indicator", "zoning", "breakdown"]].drop_duplicates()
    over = (leave.forbidden - last.forbidden) & set(shown.itertuples(index=False, name=None))
    if over:
        raise OperatorError.of("sheets_not_permitted", root, indicators=", ".join(sorted({use[0] for use in over})))
    try:
        same = inputs_key(root, folder, places_of(root, folder), leave, store=Store(root), verify=False) == last.inputs
    except OSError:
        same = False  # a source is gone
    return () if same else (Finding("sheets_of_older_folder", None, {}, Severity.WARNING),)


def _of_another_release(said: str, released: Notice | None, edition: Edition, place: Place) -> Iterator[Finding]:
    """Yield a warning where a comment says that it was written for another release than the one that is printed."""
    from parvis.publish.addresses import file_names
    from parvis.publish.paper.comments import FOLDER, release_named

    name, _ = release_named(said)
    if name and released is not None and name != released.release:
        file = f"{file_names(edition.grounds.zone_ids[place.zoning])[place.id]}.{edition.language}.md"
        values = {"name": name, "release": released.release}
        yield Finding("comment_older", Where(Path(FOLDER, place.zoning, file)), values, Severity.WARNING)


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


class _Printer:
    """Writes papers, and knows those that it wrote before: what somebody has changed since is put aside, never lost."""

    def __init__(self, out: Path, store: Store) -> None:
        self.written: list[Path] = []
        self.findings: list[Finding] = []
        self._out, self._store = out.resolve(), store
        self._known: dict[str, str] = store.read(_PRINTED) or {}

    def write(self, paper: Paper, formats: Sequence[str]) -> None:
        """Write a sheet in some formats, each aside and then renamed."""
        for name in formats:
            path = self._out / f"{paper.file}.{name}"
            content = _maker(name)(paper)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._put_aside(path, content)
            aside = path.with_name(f"{path.name}.tmp-{os.getpid()}")
            try:
                aside.write_bytes(content)
                aside.replace(path)
            finally:
                aside.unlink(missing_ok=True)
            self._known[str(path)] = _mark(content)
            self.written.append(path)

    def _put_aside(self, path: Path, content: bytes) -> None:
        there = path.read_bytes() if path.exists() else content
        if _mark(there) in (_mark(content), self._known.get(str(path))):
            return
        number = next(n for n in itertools.count(1) if not _edited(path, n).exists())
        path.rename(_edited(path, number))
        values = {"name": path.name, "kept": _edited(path, number).name}
        self.findings.append(Finding("sheet_edited", Where(path), values, Severity.WARNING))

    def remember(self) -> None:
        """Keep what was written, to be known again."""
        self._store.keep(_PRINTED, self._known)


def _edited(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}.edited-{number}{path.suffix}")


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _maker(name: str) -> Callable[[Paper], bytes]:
    if name == "pdf":
        from parvis.publish.paper.pdf import pdf

        return pdf
    if name == "docx":
        from parvis.publish.paper.word import word

        return word
    from parvis.publish.paper.slides import slides

    return slides
