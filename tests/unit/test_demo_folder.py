"""The folder that `parvis demo` writes: ready to build, the same bytes each time, honest, and without the truth."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from parvis import territory
from parvis.demo import MARK, City, true_figures, write_territory, write_truth
from parvis.demo.truth import zones
from parvis.errors import FolderError

HASHES = """
import sys
from pathlib import Path
from parvis.demo import city, write_territory
write_territory(city(3, 8_000), Path(sys.argv[1]))
"""


@pytest.fixture
def folder(town_folder: Path) -> Path:
    return town_folder


def hashes(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    # In other processes, whose sets and dictionaries are hashed otherwise.
    for name, seed in (("one", "1"), ("two", "2")):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", HASHES, str(tmp_path / name)], check=True, env=environment)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_parvis_reads_the_folder(folder: Path) -> None:
    read = territory.read(folder, environment={})
    assert read.territory.fictional
    assert 40 <= len(read.indicators) <= 70
    assert {name for name, spec in read.territory.zonings.items() if spec.sheets} == {"qpv2024"}


def test_every_source_has_its_file_and_every_file_its_source(folder: Path) -> None:
    read = territory.read(folder, environment={})
    there = {str(file.relative_to(folder)) for file in (folder / "data").rglob("*") if file.is_file()}
    declared = {spec.place for spec in read.sources.values()}
    assert declared <= there
    # Timetables and the network are read by `parvis reach`, and of the monthly feed a source names the last file.
    known = (".zip", ".pbf", "relief.tif")
    assert all(file.endswith(known) or "validations_2021" in file for file in there - declared)


def test_languages_are_those_asked_for(town: City, tmp_path: Path) -> None:
    write_territory(town, tmp_path, languages=("fr",))
    assert territory.read(tmp_path, environment={}).territory.languages == ("fr",)


def test_the_folder_says_in_both_languages_that_it_is_invented(folder: Path) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "Rien ici n'est réel" in readme
    assert "Nothing here is real" in readme
    for file in folder.rglob("*"):
        if file.is_file() and folder / "data" not in file.parents:
            assert "__" not in file.read_text(encoding="utf-8"), f"a blank was left in {file.name}"
    assert json.loads((folder / MARK).read_text()) == {"seed": 1, "inhabitants": 20_000}


def test_layers_are_valid_and_say_their_crs(folder: Path) -> None:
    layers = (
        "communes",
        "iris",
        "qpv2024",
        "qpv2015",
        "school_catchments",
        "study_perimeter",
        "flood",
        "parks",
        "streets",
    )
    for name in (*layers, "social_dwellings"):
        layer = gpd.read_file(folder / "data" / f"{name}.geojson")
        assert layer.crs.to_epsg() == 2154
        assert layer.is_valid.all()
        assert np.allclose(shapely.get_coordinates(layer.geometry), shapely.get_coordinates(layer.geometry).round(1))


def test_kilometre_cells_are_those_of_the_200_m_cells(folder: Path) -> None:
    # Named by the corner that Filosofi names in `idcar_1km`, in metres of EPSG:3035.
    squares = gpd.read_file(folder / "data" / "cells_1km.geojson")
    assert squares.crs.to_epsg() == 3035
    assert (squares.area == 1_000_000).all()
    corner = squares["idcar_1km"].str.extract(r"CRS3035RES1000mN(\d+)E(\d+)").astype(float)
    assert np.array_equal(corner[[1, 0]].to_numpy(), squares.bounds[["minx", "miny"]].to_numpy())
    filosofi = pd.read_csv(folder / "data" / "filosofi_200m.csv")
    assert set(filosofi["idcar_1km"]) <= set(squares["idcar_1km"])


def test_social_dwellings_are_those_of_the_buildings(town: City, folder: Path) -> None:
    entrances = gpd.read_file(folder / "data" / "social_dwellings.geojson")
    assert entrances["appartement"].sum() == town.buildings["dwellings"][town.buildings["social"]].sum()
    assert entrances["cle"].is_unique


def test_official_population_differs_from_the_truth_by_concept_and_date(town: City, folder: Path) -> None:
    official = pd.read_csv(folder / "data" / "qpv_population.csv").set_index("code")["pop_2018"]
    truth = true_figures(town).query("zoning == 'qpv2024' and indicator == 'persons_tax_households'").set_index("zone")
    gap = official / truth["value"] - 1
    assert (gap.abs() < 0.08).all()
    assert (gap != 0).all()
    assert (official >= 1_000).all()


def test_one_official_rate_is_masked_and_the_others_are_true(town: City, folder: Path) -> None:
    panel = pd.read_csv(folder / "data" / "qpv_income.csv")
    assert (panel.groupby("annee")["taux_pauvrete"].apply(lambda rate: rate.isna().sum()) == 1).all()
    rates = panel[panel["annee"] == 2019].set_index("code")
    truth = true_figures(town).query("zoning == 'qpv2024' and indicator == 'poverty_rate_official'").set_index("zone")
    shown = rates["taux_pauvrete"].dropna()
    assert np.allclose(shown, truth["value"].reindex(shown.index), atol=0.05)


def test_truth_of_zones_adds_up(town: City) -> None:
    table = (
        true_figures(town)
        .query("category == 'total'")
        .pivot(index="indicator", columns=["zoning", "zone"], values="value")
    )
    for indicator in ("persons", "persons_tax_households", "social_households", "social_dwellings"):
        whole = table.loc[indicator, ("agglomeration", "agglomeration")]
        assert table.loc[indicator, "communes"].sum() == whole
        assert table.loc[indicator, "iris"].sum() == whole
        assert table.loc[indicator, "qpv2024"].sum() == table.loc[indicator, ("qpv2024_all", "qpv2024_all")]
    assert table.loc["persons", ("agglomeration", "agglomeration")] == 20_000


def test_truth_of_zones_is_that_of_the_points_inside(town: City) -> None:
    # Counted by blocks there, by buildings in polygons here.
    size = np.bincount(town.households["building"], weights=town.households["size"], minlength=len(town.buildings))
    truth = true_figures(town).query("indicator == 'persons'").set_index(["zoning", "zone"])["value"]
    points = town.buildings.geometry.to_numpy()
    for zoning, layer, code in (("qpv2024", town.neighbourhoods, "code_qp"), ("iris", town.iris, "code_iris")):
        for zone, shape in zip(layer[code], layer.geometry, strict=True):
            assert truth[zoning, zone] == size[shapely.contains(shape, points)].sum()


def test_the_rest_of_the_commune_is_the_commune_without_the_neighbourhood(town: City) -> None:
    shapes = town.blocks.geometry.to_numpy()
    rest = {zone: blocks for zoning, zone, blocks in zones(town) if zoning == "communes_rest"}
    for code, shape, within in zip(
        town.neighbourhoods["code_qp"], town.neighbourhoods.geometry, town.neighbourhoods["insee_com"], strict=True
    ):
        communes = town.communes[town.communes["insee_com"].isin(within.split(", "))].union_all()
        assert shapely.area(shapes[rest[code]]).sum() == pytest.approx(communes.area - shape.area)


def test_the_truth_is_never_written_into_a_territory_folder(town: City, folder: Path, tmp_path: Path) -> None:
    for place in (folder, folder / "truth"):
        with pytest.raises(FolderError) as error:
            write_truth(town, place)
        assert error.value.findings[0].code == "truth_inside"
    assert not list(folder.rglob("*.parquet"))
    write_truth(town, tmp_path / "truth")
    held = pd.read_parquet(tmp_path / "truth" / "households.parquet")
    assert held["size"].sum() == 20_000
