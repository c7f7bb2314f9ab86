"""What is published follows from what the audit counts as told, and from nothing else of a partner's numbers.

Two towns differ in what partners sent, so that every sum and rate that is told is the same in both. An attacker who
knows all of Parvis would build each of them; if their folders differ anywhere he could tell which town is the true one.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

import parvis
from access_folder import CELL, CELLS, OPEN, SOUTH, WEST, outline, place, write_road

AGREEMENT = """\
name: A
reference: r
parties: [{name: P, role: provider}, {name: R, role: recipient}]
signed: 2020-01-01
start: 2020-01-01
end: 2099-12-31
purposes: {observe: Observe}
clauses:
  - {article: 1, purposes: [observe], zonings: [quartier, town], outputs: [access, count, share]}
"""
HELD = "title: A\nproducer: B\nagreement: fund\nvintage: 2024\n"
TABLE = f"""\
{HELD}regime: aggregated
protected: {{unit: persons, measure: recipients}}
place: data/fund.csv
kind: table
units: blocks
columns: {{unit: block}}
measures:
  recipients: {{column: recipients, unit: persons, universe: recipients}}
  single: {{column: single, unit: persons, universe: recipients}}
"""
POINTS = "kind: points\ncrs: EPSG:3035\ncolumns: {x: x, y: y}\nextent: town\n"
RECORDS = f"{HELD}regime: records\nprotected: {{unit: persons}}\n{POINTS}"
COUNT = """\
name: Recipients
question: How many?
definition: Recipients.
theme: income
unit: persons
kind: count
purpose: observe
zonings: [quartier, town]
value:
  estimated: {source: fund, measures: [recipients]}
"""
PERCENT = COUNT.replace("unit: persons", "unit: percent").replace("kind: count", "kind: share")
SINGLE = PERCENT.replace("value:", "numerator:").replace("[recipients]", "[single]")
SHARE = SINGLE + "denominator:\n  estimated: {source: fund, measures: [recipients]}\n"
BLOCKS = 5


def town(root: Path, least: int = 11) -> Path:
    """Write the road with blocks of two cells, the second of which the neighbourhood cuts in its first quarter."""
    write_road(root)
    (root / "indicators" / "jobs.yml").unlink()
    (root / "agreements").mkdir()
    (root / "agreements" / "fund.yml").write_text(AGREEMENT)
    text = (root / "territory.yml").read_text() + "  blocks: {name: Blocks, source: blocks, year: 2024}\n"
    (root / "territory.yml").write_text(text)
    rule = (
        f"thresholds:\n  persons: {{unit: persons, values: [{{value: {least}, from: 2000-01-01, reference: test}}]}}\n"
    )
    level = "interval_level: {unit: share, values: [{value: 0.9, from: 2000-01-01, reference: test}]}\n"
    (root / "policy.yml").write_text((root / "policy.yml").read_text() + rule + level)
    (root / "sources" / "blocks.yml").write_text(
        OPEN + "place: data/blocks.geojson\nkind: polygons\ncolumns: {id: code, name: code}\n"
    )
    shapes = [
        shapely.box(WEST + 2 * CELL * n, SOUTH, WEST + 2 * CELL * (n + 1), SOUTH + CELL) for n in range(CELLS // 2)
    ]
    blocks = gpd.GeoDataFrame({"code": [f"B{n}" for n in range(BLOCKS)]}, geometry=shapes, crs="EPSG:3035")
    blocks.to_file(root / "data" / "blocks.geojson")
    return root


def fund(root: Path, recipients: list[int], single: list[int]) -> None:
    """Write the fund's table of the blocks, and what is told of it."""
    (root / "sources" / "fund.yml").write_text(TABLE)
    held = {"block": [f"B{n}" for n in range(BLOCKS)], "recipients": recipients, "single": single}
    pd.DataFrame(held).to_csv(root / "data" / "fund.csv", index=False)
    (root / "indicators" / "recipients.yml").write_text(COUNT)
    (root / "indicators" / "single_share.yml").write_text(SHARE)


def published(root: Path) -> dict[str, bytes]:
    """Return the content of each file of a build by its path, without the number of the build, which tells nothing."""
    out = parvis.open(root).build().out
    release = json.loads((out / "manifest.json").read_text())["release"].encode()
    files = [file for file in sorted(out.rglob("*")) if file.is_file() and file.suffix in READ]
    return {str(f.relative_to(out)): f.read_bytes().replace(release, b"") for f in files if f.name not in INVENTORIES}


READ = (".csv", ".json", ".js", ".html", ".geojson", ".svg", ".xml")
INVENTORIES = ("manifest.json", "datapackage.json")
"""They list the other files with their sums; archives and tables of other forms hold what these files say."""


def differing(folder: Path, one: Callable[[Path], None], other: Callable[[Path], None]) -> list[str]:
    """Return the files that differ between the observatories of two towns."""
    both = []
    for name, write in (("one", one), ("other", other)):
        root = town(folder / name)
        write(root)
        both.append(published(root))
    assert both[0].keys() == both[1].keys()
    return [name for name, content in both[0].items() if both[1][name] != content]


def test_a_range_tells_no_more_than_the_estimate(tmp_path: Path) -> None:
    # The neighbourhood holds the first block and a quarter of the second: 100 + 8 / 4 and 101 + 4 / 4.
    def one(root: Path) -> None:
        fund(root, [100, 8, 60, 40, 32], [40, 4, 20, 20, 16])

    def other(root: Path) -> None:
        fund(root, [101, 4, 63, 40, 32], [41, 0, 23, 20, 16])

    assert differing(tmp_path, one, other) == []


def test_decimals_do_not_tell_how_many_live_in_a_unit_that_is_cut(tmp_path: Path) -> None:
    # People are whole: of 100 + 0.23685 x 8 the decimals would tell the 8, and of the share the 4 among them.
    root = town(tmp_path / "town")
    part = 0.4737 / 2
    outline(2.4737, "Q").to_file(root / "data" / "zones.geojson")
    fund(root, [100, 8, 60, 40, 32], [40, 4, 20, 20, 16])
    with (parvis.open(root).build().out / "figures.csv").open() as file:
        told = {row["indicator"]: row["value"] for row in csv.DictReader(file) if row["zone"] == "Q"}
    count, share = _ends(told["recipients"]), _ends(told["single_share"])
    all_ = [(whole, cut) for whole in range(80, 120) for cut in range(30) if count[0] <= whole + part * cut <= count[1]]
    assert {cut for _, cut in all_} >= set(range(1, 12))
    single = {
        b for b in range(12) for whole, cut in all_ if cut >= b
        and any(share[0] <= 100 * (a + part * b) / (whole + part * cut) <= share[1] for a in range(30, 50))
    }  # fmt: skip
    assert single >= set(range(1, 12))


def _ends(number: str) -> tuple[float, float]:
    """Return what a printed number may be."""
    half = 0.5 * 10.0 ** -len(number.partition(".")[2]) + 1e-6
    return float(number) - half, float(number) + half


SEEKERS = """\
name: Seekers
question: How many?
definition: Seekers.
theme: income
unit: persons
kind: count
purpose: observe
zonings: [blocks, quartier, town]
value:
  located: {source: seekers}
"""


def test_no_file_tells_of_hidden_counts_more_than_the_audit_knows(tmp_path: Path) -> None:
    # 3 in one block and 20 in another, of which neither is shown; or 5 and 18. Rows, pages, maps, catalogue: the same.
    def seekers(root: Path, first: int, second: int) -> None:
        file = root / "agreements" / "fund.yml"
        file.write_text(file.read_text().replace("zonings: [quartier", "zonings: [blocks, quartier"))
        records(root, "seekers", [0] * 30 + [4] * first + [6] * second + [8] * 60)
        (root / "indicators" / "seekers.yml").write_text(SEEKERS)

    def one(root: Path) -> None:
        seekers(root, 3, 20)

    def other(root: Path) -> None:
        seekers(root, 5, 18)

    assert differing(tmp_path, one, other) == []
    told = pd.read_csv(tmp_path / "one" / "build" / "figures.csv").set_index("zone")["state"]
    assert told[["B2", "B3"]].eq("suppressed").all()
    assert told[["B0", "B4", "T"]].eq("published").all()


ACCESS = """\
name: Jobs
question: How many?
definition: Jobs within reach.
theme: mobility
unit: jobs
kind: access
purpose: observe
zonings: [quartier, town]
value:
  access:
    travel: {by: foot, max_time: 60}
    from: {source: cells, measure: ind}
    to: {source: offers}
    within: 15
    statistic: mean
"""


def records(root: Path, name: str, cells: list[float]) -> None:
    """Write a partner's records, each in the middle of its cell."""
    (root / "sources" / f"{name}.yml").write_text(f"{RECORDS}place: data/{name}.csv\n")
    pd.DataFrame([place(at + 0.5) for at in cells], columns=["x", "y"]).to_csv(
        root / "data" / f"{name}.csv", index=False
    )


def figures(root: Path) -> pd.DataFrame:
    """Return what is published, by indicator and zone."""
    built = parvis.open(root).build()
    return pd.read_csv(built.out / "figures.csv").set_index(["indicator", "zone"])


def test_two_limits_do_not_set_a_few_places_apart(tmp_path: Path) -> None:
    # From the neighbourhood 30 offers are within 15 minutes (692 m, three cells), 33 within 30 minutes.
    root = town(tmp_path / "town")
    records(root, "offers", [2] * 30 + [5] * 3 + [9] * 40)
    (root / "indicators" / "jobs_15.yml").write_text(ACCESS)
    (root / "indicators" / "jobs_30.yml").write_text(ACCESS.replace("within: 15", "within: 30"))
    states = figures(root)["state"]
    assert "suppressed" in (states["jobs_15", "Q"], states["jobs_30", "Q"])


def test_a_mean_of_what_is_in_reach_does_not_count_those_who_live_near(tmp_path: Path) -> None:
    # Of 60 people 4 live within 15 minutes of the only clinic: 1 in 15 on average, or 4 of 60.
    root = town(tmp_path / "town")
    records(root, "people", [0] * 56 + [1.5] * 4 + [6] * 40)
    clinic = pd.DataFrame([place(4.9)], columns=["x", "y"])
    clinic.to_csv(root / "data" / "clinic.csv", index=False)
    (root / "sources" / "clinic.yml").write_text(f"{OPEN}place: data/clinic.csv\n{POINTS}")
    text = ACCESS.replace("source: cells, measure: ind", "source: people").replace("offers", "clinic")
    (root / "indicators" / "clinics.yml").write_text(text.replace("quartier, town", "town"))
    told = figures(root)
    assert told.loc[("clinics", "T"), "state"] == "published"
    (root / "indicators" / "clinics.yml").write_text(text.replace("quartier, town", "quartier"))
    told = figures(root)
    assert told.loc[("clinics", "Q"), "state"] == "suppressed"
