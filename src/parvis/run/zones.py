"""Zones of every zoning: from sources, and from other zonings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np

from parvis import locate
from parvis.check import matching, texts, where_column
from parvis.errors import FolderError, SourceError
from parvis.kinds.registry import KINDS
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import DissolveSpec, Folder, ZoningSpec
from parvis.model.snapshot import Snapshot
from parvis.model.zones import Zones

COMMUNES = "communes"
NAMED = 3
"""Zones named in a finding; the rest are counted."""
LEAST = 0.0001
"""Changes of area are told in steps of this share, rounded up."""


def placed(folder: Folder, snapshot: Snapshot) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return a snapshot's places in the territory's CRS: squares of a grid, repaired polygons, points.

    Raises SourceError where no place is in the part of the Earth that the territory's CRS is made for, and where a
    polygon cannot be repaired without guessing at its area.
    """
    kind = KINDS[snapshot.kind]
    crs = folder.territory.crs
    if kind.form == "grid":
        return grid_of(snapshot).polygons().to_crs(crs), ()
    findings = on_the_map(folder, snapshot)
    frame = snapshot.frame.to_crs(crs)
    if kind.form != "polygons":
        return frame, findings
    with _found_in(snapshot.source):
        frame, repairs = locate.repair(frame)
    if not repairs:
        return frame, findings
    worst = max(LEAST, math.ceil(max(repair.change for repair in repairs) / LEAST) * LEAST)
    ids = _named([str(frame["id"].iloc[repair.row]) for repair in repairs])
    values = {"count": len(repairs), "zones": ids, "worst": f"{worst:.2%}"}
    return frame, (
        *findings,
        Finding("polygons_repaired", _described(snapshot.source), values, Severity.NOTE),
    )


def drawn_around(folder: Folder, snapshots: Mapping[str, Snapshot]) -> dict[str, gpd.GeoSeries]:
    """Return the layers that maps draw around the zones, in the territory's CRS; shapes that are none are left out."""
    layers: dict[str, gpd.GeoSeries] = {}
    for layer, source in folder.territory.context.items():
        shapes = snapshots[source].frame.geometry.to_crs(folder.territory.crs)
        layers[layer] = shapes[shapes.is_valid & ~shapes.is_empty]
    return layers


def _named(ids: Sequence[str]) -> str:
    return ", ".join(ids[:NAMED]) + (", …" if len(ids) > NAMED else "")


def grid_of(snapshot: Snapshot) -> locate.Grid:
    """Return the cells of a snapshot; raise SourceError where they are not those of one grid."""
    with _found_in(snapshot.source):
        return locate.Grid.from_inspire_ids(snapshot.frame["id"])


@contextmanager
def _found_in(source: str) -> Iterator[None]:
    """Name the source in errors of a room that only sees its geometry."""
    try:
        yield
    except SourceError as error:
        raise SourceError([replace(found, where=_described(source)) for found in error.findings]) from error


def _described(source: str) -> Where:
    return Where(Path(f"sources/{source}.yml"))


def on_the_map(folder: Folder, snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return a warning where some places look swapped; raise SourceError where none is where the CRS is made for."""
    from pyproj import CRS

    area = CRS.from_user_input(folder.territory.crs).area_of_use
    if area is None:
        return ()
    x, y = _degrees(snapshot)
    here, exchanged = (
        (area.west <= a) & (a <= area.east) & (area.south <= b) & (b <= area.north) for a, b in ((x, y), (y, x))
    )
    swapped = int((exchanged & ~here).sum())
    source = snapshot.source
    values = {"name": source, "source": source, "crs": folder.territory.crs, "count": swapped}
    if not here.any():
        code = "coordinates_swapped" if 2 * swapped > len(x) else "outside_territory"
        raise SourceError([Finding(code, _described(source), values)])
    return (Finding("some_swapped", _described(source), values, Severity.WARNING),) if swapped else ()


def _degrees(snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude of each row's place, of the middle of its bounds."""
    if snapshot.crs is not None:
        from pyproj import Transformer

        transformer = Transformer.from_crs(snapshot.crs, "EPSG:4326", always_xy=True)
        x, y = transformer.transform(snapshot.rows["x"].to_numpy(), snapshot.rows["y"].to_numpy())
        return x, y
    bounds = snapshot.frame.geometry.to_crs("EPSG:4326").bounds.to_numpy()
    return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2


def zonings(folder: Folder, snapshots: Mapping[str, Snapshot]) -> tuple[dict[str, Zones], tuple[Finding, ...]]:
    """Return the zones of every zoning, with the communes they lie in and the zones they are compared with."""
    made: dict[str, Zones] = {}
    findings: list[Finding] = []
    todo = dict(folder.territory.zonings)
    while todo:
        ready = [name for name, spec in todo.items() if all(need in made for need in _needs(spec))]
        for name in ready:
            made[name] = _make(name, todo.pop(name), folder, snapshots, made, findings)
    named = {name: _with_communes(zones, made, folder) for name, zones in made.items()}
    ordered = {name: named[name] for name in folder.territory.zonings}
    return {name: replace(z, members=_members(z, folder, ordered)) for name, z in ordered.items()}, tuple(findings)


def _needs(spec: ZoningSpec) -> tuple[str, ...]:
    return tuple(name for name in (spec.complement_of, spec.union_of, spec.clip_to) if name is not None)


def _make(
    name: str,
    spec: ZoningSpec,
    folder: Folder,
    snapshots: Mapping[str, Snapshot],
    made: Mapping[str, Zones],
    findings: list[Finding],
) -> Zones:
    if spec.complement_of is not None and spec.clip_to is not None:
        frame, gone = locate.complement(made[spec.complement_of].frame, made[spec.clip_to].frame)
        findings.extend(_vanished(name, gone))
        return _checked(Zones(name, spec.year, frame), spec)
    if spec.union_of is not None:
        frame = locate.union(made[spec.union_of].frame, id=name, name=spec.name.in_(folder.territory.languages[0]))
        kind = None
    else:
        assert spec.source is not None
        frame, more = _from_source(name, spec, folder, snapshots[spec.source])
        findings.extend(more)
        kind = snapshots[spec.source].kind if spec.dissolve is None else spec.dissolve.kind
    if spec.clip_to is not None:
        frame, gone = locate.clip(frame, made[spec.clip_to].frame)
        findings.extend(_vanished(name, gone))
    return _checked(Zones(name, spec.year, frame, kind), spec)


def _vanished(zoning: str, gone: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return a warning where zones are left out because nothing of them remains."""
    if not gone:
        return ()
    values = {"zoning": zoning, "count": len(gone), "zones": _named(gone)}
    return (Finding("zones_vanished", Where(Path("territory.yml")), values, Severity.WARNING),)


def _from_source(
    name: str, spec: ZoningSpec, folder: Folder, snapshot: Snapshot
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    if "id" not in KINDS[snapshot.kind].columns and "id" not in folder.sources[snapshot.source].columns:
        raise FolderError([Finding("zoning_without_id", _described(snapshot.source), {"source": snapshot.source})])
    frame, findings = placed(folder, snapshot)
    frame = frame[matching(frame, spec.where)].reset_index(drop=True)
    if spec.dissolve is not None:
        frame = _dissolved(frame, spec.dissolve, name)
    names = frame["name"] if "name" in frame else frame["id"]
    return gpd.GeoDataFrame(
        {
            "id": frame["id"].astype(object),
            "name": names.where(names.astype(str) != "", frame["id"]).astype(object),
            "communes": (frame["commune"] if "commune" in frame else np.full(len(frame), "")),
        },
        geometry=frame.geometry,
        crs=frame.crs,
    ), findings


def _dissolved(frame: gpd.GeoDataFrame, by: DissolveSpec, zoning: str) -> gpd.GeoDataFrame:
    absent = [name for name in (by.id, by.name) if name is not None and name not in frame]
    if absent:
        raise FolderError([_no_column(name, frame, zoning) for name in absent])
    joined = gpd.GeoDataFrame(
        {"id": texts(frame[by.id]), "name": texts(frame[by.name or by.id])},
        geometry=frame.geometry,
        crs=frame.crs,
    )
    return joined.dissolve(by="id", aggfunc="first").reset_index()


def _no_column(name: str, frame: gpd.GeoDataFrame, zoning: str) -> Finding:
    found = where_column(name, frame, Where(Path("territory.yml")))
    return replace(found, code="dissolve_column", values={**found.values, "zoning": zoning})


def _checked(zones: Zones, spec: ZoningSpec) -> Zones:
    name = zones.zoning
    if not len(zones):
        of = spec.complement_of or spec.union_of or spec.source
        code = "zoning_empty" if spec.clip_to is None else "zoning_apart"
        where = Where(Path("territory.yml"))
        raise FolderError([Finding(code, where, {"zoning": name, "of": of, "around": spec.clip_to})])
    slashed = [zone for zone in zones.frame["id"] if "/" in zone]
    if slashed:
        values = {"zoning": name, "zones": _named(slashed), "count": len(slashed)}
        raise FolderError([Finding("zone_slash", Where(Path("territory.yml")), values)])
    return zones


def _with_communes(zones: Zones, made: Mapping[str, Zones], folder: Folder) -> Zones:
    """Return the zones with the names of the communes they lie in, by their outlines where the territory has them."""
    outlines = [made[name] for name in folder.territory.zonings if made[name].kind == COMMUNES]
    if not outlines or zones.kind == COMMUNES:
        return zones
    communes = max(outlines, key=len)
    names = dict(zip(communes.frame["id"], communes.frame["name"], strict=True))
    within = locate.membership(zones.frame, communes.frame)
    lying = [", ".join(names[c] for c in within.get(zone, ())) for zone in zones.frame["id"]]
    frame = zones.frame.copy()
    frame["communes"] = [new or old for new, old in zip(lying, frame["communes"], strict=True)]
    return replace(zones, frame=frame)


def _members(zones: Zones, folder: Folder, made: Mapping[str, Zones]) -> dict[str, dict[str, tuple[str, ...]]]:
    specs = folder.territory.zonings
    members: dict[str, dict[str, tuple[str, ...]]] = {}
    for other in specs[zones.zoning].compare:
        if specs[other].complement_of == zones.zoning:
            there = set(made[other].frame["id"])
            members[other] = {zone: (zone,) if zone in there else () for zone in zones.frame["id"]}
        else:
            within = locate.membership(zones.frame, made[other].frame)
            members[other] = {zone: tuple(within.get(zone, ())) for zone in zones.frame["id"]}
    return members
