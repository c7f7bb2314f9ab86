"""The zones by name: never without their communes, for many neighbourhoods share a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from parvis.model.observatory import Observatory
from parvis.publish import addresses

ZoneKey = tuple[str, str]  # zoning, zone


@dataclass(frozen=True)
class Place:
    """A zone as pages speak of it; `address` is that of its sheet, if its zoning has sheets."""

    zoning: str
    id: str
    name: str
    communes: str
    address: str | None

    @property
    def full_name(self) -> str:
        """Return the name with the communes, said once where they are the same."""
        if not self.communes or self.communes == self.name:
            return self.name
        return f"{self.name} ({self.communes})"


def places_of(observatory: Observatory, language: str) -> dict[ZoneKey, Place]:
    """Return every zone of every zoning, by zoning and id, in the order of the zonings' frames.

    The one zone of a union has the name of its zoning, the only one that is known in every language.
    """
    places: dict[ZoneKey, Place] = {}
    for zoning, zones in observatory.zones.items():
        spec = observatory.folder.territory.zonings[zoning]
        names = addresses.file_names(zones.frame["id"])
        for id_, name, communes in zip(*(zones.frame[c] for c in ("id", "name", "communes")), strict=True):
            address = f"zones/{zoning}/{names[id_]}.html" if spec.sheets else None
            words = spec.name.in_(language) if spec.union_of else _text(name) or id_
            places[zoning, id_] = Place(zoning, id_, words, "" if spec.union_of else _text(communes), address)
    return places


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
