"""How far one gets: polygons around an origin, by minutes, over a grid of cells that lie at a street."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from rasterio.features import shapes
from rasterio.transform import Affine

from parvis.model.progress import Progress, silent
from parvis.reach.doors import Placed
from parvis.reach.feed import Flags
from parvis.reach.inputs import Inputs, Journey
from parvis.reach.points import Points
from parvis.reach.times import Prepared, times
from parvis.reach.walks import EARTH


def grid(inputs: Inputs, origins: Points, journey: Journey, *, cell: float) -> tuple[Points, tuple[int, int]]:
    """Return the middles of square cells of `cell` metres that a journey might come to, and (rows, columns)."""
    lon, lat = _extent(inputs, origins, journey)
    middle = np.radians((lat[0] + lat[1]) / 2)
    high = np.degrees(cell / EARTH)
    wide = high / np.cos(middle)
    columns, rows = (max(1, int(np.ceil((b - a) / size))) for (a, b), size in ((lon, wide), (lat, high)))
    x = lon[0] + wide * (np.arange(columns) + 0.5)
    y = lat[0] + high * (np.arange(rows) + 0.5)
    every_x, every_y = (axis.ravel() for axis in np.meshgrid(x, y))
    return Points(tuple(map(str, range(rows * columns))), every_x, every_y, name="grid"), (rows, columns)


def _extent(inputs: Inputs, origins: Points, journey: Journey) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the least and most longitude and latitude: where vehicles go, and as far as one walks from origins."""
    lon = np.concatenate([origins.lon, *(feed.stops.lon for feed in inputs.feeds)])
    lat = np.concatenate([origins.lat, *(feed.stops.lat for feed in inputs.feeds)])
    around = np.degrees(inputs.walker.metres / EARTH)
    wide = around / np.cos(np.radians(np.nanmedian(lat)))
    fast = np.degrees(journey.query.longest * 14.0 / EARTH)  # 50 km/h, straight on: farther than a town's vehicles go
    near = fast + around
    west, east = origins.lon.min() - near * wide / around, origins.lon.max() + near * wide / around
    south, north = origins.lat.min() - near, origins.lat.max() + near
    return (
        (max(west, np.nanmin(lon) - wide), min(east, np.nanmax(lon) + wide)),
        (max(south, np.nanmin(lat) - around), min(north, np.nanmax(lat) + around)),
    )


def isochrones(
    prepared: Prepared,
    origins: Points,
    cells: Points,
    size: tuple[int, int],
    minutes: Sequence[float],
    *,
    threads: int = 1,
    progress: Progress = silent,
) -> gpd.GeoDataFrame:
    """Return polygons (WGS 84) with id, percentile and minutes: what is reached in so many minutes, the longest first.

    Cells farther from a street than their own half diagonal are not filled: nobody can stand there.
    """
    dry = _at_streets(prepared.destinations, cells, size)
    across = Affine(*_corner(cells, size))
    found: list[dict[str, object]] = []
    for batch in times(prepared, origins, threads=threads, progress=progress):
        for i, seconds in enumerate(batch.seconds):
            for rank, percentile in enumerate(prepared.query.percentiles):
                for longest in sorted(minutes, reverse=True):
                    inside = (seconds[:, rank] >= 0) & (seconds[:, rank] <= 60 * longest) & dry
                    shape = _outline(inside.reshape(size), across)
                    name = origins.ids[batch.first + i]
                    found.append({"id": name, "percentile": percentile, "minutes": longest, "geometry": shape})
    return gpd.GeoDataFrame(found, geometry="geometry", crs=4326)


def _at_streets(places: Placed, cells: Points, size: tuple[int, int]) -> Flags:
    if places.on_streets is None:
        return np.ones(len(cells), dtype=np.bool_)
    high = np.radians((cells.lat.max() - cells.lat.min()) / max(size[0] - 1, 1)) * EARTH if size[0] > 1 else 100.0
    near: Flags = np.nan_to_num(places.on_streets.off, nan=np.inf) <= high * np.sqrt(0.5)
    return near


def _corner(cells: Points, size: tuple[int, int]) -> tuple[float, float, float, float, float, float]:
    """Return the six numbers that take column and row to longitude and latitude."""
    rows, columns = size
    wide = (cells.lon.max() - cells.lon.min()) / max(columns - 1, 1) or 1e-6
    high = (cells.lat.max() - cells.lat.min()) / max(rows - 1, 1) or 1e-6
    return wide, 0.0, cells.lon.min() - wide / 2, 0.0, high, cells.lat.min() - high / 2


def _outline(inside: Flags, across: Affine) -> shapely.MultiPolygon:
    """Return the area of cells that are inside."""
    parts = [shapely.geometry.shape(part) for part, _ in shapes(inside.astype(np.uint8), mask=inside, transform=across)]
    whole = shapely.union_all(parts)
    return shapely.MultiPolygon([whole]) if whole.geom_type == "Polygon" else shapely.MultiPolygon(whole.geoms)
