"""Categories of a breakdown live where what is counted of them says, and are all of the people wherever zones lie."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

import parvis

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"
WEST, SOUTH, CELL = 3_770_000, 2_890_000, 200
BANDS = {"young": "ind_0_3", "mid": "ind_25_39", "old": "ind_80p"}
ZONINGS = """\
  every: {name: All, union_of: quartier, year: 2024}
  rest: {name: Rest, complement_of: quartier, clip_to: commune, year: 2024}
"""
INDICATOR = """\
name: Persons by age
question: How old?
definition: Persons.
theme: population
unit: persons
kind: count
zonings: [quartier, every, rest, commune]
breakdown: age
value:
  estimated: {source: cells, measures: MEASURES, categories: CATEGORIES}
"""
WIDE = "max_relative_error: {unit: share, values: [{value: 9, from: 2000-01-01, reference: test}]}\n"


def by_age(root: Path, measures: Sequence[str], categories: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return what a build says of each zone (rows) and category (columns) of a town of 50 cells.

    Two neighbourhoods share a column of cells: the young live within them, those of middle age outside, the old in all.
    """
    shutil.copytree(BASE, root)
    for name in ("poor_share", "doctors", "population", "persons"):
        (root / "indicators" / f"{name}.yml").unlink()
    north, east = np.divmod(np.arange(50), 10)
    inside = (east >= 2) & (east < 8) & (north >= 1) & (north < 4)
    rng = np.random.default_rng(7)
    means = {"young": np.where(inside, 150, 10), "mid": np.where(inside, 20, 250), "old": np.full(50, 30)}
    cells = pd.DataFrame({
        "idcar_200m": [f"CRS3035RES200mN{SOUTH + CELL * (n // 10)}E{WEST + CELL * (n % 10)}" for n in range(50)],
        "i_est_200": 0,
        **{BANDS[name]: np.round(rng.gamma(6.0, mean / 6.0)).astype(int) for name, mean in means.items()},
    })  # fmt: skip
    cells["ind"] = cells[list(BANDS.values())].sum(axis=1)
    cells.assign(men=cells["ind"], men_pauv=0).to_csv(root / "data" / "cells.csv", index=False, sep=";")
    file = root / "data" / "quartiers.geojson"
    quarters = json.loads(file.read_text())
    one = quarters["features"][0]
    quarters["features"] = [
        {**one, "properties": {"code": code, "name": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in (("Q1", _box(270, 1050)), ("Q2", _box(1050, 1730)))
    ]
    file.write_text(json.dumps(quarters))
    (root / "territory.yml").write_text((root / "territory.yml").read_text() + ZONINGS)
    (root / "policy.yml").write_text(WIDE)
    (root / "breakdowns").mkdir()
    names = "".join(f"  {name}: {{name: {name}}}\n" for name in categories)
    (root / "breakdowns" / "age.yml").write_text(f"name: Age\ncategories:\n{names}")
    asked = INDICATOR.replace("MEASURES", json.dumps(measures)).replace("CATEGORIES", json.dumps(categories))
    (root / "indicators" / "by_age.yml").write_text(asked)
    parvis.open(root).build()
    figures = pd.read_parquet(root / "build" / "figures.parquet")
    shown = figures[figures["role"].eq("figure")]
    assert ((shown["lower"] <= shown["value"]) & (shown["value"] <= shown["upper"])).all()
    return shown.pivot_table(index=["zoning", "zone"], columns="category", values="value")


def _box(west: int, east: int) -> list[tuple[int, int]]:
    corners = [(west, 150), (east, 150), (east, 850), (west, 850), (west, 150)]
    return [(WEST + x, SOUTH + y) for x, y in corners]


def near(found: pd.DataFrame | pd.Series, expected: pd.DataFrame | pd.Series, rel: float = 1e-6) -> bool:
    return bool(np.allclose(found.to_numpy(dtype=float), expected.to_numpy(dtype=float), rtol=rel))


def test_categories_are_all_of_the_people_in_zones_that_share_cells_and_in_what_is_made_from_them(
    tmp_path: Path,
) -> None:
    found = by_age(tmp_path / "town", list(BANDS.values()), {name: [band] for name, band in BANDS.items()})
    parts = found[list(BANDS)]
    assert near(parts.sum(axis=1), found["total"])
    assert near(parts.loc["quartier"].sum(), parts.loc[("every", "every")])
    for name in ("Q1", "Q2"):
        assert near(parts.loc[("rest", name)] + parts.loc[("quartier", name)], parts.loc["commune"].iloc[0])
        assert parts.loc[("quartier", name), "young"] > 2 * parts.loc[("quartier", name), "mid"]


def test_those_in_no_category_are_a_part_too_and_a_category_of_all_is_all(tmp_path: Path) -> None:
    """Without those of middle age, who live outside, the old would be taken to live there as well."""
    every = by_age(tmp_path / "every", ["ind"], {name: [band] for name, band in BANDS.items()})
    some = by_age(tmp_path / "some", ["ind"], {"young": ["ind_0_3"], "old": ["ind_80p"], "all": ["ind"]})
    assert near(some[["young", "old"]], every[["young", "old"]])
    assert near(some["all"], some["total"])


def test_a_category_that_counts_more_than_all_is_by_itself(tmp_path: Path) -> None:
    """All persons are more than the young and those of middle age, and no part of these."""
    more = by_age(tmp_path / "more", ["ind_0_3", "ind_25_39"], {"young": ["ind_0_3"], "persons": ["ind"]})
    every = by_age(tmp_path / "every", ["ind"], {name: [band] for name, band in BANDS.items()})
    assert near(more["persons"], every["total"])
    assert near(more["young"], every["young"], rel=0.02)
