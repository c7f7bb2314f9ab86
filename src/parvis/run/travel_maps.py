"""How far the residents of each neighbourhood get, minute by minute: for the maps of the sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import Transformer
from scipy.sparse import csc_array

from parvis.model.access import Access
from parvis.model.figure import Floats
from parvis.model.observatory import NOT_REACHED, TravelMap
from parvis.reach.kept import kept, key_of
from parvis.reach.points import Points
from parvis.reach.times import Prepared, times
from parvis.run.desk import Desk
from parvis.run.setting_out import origins, residents
from parvis.run.store import package_hash
from parvis.run.travel import accesses, inputs_of, journey_of, threads

MOST_CELLS = 10_000
"""Cells of a map; in a wide territory they are larger."""
FINEST = 100.0
"""Metres: the side of the smallest cells."""


@dataclass(frozen=True)
class Minutes:
    """Minutes of the zones of a zoning to the cells of a map, (n_zones, n_rows, n_columns)."""

    values: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Ground:
    """Square cells over the whole territory: the corner of the first, in the north-west, their side and number."""

    west: float
    north: float
    cell: float
    rows: int
    columns: int


def travel_maps(desk: Desk) -> tuple[TravelMap, ...]:
    """Return the maps that indicators ask for, of each zoning with sheets."""
    return tuple(_maps(desk))


def _maps(desk: Desk) -> Iterator[TravelMap]:
    for name, access in accesses(desk):
        for zoning in desk.folder.indicators[name].zonings:
            if access.map and desk.folder.territory.zonings[zoning].sheets and desk.is_open(access.people.source):
                yield _map(desk, name, access, zoning)


def _map(desk: Desk, name: str, access: Access, zoning: str) -> TravelMap:
    ground, held, start = _ground(desk), residents(desk, access.people, zoning), origins(desk, access.people)
    travel, zones = access.travel, desk.zones[zoning].frame["id"]
    people = csc_array(held.shares.mean.multiply(np.maximum(held.units.expected(), 0.0)[:, None]))
    files = [
        desk.snapshots[way].content for way in (*travel.timetables, *((travel.streets,) if travel.streets else ()))
    ]
    parts = (start.points.lon, start.points.lat, start.of_row, people.data, people.indices, people.indptr)
    key = key_of(desk.once(("code",), package_hash), travel, ground, *files, *parts)
    found = kept(desk.store, key, Minutes, lambda: _minutes(desk, access, ground, people))
    by_zone = dict(zip(zones, found.values, strict=True))
    return TravelMap(name, zoning, ground.west, ground.north, ground.cell, travel.max_time, by_zone)


def _ground(desk: Desk) -> Ground:
    bounds = np.array([zones.frame.total_bounds for zones in desk.zones.values()])
    (west, south), (east, north) = bounds[:, :2].min(axis=0).tolist(), bounds[:, 2:].max(axis=0).tolist()
    across, upward = east - west, north - south
    cell = max(FINEST, 50.0 * np.ceil(np.sqrt(across * upward / MOST_CELLS) / 50.0))
    return Ground(west, north, float(cell), int(np.ceil(upward / cell)), int(np.ceil(across / cell)))


def _minutes(desk: Desk, access: Access, ground: Ground, people: csc_array) -> Minutes:
    """Return what half of the residents of each zone need to each cell; `people` (n_rows, n_zones)."""
    start = origins(desk, access.people)
    some = np.unique(start.of_row[np.unique(people.indices)])
    some = some[some >= 0]
    points = Points(tuple(map(str, some)), start.points.lon[some], start.points.lat[some])
    prepared = inputs_of(desk, access.travel).prepared(
        _cells(desk, ground), journey_of(access.travel, (50,), access.travel.max_time)
    )
    seconds = np.concatenate([batch.seconds[:, :, 0] for batch in times(prepared, points, threads=threads())])
    minutes = np.where(seconds >= 0, seconds / 60.0, np.inf)
    minutes[:, ~_standing(prepared, ground)] = np.inf
    place = np.full(len(start.points), -1)
    place[some] = np.arange(len(some))
    found = np.full((people.shape[1], ground.rows * ground.columns), NOT_REACHED, dtype=np.uint8)
    for zone in range(people.shape[1]):
        part = slice(people.indptr[zone], people.indptr[zone + 1])
        rows, weight = place[start.of_row[people.indices[part]]], people.data[part]
        if weight.sum() > 0:
            found[zone] = _half(minutes[rows], weight)
    return Minutes(found.reshape(-1, ground.rows, ground.columns))


def _half(minutes: Floats, people: Floats) -> npt.NDArray[np.uint8]:
    """Return (n_cells,) what half of the people need at the most, given the minutes of each, (n_origins, n_cells)."""
    order = np.argsort(minutes, axis=0, kind="stable")
    upto = np.cumsum(people[order], axis=0)
    first = np.argmax(upto >= people.sum() / 2 - 1e-9, axis=0)
    found = np.take_along_axis(minutes, np.take_along_axis(order, first[None], axis=0), axis=0)[0]
    return np.where(np.isfinite(found), np.ceil(np.minimum(found, NOT_REACHED - 1)), NOT_REACHED).astype(np.uint8)


def _cells(desk: Desk, ground: Ground) -> Points:
    """Return the middles of the cells, row by row from the north."""
    x = ground.west + ground.cell * (np.arange(ground.columns) + 0.5)
    y = ground.north - ground.cell * (np.arange(ground.rows) + 0.5)
    every_x, every_y = (axis.ravel() for axis in np.meshgrid(x, y))
    lon, lat = Transformer.from_crs(desk.folder.territory.crs, "EPSG:4326", always_xy=True).transform(every_x, every_y)
    return Points(tuple(map(str, range(len(every_x)))), np.asarray(lon), np.asarray(lat), name="map")


def _standing(prepared: Prepared, ground: Ground) -> npt.NDArray[np.bool_]:
    """Return which cells have a street within half their diagonal: elsewhere nobody can stand."""
    snapped = prepared.destinations.on_streets
    if snapped is None:
        return np.ones(ground.rows * ground.columns, dtype=bool)
    return np.asarray(np.nan_to_num(snapped.off, nan=np.inf) <= ground.cell * np.sqrt(0.5), dtype=bool)
