"""Indicators against their sources: measures that exist, concepts that are not mixed, breakdowns that are whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parvis.model.finding import Finding
from parvis.model.folder import Estimated, IndicatorSpec, Quantity, Regime
from parvis.model.period import period_order
from parvis.territory.declared import Declared
from parvis.territory.document import Trail
from parvis.territory.guess import listed, with_guess

QUANTITIES = ("value", "numerator", "denominator")


@dataclass(frozen=True)
class Named:
    """A measure that an indicator names."""

    measure: str
    source: str
    route: str
    trail: Trail


def indicator_findings(declared: Declared) -> Iterator[Finding]:
    """Yield what in an indicator does not agree with its sources and its breakdown."""
    for name, indicator in declared.indicators.items():
        named = [n for part in QUANTITIES for n in _named(getattr(indicator, part), part)]
        yield from _measure_findings(declared, name, named)
        yield from _universe_findings(declared, name, named)
        yield from _breakdown_findings(declared, name, indicator)
        yield from _earlier_findings(declared, name, indicator)
        yield from _margin_findings(declared, name, indicator)
        yield from _index_findings(declared, name, indicator)
        yield from _median_findings(declared, name, indicator)


def _index_findings(declared: Declared, name: str, index: IndicatorSpec) -> Iterator[Finding]:
    """Yield parts of an index that cannot be averaged, that stand twice, or that have no figures for a zoning."""
    seen: set[str] = set()
    for place, part in enumerate(index.parts):
        spec = declared.indicators.get(part.indicator)
        where = declared.where("indicators", name, ("parts", place, "indicator"))
        if part.indicator in seen:
            yield Finding("entry_twice", where, {"entry": part.indicator})
        seen.add(part.indicator)
        if spec is None:
            continue
        if spec.kind in ("count", "index"):
            yield Finding("index_of", where, {"indicator": part.indicator, "kind": spec.kind})
        lacking = [zoning for zoning in index.zonings if zoning not in spec.zonings]
        if lacking:
            yield Finding("index_zoning", where, {"indicator": part.indicator, "zonings": listed(lacking)})


def _median_findings(declared: Declared, name: str, indicator: IndicatorSpec) -> Iterator[Finding]:
    """Yield what a median rests on and is not open: the audit follows sums and rates, and a median is neither."""
    for source in indicator.sources() if indicator.limits else ():
        spec = declared.sources.get(source)
        if spec is not None and spec.regime is not Regime.OPEN:
            yield Finding("median_not_open", declared.where("indicators", name, ("kind",)), {"source": source})


def _earlier_findings(declared: Declared, name: str, indicator: IndicatorSpec) -> Iterator[Finding]:
    """Yield earlier sources of an estimate that are of another kind, or not earlier."""
    for part in QUANTITIES:
        quantity: Quantity | None = getattr(indicator, part)
        estimated = quantity.estimated if quantity else None
        latest = declared.sources.get(estimated.source) if estimated else None
        for place, source in enumerate(estimated.earlier if estimated and latest else ()):
            spec = declared.sources.get(source)
            where = declared.where("indicators", name, (part, "estimated", "earlier", place))
            if spec is None or latest is None:
                continue
            if (spec.kind, spec.units) != (latest.kind, latest.units):
                yield Finding("earlier_kind", where, {"source": source, "kind": spec.kind, "other": latest.kind})
            elif "unknown" in (spec.vintage, latest.vintage) or _begin(spec.vintage) >= _begin(latest.vintage):
                values = {"source": source, "period": spec.vintage, "other": latest.vintage}
                yield Finding("earlier_period", where, values)


def _margin_findings(declared: Declared, name: str, indicator: IndicatorSpec) -> Iterator[Finding]:
    """Yield margins of another period than the estimate, and such as would make estimates of what is confidential."""
    for part in QUANTITIES:
        quantity: Quantity | None = getattr(indicator, part)
        if quantity is None or quantity.estimated is None:
            continue
        for n, margin in enumerate(quantity.estimated.margin):
            own, other = declared.sources.get(quantity.estimated.source), declared.sources.get(margin.source)
            where = declared.where("indicators", name, (part, "estimated", "margin", n, "source"))
            if own is None or other is None:
                continue
            if own.vintage != other.vintage:
                values = {"source": margin.source, "period": other.vintage, "other": own.vintage}
                yield Finding("margin_period", where, values)
            if own.regime is not Regime.OPEN:
                yield Finding("margin_of_confidential", where, {"source": quantity.estimated.source})


def _begin(period: str) -> tuple[str, str]:
    """Return a key that sorts periods by their beginning."""
    return period_order(period)[::-1]


def _named(quantity: Quantity | None, part: str) -> Iterator[Named]:
    if quantity is None:
        return
    if quantity.official:
        yield Named(quantity.official.measure, quantity.official.source, "official", (part, "official", "measure"))
    if quantity.located and quantity.located.measure:
        yield Named(quantity.located.measure, quantity.located.source, "located", (part, "located", "measure"))
    if quantity.raster:
        route = "zonal sum" if quantity.raster.statistic == "sum" else "zonal"
        yield Named(quantity.raster.measure, quantity.raster.source, route, (part, "raster", "measure"))
    if quantity.estimated:
        yield from _named_estimated(quantity.estimated, (part, "estimated"))
    if quantity.access:  # places and people are two concepts, each its own part
        for side, spec in (("from", quantity.access.people), ("to", quantity.access.places)):
            if spec.measure:
                yield Named(spec.measure, spec.source, "access", (part, "access", side, "measure"))


def _named_estimated(estimated: Estimated, trail: Trail) -> Iterator[Named]:
    for position, measure in enumerate(estimated.measures):
        yield Named(measure, estimated.source, "estimated", (*trail, "measures", position))
    for category, measures in estimated.categories.items():
        for position, measure in enumerate(measures):
            yield Named(measure, estimated.source, "estimated", (*trail, "categories", category, position))
    for position, source in enumerate(estimated.earlier):
        for measure in dict.fromkeys((*estimated.measures, *(m for ms in estimated.categories.values() for m in ms))):
            yield Named(measure, source, "estimated", (*trail, "earlier", position))
    for position, margin in enumerate(estimated.margin):
        yield Named(margin.measure, margin.source, "margin", (*trail, "margin", position, "measure"))
    for position, along in enumerate(estimated.along):
        if along.measure:
            yield Named(along.measure, along.source, "along", (*trail, "along", position, "measure"))


def _measure_findings(declared: Declared, name: str, named: list[Named]) -> Iterator[Finding]:
    """Yield measures that their source has not, and such as cannot be summed where they would be."""
    for use in named:
        if declared.kind_of(use.source) is None:
            continue
        known = declared.measures_of(use.source)
        where = declared.where("indicators", name, use.trail)
        values: dict[str, object] = {"measure": use.measure, "source": use.source}
        if use.measure not in known:
            yield Finding("measure_unknown", where, with_guess(use.measure, known, **values))
        elif use.route not in ("official", "zonal") and not known[use.measure].additive:
            yield Finding("measure_not_additive", where, values)


def _universe_findings(declared: Declared, name: str, named: list[Named]) -> Iterator[Finding]:
    """Yield, once a part and once a ratio, measures that count something else than the first one does."""
    first: dict[str, tuple[Named, str]] = {}
    said = set()
    for use in named:
        measure = declared.measures_of(use.source).get(use.measure)
        if measure is None or use.route == "along":  # dwellings tell where people live without being people
            continue
        part = str(use.trail[-2] if use.route == "access" else use.trail[0])
        base, universe = first.setdefault(part, (use, measure.universe))
        if universe != measure.universe and part not in said:
            said.add(part)
            values = _counted(use, measure.universe, base, universe)
            yield Finding("universe_mixed", declared.where("indicators", name, use.trail), values)
    if not said and {"numerator", "denominator"} <= first.keys():
        above, below = first["numerator"], first["denominator"]
        if above[1] != below[1]:
            where = declared.where("indicators", name, below[0].trail)
            yield Finding("universe_ratio", where, _counted(*above, *below))


def _counted(one: Named, universe: str, other: Named, base: str) -> dict[str, object]:
    return {"measure": one.measure, "universe": universe, "other": other.measure, "base": base}


def _breakdown_findings(declared: Declared, name: str, indicator: IndicatorSpec) -> Iterator[Finding]:
    parts = {part: getattr(indicator, part) for part in QUANTITIES}
    estimated = {part: quantity.estimated for part, quantity in parts.items() if quantity and quantity.estimated}
    if indicator.breakdown is None:
        for part, route in estimated.items():
            if route.categories:
                where = declared.documents["indicators"][name].where_key((part, "estimated", "categories"))
                yield Finding("breakdown_missing", where, {"categories": ", ".join(route.categories)})
        return
    if indicator.breakdown not in declared.breakdowns:
        return
    filled = {part: route.categories for part, route in estimated.items() if route.categories}
    if not {"value", "numerator"} & filled.keys():
        where = declared.where("indicators", name, ("breakdown",))
        yield Finding("breakdown_unfilled", where, {"breakdown": indicator.breakdown})
    for part, categories in filled.items():
        yield from _category_findings(declared, name, part, (indicator.breakdown, categories))


def _category_findings(
    declared: Declared, name: str, part: str, filled: tuple[str, dict[str, tuple[str, ...]]]
) -> Iterator[Finding]:
    """Yield categories that the breakdown has not, and those of it that no measure fills, parents excepted."""
    breakdown, categories = filled
    known = declared.breakdowns[breakdown].categories
    document = declared.documents["indicators"][name]
    trail = (part, "estimated", "categories")
    for category in categories:
        if category not in known:
            values = with_guess(category, known, name=category)
            yield Finding("category_unknown", document.where_key((*trail, category)), values)
    parents = {category.parent for category in known.values()}
    left_out = [code for code in known if code not in categories and code not in parents]
    if left_out and set(categories) <= set(known):
        values = {"breakdown": breakdown, "categories": listed(left_out)}
        yield Finding("category_unfilled", document.where_key(trail), values)
