"""The Frictionless data package of a build: its tables with their schemas, licence, sources and publisher.

Data Package version 1 (https://specs.frictionlessdata.io/data-package/), which readers of version 2 read, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.i18n import translations
from parvis.messages import N_
from parvis.model.comparison import COMPARISON_COLUMNS, Compared
from parvis.model.evidence import SourceRecord
from parvis.model.figure import FIGURE_COLUMNS, Role, State
from parvis.model.observatory import Observatory
from parvis.publish import addresses
from parvis.publish.columns import COLUMNS, COMPARED_COLUMNS, Column
from parvis.publish.licences import licence
from parvis.publish.tables import COMPARED, WHOLE

FIGURES = f"{WHOLE}.csv"
PARQUET = f"{WHOLE}.parquet"
COMPARISONS = f"{COMPARED}.csv"
ZONES = "zones.csv"
INDICATORS = "indicators.csv"
SOURCES = "sources.csv"

_TABLES: dict[str, tuple[dict[str, Column], dict[str, Column]]] = {
    ZONES: (
        {
            "zoning": COLUMNS["zoning"],
            "zone": COLUMNS["zone"],
            "communes": Column(N_("Communes that the place lies in.")),
        },
        {"name": Column(N_("Name of the place."))},
    ),
    INDICATORS: (
        {
            "indicator": COLUMNS["indicator"],
            "theme": Column(N_("Theme of the indicator.")),
            "unit": Column(N_("Unit of the figures.")),
            "kind": Column(N_("What the figures are: count, share, mean, level, area_share, median, index or access.")),
        },
        {
            "name": Column(N_("Name of the indicator.")),
            "question": Column(N_("The question that it answers.")),
            "definition": Column(N_("What exactly is counted, of whom, when.")),
            "caveats": Column(N_("What a reader must know before using it.")),
        },
    ),
    SOURCES: (
        {
            "source": Column(N_("Identifier of the source.")),
            "producer": Column(N_("Who made the data.")),
            "regime": Column(N_("open, aggregated or records: how closely the source is guarded.")),
            "licence": Column(N_("Licence of the source.")),
            "url": Column(N_("Page of the producer where the source is described.")),
            "vintage": Column(N_("Period that the values describe.")),
        },
        {"title": Column(N_("Title of the source."))},
    ),
}
"""The columns of each table: those that stand once, and those that stand once in each language."""

_OF_FIGURES = [
    {"fields": ["zoning", "zone"], "reference": {"resource": "zones", "fields": ["zoning", "zone"]}},
    {"fields": ["indicator"], "reference": {"resource": "indicators", "fields": ["indicator"]}},
]
_KEYS: dict[str, dict[str, Any]] = {
    ZONES: {"primaryKey": ["zoning", "zone"]},
    INDICATORS: {"primaryKey": ["indicator"]},
    SOURCES: {"primaryKey": ["source"]},
    FIGURES: {"foreignKeys": _OF_FIGURES},
    COMPARISONS: {"foreignKeys": _OF_FIGURES},
}
_MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "gpkg": "application/geopackage+sqlite3",
}


@dataclass(frozen=True)
class Member:
    """A file of the archive: its name, its size in bytes and its SHA-256, hexadecimal."""

    name: str
    size: int
    sha256: str


def columns(table: str, languages: Sequence[str]) -> list[str]:
    """Return the names of a table's columns.

    >>> columns(ZONES, ("fr", "en"))
    ['zoning', 'zone', 'communes', 'name_fr', 'name_en']
    """
    once, each = _TABLES[table]
    return [*once, *(f"{name}_{language}" for name in each for language in languages)]


def descriptor(observatory: Observatory, members: Iterable[Member]) -> dict[str, Any]:
    """Return what `datapackage.json` says."""
    territory = observatory.folder.territory
    first = territory.languages[0]
    records = list(observatory.evidence.sources.values())
    known = licence(territory.licence)
    return {
        "profile": "data-package",
        "name": territory.id.replace("_", "-"),
        "title": territory.name.in_(first),
        **({"description": territory.about.in_(first)} if territory.about else {}),
        **({"homepage": territory.homepage} if territory.homepage else {}),
        "version": observatory.release,
        "created": f"{observatory.built}T00:00:00Z",
        "contributors": [{"title": territory.publisher, "role": "publisher"}],
        **({"licenses": [{"name": territory.licence, "path": known.url, "title": known.name}]} if known else {}),
        **({"sources": [_source(record, first) for record in records]} if records else {}),
        "resources": [_resource(one, territory.languages) for one in members],
    }


def _source(record: SourceRecord, language: str) -> dict[str, str]:
    page = addresses.web_link(record.url)
    return {"title": f"{record.producer}, {record.title.in_(language)}", **({"path": page} if page else {})}


def _resource(one: Member, languages: Sequence[str]) -> dict[str, Any]:
    stem, _, ending = one.name.rpartition(".")
    table = FIGURES if one.name == PARQUET else one.name
    is_table = table in _KEYS
    is_text = ending in ("csv", "json")
    return {
        "profile": "tabular-data-resource" if is_table else "data-resource",
        "name": stem.replace("/", "-") if is_text else f"{stem}-{ending}",
        "path": one.name,
        "format": ending,
        "mediatype": _MEDIA[ending],
        **({"encoding": "utf-8"} if is_text else {}),
        # Frictionless counts no bytes of a Parquet file that it reads, and would call any count wrong.
        **({} if one.name == PARQUET else {"bytes": one.size, "hash": f"sha256:{one.sha256}"}),
        **({"schema": _schema(table, languages)} if is_table else {}),
    }


def _schema(table: str, languages: Sequence[str]) -> dict[str, Any]:
    if table == FIGURES:
        fields = [_typed(name, COLUMNS[name], FIGURE_COLUMNS[name], languages) for name in FIGURE_COLUMNS]
    elif table == COMPARISONS:
        fields = [_typed(name, COMPARED_COLUMNS[name], kind, languages) for name, kind in COMPARISON_COLUMNS.items()]
    else:
        once, each = _TABLES[table]
        fields = [_field(name, column, languages) for name, column in once.items()]
        fields += [_field(f"{n}_{language}", column, languages) for n, column in each.items() for language in languages]
    return {"fields": fields, "missingValues": [""], **_KEYS[table]}


def _typed(name: str, column: Column, kind: str, languages: Sequence[str]) -> dict[str, Any]:
    among: dict[str, type[StrEnum]] = {"state": State, "role": Role, "compared": Compared}
    values = [one.value for one in among.get(name, ())]
    constraints = {"constraints": {"required": True, "enum": values}} if values else {}
    return {**_field(name, column, languages), "type": "number" if kind == "float64" else "string", **constraints}


def _field(name: str, column: Column, languages: Sequence[str]) -> dict[str, Any]:
    """Return a field; its meaning is in English, as the format has it, and beside it in the territory's French."""
    said = {"name": name, "type": "string", "description": _with_unit(column, "en")}
    return {**said, **({"description_fr": _with_unit(column, "fr")} if "fr" in languages else {})}


def _with_unit(column: Column, language: str) -> str:
    say = translations(language).gettext
    return f"{say(column.meaning)} ({say(column.unit)})" if column.unit else say(column.meaning)
