"""Totals known of other zones, with which estimates are made to agree."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS
from scipy.sparse import csr_array

import parvis
from parvis import estimate, locate
from parvis.estimate import Margin, Pieces, Shares
from parvis.locate import Grid
from parvis.run import weights as run
from parvis.run.desk import Desk
from parvis.run.margins import Lying, parted, with_rest

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"


def _halves(count: int, total: float, variance: float = 0.0) -> tuple[np.ndarray, csr_array, Shares, Margin]:
    """Return units of 100 cut in the middle by two zones, a half of the first, and a margin of the two."""
    values, weights = np.full(count, 100.0), csr_array(np.tile([0.5, 0.5, 0.25], (count, 1)))
    shares = Shares(weights, np.zeros(3), np.full(count, 0.4))
    beside = Shares(csr_array(weights[:, :2]), np.zeros(2), np.full(count, 0.4))
    pieces = Pieces.of(weights, beside.mean, np.array([0, 1, 2]), np.array([0, 1, 0]), zoning=np.zeros(3, int))
    totals = np.array([total, 100.0 * count - total])
    return values, weights, shares, Margin(totals, np.full(2, variance), beside, pieces)


def test_units_agree_with_totals_that_are_exact_and_keep_their_own() -> None:
    found = estimate.agreed(*_halves(2, 60.0)).mean
    # By hand: of each unit 30 of 100 on one side; of the quarter, half of these.
    assert found.toarray()[0] == pytest.approx([0.3, 0.7, 0.15], abs=1e-6)
    assert found[:, [0, 1]].sum(axis=1) == pytest.approx(1.0)


def test_totals_that_the_units_give_already_change_nothing() -> None:
    values, weights, shares, margin = _halves(3, 150.0)
    assert abs(estimate.agreed(values, weights, shares, margin).mean - weights).max() < 1e-12


def test_totals_pull_less_the_more_they_err() -> None:
    # By hand: the variance of each total is 2 x 0.4 x 100^2 x 0.25 = 2000, of opposite signs; an error of 2000 in each
    # leaves 2 x 2000 / (2 x 2000 + 2000) = 2/3 of the way.
    found = estimate.agreed(*_halves(2, 60.0, 2000.0)).mean
    assert found.toarray()[0, 0] == pytest.approx(0.5 - 0.2 * 2 / 3, abs=1e-6)


def test_ranges_know_what_totals_tell_by_hand() -> None:
    # Of the variance of 2000 the exact total leaves nothing; of the 1500 of the quarter it takes 1000^2 / 2000 = 500,
    # 1000 being 2 x 0.4 x 100^2 x (1/4 - 1/4 x 1/2).
    assert estimate.agreed(*_halves(2, 100.0)).settled == pytest.approx([1.0, 1.0, 1 / 3], abs=1e-4)
    # With errors of 2000 in both totals 2000 x 2/3 and 1000 x 1/3 are known.
    shares = estimate.agreed(*_halves(2, 100.0, 2000.0))
    assert shares.settled == pytest.approx([2 / 3, 2 / 3, 2 / 9], abs=1e-4)
    mean, variance = estimate.total_law(shares, np.full(2, 100.0))
    assert mean == pytest.approx([100.0, 100.0, 50.0])
    assert variance == pytest.approx([2000 / 3, 2000 / 3, 1500 * 7 / 9], rel=1e-4)


def test_ranges_narrow_less_where_totals_differ_more_than_was_expected() -> None:
    # By hand: both totals are 90 off, with a variance of 3 x 2000 in what they say against each other: 2 x 90^2 / 6000
    # = 2.7 where two were expected. With what is believed before that is (2.7 + 4) / (2 + 4) times as much as the law
    # says, and so is what it leaves: 1/3 of the doubt, and 7/9 of that of the quarter.
    shares = estimate.agreed(*_halves(2, 10.0, 2000.0))
    assert 1.0 - shares.settled == pytest.approx(np.array([1 / 3, 1 / 3, 7 / 9]) * 6.7 / 6, abs=1e-4)


def test_pieces_add_up_to_zones_and_leave_none_of_the_others_too_full() -> None:
    # Half of a unit's surface is the zone's, all of the first of two others and none of the second; of people 3/4 live
    # in the first and 1/2 in the zone: two thirds of those of the first.
    pieces = Pieces.of(
        csr_array([[0.5]]), csr_array([[0.75, 0.25]]), np.array([0]), np.array([0]), zoning=np.array([0])
    )
    assert pieces.held(csr_array([[0.5]]), csr_array([[0.75, 0.25]])).toarray() == pytest.approx(0.5, abs=1e-4)
    both = Pieces.of(
        csr_array([[0.25, 0.25]]), csr_array([[0.5, 0.5]]), np.array([0, 0]), np.array([0, 1]), zoning=np.array([0, 0])
    )
    held = both.held(csr_array([[0.6]]), csr_array([[0.9, 0.1]])).toarray()
    assert held == pytest.approx(np.array([[0.54, 0.06]]), abs=1e-4)  # as dense in both: 60 % of each


def test_each_zoning_holds_all_of_a_zone_and_what_lies_outside_of_it() -> None:
    # Of a unit the zone holds the half in the north; one zoning cuts it into west and east, of another it is a whole.
    both = Pieces.of(
        csr_array([[0.25, 0.25, 0.5]]), csr_array([[0.5, 0.5, 1.0]]), np.zeros(3, int), np.arange(3),
        zoning=np.array([0, 0, 1]),
    )  # fmt: skip
    held = both.held(csr_array([[0.5]]), csr_array([[0.5, 0.5, 1.0]])).toarray()
    assert held == pytest.approx(np.array([[0.25, 0.25, 0.5]]), abs=1e-4)
    # Of 0.4 of the unit that a zone covers half lies in the north, and half of what lies outside of it.
    some = Pieces.of(
        csr_array([[0.2, 0.3]]), csr_array([[0.4, 0.6]]), np.zeros(2, int), np.arange(2), zoning=np.zeros(2, int)
    )
    assert some.held(csr_array([[0.5]]), csr_array([[0.4, 0.6]])).toarray() == pytest.approx(
        np.array([[0.2, 0.3]]), abs=1e-4
    )


def test_a_zoning_that_cuts_no_unit_tells_nothing_beside_another() -> None:
    values, weights, shares, margin = _halves(2, 60.0)
    pieces, whole = margin.pieces, csr_array(np.ones((2, 1)))
    more = Margin(
        np.append(margin.totals, 200.0), np.zeros(3),
        Shares(csr_array(np.hstack([margin.shares.mean.toarray(), whole.toarray()])), np.zeros(3), shares.lumpiness),
        Pieces.of(
            csr_array(np.hstack([weights.toarray()] * 2)), csr_array(np.tile([0.5, 0.5, 1.0], (2, 1))),
            np.tile(pieces.zone, 2), np.append(pieces.other, [2, 2, 2]), zoning=np.repeat([0, 1], 3),
        ),
    )  # fmt: skip
    one, two = (estimate.agreed(values, weights, shares, each) for each in (margin, more))
    assert two.mean.toarray() == pytest.approx(one.mean.toarray(), abs=1e-6)
    assert two.settled == pytest.approx(one.settled, abs=1e-6)


def test_what_borders_drew_in_is_expected_in_the_other_zones_too() -> None:
    # Of 100 the border draws 80 in where surface says 50; the zone is the first of two others: with a total of 80 there
    # nothing is left to be moved.
    values, weights = np.array([100.0]), csr_array([[0.5]])
    shares = Shares(csr_array([[0.8]]), np.zeros(1), np.array([0.4]))
    beside = Shares(csr_array([[0.5, 0.5]]), np.zeros(2), np.array([0.4]))
    pieces = Pieces.of(csr_array([[0.5]]), beside.mean, np.array([0]), np.array([0]), zoning=np.array([0]))
    margin = Margin(np.array([80.0, 20.0]), np.full(2, 1e-6), beside, pieces)
    found = estimate.agreed(values, weights, shares, margin, undrawn=weights)
    assert found.mean.toarray() == pytest.approx(0.8, abs=1e-3)
    assert found.settled == pytest.approx(1.0, abs=1e-3)


def test_a_total_that_is_not_known_says_nothing() -> None:
    values, weights, shares, margin = _halves(2, np.nan)
    assert abs(estimate.agreed(values, weights, shares, margin).mean - weights).max() == 0


def _folder(folder: Path) -> Path:
    """Write a town whose first neighbourhood ends in the middle of two cells of 210, as a block of known total does."""
    shutil.copytree(BASE, folder)
    data = folder / "data"
    quarters = json.loads((data / "quartiers.geojson").read_text())
    first, second = (feature["geometry"] for feature in quarters["features"])
    first["coordinates"] = [_box(3770100, 2890100, 3770500, 2890700)]
    (data / "quartiers.geojson").write_text(json.dumps(quarters))
    first["coordinates"] = [_box(3770000, 2890000, 3770500, 2891000)]
    second["coordinates"] = [_box(3770500, 2890000, 3772000, 2891000)]
    (data / "blocks.geojson").write_text(json.dumps(quarters))
    (data / "blocks.csv").write_text("code;persons\nQ1;360\nQ2;500\n")
    source = "title: Blocks\nproducer: INSEE\nregime: open\nlicence: etalab-2.0\nvintage: 2019\n"
    place = "place: data/blocks.{}\nkind: {}\ncolumns: {}\n"
    (folder / "sources" / "blocks.yml").write_text(
        source + place.format("geojson", "polygons", "{id: code, name: name}")
    )
    (folder / "sources" / "block_totals.yml").write_text(
        source + place.format("csv", "table", "{unit: code}") + "measures:\n  persons: {column: persons, "
        "unit: persons, universe: persons in tax households}\n"
    )
    with (folder / "territory.yml").open("a") as territory:
        territory.write("  blocks: {name: Blocks, source: blocks, year: 2024}\n")
    persons = folder / "indicators" / "persons.yml"
    margin = "margin: [{source: block_totals, measure: persons, zoning: blocks}]"
    persons.write_text(persons.read_text().replace("measures: [ind]", f"measures: [ind], {margin}"))
    return folder


def test_totals_of_other_zones_are_held_to_all_the_units_of_these(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large source only units that some zones touch are in sums: 250 people of a block live far from all others.

    What neighbours tell is asked of other pairs of units then, and moves estimates by a little.
    """
    values = []
    for name, many in (("all", run.MANY), ("some", 1)):
        folder = _folder(tmp_path / name)
        with (folder / "data" / "cells.csv").open("a") as cells:
            cells.write("CRS3035RES200mN2890800E3771800;0;250;90;10\n")
        (folder / "data" / "blocks.csv").write_text("code;persons\nQ1;360\nQ2;750\n")
        monkeypatch.setattr(run, "MANY", many)
        parvis.open(folder).build()
        figures = pd.read_parquet(folder / "build" / "figures.parquet")
        of = figures[(figures["zone"] == "Q1") & (figures["method"] == "modelled")].set_index("indicator")
        values.append(of.loc["persons", "value"])
    assert values[1] == pytest.approx(values[0], rel=0.02)


def test_what_lies_outside_of_zones_with_totals_is_a_zone_of_theirs() -> None:
    # Of a cell of 200 m the zone is the north, and the only other a square of 100 m in the north-west of two cells.
    grid = Grid(200.0, CRS(3035), np.array([0.0, 200.0]), np.zeros(2), np.array(["a", "b"], dtype=object))
    shapes = {"zones": [_box(0, 100, 400, 200)], "others": [_box(0, 100, 300, 200)]}
    frames = {
        name: gpd.GeoDataFrame(geometry=[shapely.Polygon(ring) for ring in rings], crs=3035)
        for name, rings in shapes.items()
    }
    zones, others = (
        Lying("cells", name, grid, None, locate.overlay_weights(grid, frame)) for name, frame in frames.items()
    )
    desk = SimpleNamespace(
        zones={name: SimpleNamespace(frame=frame) for name, frame in frames.items()}, once=lambda _key, made: made()
    )
    found = parted(cast(Desk, desk), zones, others)
    assert found.common.toarray() == pytest.approx(np.array([[0.5, 0.0], [0.25, 0.25]]))
    assert found.zone.tolist() == [0, 0]
    assert found.other.tolist() == [0, 1]  # 1 is what lies outside of the one other
    assert with_rest(others.weights).toarray() == pytest.approx(np.array([[0.5, 0.5], [0.25, 0.75]]))


def _box(west: int, south: int, east: int, north: int) -> list[list[int]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_a_folder_names_totals_of_other_zones(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "bourg")
    parvis.open(folder).build()
    figures = pd.read_parquet(folder / "build" / "figures.parquet")
    persons = figures[(figures["indicator"] == "persons") & (figures["zone"] == "Q1")].set_index("method")
    # 190 in whole cells, and of 210 the 170 that the block counts in its half; by surface 105 of them. How much denser
    # people live inside two blocks is not known well, so that their totals move estimates half of the way and more.
    assert persons.loc["area_weighted", "value"] == pytest.approx(295)
    assert (295 + 360) / 2 < persons.loc["modelled", "value"] <= 360
    assert persons.loc["modelled", "role"] == "figure"
    assert persons.loc["modelled", "sources"] == "cells block_totals"
