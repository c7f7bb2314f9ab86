"""Where what was found stands: files named from the territory folder on, declarations by their line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from parvis.errors import ParvisError
from parvis.model.finding import Finding, Where
from parvis.territory.document import Document, Trail, parse

MENDED_AT: Mapping[str, Trail] = {
    "file_missing": ("place",),
    "file_is_folder": ("place",),
    "header_missing": ("header",),
    "member_which": ("place",),
    "member_missing": ("member",),
    "address_refused": ("place",),
    "address_circle": ("place",),
    "address_unreachable": ("place",),
    "address_certificate": ("place",),
    "address_unsafe": ("place",),
    "address_changed": ("place",),
    "download_truncated": ("place",),
    "platform_answer": ("place",),
    "format_unknown": ("place",),
    "layer_which": ("place",),
    "layer_missing": ("layer",),
    "sheet_which": ("place",),
    "sheet_missing": ("sheet",),
    "crs_unknown": ("crs",),
    "crs_contradicts": ("crs",),
    "crs_overruled": ("crs",),
    "band_missing": ("measures",),
    "band_of_classes": ("value", "raster", "statistic"),
    "value_never": ("where", "{column}"),
    "where_column": ("where", "{column}"),
    "where_keeps_none": ("where",),
    "zoning_without_id": ("columns",),
    "source_unused": (),
    "address_reference_streets": ("columns",),
}
"""What the author of a source mends in its description, and under which key; of the rest the file comes first."""

KEYS: Mapping[str, Trail] = {
    **MENDED_AT,
    "units_unknown": ("units",),
    "codes_unknown": ("columns", "unit"),
    "crs_impossible": ("crs",),
    "coordinates_swapped": ("columns",),
    "zoning_empty": ("zonings", "{zoning}"),
    "zoning_apart": ("zonings", "{zoning}"),
    "zone_slash": ("zonings", "{zoning}"),
    "dissolve_column": ("zonings", "{zoning}", "dissolve"),
    "zones_vanished": ("zonings", "{zoning}"),
    "feed_date_outside": ("value", "access", "{when}", "departure"),
    "access_nobody": ("value", "access", "from"),
    "access_no_place": ("value", "access", "to"),
    "access_no_match": ("value", "access", "from", "category"),
    "access_off_streets": ("value", "access", "travel"),
}
"""The key of a declaration that a finding is about."""


COLUMN_CODES = ("column_missing", "column_missing_near")
"""What is told of a column that is not there: the description of its source may name it."""


@dataclass(frozen=True)
class Whereabouts:
    """The places of one territory folder: its root, and the file of each source that is used."""

    root: Path
    files: Mapping[str, Path]

    def of(self, finding: Finding) -> Finding:
        """Return a finding with its places as the author of the folder knows them."""
        file, described = finding.where, finding.described
        source = self._source(described or file)
        if source is None:
            return finding if file is None else replace(finding, where=self._shown(self._key(file, finding)))
        declared = Where(Path(f"sources/{source}.yml"))
        if file is None or file.file == declared.file:  # found by a room that knows the source, not its file
            file = Where(self.files[source])
            finding = _named(finding, file.file.name)
        if finding.code in MENDED_AT and file.file.is_absolute():
            finding = _named(finding, self._short(file.file).as_posix())  # in full: its place does not name it
            return replace(finding, where=self._key(declared, finding), described=None)
        return replace(finding, where=self._shown(file), described=self._key(declared, finding))

    def all_of(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return findings with their places as the author of the folder knows them, none twice."""
        known: dict[str, Finding] = {}
        for finding in map(self.of, findings):
            known.setdefault(f"{finding.code} {finding.where} {sorted(finding.values.items())}", finding)
        return tuple(known.values())

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Name places so in every error that is raised meanwhile."""
        try:
            yield
        except ParvisError as error:
            raise type(error)(self.all_of(error.findings)) from error

    def _source(self, where: Where | None) -> str | None:
        """Return the source whose description a place is in; None for other places and for sources nobody uses."""
        if where is None or where.file.parent != Path("sources"):
            return None
        return where.file.stem if where.file.stem in self.files else None

    def _key(self, where: Where, finding: Finding) -> Where:
        """Return the place of the key that a finding is about, where the file has it."""
        if finding.code in COLUMN_CODES and where.file.parent == Path("sources"):
            return _column_at(self.root, where.file, str(finding.values["names"]))
        trail = tuple(str(step).format(**finding.values) for step in KEYS.get(finding.code, ()))
        return where if where.line or not trail else described_at(self.root, where.file, trail)

    def _shown(self, where: Where) -> Where:
        return replace(where, file=self._short(where.file))

    def _short(self, file: Path) -> Path:
        return file.relative_to(self.root) if file.is_relative_to(self.root) else file


def _named(finding: Finding, name: str) -> Finding:
    """Return a finding whose words, if they name a file, name it so."""
    return replace(finding, values={**finding.values, "name": name}) if "name" in finding.values else finding


def described_at(root: Path, file: Path, trail: Trail) -> Where:
    """Return where a declaration says something, or as far as the trail leads in it; the file alone if nowhere."""
    document, _ = parse(file, (root / file).read_text(encoding="utf-8-sig"))
    if document is None:
        return Where(file)
    while trail and not _leads(document, trail):
        trail = trail[:-1]
    if not trail:
        return Where(file)
    return document.where(trail) if any(document.find(trail)) else document.where_key(trail)


def _column_at(root: Path, file: Path, name: str) -> Where:
    """Return where the description of a source names a column; the file alone where its kind does, not the file."""
    document, _ = parse(file, (root / file).read_text(encoding="utf-8-sig"))
    trails: list[Trail] = [("columns", role) for role in _keys(document, "columns")]
    trails += [("measures", measure, "column") for measure in _keys(document, "measures")]
    found = [trail for trail in trails if document is not None and _value(document, trail) == name]
    return document.where(found[0]) if document is not None and found else Where(file)


def _keys(document: Document | None, key: str) -> Iterable[str]:
    held = document.data.get(key) if document is not None else None
    return held if isinstance(held, dict) else ()


def _value(document: Document, trail: Trail) -> object:
    part: object = document.data
    for step in trail:
        part = part[step] if isinstance(part, dict) and step in part else None
    return part


def _leads(document: Document, trail: Trail) -> bool:
    part: object = document.data
    for step in trail:
        if not isinstance(part, dict) or step not in part:
            return False
        part = part[step]
    return True
