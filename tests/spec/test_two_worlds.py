"""What is published follows from what the audit counts as told, and from nothing else of a partner's numbers.

Two towns differ in what partners sent, so that every sum and rate that is told is the same in both. An attacker who
knows all of Parvis would build each of them; if their folders differ anywhere he could tell which town is the true one.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse import csr_array

import parvis
from access_folder import CELL, CELLS, OPEN, SOUTH, WEST, outline, place, write_road
from parvis import estimate
from parvis.estimate import Input, Units, guarded, lay
from parvis.estimate.guarded import Ground
from parvis.model.folder import Regime
from parvis.run import build

AGREEMENT = """\
name: A
reference: r
parties: [{name: P, role: provider}, {name: R, role: recipient}]
signed: 2020-01-01
start: 2020-01-01
end: 2099-12-31
purposes: {observe: Observe}
clauses:
  - {article: 1, purposes: [observe], zonings: [quartier, town], outputs: [access, count, share, index]}
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
    """Return the content of each file of a build by its path: tables, pages, archives, embeds, lists of all of them."""
    out = parvis.open(root).build().out
    return {str(file.relative_to(out)): file.read_bytes() for file in sorted(out.rglob("*")) if file.is_file()}


@pytest.fixture
def _one_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give all builds one number: it follows from a secret of each folder, and tells nothing."""
    monkeypatch.setattr(build, "build_key", lambda *_: "0" * 64)


def differing(folder: Path, one: Callable[[Path], None], other: Callable[[Path], None]) -> list[str]:
    """Return the files that differ between the observatories of two towns."""
    both = []
    for name, write in (("one", one), ("other", other)):
        root = town(folder / name)
        write(root)
        both.append(published(root))
    assert both[0].keys() == both[1].keys()
    return [name for name, content in both[0].items() if both[1][name] != content]


ENDS = (6.56, 7.6, 8.65, 10.0)
"""Where four districts end, in cells from the west."""
INDEX = """\
name: Need
question: How much?
definition: Single recipients.
theme: income
unit: index
kind: index
purpose: observe
zonings: [quartier, town]
parts:
  - {indicator: single_share, zero: 20, hundred: 60}
"""


def partner(root: Path, recipients: list[int], single: list[int]) -> None:
    """Write the fund's table, one of an earlier year and its own number of the neighbourhood, and all made of them."""
    fund(root, recipients, single)
    held = {
        "block": [f"B{n}" for n in range(BLOCKS)],
        "recipients": [60, 81, 65, 48, 70],
        "single": [28, 36, 28, 20, 32],
    }
    pd.DataFrame(held).to_csv(root / "data" / "fund_2020.csv", index=False)
    (root / "sources" / "fund_2020.yml").write_text(TABLE.replace("2024", "2020").replace("fund.csv", "fund_2020.csv"))
    pd.DataFrame({"zone": ["Q"], "recipients": [1391], "single": [620]}).to_csv(root / "data" / "told.csv", index=False)
    told = TABLE.replace("units: blocks", "units: quartier").replace("unit: block", "unit: zone")
    (root / "sources" / "told.yml").write_text(told.replace("fund.csv", "told.csv"))
    begin = (0.0, *ENDS)
    shapes = [
        shapely.box(WEST + CELL * west, SOUTH, WEST + CELL * east, SOUTH + CELL) for west, east in pairwise(begin)
    ]
    parts = gpd.GeoDataFrame({"code": list("PRSU")}, geometry=shapes, crs="EPSG:3035")
    parts.to_file(root / "data" / "parts.geojson")
    outline(8.29, "Q").to_file(root / "data" / "zones.geojson")
    (root / "sources" / "parts.yml").write_text(
        OPEN + "place: data/parts.geojson\nkind: polygons\ncolumns: {id: code, name: code}\n"
    )
    territory = root / "territory.yml"
    territory.write_text(
        f"{territory.read_text()}  parts: {{name: Districts, source: parts, year: 2024, sheets: true}}\n"
    )
    policy = root / "policy.yml"  # districts of less than a block, too, and ranges as wide as they come
    wide = "max_relative_error: {unit: share, values: [{value: 9, from: 2000-01-01, reference: test}]}\n"
    policy.write_text(
        policy.read_text().replace("{unit: units, values: [{value: 1", "{unit: units, values: [{value: 0.5") + wide
    )
    agreement = root / "agreements" / "fund.yml"
    agreement.write_text(agreement.read_text().replace("zonings: [quartier", "zonings: [parts, quartier"))
    earlier = "measures: [recipients], earlier: [fund_2020]"
    count = COUNT.replace("measures: [recipients]", earlier)
    (root / "indicators" / "recipients.yml").write_text(count.replace("[quartier, town]", "[quartier, parts, town]"))
    beside = COUNT.replace("value:\n", "value:\n  official: {source: told, measure: recipients}\n")
    (root / "indicators" / "claimants.yml").write_text(beside.replace("quartier, town", "quartier"))
    share = SHARE.replace("[quartier, town]", "[quartier, parts, town]")
    (root / "indicators" / "single_share.yml").write_text(share)
    (root / "indicators" / "need.yml").write_text(INDEX)


@pytest.mark.usefixtures("_one_release")
def test_no_file_tells_more_of_a_partner_than_the_numbers_as_they_are_told(tmp_path: Path) -> None:
    """Ranges, changes, gaps, ranks, indices, evidence, archives: of estimates whose decimals differ, not their numbers.

    The districts hold 1060.32, 191.88, 214.53 and 292.27 recipients, or 1059.60, 192.40, 214.73 and 292.27; of whom
    43.73, 49.05, 41.57 and 37.64 % are single, or 43.67, 48.92, 41.68 and 37.88 %.
    """

    def one(root: Path) -> None:
        partner(root, [439, 243, 275, 369, 433], [205, 101, 107, 181, 163])

    def other(root: Path) -> None:
        partner(root, [440, 243, 273, 370, 433], [204, 101, 107, 181, 164])

    assert differing(tmp_path, one, other) == []
    out = tmp_path / "one" / "build"
    told = pd.read_csv(out / "figures.csv")
    counts = told[told["indicator"].eq("recipients") & told["period"].eq(2024) & told["role"].eq("figure")]
    assert dict(zip(counts["zone"], counts["value"], strict=True)) == {
        "Q": 1389, "P": 1060, "R": 192, "S": 215, "U": 292, "T": 1759,
    }  # fmt: skip
    assert told.loc[told["indicator"].eq("need"), "state"].eq("published").all()
    compared = pd.read_csv(out / "comparisons.csv")
    assert set(compared["compared"]) == {"change", "gap", "rank"}


def test_the_ends_of_ranges_do_not_move_with_decimals_that_are_not_told() -> None:
    # 120.4 and 119.6 people by half a unit of two, told as 120; 30.4 and 29.6 of them, 25 % of all.
    def ends(people: float, single: float) -> list[float]:
        weights, areas = csr_array(np.array([[0.6], [1.0]])), np.ones(2)
        flags, given = np.zeros(2, dtype=bool), Input("f", "2024", Regime.AGGREGATED, np.ones(1))
        parts = []
        for value in (people, single):
            held = np.array([40.0, value - 24.0])
            units = Units("f", "n", ("a", "b"), held, held, held, flags, 10.0)
            made = estimate.carried(given, units, weights, level=0.9)
            parts.append(guarded.total(made, Ground(weights, areas, 10.0, lay([], [], 1, drawn=False)), level=0.9))
        share = guarded.rate(estimate.ratio(parts[1], parts[0], scale=100.0, level=0.9), scale=100.0, level=0.9)
        assert parts[0].value == pytest.approx([people])
        return [float(end[0]) for part in (*parts, share) for end in (part.lower, part.upper)]

    assert ends(120.4, 30.4) == ends(119.6, 29.6)


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


@pytest.mark.usefixtures("_one_release")
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
