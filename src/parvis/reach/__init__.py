"""What can be reached from where: timetables, streets, travel times door to door, opportunities, isochrones.

Plain functions on GeoDataFrames, arrays and tables, for notebooks as well as for a build. Nothing heavy is loaded
before the first of them is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parvis.model.loading import on_first_use

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

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "accessibility": ("Measures",),
        "frames": ("access", "isochrones", "journey", "travel_times"),
        "opportunities": ("matched", "minutes_to", "palma", "weighted_gap", "within"),
        "gtfs": ("read_feed",),
    },
)
