"""Invalid polygons repaired, where the repair is not a guess about their area."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from parvis.errors import SourceError
from parvis.locate.shapes import SURFACES, Bools, Floats, Shapes, polygonal, refuse


@dataclass(frozen=True)
class Repair:
    """A polygon that was repaired: its row's position from 0, and how much of its area is a matter of reading."""

    row: int
    change: float


def repair(frame: gpd.GeoDataFrame, *, tolerance: float = 0.01) -> tuple[gpd.GeoDataFrame, tuple[Repair, ...]]:
    """Return the frame with valid polygons only, and what was repaired; other rows are the same objects.

    A border that crosses itself has no area, only readings of it: what it encloses with its sign (a loop drawn the
    other way counts against the rest, what is encircled twice counts twice: the shoelace formula); the faces of its
    lines that a ray leaves by an odd number of crossings (`make_valid` by linework); and all that it encloses,
    without holes, parts merged (`make_valid` by structure), which is the repair. They agree for a valid polygon, and
    nearly so where coordinates were rounded. `change` is how far the other readings are from the repaired area, at
    most, as a share of it: 1 for a bow tie of equal loops, whose signed area is 0.

    Raises SourceError naming the ids (column `id`, or else the rows' positions) of geometry that is missing, that
    holds no surface, or whose repair would change its area by more than `tolerance`.
    """
    ids = frame["id"] if "id" in frame.columns else None
    shapes: Shapes = frame.geometry.to_numpy().copy()
    refuse(shapely.is_missing(shapes), "polygons_missing", "polygons", SourceError, ids)
    refuse(_not_finite(shapes), "coordinates_infinite", "polygons", SourceError, ids)
    broken = ~(shapely.is_valid(shapes) & np.isin(shapely.get_type_id(shapes), SURFACES))
    rows = np.flatnonzero(broken)
    before = shapes[rows]
    shapes[rows] = polygonal(shapely.make_valid(before, method="structure", keep_collapsed=False))
    refuse(shapely.is_empty(shapes), "no_surface", "polygons", SourceError, ids)
    change = np.zeros(len(shapes))
    change[rows] = _change(before, shapes[rows])
    refuse(change > tolerance, "repair_too_large", "polygons", SourceError, ids)
    repairs = tuple(Repair(int(row), float(change[row])) for row in rows)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)), repairs


def _not_finite(shapes: Shapes) -> Bools:
    coordinates, row = shapely.get_coordinates(shapes, return_index=True)
    lost = np.zeros(len(shapes), dtype=bool)
    lost[row[~np.isfinite(coordinates).all(axis=1)]] = True
    return lost


def _change(before: Shapes, after: Shapes) -> Floats:
    area = shapely.area(after)
    signed = shapely.area(before)
    odd = shapely.area(shapely.make_valid(before, method="linework"))
    change: Floats = np.maximum(np.abs(signed - area), np.abs(odd - area)) / area
    return change
