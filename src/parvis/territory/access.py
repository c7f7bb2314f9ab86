"""Indicators of access against their sources: people who can be counted, and what may be told of a partner's."""

from __future__ import annotations

from collections.abc import Iterator

from parvis.model.access import Access
from parvis.model.finding import Finding
from parvis.model.folder import Regime
from parvis.territory.declared import Declared
from parvis.territory.document import Trail

TRAIL: Trail = ("value", "access")


def access_findings(declared: Declared) -> Iterator[Finding]:
    """Yield people of cells without a measure that counts them, and statistics that single persons show through."""
    for name, indicator in declared.indicators.items():
        if indicator.value is not None and indicator.value.access is not None:
            yield from _of_one(declared, name, indicator.value.access)


def _of_one(declared: Declared, name: str, access: Access) -> Iterator[Finding]:
    people, places = access.people.source, access.places.source
    kind = declared.kind_of(people)
    in_cells = kind is not None and kind.form in ("grid", "polygons")
    values: dict[str, object] = {"source": people}
    if in_cells and access.people.measure is None:
        yield Finding("people_uncounted", declared.where("indicators", name, (*TRAIL, "from")), values)
    if in_cells and access.people.category is not None:
        yield Finding("people_category", declared.where("indicators", name, (*TRAIL, "from", "category")), values)
    guarded = [s for s in (people, places) if s in declared.sources and declared.sources[s].regime is not Regime.OPEN]
    if in_cells and people in guarded:
        yield Finding("people_guarded", declared.where("indicators", name, (*TRAIL, "from", "source")), values)
    if places in guarded and declared.sources[places].regime is Regime.AGGREGATED:
        where = declared.where("indicators", name, (*TRAIL, "to", "source"))
        yield Finding("places_aggregated", where, {"source": places})
    if places in guarded and access.told in ("gaining", "losing"):
        where = declared.where("indicators", name, (*TRAIL, "statistic"))
        yield Finding("access_gain_guarded", where, {"source": places})
    if people in guarded and access.map:
        yield Finding("access_map_guarded", declared.where("indicators", name, (*TRAIL, "map")), values)
    if guarded and access.told == "median":
        where = declared.where("indicators", name, TRAIL)
        yield Finding("access_median_guarded", where, {"source": ", ".join(dict.fromkeys(guarded))})
