"""The policy that holds where a folder sets none."""

from __future__ import annotations

from parvis.model.folder import PolicySpec, Rule, RuleValue

REFERENCE = "Parvis default; no legal basis"
SINCE = "2000-01-01"  # before any source: there is always a value in force


def _rule(unit: str, value: float, reference: str = REFERENCE, since: str = SINCE) -> Rule:
    held = {"value": value, "from": since, "reference": reference}
    return Rule(unit=unit, values=(RuleValue.model_validate(held),))


POLICY = PolicySpec(
    min_coverage=_rule("share of the zone's surface", 0.95),
    min_source_units=_rule("source units", 2),
    max_relative_error=_rule("share of the value", 0.5),
    interval_level=_rule("probability", 0.90),
    thresholds={
        "tax_households": _rule("tax households", 11, "Secret fiscal: LPF, art. L. 103; INSEE, Filosofi, 11 ménages"),
        "job_seekers": _rule("job seekers", 5, "Secret statistique: Dares and France Travail, 5 demandeurs d'emploi"),
        "patients": _rule("patients", 11, "Secret médical: Système national des données de santé, 11 patients"),
        "enterprises": _rule("enterprises", 3, "Loi n° 51-711 du 7 juin 1951; INSEE, Guide du secret statistique"),
        "recipients": _rule("recipients", 5, REFERENCE),
        "dwellings": _rule("dwellings", 11, REFERENCE),
        "persons": _rule("persons", 11, REFERENCE),
        "households": _rule("households", 11, REFERENCE),
    },
    dominance={"enterprises": _rule("share of the total", 0.85, "INSEE, Guide du secret statistique")},
)
"""Each rule that a policy.yml leaves out has its value from here; so has each protected unit."""
