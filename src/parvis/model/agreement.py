"""agreements/ID.yml: who shares what with whom, for what, until when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from parvis.model.period import Day
from parvis.model.spec import Id, Spec
from parvis.model.text import Words


class PartySpec(Spec):
    """Who signed."""

    name: str
    role: Literal["provider", "recipient", "processor"] = Field(
        description="provider: gives the data; recipient: decides what is done with it; processor: works for another."
    )


class ClauseSpec(Spec):
    """What one clause permits: figures for these purposes, zonings, kinds and breakdowns, and no others."""

    article: str = Field(description="Number of the clause, as it is named in the agreement.")
    purposes: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(description="Purposes, from `purposes`.")
    zonings: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(description="Zonings that figures may be for.")
    outputs: Annotated[
        tuple[Literal["count", "share", "mean", "level", "index", "access"], ...], Field(min_length=1)
    ] = Field(description="Kinds of indicator that may be published.")
    breakdowns: tuple[Id, ...] = Field((), description="Breakdowns that may be published; the total always may.")


class ThresholdSpec(Spec):
    """A threshold stricter than the law's."""

    unit: str = Field(description="Protected unit, as in policy.yml, e.g. tax_households.")
    value: float = Field(gt=0, description="A figure about fewer than so many is hidden.")


class AgreementSpec(Spec):
    """agreements/ID.yml: who shares what with whom, for what, until when."""

    name: Words
    reference: str = Field(description="Number or place under which the signed text is filed.")
    parties: tuple[PartySpec, ...] = Field(min_length=2, description="Who signed: two or more.")
    signed: Day = Field(description="Day of the last signature.")
    start: Day = Field(description="First day on which data may be used.")
    end: Day = Field(description="Last day on which data may be used and figures shown.")
    withdrawn: Day | None = Field(None, description="Day on which the provider took it back.")
    retention_days: int = Field(0, ge=0, description="Days after the end within which the data must be removed.")
    purposes: dict[Id, Words] = Field(min_length=1, description="What the data may be used for.")
    clauses: tuple[ClauseSpec, ...] = Field(min_length=1, description="What it permits; all else is forbidden.")
    thresholds: tuple[ThresholdSpec, ...] = Field((), description="Thresholds stricter than those of the policy.")

    @model_validator(mode="after")
    def _dates(self) -> AgreementSpec:
        if self.end < self.start:
            values = {"start": self.start, "end": self.end, "at": ("end",)}
            raise PydanticCustomError("agreement_dates", "it ends ({end}) before it starts ({start})", values)
        return self
