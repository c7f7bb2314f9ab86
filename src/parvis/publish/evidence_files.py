"""The evidence of each figure as files: one JSON document for each indicator."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from parvis.errors import AnalystError, OperatorError
from parvis.messages import in_words
from parvis.model.evidence import FigureEvidence, SourceRecord
from parvis.model.figure import KEY, State
from parvis.model.finding import Finding
from parvis.model.folder import Folder, IndicatorSpec, Regime
from parvis.model.observatory import Observatory
from parvis.model.text import LANGUAGES
from parvis.publish.hands import MANY, divided, hands
from parvis.publish.places import places_of
from parvis.publish.tables import SCHEMA_VERSION

FOLDER = "evidence"

SECRET = frozenset({State.SUPPRESSED, State.MASKED_BY_PRODUCER, State.NOT_PERMITTED})
"""States whose number somebody keeps: how much stands behind it may not be told either."""


def write_evidence(observatory: Observatory, out: Path) -> None:
    """Write `evidence/INDICATOR.json` for each indicator: its question, its sources, and the evidence of each figure.

    Zones are named with their communes, in `zones` by zoning and id. Keys keep their order; a number is as Python
    writes it. Content hash, row account and findings are there only for open sources. Of a figure whose number is
    kept secret, nothing but method and sources is told.
    """
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    frame = observatory.figures.frame
    rows = dict(list(frame.groupby("indicator", sort=False)))
    names = _zone_names(observatory)
    indicators = list(observatory.folder.indicators.items())
    parts = hands() if len(frame) > MANY else 1

    def some(part: int) -> Iterator[None]:
        for name, spec in indicators[part::parts]:
            figures = list(_figures(rows.get(name, frame[:0]), observatory))
            head = {**_head(name, spec, observatory, _sources_of(figures)), **_places(figures, names, observatory)}
            (folder / f"{name}.json").write_text(_document(head, figures), encoding="utf-8")
            yield

    divided(parts, some, lambda: None)


def read_evidence(build: Path, indicator: str) -> dict[str, Any]:
    """Return the evidence of an indicator of a build.

    Raises AnalystError where the build has none of that name, OperatorError where its file cannot be read.
    """
    path = build / FOLDER / f"{indicator}.json"
    known = sorted(place.stem for place in (build / FOLDER).glob("*.json"))
    if indicator not in known:
        near = difflib.get_close_matches(indicator, known, n=1)
        values = {"indicator": indicator, "known": ", ".join(known) or "-", **({"guess": near[0]} if near else {})}
        raise AnalystError.of("indicator_without_evidence", path.parent, **values)
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise OperatorError.of("evidence_unreadable", path) from error


def _head(name: str, spec: IndicatorSpec, observatory: Observatory, sources: list[str]) -> dict[str, object]:
    return {
        "schema_version": SCHEMA_VERSION,
        "indicator": name,
        "release": observatory.release,
        "name": dict(spec.name),
        "question": dict(spec.question),
        "definition": dict(spec.definition),
        "caveats": dict(spec.caveats or {}),
        "unit": spec.unit,
        "kind": spec.kind,
        "decimals": spec.decimals,
        "categories": _categories(spec, observatory.folder),
        "sources": {source: _source(observatory.evidence.sources[source]) for source in sources},
    }


def _categories(spec: IndicatorSpec, folder: Folder) -> dict[str, dict[str, str]]:
    if spec.breakdown is None:
        return {}
    return {code: dict(category.name) for code, category in folder.breakdowns[spec.breakdown].categories.items()}


def _zone_names(observatory: Observatory) -> dict[str, dict[str, str]]:
    """Return the zones' names by zoning and id; the one zone of a union has no name but its zoning's."""
    specs = observatory.folder.territory.zonings
    names: dict[str, dict[str, str]] = {zoning: {} for zoning in observatory.zones}
    for (zoning, zone), place in places_of(observatory, LANGUAGES[0]).items():
        if specs[zoning].union_of is None:
            names[zoning][zone] = place.full_name
    return names


def _places(
    figures: list[dict[str, Any]], names: dict[str, dict[str, str]], observatory: Observatory
) -> dict[str, object]:
    """Return the names of the zonings and zones that figures are about."""
    specs = observatory.folder.territory.zonings
    about = dict.fromkeys((figure["zoning"], figure["zone"]) for figure in figures)
    zonings = dict.fromkeys(zoning for zoning, _ in about)
    return {
        "zonings": {zoning: dict(specs[zoning].name) for zoning in zonings},
        "zones": {
            zoning: {zone: names[zoning][zone] for other, zone in about if other == zoning and zone in names[zoning]}
            for zoning in zonings
        },
    }


def _sources_of(figures: list[dict[str, Any]]) -> list[str]:
    return sorted({source for figure in figures for source in figure["sources"]})


def _source(record: SourceRecord) -> dict[str, object]:
    said: dict[str, object] = {
        "title": dict(record.title),
        "producer": record.producer,
        "regime": record.regime.value,
        "licence": record.licence,
        "url": record.url,
        "vintage": record.vintage,
        "geography": dict(record.geography),
        "kind": record.kind,
        "kind_name": dict(record.kind_name),
        "citation": record.citation,
        "rules": [dict(rule) for rule in record.rules],
    }
    if record.located_by is not None:
        said["located_by_address"] = record.located_by
    if record.regime is Regime.OPEN:
        account = record.account
        said["content"] = record.content
        said["rows"] = account and {
            "read": account.read,
            "accepted": account.accepted,
            "rejected": account.rejected,
            "set_aside": account.set_aside,
        }
        said["findings"] = [_finding(finding) for finding in record.findings]
    return said


def _finding(finding: Finding) -> dict[str, object]:
    # The place is a path on the machine that built: it says nothing to a reader, and is not for them.
    words = {language: in_words(finding, language)[0] for language in LANGUAGES}
    return {"code": finding.code, "severity": finding.severity.value, "words": words}


def _figures(rows: pd.DataFrame, observatory: Observatory) -> Iterator[dict[str, Any]]:
    known = observatory.evidence.figures
    for row in rows[[*KEY, "role", "state", "evidence"]].to_dict("records"):
        evidence = known[row["evidence"]]
        yield {**row, **(_kept(evidence) if State(row["state"]) in SECRET else _told(evidence))}


def _kept(evidence: FigureEvidence) -> dict[str, object]:
    return {"method": evidence.method, "sources": list(evidence.sources)}


def _told(evidence: FigureEvidence) -> dict[str, object]:
    return {
        **_kept(evidence),
        "units": evidence.units,
        "cut": evidence.cut,
        "source_units": evidence.source_units,
        "imputed_share": evidence.imputed_share,
        "contributions": evidence.parts()._asdict(),
        **({"reach": asdict(evidence.reach)} if evidence.reach else {}),
        "beside": list(evidence.beside),
    }


def _document(head: dict[str, object], figures: list[dict[str, Any]]) -> str:
    """Return one JSON object with a figure a line: a thousand zones stay readable, searchable and small."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    lines = ",\n".join("  " + encode(figure) for figure in figures)
    opened = json.dumps(head, ensure_ascii=False, allow_nan=False, indent=1).removesuffix("\n}")
    return f'{opened},\n "figures": [\n{lines}\n ]\n}}\n'
