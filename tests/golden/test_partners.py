"""A folder with a partner of each regime, attacked by someone who has read all that was published and nothing else."""

from __future__ import annotations

import datetime as dt
import runpy
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import parvis
from parvis.errors import OperatorError
from parvis.model.progress import silent
from parvis.run.build import Built
from parvis.run.papers import Choice, print_sheets

EXAMPLE = Path(__file__).parents[2] / "examples" / "partners"
LEAST = 5  # job seekers; Dares and France Travail
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("partners")
    ignored = shutil.ignore_patterns("build", ".parvis", "data")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True, ignore=ignored)
    runpy.run_path(str(EXAMPLE / "make_data.py"))["write_data"](folder / "data")
    return parvis.open(folder).build(today=TODAY)


@pytest.fixture(scope="module")
def figures(built: Built) -> pd.DataFrame:
    return pd.read_csv(built.out / "figures.csv", dtype={"zone": str})


def states(figures: pd.DataFrame, indicator: str) -> set[str]:
    return set(figures.loc[figures["indicator"] == indicator, "state"])


def test_each_partner_gets_what_was_agreed(built: Built, figures: pd.DataFrame) -> None:
    assert states(figures, "schools") == {"published"}
    assert states(figures, "mean_rent") == {"not_permitted"}  # its agreement ended in 2024
    assert states(figures, "job_offers") == {"not_permitted"}  # withdrawn
    assert states(figures, "recipients_controls") == {"not_permitted"}  # no clause has this purpose
    by_iris = figures[(figures["indicator"] == "recipients_by_family") & (figures["zoning"] == "iris")]
    assert set(by_iris.loc[by_iris["category"] != "total", "state"]) == {"not_permitted"}  # clause 3.2: not by IRIS
    assert states(figures, "job_seekers") == {"published", "suppressed"}
    assert {f.code for f in built.findings} >= {"agreement_ended", "agreement_withdrawn", "use_purpose"}


def test_what_is_hidden_has_no_number_and_no_reason_but_one(figures: pd.DataFrame) -> None:
    hidden = figures[figures["state"].isin(["suppressed", "not_permitted"])]
    assert hidden[["value", "lower", "upper", "bound_lower", "bound_upper", "support"]].isna().all(axis=None)
    assert set(figures.loc[figures["state"] == "suppressed", "reason"]) == {"confidential"}


def test_no_unreadable_source_is_published(built: Built) -> None:
    data = built.out.parent / "data"
    for name in ("rents", "job_offers", "companies", "job_seekers"):
        rows = pd.read_csv(data / f"{name}.csv", dtype=str)
        places = [x.encode() for x in rows["address" if name == "companies" else "x"]][:20]
        for file in (f for f in built.out.rglob("*") if f.is_file()):
            content = file.read_bytes()
            assert b"fictional offer" not in content and b"fictional holding" not in content, file
            if file.suffix in (".csv", ".json", ".jsonld", ".ttl"):
                assert not any(place in content for place in places), file


def test_sheets_are_not_printed_after_the_agreement_of_what_they_show(built: Built, tmp_path: Path) -> None:
    """The employment agency's agreement holds until 2030; its job seekers are then in the build, and no paper is."""
    folder, choice = built.out.parent, Choice(formats=["docx"], languages=["fr"])
    within = print_sheets(folder, tmp_path, choice, progress=silent, today=dt.date(2026, 7, 1))
    assert within.written
    assert [finding.code for finding in within.findings] == []
    after = tmp_path / "after"
    with pytest.raises(OperatorError) as raised:
        print_sheets(folder, after, choice, progress=silent, today=dt.date(2031, 1, 1))
    (finding,) = raised.value.findings
    assert finding.code == "sheets_not_permitted"
    assert "job_seekers" in finding.values["indicators"].split(", ")
    assert "schools" not in finding.values["indicators"].split(", ")
    assert not after.exists()


def test_companies_are_located_by_their_addresses_as_typed(built: Built) -> None:
    """Two of the 90 addresses are made up, see make_data.py; every other stands in the address file."""
    store = built.out.parent / ".parvis"
    found = pd.read_csv(store / "addresses" / "companies.csv")
    assert (len(found), set(found["address:precision"])) == (88, {"number"})
    lost = pd.read_csv(store / "rejected" / "companies.csv", dtype=str)
    assert list(lost["parvis_reason"]) == ["address_unmatched: address"] * 2


def test_nobody_who_reads_everything_learns_what_is_hidden(built: Built, figures: pd.DataFrame) -> None:
    """Job seekers by zone and their long-term share, over the pieces into which IRIS and neighbourhoods cut the town.

    Unknowns are the job seekers of each piece, for long and not for long. The attacker knows the perimeters.
    """
    tried, learnt = _attacked(built, figures)
    assert tried > 5
    assert not learnt


def test_the_attacker_learns_something_where_each_figure_is_judged_by_itself(
    built: Built, figures: pd.DataFrame
) -> None:
    """What is hidden only for what it would give away is shown: the test above can fail."""
    audit = pd.read_parquet(built.out.parent / ".parvis" / "audit_figures.parquet")
    key = ["indicator", "zoning", "zone", "category"]
    given_away = audit[audit["rule"].eq("secondary")].set_index(key)["value"]
    shown = figures.set_index(key)
    shown.loc[given_away.index, "value"] = given_away
    shown.loc[given_away.index, "state"] = "published"
    _, learnt = _attacked(built, shown.reset_index())
    assert learnt


def _attacked(built: Built, figures: pd.DataFrame) -> tuple[int, list[tuple[str, str]]]:
    """Return how many small groups an attacker tried, and the zones where one was learnt more closely than it may."""
    data = built.out.parent / "data"
    pieces = _pieces(data)
    truth = _truth(data, pieces)
    members = _members(pieces)
    rows, values = _equations(figures, members)
    tried, learnt = 0, []
    for row in figures[figures["state"].eq("suppressed")].itertuples():
        if row.indicator not in ("job_seekers", "long_term_share"):
            continue
        zone = members[(row.zoning, row.zone)]
        none = np.zeros_like(zone)
        groups = (
            [np.concatenate([zone, zone])] if row.indicator == "job_seekers"
            else [np.concatenate([zone, none]), np.concatenate([none, zone])]
        )  # fmt: skip
        for group in groups:
            if 0 < group @ truth < LEAST:
                tried += 1
                low, high = _range(group, rows, values)
                if low > 1 + 1e-6 or high < LEAST - 1e-6:
                    learnt.append((row.indicator, row.zone))
    return tried, learnt


def _members(pieces: pd.DataFrame) -> dict[tuple[str, str], np.ndarray]:
    """Return which pieces each zone is made of, by zoning and zone."""
    iris, quarter = pieces["code_iris"], pieces["code_qp"]
    out = {("iris", zone): (iris == zone).to_numpy(dtype=float) for zone in iris.unique()}
    out |= {("qpv2024", zone): (quarter == zone).to_numpy(dtype=float) for zone in quarter.dropna().unique()}
    return out | {
        ("communes", zone): iris.str.startswith(zone).to_numpy(dtype=float) for zone in ("99001", "99002", "99003")
    }


def _pieces(data: Path) -> pd.DataFrame:
    iris = gpd.read_file(data / "iris.geojson")[["code_iris", "geometry"]]
    quarters = gpd.read_file(data / "qpv2024.geojson")[["code_qp", "geometry"]]
    cut = gpd.overlay(iris, quarters, how="union", keep_geom_type=True)
    return pd.DataFrame(cut[(cut.area > 1.0) & cut["code_iris"].notna()][["code_iris", "code_qp"]]).drop_duplicates()


def _truth(data: Path, pieces: pd.DataFrame) -> np.ndarray:
    """Return the job seekers of each piece: those for long, then the others."""
    table = pd.read_csv(data / "job_seekers.csv")
    points = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["x"], table["y"]), crs="EPSG:2154")
    for file, code in (("iris", "code_iris"), ("qpv2024", "code_qp")):
        zones = gpd.read_file(data / f"{file}.geojson")[[code, "geometry"]].to_crs("EPSG:2154")
        found = points[["geometry"]].sjoin(zones, how="left", predicate="within")
        points[code] = found.loc[~found.index.duplicated(), code]
    place = list(zip(pieces["code_iris"], pieces["code_qp"].fillna(""), strict=True))
    out = np.zeros(2 * len(place))
    for row in points.itertuples():
        piece = place.index((row.code_iris, "" if pd.isna(row.code_qp) else row.code_qp))
        out[piece + (0 if row.long_term == "yes" else len(place))] += 1
    return out


def _equations(figures: pd.DataFrame, members: dict[tuple[str, str], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    rows, values = [], []
    for row in figures[figures["value"].notna()].itertuples():
        if row.indicator == "job_seekers":
            rows.append(np.tile(members[(row.zoning, row.zone)], 2))
            values.append(row.value)
        elif row.indicator == "long_term_share":
            zone, rate = members[(row.zoning, row.zone)], row.value / 100.0
            rows.append(np.concatenate([(1 - rate) * zone, -rate * zone]))
            values.append(0.0)
    return np.array(rows), np.array(values)


def _range(group: np.ndarray, rows: np.ndarray, values: np.ndarray) -> tuple[float, float]:
    both, limits = np.vstack([rows, -rows]), np.concatenate([values + 1e-6, 1e-6 - values])
    ends = [linprog(s * group, A_ub=both, b_ub=limits, bounds=(0, None), method="highs") for s in (1, -1)]
    low, high = (end.fun if end.status == 0 else np.inf for end in ends)
    return low, -high if np.isfinite(high) else np.inf
