"""What the harvesters of CKAN and of udata (data.gouv.fr) take from the catalogue, by their own code.

Each runs in an environment of its own, for their libraries are not ours: `make harvest` makes both.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests" / "unit"))

from observatories import small_observatory  # noqa: E402

from parvis.publish.catalogue import write_catalogue  # noqa: E402
from parvis.publish.downloads import write_for_people  # noqa: E402
from parvis.publish.tables import write_downloads  # noqa: E402

HOMEPAGE = "https://observatory.example.org/petiteville/"  # udata takes a page at a known top-level domain only


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("build")
    territory = {"homepage": HOMEPAGE, "contact": "obs@petiteville.example", "licence": "etalab-2.0"}
    observatory = small_observatory(**territory, frequency="annual")
    declared = observatory.folder.indicators["population"].model_copy(update={"hvd": "statistics"})
    indicators = {**observatory.folder.indicators, "population": declared}
    folder = observatory.folder.model_copy(update={"indicators": indicators})
    observatory = small_observatory(folder=folder)
    write_downloads(observatory, out / "site" / "data")
    write_for_people(observatory, out / "site" / "data")
    write_catalogue(observatory, out)
    return out


@cache
def read_by(software: str, build: Path) -> list[dict[str, Any]]:
    python = ROOT / ".harvest" / software / "bin" / "python"
    if not python.exists():
        if os.environ.get("CI"):
            pytest.fail("make harvest: the harvesters must read the catalogue in CI")
        pytest.skip("harvesters absent: make harvest")
    reader = HERE / f"read_by_{software}.py"
    done = subprocess.run([python, reader, build / "catalog.ttl"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def file_of(url: str, build: Path) -> Path:
    assert url.startswith(HOMEPAGE)
    return build / "site" / url.removeprefix(HOMEPAGE)


def test_udata_takes_what_we_wrote(build: Path) -> None:
    datasets = {one["identifier"]: one for one in read_by("udata", build)}
    assert datasets.keys() == {f"smallville/{name}" for name in ("population", "poverty", "benefits", "figures")}
    population = datasets["smallville/population"]
    assert population["title"] == "Population (Petiteville)"
    assert population["description"].startswith("Population : combien ?")
    assert population["license"] == "lov2"
    assert population["frequency"] == "annual"
    assert population["period"] == ["2018-01-01", "2019-12-31"]
    # The corners by IGN's formulas: see test_catalogue.
    [[ring]] = population["place"]["coordinates"]
    assert [2.46792, 48.89283] in ring
    assert population["page"] in {f"{HOMEPAGE}{language}/indicators/population.html" for language in ("fr", "en")}
    assert {"population", "hvd", "statistiques"} <= set(population["tags"])
    assert "hvd" not in datasets["smallville/poverty"]["tags"]


def test_udata_takes_every_file_with_its_form_size_and_checksum(build: Path) -> None:
    datasets = {one["identifier"]: one for one in read_by("udata", build)}
    resources = datasets["smallville/figures"]["resources"] + datasets["smallville/poverty"]["resources"]
    assert len(resources) == 8 + 5
    for resource in resources:
        content = file_of(resource["url"], build).read_bytes()
        assert resource["size"] == len(content)
        assert resource["checksum"] == ["sha256", hashlib.sha256(content).hexdigest()]
    forms = {resource["url"].rpartition(".")[2]: (resource["format"], resource["mime"]) for resource in resources}
    assert forms["csv"] == ("csv", "text/csv")
    assert forms["geojson"] == ("geojson", "application/geo+json")
    assert {ending: form for ending, (form, _) in forms.items()} == {
        **{ending: ending for ending in ("csv", "xlsx", "parquet", "gpkg", "geojson")},
    }


def test_ckan_takes_what_we_wrote(build: Path) -> None:
    told = [({extra["key"]: extra["value"] for extra in one["extras"]}, one) for one in read_by("ckan", build)]
    datasets = {extras["identifier"]: one for extras, one in told}
    assert datasets.keys() == {f"smallville/{name}" for name in ("population", "poverty", "benefits", "figures")}
    population = datasets["smallville/population"]
    [extras] = [extras for extras, one in told if one is population]
    assert population["title"] == "Population (en) (Smallville)"  # CKAN's own language is English unless it is told
    assert population["notes"].startswith("Population: how many?")
    assert population["version"] == "0123456789ab"
    assert extras["frequency"].endswith("/frequency/ANNUAL")
    assert (extras["temporal_start"], extras["temporal_end"]) == ("2018-01-01", "2019-12-31")
    assert json.loads(extras["spatial_bbox"])["type"] == "Polygon"
    assert extras["publisher_name"] == "Ville de Petiteville"
    assert extras["contact_email"] == "obs@petiteville.example"
    assert extras["hvd_category"] == '["http://data.europa.eu/bna/c_e1da4e07"]'
    for resource in (one for dataset in datasets.values() for one in dataset["resources"]):
        content = file_of(resource["download_url"], build).read_bytes()
        assert resource["size"] == len(content)
        assert resource["hash"] == hashlib.sha256(content).hexdigest()
        assert resource["license"] == "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
        assert resource["mimetype"].startswith("https://www.iana.org/assignments/media-types/")
        assert resource["availability"].endswith("/planned-availability/AVAILABLE")
