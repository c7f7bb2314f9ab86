"""A figure's story in the terminal, in both languages, from the files of a build alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from observatories import small_observatory

from parvis.publish.evidence_files import read_evidence, write_evidence
from parvis.publish.manifest import write_manifest
from parvis.publish.tables import write_tables

NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    observatory = small_observatory()
    write_tables(observatory, folder)
    write_evidence(observatory, folder)
    write_manifest(folder, observatory)
    return folder


def explained(build: Path, language: str, *what: str) -> str:
    command = [sys.executable, "-m", "parvis", "--lang", language, "explain", *what, "--dir", str(build)]
    environment = {**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout


def test_evidence_names_zonings_zones_and_their_communes(build: Path) -> None:
    evidence = read_evidence(build, "population")
    assert evidence["zonings"]["commune"] == {"fr": "Commune", "en": "Commune"}
    assert evidence["zones"] == {
        "qpv2015": {"QP999001": "Le Parc (Petiteville)", "QP999002": "Le Pont (Petiteville)"},
        "commune": {"99001": "Petiteville"},
    }


# By hand: the interval is 3300.5 to 4820.25, its half-width 759.9: two significant digits are tens; bounds go outward.
def test_an_estimate_in_english(build: Path) -> None:
    said = explained(build, "en", "population", "QP999001")
    assert said.startswith("Population (en)\nPopulation: how many?\n")
    assert "QPV 2015: Le Parc (Petiteville), QP999001\n  2018: 4,094" in said
    assert "persons (official figure)\n" in said
    assert "persons (estimate by surface)\n    The same quantity had another way" in said
    assert "    Between 3,300 and 4,830, 9 chances in 10.\n    For certain between 0 and 10,255.\n" in said
    assert "    Before rounding: 4,059.90.\n    The source covers 100% of the zone.\n" in said
    assert "Units of the source behind it: 2, of which the zone's border cuts 1; together as much as 1.5" in said
    assert "      c1  1.0000 × 30.0 = 30.0\n      c2  0.5000 × 0.1 = 0.1\n" in said


def test_an_estimate_in_french(build: Path) -> None:
    said = explained(build, "fr", "population", "QP999001")
    assert f"QPV 2015{WIDE}: Le Parc (Petiteville), QP999001\n  2018{WIDE}: 4{NARROW}094" in said
    assert "personnes (chiffre officiel)\n" in said
    assert f"    Entre 3{NARROW}300 et 4{NARROW}830, 9 chances sur 10.\n" in said
    assert f"    À coup sûr entre 0 et 10{NARROW}255.\n    Avant arrondi{WIDE}: 4{NARROW}059,90.\n" in said
    assert (
        f"    Mailles de la source{WIDE}: 2, dont coupées par la limite de la zone{WIDE}: 1{WIDE}; équivalent en"
        in said
    )
    assert f"  cells{WIDE}: Source cells, INSEE, 2019, conditions du DVF\n" in said
    assert f"    Lignes lues{WIDE}: 3{WIDE}; acceptées{WIDE}: 3, rejetées{WIDE}: 0, mises de côté{WIDE}: 0.\n" in said


def test_a_confidential_figure_says_no_more_than_that(build: Path) -> None:
    said = explained(build, "en", "benefits", "QP999001")
    assert "  June 2024: confidential (official figure)\n    This number is confidential.\n\n" in said
    assert "SHA-256" not in said
    assert "Rows read" not in said


def test_for_programs(build: Path) -> None:
    told = json.loads(explained(build, "fr", "population", "QP999001", "--json"))
    assert [figure["value"] for figure in told["figures"]] == [4094.0, 4059.9]
    assert told["figures"][0]["lower"] is None
