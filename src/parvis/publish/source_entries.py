"""The sources in the catalogue: who made them, and under what terms."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import DCAT, DCTERMS, FOAF, PROV, RDFS, Literal, URIRef

from parvis.messages import N_
from parvis.model.evidence import SourceRecord
from parvis.model.folder import Regime
from parvis.model.text import Text
from parvis.publish import addresses
from parvis.publish.graphs import Ground, licence_node
from parvis.publish.licences import licence
from parvis.publish.vocabulary import DCMITYPE, PUBLIC, RESTRICTED


def source_name(source: str) -> str:
    """Return the local name of a source in the catalogue."""
    return f"source-{source}"


def add_source(ground: Ground, source: str, record: SourceRecord) -> None:
    """Describe a source: producer, vintage, what its producer did to it, and its licence or the words for one."""
    graph = ground.graph
    node = ground.add(source_name(source), PROV.Entity, DCMITYPE.Dataset)
    ground.say(node, DCTERMS.title, record.title)
    vintage = ground.words(N_("Period of the values: {vintage}."), vintage=record.vintage)
    ground.say(node, DCTERMS.description, ground.joined([record.kind_name, vintage, *record.rules]))
    graph.add((node, DCTERMS.publisher, _producer(ground, source, record.producer)))
    if record.citation:
        graph.add((node, DCTERMS.bibliographicCitation, Literal(record.citation)))
    if (page := addresses.web_link(record.url)) is not None:
        graph.add((node, DCAT.landingPage, ground.add(URIRef(page), FOAF.Document)))
    access = PUBLIC if record.regime is Regime.OPEN else RESTRICTED
    graph.add((node, DCTERMS.accessRights, ground.add(access, DCTERMS.RightsStatement)))
    if (known := licence(record.licence)) is not None:
        graph.add((node, DCTERMS.license, licence_node(ground, known)))
    elif record.licence:
        rights = ground.add(f"{source_name(source)}-rights", DCTERMS.RightsStatement)
        graph.add((rights, RDFS.label, Literal(record.licence)))
        graph.add((node, DCTERMS.rights, rights))


def rights_words(ground: Ground, sources: Iterable[SourceRecord], own: str | None) -> Text:
    """Return whom to name when figures are used again, and the terms of the figures where no known licence says them.

    `own` is what the publisher wrote as the licence of the figures. None is guessed from those of the sources: some
    ask that what is made from them come under the same terms, and who answers for that is the publisher.
    """
    named = [_credit(ground, record) for record in sources]
    said = [ground.words(N_("Sources: {sources}."), sources=ground.joined(named, by=N_("; ")))] if named else []
    if own is None:
        said.append(ground.words(N_("The publisher has stated no licence for the figures.")))
    elif licence(own) is None:
        said.append(ground.words(N_("Terms of the figures, in the publisher's words: {terms}"), terms=own))
    return ground.joined(said, by=" ")


def _credit(ground: Ground, record: SourceRecord) -> Text:
    known = licence(record.licence)
    terms = known.name if known else record.licence or ground.words(N_("under agreement"))
    return ground.words("{producer}, {title} ({terms})", producer=record.producer, title=record.title, terms=terms)


def _producer(ground: Ground, source: str, producer: str) -> URIRef:
    node = ground.add(f"{source_name(source)}-producer", FOAF.Agent)
    ground.graph.add((node, FOAF.name, Literal(producer)))
    return node
