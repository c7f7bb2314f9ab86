"""A landlord's workbook with addresses as typed: the figures are those of the true places, and no row is lost."""

from __future__ import annotations

import csv
import datetime as dt
import stat
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import parvis
from address_folder import HEADER, LOST, SOURCE, STREETS, address_folder, ban
from parvis.cli.report import as_text
from parvis.errors import FolderError
from parvis.run.inputs import places_of, read_folder
from parvis.run.purge import carry_out, planned

TODAY = dt.date(2026, 6, 1)
NBSP = "\N{NO-BREAK SPACE}"
ROWS = 30 * len(STREETS) + len(LOST)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = address_folder(tmp_path_factory.mktemp("addresses") / "bourg")
    parvis.open(made).build(today=TODAY)
    return made


def figures(folder: Path) -> dict[str, tuple[str, str]]:
    rows = csv.DictReader((folder / "build/figures.csv").read_text(encoding="utf-8").splitlines())
    return {row["zone"]: (row["state"], row["value"]) for row in rows if row["indicator"] == "tenants"}


def test_figures_are_those_of_the_true_places(folder: Path, tmp_path: Path) -> None:
    """The same rows with the coordinates of the address file instead of addresses."""
    located = address_folder(tmp_path / "located")
    places = ban().to_crs("EPSG:3035").geometry
    pd.DataFrame({"x": places.x, "y": places.y}).to_csv(located / "data/tenants.csv", index=False)
    head = SOURCE.replace("tenants.xlsx", "tenants.csv").split("address:")[0]
    (located / "sources/tenants.yml").write_text(f"{head}crs: EPSG:3035\ncolumns: {{x: x, y: y}}\n", encoding="utf-8")
    (located / "sources/ban.yml").unlink()
    parvis.open(located).build(today=TODAY)
    assert figures(folder) == figures(located)
    # By hand: two streets of 30 numbers lie in each neighbourhood.
    assert {zone: float(value) for zone, (_, value) in figures(folder).items()} == {"Q1": 60.0, "Q2": 60.0}


def test_no_row_is_lost(folder: Path) -> None:
    accepted = pd.read_csv(folder / ".parvis/addresses/tenants.csv", dtype=str)
    rejected = pd.read_csv(folder / ".parvis/rejected/tenants.csv", dtype=str)
    assert len(accepted) + len(rejected) == ROWS
    assert set(accepted["Dossier"]) | set(rejected["Dossier"]) == {f"D{n}" for n in range(ROWS - 3)} | {
        row[0] for row in LOST
    }
    assert set(rejected.loc[rejected["Dossier"].str.startswith("CANARIE"), "parvis_reason"]) == {
        "address_unmatched: Numéro, Voie",
        "address_empty: Numéro, Voie",
    }


def test_scores_and_precisions_are_kept_for_the_owner_alone(folder: Path) -> None:
    for name in ("addresses", "rejected"):
        assert stat.S_IMODE((folder / f".parvis/{name}").stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / f".parvis/{name}/tenants.csv").stat().st_mode) == 0o600
    accepted = pd.read_csv(folder / ".parvis/addresses/tenants.csv", dtype={"address:id": str})
    assert set(accepted["address:precision"]) == {"number"}
    assert accepted["address:score"].between(0.7, 1.0).all()
    assert accepted["address:id"].str.fullmatch(r"9900\d_\d{4}_\d{5}").all()
    rejected = pd.read_csv(folder / ".parvis/rejected/tenants.csv", dtype=str).set_index("Dossier")
    assert rejected.loc["CANARIE3", "parvis_nearest"].startswith("4 Boulevard Victor Hugo 99100 Bourg (0.")


def test_nothing_typed_leaves_the_store(folder: Path) -> None:
    published = b"".join(path.read_bytes() for path in (folder / "build").rglob("*") if path.is_file())
    assert b"CANARI" not in published
    said = subprocess.run(
        [sys.executable, "-m", "parvis", "check", "."], cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert said.returncode == 0
    assert "the address in Numéro, Voie was not found: " in said.stdout + said.stderr
    assert "CANARI" not in said.stdout + said.stderr


def test_the_public_evidence_says_by_what_rows_were_placed_and_no_count(folder: Path) -> None:
    evidence = (folder / "build/evidence/tenants.json").read_text(encoding="utf-8")
    assert '"located_by_address": "ban"' in evidence
    assert '"rows"' not in evidence.split('"tenants": {')[1].split('"figures"')[0]


def test_another_address_file_makes_another_build(folder: Path) -> None:
    assert not parvis.open(folder).build(today=TODAY).fresh
    file = folder / "data/ban.csv"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace("Rue de la Gare", "Rue de la Gare routière"), encoding="utf-8")
    assert parvis.open(folder).build(today=TODAY).fresh
    file.write_text(before, encoding="utf-8")


def test_a_purge_takes_the_places_and_scores_too(tmp_path: Path) -> None:
    made = address_folder(tmp_path / "bourg")
    parvis.open(made).build(today=TODAY)
    agreement = made / "agreements/caf.yml"
    agreement.write_text(agreement.read_text(encoding="utf-8") + "withdrawn: 2026-06-02\n", encoding="utf-8")
    folder = read_folder(made)
    carry_out(made, planned(made, folder, places_of(made, folder), date="2026-06-02", only=None))
    left = [path.relative_to(made).as_posix() for path in made.rglob("tenants.*") if "build" not in path.parts]
    assert sorted(left) == ["indicators/tenants.yml", "sources/tenants.yml"]
    assert (
        parvis.open(made).build(today=dt.date(2026, 6, 2)).fresh
    )  # neither the file nor its address file is asked for


# --- the report for the landlord ---


def test_the_report_names_the_nearest_addresses(folder: Path) -> None:
    parvis.open(folder).report("tenants", today=TODAY)
    out = folder / ".parvis/reports/tenants"
    page = (out / "report.fr.html").read_text(encoding="utf-8")
    assert "adresse introuvable" in page
    assert f"Les plus proches, avec leur degré de concordance{NBSP}: 4 Boulevard Victor Hugo 99100 Bourg (" in page
    assert "Aucune adresse de la référence ne lui ressemble." in page
    assert "Adresses trouvées" in page
    assert "CANARI" not in page
    sheet = openpyxl.load_workbook(out / "report.en.xlsx").worksheets[1]
    assert [cell.value for cell in sheet[1]][2:] == HEADER
    last = [cell.value for cell in sheet[ROWS + 1]]
    assert last[1].startswith("Numéro, Voie: Correct the address: number, street, postcode and commune. Nearest, ")
    marked = [cell.fill.fgColor.rgb == "00FFD9CC" for cell in sheet[ROWS + 1]]
    assert marked == [False, False, False, True, True, False, False]


def test_rows_that_are_placed_roughly_are_told_and_stop_nothing(tmp_path: Path) -> None:
    made = address_folder(tmp_path / "bourg", rules=0)
    file = made / "data/tenants.xlsx"
    book = openpyxl.load_workbook(file)
    book.active["C2"] = "40 rue de l'Église"  # the street ends at 30
    book.active["C3"] = "rue de l'Église"
    book.save(file)
    parvis.open(made).report("tenants", today=TODAY)
    out = made / ".parvis/reports/tenants"
    first, second = openpyxl.load_workbook(out / "report.en.xlsx").worksheets
    told = [row for row in first.iter_rows(values_only=True) if row[1] == "the street was found, but not the number"]
    assert [(row[0], row[4], row[5]) for row in told] == [("Numéro, Voie", 2, "2 to 3")]
    assert "Placed at: 30 Rue de l’Église 99100 Bourg (85%)." in second["B2"].value  # 0.95 - 10 x 0.01
    assert second["E2"].fill.fgColor.rgb == "00FFF3D6"
    assert second["E4"].fill.fgColor.rgb == "00000000"
    page = (out / "report.fr.html").read_text(encoding="utf-8")
    assert f"Lignes à corriger{NBSP}: 3 sur {ROWS}" in page
    assert "Placée à" not in page


# --- mistakes ---


def broken(tmp_path: Path, old: str, new: str) -> str:
    made = address_folder(tmp_path / "bourg", source=SOURCE.replace(old, new))
    try:
        return as_text(parvis.open(made).check(), "en")
    except parvis.errors.ParvisError as error:
        return as_text(error.findings, "en")


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    assert broken(tmp_path, "[Numéro, Voie]", "[Numéro, Rue]") == (
        "data/tenants.xlsx: no column named Rue\n"
        "    The file has: Dossier, Numéro, Voie, CP, Ville.\n"
        "    → If the column has another name, write that name in the source: under `columns`, `measures` or `where`.\n"
        "    Described in sources/tenants.yml\n"
    )


def test_an_address_file_without_streets(tmp_path: Path) -> None:
    made = address_folder(tmp_path / "bourg")
    file = made / "data/ban.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("nom_voie", "toponyme"), encoding="utf-8")
    with pytest.raises(FolderError) as raised:
        parvis.open(made).check()
    assert [finding.code for finding in raised.value.findings] == ["address_reference_streets"]


def test_an_address_file_without_places_is_said_to_be_one(tmp_path: Path) -> None:
    made = address_folder(tmp_path / "bourg")
    pd.read_csv(made / "data/ban.csv", sep=";", dtype=str).drop(columns=["code_postal", "nom_commune"]).to_csv(
        made / "data/ban.csv", sep=";", index=False
    )
    found = parvis.open(made).check()
    assert "address_reference_bare" in {finding.code for finding in found}
