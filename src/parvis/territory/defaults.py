"""The policy that holds where a folder sets none."""

from __future__ import annotations

from parvis.model.folder import PolicySpec, Rule, RuleValue

REFERENCE = "Parvis default; no legal basis"
SINCE = "2000-01-01"  # before any source: there is always a value in force


def _rule(unit: str, value: float) -> Rule:
    held = {"value": value, "from": SINCE, "reference": REFERENCE}
    return Rule(unit=unit, values=(RuleValue.model_validate(held),))


POLICY = PolicySpec(
    min_coverage=_rule("share of the zone's surface", 0.95),
    min_source_units=_rule("source units", 2),
    max_relative_error=_rule("share of the value", 0.5),
    interval_level=_rule("probability", 0.90),
)
"""Each rule that a policy.yml leaves out has its value from here."""
