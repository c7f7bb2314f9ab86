"""Addresses: each building on the street next to it, numbered along it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parvis.demo.forms import Form, Ints
from parvis.demo.ground import Ground
from parvis.demo.names import street_names
from parvis.demo.streets import Level


def tracked(ground: Ground, form: Ints) -> gpd.GeoDataFrame:
    """Return the streets of the ground; small ones where nothing is built, and whole ones with no house, are tracks."""
    streets = ground.streets
    built = ground.blocks.geometry.to_numpy()[form >= Form.WORKS]
    middle = shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5, normalized=True)
    beside, _ = shapely.STRtree(built).query(middle, predicate="dwithin", distance=1.0)
    apart = np.ones(len(streets), dtype=bool)
    apart[beside] = False
    alone = streets["street"].map(pd.Series(apart).groupby(streets["street"].to_numpy()).all())
    fields = (apart & (streets["level"] == Level.RESIDENTIAL)) | (alone & (streets["level"] == Level.SECONDARY))
    return streets.assign(level=streets["level"].mask(fields, Level.TRACK))


def named(streets: gpd.GeoDataFrame, closes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return streets and dead ends with a `name`, the same for all edges of one street."""
    own = closes.assign(street=streets["street"].max() + 1 + np.arange(len(closes)), bridge=False)
    every = pd.concat([streets, own[["street", "level", "bridge", "geometry"]]], ignore_index=True)
    _, street = np.unique(every["street"], return_inverse=True)
    level = every.groupby("street")["level"].min().to_numpy()
    names = np.array(street_names(level), dtype=object)
    return every.assign(street=street, name=names[street])


def addressed(buildings: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the buildings with `number` and `street`: no two of them have the same, as long as street names differ."""
    land = streets[~streets["bridge"]].reset_index(drop=True)
    nearest = shapely.STRtree(land.geometry.to_numpy()).nearest(buildings.geometry.to_numpy())
    street = land["street"].to_numpy()[nearest]
    placed = pd.DataFrame({"street": street, "x": buildings.geometry.x + 0.61 * buildings.geometry.y})
    number = placed.groupby("street")["x"].rank(method="first").astype(int)
    return buildings.assign(number=number, street=land["name"].to_numpy()[nearest])
