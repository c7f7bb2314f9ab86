"""The streets as OpenStreetMap has them: what may drive where, and the file in its own format (pbf)."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import shapely
from osmium.osm.mutable import Node, Way
from pyproj import Transformer

from parvis.demo.forms import Form, Ints
from parvis.demo.ground import Ground
from parvis.demo.streets import Level

HIGHWAY = {
    Level.ARTERIAL: "primary",
    Level.SECONDARY: "tertiary",
    Level.RESIDENTIAL: "residential",
    Level.DEAD_END: "residential",
    Level.TRACK: "track",
}
SPEED = {"primary": 50, "tertiary": 50, "residential": 30}
ONE_WAY = 0.3  # of the streets of the old town
ON_FOOT = 0.12  # of its lanes: closed to cars
PRIVATE = 0.15  # of dead ends
"""Shares."""


def regulated(rng: np.random.Generator, ground: Ground, form: Ints, streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the streets with `highway`, `oneway` (yes or none), `access` (private or none) as in OpenStreetMap.

    One street has one rule; one-way streets and lanes without cars are in the old town.
    """
    old = ground.blocks.geometry.to_numpy()[form == Form.CENTRE]
    middle = shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5, normalized=True)
    beside, _ = shapely.STRtree(old).query(middle, predicate="dwithin", distance=1.0)
    central = np.isin(np.arange(len(streets)), beside) & ~streets["bridge"].to_numpy()
    luck = rng.random(int(streets["street"].max()) + 1)[streets["street"]]
    level = streets["level"]
    lane = central & (level == Level.RESIDENTIAL)
    highway = level.map({int(key): value for key, value in HIGHWAY.items()}).mask(lane & (luck < ON_FOOT), "pedestrian")
    return streets.assign(
        highway=highway,
        oneway=np.where(lane & (luck >= ON_FOOT) & (luck < ON_FOOT + ONE_WAY), "yes", ""),
        access=np.where((level == Level.DEAD_END) & (luck < PRIVATE), "private", ""),
    )


def write_streets(streets: gpd.GeoDataFrame, file: Path) -> None:
    """Write the streets as an OpenStreetMap file, one way an edge; ways that meet share their node.

    `streets` has name, bridge, highway, oneway and access; the same streets give the same bytes.
    """
    xy, way = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    points, node = np.unique(np.round(xy * 10).astype(np.int64), axis=0, return_inverse=True)
    node = node.ravel() + 1
    to_degrees = Transformer.from_crs(streets.crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(*(points.T / 10))
    ends = np.searchsorted(way, np.arange(len(streets) + 1))
    rows = streets[["name", "bridge", "highway", "oneway", "access"]].itertuples(index=False)
    file.unlink(missing_ok=True)
    header = osmium.io.Header()
    header.set("generator", "parvis demo")
    with osmium.SimpleWriter(str(file), header=header) as target:
        for number, (east, north) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True), 1):
            target.add_node(Node(id=number, location=(east, north), version=1))
        for number, row in enumerate(rows):
            nodes = node[ends[number] : ends[number + 1]].tolist()
            target.add_way(Way(id=number + 1, nodes=nodes, tags=_tags(*row), version=1))


def _tags(name: str, bridge: bool, highway: str, oneway: str, access: str) -> dict[str, str]:
    tags = {"highway": highway, "name": name, "oneway": oneway, "access": access}
    tags["maxspeed"] = str(SPEED.get(highway, ""))
    if bridge:
        tags |= {"bridge": "yes", "layer": "1"}
    return {key: value for key, value in tags.items() if value}
