"""Footprints of buildings in a folder: people are shared out along their surface."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from shapely.geometry import box, mapping

import parvis

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"
SOURCE = """title: Buildings
producer: OSM
regime: open
licence: odbl
place: data/buildings.geojson
kind: polygons
vintage: 2024
extent: commune
"""


def test_people_are_shared_out_along_the_surface_of_footprints(tmp_path: Path) -> None:
    folder = tmp_path / "bourg"
    shutil.copytree(BASE, folder)
    data = folder / "data"
    cells = pd.read_csv(data / "cells.csv", sep=";")
    corner = cells["idcar_200m"].str.extract(r"N(\d+)E(\d+)").astype(float)
    # Of each cell 20 m2 a person, three quarters of them in its western half.
    buildings = [
        box(x + at, y + 20, x + at + people * 20 * part / 50, y + 70)
        for people, y, x in zip(cells["ind"], corner[0], corner[1], strict=True)
        for at, part in ((10, 0.75), (120, 0.25))
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3035"}}
    features = [{"type": "Feature", "properties": {}, "geometry": mapping(shape)} for shape in buildings]
    (data / "buildings.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    quarters = json.loads((data / "quartiers.geojson").read_text())
    quarters["features"][0]["geometry"] = mapping(box(3770100, 2890100, 3770500, 2890700))
    (data / "quartiers.geojson").write_text(json.dumps(quarters))
    (folder / "sources" / "buildings.yml").write_text(SOURCE)
    persons = folder / "indicators" / "persons.yml"
    persons.write_text(persons.read_text().replace("measures: [ind]", "measures: [ind], along: [{source: buildings}]"))
    parvis.open(folder).build()
    figures = pd.read_parquet(folder / "build" / "figures.parquet")
    found = figures[(figures["indicator"] == "persons") & (figures["zone"] == "Q1")].set_index("method")["value"]
    # By hand: 190 persons in whole cells, and 3/4 of the 210 in the two that the border halves; by surface 1/2 of them.
    assert found["area_weighted"] == pytest.approx(295)
    assert found["modelled"] == pytest.approx(190 + 0.75 * 210, rel=0.02)
