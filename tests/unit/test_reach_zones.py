"""What residents of neighbourhoods have within reach: weighted by who lives there, by hand."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from parvis.cli.main import cli
from parvis.errors import AnalystError, SourceError
from parvis.reach.points import Points
from parvis.reach.zones import by_zone, inside, read_access, read_zones
from timetables import read_rows

HOMES = Points(
    ("a", "b", "c", "d"), np.array([0.5, 0.6, 5.0, 0.7]), np.array([0.5, 0.5, 0.5, 0.4]),
    {"people": np.array([10.0, 30.0, 50.0, 10.0])}, "homes.csv",
)  # fmt: skip
QUARTER = gpd.GeoDataFrame({"code": ["Q1"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)


def reached(*values: float) -> pd.DataFrame:
    ids = list(HOMES.ids)
    same = {"opportunity": "jobs", "measure": "within", "at": 30.0, "percentile": 50.0}
    return pd.DataFrame({"id": ids, **same, "value": list(values)})


def test_residents_count_not_places() -> None:
    rows = by_zone(reached(100, 200, 1000, np.nan), HOMES, "people", inside(HOMES, QUARTER.to_crs(3857), "code"))
    found = rows.set_index("zone")
    assert found.loc["Q1", "value"] == pytest.approx((10 * 100 + 30 * 200) / 40)
    assert found.loc["Q1", ["lower", "upper", "people", "told"]].tolist() == [100, 200, 50, 0.8]
    assert found.loc["rest", "value"] == 1000
    assert found.loc["all", "people"] == 100


def test_who_gains_and_who_loses() -> None:
    where = inside(HOMES, QUARTER, "code")
    rows = by_zone(reached(150, 180, 1000, 7), HOMES, "people", where, before=reached(100, 200, 1000, np.nan))
    found = rows.set_index("zone")
    assert found.loc["Q1", "change"] == pytest.approx((10 * 50 - 30 * 20) / 40)
    assert found.loc["Q1", ["gaining", "losing"]].tolist() == [0.25, 0.75]
    assert found.loc["rest", ["change", "gaining", "losing"]].tolist() == [0, 0, 0]


def test_zones_without_crs_or_code() -> None:
    for zones in (QUARTER.set_crs(None, allow_override=True), QUARTER.drop(columns="code")):
        with pytest.raises(AnalystError):
            inside(HOMES, zones, "code")


def test_files_that_are_something_else(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("id,lon,lat\na,1,2\n")
    faults = [
        (read_access, "other.csv", "access_columns"),
        (read_access, "absent.csv", "points_unreadable"),
        (read_zones, "absent.gpkg", "zones_unreadable"),
    ]
    for read, name, code in faults:
        with pytest.raises(SourceError) as caught:
            read(tmp_path / name)
        assert caught.value.findings[0].code == code


def test_the_command(tmp_path: Path) -> None:
    QUARTER.to_file(tmp_path / "quarters.geojson")
    reached(100, 200, 1000, 7).to_csv(tmp_path / "access.csv", index=False)
    reached(100, 100, 1000, 7).to_csv(tmp_path / "before.csv", index=False)
    lines = [
        f"{i},{x},{y},{n}" for i, x, y, n in zip(HOMES.ids, HOMES.lon, HOMES.lat, HOMES.amounts["people"], strict=True)
    ]
    (tmp_path / "homes.csv").write_text("\n".join(["id,lon,lat,people", *lines]) + "\n")
    given = [
        "--access",
        "access.csv",
        "--before",
        "before.csv",
        "--origins",
        "homes.csv",
        "--zones",
        "quarters.geojson",
    ]
    places = [part if part.startswith("--") else str(tmp_path / part) for part in given]
    done = CliRunner().invoke(
        cli, ["reach", "zones", *places, "--people", "people", "--key", "code", "--out", str(tmp_path / "out.csv")]
    )
    assert done.exit_code == 0, done.output
    rows = {row["zone"]: row for row in read_rows(tmp_path / "out.csv")}
    assert float(rows["Q1"]["change"]) == pytest.approx(30 * 100 / 50)
