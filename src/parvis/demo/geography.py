"""The geography of the territory folder: zonings, what maps draw, rasters, and streets for travel times."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from parvis.demo import osm, rasters, sources
from parvis.demo.city import City
from parvis.demo.streets import Level

MADE = "2024-01-01T00:00:00.000Z"
"""The date that a GeoPackage says it was made: one that does not change, so that the same town gives the same bytes."""
NETWORK = "network"
"""Folder, under data, of streets and relief: what travel times rest on."""


def layers(city: City) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers that are written as GeoJSON, by the name of their file."""
    return {
        "communes": city.communes,
        "iris": city.iris,
        "qpv2024": city.neighbourhoods,
        "qpv2015": city.neighbourhoods_2015.drop(columns="fate"),
        "school_catchments": city.catchments,
        "study_perimeter": city.study,
        "cells_1km": kilometre_cells(city),
        "flood": city.flood,
        "river": city.river,
        "parks": city.parks,
        "streets": _whole_streets(city.streets),
        "social_dwellings": sources.social_dwellings(city),
    }


def kilometre_cells(city: City) -> gpd.GeoDataFrame:
    """Return the squares of 1 km of the European grid (EPSG:3035) that somebody lives in: idcar_1km, geometry."""
    xy = shapely.get_coordinates(city.buildings.geometry.to_crs("EPSG:3035").to_numpy())
    corner = np.unique(np.floor(xy / 1_000).astype(np.int64), axis=0) * 1_000
    names = [f"CRS3035RES1000mN{north}E{east}" for east, north in corner]
    squares = shapely.box(*corner.T, *(corner + 1_000).T)
    return gpd.GeoDataFrame({"idcar_1km": names}, geometry=squares, crs="EPSG:3035")


def _whole_streets(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one line a street (name, level), tracks between fields left out."""
    driven = streets[streets["level"] != Level.TRACK].sort_values("street", kind="stable")
    first = driven.drop_duplicates("street")
    place = driven.groupby("street").ngroup().to_numpy()
    lines = shapely.line_merge(shapely.multilinestrings(driven.geometry.to_numpy(), indices=place))
    return gpd.GeoDataFrame(first[["name", "level"]].reset_index(drop=True), geometry=lines, crs=streets.crs)


def write_large(city: City, data: Path) -> None:
    """Write what is too large for text: buildings (GeoPackage), heat and relief (GeoTIFF), streets (pbf)."""
    network = data / NETWORK
    network.mkdir(parents=True, exist_ok=True)
    buildings = city.footprints[["use", "floors", "geometry"]]
    _write_package(buildings.assign(floors=buildings["floors"].astype("int32")), data / "buildings.gpkg")
    rasters.write(city.heat, data / "heat.tif", "surface temperature, degrees Celsius, on a hot afternoon")
    rasters.write(city.relief, network / "relief.tif", "height, metres above the sea")
    osm.write_streets(city.streets, network / "streets.osm.pbf")


def _write_package(shapes: gpd.GeoDataFrame, file: Path) -> None:
    file.unlink(missing_ok=True)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": MADE})
    try:
        pyogrio.write_dataframe(shapes, file, layer=file.stem)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
