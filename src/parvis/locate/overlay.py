"""Overlay weights: the share of each source unit's area inside each target polygon."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from scipy.sparse import csc_array, csr_array

from parvis.errors import AnalystError
from parvis.locate.grid import ON_LATTICE, Grid
from parvis.locate.shapes import Floats, Shapes, borders, metric, polygons, surfaces

AT_ONCE = 1 << 16  # intersections held in memory at a time
AT_FIRST = 1 << 22  # shares for which there is room from the beginning
CORNERS = 5  # vertices of a square, the first of them twice
NEGLIGIBLE = 1e-11  # greatest share of a unit that may be taken for rounding


def overlay_weights(source: Grid | gpd.GeoDataFrame, target: gpd.GeoDataFrame) -> csr_array:
    """Return w (n_source, n_target): w[i, j] = area(source i within target j) / area(source i).

    Areas are measured in the source's CRS (projected, metres), to which the target is brought vertex by vertex.
    A unit wholly inside a polygon weighs exactly 1.0; one that only touches it is not stored; the weights of a unit
    over a partition of the plane sum to 1 within 1e-9. Targets may overlap, and an empty target (a zone of which
    `restrict` left nothing) gives a column without weights.

    Raises AnalystError for a missing or geographic CRS, for missing or invalid polygons and for empty source units.
    """
    if isinstance(source, Grid):
        return cell_shares(source, polygons(target, source.crs, "target"))
    crs = metric(source.crs, "source")
    grid = squares_of(source.geometry.to_numpy(), crs)
    if grid is not None:
        return cell_shares(grid, polygons(target, crs, "target"))
    return shares(surfaces(source, crs, "source"), polygons(target, crs, "target"))


def cell_shares(grid: Grid, shapes: Shapes) -> csr_array:
    """Return the overlay weights of a grid's cells on shapes (n_shapes,): valid polygons in the grid's plane."""
    place = grid.lattice
    if not place.exact:
        return shares(grid.boxes(), shapes)
    from parvis.locate.kernel import weigh  # compiled on first use

    corner, listed = (place.west, place.south), (place.starts, place.columns, place.cells)
    room = np.empty(AT_FIRST, dtype=np.int32), np.empty(AT_FIRST)  # memory is taken as it is written to
    pointer, cell, share = weigh(borders(shapes), corner, grid.size, *listed, *room)
    weights = csc_array((share, cell, pointer), shape=(len(grid), len(shapes)))
    return csr_array(weights)


def squares_of(units: Shapes, crs: CRS) -> Grid | None:
    """Return the grid that units (n,) are all the cells of, or None where they are not squares of one grid."""
    polygon = shapely.GeometryType.POLYGON
    if (
        not len(units)
        or shapely.get_num_coordinates(units[0]) != CORNERS
        or (shapely.get_type_id(units) != polygon).any()
    ):
        return None
    xy = shapely.get_coordinates(units)
    if len(xy) != CORNERS * len(units):
        return None
    from parvis.locate.kernel import squares  # compiled on first use

    west, south, size = squares(xy, ON_LATTICE)
    if size == 0.0:
        return None
    try:
        return Grid(size, crs, west, south, np.broadcast_to(np.array(None, dtype=object), len(units)))
    except AnalystError:
        return None


def shares(units: Shapes, shapes: Shapes) -> csr_array:
    """Return the overlay weights of units (n_units,) on shapes (n_shapes,): valid polygons in one plane."""
    tree = shapely.STRtree(units)
    inside = tree.query(shapes, predicate="covers")
    cut = _without(tree.query(shapes, predicate="intersects"), inside)
    weights = _weights(units, shapes, *cut)
    kept = weights > 0
    column, row = np.hstack([inside, cut[:, kept]])
    values = np.concatenate([np.ones(inside.shape[1]), weights[kept]])
    matrix = csr_array((values, (row, column)), shape=(len(units), len(shapes)))
    matrix.sort_indices()
    return matrix


def _without(pairs: npt.NDArray[np.int64], others: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the pairs (2, n) that are not among the others."""
    width = 1 + int(max(pairs[1].max(initial=0), others[1].max(initial=0)))
    return pairs[:, ~np.isin(pairs[0] * width + pairs[1], others[0] * width + others[1])]


def _weights(units: Shapes, shapes: Shapes, column: npt.NDArray[np.int64], row: npt.NDArray[np.int64]) -> Floats:
    common = np.empty(len(row))
    for start in range(0, len(row), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        common[part] = shapely.area(shapely.intersection(units[row[part]], shapes[column[part]]))
    area, rounding = shapely.area(units), _rounding(units)
    weights: Floats = common / area[row]
    weights[common <= rounding[row]] = 0.0
    weights[area[row] - common <= rounding[row]] = 1.0
    return weights


def _rounding(units: Shapes) -> Floats:
    """Return the area that the spacing of floating-point coordinates alone can make along a unit's border."""
    spacing = np.spacing(np.abs(shapely.bounds(units)).max(axis=1, initial=0.0))
    least: Floats = np.minimum(shapely.length(units) * spacing, shapely.area(units) * NEGLIGIBLE)
    return least
