"""Which units of a source lie in the zones of a zoning, and what share of the surface of each does."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from parvis import locate
from parvis.kinds.registry import KINDS
from parvis.model.figure import Floats
from parvis.model.folder import Estimated, SourceSpec
from parvis.run.desk import Desk, extent, polygons

MANY = 100_000
"""Units of a source from which on those out of reach are left out of every sum."""


def rows_used(desk: Desk, source: str, zoning: str) -> np.ndarray | None:
    """Return the units that zones of a zoning touch, and cells beside; None for all, in small files and in tables.

    A file may hold a whole country of which the territory is a small part: the others are in no sum. They are those
    that any zoning touches where what is learnt on them holds for all zonings.
    """
    if desk.kind(source).form == "table" or len(desk.snapshots[source].rows) < MANY:
        return None
    zonings = desk.folder.territory.zonings
    all_alike = desk.once(("learns on all", source), lambda: _learns_on_all(desk, source))
    asked = tuple(zonings) if all_alike else (zoning, *zonings[zoning].made_from)

    def found() -> np.ndarray:
        plain = Estimated(source=source, measures=("any",))
        some = np.zeros(len(desk.snapshots[source].rows), dtype=bool)
        for each in asked:
            some |= np.diff(weights_of(desk, plain, each, None).indptr) > 0
        if desk.kind(source).form == "grid":  # neighbours tell where in a cell people live
            some[locate.neighbours(desk.grid(source), np.flatnonzero(some))] = True
        return np.flatnonzero(some | _beside(desk.snapshots[source].frame, some))

    return desk.once(("reached", source, asked), found)


def _learns_on_all(desk: Desk, source: str) -> bool:
    """Return whether what is learnt on a source's units holds for all zonings.

    Units are shared out along other sources, or agree with totals of zones that only all of their units make up; or
    people set out from them for zones of any zoning.
    """
    quantities = [quantity for spec in desk.folder.indicators.values() for quantity in spec.quantities()]
    along = (q.estimated for q in quantities if q.estimated is not None and q.estimated.source == source)
    return any(one.along or one.margin for one in along) or any(
        q.access and q.access.people.source == source for q in quantities
    )


def _beside(frame: pd.DataFrame, some: np.ndarray) -> np.ndarray:
    """Return which rows share out a total with one of some rows, (n_rows,): their errors sum to 0 with all of them."""
    if "group" not in frame or "imputed" not in frame:
        return np.zeros(len(frame), dtype=bool)
    group, imputed = frame["group"], frame["imputed"].to_numpy(dtype=float) > 0
    return np.asarray(imputed & group.isin(group[some & imputed]).to_numpy())


def weights_of(desk: Desk, estimated: Estimated, zoning: str, rows: np.ndarray | None) -> csr_array:
    """Return the share of some rows' units, or of all, in each zone of a zoning, (n_rows, n_zones)."""
    inside = tuple(sorted((k, v) for k, v in estimated.inside.where.items())) if estimated.inside else None
    key = (estimated.source, zoning, estimated.inside.source if estimated.inside else None, inside)
    weights = desk.once(("weights", *key), lambda: _weights(desk, estimated, zoning))
    if rows is None:
        return weights
    mark = rows.tobytes() if desk.kind(estimated.source).form == "table" else id(rows)  # those of cells are kept
    return desk.once(("rows", *key, mark), lambda: weights[rows])


def _weights(desk: Desk, estimated: Estimated, zoning: str) -> csr_array:
    spec, kind = desk.spec(estimated.source), desk.kind(estimated.source)
    zones = desk.zones[zoning].frame
    if estimated.inside is not None:
        zones = locate.restrict(zones, polygons(desk, estimated.inside))
    elif kind.form == "table":
        by_code = _weights_by_code(desk, spec, zoning)
        if by_code is not None:
            return by_code
    return locate.overlay_weights(unit_places(desk, estimated.source), zones)


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


def unit_places(desk: Desk, source: str) -> locate.Grid | gpd.GeoDataFrame:
    """Return the ground of a source's units: cells, its own polygons, or those of the zoning that its rows describe."""
    kind, spec = desk.kind(source), desk.spec(source)
    if kind.form == "grid":
        return desk.grid(source)
    if kind.form == "table":
        assert spec.units is not None
        return desk.zones[spec.units].frame
    return desk.places(source)


def coverage_of(desk: Desk, source: str, zoning: str) -> Floats:
    """Return the share of each zone that a source of cells or areas covers, (n_zones,)."""

    def found() -> Floats:
        return locate.coverage(unit_places(desk, source), desk.zones[zoning].frame, extent(desk, source))

    return desk.once(("coverage", source, zoning), found)
