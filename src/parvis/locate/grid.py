"""Square cells of one size, some of those of a plane: what statistical offices publish their finest tables on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from parvis.errors import AnalystError, SourceError
from parvis.locate.shapes import Floats, Shapes, metric, refuse

INSPIRE_ID = re.compile(r"CRS(\d+)RES(\d+)mN(-?\d+)E(-?\d+)")
OFF_LATTICE = 1e-6  # how far a corner may be from its place, in cell sizes
ON_LATTICE = 1e-10  # how far it may be where the place is to stand for the corner

Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Lattice:
    """Where each cell of a grid stands: cells sorted by row from the south, then by column from the west.

    `starts` (n_rows + 1,) is where each row begins in `columns` and `cells` (n_cells,): a cell's column and its
    position in the grid. `exact`: the corners are on the lattice but for the rounding of their coordinates.
    """

    west: float
    south: float
    starts: Integers
    columns: Places
    cells: Places
    exact: bool


@dataclass(frozen=True, eq=False)
class Grid:
    """Listed cells of a square grid.

    `size` in the metres of `crs` (projected); `x`, `y` (n_cells,) are the lower-left corners; `ids` (n_cells,) is
    text. Raises AnalystError where the cells are not distinct squares of one grid.
    """

    size: float
    crs: CRS
    x: Floats
    y: Floats
    ids: npt.NDArray[np.object_]
    lattice: Lattice = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "crs", metric(self.crs, "grid"))
        object.__setattr__(self, "x", np.asarray(self.x, dtype=np.float64))
        object.__setattr__(self, "y", np.asarray(self.y, dtype=np.float64))
        object.__setattr__(self, "ids", np.asarray(self.ids, dtype=object))
        if not (self.x.shape == self.y.shape == self.ids.shape == (len(self.x),) and self.size > 0):
            raise AnalystError.of("grid_shapes", cells=len(self.x), ids=len(self.ids), size=self.size)
        object.__setattr__(self, "lattice", _lattice(self.x, self.y, self.size))

    def __len__(self) -> int:
        return len(self.x)

    @classmethod
    def from_inspire_ids(cls, ids: Iterable[str]) -> Self:
        """Return the cells that INSPIRE ids name: CRS, size in metres, north and east of the lower-left corner.

        Raises SourceError for ids of another form, for cells of several sizes and for a cell that is named twice.

        >>> grid = Grid.from_inspire_ids(["CRS3035RES200mN2891800E3770600"])
        >>> grid.size, grid.x.tolist(), grid.y.tolist()
        (200.0, [3770600.0], [2891800.0])
        """
        names = np.array([str(name) for name in ids], dtype=object)
        matches = [INSPIRE_ID.fullmatch(name) for name in names]
        refuse(np.array([m is None for m in matches], dtype=bool), "inspire_id_unreadable", "grid", SourceError)
        parts = np.array([m.groups() for m in matches if m], dtype=np.int64).reshape(-1, 4)
        systems = np.unique(parts[:, :2], axis=0)
        if len(systems) != 1:
            raise SourceError.of("inspire_ids_mixed", count=len(systems))
        code, size = (int(value) for value in systems[0])
        twice = np.ones(len(parts), dtype=bool)
        twice[np.unique(parts[:, 2:], axis=0, return_index=True)[1]] = False
        refuse(twice, "inspire_id_twice", "grid", SourceError)
        return cls(float(size), _epsg(code), parts[:, 3].astype(np.float64), parts[:, 2].astype(np.float64), names)

    def some(self, cells: npt.NDArray[np.int64]) -> Grid:
        """Return some of the cells, by their positions."""
        return Grid(self.size, self.crs, self.x[cells], self.y[cells], self.ids[cells])

    def holding(self, xy: Floats) -> Integers:
        """Return the position of the cell that holds each point (n, 2) of the grid's plane; -1 where none does.

        A point on a common border belongs to the cell to its east and north.

        >>> grid = Grid.from_inspire_ids(["CRS3035RES200mN2891800E3770600"])
        >>> grid.holding(np.array([[3770600.0, 2891999.0], [3770800.0, 2891900.0]])).tolist()
        [0, -1]
        """
        lattice = self.lattice
        width = int(lattice.columns.max(initial=0)) + 2
        rows = np.repeat(np.arange(len(lattice.starts) - 1), np.diff(lattice.starts))
        keys = rows * width + lattice.columns
        column, row = (np.floor((xy - [lattice.west, lattice.south]) / self.size).astype(np.int64)).T
        key = np.where((column >= 0) & (column < width - 1) & (row >= 0), row * width + column, -1)
        place = np.minimum(np.searchsorted(keys, key), max(len(keys) - 1, 0))
        cells = lattice.cells.astype(np.int64)
        return np.where(keys[place] == key, cells[place], -1) if len(keys) else np.full(len(key), -1)

    def boxes(self) -> Shapes:
        """Return the squares as shapely polygons, shape (n_cells,)."""
        squares: Shapes = shapely.box(self.x, self.y, self.x + self.size, self.y + self.size)
        return squares

    def polygons(self) -> gpd.GeoDataFrame:
        """Return the squares with their `id`, in the grid's CRS."""
        return gpd.GeoDataFrame({"id": self.ids}, geometry=self.boxes(), crs=self.crs)


def _epsg(code: int) -> Any:
    try:
        return CRS.from_epsg(code)
    except CRSError as error:
        raise SourceError.of("crs_unknown", crs=f"EPSG:{code}") from error


def _lattice(x: Floats, y: Floats, size: float) -> Lattice:
    """Return the lattice of cells by their lower-left corners; raise AnalystError where they are not on one."""
    west, south = x.min(initial=np.inf), y.min(initial=np.inf)
    places = [(x - west) / size, (y - south) / size]
    column, row = (np.rint(place) for place in places)
    off = np.maximum(np.abs(places[0] - column), np.abs(places[1] - row))
    refuse(~(off < OFF_LATTICE), "grid_irregular", "grid")
    column, row = column.astype(np.int64), row.astype(np.int64)
    key = row * (column.max(initial=0) + 1) + column
    steps = np.diff(key)
    if not (steps > 0).all():
        order = np.argsort(key, kind="stable")
        twice = np.zeros(len(key), dtype=bool)
        twice[order[1:]] = np.diff(key[order]) == 0
        refuse(twice, "grid_cell_twice", "grid")
        column, row = column[order], row[order]
    else:
        order = np.arange(len(key))
    starts = np.concatenate([[0], np.cumsum(np.bincount(row))])
    exact = bool(off.max(initial=0.0) <= ON_LATTICE)
    listed = column.astype(np.int32), order.astype(np.int32)
    return Lattice(float(west), float(south), starts.astype(np.int64), *listed, exact)
