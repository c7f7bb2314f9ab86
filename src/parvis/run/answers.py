"""From snapshots and zones to answers: which rows and columns, which weights, how far the source covers the zones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from parvis import estimate, locate
from parvis.check import matching, measures_of
from parvis.errors import SourceError
from parvis.estimate import Answer, Input, Units
from parvis.kinds.kind import Kind
from parvis.kinds.registry import KINDS
from parvis.model.figure import Floats, Route
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import Estimated, Folder, Inside, Located, Official, Quantity, SourceSpec
from parvis.model.snapshot import Snapshot
from parvis.model.zones import Zones
from parvis.run.zones import grid_of, placed

T = TypeVar("T")
Selection = Mapping[str, tuple[str, ...]]


@dataclass
class Desk:
    """What the answers are worked out from, and what has been worked out once and is used again."""

    folder: Folder
    snapshots: Mapping[str, Snapshot]
    zones: Mapping[str, Zones]
    level: float
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
                self.findings.setdefault((finding.code, source), finding)
            return frame

        return self.once(("places", source), make)

    def grid(self, source: str) -> locate.Grid:
        """Return a source's cells, row by row of its snapshot."""
        return self.once(("grid", source), lambda: grid_of(self.snapshots[source]))

    def given(self, source: str, coverage: Floats, period: str | None = None) -> Input:
        """Return a source's part in an answer."""
        spec = self.spec(source)
        return Input(source, period or spec.vintage, spec.regime, coverage)


def answers(desk: Desk, quantity: Quantity, zoning: str, category: str | None = None) -> Iterator[Answer]:
    """Return an answer to a quantity by each route that can be taken for a zoning; official ones one a period."""
    if quantity.official is not None:
        yield from _official(
            desk, quantity.official, zoning, alone=quantity.located is None and quantity.estimated is None
        )
    if quantity.located is not None:
        yield _located(desk, quantity.located, zoning)
    if quantity.area is not None:
        yield _area(desk, quantity.area, zoning)
    if quantity.estimated is not None:
        yield _estimated(desk, quantity.estimated, zoning, category)


def check_places(desk: Desk) -> None:
    """Raise SourceError naming the sources of which no place, or no code of a zone, is in the territory."""
    corners = np.array([zones.frame.total_bounds for zones in desk.zones.values()])
    territory = shapely.box(*corners[:, :2].min(axis=0), *corners[:, 2:].max(axis=0))
    codes = {code for zones in desk.zones.values() for code in zones.frame["id"]}
    faults = []
    for source in desk.snapshots:
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
    if desk.kind(source).form != "grid":
        return bool(shapely.intersects(desk.places(source).geometry.to_numpy(), territory).any())
    grid = desk.grid(source)  # the territory is brought to the grid: there may be millions of cells
    box = gpd.GeoSeries([territory.segmentize(territory.length / 40)], crs=desk.folder.territory.crs)
    west, south, east, north = box.to_crs(grid.crs).total_bounds
    within = (grid.x + grid.size >= west) & (grid.x <= east) & (grid.y + grid.size >= south) & (grid.y <= north)
    return bool(within.any())


# --- official ---


def _official(desk: Desk, official: Official, zoning: str, *, alone: bool) -> Iterator[Answer]:
    snapshot, kind = desk.snapshots[official.source], desk.kind(official.source)
    ids = desk.zones[zoning].frame["id"]
    rows = snapshot.frame[snapshot.frame["unit"].isin(set(ids))]
    if rows.empty and not alone:
        return
    everywhere = np.ones(len(ids))
    for period, column, part in _periods(desk, official, rows):
        values = part.set_index("unit")[column]
        values = values[~values.index.duplicated()].reindex(ids)
        present = np.isin(ids.to_numpy(), part["unit"].to_numpy())
        masked = values.isna().to_numpy() & present & bool(kind.masks)
        given = desk.given(official.source, everywhere, period)
        yield estimate.official(given, values.to_numpy(dtype=float), masked)


def _periods(desk: Desk, official: Official, rows: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Return (period, column, rows) for each period that an official table speaks of."""
    measure = measures_of(desk.spec(official.source), desk.kind(official.source))[official.measure]
    column = f"measure:{official.measure}"
    if measure.periods:
        present = [p for p in measure.periods if f"{column}@{p}" in rows]
        yield from ((period, f"{column}@{period}", rows) for period in present)
    elif "period" in rows and not rows.empty:
        yield from ((str(period), column, part) for period, part in rows.groupby("period", sort=True))
    else:
        yield desk.spec(official.source).vintage, column, rows


# --- located ---


def _located(desk: Desk, located: Located, zoning: str) -> Answer:
    frame = desk.places(located.source)
    kept = matching(frame, located.where)
    points = frame[kept]
    inside = desk.once(
        ("assign", located.source, zoning, located.near),
        lambda: locate.assign(frame, desk.zones[zoning].frame, near=located.near),
    )[np.flatnonzero(kept)]
    values = np.ones(len(points))
    if located.measure is not None:
        values = points[f"measure:{located.measure}"].to_numpy(dtype=float)
    coverage = desk.once(
        ("extent", located.source, zoning, located.near),
        lambda: _extent_share(desk, located.source, zoning, located.near),
    )
    return estimate.exact(Route.LOCATED, desk.given(located.source, coverage), inside.T @ values, None, None)


def _extent(desk: Desk, source: str) -> shapely.Geometry | None:
    zoning = desk.spec(source).extent
    if zoning is None:
        return None
    return desk.once(("extent", zoning), lambda: shapely.union_all(desk.zones[zoning].frame.geometry.to_numpy()))


def _extent_share(desk: Desk, source: str, zoning: str, near: float) -> Floats:
    extent = _extent(desk, source)
    zones = desk.zones[zoning].frame
    if extent is None:
        return np.ones(len(zones))
    if near:
        zones = zones.set_geometry(zones.geometry.buffer(near))
    return locate.area_share(zones, gpd.GeoDataFrame(geometry=[extent], crs=zones.crs))


# --- measured ---


def _area(desk: Desk, area: Inside, zoning: str) -> Answer:
    share = locate.area_share(desk.zones[zoning].frame, _polygons(desk, area))
    coverage = desk.once(("extent", area.source, zoning, 0.0), lambda: _extent_share(desk, area.source, zoning, 0.0))
    return estimate.exact(Route.MEASURED, desk.given(area.source, coverage), 100.0 * share, None, None)


def _polygons(desk: Desk, area: Inside) -> gpd.GeoDataFrame:
    frame = desk.places(area.source)
    return frame[matching(frame, area.where)]


# --- estimated ---


def _estimated(desk: Desk, estimated: Estimated, zoning: str, category: str | None) -> Answer:
    measures = estimated.categories[category] if category is not None else estimated.measures
    units = _units(desk, estimated, measures)
    inside = tuple(sorted((k, v) for k, v in estimated.inside.where.items())) if estimated.inside else None
    key = (estimated.source, zoning, estimated.inside.source if estimated.inside else None, inside)
    weights = desk.once(("weights", *key), lambda: _weights(desk, estimated, zoning))
    coverage = desk.once(("coverage", estimated.source, zoning), lambda: _coverage(desk, estimated.source, zoning))
    return estimate.carried(desk.given(estimated.source, coverage), units, weights, level=desk.level)


def _units(desk: Desk, estimated: Estimated, measures: tuple[str, ...]) -> Units:
    """Return the sum of measures for each unit, with certain bounds."""
    spec, kind, source = desk.spec(estimated.source), desk.kind(estimated.source), estimated.source
    rows = desk.snapshots[source].frame
    rows = rows[matching(rows, estimated.where)]
    known = measures_of(spec, kind)
    named = rows.rename(columns={f"measure:{name}": name for name in known if f"measure:{name}" in rows})
    named = named.loc[:, ~named.columns.duplicated(keep="last")]
    values = np.zeros((3, len(rows)))
    for name in measures:
        column = rows[f"measure:{name}"].to_numpy(dtype=float)
        values += np.stack([column, *known[name].bounds(named, column)])
    imputed = rows["imputed"].to_numpy(dtype=float) > 0 if "imputed" in rows else np.zeros(len(rows), dtype=bool)
    column, clustering = "+".join(measures), max(known[name].clustering for name in measures)
    if kind.form != "table":
        return Units(source, column, tuple(rows["id"]), values[0], values[1], values[2], imputed, clustering)
    assert spec.units is not None
    ids = desk.zones[spec.units].frame["id"]
    value, lower, upper = _by_unit(desk, source, rows["unit"], values, ids)
    return Units(source, column, tuple(ids), value, lower, upper, np.zeros(len(ids), dtype=bool), clustering)


def _by_unit(desk: Desk, source: str, unit: pd.Series, values: Floats, ids: pd.Series) -> Floats:
    """Return (3, n_units) sums of the rows of each unit; a unit without a row is 0 or unknown, as the kind says."""
    strangers = int((~unit.isin(set(ids))).sum())
    if strangers:
        desk.note("units_unknown", source, count=strangers, zoning=desk.spec(source).units)
    absent = 0.0 if desk.kind(source).absent_is_zero else np.nan
    table = pd.DataFrame(values.T, index=unit.to_numpy())
    sums = table.groupby(level=0).sum(min_count=1).reindex(ids)
    missing = ~np.isin(ids.to_numpy(), unit.to_numpy())
    sums[missing] = absent
    out: Floats = sums.to_numpy().T
    return out


def _weights(desk: Desk, estimated: Estimated, zoning: str) -> csr_array:
    spec, kind = desk.spec(estimated.source), desk.kind(estimated.source)
    zones = desk.zones[zoning].frame
    if estimated.inside is not None:
        zones = locate.restrict(zones, _polygons(desk, estimated.inside))
    elif kind.form == "table":
        by_code = _weights_by_code(desk, spec, zoning)
        if by_code is not None:
            return by_code
    return locate.overlay_weights(_unit_places(desk, estimated.source), zones)


def _unit_places(desk: Desk, source: str) -> locate.Grid | gpd.GeoDataFrame:
    kind, spec = desk.kind(source), desk.spec(source)
    if kind.form == "grid":
        return desk.grid(source)
    if kind.form == "table":
        assert spec.units is not None
        return desk.zones[spec.units].frame
    return desk.places(source)


def _weights_by_code(desk: Desk, spec: SourceSpec, zoning: str) -> csr_array | None:
    """Return 0/1 weights where the zones are the units themselves, or made of them by their codes; else None."""
    assert spec.units is not None
    units, zones = desk.zones[spec.units], desk.zones[zoning]
    if zoning == spec.units:
        return csr_array(np.eye(len(units)))
    parent = KINDS[units.kind].parent.get(zones.kind or "") if units.kind else None
    if parent is None:
        return None
    position = {zone: i for i, zone in enumerate(zones.frame["id"])}
    pairs = [(i, position[p]) for i, u in enumerate(units.frame["id"]) if (p := parent(u)) in position]
    rows, columns = np.array(pairs, dtype=int).reshape(-1, 2).T
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(units), len(zones)))


def _coverage(desk: Desk, source: str, zoning: str) -> Floats:
    return locate.coverage(_unit_places(desk, source), desk.zones[zoning].frame, _extent(desk, source))
