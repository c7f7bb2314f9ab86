"""`parvis reach times` as its users call it, on Porto Alegre, beside the minutes that R5 printed for the same input."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result

import parvis.model.compiled  # noqa: F401  (first: machine code is kept where it always is)
from parvis.cli.main import cli
from timetables import read_rows

R5 = {
    "public_market": 0, "bus_central_station": 13, "gasometer_museum": 12, "santa_casa_hospital": 13, "townhall": 3,
    "piratini_palace": 14, "metropolitan_cathedral": 15, "farroupilha_park": 18, "moinhos_de_vento_hospital": 20,
    "farrapos_station": 20,
}  # fmt: skip
"""Median minutes from public_market, departures 14:00 to 14:09, as r5r's documentation prints them."""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def run(data_dir: Path, *more: str, streets: bool = True, points: str = "poa_points_of_interest.csv") -> Result:
    """Return what the command answers."""
    folder = data_dir / "porto-alegre"
    given = ["--gtfs", str(folder / "poa_eptc.zip"), "--gtfs", str(folder / "poa_trensurb.zip")]
    given += ["--streets", str(folder / "poa_osm.pbf")] if streets else []
    given += ["--origins", str(folder / points), "--destinations", str(folder / points)]
    return CliRunner().invoke(cli, ["reach", "times", *given, "--departure", "2019-05-13T14:00", *more])


def minutes(file: Path, column: str = "travel_time_p50") -> dict[tuple[str, str], float]:
    """Return minutes by pair."""
    return {(row["from_id"], row["to_id"]): float(row[column]) for row in read_rows(file) if row[column]}


def test_medians_are_those_of_r5(data_dir: Path, tmp_path: Path) -> None:
    """Whole minutes: within 1 for each of the ten pairs (asked: within 2 for 80 %, within 4 for 95 %)."""
    done = run(data_dir, "--window", "10", "--out", str(tmp_path / "times.csv"))
    assert done.exit_code == 0, done.output
    assert "221 of 225" in done.output or "221 paires" in done.output
    found = minutes(tmp_path / "times.csv")
    for place, printed in R5.items():
        assert abs(int(found["public_market", place]) - printed) <= 1, place


def test_percentiles_ascend_and_parquet_holds_what_csv_holds(data_dir: Path, tmp_path: Path) -> None:
    for name in ("times.csv", "times.parquet"):
        run(data_dir, "--window", "30", "--percentiles", "75,5,50", "--threads", "2", "--out", str(tmp_path / name))
    low, middle, high = (minutes(tmp_path / "times.csv", f"travel_time_p{p}") for p in (5, 50, 75))
    assert all(low[pair] <= middle[pair] <= high[pair] for pair in high)
    table = parquet.read_table(tmp_path / "times.parquet")
    rows = read_rows(tmp_path / "times.csv")
    assert table.column_names == ["from_id", "to_id", "travel_time_p5", "travel_time_p50", "travel_time_p75"]
    assert table.column("from_id").to_pylist() == [row["from_id"] for row in rows]
    assert table.column("travel_time_p50").to_pylist() == [
        float(row["travel_time_p50"]) if row["travel_time_p50"] else None for row in rows
    ]


def test_more_rides_and_faster_walking_are_never_slower(data_dir: Path, tmp_path: Path) -> None:
    found = {}
    for name, more in {"base": (), "rides": ("--max-rides", "4"), "fast": ("--walk-speed", "5")}.items():
        run(data_dir, "--window", "20", *more, "--out", str(tmp_path / f"{name}.csv"))
        found[name] = minutes(tmp_path / f"{name}.csv")
    for better in ("rides", "fast"):
        assert all(found[better][pair] <= value for pair, value in found["base"].items())


def test_without_streets_walks_are_straight_and_it_is_said(data_dir: Path, tmp_path: Path) -> None:
    done = run(data_dir, "--window", "5", "--out", str(tmp_path / "times.csv"), streets=False)
    assert done.exit_code == 0
    assert "1.3" in done.stderr
    assert minutes(tmp_path / "times.csv")["public_market", "public_market"] == 0


def test_origins_are_worked_out_a_few_at_a_time(data_dir: Path, tmp_path: Path) -> None:
    """Origins of two files give together what they give in one: in their order, whatever the threads."""
    rows = read_rows(data_dir / "porto-alegre" / "poa_hexgrid.csv")[:40]
    file = tmp_path / "few.csv"
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, ["id", "lon", "lat"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    texts = []
    for threads in ("1", "2"):
        done = run(data_dir, "--origins", str(file), "--window", "5", "--threads", threads,
                   "--out", str(tmp_path / "out.csv"))  # fmt: skip
        assert done.exit_code == 0, done.output
        texts.append((tmp_path / "out.csv").read_text())
    assert texts[0] == texts[1]
