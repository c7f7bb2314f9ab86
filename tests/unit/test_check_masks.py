"""Numbers that a producer hid are neither rejected rows nor zeros."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pandas as pd
import pytest

import parvis
from parvis.check import accept
from parvis.kinds.registry import KINDS
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw, Snapshot

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"


def taken(entries: list[str], **more: object) -> Snapshot:
    said = {
        "title": "x", "producer": "x", "regime": "open", "licence": "etalab-2.0", "place": "x", "kind": "table",
        "vintage": "2023", "columns": {"unit": "code"},
        "measures": {"pop": {"column": "pop", "unit": "persons", "universe": "persons"}},
    }  # fmt: skip
    spec = SourceSpec.model_validate({**said, **more})
    frame = pd.DataFrame({"code": [f"Q{n}" for n in range(len(entries))], "pop": entries}, dtype=object)
    raw = Raw(Path("x.csv"), frame, "")
    return accept("x", raw, spec=spec, kind=KINDS[spec.kind], wanted=frozenset({"pop"}), schema=None)


@pytest.mark.parametrize("entry", ["nd", "NS", "s", "c", "***", "<5", "< 11", "<= 4", "≤4", "moins de 5"])
def test_a_hidden_number(entry: str) -> None:
    snapshot = taken(["12", entry, ""])
    assert (snapshot.account.accepted, snapshot.account.rejected) == (3, 0)
    assert math.isnan(snapshot.frame["measure:pop"][1])
    assert snapshot.frame["masked:pop"].tolist() == [False, True, False]


@pytest.mark.parametrize("entry", ["n.c.", "<", "beaucoup", "<cinq", "5<"])
def test_what_is_no_number_and_no_sign_is_rejected(entry: str) -> None:
    assert taken(["12", entry]).account.rejected == 1


def test_a_table_that_hides_nothing_says_nothing() -> None:
    assert "masked:pop" not in taken(["12", ""]).frame


def test_the_signs_of_an_open_source_of_a_known_kind_are_its_own() -> None:
    frame = pd.DataFrame({"idcar_200m": ["CRS3035RES200mN2890200E3770200"] * 2, "ind": ["1", "s"]}, dtype=object)
    frame.loc[1, "idcar_200m"] = "CRS3035RES200mN2890200E3770400"
    spec = SourceSpec.model_validate(
        {"title": "x", "producer": "x", "regime": "open", "licence": "etalab-2.0", "place": "x", "vintage": "2019",
         "kind": "filosofi-cells-200m"}
    )  # fmt: skip
    raw = Raw(Path("x.csv"), frame, "")
    snapshot = accept("x", raw, spec=spec, kind=KINDS[spec.kind], wanted=frozenset(), schema=None)
    assert snapshot.account.rejected == 1


def test_the_observatory_says_that_the_producer_hid_it(tmp_path: Path) -> None:
    town = Path(shutil.copytree(BASE, tmp_path / "bourg"))
    (town / "data" / "census.csv").write_text("code;name;pop\nQ1;Le Parvis;<5\nQ2;Les Hauts;\n")
    parvis.open(town).build()
    frame = parvis.open(town).figures().frame
    states = frame[frame["indicator"] == "population"].set_index("zone")["state"]
    assert states["Q1"] == "masked_by_producer"
    assert states["Q2"] == "not_collected"


def test_the_same_of_an_estimate_from_a_table(tmp_path: Path) -> None:
    town = Path(shutil.copytree(BASE, tmp_path / "bourg"))
    (town / "data" / "census.csv").write_text("code;name;pop\nQ1;Le Parvis;<5\nQ2;Les Hauts;\n")
    source, indicator = town / "sources" / "census.yml", town / "indicators" / "population.yml"
    source.write_text(source.read_text().replace("kind: table", "kind: table\nunits: quartier"))
    indicator.write_text(
        indicator.read_text().replace(
            "official: {source: census, measure: population}", "estimated: {source: census, measures: [population]}"
        )
    )
    parvis.open(town).build()
    frame = parvis.open(town).figures().frame
    states = frame[frame["indicator"] == "population"].set_index("zone")["state"]
    assert (states["Q1"], states["Q2"]) == ("masked_by_producer", "not_collected")
