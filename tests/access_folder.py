"""A territory on a road, where every time of travel can be worked out by hand.

No streets: ways are straight lines made 1.3 times longer, at 3.6 km/h, so that 100 m take 130 seconds. Cells of 200 m
lie side by side along the road, places of work on it; the neighbourhood is the first two and a half cells.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from timetables import write_feed

WEST, SOUTH, CELL = 3_760_000, 2_891_800, 200
CELLS = 10
PEOPLE = (10, 30, 20, 40, 0, 50, 10, 10, 10, 20)
WORK = ((2.5, 100), (5.5, 40), (9.5, 7))
"""Where jobs are, in cells from the west, and how many: each in the middle of a cell."""

TERRITORY = """\
id: road
name: Road
languages: [en]
crs: EPSG:3035
publisher: Town
zonings:
  quartier: {name: Neighbourhoods, source: zones, year: 2024, sheets: true, compare: [town]}
  town: {name: Town, source: town, year: 2024}
"""
POLICY = """\
min_source_units: {unit: units, values: [{value: 1, from: 2000-01-01, reference: test}]}
"""
OPEN = "title: A\nproducer: B\nregime: open\nlicence: etalab-2.0\nvintage: 2024\n"
SOURCES = {
    "zones": "place: data/zones.geojson\nkind: polygons\ncolumns: {id: code, name: code}\n",
    "town": "place: data/town.geojson\nkind: polygons\ncolumns: {id: code, name: code}\n",
    "cells": "place: data/cells.csv\nkind: filosofi-cells-200m\nextent: town\n",
    "work": "place: data/work.csv\nkind: points\ncrs: EPSG:3035\ncolumns: {x: x, y: y}\nextent: town\n"
    "measures:\n  jobs: {column: jobs, unit: jobs, universe: jobs}\n",
    "bus": "place: data/bus.zip\nkind: gtfs\n",
}
INDICATOR = """\
name: Jobs
question: How many?
definition: Jobs within reach.
theme: mobility
unit: jobs
kind: access
zonings: [quartier, town]
value:
  access:
    travel: {by: foot, max_time: 60}
    from: {source: cells, measure: ind}
    to: {source: work, measure: jobs}
    within: 15
"""


def place(cells: float) -> tuple[float, float]:
    """Return the place so many cells from the west."""
    return WEST + CELL * cells, SOUTH + CELL / 2


def outline(cells: float, name: str) -> gpd.GeoDataFrame:
    """Return the first cells of the road as one zone."""
    shape = shapely.box(WEST, SOUTH, WEST + CELL * cells, SOUTH + CELL)
    return gpd.GeoDataFrame({"code": [name]}, geometry=[shape], crs="EPSG:3035")


def write_road(root: Path) -> Path:
    """Write the territory folder."""
    for part in ("sources", "indicators", "data"):
        (root / part).mkdir(parents=True)
    (root / "territory.yml").write_text(TERRITORY)
    (root / "policy.yml").write_text(POLICY)
    for name, text in SOURCES.items():
        (root / "sources" / f"{name}.yml").write_text(OPEN + text)
    (root / "indicators" / "jobs.yml").write_text(INDICATOR)
    outline(2.5, "Q").to_file(root / "data" / "zones.geojson")
    outline(CELLS, "T").to_file(root / "data" / "town.geojson")
    ids = [f"CRS3035RES200mN{SOUTH}E{WEST + CELL * n}" for n in range(CELLS)]
    pd.DataFrame({"idcar_200m": ids, "ind": np.array(PEOPLE, dtype=float)}).to_csv(root / "data/cells.csv", index=False)
    points = [(*place(at), jobs) for at, jobs in WORK]
    pd.DataFrame(points, columns=["x", "y", "jobs"]).to_csv(root / "data" / "work.csv", index=False)
    bus(root, [(0, 8 * 3600 + 60 * n, 8 * 3600 + 60 * n) for n in (0, 10, 20, 30, 40, 50, 60, 70)])
    return root


def bus(root: Path, starts: list[tuple[int, int, int]]) -> None:
    """Write a feed: a bus from the first cell to the last in two minutes."""
    degrees = Transformer.from_crs("EPSG:3035", "EPSG:4326", always_xy=True)
    (west, north), (east, other) = degrees.transform(*place(0.5)), degrees.transform(*place(9.5))
    stops = [f"s0,West,{north},{west}", f"s1,East,{other},{east}"]
    trips = [[(0, start, start), (1, start + 120, start + 120)] for _, start, _ in starts]
    folder = write_feed(root / "feed", 2, trips)
    (folder / "stops.txt").write_text("\n".join(["stop_id,stop_name,stop_lat,stop_lon", *stops]) + "\n")
    shutil.make_archive(str(root / "data" / "bus"), "zip", folder)
    shutil.rmtree(folder)


def asked(root: Path, *changes: tuple[str, str]) -> None:
    """Write the indicator with parts of it in other words."""
    text = INDICATOR
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (root / "indicators" / "jobs.yml").write_text(text)
