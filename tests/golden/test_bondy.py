"""Bondy: a real town from end to end. Every number is one that its producer or the town publishes, or arithmetic."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import parvis

EXAMPLE = Path(__file__).parents[2] / "examples" / "bondy"


@pytest.fixture(scope="module")
def build(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bondy")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build", ".parvis"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARVIS_DATA", str(data_dir))
        return parvis.open(folder).build().out


@pytest.fixture(scope="module")
def figures(build: Path) -> pd.DataFrame:
    frame = pd.read_parquet(build / "figures.parquet")
    return frame[frame["category"] == "total"]


def one(
    figures: pd.DataFrame,
    indicator: str,
    zone: str,
    period: str | None = None,
    zoning: str | None = None,
    method: str | None = None,
) -> pd.Series:
    rows = figures[(figures["indicator"] == indicator) & (figures["zone"] == zone)]
    if period:
        rows = rows[rows["period"] == period]
    rows = rows[(rows["method"] == method) if method else (rows["role"] == "figure")]
    rows = rows[rows["zoning"] == zoning] if zoning else rows[rows["zoning"].isin(["qpv2015", "perimetre", "commune"])]
    assert len(rows) == 1
    return rows.iloc[0]


def test_persons_of_blanqui(figures: pd.DataFrame) -> None:
    surface = one(figures, "population_filosofi", "QP093012", method="area_weighted")
    assert surface["value"] == pytest.approx(4059.9, abs=1.0)  # area weighting of the 200 m cells, worked out apart
    assert surface["role"] == "evidence"  # addresses and social dwellings say better where people live
    row = one(figures, "population_filosofi", "QP093012")
    assert row["method"] == "modelled"
    assert row["bound_lower"] == 0.0  # each of its 17 cells is cut
    assert row["bound_upper"] == pytest.approx(10255.5)  # all persons of these cells
    assert row["upper"] - row["lower"] <= 2000.0
    assert row["lower"] < 4094.0 < row["upper"]  # the census of 2018, another concept and date
    assert row["sources"] == "filosofi_200m ban rpls"
    assert row["state"] == "published"


def test_the_official_population_stands_beside_it(figures: pd.DataFrame) -> None:
    row = one(figures, "population_official", "QP093012", "2018")
    assert row["value"] == 4094.0  # INSEE, census 2018
    assert row["method"] == "official"
    assert pd.isna(row["lower"])
    assert one(figures, "population_official", "QP093012", "2013")["value"] == 3766.0  # INSEE, census 2013


@pytest.mark.parametrize(("zone", "covered"), [("QP093013", 0.66), ("QP093014", 0.53)])
def test_neighbourhoods_that_leave_the_town_are_incomplete(figures: pd.DataFrame, zone: str, covered: float) -> None:
    row = one(figures, "population_filosofi", zone)
    assert row["state"] == "incomplete"
    assert pd.isna(row["value"])
    # The cells cover 66 % and 53 %; the uninhabited ground of the commune adds less than one point.
    assert covered <= row["coverage"] < covered + 0.015


def test_the_study_perimeter_is_weighted_exactly(figures: pd.DataFrame) -> None:
    # The town's 4,746.09 rests on a nominal 40,000 m2 a cell, where a cell measures 39,994 m2 in Lambert 93:
    # tests/unit/test_locate*.py gives that arithmetic back (4,746.07). A cell wholly inside weighs 1 here.
    row = one(figures, "population_filosofi", "commissariat", method="area_weighted")
    assert row["value"] == pytest.approx(4746.76, abs=0.01)
    assert row["value"] == pytest.approx(4746.09, rel=2e-4)


def test_social_dwellings_by_points_and_by_cells(figures: pd.DataFrame) -> None:
    located = one(figures, "social_dwellings", "QP093012")
    official = one(figures, "social_dwellings_official", "QP093012")
    estimated = one(figures, "social_dwellings_filosofi", "QP093012")
    assert located["value"] == official["value"] == 1304.0  # SDES
    assert located["method"] == "located"
    surface = one(figures, "social_dwellings_filosofi", "QP093012", method="area_weighted")
    assert surface["value"] == pytest.approx(942.0, abs=1.0)  # worked out apart
    assert abs(estimated["value"] - 1304.0) < (1304.0 - 942.0) / 2
    assert estimated["lower"] < 1304.0 < estimated["upper"]


def test_poverty_by_cells_and_officially(figures: pd.DataFrame) -> None:
    surface = one(figures, "poor_households_share", "QP093012", method="area_weighted")
    assert surface["value"] == pytest.approx(31.9, abs=0.1)
    assert one(figures, "poverty_rate_official", "QP093012", "2019")["value"] == 39.9  # INSEE, persons


@pytest.mark.parametrize("zone", ["QP093012", "QP093013"])
def test_cells_of_1_km_are_refused_for_a_neighbourhood(figures: pd.DataFrame, zone: str) -> None:
    row = one(figures, "population_1km", zone)
    assert (row["state"], row["reason"]) == ("unreliable", "too_coarse")


def test_facilities_by_iris_are_exact_for_the_commune_and_refused_for_a_neighbourhood(
    figures: pd.DataFrame, data_dir: Path
) -> None:
    bpe = pd.read_csv(data_dir / "bondy" / "bpe2018_iris_bondy.csv")
    doctors = bpe[bpe["TYPEQU"] == "D201"]
    known = doctors[~doctors["DCIRIS"].str.endswith("_0000")]
    assert one(figures, "doctors", "93010")["value"] == known["NB_EQUIP"].sum()
    assert one(figures, "doctors", "QP093012")["state"] == "unreliable"


def test_a_neighbourhood_names_all_its_communes(build: Path) -> None:
    page = (build / "site" / "fr" / "zones" / "qpv2015" / "QP093014.html").read_text(encoding="utf-8")
    for commune in ("Bondy", "Bobigny", "Le Blanc-Mesnil", "Noisy-le-Sec"):
        assert commune in page


def test_only_what_is_published_lies_in_the_output(build: Path) -> None:
    top = {path.name for path in build.iterdir()}
    assert top == {
        "catalog.jsonld", "catalog.ttl", "comparisons.csv", "comparisons.parquet", "evidence", "figures.csv",
        "figures.parquet", "manifest.json", "site",
    }  # fmt: skip


def test_nothing_is_done_twice_and_nothing_changes(
    build: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARVIS_DATA", str(data_dir))
    before = {p: p.read_bytes() for p in build.rglob("*") if p.is_file()}
    assert parvis.open(build.parent).build().fresh is False
    assert parvis.open(build.parent).build(force=True).fresh is True
    after = {p: p.read_bytes() for p in build.rglob("*") if p.is_file()}
    assert before.keys() == after.keys()
    assert [p.name for p in before if before[p] != after[p]] == []


def test_known_figures_of_another_kind_stand_beside_estimates_as_gaps(build: Path) -> None:
    page = (build / "site" / "en" / "how-sure.html").read_text(encoding="utf-8")
    gaps = page[page.index("Beside figures of another kind") : page.index("How wide the ranges are")]
    assert gaps.count("<tr>") > 10
    # INSEE's rate of 2019, of persons, beside the share of households of the same year; the census of 2018 beside 2019.
    assert "39.9" in gaps
    assert "4,094" in gaps
    assert "1,304" in gaps
