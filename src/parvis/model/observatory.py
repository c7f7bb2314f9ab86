"""All that publish needs, and nothing that may not be published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from parvis.model.comparison import Comparisons, Ties, no_comparisons
from parvis.model.evidence import Evidence
from parvis.model.figure import Figures
from parvis.model.folder import Folder
from parvis.model.zones import Zones


@dataclass(frozen=True)
class Notice:
    """A line of the release ledger as readers may see it."""

    release: str
    event: str  # released, withdrawn, superseded
    date: str
    words: str = ""
    by: str = ""  # the release that takes the place of a superseded one


@dataclass(frozen=True)
class StreetPart:
    """The addresses of a street that lie in the same zones, (zoning, zone) each; no numbers where it is all of them."""

    numbers: tuple[str, ...]
    zones: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Street:
    """A street of a commune (empty where the address file names none)."""

    name: str
    commune: str
    parts: tuple[StreetPart, ...]


@dataclass(frozen=True)
class TravelMap:
    """How far the residents of the zones of a zoning get: minutes to square cells of the ground.

    `west` and `north` are the corner of the first cell, `cell` its side, in metres of the territory's CRS; `minutes`
    (n_rows, n_columns) of each zone, by id, is what half of the residents need at the most to come to a cell's middle,
    whole minutes upward; 255 where they do not get there in `longest`, or where there is no street to stand on.
    """

    indicator: str
    zoning: str
    west: float
    north: float
    cell: float
    longest: int
    minutes: Mapping[str, npt.NDArray[np.uint8]]


NOT_REACHED = 255


@dataclass(frozen=True)
class Observatory:
    """A build about to be published."""

    folder: Folder
    zones: Mapping[str, Zones]
    figures: Figures
    evidence: Evidence
    notices: tuple[Notice, ...]
    release: str  # id of the build: first 12 digits of its key
    built: str  # ISO date
    version: str  # of Parvis
    context: dict[str, gpd.GeoSeries] = field(default_factory=dict)
    """Polygons or lines that maps draw around the zones, by layer, in the territory's CRS."""
    assets: dict[str, bytes] = field(default_factory=dict)
    """Files of the territory folder that the pages show, by their path in it: a logo, a font."""
    streets: tuple[Street, ...] = ()
    """What a reader may look an address up in."""
    travel_maps: tuple[TravelMap, ...] = ()
    comparisons: Comparisons = field(default_factory=no_comparisons)
    """What the figures show of each other."""
    ties: tuple[Ties, ...] = ()
    """How the errors of figures from open sources go together."""
    last_release: tuple[str, Figures] | None = None
    """The name of the release before this build, and what it published."""
