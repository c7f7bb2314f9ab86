"""A build read back: the observatory as readers may know it, from what it published about itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd

from parvis.model.evidence import Evidence, FigureEvidence, Reach, SourceRecord
from parvis.model.folder import Folder, Regime
from parvis.model.observatory import Notice, Observatory
from parvis.model.text import Text
from parvis.model.zones import Zones
from parvis.publish.evidence_files import read_evidence
from parvis.publish.ledger import Event, read_ledger
from parvis.publish.manifest import manifest_hash, read_manifest
from parvis.publish.tables import COMPARED, WHOLE, read_comparisons, read_figures


def read_published(
    build: Path,
    folder: Folder,
    zones: dict[str, Zones],
    context: dict[str, gpd.GeoSeries],
    notices: tuple[Notice, ...],
) -> Observatory:
    """Return the observatory that a build published; `folder` and `zones` are those it was made with.

    Figures and evidence are read from the build's own files. What those leave out (parts of an estimate, rows of a
    source) is left out here too. Raises OperatorError where a file of the build is gone or was changed.
    """
    manifest = read_manifest(build)
    figures = read_figures(build / f"{WHOLE}.parquet")
    documents = [read_evidence(build, indicator) for indicator in folder.indicators]
    evidence = Evidence(dict(_figures(documents)), dict(_sources(documents)))
    release, built, version = (str(manifest[key]) for key in ("release", "built", "parvis"))
    compared = read_comparisons(build / f"{COMPARED}.parquet")
    return Observatory(
        folder, zones, figures, evidence, notices, release, built, version, context, comparisons=compared
    )


def release_of(build: Path, releases: Path) -> Notice | None:
    """Return the last that the ledger notes of the release made from a build, None where none was made."""
    mark = manifest_hash(build)
    entries = read_ledger(releases)
    names = {entry.release for entry in entries if entry.event is Event.RELEASED and entry.manifest == mark}
    about = [entry for entry in entries if entry.release in names]
    if not about:
        return None
    last = about[-1]
    return Notice(last.release, last.event.value, last.date, last.words, last.by)


def _figures(documents: Iterable[dict[str, Any]]) -> Iterable[tuple[str, FigureEvidence]]:
    told = ("units", "cut", "source_units", "imputed_share")
    for document in documents:
        for figure in document["figures"]:
            yield (
                figure["evidence"],
                FigureEvidence(
                    figure["evidence"],
                    figure["method"],
                    tuple(figure["sources"]),
                    **{name: figure.get(name) for name in told},
                    reach=_reach(figure["reach"]) if "reach" in figure else None,
                ),
            )


def _reach(said: dict[str, Any]) -> Reach:
    return Reach(**{**said, "feeds": tuple((source, first, last) for source, first, last in said["feeds"])})


def _sources(documents: Iterable[dict[str, Any]]) -> Iterable[tuple[str, SourceRecord]]:
    same = {field.name for field in dataclasses.fields(SourceRecord)} & {
        "producer", "licence", "url", "vintage", "geography", "kind", "citation", "content"
    }  # fmt: skip
    for document in documents:
        for id_, source in document["sources"].items():
            yield (
                id_,
                SourceRecord(
                    id=id_,
                    title=Text(source["title"]),
                    regime=Regime(source["regime"]),
                    kind_name=Text(source["kind_name"]),
                    rules=tuple(map(Text, source["rules"])),
                    account=None,
                    located_by=source.get("located_by_address"),
                    **{name: source.get(name) for name in same},
                ),
            )
