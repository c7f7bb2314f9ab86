"""Terms of the vocabularies that a DCAT-AP catalogue is written in, and the words for them.

Authority tables of the EU Publications Office (https://op.europa.eu/en/web/eu-vocabularies), media types of IANA.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from rdflib import Namespace, URIRef

from parvis.messages import N_

AUTHORITY = Namespace("http://publications.europa.eu/resource/authority/")
MEDIA = Namespace("https://www.iana.org/assignments/media-types/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
DCMITYPE = Namespace("http://purl.org/dc/dcmitype/")
GEOSPARQL = Namespace("http://www.opengis.net/ont/geosparql#")

DATASET_VERSION = URIRef("http://www.w3.org/ns/dcat#version")  # of DCAT 3, which rdflib does not know yet
THEME_TAXONOMY = AUTHORITY["data-theme"]
PUBLIC = AUTHORITY["access-right/PUBLIC"]
RESTRICTED = AUTHORITY["access-right/RESTRICTED"]

LANGUAGE = MappingProxyType({"fr": AUTHORITY["language/FRA"], "en": AUTHORITY["language/ENG"]})

DATA_THEMES = MappingProxyType(
    {
        "ECON": N_("Economy and finance"),
        "EDUC": N_("Education, culture and sport"),
        "ENVI": N_("Environment"),
        "HEAL": N_("Health"),
        "REGI": N_("Regions and cities"),
        "SOCI": N_("Population and society"),
        "TRAN": N_("Transport"),
    }
)


THEMES = MappingProxyType(
    {
        "population": ("SOCI",),
        "income": ("SOCI", "ECON"),
        "employment": ("ECON", "SOCI"),
        "housing": ("SOCI", "REGI"),
        "families": ("SOCI",),
        "health": ("HEAL",),
        "education": ("EDUC",),
        "mobility": ("TRAN",),
        "climate": ("ENVI",),
        "services": ("REGI", "SOCI"),
    }
)
"""The EU data themes of each theme of indicators."""


@dataclass(frozen=True)
class Format:
    """A form in which a table is offered."""

    suffix: str
    name: str
    media_type: URIRef
    file_type: URIRef


FORMATS = (
    Format("csv", "CSV", MEDIA["text/csv"], AUTHORITY["file-type/CSV"]),
    Format("parquet", "Parquet", MEDIA["application/vnd.apache.parquet"], AUTHORITY["file-type/PARQUET"]),
)
