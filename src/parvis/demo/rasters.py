"""Relief and surface temperature on a raster of 10 m: the land rises from the river, walls heat up, trees cool."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import rasterio
import shapely
from rasterio.features import rasterize
from rasterio.transform import from_origin
from scipy.ndimage import distance_transform_edt, gaussian_filter

from parvis.demo.forms import Form, Ints
from parvis.demo.ground import CRS, Ground
from parvis.demo.streets import Floats, Level

PIXEL = 10.0
MARGIN = 50.0  # metres beyond the communes
LOWEST = 38.0  # metres above the sea, of the river where it leaves the town
FALL = 0.0006  # metres of the river's level a metre: as slow as a bend
CLIMB = 0.011  # metres that the land rises a metre away from the river
HILLS = 14.0  # metres, above and under that slope
FIELDS, WATER = 33.5, 23.0  # degrees at two in the afternoon of a hot day
"""Of the surface. Cities in summer span some 20 degrees between water and flat roofs (Landsat, thermal band)."""
ROOF, HALL, ROAD = 7.0, 11.0, 4.0  # degrees that each adds where it covers a pixel whole
DENSE = 11.0  # degrees that dense building adds to all around it
TREES, PARK = -8.0, -5.0
TREE_WIDTH = 0.45  # of its height
ROAD_WIDTH = {Level.ARTERIAL: 14.0, Level.SECONDARY: 9.0, Level.RESIDENTIAL: 6.0, Level.DEAD_END: 5.0}
LAPSE = -0.012  # degrees a metre of height: on slopes above the town it is cooler
NOISE = 0.5
FINE = 6  # points along each side of a building: some 2 m apart

Pixels = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Raster:
    """Values (rows from north to south, columns from west to east) in pixels of PIXEL metres, CRS EPSG:2154."""

    values: Pixels
    west: float
    north: float

    def at(self, points: Floats) -> Floats:
        """Return the value of the pixel that each point (n, 2) lies in."""
        return np.asarray(self.values[self.place(points)], dtype=float)

    def place(self, points: Floats) -> tuple[Ints, Ints]:
        """Return the row and the column of the pixel that each point (n, 2) lies in."""
        row, column = (self.north - points[:, 1]) // PIXEL, (points[:, 0] - self.west) // PIXEL
        return row.astype(np.int64), column.astype(np.int64)


def empty(ground: Ground) -> Raster:
    """Return a raster of zeros over the town, its pixels on whole multiples of PIXEL."""
    west, south, east, north = ground.blocks.total_bounds
    west, south = (np.floor((low - MARGIN) / PIXEL) * PIXEL for low in (west, south))
    east, north = (np.ceil((high + MARGIN) / PIXEL) * PIXEL for high in (east, north))
    shape = (round((north - south) / PIXEL), round((east - west) / PIXEL))
    return Raster(np.zeros(shape, dtype=np.float32), float(west), float(north))


def relief(rng: np.random.Generator, ground: Ground) -> Raster:
    """Return the height of the ground in metres above the sea: a valley between hills, flat where it floods."""
    raster = empty(ground)
    rows, columns = raster.values.shape
    away = distance_transform_edt(_covered(raster, [ground.river]) == 0) * PIXEL
    x, y = np.meshgrid(np.arange(columns) * PIXEL, np.arange(rows) * PIXEL)
    length = 1_900.0 * ground.plan.scale**0.5
    hills = np.zeros_like(away)
    for size in (1.0, 0.55, 0.3):
        angle, phase = rng.uniform(0, 2 * np.pi, 2)
        hills += size * np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / (length * size * 2) + phase)
    flat = 1 - np.exp(-((away / 450.0) ** 2))
    height = LOWEST + FALL * (columns * PIXEL - x) + CLIMB * away * flat + HILLS * hills * flat
    floor = LOWEST + FALL * (columns * PIXEL - x) + np.minimum(away / 60.0, 2.5)
    return Raster(np.maximum(height, floor).round(1).astype(np.float32), raster.west, raster.north)


def surface_temperature(
    rng: np.random.Generator,
    ground: Ground,
    form: Ints,
    streets: gpd.GeoDataFrame,
    footprints: gpd.GeoDataFrame,
    trees: gpd.GeoDataFrame,
    height: Raster,
) -> Raster:
    """Return the temperature of the surface in degrees Celsius, on a hot afternoon: from water to roofs of halls."""
    built = footprints["use"].to_numpy() == "dwellings"
    walls = shapely.get_coordinates(footprints.geometry.to_numpy()).reshape(-1, 5, 2)
    homes, halls = _roofed(height, walls[built]), _roofed(height, walls[~built])
    road = _roads(height, streets)
    crown = np.pi * (trees["height"].to_numpy() * TREE_WIDTH / 2) ** 2
    canopy = _shared(height, shapely.get_coordinates(trees.geometry.to_numpy()), crown)
    water = _covered(height, [ground.river])
    park = _covered(height, ground.blocks.geometry.to_numpy()[form == Form.PARK])
    warm = ROOF * homes + HALL * halls + ROAD * road + PARK * park
    around = DENSE * gaussian_filter(homes + halls + 0.5 * road, 5) + TREES * gaussian_filter(canopy, 1.5)
    land = FIELDS + gaussian_filter(warm, 0.7) + around + LAPSE * (height.values - LOWEST)
    wet = gaussian_filter(water, 2)
    noise = gaussian_filter(rng.normal(0, 4 * NOISE, land.shape), 2)
    return Raster((land + (WATER - land) * wet + noise).round(1).astype(np.float32), height.west, height.north)


def _roads(raster: Raster, streets: gpd.GeoDataFrame) -> Pixels:
    lines = streets[streets["level"].isin(ROAD_WIDTH)]
    shapes = lines.geometry.to_numpy()
    points, line = shapely.get_coordinates(shapely.segmentize(shapes, PIXEL / 2), return_index=True)
    area = shapely.length(shapes) * lines["level"].map(ROAD_WIDTH).to_numpy() / np.bincount(line)
    return _shared(raster, points, area[line])


def _roofed(raster: Raster, walls: Floats) -> Pixels:
    """Return the share of each pixel under the rectangles whose corners are `walls` (n, 5, 2)."""
    first, along, across = walls[:, 0], walls[:, 1] - walls[:, 0], walls[:, 3] - walls[:, 0]
    area = np.abs(along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0])
    steps = (np.arange(FINE) + 0.5) / FINE
    points = [first + u * along + v * across for u in steps for v in steps]
    return _shared(raster, np.concatenate(points), np.tile(area / len(points), len(points)))


def _shared(raster: Raster, points: Floats, area: Floats) -> Pixels:
    """Return the share of each pixel that is covered, from the area (m2) that each point (n, 2) stands for."""
    row, column = raster.place(points)
    held = np.bincount(row * raster.values.shape[1] + column, weights=area, minlength=raster.values.size)
    return np.minimum(held.reshape(raster.values.shape) / PIXEL**2, 1.0).astype(np.float32)


def _covered(raster: Raster, shapes: list[object] | npt.NDArray[np.object_]) -> Pixels:
    """Return 1 in the pixels whose middle the shapes cover, 0 elsewhere."""
    if not len(shapes):
        return np.zeros_like(raster.values)
    transform = from_origin(raster.west, raster.north, PIXEL, PIXEL)
    return np.asarray(rasterize(shapes, out_shape=raster.values.shape, transform=transform, dtype="float32"))


def write(raster: Raster, file: Path, description: str) -> None:
    """Write a raster of one band as a tiled GeoTIFF; the same values give the same bytes."""
    rows, columns = raster.values.shape
    options = {"tiled": True, "blockxsize": 256, "blockysize": 256, "compress": "deflate", "predictor": 3}
    transform = from_origin(raster.west, raster.north, PIXEL, PIXEL)
    profile = {"height": rows, "width": columns, "count": 1, "dtype": "float32", "crs": CRS, "transform": transform}
    with rasterio.open(file, "w", driver="GTiff", **profile, **options) as target:
        target.write(raster.values, 1)
        target.set_band_description(1, description)
