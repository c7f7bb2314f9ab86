"""Addresses as typed against a small address file: what is found, how sure it is, and what is left open."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from parvis.errors import AnalystError
from parvis.locate import AddressBook, match_addresses

FILE = [
    # id, numero, rep, nom_voie, code_postal, code_insee, nom_commune, x, y
    ("93010_0001_00002", "2", "", "Rue Jean Jaurès", "93140", "93010", "Bondy", 0, 0),
    ("93010_0001_00004", "4", "", "Rue Jean Jaurès", "93140", "93010", "Bondy", 20, 0),
    ("93010_0001_00004_bis", "4", "bis", "Rue Jean Jaurès", "93140", "93010", "Bondy", 24, 0),
    ("93010_0001_00012", "12", "", "Rue Jean Jaurès", "93140", "93010", "Bondy", 100, 0),
    ("93010_0002_00001", "1", "", "Avenue du Général Galliéni", "93140", "93010", "Bondy", 0, 900),
    ("93010_0003_00001", "1", "", "Allée du Moulin", "93140", "93010", "Bondy", 500, 900),
    ("93010_0004_00001", "1", "", "Chemin du Moulin", "93140", "93010", "Bondy", 900, 900),
    ("93010_0005_99999", "99999", "", "Les Floralies", "93140", "93010", "Bondy", 700, 0),
    ("93055_0001_00002", "2", "", "Rue Jean Jaurès", "93500", "93055", "Pantin", 9000, 0),
    ("75112_0001_00003", "3", "", "Rue de Lyon", "75012", "75112", "Paris 12e Arrondissement", 9000, 9000),
]  # fmt: skip
COLUMNS = ["id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "x", "y"]


@pytest.fixture(scope="module")
def file() -> gpd.GeoDataFrame:
    table = pd.DataFrame(FILE, columns=COLUMNS)
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["x"], table["y"]), crs="EPSG:2154")


def one(file: gpd.GeoDataFrame, address: str, **place: str) -> pd.Series:
    return match_addresses(pd.DataFrame([{"address": address, **place}]), file).iloc[0]


@pytest.mark.parametrize(
    ("address", "id", "score", "precision", "why"),
    [
        ("2 rue Jean Jaurès 93140 Bondy", "93010_0001_00002", 1.0, "number", "all agrees"),
        ("4 B RUE J JAURES 93140 BONDY", "93010_0001_00004_bis", 0.967, "number", "(0.5 x 0.9 + 1) / 1.5"),
        ("4 ter rue Jean Jaurès 93140 Bondy", "93010_0001_00004", 0.97, "number", "no ter: the number itself"),
        ("8 rue Jean Jaurès 93140 Bondy", "93010_0001_00004", 0.91, "nearest_number", "0.95 - 4 x 0.01"),
        ("3 rue Jean Jaurès 93140 Bondy", "93010_0001_00002", 0.92, "nearest_number", "0.95 - (1 + 2) x 0.01"),
        ("90 rue Jean Jaurès 93140 Bondy", "93010_0001_00012", 0.75, "nearest_number", "78 numbers off: as the street"),
        ("rue Jean Jaurès 93140 Bondy", "93010_0001", 0.75, "street", "no number"),
        ("Les Floralies 93140 Bondy", "93010_0005", 0.75, "street", "a named place has no number"),
        ("1 av Gallieni Bondy", "93010_0002_00001", 0.93, "number", "the title left out: 2 / (1 + 1.15)"),
        ("2 rue Jean Jaurès 93140 Pantin", "93010_0001_00002", 0.9, "number", "postcode and commune contradict"),
        ("3 rue de Lyon 75012 Paris", "75112_0001_00003", 1.0, "number", "an arrondissement by the town's name"),
        ("2 rue Jean Jaurès Pantin", "93055_0001_00002", 1.0, "number", "the commune after the street"),
    ],
)  # fmt: skip
def test_found(file: gpd.GeoDataFrame, address: str, id: str, score: float, precision: str, why: str) -> None:
    found = one(file, address)
    if why == "postcode and commune contradict":  # each fits one of two streets: nobody can tell
        assert found["ambiguous"] and not found["found"] and found["score"] == score
        return
    assert found["found"], why
    assert (found["id"], found["score"], found["precision"]) == (id, pytest.approx(score, abs=1e-3), precision), why


def test_two_streets_of_one_name_in_two_communes(file: gpd.GeoDataFrame) -> None:
    found = one(file, "2 rue Jean Jaurès")
    assert (found["found"], found["ambiguous"], found["id"], found.geometry) == (False, True, "", None)
    assert [c.label for c in found["candidates"]] == ["2 Rue Jean Jaurès 93140 Bondy", "2 Rue Jean Jaurès 93500 Pantin"]


@pytest.mark.parametrize(("metres", "ambiguous"), [(90, False), (110, True)])
def test_a_number_that_the_file_has_twice(file: gpd.GeoDataFrame, metres: int, ambiguous: bool) -> None:
    """Near each other it does not matter which is meant; far apart nobody can tell."""
    again = file.iloc[[5]].set_geometry(file.geometry.iloc[[5]].translate(xoff=metres))
    found = one(gpd.GeoDataFrame(pd.concat([file, again], ignore_index=True)), "1 allée du Moulin", commune="Bondy")
    assert (found["ambiguous"], found["found"]) == (ambiguous, not ambiguous)


def test_two_streets_of_one_name_and_no_kind_told(file: gpd.GeoDataFrame) -> None:
    found = one(file, "1 du Moulin", commune="Bondy")
    assert (found["found"], found["ambiguous"]) == (False, True)
    assert one(file, "1 all. du Moulin", commune="Bondy")["id"] == "93010_0003_00001"


@pytest.mark.parametrize("place", [{"commune": "Bondy"}, {"commune": "93010"},
                                   {"commune": "BONDI", "postcode": "93140"},
                                   {"postcode": "93140"}, {"commune": "BONDY CEDEX", "postcode": "93140"}])  # fmt: skip
def test_columns_that_tell_the_place(file: gpd.GeoDataFrame, place: dict[str, str]) -> None:
    assert one(file, "2 rue Jean Jaurès", **place)["id"] == "93010_0001_00002"


@pytest.mark.parametrize("place", [{"postcode": "69001"}, {"commune": "Lyon"}, {"commune": "69123"},
                                   {"postcode": "69001", "commune": "Lyon"}])  # fmt: skip
def test_an_address_of_another_town_is_not_found(file: gpd.GeoDataFrame, place: dict[str, str]) -> None:
    found = one(file, "1 allée du Moulin", **place)
    assert not found["found"]
    assert found["score"] <= 0.6
    assert found["candidates"][0].label == "1 Allée du Moulin 93140 Bondy"


def test_former_communes_that_have_become_one() -> None:
    """Two streets of one name in one commune, told apart by the former commune or its postcode alone."""
    table = pd.DataFrame(
        {"id": ["14431_aaaa_00003", "14431_bbbb_00003"], "numero": [3, 3], "nom_voie": ["Rue de l'Église"] * 2,
         "code_postal": ["14140", "14270"], "code_insee": "14431", "nom_commune": "Mézidon Vallée d'Auge",
         "nom_ancienne_commune": ["Les Authieux-Papion", "Croissanville"]}
    )  # fmt: skip
    reference = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy([0, 5000], [0, 0]), crs="EPSG:2154")
    assert one(reference, "3 rue de l'Église", commune="Mézidon Vallée d'Auge")["ambiguous"]
    assert one(reference, "3 rue de l'Église", commune="14431")["ambiguous"]
    assert one(reference, "3 rue de l'Église", commune="Croissanville")["id"] == "14431_bbbb_00003"
    told = {"commune": "Mézidon Vallée d'Auge", "postcode": "14140"}
    assert one(reference, "3 rue de l'Église", **told)["id"] == "14431_aaaa_00003"
    without = reference.drop(columns="nom_ancienne_commune")
    assert one(without, "3 rue de l'Église", commune="14431")["ambiguous"]


def test_the_residence_serves_where_no_street_is_known(file: gpd.GeoDataFrame) -> None:
    assert one(file, "Résidence Les Floralies, 12 rue Inconnue", commune="Bondy")["id"] == "93010_0005"
    assert one(file, "Résidence Les Floralies, 2 rue Jean Jaurès", commune="Bondy")["id"] == "93010_0001_00002"


def test_a_threshold_decides(file: gpd.GeoDataFrame) -> None:
    typed = pd.Series(["rue Jean Jaurès 93140 Bondy"], index=["a"])
    assert match_addresses(typed, file, threshold=0.75).at["a", "found"]
    strict = match_addresses(typed, file, threshold=0.8)
    assert (strict.at["a", "found"], strict.at["a", "score"], strict.at["a", "id"]) == (False, 0.75, "")


def test_rows_stay_in_their_order_and_nothing_is_lost(file: gpd.GeoDataFrame) -> None:
    typed = pd.Series(["?", "1 allée du Moulin", None, "1 allée du Moulin"], index=[7, 3, 9, 1])
    found = match_addresses(typed, AddressBook(file))
    assert list(found.index) == [7, 3, 9, 1]
    assert list(found["id"]) == ["", "93010_0003_00001", "", "93010_0003_00001"]
    assert found.crs == file.crs
    assert found.loc[[7, 9], "score"].isna().all()
    assert match_addresses(typed.iloc[:0], file).empty


def test_numbers_and_codes_that_were_read_as_numbers(file: gpd.GeoDataFrame) -> None:
    as_numbers = file.assign(numero=file["numero"].astype(float), code_postal=file["code_postal"].astype(int))
    assert one(as_numbers, "12 rue Jean Jaurès", postcode="93140")["id"] == "93010_0001_00012"


def test_columns_of_the_communes_own_address_files(file: gpd.GeoDataFrame) -> None:
    names = {"id": "cle_interop", "rep": "suffixe", "nom_voie": "voie_nom", "code_insee": "commune_insee",
             "nom_commune": "commune_nom"}  # fmt: skip
    bal = file.rename(columns=names).drop(columns="code_postal")
    assert one(bal, "2 rue Jean Jaurès", commune="Pantin")["id"] == "93055_0001_00002"


def test_what_is_refused(file: gpd.GeoDataFrame) -> None:
    with pytest.raises(AnalystError, match="address_threshold"):
        match_addresses(pd.Series(["a"]), file, threshold=70)
    with pytest.raises(AnalystError, match="address_reference_columns"):
        match_addresses(pd.Series(["a"]), file[["id", "geometry"]])
    with pytest.raises(AnalystError, match="layer_crs_missing"):
        match_addresses(pd.Series(["a"]), file.set_crs(None, allow_override=True))
