"""Units in quarters, and these in quarters again: where in a unit its surface lies, on which side of a border."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array

from parvis.locate.grid import Grid
from parvis.locate.overlay import cell_shares, shares
from parvis.locate.shapes import Floats, Shapes, metric, polygonal, polygons, surfaces
from parvis.model.ground import QUARTERS, Ground, Parts

SIDE = 4  # parts of a cell along its side
AROUND = np.array([(x, y) for y in (-1, 0, 1) for x in (-1, 0, 1) if x or y])


def ground(units: Grid | gpd.GeoDataFrame) -> Ground:
    """Return where the surface of units lies, in their CRS.

    A unit is parted at its middle by a line from west to east and one from south to north. Raises AnalystError for a
    missing or geographic CRS, for missing or invalid polygons and for empty units.
    """
    if isinstance(units, Grid):
        steps = units.size * np.array([(1, 1), (3, 1), (1, 3), (3, 3)]) / QUARTERS
        middles = np.column_stack([units.x, units.y])[:, None] + steps
        return Ground(middles, np.full(middles.shape[:2], 1 / QUARTERS), np.full(len(units), units.size**2))
    shapes = surfaces(units, metric(units.crs, "units"), "units")
    middles, areas = _measured(quarters(shapes), shapes)
    return Ground(middles, areas / areas.sum(axis=1, keepdims=True), shapely.area(shapes))


def parts(units: Grid | gpd.GeoDataFrame, zones: gpd.GeoDataFrame, cut: npt.NDArray[np.int64]) -> Parts:
    """Return the sixteenths of the units `cut` (n_cut,), and how much of each lies in each zone. See `ground`."""
    if isinstance(units, Grid):
        size = units.size / SIDE
        steps = np.array([(x, y) for y in range(SIDE) for x in range(SIDE)]) * size
        corners = np.column_stack([units.x[cut], units.y[cut]])[:, None] + steps
        x, y = corners.reshape(-1, 2).T
        fine = Grid(size, units.crs, x, y, np.broadcast_to(np.array(None, dtype=object), x.shape))
        share = np.full(corners.shape[:2], 1.0 / SIDE**2)
        return Parts(cut, corners + size / 2, share, cell_shares(fine, polygons(zones, units.crs, "zones")))
    crs = metric(units.crs, "units")
    shapes = surfaces(units.iloc[cut], crs, "units")
    pieces = quarters(quarters(shapes).ravel()).reshape(len(shapes), SIDE**2)
    middles, areas = _measured(pieces, shapes)
    some = np.flatnonzero(areas.ravel() > 0)
    held = shares(pieces.ravel()[some], polygons(zones, crs, "zones"))
    place = csr_array((np.ones(len(some)), (some, np.arange(len(some)))), shape=(pieces.size, len(some)))
    return Parts(cut, middles, areas / areas.sum(axis=1, keepdims=True), csr_array(place @ held))


def quarters(shapes: Shapes) -> Shapes:
    """Return the four quarters of polygons about their middles, (n, 4); POLYGON EMPTY where there is nothing of one."""
    west, south, east, north = np.nan_to_num(shapely.bounds(shapes)).T
    x, y = _middles(shapes).T
    boxes = [(west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north)]
    pieces = np.stack([shapely.intersection(shapes, shapely.box(*box)) for box in boxes], axis=1)
    return polygonal(pieces.ravel()).reshape(pieces.shape)


def with_empty(grid: Grid, beside: npt.NDArray[np.int64], within: gpd.GeoSeries) -> Grid:
    """Return a grid with, after its own cells, those around some of them (`beside`) in which nobody lives.

    That is known `within`, in any CRS, where the grid lists every cell in which somebody lives: a cell that it does not
    list and whose middle lies there is empty.
    """
    corners = _around(grid, beside)
    corners = corners[grid.holding(corners + grid.size / 2) < 0]
    known = shapely.union_all(within.to_crs(grid.crs).to_numpy())
    x, y = corners[shapely.contains_xy(known, corners + grid.size / 2)].T
    ids = np.concatenate([grid.ids, np.full(len(x), "", dtype=object)])
    return Grid(grid.size, grid.crs, np.concatenate([grid.x, x]), np.concatenate([grid.y, y]), ids)


def neighbours(grid: Grid, cells: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the cells of a grid, by their positions, that some of its cells touch."""
    found = grid.holding(_around(grid, cells) + grid.size / 2)
    return found[found >= 0]


def _around(grid: Grid, cells: npt.NDArray[np.int64]) -> Floats:
    """Return the corners (n, 2) of all places of a cell around some, each once."""
    first = np.array([grid.lattice.west, grid.lattice.south])
    column, row = np.rint((np.column_stack([grid.x[cells], grid.y[cells]]) - first) / grid.size).astype(np.int64).T
    width = int(column.max(initial=0)) + 3
    key = np.unique(((row + 1) * width + column + 1)[:, None] + AROUND @ [1, width])
    found: Floats = np.column_stack([key % width - 1, key // width - 1]) * grid.size + first
    return found


def _measured(pieces: Shapes, shapes: Shapes) -> tuple[Floats, Floats]:
    """Return middles (n, n_pieces, 2) and areas of pieces of shapes (n,); where there is none, the shape's middle."""
    areas = shapely.area(pieces)
    own = _middles(pieces.ravel()).reshape(*pieces.shape, 2)
    return np.where(areas[..., None] > 0, own, _middles(shapes)[:, None]), areas


def _middles(shapes: Shapes) -> Floats:
    """Return the centroids, (n, 2); 0 for what is empty."""
    middles = shapely.centroid(shapes)
    found: Floats = shapely.get_coordinates(np.where(shapely.is_empty(middles), shapely.Point(0, 0), middles))
    return found
