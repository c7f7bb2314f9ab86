"""A small observatory made by hand: two neighbourhoods and their commune, three indicators, three sources."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from parvis.model.evidence import Contributions, Evidence, FigureEvidence, SourceRecord, no_parts
from parvis.model.figure import FIGURE_COLUMNS, KEY, Figures
from parvis.model.folder import Folder, Regime
from parvis.model.observatory import Notice, Observatory
from parvis.model.snapshot import RowAccount
from parvis.model.text import Text
from parvis.model.zones import Zones

NAN = float("nan")


def small_observatory(**changes: Any) -> Observatory:
    """Return the observatory; `changes` are those of its fields, or of its territory (homepage, contact, ...)."""
    fields = {field.name for field in dataclasses.fields(Observatory)}
    territory = {key: changes.pop(key) for key in list(changes) if key not in fields}
    figures = Figures(pd.DataFrame([dict(zip(FIGURE_COLUMNS, row, strict=True)) for row in ROWS]))
    observatory = Observatory(
        folder=_folder(territory),
        zones=_zones(),
        figures=figures,
        evidence=_evidence(),
        notices=(Notice("2026-01-15", "released", "2026-01-15"),),
        release="0123456789ab",
        built="2026-05-01",
        version="0.1.0",
    )
    return dataclasses.replace(observatory, **changes)


def row(indicator: str, zoning: str, zone: str, period: str, **cells: Any) -> tuple[Any, ...]:
    """Return a row of the table of figures; what is not given is a published total without interval."""
    key = (indicator, zoning, zone, period, "total", "total", "observed")
    said = {"role": "figure", "unit": "persons", "method": "official", "state": "published", "reason": "", **cells}
    said = {**dict.fromkeys(NUMBERS, NAN), **said, "release": "0123456789ab"}
    said["evidence"] = "/".join((*key, said["method"]))
    return (*key, *(said[column] for column in FIGURE_COLUMNS if column not in KEY))


NUMBERS = ("value", "lower", "upper", "level", "bound_lower", "bound_upper", "coverage", "support")

ESTIMATED = {"method": "area_weighted", "sources": "cells", "coverage": 1.0}
ROWS = [
    row("population", "qpv2015", "QP999001", "2018", value=4094.0, sources="official"),
    row(
        "population",
        "qpv2015",
        "QP999001",
        "2019",
        role="evidence",
        value=4059.9,
        lower=3300.5,
        upper=4820.25,
        level=0.9,
        bound_lower=0.0,
        bound_upper=10255.0,
        support=1500.0,
        **ESTIMATED,
    ),
    row("population", "qpv2015", "QP999002", "2018", state="masked_by_producer", reason="masked", sources="official"),
    row("population", "commune", "99001", "2018", value=54000.0, sources="official"),
    row("poverty", "qpv2015", "QP999001", "2019", unit="percent", value=0.1 + 0.2, **ESTIMATED),
    row("poverty", "qpv2015", "QP999002", "2019", unit="percent", state="incomplete", reason="coverage", **ESTIMATED),
    row("poverty", "commune", "99001", "2019", unit="percent", value=0.0, **ESTIMATED),
    row("benefits", "qpv2015", "QP999001", "2024-06", state="suppressed", reason="confidential", sources="fund"),
]


def _folder(territory: dict[str, Any]) -> Folder:
    rule = {"unit": "share", "values": [{"value": 0.9, "from": "2024-01-01", "reference": "house rule"}]}
    return Folder.model_validate(
        {
            "territory": {
                "id": "smallville",
                "name": {"fr": "Petiteville", "en": "Smallville"},
                "crs": "EPSG:2154",
                "publisher": "Ville de Petiteville",
                "zonings": {
                    "qpv2015": {"name": "QPV 2015", "source": "perimeters", "year": 2015, "sheets": True},
                    "commune": {"name": "Commune", "source": "perimeters", "year": 2022},
                },
                **territory,
            },
            "policy": dict.fromkeys(
                ("min_coverage", "min_source_units", "max_relative_error", "interval_level"),
                rule,
            ),
            "sources": {},
            "indicators": {
                "population": _indicator("Population", "population", "count"),
                "poverty": _indicator("Taux de pauvreté", "income", "level"),
                "benefits": _indicator("Allocataires", "families", "count"),
            },
            "breakdowns": {},
        }
    )


def _indicator(name: str, theme: str, kind: str) -> dict[str, Any]:
    return {
        "name": {"fr": name, "en": f"{name} (en)"},
        "question": {"fr": f"{name} : combien ?", "en": f"{name}: how many?"},
        "definition": {"fr": f"Définition de « {name} ».", "en": f"Definition of “{name}”."},
        "theme": theme,
        "unit": "persons",
        "kind": kind,
        "zonings": ["qpv2015", "commune"],
        "value": {"official": {"source": "official", "measure": "population"}},
    }


def _zones() -> dict[str, Zones]:
    # 1 km squares in Lambert-93 near Bondy: about 2.47 to 2.50 degrees east, 48.89 to 48.91 degrees north.
    squares = {"QP999001": box(661000, 6867000, 662000, 6868000), "QP999002": box(662000, 6867000, 663000, 6868000)}
    neighbourhoods = gpd.GeoDataFrame(
        {"id": list(squares), "name": ["Le Parc", "Le Pont"], "communes": ["Petiteville"] * 2},
        geometry=list(squares.values()),
        crs="EPSG:2154",
    )
    commune = gpd.GeoDataFrame(
        {"id": ["99001"], "name": ["Petiteville"], "communes": ["Petiteville"]},
        geometry=[box(661000, 6866000, 663000, 6868000)],
        crs="EPSG:2154",
    )
    members = {"commune": {"QP999001": ("99001",), "QP999002": ("99001",)}}
    return {
        "qpv2015": Zones("qpv2015", 2015, neighbourhoods, kind="qpv_2015", members=members),
        "commune": Zones("commune", 2022, commune),
    }


def _source(identifier: str, **fields: Any) -> SourceRecord:
    said: dict[str, Any] = {
        "title": Text(fr=f"Source {identifier}", en=f"Source {identifier} (en)"),
        "producer": "INSEE",
        "regime": Regime.OPEN,
        "licence": "etalab-2.0",
        "url": f"https://producer.example/{identifier}",
        "vintage": "2018",
        "geography": {"communes": 2022},
        "kind": "table",
        "kind_name": Text(fr="Tableau", en="Table"),
        "citation": "INSEE, documentation",
        "rules": (),
        "content": "ab" * 32,
        "account": RowAccount(read=3, accepted=3),
    }
    return SourceRecord(id=identifier, **{**said, **fields})


def _evidence() -> Evidence:
    figures = {}
    for said in (dict(zip(FIGURE_COLUMNS, cells, strict=True)) for cells in ROWS):
        weighted = said["method"] == "area_weighted"
        figures[said["evidence"]] = FigureEvidence(
            said["evidence"],
            said["method"],
            tuple(said["sources"].split()),
            units=2 if weighted else None,
            cut=1 if weighted else None,
            source_units=1.5 if weighted else None,
            imputed_share=0.25 if weighted else None,
            parts=partial(Contributions, ("c1", "c2"), (1.0, 0.5), (30.0, 0.1)) if weighted else no_parts,
        )
    sources = [
        _source("official"),
        _source("cells", rules=(Text(fr="Arrondi.", en="Rounded."),), vintage="2019", licence="conditions du DVF"),
        _source(
            "fund",
            producer="Caisse d'allocations familiales",
            regime=Regime.AGGREGATED,
            licence=None,
            url=None,
            content=None,
            account=None,
        ),
    ]
    return Evidence(figures, {source.id: source for source in sources})
