"""What other sources place exactly, in the units of an estimate: where the people of a cut unit are likely to live."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array

from parvis import locate
from parvis.check import matching
from parvis.estimate import Placed
from parvis.model.figure import Floats
from parvis.model.folder import Along
from parvis.run.desk import Desk, extent

COMPLETE = 1.0 - 1e-6


def placed(desk: Desk, along: Along, source: str, units: locate.Grid | gpd.GeoDataFrame, zoning: str) -> Placed:
    """Return the records of a source of points in the units of another, and in its units and a zoning's zones."""
    rows = desk.snapshots[along.source].rows
    kept = np.flatnonzero(matching(rows, along.where))
    unit = desk.once(("unit_of", along.source, source), lambda: _unit_of(desk, along.source, units))[kept]
    values = np.ones(len(kept))
    if along.measure is not None:
        values = np.nan_to_num(rows[f"measure:{along.measure}"].to_numpy(dtype=float)[kept])
    here = np.flatnonzero(unit >= 0)
    sums = csr_array((values[here], (unit[here], here)), shape=(len(units), len(kept)))
    inside = csr_array(sums @ csr_array(desk.inside(along.source, zoning, 0.0)[kept]))
    complete = desk.once(("complete", along.source, source), lambda: _complete(desk, along.source, units))
    return Placed(np.asarray(sums.sum(axis=1)).ravel(), inside, complete)


def _unit_of(desk: Desk, source: str, units: locate.Grid | gpd.GeoDataFrame) -> np.ndarray:
    """Return the unit that each row of a source of points lies in, (n_rows,); -1 for those in none."""
    coordinates = desk.snapshots[source].crs is not None
    parts = desk.parts(source) if coordinates else iter([desk.places(source)])
    found = [_held(part, units) for part in parts]
    return np.concatenate(found) if found else np.zeros(0, dtype=int)


def _held(points: gpd.GeoDataFrame, units: locate.Grid | gpd.GeoDataFrame) -> np.ndarray:
    if isinstance(units, locate.Grid):
        return units.holding(shapely.get_coordinates(points.geometry.to_crs(units.crs).to_numpy()))
    inside = csr_array(locate.assign(points, units))
    unit = np.full(len(points), -1)
    some = np.diff(inside.indptr) > 0
    unit[some] = inside.indices[inside.indptr[:-1][some]]
    return unit


def _complete(desk: Desk, source: str, units: locate.Grid | gpd.GeoDataFrame) -> np.ndarray:
    """Return for which units a source of points holds all there is, (n_units,): those wholly within its extent."""
    within = extent(desk, source)
    if within is None:
        return np.ones(len(units), dtype=bool)
    frame = gpd.GeoDataFrame(geometry=[within], crs=desk.folder.territory.crs)
    share: Floats = locate.overlay_weights(units, frame).toarray()[:, 0]
    return np.asarray(share >= COMPLETE)
