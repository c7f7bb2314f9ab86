"""What answers are worked out from, and what has been worked out once and is used again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array, vstack

from parvis import locate
from parvis.check import matching
from parvis.errors import SourceError
from parvis.estimate import Input
from parvis.kinds.kind import Kind
from parvis.kinds.registry import KINDS
from parvis.kinds.travel import FORMS
from parvis.model.figure import Floats
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import Folder, Inside, Regime, SourceSpec
from parvis.model.snapshot import Snapshot
from parvis.model.zones import Zones
from parvis.run.cluster import Cluster
from parvis.run.withheld import withheld
from parvis.run.zones import grid_of, on_the_map, placed

T = TypeVar("T")
AT_ONCE = 2**18
"""Coordinates that are made into points at a time."""


@dataclass
class Desk:
    """What the answers are worked out from, and what has been worked out once and is used again."""

    folder: Folder
    snapshots: Mapping[str, Snapshot]
    zones: Mapping[str, Zones]
    level: float
    forbidden: frozenset[tuple[str, str, str]] = frozenset()
    """(indicator, zoning, breakdown) that no clause in force permits."""
    date: str = "9999-12-31"
    """The ISO date whose policy holds."""
    cluster: Cluster | None = None
    """Where points are located, if not on this machine."""
    store: Path | None = None
    """Private folder for what takes long to work out from open sources; without it nothing of that is kept."""
    findings: dict[tuple[object, ...], Finding] = field(default_factory=dict)
    _kept: dict[tuple[object, ...], object] = field(default_factory=dict)

    def once(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what `make` gives, made once a key."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]

    def spec(self, source: str) -> SourceSpec:
        """Return a source's description."""
        return self.folder.sources[source]

    def kind(self, source: str) -> Kind:
        """Return a source's kind."""
        return KINDS[self.folder.sources[source].kind]

    def note(self, code: str, source: str, **values: object) -> None:
        """Keep a warning about a source, once."""
        where = Where(Path(f"sources/{source}.yml"))
        self.findings.setdefault((code, source, *values.values()), Finding(code, where, values, Severity.WARNING))

    def places(self, source: str) -> gpd.GeoDataFrame:
        """Return a source's places in the territory's CRS, row by row of its snapshot."""

        def make() -> gpd.GeoDataFrame:
            frame, findings = placed(self.folder, self.snapshots[source])
            for finding in findings:
                self.findings.setdefault((finding.code, source), withheld(finding, self.spec(source)))
            return frame

        return self.once(("places", source), make)

    def inside(self, source: str, zoning: str, near: float) -> csr_array:
        """Return in which zones of a zoning, or within `near` metres of which, each row of a source of points lies.

        Of shape (n_rows, n_zones); of coordinates a part at a time is made into points.
        """
        zones = self.zones[zoning].frame

        def make() -> csr_array:
            parts = self.parts(source) if self.snapshots[source].crs is not None else iter([self.places(source)])
            if self.cluster is not None:
                return self.cluster.inside(parts, zones, near=near)
            index = self.once(("index", zoning, near), lambda: locate.ZoneIndex([zones], near=near))
            return csr_array(vstack([index.assign(part)[0] for part in parts]))

        return self.once(("assign", source, zoning, near), make)

    def parts(self, source: str) -> Iterator[gpd.GeoDataFrame]:
        """Yield the places of a source of coordinates in the territory's CRS, a part of its rows at a time."""
        self._say_swapped(source)
        snapshot = self.snapshots[source]
        for start in range(0, len(snapshot.rows), AT_ONCE):
            yield snapshot.points(start, start + AT_ONCE).to_crs(self.folder.territory.crs)

    def _say_swapped(self, source: str) -> None:
        for finding in on_the_map(self.folder, self.snapshots[source]):
            self.findings.setdefault((finding.code, source), withheld(finding, self.spec(source)))

    def grid(self, source: str) -> locate.Grid:
        """Return a source's cells, row by row of its snapshot."""
        return self.once(("grid", source), lambda: grid_of(self.snapshots[source]))

    def given(self, source: str, coverage: Floats, period: str | None = None) -> Input:
        """Return a source's part in an answer."""
        spec = self.spec(source)
        return Input(source, period or spec.vintage, spec.regime, coverage)

    def is_open(self, source: str) -> bool:
        """Return whether a source is open: only others need to say who stands behind a figure."""
        return self.folder.sources[source].regime is Regime.OPEN

    def atoms(self, zoning: str) -> csr_array:
        """Return which of the pieces that all zonings cut the territory into lie in each zone, (n_zones, n_atoms)."""
        names = list(self.zones)
        made = self.once(("atoms",), lambda: locate.atoms([self.zones[name].frame for name in names]))
        return made[names.index(zoning)]


def extent(desk: Desk, source: str) -> shapely.Geometry | None:
    """Return where a source is complete, in the territory's CRS; None where it does not say."""
    zoning = desk.spec(source).extent
    if zoning is None:
        return None
    return desk.once(("extent", zoning), lambda: shapely.union_all(desk.zones[zoning].frame.geometry.to_numpy()))


def extent_share(desk: Desk, source: str, zoning: str, near: float) -> Floats:
    """Return the share of each zone, widened by `near` metres, within which a source is complete."""
    inside = extent(desk, source)
    zones = desk.zones[zoning].frame
    if inside is None:
        return np.ones(len(zones))
    if near:
        zones = zones.set_geometry(zones.geometry.buffer(near))
    return locate.area_share(zones, gpd.GeoDataFrame(geometry=[inside], crs=zones.crs))


def polygons(desk: Desk, area: Inside) -> gpd.GeoDataFrame:
    """Return the polygons of a source that are meant."""
    frame = desk.places(area.source)
    return frame[matching(frame, area.where)]


def check_places(desk: Desk) -> None:
    """Raise SourceError naming the sources of which no place, or no code of a zone, is in the territory."""
    corners = np.array([zones.frame.total_bounds for zones in desk.zones.values()])
    territory = shapely.box(*corners[:, :2].min(axis=0), *corners[:, 2:].max(axis=0))
    codes = {code for zones in desk.zones.values() for code in zones.frame["id"]}
    faults = []
    for source in desk.snapshots:
        if desk.kind(source).form in FORMS:
            continue
        here = (
            _has_code(desk, source, codes) if desk.kind(source).form == "table" else _has_place(desk, source, territory)
        )
        if not here:
            code = "codes_unknown" if desk.kind(source).form == "table" else "nothing_in_territory"
            faults.append(Finding(code, Where(Path(f"sources/{source}.yml")), {"source": source}))
    if faults:
        raise SourceError(faults)


def _has_code(desk: Desk, source: str, codes: set[str]) -> bool:
    return bool(desk.snapshots[source].frame["unit"].isin(codes).any())


def _has_place(desk: Desk, source: str, territory: shapely.Geometry) -> bool:
    if desk.snapshots[source].crs is not None:
        return any(shapely.intersects(part.geometry.to_numpy(), territory).any() for part in desk.parts(source))
    if desk.kind(source).form != "grid":
        return bool(shapely.intersects(desk.places(source).geometry.to_numpy(), territory).any())
    grid = desk.grid(source)  # the territory is brought to the grid: there may be millions of cells
    box = gpd.GeoSeries([territory.segmentize(territory.length / 40)], crs=desk.folder.territory.crs)
    west, south, east, north = box.to_crs(grid.crs).total_bounds
    within = (grid.x + grid.size >= west) & (grid.x <= east) & (grid.y + grid.size >= south) & (grid.y <= north)
    return bool(within.any())
