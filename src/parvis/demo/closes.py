"""Dead ends: short streets into the deep blocks, so that houses stand in the middle of them too."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from parvis.demo.forms import Form, Ints
from parvis.demo.ground import CRS, Ground
from parvis.demo.streets import Floats, Level

DEEP = 12_000.0  # m2 from which on a block is too deep for houses along its border alone
WITH_CLOSES = (Form.TERRACE, Form.DETACHED, Form.ESTATE)
APART = 95.0  # metres of a block's length to one dead end
DEPTH = 0.66  # how far into its block one goes
SHORTEST = 35.0


def dead_ends(rng: np.random.Generator, ground: Ground, form: Ints) -> gpd.GeoDataFrame:
    """Return the dead ends: `block` and a line from a point of a street to the inside of that block.

    Each starts at a point that the border of the block and a street share to the last bit, so that the two stay one
    network; blocks that touch no street there have none.
    """
    shapes = ground.blocks.geometry.to_numpy()
    deep = np.flatnonzero((shapely.area(shapes) > DEEP) & np.isin(form, [int(kind) for kind in WITH_CLOSES]))
    on_street = _packed(shapely.get_coordinates(ground.streets.geometry.to_numpy()[~ground.streets["bridge"]]))
    block, begin, end = _wanted(rng, shapes, deep)
    ring, of = shapely.get_coordinates(shapely.get_exterior_ring(shapes[deep]), return_index=True)
    usable = np.isin(_packed(ring), on_street)
    start = _nearest_vertices(ring[usable], of[usable], np.searchsorted(deep, block), begin)
    found = ~np.isnan(start[:, 0])
    lines = shapely.linestrings(np.stack([start, np.round(end, 1)], axis=1)[found])
    lines_of = block[found]
    fits = shapely.contains(shapes[lines_of], lines) & (shapely.length(lines) > SHORTEST)
    frame = gpd.GeoDataFrame({"block": lines_of[fits]}, geometry=lines[fits], crs=CRS)
    return frame.assign(level=int(Level.DEAD_END))


def _wanted(rng: np.random.Generator, shapes: npt.NDArray[np.object_], deep: Ints) -> tuple[Ints, Floats, Floats]:
    """Return the block of each dead end, where it would begin (n, 2), and its end: across the longer side."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(shapes[deep])).reshape(-1, 5, 2)
    along, over = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 1]
    turned = np.hypot(*along.T) < np.hypot(*over.T)
    first = np.where(turned[:, None], corners[:, 1], corners[:, 0])
    long, across = np.where(turned[:, None], over, along), np.where(turned[:, None], -along, over)
    count = np.maximum(1, np.hypot(*long.T) // APART).astype(int)
    which = np.repeat(np.arange(len(deep)), count)
    place = (np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + 0.5) / count[which]
    place = place + rng.uniform(-0.12, 0.12, len(which)) / count[which]
    flipped = (rng.random(len(which)) < 0.5)[:, None]
    foot = first[which] + place[:, None] * long[which]
    head = foot + across[which]
    begin, other = np.where(flipped, head, foot), np.where(flipped, foot, head)
    return deep[which], begin, begin + DEPTH * (other - begin)


def _nearest_vertices(vertices: Floats, of: Ints, wanted: Ints, points: Floats) -> Floats:
    """Return for each point (n, 2) the nearest vertex of the ring wanted; NaN where that ring has none to offer."""
    first, last = np.searchsorted(of, wanted), np.searchsorted(of, wanted, side="right")
    found = np.full(points.shape, np.nan)
    for number in np.flatnonzero(last > first):
        own = vertices[first[number] : last[number]]
        found[number] = own[np.hypot(*(own - points[number]).T).argmin()]
    return found


def _packed(points: Floats) -> npt.NDArray[np.int64]:
    """Return one number for each point (n, 2) on the decimetre grid."""
    decimetres = np.round(points * 10).astype(np.int64)
    return np.asarray(decimetres[:, 0] * 10**9 + decimetres[:, 1])
