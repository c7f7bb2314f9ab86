"""What each figure rests on: its units and their weights, the sources, and what else speaks to the same question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from parvis.kinds.kind import Kind
from parvis.kinds.travel import FORMS
from parvis.model.evidence import Contributions, Evidence, FigureEvidence, Reach, SourceRecord
from parvis.model.figure import KEY, Block, Figures, Relations, Role, Route
from parvis.model.folder import Folder, Regime, SourceSpec
from parvis.model.snapshot import Snapshot

MOST = 50
"""Contributions kept a figure, the largest first."""
AT_ONCE = 16
"""Blocks whose contributions are in order at a time: there are many, and an indicator's are asked for together."""

WHOLE = 1.0 - 1e-9


def record(source: str, spec: SourceSpec, kind: Kind, snapshot: Snapshot | None) -> SourceRecord:
    """Return what the public may know of a source; hash, rows and findings only of an open one that was read."""
    read = snapshot if spec.regime is Regime.OPEN else None
    geography = spec.geography.model_dump(exclude_none=True) if spec.geography else {}
    return SourceRecord(
        source, spec.title, spec.producer, spec.regime, spec.licence, spec.url, spec.vintage, geography, kind.id,
        kind.name, kind.citation, kind.rules,
        read.content if read else None,
        read.account if read and kind.form not in FORMS else None,
        read.findings if read else (),
        spec.address.reference if spec.address and snapshot else None,
    )  # fmt: skip


def trace(
    figures: Figures,
    relations: Relations,
    *,
    folder: Folder,
    records: Mapping[str, SourceRecord],
    reached: Mapping[tuple[str, str, str], Reach] = MappingProxyType({}),
) -> Evidence:
    """Return the evidence of every figure, by its evidence id.

    `reached` is how figures about what is within reach were worked out, by indicator, zoning and zone. Units and their
    values are named for open sources only, and only for figures that are shown.
    """
    names: dict[int, np.ndarray] = {}  # blocks of one source share their tuple of units: an array is made of it once
    parts: dict[tuple[str, ...], dict[str, Any]] = {}
    blocks = list(_blocks(relations, records))

    @lru_cache(maxsize=AT_ONCE)
    def largest(n: int) -> tuple[list[tuple[Any, ...]], list[int]]:
        units = blocks[n].units
        if id(units) not in names:
            names[id(units)] = np.array(units, dtype=object)
        return _largest(blocks[n], names[id(units)])

    for n, block in enumerate(blocks):
        parts.update(_parts(block, partial(_contributions, largest, n)))
    beside = _beside(figures, folder)
    frame = figures.frame
    shown = np.isfinite(frame["value"].to_numpy())
    keys = zip(*(frame[column] for column in (*KEY, "method")), strict=True)
    out: dict[str, FigureEvidence] = {}
    named = {origin: tuple(origin.split()) for origin in frame["sources"].unique()}
    free = {origin: all(records[s].regime is Regime.OPEN for s in sources) for origin, sources in named.items()}
    for key, identity, origin, has_value in zip(keys, frame["evidence"], frame["sources"], shown, strict=True):
        sources, may_show = named[origin], has_value and free[origin]
        others = tuple(other for other in beside.get(_place(identity), ()) if other != identity)
        told = parts.get(key, {}) if may_show else {}
        how = reached.get(key[:3]) if has_value and key[-1] == Route.REACHED.value else None
        out[identity] = FigureEvidence(identity, key[-1], sources, reach=how, beside=others, **told)
    return Evidence(out, dict(records))


def _blocks(relations: Relations, records: Mapping[str, SourceRecord]) -> Iterable[Block]:
    blocks = (*relations.blocks, *(parent.denominator for parent in relations.parents))
    return (block for block in blocks if records[block.source].regime is Regime.OPEN)


def _parts(
    block: Block, contributions: Callable[[int], Contributions]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Return for each figure of a block, by its key, how many units are behind it and what gives the largest of them.

    `contributions` gives these for the number of a figure.
    """
    matrix = block.coefficients
    counts, weights = np.diff(matrix.indptr), matrix.data
    row, shares = _rows_and_shares(block)
    cut, whole, total, imputed = (
        np.bincount(row, each, len(counts)).tolist()
        for each in (weights < WHOLE, weights, shares, shares * block.imputed[matrix.indices])
    )
    for i, key in enumerate(block.figures):
        yield (
            key,
            {
                "units": int(counts[i]),
                "cut": int(cut[i]),
                "source_units": whole[i],
                "imputed_share": imputed[i] / total[i] if total[i] > 0 else None,
                "parts": partial(contributions, i),
            },
        )


def _rows_and_shares(block: Block) -> tuple[np.ndarray, np.ndarray]:
    """Return of each entry of a block the number of its figure, and what its unit adds to it."""
    matrix = block.coefficients
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return row, matrix.data * np.nan_to_num(block.values)[matrix.indices]


def _largest(block: Block, names: np.ndarray) -> tuple[list[tuple[Any, ...]], list[int]]:
    """Return units' names, weights and values of all figures of a block, the largest first, and where each ends.

    `names` (n_units,) are those of its units.
    """
    matrix = block.coefficients
    counts, units = np.diff(matrix.indptr), matrix.indices
    row, shares = _rows_and_shares(block)
    order = np.lexsort((-np.abs(shares), row))
    order = order[np.arange(len(order)) - np.repeat(matrix.indptr[:-1], counts) < MOST]
    columns = (names[units[order]], matrix.data[order], np.nan_to_num(block.values)[units[order]])
    return [tuple(column.tolist()) for column in columns], [0, *np.cumsum(np.minimum(counts, MOST)).tolist()]


def _contributions(
    largest: Callable[[int], tuple[list[tuple[Any, ...]], list[int]]], block: int, figure: int
) -> Contributions:
    columns, ends = largest(block)
    return Contributions(*(column[ends[figure] : ends[figure + 1]] for column in columns))


def _place(identity: str) -> str:
    """Return `indicator/zoning/zone` of an evidence id."""
    return "/".join(identity.split("/")[:3])


def _beside(figures: Figures, folder: Folder) -> dict[str, tuple[str, ...]]:
    """Return for each `indicator/zoning/zone` the evidence ids that a reader may compare with its figures.

    They are the same quantity by another route, and the figures of the indicators that the indicator names, as parts
    of an index too, of the latest period each.
    """
    frame = figures.frame
    shown = frame[frame["value"].notna() & frame["category"].eq("total")]
    shown = shown.assign(order=pd.factorize(shown["period"], sort=True)[0])
    latest = shown.groupby(["indicator", "zoning", "zone"])["order"].transform("max")
    shown = shown[shown["order"].eq(latest)]
    by_place: dict[tuple[str, str, str], list[str]] = {}
    for indicator, zoning, zone, evidence in shown[["indicator", "zoning", "zone", "evidence"]].itertuples(index=False):
        by_place.setdefault((indicator, zoning, zone), []).append(evidence)
    routes = frame.loc[frame["role"].eq(Role.EVIDENCE.value), ["indicator", "zoning", "zone"]]
    several = set(routes.itertuples(index=False, name=None))
    out: dict[str, tuple[str, ...]] = {}
    for indicator, zoning, zone in frame[["indicator", "zoning", "zone"]].drop_duplicates().itertuples(index=False):
        own = by_place.get((indicator, zoning, zone), []) if (indicator, zoning, zone) in several else []
        spec = folder.indicators[indicator]
        named = (*(part.indicator for part in spec.parts), *spec.beside)
        others = [e for name in named for e in by_place.get((name, zoning, zone), [])]
        if own or others:
            out[f"{indicator}/{zoning}/{zone}"] = (*own, *others)
    return out
