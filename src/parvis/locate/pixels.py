"""Statistics of the pixels of a raster over zones, each pixel counted by the share of it that lies inside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS

from parvis.errors import AnalystError
from parvis.locate.grid import Grid
from parvis.locate.shapes import Bools, Floats, Integers, Shapes, borders, polygonal, surfaces, valid

if TYPE_CHECKING:
    from rasterio.io import DatasetReader
    from rasterio.windows import Window

AT_ONCE = 1 << 21
"""Pixels held in memory at a time, unless the file's own blocks are larger."""
CACHE = 64
"""Megabytes of blocks that GDAL may keep."""
EXACT_IN_32_BITS = ("float32", "float16", "uint8", "int8", "uint16", "int16")
NONE = np.zeros((0, 0))

Weights = str | PathLike[str] | tuple[Grid, npt.ArrayLike]


@dataclass(frozen=True)
class Block:
    """A part of a raster: its upper left `corner` in pixels, `values` (height, width) as stored, and their mark."""

    corner: tuple[float, float]
    values: npt.NDArray[Any]
    nodata: float
    window: Window


def zonal(
    raster: str | PathLike[str],
    zones: gpd.GeoDataFrame,
    *,
    band: int = 1,
    crs: Any = None,
    nodata: float | None = None,
    above: float | None = None,
    classes: Collection[float] | None = None,
    weights: Weights | None = None,
    quantiles: Sequence[float] = (),
) -> pd.DataFrame:
    """Return statistics of a band over each zone, one row a zone in the order and under the index of the zones.

    `count`: pixels with a value, each by the share of it inside the zone; `sum` and `mean` of their values, likewise
    weighted; `coverage`: the part of the zone's surface, 0 to 1, that pixels with a value cover; with `above`,
    `share`: the part of `count` whose value is greater; with `classes`, the part whose value is one of them. Values
    are those that the file's scale and offset make of the stored numbers. Pixels marked as without value, and what is
    no number, count as not covered; `nodata` is the mark where the file has none or a wrong one.
    Where nothing is covered, all but `count` and `coverage` are NaN.

    With `weights`, `weighted_mean`: each pixel counts by what the weights are at its centre, too: a raster of any CRS
    and pixel size (its first band), or a `Grid` with one value a cell (residents: the mean to which they are exposed).
    Pixels where they have no value, or less than 0, weigh nothing. With `quantiles`, each between 0 and 1, `q10` for
    0.1: the least value that at least so much of `count` does not exceed.

    Zones are brought to the CRS of the raster (or `crs`, where the file has none or a wrong one) vertex by vertex.
    Pixels may be oblong or rotated: shares are those of their surface. In degrees, all pixels weigh the same, though
    those nearer to a pole are smaller. The file is read block by block, once, and for quantiles four to six times
    more: memory does not grow with it.

    Raises AnalystError where neither names a CRS, and for zones without CRS, invalid or empty.
    """
    import rasterio

    from parvis.locate.pixel_kernel import add_pixels  # compiled on first use

    with ExitStack() as open_:
        open_.enter_context(rasterio.Env(GDAL_CACHEMAX=CACHE))
        data = open_.enter_context(rasterio.open(raster))
        shapes = _in_pixels(data, zones, crs)
        drawn = borders(shapes)
        tallies = np.zeros((5, len(shapes)))
        heavy = None if weights is None else _aligned(open_, weights, data, crs)
        for block, touched in _blocks(data, band, shapes, nodata):
            wanted = _wanted(block.values * data.scales[band - 1] + data.offsets[band - 1], above, classes)
            weighed = NONE if heavy is None else _weights_of(heavy, block.window)
            add_pixels(drawn, touched, block.corner, block.values, block.nodata, wanted, weighed, tallies)
        scaled = data.scales[band - 1], data.offsets[band - 1]
        asked = above is not None or classes is not None
        table = _table(tallies, shapely.area(shapes), scaled, asked=asked, weighed=heavy is not None)
        if len(quantiles):
            found = _quantiles(data, band, shapes, nodata, np.asarray(quantiles, dtype=np.float64))
            table |= {f"q{100 * q:g}": found[:, k] for k, q in enumerate(quantiles)}
    return pd.DataFrame(table, index=zones.index)


def _table(
    tallies: Floats, area: Floats, scaled: tuple[float, float], *, asked: bool, weighed: bool
) -> dict[str, Floats]:
    count, total, wanted, weight, weighted = tallies
    known, scale, offset = np.where(count > 0, count, np.nan), *scaled
    columns = {
        "count": count, "sum": total * scale + known * offset, "mean": total * scale / known + offset,
        "coverage": np.clip(count / area, 0.0, 1.0),
    }  # fmt: skip
    if asked:
        columns["share"] = wanted / known
    if weighed:
        columns["weighted_mean"] = weighted * scale / np.where(weight > 0, weight, np.nan) + offset
    return columns


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
    broken = ~valid(shapes)  # by rounding
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


def _blocks(data: DatasetReader, band: int, shapes: Shapes, nodata: float | None) -> Iterator[tuple[Block, Integers]]:
    """Yield the parts of a band that shapes touch, with the positions of those shapes."""
    tree = shapely.STRtree(shapes)
    for window in _windows(data, band):
        corner = float(window.col_off), float(window.row_off)
        frame = shapely.box(*corner, corner[0] + window.width, corner[1] + window.height)
        touched = np.sort(tree.query(frame))
        if len(touched):
            yield Block(corner, *_read(data, band, window, nodata), window), touched


def _read(data: DatasetReader, band: int, window: Window, nodata: float | None) -> tuple[npt.NDArray[Any], float]:
    """Return the values of a window as stored, (height, width), and the mark of those that are none."""
    from rasterio.enums import MaskFlags

    kind = np.float32 if data.dtypes[band - 1] == "float32" else np.float64
    values: npt.NDArray[Any] = data.read(band, window=window).astype(kind, copy=False)
    if nodata is not None:
        return values, float(kind(nodata))
    flags = data.mask_flag_enums[band - 1]
    if MaskFlags.nodata in flags:
        return values, float(kind(data.nodatavals[band - 1]))
    if MaskFlags.all_valid not in flags:
        values[data.read_masks(band, window=window) == 0] = np.nan
    return values, np.nan


def _wanted(values: npt.NDArray[Any], above: float | None, classes: Collection[float] | None) -> Bools:
    if classes is not None:
        return np.isin(values, list(classes))
    return NONE > 0 if above is None else values > above


def _aligned(open_: ExitStack, weights: Weights, data: DatasetReader, crs: Any) -> DatasetReader:
    """Return weights as a raster with the pixels of another: each pixel gets what is at its centre."""
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.vrt import WarpedVRT

    source = _rastered(open_, *weights) if isinstance(weights, tuple) else open_.enter_context(rasterio.open(weights))
    if source.crs is None:
        raise AnalystError.of("layer_crs_missing", name="weights")
    own = rasterio.CRS.from_user_input(crs) if crs is not None else data.crs
    return open_.enter_context(
        WarpedVRT(
            source, crs=own, transform=data.transform, width=data.width, height=data.height, dtype="float64",
            nodata=np.nan, resampling=Resampling.nearest, tolerance=0.001,
        )
    )  # fmt: skip


def _rastered(open_: ExitStack, grid: Grid, values: npt.ArrayLike) -> DatasetReader:
    """Return a grid as a raster in memory, with a value a cell, NaN where no cell is listed."""
    from rasterio.io import MemoryFile
    from rasterio.transform import from_origin

    place = grid.lattice
    shape = len(place.starts) - 1, int(place.columns.max(initial=0)) + 1
    filled = np.full(shape, np.nan)
    filled[np.repeat(np.arange(shape[0]), np.diff(place.starts)), place.columns] = np.asarray(values)[place.cells]
    file = open_.enter_context(MemoryFile())
    profile = {"driver": "GTiff", "dtype": "float64", "count": 1, "nodata": np.nan, "crs": grid.crs.to_wkt()}
    corner = from_origin(place.west, place.south + shape[0] * grid.size, grid.size, grid.size)
    with file.open(height=shape[0], width=shape[1], transform=corner, **profile) as out:
        out.write(filled[::-1], 1)
    return open_.enter_context(file.open())


def _weights_of(heavy: DatasetReader, window: Window) -> Floats:
    found: Floats = heavy.read(1, window=window)
    return np.where(found > 0, found, 0.0)


def _quantiles(data: DatasetReader, band: int, shapes: Shapes, nodata: float | None, asked: Floats) -> Floats:
    """Return the quantiles of the values over each shape, (n_shapes, k); NaN where it covers none.

    Values are turned into whole numbers of the same order, of which each pass over the file finds the next digits.
    """
    from parvis.locate.pixel_kernel import DIGITS, add_digits

    scale, offset = data.scales[band - 1], data.offsets[band - 1]
    few = (scale, offset) == (1.0, 0.0) and data.dtypes[band - 1] in EXACT_IN_32_BITS  # 12 + 23 bits are all there is
    drawn = borders(shapes)
    sought, below = np.zeros((len(shapes), len(asked)), dtype=np.uint64), np.zeros((len(shapes), len(asked)))
    shift, total = 64, np.zeros((len(shapes), 1))
    while shift > (64 - 4 * DIGITS if few else 0):
        digits = min(DIGITS, shift)
        shift -= digits
        tallies = np.zeros((*sought.shape, 1 << DIGITS))
        for block, touched in _blocks(data, band, shapes, nodata):
            keys = _keys(block, scale, offset)
            add_digits(drawn, touched, block.corner, keys, shift, digits, sought, tallies)
        if not total.any():
            total = tallies[:, :1].sum(axis=2)
        digit, reached = _reached(tallies, below, asked[:, None] * total[:, :, None])
        below = np.take_along_axis(reached - tallies, digit[:, :, None], axis=2)[:, :, 0]
        sought = (sought << np.uint64(digits)) | digit.astype(np.uint64)
    rest = np.where(
        sought >> np.uint64(63 - shift) == 0, np.uint64((1 << shift) - 1), np.uint64(0)
    )  # keys of values < 0
    return np.where(total > 0, _values((sought << np.uint64(shift)) | rest), np.nan)


def _reached(tallies: Floats, below: Floats, aim: Floats) -> tuple[Integers, Floats]:
    """Return the first digit at which what is not above reaches an aim, and how much is not above each digit."""
    reached = below[:, :, None] + np.cumsum(tallies, axis=2)
    far = (tallies > 0) & (reached >= aim * (1 - 1e-12))
    last = tallies.shape[2] - 1 - np.argmax(tallies[:, :, ::-1] > 0, axis=2)
    digit: Integers = np.where(far.any(axis=2), np.argmax(far, axis=2), last)
    return digit, reached


def _keys(block: Block, scale: float, offset: float) -> npt.NDArray[np.uint64]:
    """Return whole numbers in the order of the values of a block, the greatest for what is no value."""
    values = block.values * np.float64(scale) + np.float64(offset) + 0.0  # no -0.0
    bits = values.view(np.uint64)
    keys = bits ^ np.where(values < 0, np.uint64(2**64 - 1), np.uint64(2**63))
    return np.where((block.values != block.nodata) & np.isfinite(values), keys, np.uint64(2**64 - 1))


def _values(keys: npt.NDArray[np.uint64]) -> Floats:
    negative = keys < np.uint64(2**63)
    bits = keys ^ np.where(negative, np.uint64(2**64 - 1), np.uint64(2**63))
    return bits.view(np.float64)
