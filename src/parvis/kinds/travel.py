"""Kinds of files that say how one gets about: timetables and streets. `parvis.reach` reads them."""

from __future__ import annotations

from parvis.kinds.kind import Kind
from parvis.model.text import Text

GTFS = Kind(
    "gtfs",
    Text(fr="Horaires de transport public (GTFS)", en="Timetables of public transport (GTFS)"),
    "timetable",
    {},
    "General Transit Feed Specification: https://gtfs.org/documentation/schedule/reference/",
)
STREETS = Kind(
    "osm-streets",
    Text(fr="Rues d'OpenStreetMap (pbf)", en="Streets of OpenStreetMap (pbf)"),
    "network",
    {},
    "OpenStreetMap: https://wiki.openstreetmap.org/wiki/PBF_Format",
)

KINDS = (GTFS, STREETS)
FORMS = ("timetable", "network")
"""Forms without rows: nothing of them is accepted or rejected here."""
