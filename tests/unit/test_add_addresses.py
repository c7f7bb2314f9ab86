"""`parvis add` on files of addresses: the columns are recognised, and the address file of the folder is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from address_folder import BAN, address_folder
from parvis.run.add import add_source, addresses, recognise


@pytest.mark.parametrize(
    ("columns", "parts"),
    [
        (["Dossier", "Numéro", "Voie", "CP", "Ville"], {"number", "street", "postcode", "commune"}),
        (["id", "Adresse", "Code postal"], {"whole", "postcode"}),
        (["N°", "adresse", "commune"], {"whole", "commune"}),  # the number of what? the address holds its own
        (["ville", "numero"], set()),  # a table of towns
    ],
)
def test_columns_of_addresses(columns: list[str], parts: set[str]) -> None:
    frame = pd.DataFrame([["a"] * len(columns)], columns=columns)
    assert set(addresses(frame)) == parts
    assert recognise(frame).id == ("points" if parts else "table")


def test_shops_with_a_postcode_and_places_are_no_address_file() -> None:
    frame = pd.DataFrame(
        [["a", "93140", "Bondy", "2.48", "48.9"]], columns=["nom", "code_postal", "nom_commune", "lon", "lat"]
    )
    assert recognise(frame).id == "points"


def test_a_file_and_its_address_file(tmp_path: Path) -> None:
    made = address_folder(tmp_path / "bourg")
    shutil.rmtree(made / "sources")
    alone = add_source(made, made / "data/tenants.xlsx", name="alone", layer=None, sheet=None)
    assert alone.open_questions[-1] == "address"
    reference = add_source(made, made / "data/ban.csv", name=None, layer=None, sheet=None)
    assert (reference.kind, "extent" in reference.open_questions) == ("ban", False)
    added = add_source(made, made / "data/tenants.xlsx", name=None, layer=None, sheet=None)
    assert "address" not in added.open_questions
    text = (made / "sources/tenants.yml").read_text(encoding="utf-8")
    said = 'address: {columns: ["Numéro", "Voie"], postcode: "CP", commune: "Ville", reference: ban}'
    assert said in text.splitlines()
    assert "crs: EPSG:2154" in (made / "sources/ban.yml").read_text(encoding="utf-8")
    assert "crs: EPSG:2154" in BAN
