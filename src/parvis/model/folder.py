"""What a territory folder says, as frozen values: one class a YAML kind.

`parvis.territory` fills them from files; the JSON Schemas for editors are generated from them.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from parvis.model.access import Access
from parvis.model.address import AddressSpec
from parvis.model.agreement import AgreementSpec, ClauseSpec, PartySpec, ThresholdSpec
from parvis.model.period import Period
from parvis.model.policy import PolicySpec, Rule, RuleValue
from parvis.model.spec import ID_PATTERN, Id, OneOrMore, Spec
from parvis.model.text import Words
from parvis.model.theme import ThemeSpec

# The type of each PydanticCustomError below is the code of its message in `parvis.messages`; `at` in its context
# leads from the value that was validated to the key at fault inside it.

__all__ = [
    "ID_PATTERN", "Access", "AddressSpec", "AgreementSpec", "BreakdownSpec", "CategorySpec", "ClauseSpec",
    "DissolveSpec", "Estimated", "Folder", "Geography", "Id",
    "IndicatorSpec", "Inside", "Located", "MeasureSpec", "Official", "OneOrMore", "PartSpec", "PartySpec",
    "PolicySpec", "ProtectedSpec", "Quantity", "Regime", "Rule", "RuleValue", "SourceSpec", "Spec", "TerritorySpec",
    "ThresholdSpec", "Zonal", "ZoningSpec", "slug",
]  # fmt: skip

Languages = Annotated[tuple[Literal["fr", "en"], ...], Field(min_length=1)]


class Regime(StrEnum):
    """How closely a source is guarded; a figure takes the strictest regime among its inputs."""

    OPEN = "open"
    AGGREGATED = "aggregated"
    RECORDS = "records"

    @property
    def strictness(self) -> int:
        """Return 0 for open, 1 for aggregated, 2 for records."""
        return list(Regime).index(self)


# --- territory.yml ---------------------------------------------------------------------------------------------


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


# --- sources/ID.yml --------------------------------------------------------------------------------------------


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

    @model_validator(mode="after")
    def _one_rule(self) -> AlteredSpec:
        if sum(rule is not None for rule in (self.rounded_to, self.noise, self.sampled)) != 1:
            raise PydanticCustomError("altered_rule", "give exactly one of rounded_to, noise, sampled")
        if (self.noise is None) != (self.noise_most is None):
            raise PydanticCustomError("altered_noise", "noise needs noise_most, and the reverse")
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


# --- indicators/ID.yml -----------------------------------------------------------------------------------------


class Official(Spec):
    """A figure that the producer publishes for the very zone."""

    source: Id = Field(description="A table with one row a zone.")
    measure: Id = Field(description="Measure of that source.")


class Located(Spec):
    """Records with a place, counted or summed in the zone, or near it."""

    source: Id = Field(description="A source of points.")
    measure: Id | None = Field(None, description="Summed over the records; without it the records are counted.")
    where: dict[str, OneOrMore] = Field(default_factory=dict, description="Count only the rows with these values.")
    near: float = Field(0, ge=0, le=5000, description="Metres around the zone that also count.")


class Inside(Spec):
    """Polygons to which an estimate is restricted, such as a hazard area."""

    source: Id = Field(description="A source of polygons.")
    where: dict[str, OneOrMore] = Field(default_factory=dict, description="Keep only the polygons with these values.")


class Along(Spec):
    """Where people are taken to live: addresses, dwellings, buildings; or finer cells with the people in each."""

    source: Id = Field(
        description="An open source of points; or, alone, of cells or blocks, by whose people values of an earlier "
        "generation of zones pass to this one."
    )
    measure: Id | None = Field(None, description="Summed over the records; without it the records are counted.")
    where: dict[str, OneOrMore] = Field(default_factory=dict, description="Use only the rows with these values.")


class Estimated(Spec):
    """A sum of measures of a source on other units, carried to the zone by overlay weights."""

    source: Id = Field(description="A source of polygons or cells, or a table with `units`.")
    measures: tuple[Id, ...] = Field((), description="Summed; for the total of a breakdown as well.")
    categories: dict[str, tuple[Id, ...]] = Field(
        default_factory=dict, description="Measures of each category of the indicator's breakdown."
    )
    where: dict[str, OneOrMore] = Field(default_factory=dict, description="Use only the rows with these values.")
    inside: Inside | None = Field(None, description="Restrict the estimate to these polygons.")
    along: tuple[Along, ...] = Field((), description="Share cut units out along these, as far as they tell it.")

    @model_validator(mode="after")
    def _something(self) -> Estimated:
        if not self.measures:
            raise PydanticCustomError("measures_none", "name the measures to sum")
        return self


class Zonal(Spec):
    """A statistic of the pixels of a raster in the zone, those that its border cuts by their share inside."""

    source: Id = Field(description="A raster.")
    measure: Id = Field(description="Measure of that source: a band.")
    statistic: Literal["mean", "sum", "share"] = Field("mean", description="share: percentage of the pixels that are")
    above: float | None = Field(None, description="above this value,")
    classes: Annotated[tuple[float, ...] | None, Field(min_length=1)] = Field(None, description="or of these classes.")

    @model_validator(mode="after")
    def _share_of_what(self) -> Zonal:
        given = (self.above is not None) + (self.classes is not None)
        if given != (self.statistic == "share"):
            raise PydanticCustomError("share_of_what", "a share names above or classes, and only a share does")
        return self


class Quantity(Spec):
    """How a number is had: official first, then located records, then an estimate."""

    official: Official | None = Field(None, description="Published for the very zone; preferred.")
    located: Located | None = Field(None, description="Counted from points.")
    estimated: Estimated | None = Field(None, description="Carried over from other units.")
    area: Inside | None = Field(None, description="Surface of the zone that these polygons cover.")
    raster: Zonal | None = Field(None, description="Had from the pixels of a raster.")
    access: Access | None = Field(None, description="What residents have within reach; for an indicator of this kind.")

    @model_validator(mode="after")
    def _some_route(self) -> Quantity:
        others = (self.official, self.located, self.estimated, self.area, self.raster)
        if not (any(others) or self.access):
            raise PydanticCustomError("route_none", "give at least one of official, located, estimated, area, raster")
        if any(others) and self.access:
            raise PydanticCustomError("access_alone", "access stands alone", {"at": ("access",)})
        return self

    def sources(self) -> tuple[str, ...]:
        """Return the ids of the sources that the quantity is had from."""
        routes = (self.official, self.located, self.estimated, self.area, self.raster)
        named = [route.source for route in routes if route is not None]
        if self.estimated and self.estimated.inside:
            named.append(self.estimated.inside.source)
        named.extend(along.source for along in (self.estimated.along if self.estimated else ()))
        named.extend(self.access.sources() if self.access else ())
        return tuple(dict.fromkeys(named))


KIND_OF_STATISTIC = {"mean": "level", "sum": "count", "share": "area_share"}
"""What a statistic of pixels is as an indicator: a mean cannot be added."""


class PartSpec(Spec):
    """A figure that an index is made of, on a scale from 0 to 100 that is stated and does not move."""

    indicator: Id = Field(description="Indicator whose figure counts; not a count, and not an index.")
    zero: float = Field(description="Value that scores 0.")
    hundred: float = Field(description="Value that scores 100; below `zero` where more of it is less of the index.")
    weight: float = Field(1, gt=0, description="Its part in the index beside those of the others.")

    @model_validator(mode="after")
    def _a_scale(self) -> PartSpec:
        if self.zero == self.hundred:
            raise PydanticCustomError("part_scale", "zero and hundred are one value", {"at": ("hundred",)})
        return self


def _ascending(bounds: tuple[float, ...]) -> tuple[float, ...]:
    if list(bounds) != sorted(set(bounds)):
        raise PydanticCustomError("classes_order", "the bounds of classes do not ascend")
    return bounds


Bounds = Annotated[tuple[float, ...], Field(min_length=1, max_length=4), AfterValidator(_ascending)]


class IndicatorSpec(Spec):
    """indicators/ID.yml: a question, and how each figure that answers it is made."""

    name: Words
    question: Words = Field(description="The question in everyday words.")
    definition: Words = Field(description="What exactly is counted, of whom, when.")
    theme: Literal[
        "population",
        "income",
        "employment",
        "housing",
        "families",
        "health",
        "education",
        "mobility",
        "climate",
        "services",
    ]
    unit: str = Field(description="Unit of the figure, e.g. persons, percent, euros.")
    kind: Literal["count", "share", "mean", "level", "area_share", "index", "access"] = Field(
        description="count: a sum; share: percentage of a denominator; mean: a sum divided by another; "
        "level: a published value that cannot be added (a median, a rate); area_share: percentage of the surface; "
        "index: several figures brought to one scale; "
        "access: what residents have within reach."
    )
    zonings: tuple[Id, ...] = Field(min_length=1, description="Zonings for which figures are made.")
    purpose: Id | None = Field(None, description="What the figure is for: a purpose of the agreements it rests on.")
    caveats: Words | None = Field(None, description="What a reader must know before using it.")
    order: int = Field(100, description="Place among the indicators of its theme, the smallest first.")
    key: bool = Field(False, description="Shown first, on the home page and on each sheet.")
    value: Quantity | None = Field(None, description="Of a count, level, area_share or access.")
    numerator: Quantity | None = Field(None, description="Of a share or mean.")
    denominator: Quantity | None = Field(None, description="Of a share or mean.")
    parts: tuple[PartSpec, ...] = Field((), description="Of an index: its weighted mean of scores from 0 to 100.")
    breakdown: Id | None = Field(None, description="Classification in breakdowns/.")
    beside: tuple[Id, ...] = Field((), description="Indicators of another concept or date shown as evidence beside.")
    decimals: int | None = Field(None, ge=0, le=6, description="Decimals to show.")
    classes: Literal["quantiles", "jenks"] = Field(
        "quantiles", description="How the maps are cut into classes: of equal size, or natural ones (Jenks)."
    )
    class_bounds: Bounds | None = Field(None, description="Up to four bounds between classes, instead of `classes`.")
    hvd: (
        Literal[
            "geospatial", "earth observation and environment", "meteorological", "statistics", "companies", "mobility"
        ]
        | None
    ) = Field(None, description="Category of high-value datasets, where the law makes it one: (EU) 2023/138.")

    @model_validator(mode="after")
    def _parts(self) -> IndicatorSpec:
        ratio = self.kind in ("share", "mean")
        kind = {"kind": self.kind}
        if self._is_index():
            return self
        if ratio and not (self.numerator and self.denominator):
            raise PydanticCustomError("ratio_parts", "{kind} needs numerator and denominator", kind)
        if ratio and self.value:
            at = {**kind, "at": ("value",)}
            raise PydanticCustomError("ratio_value", "{kind} follows from numerator and denominator, not value", at)
        if not ratio and not self.value:
            raise PydanticCustomError("value_none", "{kind} needs value", kind)
        if not ratio and (self.numerator or self.denominator):
            at = {**kind, "at": ("numerator" if self.numerator else "denominator",)}
            raise PydanticCustomError("value_parts", "{kind} has no numerator or denominator", at)
        self._pixels()
        self._reach()
        if self.kind == "level" and not (self.value and (self.value.official or self.value.raster)):
            raise PydanticCustomError("level_official", "a level is published: give value.official", {"at": ("kind",)})
        if self.kind == "area_share" and not (self.value and (self.value.area or self.value.raster)):
            raise PydanticCustomError("area_none", "an area_share needs value.area", {"at": ("kind",)})
        return self

    def _is_index(self) -> bool:
        """Return whether this is an index; refuse one that is more, or less, than its parts."""
        if (self.kind == "index") != bool(self.parts):
            raise PydanticCustomError("index_parts", "parts", {"at": ("parts" if self.parts else "kind",)})
        other = next((name for name in ("value", "numerator", "denominator", "breakdown") if getattr(self, name)), None)
        if self.parts and other:
            raise PydanticCustomError("index_other", "parts only", {"key": other, "at": (other,)})
        return bool(self.parts)

    def _pixels(self) -> None:
        """Refuse statistics of pixels in a ratio, and under a kind that they are not of."""
        for part in ("numerator", "denominator"):
            quantity: Quantity | None = getattr(self, part)
            if quantity and quantity.raster:
                raise PydanticCustomError("raster_in_ratio", "not in a ratio", {"at": (part, "raster")})
        if self.value and self.value.raster:
            statistic = self.value.raster.statistic
            if self.kind != KIND_OF_STATISTIC[statistic]:
                values = {"kind": self.kind, "statistic": statistic, "due": KIND_OF_STATISTIC[statistic]}
                raise PydanticCustomError("raster_kind", "{statistic} is {due}", {**values, "at": ("kind",)})

    def _reach(self) -> None:
        """Refuse what is within reach under another kind, and in a unit that it is not told in."""
        if (self.kind == "access") != any(quantity.access is not None for quantity in self.quantities()):
            raise PydanticCustomError("access_kind", "kind access and value.access go together", {"at": ("kind",)})
        if self.value is None or self.value.access is None:
            return
        access = self.value.access
        due = "minutes" if access.nearest else "percent" if access.told in ("gaining", "losing") else None
        if due is not None and self.unit != due:
            raise PydanticCustomError(
                "access_unit", "{unit} is {due}", {"unit": self.unit, "due": due, "at": ("unit",)}
            )

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the quantities that the indicator is made of."""
        return tuple(q for q in (self.value, self.numerator, self.denominator) if q is not None)

    def sources(self) -> tuple[str, ...]:
        """Return the ids of the sources that the indicator itself names; those of an index stand with its parts."""
        return tuple(dict.fromkeys(source for quantity in self.quantities() for source in quantity.sources()))


# --- breakdowns/ID.yml -----------------------------------------------------------------------------------------


class CategorySpec(Spec):
    """A category of a classification."""

    name: Words
    parent: str | None = Field(None, description="Code of the category that it is part of.")


class BreakdownSpec(Spec):
    """breakdowns/ID.yml: a classification: code, label, parent."""

    name: Words
    categories: dict[str, CategorySpec] = Field(
        min_length=1, description="Categories by code, in the order in which they are shown."
    )


# --- the whole folder ------------------------------------------------------------------------------------------


class Folder(Spec):
    """A territory folder, read and consistent: every reference in it leads somewhere."""

    territory: TerritorySpec
    policy: PolicySpec
    sources: dict[str, SourceSpec]
    indicators: dict[str, IndicatorSpec]
    breakdowns: dict[str, BreakdownSpec]
    agreements: dict[str, AgreementSpec] = Field(default_factory=dict)

    def sources_of(self, indicator: str) -> tuple[str, ...]:
        """Return the ids of the sources that an indicator rests on, those of the parts of an index included."""
        spec = self.indicators[indicator]
        resting = (spec, *(self.indicators[part.indicator] for part in spec.parts))
        return tuple(dict.fromkeys(source for one in resting for source in one.sources()))


def slug(name: str) -> str:
    """Return an identifier made from a file name.

    >>> slug("Filosofi 2019 (200 m).gpkg")
    'filosofi_2019_200_m'
    >>> slug("Périmètres d'été")
    'perimetres_d_ete'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = re.sub(r"(\.[A-Za-z0-9]{1,8})+$", "", plain).lower()
    words = re.sub(r"[^a-z0-9]+", "_", stem).strip("_")
    return words if words[:1].isalpha() else f"s_{words}"
