"""Square cells of one size, some of those of a plane: what statistical offices publish their finest tables on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
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

    def __post_init__(self) -> None:
        object.__setattr__(self, "crs", metric(self.crs, "grid"))
        object.__setattr__(self, "x", np.asarray(self.x, dtype=np.float64))
        object.__setattr__(self, "y", np.asarray(self.y, dtype=np.float64))
        object.__setattr__(self, "ids", np.asarray(self.ids, dtype=object))
        if not (self.x.shape == self.y.shape == self.ids.shape == (len(self.x),) and self.size > 0):
            raise AnalystError.of("grid_shapes", cells=len(self.x), ids=len(self.ids), size=self.size)
        _check_lattice(self.x, self.y, self.size)

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


def _check_lattice(x: Floats, y: Floats, size: float) -> None:
    if not len(x):
        return
    columns, rows = (x - x.min()) / size, (y - y.min()) / size
    off = np.maximum(np.abs(columns - np.rint(columns)), np.abs(rows - np.rint(rows)))
    refuse(~(off < OFF_LATTICE), "grid_irregular", "grid")
    cells = np.rint(rows) * (np.rint(columns).max() + 1) + np.rint(columns)
    twice = np.ones(len(cells), dtype=bool)
    twice[np.unique(cells, return_index=True)[1]] = False
    refuse(twice, "grid_cell_twice", "grid")
