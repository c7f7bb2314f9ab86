"""Streets before houses: a hierarchy of cuts through the land, bent, and the blocks that it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Polygon

Floats = npt.NDArray[np.float64]
Warp = Callable[[Floats], Floats]
TargetArea = Callable[[float, float], float]
"""Area in m2 of the blocks wanted round a point."""

GRID = 0.1  # coordinates are rounded to a decimetre, so that neighbours share their borders to the last bit
STEP = 25.0  # metres between the points of a bent street
LARGE_FACE, LARGE = 90_000.0, 6.0
"""A cut through more m2 than this, or than so many of the blocks wanted there, is a secondary street."""


class Level(IntEnum):
    """What a line is, from the territory's outline to the smallest street; only those above SHORE are streets."""

    OUTLINE = 0
    SHORE = 1
    ARTERIAL = 2
    SECONDARY = 3
    RESIDENTIAL = 4
    DEAD_END = 5
    TRACK = 6  # between fields


@dataclass(frozen=True)
class Cut:
    """A line before it is bent; every cut that is a street gets one name."""

    line: LineString
    level: Level


@dataclass(frozen=True)
class Network:
    """Blocks (Polygons that share their borders exactly) and edges: `geometry`, `cut` (place in cuts), `level`."""

    blocks: npt.NDArray[np.object_]
    edges: gpd.GeoDataFrame


def bend(rng: np.random.Generator, size: float) -> Warp:
    """Return a smooth displacement of points (n, 2) in metres, of at most some 3 % of `size`.

    Its gradient stays under 1/3, so that no two lines that did not touch come to cross.
    """
    waves = 6
    length = size * rng.uniform(0.45, 1.1, waves)
    angle = rng.uniform(0, 2 * np.pi, waves)
    phase = rng.uniform(0, 2 * np.pi, (waves, 2))
    height = 0.0075 * length

    def displaced(points: Floats) -> Floats:
        along = np.outer(points[:, 0], np.cos(angle)) + np.outer(points[:, 1], np.sin(angle))
        turn = 2 * np.pi * along / length
        shift = [(np.sin(turn + phase[:, axis]) * height).sum(axis=1) for axis in (0, 1)]
        return np.asarray(points + np.column_stack(shift))

    return displaced


def bent(shapes: npt.NDArray[np.object_], warp: Warp) -> npt.NDArray[np.object_]:
    """Return geometries densified, bent and rounded to GRID."""
    dense = shapely.segmentize(shapes, STEP)
    return np.asarray(shapely.transform(dense, lambda points: np.round(warp(points), 1)))


def subdivided(rng: np.random.Generator, face: Polygon, target: TargetArea) -> list[Cut]:
    """Return the cuts that divide a face, halving by halving across its length, down to the area wanted there."""
    cuts: list[Cut] = []
    open_faces = [face]
    while open_faces:
        part = open_faces.pop()
        centre = part.centroid
        wanted = target(centre.x, centre.y)
        if part.area <= wanted * rng.uniform(0.9, 1.7):
            continue
        line = _across(rng, part)
        level = Level.SECONDARY if part.area > max(LARGE_FACE, LARGE * wanted) else Level.RESIDENTIAL
        cuts += [Cut(piece, level) for piece in shapely.get_parts(shapely.intersection(part, line)) if piece.length > 1]
        halves = shapely.get_parts(shapely.polygonize([*shapely.get_parts(_noded(part, line))]))
        inside = shapely.contains_properly(part.buffer(GRID), shapely.point_on_surface(halves))
        open_faces += [half for half in halves[inside] if half.area > 1]
    return cuts


def _across(rng: np.random.Generator, face: Polygon) -> LineString:
    corners = shapely.get_coordinates(shapely.oriented_envelope(face))[:4]
    sides = corners[[1, 2]] - corners[[0, 1]]
    length = np.hypot(sides[:, 0], sides[:, 1])
    long = int(np.argmax(length))
    along, over = sides[long] / length[long], sides[1 - long] / max(length[1 - long], 1.0)
    start = corners[long] + along * length[long] * rng.uniform(0.4, 0.6)
    lean = over + along * rng.normal(0, 0.06)
    reach = 3 * length[1 - long] + 10
    return LineString([start - lean * reach, start + lean * reach])


def _noded(face: Polygon, line: LineString) -> shapely.Geometry:
    return shapely.union_all([shapely.boundary(face), shapely.intersection(face, line)], grid_size=GRID / 100)


def network(cuts: list[Cut], warp: Warp) -> Network:
    """Return the blocks and edges that cuts leave when they are noded, then bent."""
    lines = np.array([cut.line for cut in cuts])
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=GRID))
    cut_of = shapely.STRtree(lines).nearest(shapely.line_interpolate_point(pieces, 0.5, normalized=True))
    curved = bent(pieces, warp)
    blocks = shapely.get_parts(shapely.polygonize(curved))
    order = np.lexsort(shapely.get_coordinates(shapely.centroid(blocks)).T)
    level = np.array([cut.level for cut in cuts])[cut_of]
    return Network(blocks[order], gpd.GeoDataFrame({"cut": cut_of, "level": level}, geometry=curved))
