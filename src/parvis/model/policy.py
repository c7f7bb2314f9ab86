"""policy.yml: the rules of reliability and secrecy, each with dated values and the text that sets them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from parvis.model.period import Day
from parvis.model.spec import Id, Spec


class RuleValue(Spec):
    """A value of a rule, from a date on, with the text that sets it."""

    value: float
    since: Day = Field(alias="from", description="First day on which the value holds, as YYYY-MM-DD.")
    reference: str = Field(description="Law, decision or agreement that sets the value.")


class Rule(Spec):
    """A rule of the policy: its unit and its dated values."""

    unit: str = Field(description="Unit of the values.")
    values: tuple[RuleValue, ...] = Field(min_length=1)

    def at(self, date: str) -> float | None:
        """Return the value in force on an ISO date, or None before the first."""
        held = [v for v in self.values if v.since <= date]
        return max(held, key=lambda v: v.since).value if held else None


def _share(rule: Rule) -> Rule:
    for position, held in enumerate(rule.values):
        if not 0 <= held.value <= 1:
            context = {"value": f"{held.value:g}", "at": ("values", position, "value")}
            raise PydanticCustomError("share_range", "{value} is not between 0 and 1", context)
    return rule


def _above_nothing(rule: Rule) -> Rule:
    for position, held in enumerate(rule.values):
        if held.value <= 0:
            context = {"value": f"{held.value:g}", "at": ("values", position, "value")}
            raise PydanticCustomError("above_nothing", "{value} is not above 0", context)
    return rule


class OthersSpec(Spec):
    """Figures of an indicator that somebody else has published: they are known, whatever this observatory shows."""

    indicator: Id = Field(description="Indicator of this folder that they answer.")
    zoning: Id = Field(description="Zoning for whose zones they are published.")
    zones: tuple[str, ...] = Field((), description="Zones that are published; all of them where none is named.")
    period: str | None = Field(None, description="Period that is published; all where none is named.")
    breakdown: Id | None = Field(None, description="Breakdown whose categories are published; none where not named.")
    reference: str = Field(description="Who has published them, and where.")


class PolicySpec(Spec):
    """policy.yml: when a figure is complete, reliable and harmless enough to be shown."""

    min_coverage: Annotated[Rule, AfterValidator(_share)] = Field(
        description="Least share of a zone that the source must cover."
    )
    min_source_units: Rule = Field(description="Least number of source units, as sum of weights, behind an estimate.")
    max_relative_error: Rule = Field(description="Greatest half-width of the interval, as a share of the value.")
    interval_level: Annotated[Rule, AfterValidator(_share)] = Field(description="Level of the intervals, e.g. 0.90.")
    thresholds: dict[Id, Annotated[Rule, AfterValidator(_above_nothing)]] = Field(
        default_factory=dict, description="By protected unit: a figure about fewer than so many is hidden."
    )
    dominance: dict[Id, Annotated[Rule, AfterValidator(_share)]] = Field(
        default_factory=dict, description="By protected unit: the greatest share of a total that one holder may have."
    )

    dominance_holders: dict[Id, Rule] = Field(
        default_factory=dict, description="By protected unit: how many of the largest holders `dominance` speaks of; 1."
    )
    p_percent: dict[Id, Rule] = Field(
        default_factory=dict,
        description="By protected unit: within how many percent no holder may work out another's part of a total.",
    )
    prior_percent: dict[Id, Rule] = Field(
        default_factory=dict,
        description="By protected unit: within how many percent holders know each other's part beforehand (the q of a "
        "(p, q) rule); 100.",
    )
    group_disclosure: dict[Id, Annotated[Rule, AfterValidator(_share)]] = Field(
        default_factory=dict,
        description="By protected unit: the greatest share of a total that one category may have: above it, nearly "
        "everybody is known to belong to it.",
    )

    noise_most: dict[Id, Rule] = Field(
        default_factory=dict, description="By protected unit: how far noise moves a count at most, up or down; 5."
    )
    noise_variance: dict[Id, Rule] = Field(
        default_factory=dict, description="By protected unit: the variance of the noise; 3."
    )
    noise_never: dict[Id, Rule] = Field(
        default_factory=dict, description="By protected unit: counts from 1 to this never come out of the noise; 2."
    )
    rounding_base: dict[Id, Annotated[Rule, AfterValidator(_above_nothing)]] = Field(
        default_factory=dict,
        description="By protected unit: what tables are rounded to multiples of; the first multiple of 5 above the "
        "threshold.",
    )
    published_by_others: tuple[OthersSpec, ...] = Field(
        (), description="What counts as known though it is not shown here."
    )

    @classmethod
    def by_unit(cls) -> tuple[str, ...]:
        """Return the names of the rules that are set by protected unit."""
        return tuple(name for name, field in cls.model_fields.items() if field.default_factory is dict)

    def limit(self, rule: str, unit: str, date: str) -> float | None:
        """Return the value of a rule by protected unit on an ISO date, or None where there is none."""
        held: Rule | None = getattr(self, rule).get(unit)
        return held.at(date) if held else None

    def in_force(self, date: str) -> dict[str, float | None]:
        """Return the value of every rule on an ISO date, by name; of those by protected unit as `name.unit`."""
        rules: dict[str, Rule] = {}
        for name in type(self).model_fields.keys() - {"published_by_others"}:
            held = getattr(self, name)
            rules |= {f"{name}.{unit}": rule for unit, rule in held.items()} if isinstance(held, dict) else {name: held}
        return {name: rule.at(date) for name, rule in sorted(rules.items())}
