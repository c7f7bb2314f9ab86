"""What indicators/ID.yml and breakdowns/ID.yml say, as frozen values."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from parvis.model.access import Access
from parvis.model.period import Period
from parvis.model.spec import Id, OneOrMore, Spec
from parvis.model.text import Words

# The type of each PydanticCustomError below is the code of its message in `parvis.messages`; `at` in its context
# leads from the value that was validated to the key at fault inside it.


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
        description="An open source of points; or, alone, of areas: footprints of buildings, or cells and blocks by "
        "whose people values of an earlier generation of zones pass to this one."
    )
    measure: Id | None = Field(
        None, description="Summed over the records; without it points are counted, and areas count by their surface."
    )
    where: dict[str, OneOrMore] = Field(default_factory=dict, description="Use only the rows with these values.")


class MarginSpec(Spec):
    """Totals of other zones that are known: of the same people, of the same period."""

    source: Id = Field(description="An open table with a row a zone of `zoning`.")
    measure: Id = Field(description="Measure of that source: what `measures` add up to.")
    zoning: Id = Field(description="The zones that its rows are about.")


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
    margin: tuple[MarginSpec, ...] = Field((), description="Make cut units agree with totals known of other zones.")
    earlier: tuple[Id, ...] = Field(
        (), description="Sources of the same kind and of earlier periods, from which the same is estimated."
    )

    @model_validator(mode="after")
    def _something(self) -> Estimated:
        if not self.measures:
            raise PydanticCustomError("measures_none", "name the measures to sum")
        return self

    def of_each_period(self) -> tuple[Estimated, ...]:
        """Return an estimate a source: of the latest period, then of each earlier one."""
        former = self.model_copy(update={"earlier": (), "margin": ()})  # a margin is of the latest period
        latest = self.model_copy(update={"earlier": ()})
        return (latest, *(former.model_copy(update={"source": source}) for source in self.earlier))


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
        named.extend(self.estimated.earlier if self.estimated else ())
        if self.estimated and self.estimated.inside:
            named.append(self.estimated.inside.source)
        named.extend(along.source for along in (self.estimated.along if self.estimated else ()))
        named.extend(margin.source for margin in (self.estimated.margin if self.estimated else ()))
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
    kind: Literal["count", "share", "mean", "level", "area_share", "median", "index", "access"] = Field(
        description="count: a sum; share: percentage of a denominator; mean: a sum divided by another; "
        "level: a published value that cannot be added (a median, a rate); area_share: percentage of the surface; "
        "median: of what is counted in classes; "
        "index: several figures brought to one scale; "
        "access: what residents have within reach."
    )
    zonings: tuple[Id, ...] = Field(min_length=1, description="Zonings for which figures are made.")
    purpose: Id | None = Field(None, description="What the figure is for: a purpose of the agreements it rests on.")
    caveats: Words | None = Field(None, description="What a reader must know before using it.")
    order: int = Field(100, description="Place among the indicators of its theme, the smallest first.")
    key: bool = Field(False, description="Shown first, on the home page and on each sheet.")
    value: Quantity | None = Field(None, description="Of a count, level, area_share, median or access.")
    limits: tuple[float, ...] = Field(
        (),
        description="Of a median: limits of the classes that `value.estimated.measures` count, one more than these; or "
        "as many, where the last class has no end.",
    )
    numerator: Quantity | None = Field(None, description="Of a share or mean.")
    denominator: Quantity | None = Field(None, description="Of a share or mean.")
    parts: tuple[PartSpec, ...] = Field((), description="Of an index: its weighted mean of scores from 0 to 100.")
    breakdown: Id | None = Field(None, description="Classification in breakdowns/.")
    beside: tuple[Id, ...] = Field((), description="Indicators of another concept or date shown as evidence beside.")
    breaks: tuple[Period, ...] = Field(
        (), description="Periods with which another way of counting begins: no change is told across them."
    )
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
        self._classes()
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

    def _classes(self) -> None:
        """Refuse limits of classes that ascend not, or that do not fit what is counted, and what is no sum of these."""
        if (self.kind == "median") != bool(self.limits):
            raise PydanticCustomError("limits_kind", "limits", {"at": ("limits" if self.limits else "kind",)})
        if not self.limits:
            return
        estimated = self.value.estimated if self.value else None
        if estimated is None or self.value != Quantity(estimated=estimated):
            raise PydanticCustomError("median_estimated", "value.estimated alone", {"at": ("value",)})
        if estimated.categories or estimated.margin:
            key = "categories" if estimated.categories else "margin"
            raise PydanticCustomError("median_whole", "{key}", {"key": key, "at": ("value", "estimated", key)})
        if list(self.limits) != sorted(set(self.limits)):
            raise PydanticCustomError("limits_order", "limits do not ascend", {"at": ("limits",)})
        classes, given = len(estimated.measures), len(self.limits)
        if classes < 2 or given not in (classes, classes + 1):
            least = max(classes, 2)
            values = {"classes": classes, "due": least + 1, "least": least, "given": given, "at": ("limits",)}
            raise PydanticCustomError("limits_count", "{classes} and {given}", values)

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

    @property
    def is_comparable(self) -> bool:
        """Return whether figures of places of unlike size may be set side by side: counts may not."""
        return self.kind != "count"

    def quantities(self) -> tuple[Quantity, ...]:
        """Return the quantities that the indicator is made of."""
        return tuple(q for q in (self.value, self.numerator, self.denominator) if q is not None)

    def sources(self) -> tuple[str, ...]:
        """Return the ids of the sources that the indicator itself names; those of an index stand with its parts."""
        return tuple(dict.fromkeys(source for quantity in self.quantities() for source in quantity.sources()))


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
