"""Noisy roads, as prefectures class them (arrêté du 30 mai 1996: from category 1, the loudest, to 5)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from parvis.demo.ground import CRS
from parvis.demo.streets import Level

CATEGORY = {Level.ARTERIAL: 3, Level.SECONDARY: 4}
WIDTH = {3: 100.0, 4: 30.0}
"""Metres on either side of the road in which new buildings must be sealed against noise, by category (article 4)."""


def noisy_roads(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the sector that each noisy road makes: id, categorie, largeur (m), name, geometry; sectors may overlap."""
    loud = streets[streets["level"].isin(CATEGORY)].sort_values(["level", "street"], kind="stable")
    first = loud.drop_duplicates(["level", "street"])
    place = loud.groupby(["level", "street"]).ngroup().to_numpy()
    lines = shapely.multilinestrings(loud.geometry.to_numpy(), indices=place)
    category = first["level"].map(CATEGORY).to_numpy()
    width = np.array([WIDTH[number] for number in category])
    columns = {"id": np.arange(len(first)).astype(str), "categorie": category, "largeur": width, "name": first["name"]}
    return gpd.GeoDataFrame(columns, geometry=shapely.buffer(lines, width, quad_segs=4), crs=CRS).reset_index(drop=True)
