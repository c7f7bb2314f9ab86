"""How few are too few: by source, the stricter of the law's threshold and the agreement's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parvis.model.folder import Folder, Regime

Thresholds = Mapping[str, "Threshold"]


@dataclass(frozen=True)
class Threshold:
    """A figure about more than none and fewer than `least` of `unit` is hidden; so is one that one holder dominates.

    `dominance` is the greatest share of a total that the largest holders may have; `remainder` is how much the two
    largest holders must leave of it at least, as a share of the part that one could work out of the other's: p / q.
    `group` is the greatest share of a total that one category may have. None: there is no such rule.
    Sources with the same `people` speak of the same people at the same time; "" is the source alone.
    """

    unit: str
    least: float
    dominance: float | None
    people: str = ""
    remainder: float | None = None
    group: float | None = None


def thresholds(folder: Folder, date: str) -> dict[str, Threshold]:
    """Return the threshold of every source that is not open, in force on an ISO date."""
    out: dict[str, Threshold] = {}
    for source, spec in folder.sources.items():
        if spec.regime is Regime.OPEN or spec.protected is None:
            continue
        unit = spec.protected.unit
        policy = folder.policy
        agreed = [t.value for t in folder.agreements[str(spec.agreement)].thresholds if t.unit == unit]
        least = max([*agreed, policy.limit("thresholds", unit, date) or 0.0])
        p, prior = policy.limit("p_percent", unit, date), policy.limit("prior_percent", unit, date) or 100.0
        people = f"{spec.agreement} {unit} {spec.vintage}"
        dominance, group = policy.limit("dominance", unit, date), policy.limit("group_disclosure", unit, date)
        out[source] = Threshold(unit, least, dominance, people, None if p is None else p / prior, group)
    return out
