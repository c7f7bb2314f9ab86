"""What is used of each source; nothing else is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import Folder, Quantity


def wanted(folder: Folder, readable: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the measures used of each source that may be read; a zoning's source is used even without one."""
    used: dict[str, set[str]] = {z.source: set() for z in folder.territory.zonings.values() if z.source}
    used |= {source: set() for source in folder.territory.context.values()}
    if folder.territory.addresses:
        used.setdefault(folder.territory.addresses, set())
    for indicator in folder.indicators.values():
        for quantity in indicator.quantities():
            for source, measures in _needs(quantity):
                used.setdefault(source, set()).update(measures)
    for source, spec in folder.sources.items():
        if source in used and spec.protected is not None and spec.protected.measure is not None:
            used[source].add(spec.protected.measure)
    for source in references(folder, [source for source in used if source in readable]):
        used.setdefault(source, set())
    return {source: frozenset(used[source]) for source in folder.sources if source in used and source in readable}


def references(folder: Folder, sources: Iterable[str]) -> list[str]:
    """Return the address files in which the rows of some sources are looked up."""
    specs = (folder.sources[source].address for source in sources)
    return list(dict.fromkeys(spec.reference for spec in specs if spec is not None))


def _needs(quantity: Quantity) -> Iterator[tuple[str, tuple[str, ...]]]:
    if quantity.official:
        yield quantity.official.source, (quantity.official.measure,)
    if quantity.located:
        yield quantity.located.source, (quantity.located.measure,) if quantity.located.measure else ()
    if quantity.estimated:
        estimated = quantity.estimated
        measures = (*estimated.measures, *(m for ms in estimated.categories.values() for m in ms))
        yield from ((source, measures) for source in (estimated.source, *estimated.earlier))
        if estimated.inside:
            yield estimated.inside.source, ()
        yield from ((along.source, (along.measure,) if along.measure else ()) for along in estimated.along)
        yield from ((margin.source, (margin.measure,)) for margin in estimated.margin)
    if quantity.raster:
        yield quantity.raster.source, (quantity.raster.measure,)
    if quantity.area:
        yield quantity.area.source, ()
    if quantity.access:
        yield from ((source, ()) for source in quantity.access.sources())
        for side in (quantity.access.people, quantity.access.places):
            yield side.source, (side.measure,) if side.measure else ()


def asks_access(folder: Folder) -> bool:
    """Return whether any indicator is about what is within reach: only then is anything loaded that searches."""
    return any(quantity.access for spec in folder.indicators.values() for quantity in spec.quantities())


def unused(folder: Folder) -> tuple[Finding, ...]:
    """Return a note for each source that nothing uses: it is not read."""
    used = wanted(folder, frozenset(folder.sources))
    return tuple(
        Finding("source_unused", Where(Path(f"sources/{source}.yml")), {"source": source}, Severity.NOTE)
        for source in folder.sources
        if source not in used
    )
