"""What each figure rests on: its units and their weights, the sources, and what else speaks to the same question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from parvis.kinds.kind import Kind
from parvis.model.evidence import Contribution, Evidence, FigureEvidence, SourceRecord
from parvis.model.figure import KEY, Block, Figures, Relations, Role
from parvis.model.folder import Folder, Regime, SourceSpec
from parvis.model.snapshot import Snapshot

MOST = 50
"""Contributions kept a figure, the largest first."""

WHOLE = 1.0 - 1e-9


def record(source: str, spec: SourceSpec, kind: Kind, snapshot: Snapshot | None) -> SourceRecord:
    """Return what the public may know of a source; hash, rows and findings only of an open one that was read."""
    read = snapshot if spec.regime is Regime.OPEN else None
    geography = spec.geography.model_dump(exclude_none=True) if spec.geography else {}
    return SourceRecord(
        source, spec.title, spec.producer, spec.regime, spec.licence, spec.url, spec.vintage, geography, kind.id,
        kind.name, kind.citation, kind.rules,
        read.content if read else None,
        read.account if read else None,
        read.findings if read else (),
    )  # fmt: skip


def trace(figures: Figures, relations: Relations, *, folder: Folder, records: Mapping[str, SourceRecord]) -> Evidence:
    """Return the evidence of every figure, by its evidence id.

    Units and their values are named for open sources only, and only for figures that are shown.
    """
    rows = {row: (block, i) for block in _blocks(relations) for i, row in enumerate(block.figures)}
    beside = _beside(figures, folder)
    out: dict[str, FigureEvidence] = {}
    for figure in figures.frame.itertuples(index=False):
        key = (*(getattr(figure, column) for column in KEY), figure.method)
        block, row = rows.get(key, (None, 0))
        sources = tuple(str(figure.sources).split())
        may_show = bool(np.isfinite(figure.value)) and all(records[s].regime is Regime.OPEN for s in sources)
        out[str(figure.evidence)] = _figure(figure, block if may_show else None, row, sources, beside)
    return Evidence(out, dict(records))


def _blocks(relations: Relations) -> Iterable[Block]:
    yield from relations.blocks
    for parent in relations.parents:
        yield parent.denominator


def _figure(
    figure: object, block: Block | None, row: int, sources: tuple[str, ...], beside: Mapping[str, tuple[str, ...]]
) -> FigureEvidence:
    identity, method = str(getattr(figure, "evidence")), str(getattr(figure, "method"))  # noqa: B009
    others = tuple(other for other in beside.get(_place(identity), ()) if other != identity)
    if block is None:
        return FigureEvidence(identity, method, sources, beside=others)
    part = slice(block.coefficients.indptr[row], block.coefficients.indptr[row + 1])
    units, weights = block.coefficients.indices[part], block.coefficients.data[part]
    values = np.nan_to_num(block.values[units])
    shares = weights * values
    order = np.argsort(-np.abs(shares), kind="stable")[:MOST]
    total = shares.sum()
    return FigureEvidence(
        identity,
        method,
        sources,
        units=len(units),
        cut=int((weights < WHOLE).sum()),
        source_units=float(weights.sum()),
        imputed_share=float(shares[block.imputed[units]].sum() / total) if total > 0 else None,
        contributions=tuple(Contribution(block.units[units[i]], float(weights[i]), float(values[i])) for i in order),
        beside=others,
    )


def _place(identity: str) -> str:
    """Return `indicator/zoning/zone` of an evidence id."""
    return "/".join(identity.split("/")[:3])


def _beside(figures: Figures, folder: Folder) -> dict[str, tuple[str, ...]]:
    """Return for each `indicator/zoning/zone` the evidence ids that a reader may compare with its figures.

    They are the same quantity by another route, and the figures of the indicators that the indicator names, of the
    latest period each.
    """
    frame = figures.frame
    shown = frame[frame["value"].notna() & frame["category"].eq("total")]
    latest = shown.groupby(["indicator", "zoning", "zone"])["period"].transform("max")
    shown = shown[shown["period"].eq(latest)]
    by_place: dict[tuple[str, str, str], list[str]] = {}
    for indicator, zoning, zone, evidence in shown[["indicator", "zoning", "zone", "evidence"]].itertuples(index=False):
        by_place.setdefault((indicator, zoning, zone), []).append(evidence)
    routes = frame.loc[frame["role"].eq(Role.EVIDENCE.value), ["indicator", "zoning", "zone"]]
    several = set(routes.itertuples(index=False, name=None))
    out: dict[str, tuple[str, ...]] = {}
    for indicator, zoning, zone in frame[["indicator", "zoning", "zone"]].drop_duplicates().itertuples(index=False):
        own = by_place.get((indicator, zoning, zone), []) if (indicator, zoning, zone) in several else []
        others = [e for name in folder.indicators[indicator].beside for e in by_place.get((name, zoning, zone), [])]
        if own or others:
            out[f"{indicator}/{zoning}/{zone}"] = (*own, *others)
    return out
