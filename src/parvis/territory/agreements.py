"""Agreements against what rests on them: who is protected, for what a confidential source may be used."""

from __future__ import annotations

from collections.abc import Iterator

from parvis.model.finding import Finding
from parvis.model.folder import Regime
from parvis.territory.declared import Declared
from parvis.territory.defaults import POLICY
from parvis.territory.guess import with_guess
from parvis.territory.sources import uses


def agreement_findings(declared: Declared) -> Iterator[Finding]:
    """Yield confidential sources whose protected unit no rule knows, and uses of them without a purpose.

    Whether a clause permits a use is not asked here: what none permits is no mistake, it is not published.
    """
    known = frozenset({*POLICY.thresholds, *declared.protected_units})
    for name, source in declared.sources.items():
        if source.protected is None:
            continue
        if source.protected.unit not in known:
            where = declared.where("sources", name, ("protected", "unit"))
            unit = source.protected.unit
            yield Finding("protected_unit", where, with_guess(unit, sorted(known), unit=unit))
        measure = source.protected.measure
        if measure is not None and measure not in declared.measures_of(name):
            where = declared.where("sources", name, ("protected", "measure"))
            measures = declared.measures_of(name)
            yield Finding("measure_unknown", where, with_guess(measure, sorted(measures), measure=measure, source=name))
    yield from _zonings_of_partners(declared)
    said: set[str] = set()
    for use in uses(declared):
        spec = declared.sources.get(use.source)
        if use.section != "indicators" or spec is None or spec.regime is Regime.OPEN or use.name in said:
            continue
        if declared.indicators[use.name].purpose is None:
            said.add(use.name)
            where = declared.where("indicators", use.name)
            yield Finding("purpose_missing", where, {"source": use.source})


def _zonings_of_partners(declared: Declared) -> Iterator[Finding]:
    """Yield zonings made of a confidential source: their outlines would be published."""
    document = declared.territory_document
    for use in uses(declared):
        spec = declared.sources.get(use.source)
        if use.need == "zoning" and document is not None and spec is not None and spec.regime is not Regime.OPEN:
            yield Finding("zoning_not_open", document.where(use.trail), {"source": use.source})
