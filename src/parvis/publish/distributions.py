"""The files of a dataset in the catalogue, the terms that they come under, and what the law says of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rdflib import DCAT, DCTERMS, SKOS, XSD, Literal, URIRef

from parvis.messages import N_
from parvis.model.observatory import Observatory
from parvis.model.text import Text
from parvis.publish.graphs import Ground, licence_node
from parvis.publish.licences import licence
from parvis.publish.offers import Offer
from parvis.publish.vocabulary import (
    APPLICABLE_LEGISLATION,
    AVAILABILITY,
    AVAILABLE,
    ELI,
    FILE_TYPE,
    HIGH_VALUE,
    HVD_CATEGORY,
    HVD_LAW,
    HVD_WORDS,
    LANGUAGE,
    MEDIA,
    SPDX,
)


def rights_of(dataset: str) -> str:
    """Return the local name of whom to name when the figures of a dataset are used again."""
    return f"rights-{dataset.removeprefix('indicator-')}"


def add_distribution(
    ground: Ground, observatory: Observatory, dataset: str, title: Text, site: Path, offer: Offer
) -> None:
    """Add a file of a dataset, given by its local name: where it is, how long, its form, its terms."""
    territory, graph = observatory.folder.territory, ground.graph
    node = ground.add(_name(dataset, offer), DCAT.Distribution)
    graph.add((ground.name(dataset), DCAT.distribution, node))
    ground.say(node, DCTERMS.title, ground.words("{what} ({form})", what=title, form=_form(ground, observatory, offer)))
    ground.say(node, DCTERMS.description, ground.words(offer.form.purpose))
    below = territory.homepage.rstrip("/") if territory.homepage else site.name
    address = URIRef(f"{below}/{offer.path}")
    graph.add((node, DCAT.accessURL, address))
    graph.add((node, DCAT.downloadURL, address))
    graph.add((node, DCAT.mediaType, ground.add(MEDIA[offer.form.media], DCTERMS.MediaType)))
    graph.add((node, DCTERMS["format"], ground.add(FILE_TYPE[offer.form.code], DCTERMS.MediaTypeOrExtent)))
    graph.add((node, DCAT.byteSize, Literal(offer.size, datatype=XSD.nonNegativeInteger)))
    graph.add((node, DCTERMS.modified, day(observatory.built)))
    graph.add((node, AVAILABILITY, ground.add(AVAILABLE, SKOS.Concept)))
    ground.say(AVAILABLE, SKOS.prefLabel, ground.words(N_("Available")))
    for language in [offer.language] if offer.language else []:
        graph.add((node, DCTERMS.language, ground.add(LANGUAGE[language], DCTERMS.LinguisticSystem)))
    _add_checksum(ground, node, site / offer.path)
    add_licence(ground, node, territory.licence)
    graph.add((node, DCTERMS.rights, ground.name(rights_of(dataset))))
    for law in list(graph.objects(ground.name(dataset), APPLICABLE_LEGISLATION)):
        graph.add((node, APPLICABLE_LEGISLATION, law))


def add_high_value(ground: Ground, dataset: URIRef, category: str) -> None:
    """Declare a dataset to be of high value: the regulation that says so, and the category.

    The category is a theme, too, for udata looks for it among the themes.
    """
    concept = ground.add(HIGH_VALUE[category], SKOS.Concept)
    ground.say(concept, SKOS.prefLabel, ground.words(HVD_WORDS[category]))
    ground.graph.add((dataset, HVD_CATEGORY, concept))
    ground.graph.add((dataset, DCAT.theme, concept))
    ground.graph.add((dataset, APPLICABLE_LEGISLATION, ground.add(HVD_LAW, ELI.LegalResource)))


def add_licence(ground: Ground, node: URIRef, written: str | None) -> None:
    """Add the licence that the publisher wrote, if it is one that is known."""
    if (known := licence(written)) is not None:
        ground.graph.add((node, DCTERMS.license, licence_node(ground, known)))


def day(iso: str) -> Literal:
    """Return an ISO date as a literal."""
    return Literal(iso, datatype=XSD.date)


def _name(dataset: str, offer: Offer) -> str:
    stem = dataset.removeprefix("indicator-")
    ending = offer.name.removeprefix(f"{stem}.") if offer.name.startswith(f"{stem}.") else offer.name
    return f"{dataset}-{ending.replace('.', '-')}"


def _form(ground: Ground, observatory: Observatory, offer: Offer) -> Text:
    name = ground.words(offer.form.name)
    if offer.zoning:
        zoning = observatory.folder.territory.zonings[offer.zoning].name
        return ground.words("{form}, {zoning}", form=name, zoning=zoning)
    return ground.words("{form}, {language}", form=name, language=offer.language) if offer.language else name


def _add_checksum(ground: Ground, node: URIRef, file: Path) -> None:
    checksum = ground.add(URIRef(f"{node}-checksum"), SPDX.Checksum)
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    ground.graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    ground.graph.add((checksum, SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary)))
    ground.graph.add((node, SPDX.checksum, checksum))
