"""How few are too few: by source, the stricter of the law's threshold and the agreement's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parvis.model.folder import Folder, Regime

Thresholds = Mapping[str, "Threshold"]


@dataclass(frozen=True)
class Threshold:
    """A figure about more than none and fewer than `least` of `unit` is hidden; so is one that one holder dominates.

    `dominance` is the greatest share of a total that the largest holder may have; None where there is no such rule.
    Sources with the same `people` speak of the same people at the same time; "" is the source alone.
    """

    unit: str
    least: float
    dominance: float | None
    people: str = ""


def thresholds(folder: Folder, date: str) -> dict[str, Threshold]:
    """Return the threshold of every source that is not open, in force on an ISO date."""
    out: dict[str, Threshold] = {}
    for source, spec in folder.sources.items():
        if spec.regime is Regime.OPEN or spec.protected is None:
            continue
        unit = spec.protected.unit
        rule = folder.policy.thresholds.get(unit)
        agreed = [t.value for t in folder.agreements[str(spec.agreement)].thresholds if t.unit == unit]
        least = max([*agreed, (rule.at(date) if rule else None) or 0.0])
        dominance = folder.policy.dominance.get(unit)
        people = f"{spec.agreement} {unit} {spec.vintage}"
        out[source] = Threshold(unit, least, dominance.at(date) if dominance else None, people)
    return out
