"""What territory.yml says, as frozen values."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from parvis.model.spec import Id, OneOrMore, Spec
from parvis.model.text import Words
from parvis.model.theme import ThemeSpec

# The type of each PydanticCustomError below is the code of its message in `parvis.messages`; `at` in its context
# leads from the value that was validated to the key at fault inside it.

Languages = Annotated[tuple[Literal["fr", "en"], ...], Field(min_length=1)]


class DissolveSpec(Spec):
    """Columns by which the rows of a source are joined into larger zones, such as IRIS into communes."""

    id: str = Field(description="Column with the code of the larger zone.")
    name: str | None = Field(None, description="Column with its name.")
    kind: str | None = Field(None, description="The kind that the larger zones are of, e.g. communes.")


class ZoningSpec(Spec):
    """A set of zones: from a source, or made from other zonings."""

    name: Words
    source: Id | None = Field(None, description="Source whose polygons or cells are the zones.")
    complement_of: Id | None = Field(
        None, description="For each zone of that zoning: the zones of `clip_to` that it lies in, without it."
    )
    union_of: Id | None = Field(None, description="All zones of that zoning as one zone.")
    clip_to: Id | None = Field(None, description="Keep only what lies within that zoning.")
    generation: str | None = Field(None, description="Generation of the perimeters, e.g. 2015 or 2024.")
    year: int = Field(ge=1900, le=2100, description="Year of the perimeters.")
    where: dict[str, OneOrMore] = Field(default_factory=dict, description="Keep the rows with these values.")
    dissolve: DissolveSpec | None = Field(None, description="Join the source's rows into larger zones.")
    sheets: bool = Field(False, description="Publish a sheet (fiche quartier) for each zone.")
    compare: tuple[Id, ...] = Field((), description="Zonings shown beside each zone, in this order.")

    @model_validator(mode="after")
    def _one_origin(self) -> ZoningSpec:
        if sum(x is not None for x in (self.source, self.complement_of, self.union_of)) != 1:
            raise PydanticCustomError("zoning_origin", "give exactly one of source, complement_of, union_of")
        if self.complement_of is not None and self.clip_to is None:
            raise PydanticCustomError(
                "complement_of_what",
                "complement_of needs clip_to: the zoning whose rest is meant, such as the communes",
            )
        return self

    @property
    def made_from(self) -> tuple[Id, ...]:
        """Return the zonings that this one is made from: that which it joins, or leaves out and what it lies in."""
        if self.union_of is not None:
            return (self.union_of,)
        return () if self.complement_of is None or self.clip_to is None else (self.complement_of, self.clip_to)


Layer = Literal["water", "green", "streets", "roads", "buildings"]
"""What maps may draw besides zones, from the ground up."""


class AccessibilitySpec(Spec):
    """What an audit of the site against the RGAA found; without one the site says that there was none."""

    state: Literal["full", "partial", "none"] = Field(description="Conformity that the audit found.")
    audited: dt.date = Field(description="Date of the audit.")
    by: str | None = Field(None, description="Who made it.")
    exceptions: Words | None = Field(None, description="What is not accessible, and why.")


EMBEDDED = "embedded"
MASTER = r"local(\[(\d+|\*)\])?|spark://\S+|k8s://\S+|yarn"


def _engine(name: str) -> str:
    if name != EMBEDDED and not re.fullmatch(MASTER, name):
        raise PydanticCustomError("engine_form", "{engine} is no engine", {"engine": name})
    return name


class TerritorySpec(Spec):
    """territory.yml: name, languages, CRS and zonings."""

    id: Id
    name: Words
    languages: Languages = ("fr", "en")
    crs: str = Field(description="A projected CRS in metres, e.g. EPSG:2154.")
    publisher: str = Field(description="Who publishes the observatory.")
    contact: str | None = Field(None, description="E-mail address or web page for questions about a figure.")
    homepage: str | None = Field(
        None,
        description="Where the observatory will be published, e.g. https://...; without it there is no map of the "
        "site, no feed of releases and no picture to share a page with, for they need absolute addresses.",
    )
    licence: str | None = Field(None, description="Licence under which the figures are published, e.g. etalab-2.0.")
    frequency: Literal["monthly", "quarterly", "twice a year", "annual", "biennial", "irregular"] | None = Field(
        None, description="How often the observatory is released, for the catalogue."
    )
    about: Words | None = Field(None, description="A few sentences for the home page.")
    responsible: str | None = Field(None, description="Who answers for the publication, for the legal notice.")
    host: str | None = Field(None, description="Who carries the site: name, address, telephone, for the legal notice.")
    accessibility: AccessibilitySpec | None = Field(None, description="Outcome of an accessibility audit.")
    theme: ThemeSpec | None = Field(None, description="Logo, colour and font of the site.")
    fictional: bool = Field(False, description="The territory is invented; every page says so.")
    zonings: dict[Id, ZoningSpec] = Field(min_length=1)
    context: dict[Layer, Id] = Field(
        default_factory=dict, description="Open sources of polygons or lines that maps draw around the zones, by layer."
    )
    addresses: Id | None = Field(
        None, description="An open address file (kind `ban`), in which readers look up the neighbourhood of an address."
    )
    engine: Annotated[str, AfterValidator(_engine)] = Field(
        EMBEDDED,
        description="What locates points: embedded (this machine), or Spark by its master: local[2], "
        "spark://host:7077, yarn, k8s://host:443. The figures are the same.",
    )
