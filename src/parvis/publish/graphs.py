"""A graph that is being written: names, words in the territory's languages, and its two serialisations."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from parvis.i18n import translations
from parvis.model.folder import TerritorySpec
from parvis.model.text import Text
from parvis.publish.licences import Licence
from parvis.publish.vocabulary import DCMITYPE, GEOSPARQL, SPDX, VCARD

PREFIXES = {
    "dcat": DCAT,
    "dct": DCTERMS,
    "foaf": FOAF,
    "prov": PROV,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
    "vcard": VCARD,
    "spdx": SPDX,
    "dcmitype": DCMITYPE,
    "gsp": GEOSPARQL,
}


def _empty() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


@dataclass(frozen=True)
class Ground:
    """The graph, the base of its names, and the languages that it speaks. Its only blank nodes are periods."""

    base: str
    languages: tuple[str, ...]
    graph: Graph = field(default_factory=_empty)

    @classmethod
    def of(cls, territory: TerritorySpec) -> Ground:
        """Return an empty graph whose names start with the territory's homepage, or with its own UUID."""
        own = uuid.uuid5(uuid.NAMESPACE_URL, f"parvis:{territory.publisher}:{territory.id}")
        return cls(territory.homepage or own.urn, territory.languages)

    def name(self, local: str) -> URIRef:
        """Return the name of something that the catalogue describes."""
        return URIRef(f"{self.base}#{local}")

    def add(self, what: str | URIRef, *classes: URIRef) -> URIRef:
        """Say that a thing, given by its local name or its address, is of some classes; return its name."""
        node = what if isinstance(what, URIRef) else self.name(what)
        for one in classes:
            self.graph.add((node, RDF.type, one))
        return node

    def say(self, node: URIRef, predicate: URIRef, words: Text, *, suffix: str = "") -> None:
        """Add words, once in each language."""
        for language in self.languages:
            self.graph.add((node, predicate, Literal(words.in_(language) + suffix, lang=language)))

    def words(self, english: str, **values: str | Text) -> Text:
        """Return words of our own in each language, their blanks filled in that language."""
        return Text(
            {
                language: translations(language)
                .gettext(english)
                .format(**{k: v.in_(language) if isinstance(v, Text) else v for k, v in values.items()})
                for language in self.languages
            }
        )

    def joined(self, parts: Iterable[Text], by: str = "\n\n") -> Text:
        """Return several words as one, in each language, with what each language puts between them."""
        parts, between = list(parts), self.words(by)
        return Text({one: between[one].join(part.in_(one) for part in parts) for one in self.languages})


def licence_node(ground: Ground, known: Licence) -> URIRef:
    """Return the name of a licence, described with its type."""
    node = ground.add(URIRef(known.url), DCTERMS.LicenseDocument)
    kind = ground.add(URIRef(known.type_url), SKOS.Concept)
    ground.graph.add((node, DCTERMS.title, Literal(known.name)))
    ground.graph.add((kind, SKOS.prefLabel, Literal(known.type)))
    ground.graph.add((node, DCTERMS.type, kind))
    return node


def turtle(graph: Graph) -> str:
    """Return a graph as Turtle."""
    text: str = graph.serialize(format="turtle")
    return text


def json_ld(graph: Graph) -> str:
    """Return a graph as JSON-LD with short names, in an order that depends on its content only."""
    context = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
    document = json.loads(graph.serialize(format="json-ld", context=context))
    return json.dumps(_ordered(document), ensure_ascii=False, indent=1) + "\n"


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted((_ordered(item) for item in value), key=lambda item: json.dumps(item, ensure_ascii=False))
    return value
