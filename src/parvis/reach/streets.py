"""The street network of one way of moving: junctions, and between them streets with their shape and length."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import rasterio
import shapely
from pyproj import Transformer
from scipy.ndimage import map_coordinates
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from parvis.errors import SourceError
from parvis.model.finding import Finding, Severity, Where
from parvis.reach.feed import Flags, Floats, Integers
from parvis.reach.osm import Ways
from parvis.reach.permits import Permit
from parvis.reach.walks import planar

STEPS = 2.0
"""A flight of steps takes as long as a level street twice its length (Fujiyama & Tyler 2010: about half the pace)."""

CARRIED = 5.0
"""Steps for who carries a bicycle."""

STEEP = 0.3

AT_JUNCTION = 0.01
"""Metres from the end of a street within which a point lies at its junction."""

ISLAND = 2_000.0
"""Metres of street below which a part that is joined to no other is an island: an error of the map as a rule."""


@dataclass(frozen=True)
class Streets:
    """A street network in planar metres about the latitude `middle`.

    Street e joins junctions `begin[e]` and `end[e]`, and is `there[e]` metres long and `again[e]` the other way: metres
    of level street that take as long, infinite where one may not pass. Segment s runs from `shape[s]` to `shape_end[s]`
    along street `street[s]`; it is `span[s]` long after `along[s]` from the street's begin, and the other way
    `span_back[s]` after `along_back[s]` from its end. `island` flags the streets of parts joined to no other and small.
    """

    middle: float
    junctions: int
    begin: Integers
    end: Integers
    there: Floats
    again: Floats
    shape: Floats
    shape_end: Floats
    street: Integers
    span: Floats
    along: Floats
    span_back: Floats
    along_back: Floats
    island: Flags

    @cached_property
    def ways_out(self) -> tuple[Integers, Integers, Floats, Integers]:
        """Return (first, junction, metres, street): where one may go from each junction, put in order once."""
        tail = np.concatenate((self.begin, self.end))
        order = np.argsort(tail, kind="stable")
        first = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=self.junctions))))
        heads = np.concatenate((self.end, self.begin))[order]
        metres = np.concatenate((self.there, self.again))[order]
        return first, heads, metres, order % max(len(self.begin), 1)

    def place(self, lon: Floats, lat: Floats) -> Floats:
        """Return degrees in the network's metres (n, 2)."""
        return planar(lon, lat, self.middle)


def walking(ways: Ways, heights: Floats | None = None) -> Streets:
    """Return the network of pedestrians; `heights` (n_nodes,) in metres make slopes count (Tobler 1993)."""
    allowed = ways.permit & Permit.WALK != 0
    steps = np.where(ways.permit & Permit.STEPS, STEPS, 1.0)
    return _network(ways, np.where(allowed, steps, np.inf), np.where(allowed, steps, np.inf), heights)


def cycling(ways: Ways, heights: Floats | None = None) -> Streets:
    """Return the network of cyclists, one-ways kept; steps are walked, the bicycle carried."""
    carried = ways.permit & Permit.STEPS != 0
    along = np.where(carried, CARRIED, np.where(ways.permit & Permit.RIDE, 1.0, np.inf))
    against = np.where(carried, CARRIED, np.where(ways.permit & Permit.RIDE_BACK, 1.0, np.inf))
    return _network(ways, along, against, heights)


def heights_at(raster: Path, ways: Ways) -> Floats:
    """Return the height of each node between the four nearest pixels of a raster of metres; NaN where one is missing.

    Raises SourceError where the raster cannot be read or does not say where it lies.
    """
    try:
        with rasterio.open(raster) as source:
            if source.crs is None:
                raise SourceError.of("elevation_unreadable", raster, name=raster.name)
            values = source.read(1, masked=True).astype(np.float64).filled(np.nan)
            inverse, crs = ~source.transform, source.crs
    except rasterio.errors.RasterioIOError as error:
        raise SourceError.of("elevation_unreadable", raster, name=raster.name) from error
    x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(ways.lon, ways.lat)
    column, row = inverse @ (x, y)
    heights: Floats = map_coordinates(values, (row - 0.5, column - 0.5), order=1, mode="constant", cval=np.nan)
    return heights


def slope_factor(slope: Floats) -> Floats:
    """Return how much longer a street takes than a level one (Tobler's hiking function); a missing slope is level.

    No street is taken to be steeper than `STEEP`: a raster shows cuttings and bridges as cliffs.

    >>> slope_factor(np.array([0.0, 0.1, np.nan])).round(3).tolist()
    [1.0, 1.419, 1.0]
    """
    pace: Floats = np.exp(3.5 * (np.abs(np.clip(slope, -STEEP, STEEP) + 0.05) - 0.05))
    pace[~np.isfinite(pace)] = 1.0
    return pace


def _network(ways: Ways, along: Floats, against: Floats, heights: Floats | None) -> Streets:
    """Return streets between junctions: nodes where ways meet or end."""
    way = np.repeat(np.arange(len(ways.permit)), np.diff(ways.first))
    usable = np.isfinite(along) | np.isfinite(against)
    kept = usable[way]
    last = np.zeros(len(way), dtype=np.bool_)
    last[ways.first[1:] - 1] = True
    ends = last.copy()
    ends[ways.first[:-1]] = True
    uses = np.bincount(ways.node[kept], minlength=len(ways.lon))
    stops = ends | (uses[ways.node] > 1)
    head = np.flatnonzero(kept & ~last)
    a, b = ways.node[head], ways.node[head + 1]
    street = np.cumsum(stops[head]) - 1
    middle = float(np.median(ways.lat))
    places = planar(ways.lon, ways.lat, middle)
    long = np.hypot(*(places[b] - places[a]).T)
    rise = np.zeros(len(head)) if heights is None else (heights[b] - heights[a]) / np.maximum(long, 1.0)
    forth, back = along[way[head]], against[way[head]]
    there = long * slope_factor(rise) * np.where(np.isfinite(forth), forth, 1.0)
    again = long * slope_factor(-rise) * np.where(np.isfinite(back), back, 1.0)
    firsts = np.flatnonzero(stops[head])
    lasts = np.append(firsts[1:] - 1, len(head) - 1)
    names, joined = np.unique(np.concatenate((a[firsts], b[lasts])), return_inverse=True)
    begin, end = joined[: len(firsts)].astype(np.int64), joined[len(firsts) :].astype(np.int64)
    lengths = np.add.reduceat(there, firsts), np.add.reduceat(again, firsts)
    island = _islands(begin, end, np.add.reduceat(long, firsts), len(names))
    behind = lengths[1][street] - again - _so_far(again, firsts)
    passable = np.isfinite(forth[firsts]), np.isfinite(back[firsts])
    total, total_back = (np.where(can, length, np.inf) for can, length in zip(passable, lengths, strict=True))
    return Streets(
        middle, len(names), begin, end, total, total_back, places[a], places[b], street, there,
        _so_far(there, firsts), again, behind, island,
    )  # fmt: skip


def _so_far(length: Floats, firsts: Integers) -> Floats:
    """Return how far along its street each segment begins: 0 for the first of each."""
    before = np.cumsum(length) - length
    so_far: Floats = before - np.repeat(before[firsts], np.diff(np.append(firsts, len(length))))
    return so_far


def _islands(begin: Integers, end: Integers, long: Floats, junctions: int) -> Flags:
    """Return which streets lie in a part of the network that is joined to no other and small."""
    graph = coo_array((np.ones(len(begin)), (begin, end)), shape=(junctions, junctions))
    _, part = connected_components(graph, directed=False)
    metres = np.bincount(part[begin], long)
    small = metres < ISLAND
    small[np.argmax(metres)] = False
    island: Flags = small[part[begin]]
    return island


def island_findings(streets: Streets, file: Path) -> list[Finding]:
    """Return what was left aside because it is joined to nothing."""
    if not streets.island.any():
        return []
    length = np.where(np.isfinite(streets.there), streets.there, streets.again)
    values = {
        "name": file.name,
        "streets": int(streets.island.sum()),
        "km": round(float(length[streets.island].sum()) / 1000, 1),
    }
    return [Finding("streets_islands", Where(file), values, Severity.NOTE)]


@dataclass(frozen=True)
class Snapped:
    """Points on streets: `street` (-1: too far from any), metres of level street to its begin and end and from them.

    `off` are the metres in a straight line to the street.
    """

    street: Integers
    off: Floats
    to_begin: Floats
    to_end: Floats
    from_begin: Floats
    from_end: Floats

    def __len__(self) -> int:
        return len(self.street)


def snapped(streets: Streets, places: Floats, *, within: float) -> Snapped:
    """Return points (n, 2) in the network's metres on the nearest street of no island, at most `within` away."""
    usable = np.flatnonzero(~streets.island[streets.street])
    lines = shapely.linestrings(np.stack((streets.shape[usable], streets.shape_end[usable]), axis=1))
    points = shapely.points(places)
    asked = np.flatnonzero(np.isfinite(places[:, 0]))
    found, off = shapely.STRtree(lines).query_nearest(
        points[asked], max_distance=within, all_matches=False, return_distance=True
    )
    who, segment = asked[found[0]], usable[found[1]]
    run = streets.shape_end[segment] - streets.shape[segment]
    share = ((places[who] - streets.shape[segment]) * run).sum(axis=1) / np.maximum((run**2).sum(axis=1), 1e-12)
    share = np.clip(share, 0.0, 1.0)
    street = streets.street[segment]
    there, again = streets.there[street], streets.again[street]
    ahead = streets.along[segment] + share * streets.span[segment]
    behind = streets.along_back[segment] + (1 - share) * streets.span_back[segment]
    first, last = ahead < AT_JUNCTION, behind < AT_JUNCTION  # there one may turn whichever way the street leads
    from_begin = np.where(np.isfinite(there) | first, ahead, np.inf)
    from_end = np.where(np.isfinite(again) | last, behind, np.inf)
    to_begin, to_end = (
        np.where(first, 0, np.maximum(again - behind, 0)),
        np.where(last, 0, np.maximum(there - ahead, 0)),
    )
    out = [np.full(len(places), fill) for fill in (-1, np.nan, np.inf, np.inf, np.inf, np.inf)]
    for column, values in zip(out, (street, off, to_begin, to_end, from_begin, from_end), strict=True):
        column[who] = values
    return Snapped(out[0].astype(np.int64), *out[1:])
