"""Read and check every source that something uses; report the faults of all of them at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from parvis.check import accept
from parvis.collect import read
from parvis.errors import ParvisError
from parvis.kinds.registry import KINDS
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import Folder, IndicatorSpec, Quantity
from parvis.model.progress import Progress
from parvis.model.snapshot import Snapshot


def quantities(indicator: IndicatorSpec) -> Iterator[Quantity]:
    """Return the quantities an indicator is made of."""
    yield from (q for q in (indicator.value, indicator.numerator, indicator.denominator) if q is not None)


def wanted(folder: Folder) -> dict[str, frozenset[str]]:
    """Return the measures that indicators use of each source; a zoning's source is used even without one."""
    used: dict[str, set[str]] = {z.source: set() for z in folder.territory.zonings.values() if z.source}
    for indicator in folder.indicators.values():
        for quantity in quantities(indicator):
            for source, measures in _needs(quantity):
                used.setdefault(source, set()).update(measures)
    return {source: frozenset(used[source]) for source in folder.sources if source in used}


def _needs(quantity: Quantity) -> Iterator[tuple[str, tuple[str, ...]]]:
    if quantity.official:
        yield quantity.official.source, (quantity.official.measure,)
    if quantity.located:
        yield quantity.located.source, (quantity.located.measure,) if quantity.located.measure else ()
    if quantity.estimated:
        estimated = quantity.estimated
        yield estimated.source, (*estimated.measures, *(m for ms in estimated.categories.values() for m in ms))
        if estimated.inside:
            yield estimated.inside.source, ()
    if quantity.area:
        yield quantity.area.source, ()


def unused(folder: Folder) -> tuple[Finding, ...]:
    """Return a note for each source that nothing uses: it is not read."""
    used = wanted(folder)
    return tuple(
        Finding("source_unused", Where(Path(f"sources/{source}.yml")), {"source": source}, Severity.NOTE)
        for source in folder.sources
        if source not in used
    )


def snapshots(root: Path, folder: Folder, places: Mapping[str, Path], progress: Progress) -> dict[str, Snapshot]:
    """Return the accepted rows of every source that is used.

    Raises the error of the first faulty source, with the findings of all of them.
    """
    used = wanted(folder)
    good: dict[str, Snapshot] = {}
    faults: list[ParvisError] = []
    for done, (source, measures) in enumerate(used.items()):
        progress("read", done, len(used))
        try:
            good[source] = _snapshot(root, folder, source, places[source], measures)
        except ParvisError as fault:
            faults.append(fault)
    progress("read", len(used), len(used))
    if faults:
        raise type(faults[0])([finding for fault in faults for finding in fault.findings])
    return good


def _snapshot(root: Path, folder: Folder, source: str, place: Path, measures: frozenset[str]) -> Snapshot:
    spec = folder.sources[source]
    schema = None
    if spec.table_schema is not None:
        schema = json.loads((root / "schemas" / f"{spec.table_schema}.json").read_text(encoding="utf-8"))
    raw = read(place, spec)
    return accept(source, raw, spec=spec, kind=KINDS[spec.kind], wanted=measures, schema=schema)
