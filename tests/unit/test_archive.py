"""The archive of a build: a data package that Frictionless finds valid, and the files that pages offer."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from frictionless.resources import TableResource
from observatories import small_observatory

from parvis.model.figure import FIGURE_COLUMNS
from parvis.publish.archive import ARCHIVE, write_archive
from parvis.publish.downloads import write_for_people
from parvis.publish.evidence_files import write_evidence
from parvis.publish.offers import Shop, size_words
from parvis.publish.tables import write_downloads, write_tables
from parvis.publish.words import Speech


def written(out: Path, **changes: object) -> Path:
    """Return the archive of the small observatory, with all that it is made from."""
    observatory = small_observatory(**changes)
    data = out / "site" / "data"
    data.mkdir(parents=True)
    write_tables(observatory, out)
    write_evidence(observatory, out)
    write_downloads(observatory, data)
    write_for_people(observatory, data)
    write_archive(observatory, out, data)
    return data / ARCHIVE


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    changes = {"licence": "etalab-2.0", "homepage": "https://observatory.example/"}
    return written(tmp_path_factory.mktemp("build"), **changes)


def test_frictionless_finds_the_package_valid(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    report = package.validate()
    assert report.flatten(["type", "note"]) == []
    assert report.valid
    assert {one.name for one in package.resources if isinstance(one, TableResource) or one.schema.fields} >= {
        *("figures", "zones", "indicators", "sources"),
    }


def test_frictionless_would_tell(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    zones = tmp_path / "zones.csv"
    zones.write_text(zones.read_text(encoding="utf-8").replace("QP999002", "QP999003"), encoding="utf-8")
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    assert {"foreign-key", "hash-count"} <= {type_ for [type_] in package.validate().flatten(["type"])}


def test_the_package_says_what_it_is(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        package = json.loads(opened.read("datapackage.json"))
        names = {name for name in opened.namelist() if not name.startswith("README")}
    assert (package["name"], package["version"]) == ("smallville", "0123456789ab")
    assert package["licenses"][0]["name"] == "etalab-2.0"
    assert {one["path"] for one in package["resources"]} | {"datapackage.json"} == names
    [figures] = [one for one in package["resources"] if one["path"] == "figures.csv"]
    assert [field["name"] for field in figures["schema"]["fields"]] == list(FIGURE_COLUMNS)
    assert all(field["description"] != field["description_fr"] for field in figures["schema"]["fields"])


def test_the_words_beside_it_are_in_each_language(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        french, english = (opened.read(f"README.{language}.md").decode() for language in ("fr", "en"))
        described = set(json.loads(opened.read("datapackage.json"))) | set(opened.namelist())
    assert french.startswith("# Petiteville\n")
    assert english.startswith("# Smallville\n")
    assert "- Licence of the figures: Licence Ouverte / Open Licence 2.0" in english
    named = [
        line.split("`")[1] for line in english.splitlines() if line.startswith("- `") and "." in line.split("`")[1]
    ]
    assert set(named) <= described


def test_the_tables_beside_the_figures(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        zones = list(csv.DictReader(io.StringIO(opened.read("zones.csv").decode())))
        figures = pd.read_csv(io.BytesIO(opened.read("figures.csv")))
    assert zones[0] == {
        "zoning": "qpv2015",
        "zone": "QP999001",
        "communes": "Petiteville",
        "name_fr": "Le Parc",
        "name_en": "Le Parc",
    }
    assert figures["value"].tolist()[:2] == [4094.0, 4059.9]


def test_equal_observatories_give_equal_archives(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one"), written(tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()


# --- what pages offer ---


def test_what_is_offered_is_what_is_there(archive: Path) -> None:
    site = archive.parents[1]
    shop = Shop(small_observatory(), site)
    offers = (*shop.whole(), *shop.indicator("poverty"), *shop.maps(["commune"]), *shop.sheet("qpv2015"))
    assert all((site / offer.path).stat().st_size == offer.size for offer in offers)
    assert [offer.name for offer in shop.whole()] == [
        *("figures.zip", "figures.fr.xlsx", "figures.en.xlsx", "figures.fr.csv", "figures.csv", "figures.parquet"),
        *("zones.gpkg", "qpv2015.geojson", "commune.geojson"),
    ]
    assert shop.indicator("nothing") == ()


def test_sizes_are_in_each_language_s_form() -> None:
    assert [size_words(size, Speech("fr")) for size in (12, 999_499, 1_260_000, 104_000_000)] == [
        *("12 o", "999 ko", "1,3 Mo", "104 Mo"),
    ]
