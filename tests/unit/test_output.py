"""Everything that a build publishes, in one folder."""

from __future__ import annotations

from pathlib import Path

from observatories import small_observatory

from parvis.publish import read_figures, write
from parvis.publish.manifest import verified


def silent(_step: str, _done: int, _total: int) -> None:
    pass


def test_a_build_is_complete_and_as_its_manifest_says(tmp_path: Path) -> None:
    observatory = small_observatory(homepage="https://observatory.example/")
    write(observatory, tmp_path, progress=silent)
    files = {entry["path"] for entry in verified(tmp_path)["files"]}
    tables = {f"site/data/{name}.{suffix}" for name in observatory.folder.indicators for suffix in ("csv", "parquet")}
    evidence = {f"evidence/{name}.json" for name in observatory.folder.indicators}
    assert {"figures.parquet", "figures.csv", "catalog.ttl", "catalog.jsonld"} <= files
    assert tables | evidence <= files
    assert {"site/index.html", "site/fr/index.html", "site/en/index.html", "site/catalog.ttl"} <= files
    assert {path.name for path in tmp_path.iterdir()} == {
        "figures.parquet",
        "figures.csv",
        "comparisons.parquet",
        "comparisons.csv",
        "evidence",
        "site",
        "catalog.ttl",
        "catalog.jsonld",
        "manifest.json",
    }


def test_the_site_carries_the_same_tables_and_evidence(tmp_path: Path) -> None:
    write(small_observatory(), tmp_path, progress=silent)
    data = tmp_path / "site" / "data"
    for file in ("figures.csv", "figures.parquet", "evidence/population.json", "evidence/benefits.json"):
        assert (data / file).read_bytes() == (tmp_path / file).read_bytes()


def test_the_tables_of_the_indicators_are_the_whole_table(tmp_path: Path) -> None:
    observatory = small_observatory()
    write(observatory, tmp_path, progress=silent)
    parts = [read_figures(tmp_path / "site/data" / f"{name}.parquet").frame for name in observatory.folder.indicators]
    whole = read_figures(tmp_path / "figures.parquet").frame
    assert sorted(whole["evidence"]) == sorted(evidence for part in parts for evidence in part["evidence"])


def test_the_catalogue_leads_to_pages_and_files_that_are_there(tmp_path: Path) -> None:
    from rdflib import DCAT, Graph

    write(small_observatory(homepage="https://observatory.example/"), tmp_path, progress=silent)
    graph = Graph().parse(tmp_path / "catalog.ttl")
    own = {str(address) for p in (DCAT.landingPage, DCAT.downloadURL) for address in graph.objects(None, p)}
    places = {address.removeprefix("https://observatory.example/") for address in own if "observatory" in address}
    # Four data sets, three of an indicator and one of all: a page in two languages and five files each; the archive,
    # the GeoPackage and a GeoJSON for each of two zonings.
    assert len(places) == 4 * (2 + 5) + 1 + 1 + 2
    assert [place for place in places if not (tmp_path / "site" / place).is_file()] == []
