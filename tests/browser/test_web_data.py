"""What scripts read is what the tables publish: the same numbers, the same words, and nothing else."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from small_town import observatory

from parvis.model.figure import State
from parvis.model.observatory import Observatory
from parvis.publish.edition import Edition, Grounds
from parvis.publish.sentences import span
from parvis.publish.web import write_shapes, write_web


@pytest.fixture(scope="module")
def town() -> Observatory:
    return observatory()


@pytest.fixture(scope="module")
def folder(town: Observatory, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the scripts' data."""
    site = tmp_path_factory.mktemp("site")
    grounds = Grounds(town)
    for language in ("fr", "en"):
        write_web(Edition(grounds, language), site)
    write_shapes(grounds, site)
    return site / "data" / "web"


def read(file: Path) -> Any:
    """Return what a script hands over, checked to be a call with JSON and nothing else."""
    text = file.read_text(encoding="utf-8")
    assert text.startswith("parvis.data(") and text.endswith(");\n")
    return json.loads(f"[{text.removeprefix('parvis.data(').removesuffix(');' + chr(10))}]")[1]


def rows(folder: Path, language: str) -> dict[tuple[str, str, str, str, str], Any]:
    """Return the rows of all indicators by indicator, zoning, zone, period and category."""
    index = read(folder / language / "index.js")
    zones = {zoning["id"]: [zone[0] for zone in zoning["zones"]] for zoning in index["zonings"]}
    found = {}
    for indicator in index["indicators"]:
        told = read(folder / language / "figures" / f"{indicator['id']}.js")
        for zoning, views in told["zonings"].items():
            for view in views:
                assert len(view["rows"]) == len(zones[zoning])
                for zone, row in zip(zones[zoning], view["rows"], strict=True):
                    if row:
                        found[indicator["id"], zoning, zone, view["period"], view["category"]] = row
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_is_there_once_and_no_other(town: Observatory, folder: Path, language: str) -> None:
    frame = town.figures.frame
    figures = frame[frame["role"] == "figure"]
    told = rows(folder, language)
    assert len(told) == len(figures)
    for figure in figures.itertuples():
        category = "" if figure.category == "total" else f"{figure.breakdown}/{figure.category}"
        row = told[figure.indicator, figure.zoning, figure.zone, figure.period, category]
        if State(figure.state).has_value:
            assert row[3] == pytest.approx(figure.value, rel=1e-6)
            if math.isfinite(figure.lower):  # rounded outward, as it is read
                assert row[4] <= figure.lower + 1e-9
                assert row[5] >= figure.upper - 1e-9
            else:
                assert (row[4], row[5]) == (None, None)
        else:
            assert row[0].startswith("s-")
            assert len(row) == 2


def test_no_number_stands_anywhere_that_the_figures_do_not_publish(town: Observatory, folder: Path) -> None:
    frame = town.figures.frame
    shown = frame[frame["state"].isin([state.value for state in State if state.has_value])]
    published = {float(f"{n:.7g}") for n in shown["value"]}
    edition = Edition(Grounds(town), "fr")
    for row in edition.shelf:
        if row.is_shown:
            published |= {float(f"{float(bound):.7g}") for bound in span(row, edition.reader.place(row))}
    written = {float(n) for row in rows(folder, "fr").values() if len(row) > 2 for n in row[3:6] if n is not None}
    assert written - published == set()


def test_classes_count_the_zones_of_each_style(folder: Path) -> None:
    for zoning, views in read(folder / "fr" / "figures" / "poor_share.js")["zonings"].items():
        for view in views:
            styles = Counter(row[0] for row in view["rows"] if row and row[0].startswith("k"))
            assert {style: count for style, _, count in view["classes"]} == dict(styles), zoning


def test_words_are_those_of_the_pages_in_each_language(folder: Path) -> None:
    key = ("poor_share", "qpv", "QP01", "2019", "")
    no_break = "\N{NO-BREAK SPACE}"
    assert rows(folder, "fr")[key][1:3] == [f"31,9{no_break}%", "25,2 à 38,8"]
    assert rows(folder, "en")[key][1:3] == ["31.9%", "25.2 to 38.8"]


def test_outlines_are_degrees_and_name_their_zones(town: Observatory, folder: Path) -> None:
    for zoning, zones in town.zones.items():
        shapes = read(folder / "shapes" / f"{zoning}.js")
        assert [feature["properties"]["zone"] for feature in shapes["features"]] == list(zones.frame["id"])
        degrees = zones.frame.to_crs("EPSG:4326").geometry
        for feature, shape in zip(shapes["features"], degrees, strict=True):
            corners = [corner for polygon in feature["geometry"]["coordinates"] for ring in polygon for corner in ring]
            west, south = (min(corner[i] for corner in corners) for i in (0, 1))
            assert (west, south) == pytest.approx(shape.bounds[:2], abs=1e-5)
