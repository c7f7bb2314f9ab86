"""A folder whose partner's tables are rounded instead of hidden: from the file to the page, release after release."""

from __future__ import annotations

import datetime as dt
import runpy
import shutil
from pathlib import Path

import pandas as pd
import pytest

import parvis
from parvis.errors import DisclosureError
from parvis.publish.release import freeze

EXAMPLE = Path(__file__).parents[2] / "examples" / "partners"
TODAY = dt.date(2026, 6, 1)
TABLES = ("iris", "qpv")
KEPT = ("recipients", "recipients_by_family")
BASE = 15  # the first multiple of 5 above the threshold of the agreement, 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with recipients only, of both tables of the fund rounded, built and released."""
    root = tmp_path_factory.mktemp("rounded")
    ignored = shutil.ignore_patterns("build", ".parvis", "data")
    shutil.copytree(EXAMPLE, root, dirs_exist_ok=True, ignore=ignored)
    runpy.run_path(str(EXAMPLE / "make_data.py"))["write_data"](root / "data")
    for file in (root / "indicators").glob("*.yml"):
        if file.stem not in KEPT:
            file.unlink()
    for table in TABLES:
        mechanism(root, table, "rounding")
    parvis.open(root).build(today=TODAY)
    freeze(root / "build", root / "releases", date="2026-06-01")
    return root


def mechanism(root: Path, table: str, name: str) -> None:
    file = root / "sources" / f"benefit_fund_{table}.yml"
    text = file.read_text(encoding="utf-8").replace(", mechanism: rounding", "")
    if name:
        text = text.replace("measure: recipients}", f"measure: recipients, mechanism: {name}}}")
    file.write_text(text, encoding="utf-8")


def test_all_numbers_are_shown_and_add_up(folder: Path) -> None:
    figures = pd.read_csv(folder / "build" / "figures.csv", dtype={"zone": str})
    shown = figures[figures["state"] != "not_permitted"]
    assert set(zip(shown["state"], shown["reason"], strict=True)) == {("perturbed", "rounded")}
    assert (shown["value"] % BASE == 0).all()
    number = shown.set_index(["indicator", "zoning", "zone", "category"])["value"].sort_index()
    iris = number.loc["recipients", "iris"].groupby(lambda key: key[0][:5]).sum()
    assert iris.to_dict() == number.loc["recipients", "communes"].droplevel("category").to_dict()
    for commune in ("99001", "99002", "99003"):
        family = number.loc["recipients_by_family", "communes", commune]
        assert family["single_parents"] + family["others"] == family["total"] == iris[commune]


def test_each_number_is_within_the_base_and_the_range_says_so(folder: Path) -> None:
    audit = pd.read_parquet(folder / ".parvis" / "audit_figures.parquet")
    key = ["indicator", "zoning", "zone", "category"]
    figures = pd.read_csv(folder / "build" / "figures.csv", dtype={"zone": str})
    both = figures[figures["value"].notna()].merge(audit[[*key, "value"]], on=key, suffixes=("", "_true"))
    assert len(both) > 100
    assert ((both["value"] - both["value_true"]).abs() < BASE).all()
    assert (both["upper"] - both["value"] == BASE - 1).all()
    assert (both["value"] != both["value_true"]).any()


def test_readers_are_told(folder: Path) -> None:
    site = folder / "build" / "site"
    sheet = next(file for file in sorted((site / "fr/zones/qpv2024").glob("QN*.html")))
    assert "arrondi pour protéger les personnes" in sheet.read_text(encoding="utf-8")
    assert "parts still add up to their total" in (site / "en" / "how-to-read.html").read_text(encoding="utf-8")


def test_the_mechanism_stays_what_it_was(folder: Path) -> None:
    for tables, code in ((("iris",), "mechanism_mixed"), (TABLES, "mechanism_changed")):
        for table in tables:
            mechanism(folder, table, "")
        with pytest.raises(DisclosureError) as raised:
            parvis.open(folder).build(today=TODAY)
        assert [finding.code for finding in raised.value.findings] == [code]
