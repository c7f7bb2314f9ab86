"""What sources/ID.yml says, as frozen values."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from parvis.model.address import AddressSpec
from parvis.model.period import Period
from parvis.model.spec import Id, OneOrMore, Spec
from parvis.model.text import Words

# The type of each PydanticCustomError below is the code of its message in `parvis.messages`; `at` in its context
# leads from the value that was validated to the key at fault inside it.


class Regime(StrEnum):
    """How closely a source is guarded; a figure takes the strictest regime among its inputs."""

    OPEN = "open"
    AGGREGATED = "aggregated"
    RECORDS = "records"

    @property
    def strictness(self) -> int:
        """Return 0 for open, 1 for aggregated, 2 for records."""
        return list(Regime).index(self)


class Geography(Spec):
    """Years of the official geographies that the codes of a source follow."""

    communes: int | None = Field(None, ge=1900, le=2100)
    iris: int | None = Field(None, ge=1900, le=2100)
    epci: int | None = Field(None, ge=1900, le=2100)


class AlteredSpec(Spec):
    """What a producer did to values before publishing them: one of these rules."""

    rounded_to: float | None = Field(None, gt=1, description="Whole numbers were rounded to multiples of this, e.g. 5.")
    rounding: Literal["nearest", "down", "unknown"] = Field("unknown", description="How they were rounded.")
    noise: float | None = Field(None, gt=0, description="Variance of random noise bound to record keys.")
    noise_most: float | None = Field(None, gt=0, description="The most that the noise adds or takes away.")
    sampled: float | None = Field(None, gt=0, lt=1, description="Share of places in the sample, e.g. 0.4.")
    known: Id | None = Field(
        None, description="Measure of the same rows that counts the places in and outside the sample, e.g. dwellings."
    )
    together: float | None = Field(
        None, gt=0, description="How many of what is counted are at one place of the sample, sum(n2) / sum(n)."
    )
    surveys: tuple[int, ...] | None = Field(
        None, min_length=1, description="Years of the surveys after the one that values bear, e.g. [-2, -1, 0, 1, 2]."
    )
    lasting: float | None = Field(
        None, ge=0, le=1,
        description="How like itself a place is a year later, 0 to 1: some 0.9 for who lives there (a tenth of "
        "residents move in a year), 0.4 for whether anybody does.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _one_rule(self) -> AlteredSpec:
        if sum(rule is not None for rule in (self.rounded_to, self.noise, self.sampled)) != 1:
            raise PydanticCustomError("altered_rule", "give exactly one of rounded_to, noise, sampled")
        if (self.noise is None) != (self.noise_most is None):
            raise PydanticCustomError("altered_noise", "noise needs noise_most, and the reverse")
        if self.sampled is None and (self.known or self.together or self.surveys or self.lasting is not None):
            raise PydanticCustomError("altered_sampled", "known, together, surveys and lasting belong to sampled")
        if (self.surveys is None) != (self.lasting is None):
            raise PydanticCustomError("altered_surveys", "surveys needs lasting, and the reverse")
        return self


class MeasureSpec(Spec):
    """A column of a source without a kind of its own: what it counts, and of whom."""

    column: str = Field(description="Column of the file; of a raster the number of its band, or its description.")
    unit: str = Field(description="Unit of the values, e.g. persons, euros.")
    universe: str = Field(description="What is counted, e.g. `tax households`; rates need one universe.")
    name: Words | None = Field(None, description="Label of the measure.")
    additive: bool = Field(True, description="Whether values of disjoint zones may be summed.")
    altered: AlteredSpec | None = Field(None, description="What the producer did to the values before publishing them.")


class ProtectedSpec(Spec):
    """Whom a confidential source is about, and how they are counted."""

    unit: str = Field(description="Protected unit, as in policy.yml, e.g. tax_households, enterprises.")
    measure: Id | None = Field(None, description="Measure that counts them; records without one count as one each.")
    holding: str | None = Field(None, description="Column that says which records belong to one holder.")
    mechanism: Literal["suppression", "cell_key", "rounding"] = Field(
        "suppression",
        description="How figures are protected, for ever: some are hidden, or counts of `records` get noise, or "
        "numbers of an `aggregated` table are rounded so that they add up.",
    )
    key: str | None = Field(
        None, description="Column that names a record from file to file, for its noise; its whole content without one."
    )
    waiver: str | None = Field(
        None, description="Column that says yes (yes, oui, true, 1) where a record's holder lets its part be known."
    )


class SourceSpec(Spec):
    """sources/ID.yml: where a file comes from, what it is, and what may be done with it."""

    title: Words = Field(description="Title of the source as readers see it.")
    producer: str = Field(description="Who made the data.")
    regime: Regime
    licence: str | None = Field(None, description="Licence of an open source, e.g. etalab-2.0, ODbL-1.0, OGL-UK-3.0.")
    place: str = Field(
        description="Path from the territory folder, an http(s) address, or udata:DATASET/RESOURCE, ods:HOST/DATASET, "
        "ckan:HOST/RESOURCE; ${NAME} is taken from the environment."
    )
    url: str | None = Field(None, description="Page of the producer where the source is described.")
    layer: str | None = Field(None, description="Layer of a file that has several.")
    sheet: str | None = Field(None, description="Sheet of a workbook.")
    member: str | None = Field(None, description="File of an archive that holds several.")
    nodata: float | None = Field(None, description="Pixels of a raster with this value have none, whatever it says.")
    header: int | None = Field(None, ge=1, description="Line with the names of the columns, where it is not found.")
    kind: str = Field(description="A kind that Parvis knows (`parvis kinds`), or polygons, points, table, raster.")
    vintage: Period = Field(description="Period that the values describe.")
    geography: Geography | None = Field(None, description="Years of the official codes in the file.")
    crs: str | None = Field(None, description="CRS of a file that carries none.")
    units: Id | None = Field(None, description="Zoning whose zones the rows of a table describe.")
    extent: Id | None = Field(None, description="Zoning within which the source is complete.")
    address: AddressSpec | None = Field(
        None, description="Rows that are located by their addresses, not by coordinates."
    )
    columns: dict[str, str] = Field(default_factory=dict, description="Roles (id, name, x, y, ...) to columns.")
    measures: dict[Id, MeasureSpec] = Field(
        default_factory=dict, description="Columns that hold quantities, where the kind does not know them."
    )
    where: dict[str, OneOrMore] = Field(default_factory=dict, description="Keep the rows with these values.")
    agreement: Id | None = Field(None, description="Agreement under which a source that is not open was given.")
    protected: ProtectedSpec | None = Field(None, description="Who is protected, in a source that is not open.")
    table_schema: Id | None = Field(None, alias="schema", description="Table Schema in schemas/.")

    @model_validator(mode="after")
    def _known(self) -> SourceSpec:
        for name, measure in self.measures.items():
            known = measure.altered.known if measure.altered else None
            if known is not None and known not in self.measures:
                at = {"at": ("measures", name, "altered", "known"), "name": known}
                raise PydanticCustomError("altered_known", "known names a measure of the same source", at)
        return self

    @model_validator(mode="after")
    def _basis(self) -> SourceSpec:
        if self.regime is Regime.OPEN and not self.licence:
            raise PydanticCustomError("licence_of_open", "an open source names its licence")
        if self.regime is not Regime.OPEN and not (self.agreement and self.protected):
            raise PydanticCustomError("agreement_of_source", "a source that is not open names agreement and protected")
        if self.regime is Regime.AGGREGATED and self.protected and not self.protected.measure:
            at = {"at": ("protected",)}
            raise PydanticCustomError("protected_measure", "an aggregated source says which measure counts them", at)
        if self.regime is not Regime.RECORDS and self.protected and self.protected.mechanism == "cell_key":
            key = {"at": ("protected", "mechanism")}
            raise PydanticCustomError("noise_of_records", "only records have keys by which they get noise", key)
        if self.regime is not Regime.AGGREGATED and self.protected and self.protected.mechanism == "rounding":
            key = {"at": ("protected", "mechanism")}
            raise PydanticCustomError("rounding_of_tables", "only numbers of tables are rounded", key)
        return self
