"""What is within reach, by hand on a small town, by the laws of each measure, and by the commands."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from click.testing import CliRunner

import parvis.model.compiled  # noqa: F401  (first: machine code is kept where it always is)
from parvis import reach
from parvis.cli.main import cli
from parvis.errors import AnalystError
from parvis.reach.opportunities import DECAYS, linear, logistic, per_person, step, within
from timetables import read_rows, write_feed

EIGHT = 8 * 3600
SECONDS = np.array([[0, 600, 1800, -1], [1200, 1200, 60, 2400]], dtype=np.int32)
AMOUNTS = np.array([1.0, 10.0, 100.0, 1000.0])


def test_opportunities_within_a_cutoff() -> None:
    assert within(SECONDS, AMOUNTS, step, 20).tolist() == [11, 111]
    assert within(SECONDS, AMOUNTS, step, 40).tolist() == [111, 1111]


def test_every_decay_but_the_step_is_a_half_at_the_cutoff_and_never_rises() -> None:
    minutes = np.linspace(0, 120, 200)
    for name, decay in DECAYS.items():
        found = decay(minutes, 30.0)
        assert (np.diff(found) <= 0).all(), name
        assert name == "step" or decay(np.array([30.0]), 30.0)[0] == pytest.approx(0.5)
    assert linear(np.array([15.0]), 30.0)[0] == 0.75
    assert logistic(np.array([0.0]), 60.0)[0] > 0.99


def test_minutes_to_the_nth_count_amounts_not_places() -> None:
    assert reach.minutes_to(SECONDS, AMOUNTS, 1).tolist() == [0, 1]
    assert reach.minutes_to(SECONDS, AMOUNTS, 12).tolist() == [30, 1]
    beyond = reach.minutes_to(SECONDS, AMOUNTS, 112)
    assert np.isnan(beyond[0])
    assert beyond[1] == 40


def test_a_floating_catchment_gives_out_all_there_is_once() -> None:
    """With competition the supply of every place that anybody reaches is shared out whole: the sum over people."""
    random = np.random.default_rng(3)
    seconds = random.integers(-600, 3600, (30, 12)).astype(np.int32)
    seconds[seconds < 0] = -1
    people, supply = random.integers(1, 50, 30).astype(float), random.integers(0, 9, 12).astype(float)
    for decay in DECAYS.values():
        reached = np.where(seconds >= 0, decay(np.maximum(seconds, 0) / 60, 25.0), 0)
        each = within(seconds, per_person(supply, people @ reached), decay, 25.0)
        assert people @ each == pytest.approx(supply[(people @ reached) > 0].sum())


def test_what_a_group_has_and_others_have_not() -> None:
    values, people, poor = np.array([10.0, 20.0]), np.array([100.0, 100.0]), np.array([90.0, 10.0])
    assert reach.weighted_gap(values, people, poor) == pytest.approx(11.0 - 19.0)
    assert reach.palma(np.array([1.0, 2, 3, 4, 8]), np.array([4.0, 2, 2, 1, 1]), np.arange(5.0)) == 8.0
    with pytest.raises(AnalystError):
        reach.weighted_gap(values, people, np.zeros(2))


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two homes, three places of work 111 m from one another, and a bus of ten minutes between."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    trips = [[(0, EIGHT + 60 * m, EIGHT + 60 * m), (100, EIGHT + 60 * (m + 10), EIGHT + 60 * (m + 10))]
             for m in range(0, 90, 10)]  # fmt: skip
    write_feed(tmp_path / "feed", 101, trips)
    (tmp_path / "homes.csv").write_text("id,lon,lat,people,cooks,nurses\nnear,2.5,48.0,30,1,0\nfar,2.5,48.1,10,1,3\n")
    (tmp_path / "work.csv").write_text(
        "id,lon,lat,cooks,nurses,none\na,2.5,48.0,5,0,0\nb,2.5,48.001,7,2,0\nc,2.5,48.1,0,40,0\n"
    )
    return tmp_path


def run(town: Path, command: str, *more: str) -> dict[tuple[str, str, str, float], float]:
    """Return the values that `parvis reach access` writes, by origin, opportunity, measure and what was asked for."""
    given = ["--gtfs", str(town / "feed"), "--origins", str(town / "homes.csv"), "--departure", "2026-03-02T08:00",
             "--window", "20", "--out", str(town / "out.csv")]  # fmt: skip
    given += ["--destinations", str(town / "work.csv")] if command == "access" else []
    done = CliRunner().invoke(cli, ["reach", command, *given, *more])
    assert done.exit_code == 0, done.output + str(done.exception)
    rows = read_rows(town / "out.csv")
    return {
        (row["id"], row["opportunity"], row["measure"], float(row["at"])): float(row["value"] or "nan") for row in rows
    }


def test_access_on_a_small_town(town: Path) -> None:
    """On foot 111 m are 145 s with the detour of 1.3; the bus takes from one end to the other, and none goes back."""
    more = (
        "--opportunities",
        "cooks,nurses",
        "--cutoff",
        "5,25",
        "--nearest",
        "3,100",
        "--competition",
        "people",
        "--match",
    )
    found = run(town, "access", *more)
    assert [found["near", "cooks", "within", at] for at in (5, 25)] == [12, 12]
    assert [found["near", "nurses", "within", at] for at in (5, 25)] == [2, 42]
    assert [found["far", "nurses", "within", at] for at in (5, 25)] == [40, 40]
    assert found["near", "cooks", "minutes_to", 3] == 0
    assert found["far", "nurses", "minutes_to", 3] == 0
    assert np.isnan(found["far", "cooks", "minutes_to", 3])
    assert found["near", "nurses", "per_person", 25] == pytest.approx(2 / 30 + 40 / 40)
    assert found["near", "all", "matched", 25] == 12
    assert found["far", "all", "matched", 25] == pytest.approx(0.75 * 40)


def test_a_category_that_is_nowhere_is_told(town: Path) -> None:
    given = [
        "--gtfs",
        str(town / "feed"),
        "--origins",
        str(town / "homes.csv"),
        "--destinations",
        str(town / "work.csv"),
    ]
    done = CliRunner(env={"PARVIS_LANG": "en"}).invoke(
        cli, ["reach", "access", *given, "--departure", "2026-03-02T08:00", "--opportunities", "none", "--out",
              str(town / "out.csv")],
    )  # fmt: skip
    assert done.exit_code == 0
    assert "none" in done.stderr


def test_isochrones_grow_with_the_minutes_and_reach_where_the_bus_goes(town: Path) -> None:
    given = ["--gtfs", str(town / "feed"), "--origins", str(town / "homes.csv"), "--departure", "2026-03-02T08:00"]
    done = CliRunner().invoke(cli, ["reach", "isochrone", *given, "--window", "20", "--minutes", "10,30",
                                    "--max-walk", "15", "--out", str(town / "out.geojson")])  # fmt: skip
    assert done.exit_code == 0, done.output + str(done.exception)
    found = gpd.read_file(town / "out.geojson").set_index(["id", "minutes"]).geometry
    near, far = found["near", 10.0], found["near", 30.0]
    assert far.covers(near)
    bus_end = gpd.points_from_xy([2.5], [48.1])[0]
    assert far.contains(bus_end)
    assert not near.contains(bus_end)
    metres = gpd.GeoSeries([near], crs=4326).to_crs(2154).area[0]
    assert metres == pytest.approx(np.pi * (600 / 1.3) ** 2, rel=0.1)  # ten minutes at 1 m/s, detour 1.3: a disc


def test_frames_give_what_files_give(town: Path) -> None:
    frames = [gpd.read_file(town / name) for name in ("homes.csv", "work.csv")]
    places = [
        gpd.GeoDataFrame(
            frame.assign(**{column: frame[column].astype(float) for column in frame.columns if column != "id"}),
            geometry=gpd.points_from_xy(frame.lon.astype(float), frame.lat.astype(float)),
            crs=4326,
        ).to_crs(2154)
        for frame in frames
    ]
    how = reach.journey(datetime(2026, 3, 2, 8), window=20)
    feed = [town / "feed"]
    minutes = reach.travel_times(*places, how, gtfs=feed).set_index(["from_id", "to_id"]).travel_time_p50
    assert minutes["near", "c"] == 15  # waits of 1 to 10 minutes, each twice in 20 departures, and a ride of ten
    got = reach.access(*places, how, reach.Measures(("nurses",), cutoffs=(25.0,)), gtfs=feed)
    assert got.set_index("id").value.to_dict() == {"near": 42.0, "far": 40.0}
    with pytest.raises(AnalystError):
        reach.travel_times(places[0].set_crs(None, allow_override=True), places[1], how)
