"""How far the residents of a place get, drawn: in 15, 30 and 45 minutes, and each minute for a script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from rasterio.features import shapes
from rasterio.transform import Affine

from parvis.messages import N_
from parvis.model.figure import Flags
from parvis.model.observatory import NOT_REACHED, TravelMap
from parvis.publish import numbers
from parvis.publish.drawings import context_of
from parvis.publish.edition import Edition
from parvis.publish.maps import TENTHS, Frame, ScaleBar, Shape, frame_around, path_of, scale_bar
from parvis.publish.places import Place
from parvis.publish.travelled import setting_out

SHOWN = (15, 30, 45)
"""Minutes of the polygons that stand on the page itself."""
LAYERS = ("green", "water")
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""A cell's letter says how many steps of minutes it takes; another sign that it is not reached."""
NEVER = "-"


@dataclass(frozen=True)
class Ring:
    """What is reached in so many minutes: its path, its style and its surface in words."""

    minutes: int
    path: str
    style: str
    surface: str


@dataclass(frozen=True)
class TravelView:
    """A map of how far one gets, ready for its template; lengths in drawing units, `cells` row by row, north first."""

    id: str
    indicator: str
    name: str
    how: str
    frame: Frame
    bar: ScaleBar
    outlines: tuple[Shape, ...]
    ground: tuple[tuple[str, str], ...]
    here: Shape
    rings: tuple[Ring, ...]
    cells: str
    columns: int
    x: float
    y: float
    size: float
    step: int
    longest: int
    hectares: float


def travel_views(edition: Edition, place: Place) -> Iterator[TravelView]:
    """Return the maps of how far the residents of a place get."""
    for travel_map in edition.observatory.travel_maps:
        if travel_map.zoning == place.zoning and (travel_map.minutes[place.id] != NOT_REACHED).any():
            yield _view(edition, place, travel_map)


def _view(edition: Edition, place: Place, made: TravelMap) -> TravelView:
    minutes = made.minutes[place.id]
    rows, columns = minutes.shape
    south, east = made.north - rows * made.cell, made.west + columns * made.cell
    frame = frame_around((made.west, south, east, made.north))
    atlas, context = edition.grounds.atlas, context_of(edition, place.zoning)
    access = edition.indicators[made.indicator].value
    assert access is not None and access.access is not None  # it asked for the map
    step = -(-made.longest // (len(LETTERS) - 1))
    return TravelView(
        f"travel-{made.indicator}",
        made.indicator,
        edition.indicator_name(made.indicator),
        setting_out(edition.speech, access.access.travel),
        frame,
        scale_bar(frame),
        tuple(atlas.zones_drawn(context, frame).values()) if context else (),
        tuple((layer, path) for layer, path in atlas.ground_drawn(frame) if layer in LAYERS),
        atlas.zones_drawn(place.zoning, frame)[place.id],
        tuple(_rings(edition, made, minutes, frame)),
        "".join(LETTERS[-(-value // step)] if value != NOT_REACHED else NEVER for value in minutes.ravel().tolist()),
        columns,
        (made.west - frame.west) / frame.metres * TENTHS,
        (frame.north - made.north) / frame.metres * TENTHS,
        made.cell / frame.metres * TENTHS,
        step,
        made.longest,
        made.cell**2 / 10_000,
    )


def _rings(edition: Edition, made: TravelMap, minutes: np.ndarray, frame: Frame) -> Iterator[Ring]:
    """Return what is reached in each of the minutes shown, the longest first: the shorter lie on it."""
    across = Affine(made.cell, 0.0, made.west, 0.0, -made.cell, made.north)
    for position, longest in reversed(list(enumerate(SHOWN))):
        if longest > made.longest:
            continue
        inside = (minutes != NOT_REACHED) & (minutes <= longest)
        surface = numbers.shown(float(inside.sum()) * made.cell**2 / 1e6, 1, edition.language)
        words = edition.say(N_("%(number)s km²"), number=surface)
        yield Ring(longest, path_of(_outline(inside, across), frame), f"k{len(SHOWN) + 1 - position}", words)


def _outline(inside: Flags, across: Affine) -> shapely.Geometry:
    parts = [shapely.geometry.shape(part) for part, _ in shapes(inside.astype(np.uint8), mask=inside, transform=across)]
    return shapely.multipolygons(parts) if parts else shapely.MultiPolygon()
