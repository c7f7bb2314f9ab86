"""Terms of the vocabularies that a DCAT-AP catalogue is written in, and the words for them.

Authority tables of the EU Publications Office (https://op.europa.eu/en/web/eu-vocabularies), media types of IANA.
"""

from __future__ import annotations

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


FILE_TYPE = Namespace(f"{AUTHORITY}file-type/")

FREQUENCY = MappingProxyType(
    {
        "monthly": AUTHORITY["frequency/MONTHLY"],
        "quarterly": AUTHORITY["frequency/QUARTERLY"],
        "twice a year": AUTHORITY["frequency/ANNUAL_2"],
        "annual": AUTHORITY["frequency/ANNUAL"],
        "biennial": AUTHORITY["frequency/BIENNIAL"],
        "irregular": AUTHORITY["frequency/IRREG"],
    }
)

DCATAP = Namespace("http://data.europa.eu/r5r/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
AVAILABILITY = DCATAP.availability
AVAILABLE = AUTHORITY["planned-availability/AVAILABLE"]  # for years, as a site is; not for ever, as an archive is
APPLICABLE_LEGISLATION = DCATAP.applicableLegislation
HVD_CATEGORY = DCATAP.hvdCategory
HVD_LAW = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")

_BNA = Namespace("http://data.europa.eu/bna/")
HIGH_VALUE = MappingProxyType(
    {
        "geospatial": _BNA.c_ac64a52d,
        "earth observation and environment": _BNA.c_dd313021,
        "meteorological": _BNA.c_164e0bf5,
        "statistics": _BNA.c_e1da4e07,
        "companies": _BNA.c_a9135398,
        "mobility": _BNA.c_b79e35eb,
    }
)
"""Categories of high-value datasets: Implementing Regulation (EU) 2023/138, annex."""

HVD_WORDS = MappingProxyType(
    {
        "geospatial": N_("Geospatial"),
        "earth observation and environment": N_("Earth observation and environment"),
        "meteorological": N_("Meteorological"),
        "statistics": N_("Statistics"),
        "companies": N_("Companies and company ownership"),
        "mobility": N_("Mobility"),
    }
)
