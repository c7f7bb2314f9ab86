"""What other sources place, in the units of an estimate: where the people of a cut unit are likely to live.

Points place people exactly. Cells and blocks place them as exactly as they are small: by them the values of zones of
one generation pass to those of the next.
"""

from __future__ import annotations

from typing import TypeAlias

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

Units: TypeAlias = locate.Grid | gpd.GeoDataFrame
AREAS = ("grid", "polygons")
COMPLETE = 1.0 - 1e-6


def placed(desk: Desk, along: Along, source: str, units: Units, zoning: str) -> Placed:
    """Return what a source holds in the units of another, and in its units and a zoning's zones."""
    found = passage(desk, along, source, units, zoning)
    complete = desk.once(("complete", along.source, source), lambda: _complete(desk, along.source, units))
    return Placed(found.before, found.common, complete)


def passage(desk: Desk, along: Along, source: str, units: Units, zoning: str) -> locate.Passage:
    """Return how what a source holds is shared out between the units of another and the zones of a zoning."""
    key = ("passage", along.model_dump_json(), source, zoning)
    of = _of_areas if desk.kind(along.source).form in AREAS else _of_points
    return desk.once(key, lambda: of(desk, along, source, units, zoning))


def _of_areas(desk: Desk, along: Along, source: str, units: Units, zoning: str) -> locate.Passage:  # noqa: ARG001
    before = units.polygons() if isinstance(units, locate.Grid) else units
    places = desk.grid(along.source) if desk.kind(along.source).form == "grid" else desk.places(along.source)
    rows = desk.snapshots[along.source].frame
    people = matching(rows, along.where).astype(float)
    if along.measure is not None:
        people *= np.nan_to_num(rows[f"measure:{along.measure}"].to_numpy(dtype=float))
    elif not isinstance(places, locate.Grid):  # footprints: the larger, the more live there
        people *= places.geometry.area.to_numpy(dtype=float)
    return locate.passage(before, desk.zones[zoning].frame, places, people)


def _of_points(desk: Desk, along: Along, source: str, units: Units, zoning: str) -> locate.Passage:
    rows = desk.snapshots[along.source].rows
    kept = np.flatnonzero(matching(rows, along.where))
    unit = desk.once(("unit_of", along.source, source), lambda: _unit_of(desk, along.source, units))[kept]
    values = np.ones(len(kept))
    if along.measure is not None:
        values = np.nan_to_num(rows[f"measure:{along.measure}"].to_numpy(dtype=float)[kept])
    here = np.flatnonzero(unit >= 0)
    sums = csr_array((values[here], (unit[here], here)), shape=(len(units), len(kept)))
    inside = csr_array(desk.inside(along.source, zoning, 0.0)[kept])
    return locate.Passage(csr_array(sums @ inside), np.asarray(sums.sum(axis=1)).ravel(), inside.T @ values)


def _unit_of(desk: Desk, source: str, units: Units) -> np.ndarray:
    """Return the unit that each row of a source of points lies in, (n_rows,); -1 for those in none."""
    coordinates = desk.snapshots[source].crs is not None
    parts = desk.parts(source) if coordinates else iter([desk.places(source)])
    found = [_held(part, units) for part in parts]
    return np.concatenate(found) if found else np.zeros(0, dtype=int)


def _held(points: gpd.GeoDataFrame, units: Units) -> np.ndarray:
    if isinstance(units, locate.Grid):
        return units.holding(shapely.get_coordinates(points.geometry.to_crs(units.crs).to_numpy()))
    inside = csr_array(locate.assign(points, units))
    unit = np.full(len(points), -1)
    some = np.diff(inside.indptr) > 0
    unit[some] = inside.indices[inside.indptr[:-1][some]]
    return unit


def _complete(desk: Desk, source: str, units: Units) -> np.ndarray:
    """Return for which units a source holds all there is, (n_units,): those wholly within its extent."""
    within = extent(desk, source)
    if within is None:
        return np.ones(len(units), dtype=bool)
    frame = gpd.GeoDataFrame(geometry=[within], crs=desk.folder.territory.crs)
    share: Floats = locate.overlay_weights(units, frame).toarray()[:, 0]
    return np.asarray(share >= COMPLETE)
