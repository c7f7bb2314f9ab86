"""Sources against the kinds: what each is, where it lies, and whether it has the form that its use needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parvis.model.access import Access
from parvis.model.finding import Finding
from parvis.model.folder import Quantity, Regime
from parvis.territory.declared import Declared
from parvis.territory.document import Trail
from parvis.territory.guess import with_guess
from parvis.territory.place import leaves_folder, undefined

AREAS = ("grid", "polygons")
NEEDS_AREAS = {"zoning": "form_zoning", "area": "form_area", "estimated": "form_estimated"}
NEEDS_TABLE = {"official": "form_official", "margin": "form_margin"}
NEEDS_FORM = {
    "context": (("polygons", "lines"), "form_context"),
    "raster": (("raster",), "form_raster"),
    "located": (("points",), "form_located"),
    "along": (("points",), "form_located"),
    "people": (("grid", "polygons", "points"), "form_people"),
    "places": (("points",), "form_located"),
    "timetable": (("timetable",), "form_timetable"),
    "network": (("network",), "form_network"),
    "along_alone": (("points", *AREAS), "form_along"),
}
SHOWN = {
    "context": "context_not_open",
    "addresses": "addresses_not_open",
    "along": "along_not_open",
    "timetable": "travel_not_open",
    "network": "travel_not_open",
    "along_alone": "along_not_open",
    "margin": "margin_not_open",
}
"""Uses of open sources only: they publish the source itself, or say more about it than an audit follows."""
ADDRESS_FILE = "ban"
QUANTITIES = ("value", "numerator", "denominator")


def source_findings(declared: Declared, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield sources of unknown kind, places that cannot be found, points that do not say where they are complete."""
    counted = {use.source for use in uses(declared) if use.need != "addresses"}
    for name, source in declared.sources.items():
        place = declared.where("sources", name, ("place",))
        for variable in undefined(source.place, environment):
            yield Finding("place_undefined", place, {"variable": variable})
        if leaves_folder(source.place):
            yield Finding("place_outside", place, {"place": source.place})
        kind = declared.kind_of(name)
        if kind is None:
            values = with_guess(source.kind, declared.kinds, kind=source.kind)
            yield Finding("kind_unknown", declared.where("sources", name, ("kind",)), values)
        elif kind.form == "raster" and source.regime is not Regime.OPEN:
            yield Finding("raster_not_open", declared.where("sources", name, ("regime",)), {"source": name})
        elif kind.form == "points" and source.extent is None and (name in counted or kind.id != ADDRESS_FILE):
            yield Finding("extent_missing", declared.where("sources", name), {"source": name})


def address_findings(declared: Declared) -> Iterator[Finding]:
    """Yield sources located by address that are not points, and references that are no open address file."""
    for name, source in declared.sources.items():
        if source.address is None:
            continue
        kind = declared.kind_of(name)
        if kind is not None and kind.form != "points":
            yield Finding("address_form", declared.where("sources", name, ("kind",)), {"kind": kind.id})
        reference = source.address.reference
        other, where = declared.kind_of(reference), declared.where("sources", name, ("address", "reference"))
        if other is None:
            continue
        values = {"reference": reference, "kind": other.id}
        if other.id != ADDRESS_FILE or declared.sources[reference].address is not None:
            yield Finding("address_reference_kind", where, values)
        elif declared.sources[reference].regime is not Regime.OPEN:
            yield Finding("address_reference_open", where, values)


def dissolve_findings(declared: Declared) -> Iterator[Finding]:
    """Yield kinds that joined zones are said to be of and that nobody knows."""
    if declared.territory is None or declared.territory_document is None:
        return
    for name, zoning in declared.territory.zonings.items():
        kind = zoning.dissolve.kind if zoning.dissolve else None
        if kind is not None and kind not in declared.kinds:
            where = declared.territory_document.where(("zonings", name, "dissolve", "kind"))
            yield Finding("kind_unknown", where, with_guess(kind, declared.kinds, kind=kind))


@dataclass(frozen=True)
class Use:
    """A source named where a certain form of it is needed."""

    source: str
    section: str
    name: str
    trail: Trail
    need: str  # what it is used for: zoning, official, located, estimated, area


def uses(declared: Declared) -> Iterator[Use]:
    """Yield each use of a source, in the order of the files."""
    if declared.territory:
        for name, zoning in declared.territory.zonings.items():
            if zoning.source:
                yield Use(zoning.source, "territory", "", ("zonings", name, "source"), "zoning")
        for layer, source in declared.territory.context.items():
            yield Use(source, "territory", "", ("context", layer), "context")
        if declared.territory.addresses:
            yield Use(declared.territory.addresses, "territory", "", ("addresses",), "addresses")
    for name, indicator in declared.indicators.items():
        for part in QUANTITIES:
            quantity: Quantity | None = getattr(indicator, part)
            if quantity:
                yield from _uses_of(quantity, name, part)


def _uses_of(quantity: Quantity, name: str, part: str) -> Iterator[Use]:
    for route in ("official", "located", "estimated", "area", "raster"):
        spec = getattr(quantity, route)
        if spec is not None:
            yield Use(spec.source, "indicators", name, (part, route, "source"), route)
    if quantity.estimated and quantity.estimated.inside:
        inside = quantity.estimated.inside.source
        yield Use(inside, "indicators", name, (part, "estimated", "inside", "source"), "area")
    for n, source in enumerate(quantity.estimated.earlier if quantity.estimated else ()):
        yield Use(source, "indicators", name, (part, "estimated", "earlier", n), "estimated")
    along = quantity.estimated.along if quantity.estimated else ()
    for n, each in enumerate(along):
        need = "along_alone" if len(along) == 1 else "along"
        yield Use(each.source, "indicators", name, (part, "estimated", "along", n, "source"), need)
    for n, margin in enumerate(quantity.estimated.margin if quantity.estimated else ()):
        yield Use(margin.source, "indicators", name, (part, "estimated", "margin", n, "source"), "margin")
    if quantity.access:
        yield from _uses_of_access(quantity.access, name, (part, "access"))


def _uses_of_access(access: Access, name: str, trail: Trail) -> Iterator[Use]:
    yield Use(access.people.source, "indicators", name, (*trail, "from", "source"), "people")
    yield Use(access.places.source, "indicators", name, (*trail, "to", "source"), "places")
    for when, ways in (("travel", access.travel), ("before", access.before)):
        for n, timetable in enumerate((ways.timetables or ()) if ways else ()):
            yield Use(timetable, "indicators", name, (*trail, when, "timetables", n), "timetable")
        if ways and ways.streets:
            yield Use(ways.streets, "indicators", name, (*trail, when, "streets"), "network")


def form_findings(declared: Declared) -> Iterator[Finding]:
    """Yield uses of a source whose form does not lend itself to it; tables without units once a table."""
    said: set[tuple[str, str]] = set()
    for use in uses(declared):
        code = _misuse(declared, use)
        if code is None or (code in ("units_missing", "unit_column_missing") and (code, use.source) in said):
            continue
        said.add((code, use.source))
        document = (
            declared.territory_document if use.section == "territory" else declared.documents["indicators"][use.name]
        )
        assert document is not None  # its spec is valid
        yield Finding(
            code, document.where(use.trail), {"source": use.source, "kind": declared.sources[use.source].kind}
        )


def _misuse(declared: Declared, use: Use) -> str | None:
    """Return the code of what is wrong with a use, or None; a source that could not be read is not judged."""
    kind = declared.kind_of(use.source)
    if kind is None:
        return None
    source, form = declared.sources[use.source], kind.form
    if use.need in SHOWN and source.regime is not Regime.OPEN:
        return SHOWN[use.need]
    if use.need == "estimated" and form == "table":
        return None if source.units else "units_missing"
    if use.need in NEEDS_TABLE:
        if form != "table":
            return NEEDS_TABLE[use.need]
        return None if "unit" in (*kind.columns, *source.columns) else "unit_column_missing"
    if use.need == "addresses":
        return None if source.kind == ADDRESS_FILE else "form_addresses"
    if use.need in NEEDS_FORM:
        forms, code = NEEDS_FORM[use.need]
        return None if form in forms else code
    return None if form in AREAS else NEEDS_AREAS[use.need]
