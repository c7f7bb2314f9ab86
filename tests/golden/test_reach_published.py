"""What `parvis reach zones` writes can be published, as any table is: one with a row a neighbourhood."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
from click.testing import CliRunner

import parvis
from parvis.cli.main import cli
from timetables import read_rows

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests" / "bad" / "build" / "_base"

DECLARED = {
    "sources/jobs_30.yml": """\
title: Jobs within reach, by neighbourhood
producer: Ville de Bourg
regime: open
licence: etalab-2.0
place: data/reach.csv
kind: table
vintage: 2024
columns: {unit: zone}
where: {opportunity: jobs, measure: within, at: "30", percentile: "50"}
measures:
  jobs_30: {column: value, unit: jobs, universe: "jobs within 30 minutes, mean of the residents", additive: false}
""",
    "indicators/jobs_30.yml": """\
name: Jobs within 30 minutes
question: How many jobs can residents reach in half an hour?
definition: Jobs within 30 minutes on foot and by public transport at the median departure, mean of the residents.
theme: employment
unit: jobs
kind: level
zonings: [quartier]
value:
  official: {source: jobs_30, measure: jobs_30}
""",
}


def test_jobs_within_half_an_hour_are_published(tmp_path: Path) -> None:
    """Two homes in Q1, of 10 and 30 people with 100 and 200 jobs in reach: (10 x 100 + 30 x 200) / 40."""
    folder = shutil.copytree(BASE, tmp_path / "town")
    homes = gpd.GeoSeries.from_xy([3770300, 3770500, 3771200], [2890300, 2890500, 2890400], crs=3035).to_crs(4326)
    lines = [f"h{i},{p.x},{p.y},{n}" for i, (p, n) in enumerate(zip(homes, (10, 30, 5), strict=True))]
    (tmp_path / "homes.csv").write_text("\n".join(["id,lon,lat,people", *lines]) + "\n")
    reached = [f"h{i},jobs,within,30.0,50,{n}" for i, n in enumerate((100, 200, 50))]
    (tmp_path / "access.csv").write_text("\n".join(["id,opportunity,measure,at,percentile,value", *reached]) + "\n")
    done = CliRunner().invoke(
        cli,
        ["reach", "zones", "--access", str(tmp_path / "access.csv"), "--origins", str(tmp_path / "homes.csv"),
         "--people", "people", "--zones", str(folder / "data" / "quartiers.geojson"), "--key", "code",
         "--out", str(folder / "data" / "reach.csv")],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    for name, text in DECLARED.items():
        (folder / name).write_text(text, encoding="utf-8")
    built = parvis.open(folder).build()
    found = {r["zone"]: float(r["value"]) for r in read_rows(built.out / "figures.csv") if r["indicator"] == "jobs_30"}
    assert found == {"Q1": 175.0, "Q2": 50.0}
