"""Zonings that follow neither IRIS nor neighbourhoods: school catchments, and a perimeter that a town studies."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from parvis.demo.forms import Ints
from parvis.demo.ground import CRS, Ground
from parvis.demo.names import invented
from parvis.demo.zonings import COMMUNE_CODES, dissolved

SCHOOL = "C104"  # primary schools, in INSEE's database of facilities
AROUND = 320.0  # metres round a neighbourhood that are studied with it
ROUNDED = 120.0
NAMED_FROM = 60_000  # numbers of names that no street has in a town of 1,000,000


def catchment_of_blocks(ground: Ground, facilities: gpd.GeoDataFrame) -> Ints:
    """Return for each block the place of its primary school: the nearest in its own commune, where that has one."""
    schools = facilities[facilities["type"] == SCHOOL]
    xy = np.column_stack([schools.geometry.x, schools.geometry.y])
    shapes = ground.blocks.geometry.to_numpy()
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    commune = ground.blocks["commune"].to_numpy()
    _, block = KDTree(points).query(xy)
    of = np.zeros(len(points), dtype=np.int64)
    for number in np.unique(commune):
        own = np.flatnonzero(commune[block] == number)
        own = own if len(own) else np.arange(len(xy))
        here = commune == number
        of[here] = own[KDTree(xy[own]).query(points[here])[1]]
    return np.asarray(np.unique(of, return_inverse=True)[1])


def catchments(ground: Ground, of_block: Ints) -> gpd.GeoDataFrame:
    """Return the school catchments: uai (the school's code), nom, insee_com, geometry."""
    _, first = np.unique(of_block, return_index=True)
    commune = ground.blocks["commune"].to_numpy()[first]
    count = len(first)
    columns = {
        "uai": [f"099{number + 1:04d}Z" for number in range(count)],
        "nom": [f"École {name}" for name in invented(np.arange(count) + NAMED_FROM)],
        "insee_com": [COMMUNE_CODES[number] for number in commune],
    }
    return gpd.GeoDataFrame(columns, geometry=dissolved(ground, of_block), crs=CRS)


def study_perimeter(ground: Ground, neighbourhoods: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the perimeter that a town studies round its first neighbourhood: id, nom, geometry; it follows nothing."""
    first = neighbourhoods.geometry.iloc[0].convex_hull
    drawn = first.buffer(AROUND + ROUNDED, quad_segs=3).buffer(-ROUNDED).simplify(15.0)
    land = shapely.difference(drawn, ground.river)
    largest = max(shapely.get_parts(land), key=shapely.area)
    shape = shapely.transform(largest, lambda points: np.round(points, 1))
    name = f"Projet urbain {invented(np.array([NAMED_FROM - 1]))[0]}"
    return gpd.GeoDataFrame({"id": ["etude-1"], "nom": [name]}, geometry=[shape], crs=CRS)
