"""What can be reached from where: timetables, streets, travel times door to door, opportunities, isochrones.

Plain functions on GeoDataFrames, arrays and tables, for notebooks as well as for a build. Nothing heavy is loaded
before the first of them is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parvis.reach.accessibility import Measures
    from parvis.reach.frames import access, isochrones, journey, travel_times
    from parvis.reach.gtfs import read_feed
    from parvis.reach.opportunities import matched, minutes_to, palma, weighted_gap, within

__all__ = [
    "Measures",
    "access",
    "isochrones",
    "journey",
    "matched",
    "minutes_to",
    "palma",
    "read_feed",
    "travel_times",
    "weighted_gap",
    "within",
]

_MODULES = {
    "accessibility": ("Measures",),
    "frames": ("access", "isochrones", "journey", "travel_times"),
    "opportunities": ("matched", "minutes_to", "palma", "weighted_gap", "within"),
    "gtfs": ("read_feed",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
