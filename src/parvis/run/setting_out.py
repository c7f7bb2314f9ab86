"""Who sets out for an indicator of access: cells or areas with their people, or records at their places."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from scipy.sparse import csr_array

from parvis import locate
from parvis.check import matching
from parvis.estimate import Shares, Units
from parvis.model.access import People
from parvis.model.figure import Floats
from parvis.reach.points import Points
from parvis.run.carried import people_in
from parvis.run.desk import Desk, extent_share
from parvis.run.travel import accesses
from parvis.run.weights import coverage_of, rows_used, unit_places

GATHERED = 200.0
"""Metres: records that lie in one square of this size set out from their common middle."""

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Origins:
    """From where people set out: `points`, and for each row of their source which of these, -1 for none (n_rows,)."""

    points: Points
    of_row: Rows


@dataclass(frozen=True)
class Residents:
    """Who sets out in the zones of a zoning: rows with their people, and the shares of each row in each zone."""

    units: Units
    weights: csr_array
    shares: Shares
    coverage: Floats


def residents(desk: Desk, people: People, zoning: str) -> Residents:
    """Return who sets out in the zones of a zoning."""
    if desk.kind(people.source).form == "points":
        return _records(desk, people, zoning)
    assert people.measure is not None  # required of cells and areas
    units, weights, shares = people_in(desk, people.source, people.measure, zoning)
    if people.where:
        kept = rows_used(desk, people.source, zoning)
        wanted = matching(desk.snapshots[people.source].frame, people.where)
        wanted = np.asarray(wanted if kept is None else wanted[kept], dtype=bool)
        units = _only(units, wanted)
    return Residents(units, weights, shares, coverage_of(desk, people.source, zoning))


def _only(units: Units, wanted: npt.NDArray[np.bool_]) -> Units:
    values, lower, upper = (np.where(wanted, part, 0.0) for part in (units.values, units.lower, units.upper))
    shift = None if units.shift is None else np.where(wanted, units.shift, 0.0)
    return replace(units, values=values, lower=lower, upper=upper, shift=shift)


def _records(desk: Desk, people: People, zoning: str) -> Residents:
    rows = desk.snapshots[people.source].rows
    values = np.ones(len(rows))
    if people.measure is not None:
        values = np.nan_to_num(rows[f"measure:{people.measure}"].to_numpy(dtype=float))
    values = np.where(np.asarray(matching(rows, people.where), dtype=bool), values, 0.0)
    ids, flags = tuple(str(label) for label in rows.index), np.zeros(len(rows), dtype=bool)
    units = Units(people.source, people.measure or "", ids, values, values, values, flags, 0.0)
    weights = desk.inside(people.source, zoning, 0.0)
    coverage = desk.once(("extent", people.source, zoning, 0.0), lambda: extent_share(desk, people.source, zoning, 0.0))
    nothing = Shares(weights, np.zeros(weights.shape[1]), np.zeros(weights.shape[0]))
    return Residents(units, weights, nothing, coverage)


def origins(desk: Desk, people: People) -> Origins:
    """Return from where the people of a source set out, of whatever indicator: those in some zone that one is for."""

    def make() -> Origins:
        somebody = _somebody(desk, people)
        xy, crs = _places(desk, people.source)
        rows = np.flatnonzero(somebody)
        group = np.arange(len(rows))
        if desk.kind(people.source).form == "points":
            squares = np.floor(xy[rows] / GATHERED).astype(np.int64)
            group = np.unique(squares, axis=0, return_inverse=True)[1].ravel()
        size = np.bincount(group)
        x, y = (np.bincount(group, xy[rows, axis]) / size for axis in (0, 1))
        lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)
        of_row = np.full(len(somebody), -1, dtype=np.int64)
        of_row[rows] = group
        names = tuple(map(str, range(len(size))))
        return Origins(Points(names, np.asarray(lon), np.asarray(lat), name=people.source), of_row)

    return desk.once(("origins", people.source), make)


def _somebody(desk: Desk, people: People) -> npt.NDArray[np.bool_]:
    """Return for which rows of a source somebody sets out for some indicator."""
    found: npt.NDArray[np.bool_] | None = None
    for name, access in accesses(desk):
        if access.people.source != people.source:
            continue
        for zoning in desk.folder.indicators[name].zonings:
            held = residents(desk, access.people, zoning)
            here = (np.diff(held.weights.indptr) > 0) & (held.units.expected() > 0)
            found = here if found is None else found | here
    assert found is not None  # asked for an indicator
    return found


def _places(desk: Desk, source: str) -> tuple[Floats, object]:
    """Return where the rows of a source are, (n_rows, 2), cells and areas by their middle, and in which CRS."""
    if desk.kind(source).form == "points":
        parts = list(desk.parts(source)) if desk.snapshots[source].crs is not None else [desk.places(source)]
        xy = np.concatenate([shapely.get_coordinates(part.geometry.to_numpy()) for part in parts])
        return xy, desk.folder.territory.crs
    held, kept = unit_places(desk, source), rows_used(desk, source, next(iter(desk.zones)))  # the same for all
    if isinstance(held, locate.Grid):
        xy = np.column_stack([held.x, held.y]) + held.size / 2
        return (xy if kept is None else xy[kept]), held.crs
    middles = gpd.GeoSeries(held.geometry.representative_point())
    xy = shapely.get_coordinates(middles.to_numpy())
    return (xy if kept is None else xy[kept]), held.crs
