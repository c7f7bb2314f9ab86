"""Rasters (GeoTIFF): where their pixels lie, what their bands are, and that all of them can be read."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from parvis.collect.rows import Rows
from parvis.errors import SourceError
from parvis.model.folder import SourceSpec

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

FORMAT = "GeoTIFF"


@dataclass(frozen=True)
class Bounds:
    """Bytes that any raster may hold unpacked, how many times its size beyond that; and bytes of one block of it.

    Memory is bounded by the blocks; these bound the time that a file of a few kilobytes can be made to take.
    """

    harmless: int = 4 * 2**30
    ratio: int = 2000
    block: int = 256 * 2**20


BOUNDS = Bounds()


def read_raster(file: Path, spec: SourceSpec, bounds: Bounds = BOUNDS) -> Rows:
    """Return one row a band, with the outline of the raster as its place; the pixels stay in the file.

    Columns: `band`, its number as text; `description` as the file has it; `pixels`, how many there are; `missing`,
    how many of them hold no value; `classes`, whether the band's values stand for classes (it has a colour table).
    Every pixel is read once, so that a file that breaks off is found here. Raises SourceError where it is no GeoTIFF,
    where it does not say where it lies, where its numbers are complex, or where it unpacks to more than `bounds` allow.
    """
    import geopandas as gpd

    with _opened(file) as data:
        _refuse_unusable(file, data, bounds)
        described = [_band(data, number, spec.nodata) for number in data.indexes]
        crs = data.crs.to_wkt() if data.crs else None
        frame = gpd.GeoDataFrame(described, geometry=[_outline(data)] * len(described), crs=crs)
    return Rows(frame)


@contextmanager
def _opened(file: Path) -> Iterator[DatasetReader]:
    """Give a raster; only GeoTIFF, for other formats may name further files, or addresses, to read."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # told as an error of ours
            with rasterio.Env(GDAL_CACHEMAX=64), rasterio.open(file, driver="GTiff") as data:
                yield data
    except RasterioError as error:
        raise SourceError.of("file_unreadable", file, name=file.name, format=FORMAT) from error


def _refuse_unusable(file: Path, data: DatasetReader, bounds: Bounds) -> None:
    if data.transform.is_identity:
        raise SourceError.of("raster_not_placed", file, name=file.name)
    if any(np.dtype(kind).kind not in "iuf" for kind in data.dtypes):
        raise SourceError.of("raster_numbers", file, name=file.name)
    sizes = [np.dtype(kind).itemsize for kind in data.dtypes]
    held = data.width * data.height * sum(sizes)
    block = max(high * wide * size for (high, wide), size in zip(data.block_shapes, sizes, strict=True))
    if held > max(bounds.harmless, bounds.ratio * file.stat().st_size) or block > bounds.block:
        values = {"name": file.name, "width": data.width, "height": data.height}
        raise SourceError.of("raster_huge", file, **values)


def _band(data: DatasetReader, number: int, nodata: float | None) -> dict[str, object]:
    missing = sum(_missing(data, number, nodata, rows) for rows in _strips(data, number))
    return {
        "band": str(number),
        "description": data.descriptions[number - 1] or "",
        "pixels": data.width * data.height,
        "missing": missing,
        "classes": data.colorinterp[number - 1].name == "palette",
    }


def _strips(data: DatasetReader, number: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield windows of whole blocks, ((first row, last row), (first column, last column)), a megapixel or one block."""
    high, wide = data.block_shapes[number - 1]
    width = min(data.width, wide * max(1, 2**10 // wide))
    height = min(data.height, high * max(1, 2**20 // width // high))
    for row in range(0, data.height, height):
        for column in range(0, data.width, width):
            yield (row, min(row + height, data.height)), (column, min(column + width, data.width))


def _missing(
    data: DatasetReader, number: int, nodata: float | None, window: tuple[tuple[int, int], tuple[int, int]]
) -> int:
    stored = data.read(number, window=window, masked=nodata is None)
    marked = np.ma.getmaskarray(stored) if nodata is None else stored == nodata
    return int(np.count_nonzero(marked | ~np.isfinite(np.ma.getdata(stored))))


def _outline(data: DatasetReader) -> object:
    """Return the outline of a raster in its own plane, with points along its sides, for they bend in another one."""
    import shapely

    a, b, c, d, e, f = data.transform[:6]
    frame = shapely.segmentize(shapely.box(0, 0, data.width, data.height), max(data.width, data.height) / 16)
    return shapely.transform(frame, lambda xy: xy @ np.array([[a, d], [b, e]]) + np.array([c, f]))
