"""The catalogue of an observatory in DCAT-AP 3.0.1, as Turtle and JSON-LD.

Names. Everything that the catalogue describes is named BASE#NAME. BASE is the homepage of the observatory, so that a
name leads to it; without a homepage it is a `urn:uuid:` made from the territory's id and publisher (version 5, RFC
9562): the same at every build, on every machine. Files are then given by their place beside the catalogue.

Sources. A source is named, described and licensed, but it is no `dcat:Dataset`: the harvesters of udata and CKAN take
every `dcat:Dataset` of a catalogue for one that its publisher offers, and would list INSEE's files under the city's
name. It is a `prov:Entity` and a `dcmitype:Dataset`, from which our datasets are derived.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCAT, DCTERMS, FOAF, PROV, RDFS, SKOS, XSD, Literal, URIRef

from parvis.messages import N_
from parvis.model.figure import Figures
from parvis.model.folder import IndicatorSpec
from parvis.model.observatory import Observatory
from parvis.publish import addresses, graphs
from parvis.publish.extent import Box, box_of
from parvis.publish.front_sheet import FICTIONAL
from parvis.publish.graphs import Ground
from parvis.publish.licences import licence
from parvis.publish.periods import days
from parvis.publish.source_entries import add_source, rights_words, source_name
from parvis.publish.vocabulary import (
    DATA_THEMES,
    DATASET_VERSION,
    FORMATS,
    GEOSPARQL,
    LANGUAGE,
    PUBLIC,
    SPDX,
    THEME_TAXONOMY,
    THEMES,
    VCARD,
    Format,
)
from parvis.publish.words import THEMES as THEME_WORDS

SITE = Path("site")
DATA = Path("data")


def write_catalogue(observatory: Observatory, out: Path) -> None:
    """Write `catalog.ttl` and `catalog.jsonld` into `out`, and into its site if that has a homepage to be found at.

    The files that the catalogue offers must be there: `write_downloads(observatory, out / "site" / "data")` comes
    first. Equal observatories give equal bytes.
    """
    ground = catalogue(observatory, out)
    for folder in (out, out / SITE) if observatory.folder.territory.homepage else (out,):
        (folder / "catalog.ttl").write_text(graphs.turtle(ground.graph), encoding="utf-8")
        (folder / "catalog.jsonld").write_text(graphs.json_ld(ground.graph), encoding="utf-8")


@dataclass(frozen=True)
class Facts:
    """What the figures of an indicator rest on: the periods that they describe, and the ids of their sources."""

    periods: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def catalogue(observatory: Observatory, out: Path) -> Ground:
    """Return the catalogue as a graph, with sizes and checksums of the files under `out/site/data`."""
    ground = Ground.of(observatory.folder.territory)
    facts = _facts(observatory.figures)
    _add_agents(ground, observatory)
    _add_place(ground, observatory, box_of(observatory.zones))
    _add_catalogue(ground, observatory)
    for identifier, record in sorted(observatory.evidence.sources.items()):
        add_source(ground, identifier, record)
    for identifier, spec in observatory.folder.indicators.items():
        known = facts.get(identifier, Facts())
        _add_dataset(ground, observatory, identifier, spec)
        _add_periods(ground, identifier, known.periods)
        _add_origin(ground, observatory, identifier, known.sources)
        for form in FORMATS:
            file = out / SITE / DATA / f"{identifier}.{form.suffix}"
            _add_distribution(ground, observatory, identifier, form, file)
    return ground


def _facts(figures: Figures) -> dict[str, Facts]:
    found = {}
    for indicator, rows in figures.frame[["indicator", "period", "sources"]].drop_duplicates().groupby("indicator"):
        sources = {source for joined in rows["sources"] for source in joined.split()}
        found[str(indicator)] = Facts(tuple(sorted(set(rows["period"]))), tuple(sorted(sources)))
    return found


def _add_agents(ground: Ground, observatory: Observatory) -> None:
    territory = observatory.folder.territory
    publisher = ground.add("publisher", FOAF.Agent)
    ground.graph.add((publisher, FOAF.name, Literal(territory.publisher)))
    link = addresses.contact_link(territory.contact)
    if link is None:
        return
    contact = ground.add("contact", VCARD.Kind, VCARD.Organization)
    ground.graph.add((contact, VCARD.fn, Literal(territory.publisher)))
    ground.graph.add((contact, VCARD.hasEmail if link.startswith("mailto:") else VCARD.hasURL, URIRef(link)))


def _add_place(ground: Ground, observatory: Observatory, box: Box | None) -> None:
    place = ground.add("territory", DCTERMS.Location)
    ground.say(place, RDFS.label, observatory.folder.territory.name)
    if box is not None:
        ground.graph.add((place, DCAT.bbox, Literal(box.as_wkt(), datatype=GEOSPARQL.wktLiteral)))
        ground.graph.add((place, DCAT.centroid, Literal(box.centre_as_wkt(), datatype=GEOSPARQL.wktLiteral)))


def _add_catalogue(ground: Ground, observatory: Observatory) -> None:
    territory, graph = observatory.folder.territory, ground.graph
    node = ground.add("catalogue", DCAT.Catalog)
    name = territory.name
    ground.say(node, DCTERMS.title, ground.words(N_("Observatory of neighbourhoods: {name}"), name=name))
    about = [territory.about or ground.words(N_("Figures about the neighbourhoods of {name}."), name=name)]
    about += [ground.words(FICTIONAL)] if territory.fictional else []
    ground.say(node, DCTERMS.description, ground.joined(about))
    _add_common(ground, node, observatory)
    graph.add((node, DCTERMS.issued, _day(_first_issued(observatory))))
    taxonomy = ground.add(THEME_TAXONOMY, SKOS.ConceptScheme)
    ground.say(taxonomy, DCTERMS.title, ground.words(N_("Data themes")))
    graph.add((node, DCAT.themeTaxonomy, taxonomy))
    if territory.homepage:
        graph.add((node, FOAF.homepage, ground.add(URIRef(territory.homepage), FOAF.Document)))
    _add_licence(ground, node, territory.licence)


def _first_issued(observatory: Observatory) -> str:
    released = [notice.date for notice in observatory.notices if notice.event == "released"]
    return min(released, default=observatory.built)


def _add_common(ground: Ground, node: URIRef, observatory: Observatory) -> None:
    """Add what catalogue and datasets share: publisher, place, languages, date of the build."""
    graph = ground.graph
    graph.add((node, DCTERMS.publisher, ground.name("publisher")))
    graph.add((node, DCTERMS.spatial, ground.name("territory")))
    graph.add((node, DCTERMS.modified, _day(observatory.built)))
    for language in ground.languages:
        graph.add((node, DCTERMS.language, ground.add(LANGUAGE[language], DCTERMS.LinguisticSystem)))


def _add_dataset(ground: Ground, observatory: Observatory, identifier: str, spec: IndicatorSpec) -> None:
    territory, graph = observatory.folder.territory, ground.graph
    node = ground.add(f"indicator-{identifier}", DCAT.Dataset)
    graph.add((ground.name("catalogue"), DCAT.dataset, node))
    graph.add((node, DCTERMS.identifier, Literal(f"{territory.id}/{identifier}")))
    graph.add((node, DATASET_VERSION, Literal(observatory.release)))
    ground.say(node, DCTERMS.title, ground.words("{what} ({where})", what=spec.name, where=territory.name))
    parts = [spec.question, spec.definition, *([spec.caveats] if spec.caveats else [])]
    parts += [ground.words(FICTIONAL)] if territory.fictional else []
    ground.say(node, DCTERMS.description, ground.joined(parts))
    _add_common(ground, node, observatory)
    _add_themes(ground, node, spec)
    graph.add((node, DCTERMS.accessRights, ground.add(PUBLIC, DCTERMS.RightsStatement)))
    if addresses.contact_link(territory.contact):
        graph.add((node, DCAT.contactPoint, ground.name("contact")))
    if territory.homepage:
        _add_pages(ground, node, territory.homepage, identifier)


def _add_themes(ground: Ground, node: URIRef, spec: IndicatorSpec) -> None:
    ground.say(node, DCAT.keyword, ground.words(THEME_WORDS[spec.theme]))
    for code in THEMES[spec.theme]:
        theme = ground.add(URIRef(f"{THEME_TAXONOMY}/{code}"), SKOS.Concept)
        ground.say(theme, SKOS.prefLabel, ground.words(DATA_THEMES[code]))
        ground.graph.add((theme, SKOS.inScheme, THEME_TAXONOMY))
        ground.graph.add((node, DCAT.theme, theme))


def _add_pages(ground: Ground, node: URIRef, homepage: str, identifier: str) -> None:
    for language in ground.languages:
        page = f"{homepage.rstrip('/')}/{language}/{addresses.indicator_page(identifier)}"
        ground.graph.add((node, DCAT.landingPage, ground.add(URIRef(page), FOAF.Document)))


def _add_periods(ground: Ground, identifier: str, periods: Iterable[str]) -> None:
    for period in periods:
        begin_end = days(period)
        if begin_end is None:
            continue
        span = ground.add(f"period-{period.replace('/', '-to-')}", DCTERMS.PeriodOfTime)
        ground.graph.add((span, DCAT.startDate, _day(begin_end[0].isoformat())))
        ground.graph.add((span, DCAT.endDate, _day(begin_end[1].isoformat())))
        ground.graph.add((ground.name(f"indicator-{identifier}"), DCTERMS.temporal, span))


def _add_origin(ground: Ground, observatory: Observatory, identifier: str, sources: Iterable[str]) -> None:
    """Say how an indicator's figures were made, what from, and whom to name when they are used again."""
    node = ground.name(f"indicator-{identifier}")
    made = ground.add(f"provenance-{identifier}", DCTERMS.ProvenanceStatement)
    words = N_("Made by Parvis {version}. The evidence of each figure is in evidence/{identifier}.json of its release.")
    ground.say(made, RDFS.label, ground.words(words, version=observatory.version, identifier=identifier))
    ground.graph.add((node, DCTERMS.provenance, made))
    for source in sources:
        ground.graph.add((node, PROV.wasDerivedFrom, ground.name(source_name(source))))
    records = [observatory.evidence.sources[source] for source in sources]
    rights = ground.add(f"rights-{identifier}", DCTERMS.RightsStatement)
    ground.say(rights, RDFS.label, rights_words(ground, records, observatory.folder.territory.licence))


def _add_distribution(ground: Ground, observatory: Observatory, identifier: str, form: Format, file: Path) -> None:
    territory, graph = observatory.folder.territory, ground.graph
    node = ground.add(f"indicator-{identifier}-{form.suffix}", DCAT.Distribution)
    graph.add((ground.name(f"indicator-{identifier}"), DCAT.distribution, node))
    ground.say(node, DCTERMS.title, observatory.folder.indicators[identifier].name, suffix=f" ({form.name})")
    description = N_("One row for each figure; columns and states are those of the whole table of figures.")
    ground.say(node, DCTERMS.description, ground.words(description))
    place = (DATA / file.name).as_posix()
    address = URIRef(f"{territory.homepage.rstrip('/')}/{place}" if territory.homepage else (SITE / place).as_posix())
    graph.add((node, DCAT.accessURL, address))
    graph.add((node, DCAT.downloadURL, address))
    graph.add((node, DCAT.mediaType, ground.add(form.media_type, DCTERMS.MediaType)))
    graph.add((node, DCTERMS["format"], ground.add(form.file_type, DCTERMS.MediaTypeOrExtent)))
    graph.add((node, DCAT.byteSize, Literal(file.stat().st_size, datatype=XSD.nonNegativeInteger)))
    graph.add((node, DCTERMS.modified, _day(observatory.built)))
    _add_checksum(ground, node, file)
    _add_licence(ground, node, territory.licence)
    graph.add((node, DCTERMS.rights, ground.name(f"rights-{identifier}")))


def _add_checksum(ground: Ground, node: URIRef, file: Path) -> None:
    checksum = ground.add(URIRef(f"{node}-checksum"), SPDX.Checksum)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    ground.graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    ground.graph.add((checksum, SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary)))
    ground.graph.add((node, SPDX.checksum, checksum))


def _add_licence(ground: Ground, node: URIRef, written: str | None) -> None:
    if (known := licence(written)) is not None:
        ground.graph.add((node, DCTERMS.license, graphs.licence_node(ground, known)))


def _day(iso: str) -> Literal:
    return Literal(iso, datatype=XSD.date)
