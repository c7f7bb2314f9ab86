"""Zones: the places for which figures are made."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd


@dataclass(frozen=True)
class Zones:
    """The zones of one zoning.

    `frame` is a GeoDataFrame in the territory's CRS (metres) with the columns `id` (text, unique), `name` (text),
    `communes` (names of the communes it lies in, joined by ", "; empty when unknown) and `geometry` (valid
    Polygon or MultiPolygon, never empty). `kind` is the source's kind, None for zonings made from others.
    `members` gives for a zoning that is compared with the ids of its zones that each of ours lies in.
    """

    zoning: str
    year: int
    frame: gpd.GeoDataFrame
    kind: str | None = None
    members: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)
