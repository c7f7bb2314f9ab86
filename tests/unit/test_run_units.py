"""Estimates from the cells that `where` asks for: the others are ground where nobody is counted."""

import shutil
from pathlib import Path

import pandas as pd

import parvis

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"


def test_cells_that_are_not_asked_for_hold_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "bourg"
    shutil.copytree(BASE, folder)
    cells, persons = folder / "data" / "cells.csv", folder / "indicators" / "persons.yml"
    first = "CRS3035RES200mN2890200E3770200;"
    cells.write_text(cells.read_text().replace(f"{first}0;", f"{first}1;"))
    persons.write_text(persons.read_text().replace("measures: [ind]", 'measures: [ind], where: {i_est_200: "0"}'))
    parvis.open(folder).build()
    figures = pd.read_parquet(folder / "build" / "figures.parquet")
    values = figures[figures["indicator"] == "persons"].set_index(["zoning", "zone"])["value"]
    # By hand: the first neighbourhood holds cells of 100, 110, 90 and 100 persons; the first of them is imputed.
    assert values.to_dict() == {("quartier", "Q1"): 300, ("quartier", "Q2"): 400, ("commune", "99001"): 760}
