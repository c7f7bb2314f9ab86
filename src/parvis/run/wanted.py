"""What is used of each source; nothing else is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import Folder, Quantity


def wanted(folder: Folder) -> dict[str, frozenset[str]]:
    """Return the measures that indicators use of each source; a zoning's source is used even without one."""
    used: dict[str, set[str]] = {z.source: set() for z in folder.territory.zonings.values() if z.source}
    for indicator in folder.indicators.values():
        for quantity in indicator.quantities():
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
