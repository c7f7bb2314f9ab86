"""Atoms: the pieces into which the borders of several zonings cut the ground."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array

from parvis.locate.shapes import metric, polygonal, surfaces

SLIVER = 0.005
"""A piece with less than this share of every zone that it lies in is a drawing error between borders, not a place."""


def atoms(zonings: Sequence[gpd.GeoDataFrame]) -> list[csr_array]:
    """Return for each zoning which atoms make up its zones, (n_zones, n_atoms) of 0 and 1, over one set of atoms.

    Zones may overlap, within a zoning too. Borders that are drawn a little apart make slivers: these belong to no
    atom, so that two zones that are meant to be one on the ground count as one.
    """
    crs = metric(zonings[0].crs, "zones")
    shapes = [surfaces(frame, crs, "zones") for frame in zonings]
    flat = np.concatenate(shapes)
    pieces = np.array([], dtype=object)
    for zone in flat:
        pieces = _cut(pieces, zone)
    inside = shapely.point_on_surface(pieces)
    atom, zone = shapely.STRtree(flat).query(inside, predicate="intersects")
    share = shapely.area(pieces)[atom] / shapely.area(flat)[zone]
    largest = np.zeros(len(pieces))
    np.maximum.at(largest, atom, share)
    kept = np.flatnonzero(largest >= SLIVER)
    number = np.full(len(pieces), -1)
    number[kept] = np.arange(len(kept))
    good = number[atom] >= 0
    ones = np.ones(int(good.sum()))
    all_zones = csr_array((ones, (zone[good], number[atom[good]])), shape=(len(flat), len(kept)))
    ends = np.cumsum([len(shape) for shape in shapes])
    return [all_zones[end - len(shape) : end] for end, shape in zip(ends, shapes, strict=True)]


def _cut(pieces: np.ndarray, zone: shapely.Geometry) -> np.ndarray:
    """Return pieces cut along the border of a zone, and what of the zone lay in none of them."""
    if not len(pieces):
        return np.array([zone], dtype=object)
    touched = shapely.STRtree(pieces).query(zone, predicate="intersects")
    apart = np.delete(pieces, touched)
    within = polygonal(shapely.intersection(pieces[touched], zone))
    without = polygonal(shapely.difference(pieces[touched], zone))
    rest = polygonal(np.array([shapely.difference(zone, shapely.union_all(pieces[touched]))], dtype=object))
    made: np.ndarray = np.concatenate([apart, within, without, rest])
    full: np.ndarray = made[~shapely.is_empty(made)]
    return full
