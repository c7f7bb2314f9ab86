"""Zones drawn as SVG by the build: simplified to the pixel, in tenths of a pixel, light enough for a page.

A drawing has no projection of its own: the territory's CRS is projected, in metres. North is up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

TENTHS = 10  # drawing units a pixel
_TOLERANCE = 0.5  # pixels by which a drawn border may leave the true one
_SMALLEST = 5.0  # pixels: a zone narrower than this in both directions becomes a dot
_WIDTH, _TALLEST, _MARGIN = 720, 760, 10  # pixels

_COARSEST = {
    "green": math.inf,
    "water": math.inf,
    "buildings": 4.0,
    "streets": 25.0,
    "roads": 200.0,
}  # metres a pixel, from below
_SHORTEST = 2.0  # pixels: what is shorter all round is not drawn on the ground
_HEAVIEST = 90_000  # characters: a layer that takes more is left out of a map

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """The window of the territory that a drawing shows: its west and north, metres a pixel, and pixels each way."""

    west: float
    north: float
    metres: float
    width: int
    height: int

    @property
    def view_box(self) -> str:
        """Return the SVG viewBox, in tenths of a pixel."""
        return f"0 0 {self.width * TENTHS} {self.height * TENTHS}"

    @property
    def bounds(self) -> Bounds:
        """Return what the window shows, in metres, with the breadth of a line around it."""
        spare = 4 * self.metres
        return (
            self.west - spare,
            self.north - self.height * self.metres - spare,
            self.west + self.width * self.metres + spare,
            self.north + spare,
        )


@dataclass(frozen=True)
class Shape:
    """A zone as drawn: the data of an SVG path, empty where it is too small to be seen, and a point inside it."""

    path: str
    x: int
    y: int

    @property
    def is_dot(self) -> bool:
        """Return whether a dot at (x, y) stands for the zone."""
        return not self.path


@dataclass(frozen=True)
class ScaleBar:
    """A length to measure by: metres, and drawing units."""

    metres: int
    units: int


def frame_around(bounds: Bounds, width: int = _WIDTH, tallest: int = _TALLEST) -> Frame:
    """Return the window that shows `bounds` (metres: west, south, east, north) with a margin."""
    west, south, east, north = bounds
    across, upward = max(east - west, 1.0), max(north - south, 1.0)
    metres = max(across / (width - 2 * _MARGIN), upward / (tallest - 2 * _MARGIN))
    height = math.ceil(upward / metres) + 2 * _MARGIN
    spare = (width * metres - across) / 2
    return Frame(west - spare, north + _MARGIN * metres, metres, width, height)


def together(*bounds: Bounds) -> Bounds:
    """Return the bounds that hold all of these."""
    west, south, east, north = zip(*bounds, strict=True)
    return min(west), min(south), max(east), max(north)


def scale_bar(frame: Frame) -> ScaleBar:
    """Return a round length of about a fifth of the drawing's width."""
    longest = frame.width * frame.metres / 5
    power = 10 ** math.floor(math.log10(longest))
    metres = max(step * power for step in (1, 2, 5) if step * power <= longest)
    return ScaleBar(max(1, round(metres)), round(metres / frame.metres * TENTHS))


def drawn(zones: gpd.GeoDataFrame, frame: Frame) -> dict[str, Shape]:
    """Return the zones that the window shows, as drawn, by id; those outside it are left out."""
    rows = np.sort(zones.sindex.query(shapely.box(*frame.bounds)))
    near = zones.geometry.to_numpy()[rows]
    clipped = shapely.clip_by_rect(near, *frame.bounds)
    seen = ~shapely.is_empty(clipped)
    ids, near, clipped = zones["id"].to_numpy()[rows[seen]], near[seen], clipped[seen]
    simple = shapely.simplify(clipped, _TOLERANCE * frame.metres, preserve_topology=True)
    labels = _pixels(shapely.get_coordinates(shapely.point_on_surface(clipped)), frame)
    bounds = shapely.bounds(near)
    small = (bounds[:, 2:] - bounds[:, :2]).max(axis=1) < _SMALLEST * frame.metres
    return {
        id_: Shape("" if dot else _path(area, frame), int(x), int(y))
        for id_, area, (x, y), dot in zip(ids, simple, labels, small, strict=True)
    }


def path_of(area: Any, frame: Frame) -> str:
    """Return an area in metres, drawn to half a pixel, as the data of one SVG path."""
    return _path(shapely.simplify(area, _TOLERANCE * frame.metres), frame)


def _path(area: Any, frame: Frame) -> str:
    parts = (part for part in shapely.get_parts(area) if shapely.get_type_id(part) == shapely.GeometryType.POLYGON)
    rings = (ring for part in parts for ring in shapely.get_rings(part))
    return "".join(_ring(_pixels(shapely.get_coordinates(ring), frame)) for ring in rings)


def _pixels(coordinates: Any, frame: Frame) -> Any:
    units = TENTHS / frame.metres
    return np.rint((coordinates - (frame.west, frame.north)) * (units, -units)).astype(np.int64)


def _ring(points: Any) -> str:
    """Return a ring as relative path data; points that fall together are drawn once, a ring without surface never."""
    steps = np.diff(points[:-1], axis=0)
    steps = steps[steps.any(axis=1)]
    if len(steps) < 2:
        return ""
    moves = "".join(f"{x:+d}{y:+d}" for x, y in steps.tolist())
    return f"M{points[0][0]} {points[0][1]}l{moves}z"


def layer_drawn(layer: str, shapes: gpd.GeoSeries, frame: Frame) -> str:
    """Return a layer of the ground as the data of one SVG path; empty where it would be too small or too much."""
    if frame.metres > _COARSEST[layer]:
        return ""
    near = shapes.iloc[np.sort(shapes.sindex.query(shapely.box(*frame.bounds)))].to_numpy()
    simple = shapely.simplify(shapely.clip_by_rect(near, *frame.bounds), _TOLERANCE * frame.metres)
    parts = _in_one(shapely.get_parts(shapely.get_parts(simple)))
    parts = parts[shapely.length(parts) > _SHORTEST * frame.metres]
    path = "".join(_path(part, frame) if part.geom_type == "Polygon" else _run(part, frame) for part in parts)
    return path if len(path) <= _HEAVIEST else ""


def _in_one(parts: Any) -> Any:
    """Return parts, lines that go on in each other as one: a street comes in pieces that are too short to be seen."""
    is_line = shapely.get_dimensions(parts) == 1
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts[is_line])))
    return np.concatenate([parts[~is_line], lines])


def _run(line: Any, frame: Frame) -> str:
    """Return a line as relative path data; points that fall together are drawn once."""
    points = _pixels(shapely.get_coordinates(line), frame)
    steps = np.diff(points, axis=0)
    steps = steps[steps.any(axis=1)]
    moves = "".join(f"{x:+d}{y:+d}" for x, y in steps.tolist())
    return f"M{points[0][0]} {points[0][1]}l{moves}" if moves else ""


class Atlas:
    """Drawings of the territory, each made once and used by every page and language that shows it."""

    def __init__(self, zones: Mapping[str, gpd.GeoDataFrame], ground: Mapping[str, gpd.GeoSeries]) -> None:
        self._zones = zones
        self._ground = ground
        self.ground_drawn = lru_cache(maxsize=64)(self._ground_drawn)
        self._drawings: dict[tuple[str, Frame], dict[str, Shape]] = {}
        self._rows = {zoning: {id_: n for n, id_ in enumerate(frame["id"])} for zoning, frame in zones.items()}
        self.bounds_of = lru_cache(maxsize=None)(self._bounds_of)

    def zones_drawn(self, zoning: str, frame: Frame) -> dict[str, Shape]:
        """Return the zones of a zoning as drawn in a window, by id."""
        key = zoning, frame
        if key not in self._drawings:
            self._drawings[key] = drawn(self._zones[zoning], frame)
        return self._drawings[key]

    def _ground_drawn(self, frame: Frame) -> tuple[tuple[str, str], ...]:
        """Return (layer, path) of what the ground shows in a window, from below."""
        known = (layer for layer in _COARSEST if layer in self._ground)
        layers = ((layer, layer_drawn(layer, self._ground[layer], frame)) for layer in known)
        return tuple((layer, path) for layer, path in layers if path)

    def _bounds_of(self, zoning: str, ids: tuple[str, ...] | None = None) -> Bounds:
        """Return the bounds of some zones of a zoning, or of all, in metres."""
        geometry = self._zones[zoning].geometry
        rows = slice(None) if ids is None else [self._rows[zoning][id_] for id_ in ids]
        west, south, east, north = (float(bound) for bound in geometry.iloc[rows].total_bounds)
        return west, south, east, north
