"""What is offered to take away: the files of the site's `data/`, with their form, size and use.

Pages, catalogue and structured data list the same files; a file that a build did not make is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from parvis.messages import N_
from parvis.model.observatory import Observatory
from parvis.publish.archive import ARCHIVE
from parvis.publish.downloads import FRENCH
from parvis.publish.evidence_files import FOLDER as EVIDENCE
from parvis.publish.geofiles import FOLDER as MAPS
from parvis.publish.geofiles import GEOPACKAGE
from parvis.publish.numbers import shown
from parvis.publish.tables import WHOLE
from parvis.publish.words import Speech

DATA = "data"


@dataclass(frozen=True)
class Form:
    """A form in which figures are offered; `media` is its type at IANA, `code` its name in the EU's list of types."""

    name: str
    purpose: str
    media: str
    code: str


EXCEL = Form(
    "Excel",
    N_("to read, sort and print: starts with a page that says what the figures are"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XLSX",
)
SPREADSHEET = Form(
    N_("CSV for French spreadsheets"),
    N_("for a French spreadsheet: opens with a double click, in columns"),
    "text/csv",
    "CSV",
)
CSV = Form("CSV", N_("for any program: comma and dot, unrounded"), "text/csv", "CSV")
PARQUET = Form(
    "Parquet",
    N_("for data scientists: typed, each column with its meaning"),
    "application/vnd.apache.parquet",
    "PARQUET",
)
GEOJSON = Form("GeoJSON", N_("places with their figures, for maps on the web"), "application/geo+json", "GEOJSON")
GPKG = Form(
    "GeoPackage",
    N_("places with their figures, for QGIS and other map programs"),
    "application/geopackage+sqlite3",
    "GPKG",
)
EVIDENCE_JSON = Form(N_("Evidence (JSON)"), N_("what each figure rests on"), "application/json", "JSON")
ZIP = Form(
    N_("Archive (ZIP)"),
    N_("everything at once: tables, maps, evidence, and the meaning of each column"),
    "application/zip",
    "ZIP",
)


@dataclass(frozen=True)
class Offer:
    """A file that is offered: its place below the site's folder, and its size in bytes."""

    path: str
    form: Form
    size: int
    language: str | None = None
    zoning: str | None = None

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.path.rpartition("/")[2]


class Shop:
    """What a site offers; sizes are looked up once."""

    def __init__(self, observatory: Observatory, site: Path) -> None:
        self._site = site
        self._languages = observatory.folder.territory.languages
        self._zonings = tuple(observatory.zones)

    def whole(self) -> tuple[Offer, ...]:
        """Return the forms of the whole: archive, tables, maps."""
        return (
            *self._offered(ARCHIVE, ZIP),
            *self._tables(WHOLE),
            *self._offered(GEOPACKAGE, GPKG),
            *self.maps(self._zonings),
        )

    def indicator(self, id_: str) -> tuple[Offer, ...]:
        """Return the forms of an indicator's table, and its evidence."""
        return (*self.tables(id_), *self._offered(f"{EVIDENCE}/{id_}.json", EVIDENCE_JSON))

    def tables(self, stem: str) -> tuple[Offer, ...]:
        """Return the forms of a table: an indicator's, or the whole."""
        return tuple(self._tables(stem))

    def maps(self, zonings: Sequence[str]) -> tuple[Offer, ...]:
        """Return the maps of some zonings with the figures of every indicator."""
        return tuple(
            offer for zoning in zonings for offer in self._offered(f"{MAPS}/{zoning}.geojson", GEOJSON, zoning=zoning)
        )

    def sheet(self, zoning: str) -> tuple[Offer, ...]:
        """Return what goes with the sheet of a zone: the tables for people, and the map of its zoning."""
        return (*(offer for offer in self._tables(WHOLE) if offer.language), *self.maps((zoning,)))

    def _tables(self, stem: str) -> Iterator[Offer]:
        for language in self._languages:
            yield from self._offered(f"{stem}.{language}.xlsx", EXCEL, language=language)
        yield from self._offered(f"{stem}.{FRENCH}.csv", SPREADSHEET, language=FRENCH)
        yield from self._offered(f"{stem}.csv", CSV)
        yield from self._offered(f"{stem}.parquet", PARQUET)

    def _offered(
        self, name: str, form: Form, *, language: str | None = None, zoning: str | None = None
    ) -> Iterator[Offer]:
        file = self._site / DATA / name
        if file.is_file():
            yield Offer(f"{DATA}/{name}", form, file.stat().st_size, language, zoning)


def size_words(size: int, speech: Speech) -> str:
    """Return a size in thousands or millions of bytes.

    >>> size_words(999, Speech("en")), size_words(12_345, Speech("en")), size_words(1_260_000, Speech("en"))
    ('999 B', '12 kB', '1.3 MB')
    """
    if size < 1000:
        return speech.say(N_("%(number)s B"), number=size)
    if size < 999_500:
        return speech.say(N_("%(number)s kB"), number=speech.whole(round(size / 1000)))
    return speech.say(N_("%(number)s MB"), number=shown(size / 1e6, 1 if size < 9_950_000 else 0, speech.language))
