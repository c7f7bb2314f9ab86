"""Journeys in parts: as early as the search over all departures says, and R5's printed parts on Porto Alegre."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import parvis.model.compiled  # noqa: F401  (first: machine code is kept where it always is)
from parvis.cli.main import cli
from parvis.errors import AnalystError
from parvis.reach.doors import placed, walks
from parvis.reach.inputs import Journey, read_inputs
from parvis.reach.journeys import journeys
from parvis.reach.points import Points, read_points
from parvis.reach.rows import NEVER
from parvis.reach.search import Query, Search
from parvis.reach.times import Prepared

MINUTE = 60


@pytest.fixture(scope="module")
def town(data_dir: Path) -> tuple[Prepared, Points]:
    folder = data_dir / "porto-alegre"
    points = read_points(folder / "poa_points_of_interest.csv")
    how = Journey(datetime(2019, 5, 13, 14), Query(departures=10))
    feeds = [folder / "poa_eptc.zip", folder / "poa_trensurb.zip"]
    return read_inputs(how, streets=folder / "poa_osm.pbf", gtfs=feeds).prepared(points, how), points


def parts(town: tuple[Prepared, Points], target: str, departure: int) -> dict[str, float]:
    """Return the minutes of each part of the journey from the market that leaves so many minutes after two."""
    prepared, points = town
    found = journeys(prepared, points, points, "public_market", target)[departure][1]
    assert found is not None
    return {part.route or part.kind: part.seconds / MINUTE for part in found}


def test_parts_add_up_to_what_the_search_finds(town: tuple[Prepared, Points]) -> None:
    prepared, points = town
    where = placed(prepared.walker, points.lon, points.lat, middle=prepared.middle)
    access, direct = (walks(prepared.walker, where, to).around(0) for to in (prepared.stops, prepared.destinations))
    taken = Search(prepared.networks, prepared.query).taken(access, direct)
    for row, name in enumerate(points.ids):
        found = [part for _, part in journeys(prepared, points, points, "public_market", name)]
        sums = [sum(part.seconds for part in parts) if parts else int(NEVER) for parts in found]
        np.testing.assert_array_equal(taken[row], sums)


def test_parts_of_r5(town: tuple[Prepared, Points]) -> None:
    """R5, at 14:05 by LINHA1: 3.1 + 2.9 + 1.6 + 6.2; at 14:00 by 2821: 2.5 + 1.5 + 4.5 + 1.8; walks within 0.5."""
    train = parts(town, "bus_central_station", 5)
    assert train == pytest.approx({"access": 3.1, "wait": 2.9, "LINHA1": 1.6, "egress": 6.2}, abs=0.5)
    bus = parts(town, "gasometer_museum", 0)
    assert bus == pytest.approx({"access": 2.5, "wait": 1.5, "2821": 4.5, "egress": 1.8}, abs=0.5)


def test_an_identifier_that_is_none(town: tuple[Prepared, Points]) -> None:
    prepared, points = town
    with pytest.raises(AnalystError) as caught:
        journeys(prepared, points, points, "public_markt", "townhall")
    assert caught.value.findings[0].values["guess"] == "public_market"


def test_the_command(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    places = str(data_dir / "porto-alegre" / "poa_points_of_interest.csv")
    given = ["--origins", places, "--destinations", places, "--from", "townhall", "--to", "public_market",
             "--departure", "2019-05-13T14:00", "--gtfs", str(data_dir / "porto-alegre" / "poa_trensurb.zip"),
             "--window", "2"]  # fmt: skip
    done = CliRunner().invoke(cli, ["reach", "journeys", *given, "--json"])
    assert [row["parts"][0]["kind"] for row in json.loads(done.stdout)] == ["walk", "walk"]
    assert len(CliRunner().invoke(cli, ["reach", "journeys", *given]).stdout.splitlines()) == 2
