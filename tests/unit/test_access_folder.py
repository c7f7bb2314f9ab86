"""`kind: access` in a territory folder, on a road where every time of travel can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import parvis
from access_folder import CELL, CELLS, OPEN, PEOPLE, WORK, asked, place, write_road
from parvis.cli.report import as_text
from parvis.demo.osm import write_streets
from parvis.errors import FolderError
from parvis.publish.travel_maps import LETTERS


@pytest.fixture
def road(tmp_path: Path) -> Path:
    return write_road(tmp_path / "road")


def figures(root: Path) -> pd.DataFrame:
    built = parvis.open(root).build()
    frame = pd.read_parquet(built.out / "figures.parquet")
    return frame[frame["indicator"].eq("jobs")].set_index("zone")


def by_hand(minutes: float, cell: int) -> int:
    """Return the jobs that a cell reaches on foot."""
    return sum(jobs for at, jobs in WORK if abs(cell + 0.5 - at) * CELL * 1.3 <= 60 * minutes)


def middle(values: list[float], people: list[float]) -> float:
    """Return the median of people, those of each cell spread about its value, half way to its neighbours."""
    order = np.argsort(values, kind="stable")
    weights = np.array(people, dtype=float)[order]
    at = np.cumsum(weights) - weights / 2
    return float(np.interp(weights.sum() / 2, at, np.array(values, dtype=float)[order]))


def test_half_of_the_residents_reach_so_many_on_foot(road: Path) -> None:
    told = figures(road)
    reached = [by_hand(15, cell) for cell in range(CELLS)]
    assert reached[:4] == [100, 100, 140, 140]  # 15 minutes are 692 m: three cells
    some = [n for n in range(CELLS) if PEOPLE[n]]
    assert told.loc["T", "value"] == pytest.approx(middle([reached[n] for n in some], [PEOPLE[n] for n in some]))
    assert told.loc["Q", "value"] == 100
    assert (told["method"] == "reached").all() and told.loc["Q", "sources"] == "cells work"
    assert told.loc["T", "bound_lower"] == min(reached) and told.loc["T", "bound_upper"] == max(reached)


def test_the_bus_is_taken_and_its_window_makes_the_range(road: Path) -> None:
    travel = "{by: foot, max_time: 60}"
    bus = "{timetables: [bus], departure: 2026-03-03T08:00, window: 10, max_walk: 20}"
    asked(road, (travel, bus), ("within: 15", "within: 8\n    statistic: mean"))
    row = figures(road).loc["Q"]
    # 8 minutes on foot are 369 m: from the first cell nothing. Its bus leaves at 8:10 and is there at 8:12, so that of
    # ten departures the fifth best takes 7 minutes, the best 3, the worst 12: 7 jobs, 7 and none.
    assert row["value"] == pytest.approx((10 * 7 + 30 * 100 + 10 * 100) / 50)
    assert row["lower"] <= (30 * 100 + 10 * 100) / 50 and row["upper"] >= row["value"]
    assert row["period"] == "2026-03-03"
    evidence = (road / "build" / "evidence" / "jobs.json").read_text()
    assert '"by": "transit"' in evidence and '"feeds": [["bus", "2026-01-01", "2026-12-31"]]' in evidence
    assert '"detour": 1.3' in evidence


def test_minutes_to_the_nearest(road: Path) -> None:
    asked(road, ("unit: jobs", "unit: minutes"), ("within: 15", "nearest: 41"))
    told = figures(road)
    # The 100 jobs in the third cell are enough, or the 40 and the 100, or the 40 and the 7: dual access.
    minutes = [abs(n - 2) * CELL * 1.3 / 60 for n in range(3)]
    weights = [10, 30, 10]  # half of the third cell
    assert told.loc["Q", "value"] == pytest.approx(middle(minutes, weights), abs=0.05)


def test_a_change_tells_who_gains(road: Path) -> None:
    travel = "{by: foot, max_time: 60}"
    asked(
        road,
        (travel, "{timetables: [bus], departure: 2026-03-03T08:00, window: 1, max_walk: 20}"),
        ("within: 15", "within: 15\n    before: {departure: 2026-03-03T03:00}"),
    )
    told = figures(road)
    without = [by_hand(15, cell) for cell in range(CELLS)]
    assert told.loc["T", "value"] > 0
    # At 8:00 the bus of 8:10 is the first that one can board: at 8:12 in the last cell, from where 7 jobs are reached.
    assert told.loc["Q", "value"] == pytest.approx((10 * (7 - 0) + 30 * 7 * (260 <= 540) + 0) / 50, abs=7)
    assert without[0] == 100
    sheet = road / "build" / "site" / "en" / "zones" / "quartier" / "q.html"
    pages = list((road / "build" / "site" / "en").rglob("*.html"))
    assert any("more than before in 15 minutes" in page.read_text() for page in pages), sheet


def test_a_second_build_searches_nothing(road: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from parvis.run import reached

    first = figures(road)
    monkeypatch.delattr(reached, "times")
    text = (road / "territory.yml").read_text().replace("publisher: Town", "publisher: The town")
    (road / "territory.yml").write_text(text)
    pd.testing.assert_series_equal(figures(road)["value"], first["value"])


def partners(road: Path, seekers: int, *, offers_too: bool) -> None:
    """Make the people, and the places if asked, a partner's records: each seeks one of two things."""
    (road / "agreements").mkdir()
    (road / "agreements" / "agency.yml").write_text(
        "name: A\nreference: r\nparties: [{name: P, role: provider}, {name: R, role: recipient}]\n"
        "signed: 2020-01-01\nstart: 2020-01-01\nend: 2099-12-31\npurposes: {observe: Observe}\n"
        "clauses:\n  - {article: 1, purposes: [observe], zonings: [quartier, town], outputs: [access]}\n"
    )
    held = "title: A\nproducer: B\nregime: records\nagreement: agency\nprotected: {unit: persons}\nvintage: 2024\n"
    points = "kind: points\ncrs: EPSG:3035\ncolumns: {x: x, y: y}\nextent: town\n"
    (road / "sources" / "seekers.yml").write_text(f"{held}place: data/seekers.csv\n{points}")
    (road / "sources" / "offers.yml").write_text(f"{held if offers_too else OPEN}place: data/offers.csv\n{points}")
    people = [(*place(n % 2 + 0.5), "AB"[n % 3 == 0]) for n in range(seekers)]
    people += [(*place(8.5), "A")] * 40
    pd.DataFrame(people, columns=["x", "y", "code"]).to_csv(road / "data" / "seekers.csv", index=False)
    jobs = [(*place(2.5), "A")] * 30 + [(*place(2.5), "B")] * 12 + [(*place(9.5), "B")] * 20
    pd.DataFrame(jobs, columns=["x", "y", "code"]).to_csv(road / "data" / "offers.csv", index=False)
    asked(
        road, ("{source: cells, measure: ind}", "{source: seekers, category: code}"), ("unit: jobs", "unit: offers"),
        ("{source: work, measure: jobs}", "{source: offers, category: code}"), ("theme:", "purpose: observe\ntheme:"),
    )  # fmt: skip


@pytest.mark.parametrize("offers_too", [False, True])
def test_what_matches_is_a_mean_of_persons(road: Path, offers_too: bool) -> None:
    partners(road, 60, offers_too=offers_too)
    told = figures(road)
    # Every third of 60 looks for B (12 within reach), the others for A (30 within reach).
    assert told.loc["Q", "value"] == pytest.approx((20 * 12 + 40 * 30) / 60)
    assert (
        told.loc["Q", "state"] == "published" and np.isnan(told.loc["Q", ["lower", "bound_lower"]].astype(float)).all()
    )
    assert '"tenth": null' in (road / "build" / "evidence" / "jobs.json").read_text()


@pytest.mark.parametrize(("offers", "state"), [(300, "published"), (3, "suppressed")])
def test_places_of_a_partner_are_protected_too(road: Path, offers: int, state: str) -> None:
    partners(road, 30, offers_too=True)
    jobs = pd.DataFrame([(*place(2.5), "A")] * offers, columns=["x", "y", "code"])
    jobs.to_csv(road / "data" / "offers.csv", index=False)
    asked(
        road, ("unit: jobs", "unit: offers"), ("theme:", "purpose: observe\ntheme:"),
        ("{source: work, measure: jobs}", "{source: offers}"), ("within: 15", "within: 15\n    statistic: mean"),
    )  # fmt: skip
    told = figures(road)
    # 692 m are three cells: the first six cells reach the offers in the third, 150 of 200 people.
    assert set(told["state"]) == {state}
    if state == "published":
        assert told.loc["T", "value"] == pytest.approx(offers * sum(PEOPLE[:6]) / sum(PEOPLE))
    else:
        assert told["value"].isna().all() and told["upper"].isna().all()


def test_few_persons_are_hidden_and_told_nowhere(road: Path) -> None:
    partners(road, 3, offers_too=False)
    told = figures(road)
    assert told.loc["Q", "state"] == "suppressed" and np.isnan(told.loc["Q", "value"])
    assert told.loc["T", "state"] == "suppressed" or np.isnan(told.loc["Q", "upper"])


def test_no_clause_no_figure(road: Path) -> None:
    partners(road, 30, offers_too=False)
    file = road / "agreements" / "agency.yml"
    file.write_text(file.read_text().replace("outputs: [access]", "outputs: [count]"))
    assert (figures(road)["state"] == "not_permitted").all()


TRANSIT = "{timetables: [bus], departure: 2026-03-03T08:00, max_walk: 20}"
FAULTS = {
    "a date outside the timetable": (
        (("{by: foot, max_time: 60}", TRANSIT.replace("2026-03", "2025-03")),),
        "does not hold on 2025-03-03: it runs from 2026-01-01 to 2026-12-31", 10,
    ),
    "no timetable": ((("{by: foot, max_time: 60}", TRANSIT.replace("[bus]", "[work]")),), "is no timetable", 10),
    "an unknown source": ((("source: work,", "source: wrk,"),), 'there is no source "wrk"', 12),
    "cells uncounted": ((("{source: cells, measure: ind}", "{source: cells}"),), "does not say how many live", 11),
    "two limits": ((("within: 15", "within: 15\n    nearest: 2"),), "without its limit, or with two", 9),
    "no departure": ((("{by: foot, max_time: 60}", "{timetables: [bus]}"),), "or without a departure", 10),
    "no place is meant": ((("measure: jobs}", "where: {jobs: '8'}}"),), "has nothing to be reached", 12),
    "a unit that is not told": ((("within: 15", "nearest: 2"),), 'in minutes, not in "jobs"', 5),
    "another kind": ((("kind: access", "kind: count"),), "is not of that kind", 6),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told_with_its_line(fault: str, road: Path) -> None:
    changes, words, line = FAULTS[fault]
    asked(road, *changes)
    with pytest.raises(FolderError) as raised:
        parvis.open(road).build()
    said = as_text(raised.value.findings, "en")
    assert words in said
    assert f"indicators/jobs.yml:{line}:" in said, said


def test_a_window_in_which_nothing_runs_is_told_loudly(road: Path) -> None:
    asked(road, ("{by: foot, max_time: 60}", TRANSIT.replace("T08:00", "T20:00")))
    built = parvis.open(road).build()
    assert {"feed_window_idle", "streets_unknown"} <= {finding.code for finding in built.findings}


def test_what_lies_off_all_streets_is_told(road: Path) -> None:
    line = shapely.linestrings([place(0), place(CELLS)])
    said = {"name": ["Road"], "bridge": [False], "highway": ["residential"], "oneway": [""], "access": [""]}
    write_streets(gpd.GeoDataFrame(said, geometry=[line], crs="EPSG:3035"), road / "data" / "streets.osm.pbf")
    (road / "sources" / "streets.yml").write_text(f"{OPEN}place: data/streets.osm.pbf\nkind: osm-streets\n")
    with (road / "data" / "work.csv").open("a") as file:
        file.write(",".join(map(str, (*place(30), 1000))) + "\n")  # 4 km from the end of the road
    asked(road, ("max_time: 60}", "streets: streets, max_time: 60}"))
    built = parvis.open(road).build()
    [found] = [finding for finding in built.findings if finding.code == "access_off_streets"]
    assert found.values["source"] == "work" and found.values["count"] == 1
    # Along the road 15 minutes are 900 m, four cells: the first reaches 100 jobs, the second 140 and the third too.
    told = pd.read_parquet(built.out / "figures.parquet").set_index("zone")
    assert 100 <= told.loc["Q", "value"] <= 140 and told.loc["T", "bound_upper"] == 147


def test_each_minute_is_drawn_on_the_sheet(road: Path) -> None:
    asked(road, ("within: 15", "within: 15\n    map: true"))
    parvis.open(road).build()
    sheet = next((road / "build" / "site" / "en" / "zones" / "quartier").glob("Q.html")).read_text()
    letters = sheet.split('data-cells="')[1].split('"')[0]
    minutes = [LETTERS.index(letter) for letter in letters]
    # Cells of 100 m, two rows of twenty; half of the people live in the second cell of 200 m, between the others.
    by_cell = [np.ceil(1.3 * np.hypot(50 + 100 * n - 300, 50) / 60) for n in range(20)]
    assert minutes == pytest.approx(by_cell * 2)
