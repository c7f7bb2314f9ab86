"""Pixels of a raster by polygon."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.areas import CRS, SEED, district_polygons
from bench.case import Case, Way, Work

if TYPE_CHECKING:
    import geopandas as gpd

PIXEL = 10.0  # metres
STRIP = 500  # rows


@dataclass(frozen=True)
class Pixels:
    """A raster file, and polygons over it."""

    file: Path
    polygons: gpd.GeoDataFrame


def make_pixels(side: int, polygons: int) -> Pixels:
    import rasterio
    from rasterio.transform import from_origin
    from rasterio.windows import Window

    rng = np.random.default_rng(SEED)
    file = Path(tempfile.gettempdir()) / f"parvis-bench-{side}.tif"
    profile = {"driver": "GTiff", "height": side, "width": side, "count": 1, "dtype": "float32", "crs": CRS}
    tiles = {"tiled": True, "blockxsize": 512, "blockysize": 512, "nodata": -1}
    with rasterio.open(file, "w", transform=from_origin(0, side * PIXEL, PIXEL, PIXEL), **profile, **tiles) as out:
        for row in range(0, side, STRIP):
            tall = min(STRIP, side - row)
            out.write(rng.random((tall, side), dtype=np.float32) * 100, 1, window=Window(0, row, side, tall))
    return Pixels(file, district_polygons(rng, polygons, side * PIXEL, side * PIXEL))


def by_blocks(data: Pixels) -> Work:
    from parvis.locate import zonal

    return lambda: zonal(data.file, data.polygons)["mean"].to_numpy()


def by_exactextract(data: Pixels) -> Work:
    from exactextract import exact_extract

    return lambda: exact_extract(str(data.file), data.polygons, ["mean"], output="pandas")["mean"].to_numpy()


CASES = {
    "zonal": Case(
        "Mean of the pixels of a raster by polygon, each by its share inside",
        {"side": 10_000, "polygons": 1_500},
        make_pixels,
        {
            "Parvis `zonal`": Way("parvis", by_blocks),
            "exactextract `mean`": Way("exactextract", by_exactextract),
        },
    ),
}
