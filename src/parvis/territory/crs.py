"""Coordinate systems: known, and for a territory projected in metres that are metres on the ground."""

from __future__ import annotations

from collections.abc import Iterator

from parvis.model.finding import Finding
from parvis.territory.declared import Declared

METRIC = frozenset(
    # Metropolitan France and its conic zones, Antilles, Guyane, Réunion, Mayotte; Europe; Great Britain, Belgium.
    f"EPSG:{code}"
    for code in (2154, 3942, 3943, 3944, 3945, 3946, 3947, 3948, 3949, 3950, 5490, 2972, 2975, 4471, 3035, 27700, 31370)
)
"""Usual systems in metres: knowing them spares a tenth of a second for the library that knows all."""
GEOGRAPHIC = frozenset({"EPSG:4326", "EPSG:4258"})
WEB_MERCATOR = 3857


def crs_findings(declared: Declared) -> Iterator[Finding]:
    """Yield coordinate systems that are not known, or in which a territory cannot be measured."""
    if declared.territory and declared.territory_document:
        mistake = _territory_mistake(declared.territory.crs)
        if mistake:
            code, values = mistake
            yield Finding(code, declared.territory_document.where(("crs",)), values)
    for name, source in declared.sources.items():
        if source.crs is not None and not _is_known(source.crs):
            yield Finding("crs_unknown", declared.where("sources", name, ("crs",)), _unknown(source.crs))


def _unknown(crs: str) -> dict[str, object]:
    return {"crs": crs, "guess": f"EPSG:{crs}"} if crs.isdigit() else {"crs": crs}


def _is_known(crs: str) -> bool:
    if crs.upper() in METRIC | GEOGRAPHIC:
        return True
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        CRS.from_user_input(crs)
    except CRSError:
        return False
    return not crs.isdigit()


def _territory_mistake(crs: str) -> tuple[str, dict[str, object]] | None:
    if crs.upper() in METRIC:
        return None
    if not _is_known(crs):
        return "crs_unknown", _unknown(crs)
    from pyproj import CRS

    system = CRS.from_user_input(crs)
    if system.to_epsg() == WEB_MERCATOR:
        return "crs_distorts", {"crs": crs}
    if not system.is_projected or any(axis.unit_name not in ("metre", "meter") for axis in system.axis_info):
        return "crs_not_metres", {"crs": crs}
    return None
