"""Rasters of the broken folders: 10 m pixels over the commune of the sound folder, one way of being wrong each."""

from __future__ import annotations

import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import rasterio
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import from_origin

WIDTH, HEIGHT = 200, 100
NOTHING = -1.0


def _values() -> np.ndarray:
    """Return 20 degrees in the west and 30 in the east; what lies in the lower right corner has no value."""
    values = np.full((HEIGHT, WIDTH), 20.0, dtype="float32")
    values[:, WIDTH // 2 :] = 30.0
    values[90:, 190:] = NOTHING
    return values


def _raster(data: Path, values: np.ndarray | None = None, **profile: object) -> Path:
    values = _values() if values is None else values
    said = {
        "driver": "GTiff", "count": 1, "width": WIDTH, "height": HEIGHT, "dtype": values.dtype, "nodata": NOTHING,
        "crs": "EPSG:3035", "transform": from_origin(3770000, 2891000, 10, 10), **profile,
    }  # fmt: skip
    file = data / "heat.tif"
    with rasterio.open(file, "w", **said) as out:
        out.write(values, 1)
    return file


def _zipped(data: Path) -> None:
    file = _raster(data)
    with zipfile.ZipFile(data / "heat.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(file, "results/heat.tif")
        archive.writestr("results/lisezmoi.csv", "about;\n")
    file.unlink()


def _truncated(data: Path) -> None:
    file = _raster(data)
    file.write_bytes(file.read_bytes()[: WIDTH * HEIGHT * 2])


def _huge(data: Path) -> None:
    """Claim 1,000,000 x 1,000,000 pixels without writing one: TIFF 6.0, tags 256 (width) and 257 (height)."""
    file = _raster(data, SPARSE_OK=True)
    content = bytearray(file.read_bytes())
    (start,) = struct.unpack_from("<I", content, 4)
    for entry in range(struct.unpack_from("<H", content, start)[0]):
        at = start + 2 + 12 * entry
        if struct.unpack_from("<H", content, at)[0] in (256, 257):
            content[at : at + 12] = struct.pack("<HHII", struct.unpack_from("<H", content, at)[0], 4, 1, 1_000_000)
    file.write_bytes(content)


def _nowhere(data: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        _raster(data, transform=None)


def _classes(data: Path) -> None:
    file = _raster(data, _values().astype("uint8"), nodata=None)
    with rasterio.open(file, "r+") as out:
        out.write_colormap(1, {20: (255, 0, 0, 255), 30: (0, 255, 0, 255)})


MADE_RASTERS: dict[str, Callable[[Path], object]] = {
    "raster": _raster,
    "raster_band_empty": lambda data: _raster(data, np.full((HEIGHT, WIDTH), NOTHING, dtype="float32")),
    "raster_band_missing": _raster,
    "raster_crs_declared": lambda data: _raster(data, crs=None),
    "raster_crs_missing": lambda data: _raster(data, crs=None),
    "raster_elsewhere": lambda data: _raster(data, transform=from_origin(4770000, 2891000, 10, 10)),
    "raster_huge": _huge,
    "raster_not_placed": _nowhere,
    "raster_numbers": lambda data: _raster(data, _values().astype("complex64"), nodata=None),
    "raster_of_classes": _classes,
    "raster_truncated": _truncated,
    "raster_zipped": _zipped,
}
