"""Counts of an earlier generation of neighbourhoods at the perimeter of today's: by who lives where, or not at all.

By hand: Q1 was O1 to O4, each with an empty field beside it, so that all of their 420 people live in today's Q1 (by
surface it would be 280). O5 was the west of Q2, where 3 of its 10 homes are: what happened in the rest is not known,
and no trend is told.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import parvis

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"
OPEN = "producer: INSEE\nregime: open\nlicence: etalab-2.0\n"
SOURCES = {
    "earlier": f"title: Old\n{OPEN}place: data/old.geojson\nkind: polygons\nvintage: 2015\ncolumns: {{id: code}}\n",
    "census_2013": f"title: Census\n{OPEN}place: data/old.csv\nkind: table\nvintage: 2013\nunits: earlier\n"
    'columns: {unit: code}\nmeasures:\n  people: {column: pop, unit: persons, universe: "persons, census"}\n',
    "homes": f"title: Homes\n{OPEN}place: data/homes.csv\nkind: points\nvintage: 2024\ncrs: EPSG:3035\n"
    "extent: commune\ncolumns: {x: x, y: y}\n",
    "blocks": f"title: Blocks\n{OPEN}place: data/blocks.geojson\nkind: polygons\nvintage: 2024\ncolumns: {{id: code}}\n"
    'measures:\n  people: {column: pop, unit: persons, universe: "persons, census"}\n',
}
IN_Q2 = (3_771_050, 3_771_100, 3_771_150, *range(3_771_220, 3_771_360, 20))


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(BASE, tmp_path / "bourg"))
    for name, text in SOURCES.items():
        (folder / "sources" / f"{name}.yml").write_text(text)
    with (folder / "territory.yml").open("a") as file:
        file.write("  earlier:\n    name: Before\n    source: earlier\n    year: 2015\n")
    old = [
        *(shapely.box(x, y, x + 300, y + 200) for x in (3_770_100, 3_770_400) for y in (2_890_200, 2_890_400)),
        shapely.box(3_771_000, 2_890_200, 3_771_200, 2_890_600),
    ]
    zones = [f"O{n}" for n in range(1, 6)]
    gpd.GeoDataFrame({"code": zones}, geometry=old, crs=3035).to_file(folder / "data" / "old.geojson")
    people = [100, 110, 100, 110, 90]
    pd.DataFrame({"code": zones, "pop": people}).to_csv(folder / "data" / "old.csv", index=False)
    x = np.array([*np.repeat(range(3_770_210, 3_770_600, 20), 2), *IN_Q2])
    homes = pd.DataFrame({"x": x, "y": 2_890_300 + 200 * (np.arange(len(x)) % 2)})
    homes.to_csv(folder / "data" / "homes.csv", index=False)
    blocks = shapely.box(homes["x"] - 9, homes["y"] - 9, homes["x"] + 9, homes["y"] + 9)
    codes = [f"B{n}" for n in range(len(homes))]
    frame = gpd.GeoDataFrame({"code": codes, "pop": 20}, geometry=blocks, crs=3035)
    frame.to_file(folder / "data" / "blocks.geojson")
    return folder


@pytest.mark.parametrize(
    ("along", "least"),
    [
        ("{source: blocks, measure: people}", 420.0),
        ("{source: homes}", 281.0),  # how many live by a home, how many by surface: of so few zones it is hardly learnt
    ],
)
def test_a_series_at_the_perimeter_of_today(town: Path, along: str, least: float) -> None:
    with (town / "indicators" / "population.yml").open("a") as file:
        file.write(f"  estimated: {{source: census_2013, measures: [people], along: [{along}]}}\n")
    parvis.open(town).build()
    figures = parvis.open(town).figures().frame
    figures = figures[figures["indicator"] == "population"].set_index(["zone", "period", "method"])
    rows = figures[figures["role"] == "figure"].droplevel("method")
    assert rows["state"]["Q1"].to_dict() == {"2018": "published", "2013": "published"}
    assert least - 1e-9 <= rows["value"]["Q1", "2013"] <= 420 + 1e-9
    assert figures["value"]["Q1", "2013", "area_weighted"] == pytest.approx(280)
    assert rows["coverage"]["Q2", "2013"] == pytest.approx(0.3)
    assert rows["state"]["Q2"].to_dict() == {"2018": "published", "2013": "incomplete"}
