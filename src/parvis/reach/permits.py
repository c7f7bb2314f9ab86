"""Who may use a street, and which way, by its OpenStreetMap tags.

Defaults are those of the wiki's table of access, without the exceptions of single countries.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntFlag

YES = frozenset({"yes", "designated", "permissive", "destination", "customers", "official", "public"})
NO = frozenset({"no", "private", "use_sidepath", "discouraged", "military", "agricultural", "forestry"})
NOWHERE = frozenset(
    {"construction", "proposed", "abandoned", "razed", "raceway", "bus_guideway", "escape", "no", "platform_edge"}
)
FAST = frozenset({"motorway", "motorway_link"})
ON_FOOT_ONLY = frozenset({"footway", "pedestrian", "corridor", "steps", "bridleway", "elevator", "platform"})
ONE_WAY = frozenset({"yes", "true", "1"})


class Permit(IntFlag):
    """What a street allows: walking, cycling along it and against it; `STEPS` where it is a flight of steps."""

    NONE = 0
    WALK = 1
    RIDE = 2
    RIDE_BACK = 4
    STEPS = 8


def permit(tags: Mapping[str, str]) -> Permit:
    """Return what a way allows, by its tags.

    >>> permit({"highway": "residential", "oneway": "yes"}) == Permit.WALK | Permit.RIDE
    True
    >>> permit({"highway": "motorway"}) == Permit.NONE
    True
    """
    kind = tags.get("highway", "")
    if not kind and "platform" in (tags.get("railway"), tags.get("public_transport")):
        kind = "platform"
    if not kind or kind in NOWHERE:
        return Permit.NONE
    found = Permit.WALK if _walks(kind, tags) else Permit.NONE
    if kind == "steps":
        found |= Permit.STEPS
    return found | (_rides(tags) if _cycles(kind, tags) else Permit.NONE)


def _walks(kind: str, tags: Mapping[str, str]) -> bool:
    own = tags.get("foot")
    if own is not None:
        return own not in NO
    return tags.get("access") not in NO and kind not in FAST and tags.get("motorroad") != "yes"


def _cycles(kind: str, tags: Mapping[str, str]) -> bool:
    own = tags.get("bicycle")
    if own is not None:
        return own in YES
    refused = tags.get("access") in NO or tags.get("vehicle") in NO or tags.get("motorroad") == "yes"
    return not refused and kind not in FAST and kind not in ON_FOOT_ONLY


def _rides(tags: Mapping[str, str]) -> Permit:
    both = Permit.RIDE | Permit.RIDE_BACK
    way = tags.get("oneway:bicycle") or tags.get("oneway", "yes" if tags.get("junction") == "roundabout" else "no")
    lanes = (tags.get(f"cycleway{side}", "") for side in ("", ":left", ":right", ":both"))
    if any(lane.startswith("opposite") for lane in lanes):
        return both
    return Permit.RIDE_BACK if way in ("-1", "reverse") else Permit.RIDE if way in ONE_WAY else both
