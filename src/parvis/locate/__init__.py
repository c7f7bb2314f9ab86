"""Where things are: overlay weights, points in zones, zones made from zones.

Plain functions on GeoDataFrames and arrays, for notebooks as well as for a build. Nothing heavy is loaded before
the first of them is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parvis.model.loading import on_first_use

if TYPE_CHECKING:
    from parvis.locate.addresses import match_addresses
    from parvis.locate.cover import area_share, coverage, restrict
    from parvis.locate.engines import Embedded, Spark, assign_files, tally_files, write_points
    from parvis.locate.generations import Passage, passage, series, trends
    from parvis.locate.grid import Grid
    from parvis.locate.index import ZoneIndex
    from parvis.locate.overlay import overlay_weights
    from parvis.locate.pieces import atoms
    from parvis.locate.pixels import zonal
    from parvis.locate.placed import compare, dasymetric, floor_area
    from parvis.locate.points import assign
    from parvis.locate.quarters import ground, neighbours, parts, side_by_side, with_empty
    from parvis.locate.repairs import Repair, repair
    from parvis.locate.streets import AddressBook
    from parvis.locate.zonings import clip, complement, membership, union

__all__ = [
    "AddressBook",
    "Embedded",
    "Grid",
    "Passage",
    "Repair",
    "Spark",
    "ZoneIndex",
    "area_share",
    "assign",
    "assign_files",
    "atoms",
    "clip",
    "compare",
    "complement",
    "coverage",
    "dasymetric",
    "floor_area",
    "ground",
    "match_addresses",
    "membership",
    "neighbours",
    "overlay_weights",
    "parts",
    "passage",
    "repair",
    "restrict",
    "series",
    "side_by_side",
    "tally_files",
    "trends",
    "union",
    "with_empty",
    "write_points",
    "zonal",
]

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "addresses": ("match_addresses",),
        "cover": ("area_share", "coverage", "restrict"),
        "engines": ("Embedded", "Spark", "assign_files", "tally_files", "write_points"),
        "generations": ("Passage", "passage", "series", "trends"),
        "grid": ("Grid",),
        "index": ("ZoneIndex",),
        "overlay": ("overlay_weights",),
        "pieces": ("atoms",),
        "pixels": ("zonal",),
        "placed": ("compare", "dasymetric", "floor_area"),
        "points": ("assign",),
        "quarters": ("ground", "neighbours", "parts", "side_by_side", "with_empty"),
        "repairs": ("Repair", "repair"),
        "streets": ("AddressBook",),
        "zonings": ("clip", "complement", "membership", "union"),
    },
)
