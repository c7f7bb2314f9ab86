"""Addresses: each building on the street next to it, numbered along it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parvis.demo.names import street_names


def named(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the streets with a `name`, the same for all edges of one street."""
    codes, street = np.unique(streets["street"], return_inverse=True)
    names = np.array(street_names(len(codes)), dtype=object)
    return streets.assign(name=names[street])


def addressed(buildings: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the buildings with `number` and `street`: no two of them have the same, as long as street names differ."""
    land = streets[~streets["bridge"]].reset_index(drop=True)
    nearest = shapely.STRtree(land.geometry.to_numpy()).nearest(buildings.geometry.to_numpy())
    street = land["street"].to_numpy()[nearest]
    placed = pd.DataFrame({"street": street, "x": buildings.geometry.x + 0.61 * buildings.geometry.y})
    number = placed.groupby("street")["x"].rank(method="first").astype(int)
    return buildings.assign(number=number, street=land["name"].to_numpy()[nearest])
