"""Units in quarters, and these in quarters again: where in a unit its surface lies, on which side of a border."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from parvis.locate.grid import Grid
from parvis.locate.overlay import NEGLIGIBLE, cell_shares, squares_of
from parvis.locate.shapes import Borders, Floats, Shapes, borders, metric, polygonal, polygons, surfaces
from parvis.model.ground import QUARTERS, Ground, Parts

NEAREST = 1 + 4  # a polygon itself and its neighbours
SIDE = 4  # parts of a cell along its side
FOUR = np.array([(0, 0), (1, 0), (0, 1), (1, 1)])  # quarters, in the order in which they are listed
AROUND = np.array([(x, y) for y in (-1, 0, 1) for x in (-1, 0, 1) if x or y])


def ground(units: Grid | gpd.GeoDataFrame) -> Ground:
    """Return where the surface of units lies, in their CRS.

    A unit is parted at its middle by a line from west to east and one from south to north. Raises AnalystError for a
    missing or geographic CRS, for missing or invalid polygons and for empty units.
    """
    if not isinstance(units, Grid):
        crs = metric(units.crs, "units")
        grid = squares_of(units.geometry.to_numpy(), crs)
        if grid is None:
            shapes = surfaces(units, crs, "units")
            whole = shapely.area(shapes)
            _, middles, areas = _quarters(borders(shapes), *_wholes(shapes), whole)
            return Ground(middles, areas / areas.sum(axis=1, keepdims=True), whole)
        units = grid
    steps = units.size * (2 * FOUR + 1) / QUARTERS
    middles = np.column_stack([units.x, units.y])[:, None] + steps
    return Ground(middles, np.full(middles.shape[:2], 1 / QUARTERS), np.full(len(units), units.size**2))


def parts(units: Grid | gpd.GeoDataFrame, zones: gpd.GeoDataFrame, cut: npt.NDArray[np.int64]) -> Parts:
    """Return the sixteenths of the units `cut` (n_cut,), and how much of each lies in each zone. See `ground`."""
    if isinstance(units, Grid):
        return _of_cells(units.some(cut), polygons(zones, units.crs, "zones"), cut)
    some, crs = units.iloc[cut], metric(units.crs, "units")
    grid = squares_of(some.geometry.to_numpy(), crs)
    if grid is not None:
        return _of_cells(grid, polygons(zones, crs, "zones"), cut)
    return _of_polygons(surfaces(some, crs, "units"), polygons(zones, crs, "zones"), cut)


def _of_cells(cells: Grid, zones: Shapes, cut: npt.NDArray[np.int64]) -> Parts:
    """Return the sixteenths of cells: the cells of a grid four times as fine."""
    size = cells.size / SIDE
    steps = (2 * FOUR[:, None] + FOUR).reshape(-1, 2) * size
    corners = np.column_stack([cells.x, cells.y])[:, None] + steps
    x, y = corners.reshape(-1, 2).T
    fine = Grid(size, cells.crs, x, y, np.broadcast_to(np.array(None, dtype=object), x.shape))
    return Parts(cut, corners + size / 2, np.full(corners.shape[:2], 1.0 / SIDE**2), cell_shares(fine, zones))


def _of_polygons(shapes: Shapes, zones: Shapes, cut: npt.NDArray[np.int64]) -> Parts:
    """Return the sixteenths of polygons. What a unit has in a zone is cut out once, and measured in each of its parts.

    Sixteenths are the quarters of quarters about the middles of these.
    """
    from parvis.locate.quarter_kernel import within  # compiled on first use

    lines, whole = borders(shapes), shapely.area(shapes)
    boxes, middles, _ = _quarters(lines, *_wholes(shapes), whole)
    boxes, middles, areas = _quarters(lines, boxes, middles, whole)
    zone, unit = shapely.STRtree(shapes).query(zones, predicate="intersects")
    common = polygonal(shapely.intersection(shapes[unit], zones[zone]))
    each = np.repeat(np.arange(len(unit)), SIDE**2)
    held = within(borders(common), each, boxes[unit].reshape(-1, 4))[:, 0]
    row, area = (unit[:, None] * SIDE**2 + np.arange(SIDE**2)).ravel(), areas[unit].ravel()
    share = np.divide(held, area, out=np.zeros(len(held)), where=area > 0)
    share[share > 1.0 - NEGLIGIBLE] = 1.0
    some = share > NEGLIGIBLE
    inside = csr_array((share[some], (row[some], zone[each][some])), shape=(areas.size, len(zones)))
    return Parts(cut, middles, areas / areas.sum(axis=1, keepdims=True), inside)


def _wholes(shapes: Shapes) -> tuple[Floats, Floats]:
    """Return the bounds (n, 1, 4) and the middles (n, 1, 2) of polygons."""
    return shapely.bounds(shapes)[:, None], shapely.get_coordinates(shapely.centroid(shapes))[:, None]


def _quarters(lines: Borders, boxes: Floats, middles: Floats, whole: Floats) -> tuple[Floats, Floats, Floats]:
    """Return boxes (n, 4 k, 4), middles (n, 4 k, 2) and areas (n, 4 k) of the quarters of polygons' parts in boxes.

    Parts are given by boxes (n, k, 4) and middles (n, k, 2), the polygons by borders and areas. Where there is nothing
    of a quarter it lies in the middle of its part.
    """
    from parvis.locate.quarter_kernel import within  # compiled on first use

    west, south, east, north = np.moveaxis(boxes, -1, 0)
    x, y = np.clip(middles[..., 0], west, east), np.clip(middles[..., 1], south, north)
    four = [(west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north)]
    quarters = np.stack([np.stack(box, axis=-1) for box in four], axis=2).reshape(len(boxes), -1, 4)
    unit = np.repeat(np.arange(len(boxes)), quarters.shape[1])
    found = within(lines, unit, quarters.reshape(-1, 4)).reshape(*quarters.shape[:2], 3)
    some = found[..., 0] > NEGLIGIBLE * whole[:, None]
    own = np.where(some[..., None], found[..., 1:], np.repeat(middles, QUARTERS, axis=1))
    return quarters, own, np.where(some, found[..., 0], 0.0)


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


def side_by_side(units: Grid | gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return pairs of neighbouring units, by their positions, (n_pairs, 2), each once.

    Those of cells have a side in common; a polygon has the four whose middles are nearest to its own.
    """
    if isinstance(units, Grid):
        middles = np.column_stack([units.x, units.y]) + units.size / 2
        steps = units.size * np.array([(1.0, 0.0), (0.0, 1.0)])
        other = np.concatenate([units.holding(middles + step) for step in steps])
        found = np.column_stack([np.tile(np.arange(len(units)), 2), other])
        return found[other >= 0]
    middles = shapely.get_coordinates(shapely.centroid(units.geometry.to_numpy()))
    near = cKDTree(middles).query(middles, min(NEAREST, len(middles)))[1].reshape(len(middles), -1)
    pairs = np.column_stack([np.repeat(np.arange(len(near)), near.shape[1]), near.ravel()])
    return np.asarray(np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0), dtype=np.int64)


def _around(grid: Grid, cells: npt.NDArray[np.int64]) -> Floats:
    """Return the corners (n, 2) of all places of a cell around some, each once."""
    first = np.array([grid.lattice.west, grid.lattice.south])
    column, row = np.rint((np.column_stack([grid.x[cells], grid.y[cells]]) - first) / grid.size).astype(np.int64).T
    width = int(column.max(initial=0)) + 3
    key = np.unique(((row + 1) * width + column + 1)[:, None] + AROUND @ [1, width])
    found: Floats = np.column_stack([key % width - 1, key // width - 1]) * grid.size + first
    return found
