"""Areas and places: cells onto polygons, points into polygons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.case import Case, Floats, Way, Work

if TYPE_CHECKING:
    import geopandas as gpd

    from parvis.locate import Grid

CELL = 200.0  # metres
VERTICES = 60  # of a star
DISTRICT = 300  # vertices of a district
CRS = "EPSG:3035"
SEED = 20260701


@dataclass(frozen=True)
class Overlay:
    """A grid listed row by row from its south-west corner, with a value a cell, and polygons over it."""

    grid: Grid
    columns: int
    values: Floats
    polygons: gpd.GeoDataFrame


@dataclass(frozen=True)
class Places:
    """Points, and polygons over them."""

    points: gpd.GeoDataFrame
    polygons: gpd.GeoDataFrame


def star_polygons(rng: np.random.Generator, count: int, width: float, height: float) -> gpd.GeoDataFrame:
    """Return polygons, ragged and overlapping, whose areas together are about that of the rectangle."""
    import geopandas as gpd
    import shapely

    reach = np.sqrt(width * height / count)
    angle = (np.arange(VERTICES) + rng.uniform(0, 0.9, (count, VERTICES))) * 2 * np.pi / VERTICES
    distance = reach * rng.uniform(0.3, 0.8, (count, VERTICES))
    centre = rng.uniform(0, 1, (count, 2)) * (width, height)
    ring = np.stack([centre[:, :1] + distance * np.cos(angle), centre[:, 1:] + distance * np.sin(angle)], axis=2)
    return gpd.GeoDataFrame({"id": np.arange(count)}, geometry=shapely.polygons(ring), crs=CRS)


def district_polygons(rng: np.random.Generator, count: int, width: float, height: float) -> gpd.GeoDataFrame:
    """Return polygons as neighbourhoods are drawn, winding and overlapping, of about the rectangle's area together."""
    import geopandas as gpd
    import shapely

    angle, wave = np.arange(DISTRICT) * 2 * np.pi / DISTRICT, np.arange(1, 9)
    height_of = rng.normal(0, 0.22, (count, len(wave))) / wave
    waves = height_of[:, :, None] * np.cos(wave[:, None] * angle + rng.uniform(0, 2 * np.pi, (count, len(wave), 1)))
    reach = np.clip(1 + waves.sum(axis=1) + rng.normal(0, 0.01, (count, DISTRICT)), 0.2, None)
    distance = 0.54 * np.sqrt(width * height / count) * reach
    centre = rng.uniform(0, 1, (count, 2)) * (width, height)
    ring = np.stack([centre[:, :1] + distance * np.cos(angle), centre[:, 1:] + distance * np.sin(angle)], axis=2)
    return gpd.GeoDataFrame({"id": np.arange(count)}, geometry=shapely.polygons(ring), crs=CRS)


def make_spiky(cells: int, polygons: int) -> Overlay:
    return make_overlay(cells, polygons, star_polygons)


def make_overlay(cells: int, polygons: int, draw: Callable[..., gpd.GeoDataFrame] = district_polygons) -> Overlay:
    from parvis.locate import Grid

    rng = np.random.default_rng(SEED)
    columns = round(np.sqrt(cells))
    row, column = np.divmod(np.arange(cells), columns)
    grid = Grid(CELL, CRS, column * CELL, row * CELL, np.arange(cells).astype(str))
    values = rng.integers(1, 900, cells).astype(np.float64)
    side = columns * CELL
    return Overlay(grid, columns, values, draw(rng, polygons, side, side))


def make_places(points: int, polygons: int) -> Places:
    import geopandas as gpd

    rng = np.random.default_rng(SEED)
    side = CELL * np.sqrt(points)
    x, y = rng.uniform(0, side, (2, points))
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=CRS)
    return Places(frame, star_polygons(rng, polygons, side, side))


def weigh_grid(data: Overlay) -> Work:
    from parvis.locate import overlay_weights

    return lambda: overlay_weights(data.grid, data.polygons).T @ data.values


def weigh_squares(data: Overlay) -> Work:
    from parvis.locate import overlay_weights

    squares = data.grid.polygons()
    return lambda: overlay_weights(squares, data.polygons).T @ data.values


def extract_exactly(data: Overlay) -> Work:
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    full_rows = np.pad(data.values, (0, -len(data.values) % data.columns))
    north_first = full_rows.reshape(-1, data.columns)[::-1]
    rows, columns = north_first.shape
    raster = NumPyRasterSource(north_first, 0, 0, columns * CELL, rows * CELL, srs_wkt=data.polygons.crs.to_wkt())
    return lambda: exact_extract(raster, data.polygons, ["sum"], output="pandas")["sum"].to_numpy()


def interpolate(data: Overlay) -> Work:
    from tobler.area_weighted import area_interpolate

    squares = data.grid.polygons().assign(value=data.values)

    def work() -> Floats:
        sums = area_interpolate(squares, data.polygons, extensive_variables=["value"], allocate_total=False)
        return sums["value"].to_numpy()

    return work


def assign_points(data: Places) -> Work:
    from parvis.locate import assign

    return lambda: assign(data.points, data.polygons).sum(axis=0)


def join_points(data: Places) -> Work:
    import geopandas as gpd

    def work() -> Floats:
        pairs = gpd.sjoin(data.points, data.polygons, predicate="within")
        return np.bincount(pairs["index_right"], minlength=len(data.polygons)).astype(np.float64)

    return work


CASES = {
    "overlay": Case(
        "Values of square cells summed by polygon, shared out by area",
        {"cells": 500_000, "polygons": 1_500},
        make_overlay,
        {
            "Parvis, `Grid`": Way("parvis", weigh_grid),
            "Parvis, squares as a GeoDataFrame": Way("parvis", weigh_squares),
            "exactextract `sum`": Way("exactextract", extract_exactly),
            "tobler `area_interpolate`": Way("tobler", interpolate),
        },
    ),
    "spiky": Case(
        "The same with polygons all of spikes: a border through every other cell",
        {"cells": 500_000, "polygons": 1_500},
        make_spiky,
        {
            "Parvis, `Grid`": Way("parvis", weigh_grid),
            "exactextract `sum`": Way("exactextract", extract_exactly),
        },
    ),
    "points": Case(
        "Points counted by polygon",
        {"points": 500_000, "polygons": 300},
        make_places,
        {
            "Parvis `assign`": Way("parvis", assign_points),
            "geopandas `sjoin` (within)": Way("geopandas", join_points),
        },
    ),
}
