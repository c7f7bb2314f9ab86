"""The catalogue of an observatory in DCAT-AP 3.0.1, as Turtle and JSON-LD.

Names. Everything that the catalogue describes is named BASE#NAME. BASE is the homepage of the observatory, so that a
name leads to it; without a homepage it is a `urn:uuid:` made from the territory's id and publisher (version 5, RFC
9562): the same at every build, on every machine. Files are then given by their place beside the catalogue.

Sources. A source is named, described and licensed, but it is no `dcat:Dataset`: the harvesters of udata and CKAN take
every `dcat:Dataset` of a catalogue for one that its publisher offers, and would list INSEE's files under the city's
name. It is a `prov:Entity` and a `dcmitype:Dataset`, from which our datasets are derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, BNode, Literal, URIRef

from parvis.messages import N_
from parvis.model.figure import Figures
from parvis.model.folder import IndicatorSpec, TerritorySpec
from parvis.model.observatory import Observatory
from parvis.model.text import Text
from parvis.publish import addresses, graphs
from parvis.publish.distributions import add_distribution, add_high_value, add_licence, day, rights_of
from parvis.publish.extent import Box, box_of
from parvis.publish.front_sheet import FICTIONAL
from parvis.publish.graphs import Ground
from parvis.publish.offers import Shop
from parvis.publish.periods import days
from parvis.publish.source_entries import add_source, rights_words, source_name
from parvis.publish.tables import WHOLE
from parvis.publish.vocabulary import (
    DATA_THEMES,
    DATASET_VERSION,
    FREQUENCY,
    GEOSPARQL,
    LANGUAGE,
    PUBLIC,
    THEME_TAXONOMY,
    THEMES,
    VCARD,
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
    shop = Shop(observatory, out / SITE)
    facts = _facts(observatory.figures)
    _add_agents(ground, observatory)
    _add_place(ground, observatory, box_of(observatory.zones))
    _add_catalogue(ground, observatory)
    for identifier, record in sorted(observatory.evidence.sources.items()):
        add_source(ground, identifier, record)
    for identifier, spec in observatory.folder.indicators.items():
        known = facts.get(identifier, Facts())
        _add_dataset(ground, observatory, identifier, spec)
        _add_period(ground, f"indicator-{identifier}", known.periods)
        _add_origin(ground, observatory, f"indicator-{identifier}", identifier, known.sources)
        for offer in shop.tables(identifier):
            add_distribution(ground, observatory, f"indicator-{identifier}", spec.name, out / SITE, offer)
    _add_whole(ground, observatory, facts)
    for offer in shop.whole():
        add_distribution(ground, observatory, WHOLE, observatory.folder.territory.name, out / SITE, offer)
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
    ground.say(node, DCTERMS.description, ground.joined([*about, *_fictional(ground, territory)]))
    _add_common(ground, node, observatory)
    graph.add((node, DCTERMS.issued, day(_first_issued(observatory))))
    taxonomy = ground.add(THEME_TAXONOMY, SKOS.ConceptScheme)
    ground.say(taxonomy, DCTERMS.title, ground.words(N_("Data themes")))
    graph.add((node, DCAT.themeTaxonomy, taxonomy))
    if territory.homepage:
        graph.add((node, FOAF.homepage, ground.add(URIRef(territory.homepage), FOAF.Document)))
    add_licence(ground, node, territory.licence)


def _first_issued(observatory: Observatory) -> str:
    released = [notice.date for notice in observatory.notices if notice.event == "released"]
    return min(released, default=observatory.built)


def _add_common(ground: Ground, node: URIRef, observatory: Observatory) -> None:
    """Add what catalogue and datasets share: publisher, place, languages, date of the build."""
    graph = ground.graph
    graph.add((node, DCTERMS.publisher, ground.name("publisher")))
    graph.add((node, DCTERMS.spatial, ground.name("territory")))
    graph.add((node, DCTERMS.modified, day(observatory.built)))
    for language in ground.languages:
        graph.add((node, DCTERMS.language, ground.add(LANGUAGE[language], DCTERMS.LinguisticSystem)))


def _add_dataset(ground: Ground, observatory: Observatory, identifier: str, spec: IndicatorSpec) -> None:
    territory = observatory.folder.territory
    title = ground.words("{what} ({where})", what=spec.name, where=territory.name)
    about = [spec.question, spec.definition, *([spec.caveats] if spec.caveats else [])]
    node = _described(ground, observatory, f"indicator-{identifier}", identifier, title, about)
    _add_themes(ground, node, spec.theme)
    if spec.hvd:
        add_high_value(ground, node, spec.hvd)
    if territory.homepage:
        _add_pages(ground, node, territory.homepage, addresses.indicator_page(identifier))


def _add_whole(ground: Ground, observatory: Observatory, facts: Mapping[str, Facts]) -> None:
    """Add every figure as a dataset of its own: the archive, the whole tables and the maps have no other place.

    It is of high value where every indicator is declared so.
    """
    folder = observatory.folder
    title = ground.words(N_("All figures about the neighbourhoods of {name}"), name=folder.territory.name)
    about = [ground.words(N_("Every indicator, in one archive, in tables and on maps."))]
    node = _described(ground, observatory, WHOLE, WHOLE, title, about)
    for theme in sorted({spec.theme for spec in folder.indicators.values()}):
        _add_themes(ground, node, theme)
    declared = {spec.hvd for spec in folder.indicators.values()}
    for category in sorted(category for category in declared if category) if None not in declared else ():
        add_high_value(ground, node, category)
    _add_period(ground, WHOLE, [period for known in facts.values() for period in known.periods])
    _add_origin(ground, observatory, WHOLE, WHOLE, sorted({one for known in facts.values() for one in known.sources}))
    if folder.territory.homepage:
        _add_pages(ground, node, folder.territory.homepage, addresses.RELEASES)


def _described(
    ground: Ground, observatory: Observatory, local: str, identifier: str, title: Text, about: list[Text]
) -> URIRef:
    """Return the name of a dataset, with what is said of every one."""
    territory, graph = observatory.folder.territory, ground.graph
    node = ground.add(local, DCAT.Dataset)
    graph.add((ground.name("catalogue"), DCAT.dataset, node))
    graph.add((node, DCTERMS.identifier, Literal(f"{territory.id}/{identifier}")))
    graph.add((node, DATASET_VERSION, Literal(observatory.release)))
    ground.say(node, DCTERMS.title, title)
    ground.say(node, DCTERMS.description, ground.joined([*about, *_fictional(ground, territory)]))
    _add_common(ground, node, observatory)
    graph.add((node, DCTERMS.accessRights, ground.add(PUBLIC, DCTERMS.RightsStatement)))
    if territory.frequency:
        graph.add((node, DCTERMS.accrualPeriodicity, ground.add(FREQUENCY[territory.frequency], DCTERMS.Frequency)))
    if addresses.contact_link(territory.contact):
        graph.add((node, DCAT.contactPoint, ground.name("contact")))
    return node


def _fictional(ground: Ground, territory: TerritorySpec) -> list[Text]:
    return [ground.words(FICTIONAL)] if territory.fictional else []


def _add_themes(ground: Ground, node: URIRef, of: str) -> None:
    ground.say(node, DCAT.keyword, ground.words(THEME_WORDS[of]))
    for code in THEMES[of]:
        theme = ground.add(URIRef(f"{THEME_TAXONOMY}/{code}"), SKOS.Concept)
        ground.say(theme, SKOS.prefLabel, ground.words(DATA_THEMES[code]))
        ground.graph.add((theme, SKOS.inScheme, THEME_TAXONOMY))
        ground.graph.add((node, DCAT.theme, theme))


def _add_pages(ground: Ground, node: URIRef, homepage: str, page: str) -> None:
    for language in ground.languages:
        address = URIRef(f"{homepage.rstrip('/')}/{language}/{page}")
        ground.graph.add((node, DCAT.landingPage, ground.add(address, FOAF.Document)))


def _add_period(ground: Ground, local: str, periods: Iterable[str]) -> None:
    """Say from which day to which day the figures of a dataset speak.

    One period, and one without a name: udata takes any one of several, and fetches what has a name from the web.
    """
    known = [begin_end for period in periods if (begin_end := days(period)) is not None]
    if not known:
        return
    span = BNode(f"period-{local}")
    ground.graph.add((span, RDF.type, DCTERMS.PeriodOfTime))
    ground.graph.add((span, DCAT.startDate, day(min(begin for begin, _ in known).isoformat())))
    ground.graph.add((span, DCAT.endDate, day(max(end for _, end in known).isoformat())))
    ground.graph.add((ground.name(local), DCTERMS.temporal, span))


def _add_origin(ground: Ground, observatory: Observatory, local: str, identifier: str, sources: Iterable[str]) -> None:
    """Say how the figures were made, what from, and whom to name when they are used again."""
    node = ground.name(local)
    made = ground.add(f"provenance-{identifier}", DCTERMS.ProvenanceStatement)
    words = N_("Made by Parvis {version}. The evidence of each figure is in the folder evidence of its release.")
    ground.say(made, RDFS.label, ground.words(words, version=observatory.version))
    ground.graph.add((node, DCTERMS.provenance, made))
    for source in sources:
        ground.graph.add((node, PROV.wasDerivedFrom, ground.name(source_name(source))))
    records = [observatory.evidence.sources[source] for source in sources]
    rights = ground.add(rights_of(local), DCTERMS.RightsStatement)
    ground.say(rights, RDFS.label, rights_words(ground, records, observatory.folder.territory.licence))
