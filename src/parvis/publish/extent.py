"""Where the territory lies, in longitude and latitude."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from parvis.model.zones import Zones

DIGITS = 5
"""Decimals of a degree that are kept: about a metre, and no more is claimed."""


@dataclass(frozen=True)
class Box:
    """Degrees of WGS 84."""

    west: float
    south: float
    east: float
    north: float

    def as_wkt(self) -> str:
        """Return the box as a WKT polygon, longitude first.

        >>> Box(2.4, 48.9, 2.5, 49.0).as_wkt()
        'POLYGON((2.4 48.9, 2.5 48.9, 2.5 49.0, 2.4 49.0, 2.4 48.9))'
        """
        w, s, e, n = self.west, self.south, self.east, self.north
        return f"POLYGON(({w} {s}, {e} {s}, {e} {n}, {w} {n}, {w} {s}))"

    def centre_as_wkt(self) -> str:
        """Return the centre of the box as a WKT point, longitude first."""
        return f"POINT({round((self.west + self.east) / 2, DIGITS)} {round((self.south + self.north) / 2, DIGITS)})"


def box_of(zones: Mapping[str, Zones]) -> Box | None:
    """Return the box around every zone of every zoning; None where there is no zone."""
    bounds = [group.frame.to_crs("EPSG:4326").total_bounds for group in zones.values() if len(group)]
    if not bounds:
        return None
    corners = np.asarray(bounds)
    west, south = corners[:, :2].min(axis=0)
    east, north = corners[:, 2:].max(axis=0)
    return Box(*(round(float(degrees), DIGITS) for degrees in (west, south, east, north)))
