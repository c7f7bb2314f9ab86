"""Parks, and the trees that the town keeps: along its avenues, in its parks, between the slabs of its estates."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from parvis.demo.forms import Form, Ints
from parvis.demo.ground import CRS, Ground
from parvis.demo.names import park_names
from parvis.demo.streets import Floats, Level
from parvis.demo.zonings import pieces

LINED = {Level.ARTERIAL: 0.6, Level.SECONDARY: 0.4, Level.RESIDENTIAL: 0.12}
"""Share of the streets of each level that have a row of trees on either side."""
IN_ROW = 11.0  # metres between two trees of a row
ASIDE = 5.0  # metres from the middle of the street
PER_HECTARE = {Form.PARK: 55.0, Form.ESTATE: 22.0}
NEAR = 40.0  # metres from the nearest building: further out nobody plants rows
CLEAR = 3.0  # metres from any wall


def parks(ground: Ground, form: Ints) -> gpd.GeoDataFrame:
    """Return the parks: name, geometry; blocks that touch are one park."""
    shapes = ground.blocks.geometry.to_numpy()
    piece = pieces(form == Form.PARK, ground.pairs)
    whole = [shapely.coverage_union_all(shapes[piece == number]) for number in range(piece.max() + 1)]
    return gpd.GeoDataFrame({"name": park_names(len(whole))}, geometry=whole, crs=CRS)


def trees(
    rng: np.random.Generator, ground: Ground, form: Ints, streets: gpd.GeoDataFrame, footprints: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the public trees: place (street, park, estate), height (m), geometry; none stands in a house or river."""
    rows = _rows(rng, streets, footprints)
    shapes = ground.blocks.geometry.to_numpy()
    spread = {kind: _scattered(rng, shapes[form == kind], density) for kind, density in PER_HECTARE.items()}
    points = shapely.points(np.round(np.vstack([rows, *spread.values()]), 1))
    place = np.repeat(["street", "park", "estate"], [len(rows), *map(len, spread.values())])
    height = np.clip(rng.normal(np.where(place == "street", 9.0, 13.0), 3.5), 3.0, 28.0).round(1)
    near, _ = shapely.STRtree(footprints.geometry.to_numpy()).query(points, predicate="dwithin", distance=CLEAR)
    free = ~shapely.intersects(ground.river, points)
    free[near] = False
    return gpd.GeoDataFrame({"place": place[free], "height": height[free]}, geometry=points[free], crs=CRS)


def _rows(rng: np.random.Generator, streets: gpd.GeoDataFrame, footprints: gpd.GeoDataFrame) -> Floats:
    """Return the trees (n, 2) in two rows along streets where people live: all edges of one street or none."""
    number, lines = streets["street"].to_numpy(), streets.geometry.to_numpy()
    luck = rng.random(number.max() + 1)[number]
    lined = (luck < streets["level"].map(LINED).fillna(0.0)).to_numpy() & ~streets["bridge"].to_numpy()
    tree = shapely.STRtree(footprints.geometry.to_numpy())
    built, _ = tree.query(shapely.line_interpolate_point(lines, 0.5, normalized=True), "dwithin", distance=NEAR)
    lived_in = np.isin(np.arange(len(lines)), built)
    beside = np.concatenate([shapely.offset_curve(lines[lined & lived_in], side * ASIDE) for side in (-1, 1)])
    return _evenly(beside[~shapely.is_empty(beside)])


def _evenly(lines: npt.NDArray[np.object_]) -> Floats:
    length = shapely.length(lines)
    count = np.maximum(np.floor(length / IN_ROW) - 1, 0).astype(int)
    line = np.repeat(np.arange(len(lines)), count)
    along = (np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count) + 1) * IN_ROW
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along)))


def _scattered(rng: np.random.Generator, shapes: npt.NDArray[np.object_], density: float) -> Floats:
    """Return trees (n, 2) anywhere in the shapes, so many a hectare."""
    if not len(shapes):
        return np.empty((0, 2))
    west, south, east, north = shapely.bounds(shapes).T
    of = np.repeat(np.arange(len(shapes)), rng.poisson((east - west) * (north - south) / 10_000 * density))
    xy = np.column_stack([rng.uniform(west[of], east[of]), rng.uniform(south[of], north[of])])
    shapely.prepare(shapes)
    return np.asarray(xy[shapely.contains_xy(shapes[of], xy)])
