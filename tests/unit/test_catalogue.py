"""The catalogue: what its own shapes say of it, and what harvesters would take from it."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from observatories import small_observatory
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from parvis.model.figure import Figures
from parvis.model.folder import Folder
from parvis.publish.catalogue import write_catalogue
from parvis.publish.downloads import write_for_people
from parvis.publish.extent import box_of
from parvis.publish.licences import LICENCES, licence
from parvis.publish.periods import days
from parvis.publish.tables import write_downloads

HOMEPAGE = "https://observatory.example/petiteville/"
OWN = Namespace(HOMEPAGE + "#")
THEMES = "http://publications.europa.eu/resource/authority/data-theme/"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
R5R = Namespace("http://data.europa.eu/r5r/")


def written(out: Path, **changes: Any) -> Graph:
    observatory = small_observatory(**changes)
    write_downloads(observatory, out / "site" / "data")
    write_catalogue(observatory, out)
    return Graph().parse(out / "catalog.ttl")


def published(out: Path, **changes: Any) -> Graph:
    return written(
        out, **{"homepage": HOMEPAGE, "contact": "obs@petiteville.example", "licence": "etalab-2.0", **changes}
    )


def results(graph: Graph, shapes: Path) -> list[tuple[str, str]]:
    """Return (node, path) of whatever the shapes complain about, warnings too."""
    sh = Namespace("http://www.w3.org/ns/shacl#")
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(shapes))
    return sorted(
        (str(report.value(result, sh.focusNode)).partition("#")[2], str(report.value(result, sh.resultPath)))
        for result in report.subjects(RDF.type, sh.ValidationResult)
    )


# --- conformance ---


@pytest.mark.parametrize("shapes", ["dcat-ap-3.0.1-shapes.ttl", "dcat-ap-3.0.1-range.ttl"])
@pytest.mark.parametrize("changes", [{}, {"homepage": HOMEPAGE, "contact": HOMEPAGE, "licence": "our own terms"}])
def test_conforms_to_dcat_ap(tmp_path: Path, data_dir: Path, shapes: str, changes: dict[str, str]) -> None:
    assert results(written(tmp_path, **changes), data_dir / "dcat" / shapes) == []


def test_all_that_is_recommended_is_said_but_what_we_do_not_know(tmp_path: Path, data_dir: Path) -> None:
    found = results(published(tmp_path), data_dir / "dcat" / "dcat-ap-3.0.1-shapes_recommended.ttl")
    # Whether an agent is an authority, a firm or a person.
    assert {path for _, path in found} == {"http://purl.org/dc/terms/type"}
    agents = {node for node, path in found if path.endswith("type")}
    assert agents == {"publisher", "source-cells-producer", "source-fund-producer", "source-official-producer"}


def test_the_shapes_would_tell(tmp_path: Path, data_dir: Path) -> None:
    graph = published(tmp_path)
    graph.remove((OWN.catalogue, DCTERMS.publisher, None))
    shapes = data_dir / "dcat" / "dcat-ap-3.0.1-shapes.ttl"
    assert results(graph, shapes) == [("catalogue", "http://purl.org/dc/terms/publisher")]


@pytest.mark.parametrize(
    "shapes", ["dcat-ap-hvd-3.0.0-base.ttl", "dcat-ap-3.0.1-shapes.ttl", "dcat-ap-3.0.1-range.ttl"]
)
def test_high_value_datasets_conform_to_both_profiles(tmp_path: Path, data_dir: Path, shapes: str) -> None:
    graph = published(tmp_path, folder=all_of_high_value(), frequency="annual")
    assert results(graph, data_dir / "dcat" / shapes) == []


def all_of_high_value(**territory: Any) -> Folder:
    folder = small_observatory(homepage=HOMEPAGE, contact="a@b.example", licence="etalab-2.0", **territory).folder
    indicators = {id_: spec.model_copy(update={"hvd": "statistics"}) for id_, spec in folder.indicators.items()}
    return folder.model_copy(update={"indicators": indicators})


def test_high_value_is_what_is_declared_so(tmp_path: Path, data_dir: Path) -> None:
    folder = all_of_high_value()
    mixed = {**folder.indicators, "poverty": folder.indicators["poverty"].model_copy(update={"hvd": None})}
    graph = written(tmp_path, folder=folder.model_copy(update={"indicators": mixed}))
    # Annex of the regulation by the EU's authority table: Statistics is c_e1da4e07.
    declared = {OWN["indicator-population"], OWN["indicator-benefits"]}
    assert set(graph.subjects(R5R.hvdCategory, URIRef("http://data.europa.eu/bna/c_e1da4e07"))) == declared
    laws = set(graph.subjects(R5R.applicableLegislation, URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")))
    assert declared < laws
    assert {str(node).split("-")[1] for node in laws} == {"population", "benefits"}
    # What is not declared fails the profile of high-value datasets, as it should.
    failing = {node for node, _ in results(graph, data_dir / "dcat" / "dcat-ap-hvd-3.0.0-base.ttl")}
    assert {node for node in failing if "-csv" not in node and "-parquet" not in node} == {
        "indicator-poverty",
        "figures",
    }


# --- two serialisations ---


# Reading JSON-LD, rdflib itself uses a class that it deprecates.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("changes", [{}, {"homepage": HOMEPAGE}])
def test_turtle_and_json_ld_say_the_same(tmp_path: Path, changes: dict[str, str]) -> None:
    turtle = written(tmp_path, **changes)
    json_ld = Graph().parse(tmp_path / "catalog.jsonld")
    assert len(turtle) > 200
    assert isomorphic(turtle, json_ld)


def test_equal_observatories_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        written(tmp_path / name)
    for file in ("catalog.ttl", "catalog.jsonld"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_no_blank_nodes_but_periods(tmp_path: Path) -> None:
    graph = published(tmp_path)
    blank = {term for triple in graph for term in triple if not isinstance(term, URIRef | Literal)}
    assert blank == set(graph.objects(None, DCTERMS.temporal))


# --- content ---


def test_one_dataset_an_indicator_one_of_all_and_no_other(tmp_path: Path) -> None:
    graph = published(tmp_path)
    datasets = {OWN[f"indicator-{name}"] for name in ("population", "poverty", "benefits")} | {OWN.figures}
    assert set(graph.objects(OWN.catalogue, DCAT.dataset)) == datasets
    # The harvesters of udata and CKAN take every subject of this type.
    assert set(graph.subjects(RDF.type, DCAT.Dataset)) == datasets


def test_words_are_in_both_languages(tmp_path: Path) -> None:
    graph = published(tmp_path)
    dataset = OWN["indicator-population"]
    assert set(graph.objects(dataset, DCTERMS.title)) == {
        Literal("Population (Petiteville)", lang="fr"),
        Literal("Population (en) (Smallville)", lang="en"),
    }
    assert Literal("Population: how many?\n\nDefinition of “Population”.", lang="en") in set(
        graph.objects(dataset, DCTERMS.description)
    )
    assert Literal("Observatoire des quartiers\N{NO-BREAK SPACE}: Petiteville", lang="fr") in set(
        graph.objects(OWN.catalogue, DCTERMS.title)
    )


def test_words_in_the_languages_of_the_territory_only(tmp_path: Path) -> None:
    graph = published(tmp_path, languages=["fr"])
    tagged = {term.language for term in graph.objects() if isinstance(term, Literal) and term.language}
    assert tagged == {"fr"}


def test_a_fictional_territory_says_so_in_each_dataset(tmp_path: Path) -> None:
    graph = published(tmp_path, fictional=True)
    for node in (OWN.catalogue, *graph.subjects(RDF.type, DCAT.Dataset)):
        described = [str(words) for words in graph.objects(node, DCTERMS.description)]
        assert all("invented" in words or "inventé" in words for words in described)


def test_themes_come_from_the_vocabulary_of_the_european_union(tmp_path: Path) -> None:
    graph = published(tmp_path)
    themes = set(graph.objects(OWN["indicator-poverty"], DCAT.theme))
    assert themes == {URIRef(THEMES + "SOCI"), URIRef(THEMES + "ECON")}
    assert Literal("Population and society", lang="en") in set(graph.objects(URIRef(THEMES + "SOCI"), SKOS.prefLabel))


def test_periods_begin_and_end(tmp_path: Path) -> None:
    graph = published(tmp_path)
    [period] = graph.objects(OWN["indicator-benefits"], DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate).toPython() == datetime.date(2024, 6, 1)
    assert graph.value(period, DCAT.endDate).toPython() == datetime.date(2024, 6, 30)
    # From the first day of the oldest to the last of the latest: 2018 and 2019; then 2018 to June 2024.
    for name, first, last in (
        ("indicator-population", (2018, 1, 1), (2019, 12, 31)),
        ("figures", (2018, 1, 1), (2024, 6, 30)),
    ):
        [period] = graph.objects(OWN[name], DCTERMS.temporal)
        assert graph.value(period, DCAT.startDate).toPython() == datetime.date(*first)
        assert graph.value(period, DCAT.endDate).toPython() == datetime.date(*last)


def test_an_unknown_period_is_left_out(tmp_path: Path) -> None:
    frame = small_observatory().figures.frame.assign(period="unknown")
    graph = published(tmp_path, figures=Figures(frame[frame["role"] == "figure"]))
    assert set(graph.objects(None, DCTERMS.temporal)) == set()


def test_files_are_offered_where_they_lie(tmp_path: Path) -> None:
    graph = published(tmp_path)
    for suffix, media_type in (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet")):
        node = OWN[f"indicator-population-{suffix}"]
        file = tmp_path / "site" / "data" / f"population.{suffix}"
        assert graph.value(node, DCAT.downloadURL) == URIRef(f"{HOMEPAGE}data/population.{suffix}")
        assert str(graph.value(node, DCAT.mediaType)).endswith(media_type)
        assert graph.value(node, DCAT.byteSize).toPython() == file.stat().st_size
        checksum = graph.value(node, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)).lower() == hashlib.sha256(file.read_bytes()).hexdigest()


def test_every_form_is_offered(tmp_path: Path) -> None:
    observatory = small_observatory(homepage=HOMEPAGE)
    write_downloads(observatory, tmp_path / "site" / "data")
    write_for_people(observatory, tmp_path / "site" / "data")
    write_catalogue(observatory, tmp_path)
    graph = Graph().parse(tmp_path / "catalog.ttl")

    def offered(name: str) -> set[str]:
        addresses = (graph.value(node, DCAT.downloadURL) for node in graph.objects(OWN[name], DCAT.distribution))
        return {str(address).rpartition("/")[2] for address in addresses}

    forms = {"csv", "fr.csv", "fr.xlsx", "en.xlsx", "parquet"}
    assert offered("indicator-poverty") == {f"poverty.{form}" for form in forms}
    maps = {"zones.gpkg", "qpv2015.geojson", "commune.geojson"}
    assert offered("figures") == {f"figures.{form}" for form in forms} | maps
    for node in set(graph.objects(None, DCAT.distribution)):
        file = tmp_path / "site" / str(graph.value(node, DCAT.downloadURL)).removeprefix(HOMEPAGE)
        assert graph.value(node, DCAT.byteSize).toPython() == file.stat().st_size
        assert graph.value(node, R5R.availability)
    french = OWN["indicator-poverty-fr-csv"]
    assert str(graph.value(french, DCTERMS.language)).endswith("/FRA")
    assert Literal("Taux de pauvreté (CSV pour tableurs français, fr)", lang="fr") in set(
        graph.objects(french, DCTERMS.title)
    )


def test_with_a_homepage_the_site_carries_the_catalogue(tmp_path: Path) -> None:
    published(tmp_path)
    for file in ("catalog.ttl", "catalog.jsonld"):
        assert (tmp_path / "site" / file).read_bytes() == (tmp_path / file).read_bytes()


def test_without_a_homepage_names_stay_and_files_lie_beside(tmp_path: Path) -> None:
    graph = written(tmp_path)
    [catalogue] = graph.subjects(RDF.type, DCAT.Catalog)
    # RFC 9562, 5.5, by hand: sha1sum of the URL namespace and "parvis:Ville de Petiteville:smallville", of which the
    # first 16 bytes, with version 5 and the variant set.
    assert str(catalogue) == "urn:uuid:d6473e62-24c1-5db2-b01d-f55565ebf147#catalogue"
    for address in graph.objects(None, DCAT.downloadURL):
        assert Path(str(address).removeprefix("file://")).is_file()
    assert not (tmp_path / "site" / "catalog.ttl").exists()
    assert graph.value(catalogue, FOAF.homepage) is None


def test_contact_by_mail_by_page_or_none(tmp_path: Path) -> None:
    graph = published(tmp_path / "mail")
    assert graph.value(OWN.contact, VCARD.hasEmail) == URIRef("mailto:obs@petiteville.example")
    graph = published(tmp_path / "page", contact="https://petiteville.example/contact")
    assert graph.value(OWN.contact, VCARD.hasURL) == URIRef("https://petiteville.example/contact")
    graph = published(tmp_path / "none", contact=None)
    assert graph.value(OWN["indicator-population"], DCAT.contactPoint) is None


def test_where_the_territory_lies(tmp_path: Path) -> None:
    graph = published(tmp_path)
    # Inverse of Lambert-93 by the formulas of IGN's note NTG/G 71, at the corners of the commune's square.
    west, south, east, north = 2.46792, 48.89283, 2.49538, 48.91093
    box = f"POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"
    assert str(graph.value(OWN.territory, DCAT.bbox)) == box
    assert str(graph.value(OWN.territory, DCAT.centroid)) == "POINT(2.48165 48.90188)"
    assert box_of({}) is None


# --- sources and licences ---


def test_sources_are_described_with_their_terms(tmp_path: Path) -> None:
    graph = published(tmp_path)
    official, cells, fund = (OWN[f"source-{name}"] for name in ("official", "cells", "fund"))
    assert graph.value(official, DCTERMS.license) == URIRef("https://www.etalab.gouv.fr/licence-ouverte-open-licence")
    assert graph.value(official, DCAT.landingPage) == URIRef("https://producer.example/official")
    # Words that name no licence we know are kept as they are.
    assert graph.value(cells, DCTERMS.license) is None
    assert graph.value(graph.value(cells, DCTERMS.rights), RDFS.label) == Literal("conditions du DVF")
    assert graph.value(fund, DCTERMS.accessRights) == URIRef(
        "http://publications.europa.eu/resource/authority/access-right/RESTRICTED"
    )
    assert set(graph.objects(OWN["indicator-population"], PROV.wasDerivedFrom)) == {official, cells}


def test_no_licence_is_guessed_for_the_figures(tmp_path: Path) -> None:
    graph = published(tmp_path, licence=None)
    node = OWN["indicator-population-csv"]
    assert graph.value(node, DCTERMS.license) is None
    said = {str(words) for words in graph.objects(graph.value(node, DCTERMS.rights), RDFS.label)}
    assert any(
        words == "Sources\N{NO-BREAK SPACE}: INSEE, Source cells (conditions du DVF)\N{NO-BREAK SPACE}; "
        "INSEE, Source official (Licence Ouverte / Open Licence 2.0). "
        "L’éditeur n’a indiqué aucune licence pour les chiffres."
        for words in said
    )


def test_terms_of_the_publisher_that_are_no_known_licence(tmp_path: Path) -> None:
    graph = published(tmp_path, licence="Ask {first}")
    [said] = [
        str(words)
        for words in graph.objects(graph.value(OWN["indicator-benefits-csv"], DCTERMS.rights), RDFS.label)
        if words.language == "en"
    ]
    assert said.endswith("Terms of the figures, in the publisher's words: Ask {first}")


def test_hashes_of_sources_are_not_in_the_catalogue(tmp_path: Path) -> None:
    published(tmp_path)
    assert "abababab" not in (tmp_path / "catalog.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize("identifier", LICENCES)
def test_each_licence_is_found_by_its_identifier(identifier: str) -> None:
    assert licence(identifier.upper()) == licence(f" {identifier.lower()} ") == LICENCES[identifier]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2019-05-13", "2019-05-13", "2019-05-13"),
        ("2015/2019", "2015-01-01", "2019-12-31"),
        ("2023-11/2024-01", "2023-11-01", "2024-01-31"),
        ("2016-05-09/2016-06-12", "2016-05-09", "2016-06-12"),
    ],
)
def test_first_and_last_day_of_a_period(period: str, first: str, last: str) -> None:
    assert days(period) == (datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))


def test_json_ld_uses_short_names(tmp_path: Path) -> None:
    published(tmp_path)
    document = json.loads((tmp_path / "catalog.jsonld").read_text(encoding="utf-8"))
    assert document["@context"]["dcat"] == "http://www.w3.org/ns/dcat#"
    assert {"@id", "@type"} <= document["@graph"][0].keys()


def test_first_release_dates_the_catalogue(tmp_path: Path) -> None:
    graph = published(tmp_path)
    assert graph.value(OWN.catalogue, DCTERMS.issued).toPython() == datetime.date(2026, 1, 15)
    observatory = dataclasses.replace(small_observatory(homepage=HOMEPAGE), notices=())
    write_catalogue(observatory, tmp_path)
    graph = Graph().parse(tmp_path / "catalog.ttl")
    assert graph.value(OWN.catalogue, DCTERMS.issued).toPython() == datetime.date(2026, 5, 1)
