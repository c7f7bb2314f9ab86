"""Statistics of the pixels of a raster over zones, each pixel counted by the share of it that lies inside."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from parvis.errors import AnalystError
from parvis.locate.shapes import Bools, Floats, Shapes, polygonal, surfaces

if TYPE_CHECKING:
    from rasterio.io import DatasetReader
    from rasterio.windows import Window

SIDES = (64, 8, 1)
"""Sides, in pixels, of the squares that a border is followed through, from coarse to fine."""

AT_ONCE = 2**20  # pixels held in memory at a time, unless the file's own blocks are larger
CACHE = 64  # megabytes of blocks that GDAL may keep
WHOLE = 1.0 - 1e-12  # share of a square from which it is taken to lie inside


def zonal(
    raster: str | PathLike[str],
    zones: gpd.GeoDataFrame,
    *,
    band: int = 1,
    crs: Any = None,
    nodata: float | None = None,
    above: float | None = None,
    classes: Collection[float] | None = None,
) -> pd.DataFrame:
    """Return statistics of a band over each zone, one row a zone in the order and under the index of the zones.

    `count`: pixels with a value, each by the share of it inside the zone; `sum` and `mean` of their values, likewise
    weighted; `coverage`: the part of the zone's surface, 0 to 1, that pixels with a value cover; with `above`,
    `share`: the part of `count` whose value is greater; with `classes`, the part whose value is one of them. Values
    are those that the file's scale and offset make of the stored numbers. Pixels marked as without value, and what is
    no number, count as not covered; `nodata` is the mark where the file has none or a wrong one.
    Where nothing is covered, `sum`, `mean` and `share` are NaN.

    Zones are brought to the CRS of the raster (or `crs`, where the file has none or a wrong one) vertex by vertex.
    Pixels may be oblong or rotated: shares are those of their surface. In degrees, all pixels weigh the same, though
    those nearer to a pole are smaller. The file is read block by block: memory does not grow with it.

    Raises AnalystError where neither names a CRS, and for zones without CRS, invalid or empty.
    """
    import rasterio

    with rasterio.Env(GDAL_CACHEMAX=CACHE), rasterio.open(raster) as data:
        shapes = _in_pixels(data, zones, crs)
        tallies = np.zeros((4, len(shapes)))
        tree = shapely.STRtree(shapes)
        for window in _windows(data, band):
            frame = shapely.box(
                window.col_off, window.row_off, window.col_off + window.width, window.row_off + window.height
            )
            touched = np.sort(tree.query(frame, predicate="intersects"))
            if len(touched):
                values, valid = _read(data, band, window, nodata)
                wanted = _wanted(values, above, classes) & valid
                _add(tallies, touched, shapes, frame, values, valid, wanted)
    return _table(tallies, shapely.area(shapes), zones.index, asked=above is not None or classes is not None)


def _table(tallies: Floats, area: Floats, index: pd.Index, *, asked: bool) -> pd.DataFrame:
    count, total, wanted, inside = tallies
    known = np.where(count > 0, count, np.nan)
    columns = {
        "count": count, "sum": np.where(count > 0, total, np.nan), "mean": total / known,
        "coverage": np.clip(inside / area, 0.0, 1.0),
    }  # fmt: skip
    return pd.DataFrame({**columns, **({"share": wanted / known} if asked else {})}, index=index)


def _in_pixels(data: DatasetReader, zones: gpd.GeoDataFrame, crs: Any) -> Shapes:
    """Return the zones in the plane in which pixels are unit squares, x along columns and y along rows.

    Shares of surface are the same there, whatever the size, the form and the rotation of the pixels.
    """
    known = crs if crs is not None else data.crs.to_wkt() if data.crs else None
    if known is None:
        raise AnalystError.of("layer_crs_missing", name="raster")
    placed = surfaces(zones, CRS.from_user_input(known), "zones")
    a, b, c, d, e, f = (~data.transform)[:6]
    shapes: Shapes = shapely.transform(placed, lambda xy: xy @ np.array([[a, d], [b, e]]) + np.array([c, f]))
    broken = ~shapely.is_valid(shapes)  # by rounding
    if broken.any():
        shapes[broken] = polygonal(shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False))
    return shapes


def _windows(data: DatasetReader, band: int) -> Iterator[Window]:
    """Yield the parts in which a band is read: whole blocks of the file, as many as may be held at a time."""
    from rasterio.windows import Window

    high, wide = data.block_shapes[band - 1]
    width = min(data.width, wide * max(1, 1024 // wide))
    height = min(data.height, high * max(1, AT_ONCE // width // high))
    for row in range(0, data.height, height):
        for column in range(0, data.width, width):
            yield Window(column, row, min(width, data.width - column), min(height, data.height - row))


def _read(data: DatasetReader, band: int, window: Window, nodata: float | None) -> tuple[Floats, Bools]:
    """Return the values of a window, (height, width), and which of them are values at all."""
    stored = data.read(band, window=window, masked=nodata is None)
    marked = np.ma.getmaskarray(stored) if nodata is None else stored == nodata
    values = np.ma.getdata(stored).astype(np.float64) * data.scales[band - 1] + data.offsets[band - 1]
    valid = ~marked & np.isfinite(values)
    return np.where(valid, values, 0.0), valid


def _wanted(values: Floats, above: float | None, classes: Collection[float] | None) -> Bools:
    if classes is not None:
        return np.isin(values, list(classes))
    return values > (np.inf if above is None else above)


def _add(
    tallies: Floats,
    touched: np.ndarray,
    shapes: Shapes,
    frame: shapely.Geometry,
    values: Floats,
    valid: Bools,
    wanted: Bools,
) -> None:
    """Add a window's pixels to the tallies of the zones that it touches."""
    for zone in touched:
        shares, at = _shares(shapes[zone], frame)
        known = np.where(valid[at], shares, 0.0)
        count = known.sum()
        tallies[:, zone] += count, (known * values[at]).sum(), known[wanted[at]].sum(), count


def _shares(shape: shapely.Geometry, frame: shapely.Geometry) -> tuple[Floats, tuple[slice, slice]]:
    """Return the share of each pixel of a window inside a shape, for the rows and columns of the window it touches.

    Squares wholly inside or outside are settled at once; those that the border cuts are divided, down to pixels, each
    with only the piece of the shape that lies in it: the work grows with the length of the border.
    """
    left, top, right, bottom = (int(side) for side in frame.bounds)
    west, north, east, south = shape.bounds
    x0, y0 = max(left, int(np.floor(west))), max(top, int(np.floor(north)))
    x1, y1 = min(right, int(np.ceil(east))), min(bottom, int(np.ceil(south)))
    shares = np.zeros((max(y1 - y0, 0), max(x1 - x0, 0)))
    pieces: Shapes = np.array([shape], dtype=object)
    squares = np.array([[x0, y0, x1, y1]])
    for side in SIDES:
        pieces, squares = _divided(pieces, squares, side)
        area = shapely.area(pieces)
        full = area >= WHOLE * (squares[:, 2] - squares[:, 0]) * (squares[:, 3] - squares[:, 1])
        for a, b, c, d in squares[full] - (x0, y0, x0, y0):
            shares[b:d, a:c] = 1.0
        cut = (area > 0) & ~full
        pieces, squares, area = pieces[cut], squares[cut], area[cut]
    shares[squares[:, 1] - y0, squares[:, 0] - x0] = area
    return shares, (slice(y0 - top, y0 - top + shares.shape[0]), slice(x0 - left, x0 - left + shares.shape[1]))


def _divided(pieces: Shapes, squares: np.ndarray, side: int) -> tuple[Shapes, np.ndarray]:
    """Return the smaller squares (n, 4) of a side that pieces of a shape reach into, and what of the piece is there."""
    parts = [_grid(square, bounds, side) for square, bounds in zip(squares, shapely.bounds(pieces), strict=True)]
    if not parts:
        return pieces, squares
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    smaller = np.concatenate(parts)
    boxes = shapely.box(smaller[:, 0], smaller[:, 1], smaller[:, 2], smaller[:, 3])
    return shapely.intersection(pieces[owner], boxes), smaller


def _grid(square: np.ndarray, bounds: Floats, side: int) -> np.ndarray:
    """Return the squares of a side into which a square is divided, those that bounds reach into, (n, 4)."""
    left, top, right, bottom = square
    x = left + side * np.arange(max(0, (int(np.floor(bounds[0])) - left) // side), -(-(right - left) // side))
    y = top + side * np.arange(max(0, (int(np.floor(bounds[1])) - top) // side), -(-(bottom - top) // side))
    x, y = np.meshgrid(x[x < bounds[2]], y[y < bounds[3]])
    x, y = x.ravel(), y.ravel()
    return np.column_stack([x, y, np.minimum(x + side, right), np.minimum(y + side, bottom)])
