"""Zones of any number of zonings made ready once, for millions of points."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from scipy.sparse import csr_array

from parvis.errors import AnalystError, SourceError
from parvis.locate.shapes import Floats, Shapes, borders, metric, polygons, refuse
from parvis.locate.tree import Tree, grow, spans

Integers = npt.NDArray[np.int64]
Pairs = tuple[Integers, Integers]

AT_ONCE = 1 << 21
"""Points held in memory at a time, sorted."""
MARGIN = 0.02
"""How far, as a share of `near`, the borders of buffers made of straight pieces may be from where they should be."""


class ZoneIndex:
    """Zones made ready for points: zonings one after the other, in the CRS of the first (projected, metres).

    Zones may overlap or be empty. With `near`, a point within so many metres of a zone counts, too, points at exactly
    that distance included. Without, a point on a common border belongs to exactly one of two neighbours: it counts as
    shifted infinitesimally to the east, and infinitely less to the north (see `parvis.locate.exact`).

    Raises AnalystError for a missing or geographic CRS, invalid zones or a negative `near`.
    """

    def __init__(self, zonings: Sequence[gpd.GeoDataFrame], *, near: float = 0.0) -> None:
        if not 0 <= near < np.inf:
            raise AnalystError.of("near_negative", near=near)
        self.crs: CRS = metric(zonings[0].crs, "zones")
        self.near = near
        shapes = [polygons(frame, self.crs, "zones") for frame in zonings]
        self.ends: Integers = np.cumsum([len(some) for some in shapes])
        self._shapes: Shapes = shapely.force_2d(np.concatenate(shapes))  # copies: those of the caller stay unprepared
        if near:
            around = (shapely.buffer(self._shapes, near * (1 + sign * MARGIN), quad_segs=16) for sign in (-1, 1))
            self._within, self._cover = (_grown(some) for some in around)
            shapely.prepare(self._shapes)
        else:
            self._cover = _grown(self._shapes)

    def assign(self, points: gpd.GeoDataFrame) -> list[csr_array]:
        """Return for each zoning a (n_points, n_zones) of 0.0 and 1.0: whether a point lies in a zone.

        Points in another CRS are brought to the zones'. Raises SourceError for geometry that is not a Point, for empty
        points and for points that have no place in the zones' CRS; AnalystError for a missing CRS.
        """
        point, zone = self.pairs(*coordinates(points, self.crs))
        held = csr_array((np.ones(len(zone)), (point, zone)), shape=(len(points), len(self._shapes)))
        held.sort_indices()
        return [held[:, end - count : end] for end, count in zip(self.ends, np.diff(self.ends, prepend=0), strict=True)]

    def tally(
        self, x: npt.ArrayLike, y: npt.ArrayLike, values: npt.ArrayLike = (), *, threads: int = 1
    ) -> list[Integers]:
        """Return for each zoning (n_zones, 1 + k): how many points each zone holds, and the sums of their values.

        `x`, `y` (n_points,) in the CRS of the index; `values` are k columns of whole numbers, (n_points, k) or
        (n_points,). Sums are whole numbers: those of parts of the points, in any order, add up to those of all.
        Points without coordinates (NaN) lie in no zone. Raises AnalystError for values that are not whole numbers.
        """
        places = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        columns = _whole(values, len(places[0]))
        parts = [slice(begin, begin + AT_ONCE) for begin in range(0, len(columns), AT_ONCE)]
        with ThreadPoolExecutor(threads) as pool:
            done = pool.map(lambda part: self._tally(places[0][part], places[1][part], columns[part]), parts)
            sums = sum(done, start=np.zeros((len(self._shapes), 1 + columns.shape[1]), dtype=np.int64))
        return np.split(sums, self.ends[:-1])

    def _tally(self, x: Floats, y: Floats, values: Integers) -> Integers:
        from parvis.locate import holding  # compiled on first use

        sums = np.zeros((len(self._shapes), 1 + values.shape[1]), dtype=np.int64)
        if self.near:
            point, zone = self.pairs(x, y)
            np.add.at(sums, zone, np.column_stack([np.ones(len(point), dtype=np.int64), values[point]]))
            return sums
        leaf = holding.leaves_at(self._cover, x, y)
        begins, points = holding.on_border(leaf, self._cover.lists.cut_from)
        holding.tally(self._cover, x, y, values, leaf, begins, points, sums)
        return sums

    def pairs(self, x: Floats, y: Floats) -> Pairs:
        """Return (point, zone) for the zones of all zonings that hold each point, in no order.

        `x`, `y` (n_points,) in the CRS of the index; points without coordinates (NaN) lie in no zone.
        """
        point, zone = _held(self._cover, x, y)
        if not self.near:
            return point, zone
        count = len(self._shapes)
        within = _held(self._within, x, y)
        sure = np.isin(point * count + zone, within[0] * count + within[1])
        unsure = np.flatnonzero(~sure)
        close = shapely.dwithin(self._shapes[zone[unsure]], shapely.points(x, y)[point[unsure]], self.near)
        sure[unsure[close]] = True
        return point[sure], zone[sure]


def _grown(shapes: Shapes) -> Tree:
    """Return the cover of shapes."""
    xy, begins, _, starts = borders(shapes)
    ring_of = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
    same = ring_of[1:] == ring_of[:-1]
    a, b = xy[:-1][same], xy[1:][same]
    upward = (a[:, 1] <= b[:, 1])[:, None]
    shape_of = np.repeat(np.arange(len(shapes), dtype=np.int32), np.diff(begins[starts]))
    return grow(np.hstack([np.where(upward, a, b), np.where(upward, b, a)]), shape_of[:-1][same])


def _held(tree: Tree, x: Floats, y: Floats) -> Pairs:
    """Return (point, zone) for the zones that hold each point, in no order."""
    from parvis.locate import holding

    found: list[Pairs] = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
    for first in range(0, len(x), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        leaf = holding.leaves_at(tree, x[part], y[part])
        point, zone = holding.held(tree, x[part], y[part], *holding.on_border(leaf, tree.lists.cut_from))
        whole = np.diff(tree.lists.full_from)[leaf]
        found.append((first + point.astype(np.int64), zone.astype(np.int64)))
        found.append(
            (
                first + np.repeat(np.arange(len(leaf), dtype=np.int64), whole),
                tree.lists.full[spans(tree.lists.full_from, leaf)].astype(np.int64),
            )
        )
    points, zones = zip(*found, strict=True)
    return np.concatenate(points), np.concatenate(zones)


def coordinates(points: gpd.GeoDataFrame, crs: CRS) -> tuple[Floats, Floats]:
    """Return x and y of points, brought to a CRS; raise as `ZoneIndex.assign` does."""
    if points.crs is None:
        raise AnalystError.of("layer_crs_missing", name="points")
    given: Shapes = points.geometry.to_numpy()
    usable = (shapely.get_type_id(given) == shapely.GeometryType.POINT) & ~shapely.is_empty(given)
    refuse(~usable, "not_points", "points", SourceError)
    x, y = shapely.get_x(given), shapely.get_y(given)
    if points.crs != crs:
        x, y = Transformer.from_crs(points.crs, crs, always_xy=True).transform(x, y)
    refuse(~(np.isfinite(x) & np.isfinite(y)), "outside_crs", "points", SourceError)
    return x, y


def _whole(values: npt.ArrayLike, count: int) -> Integers:
    """Return values as columns of whole numbers, (count, k)."""
    given = np.asarray(values)
    if not given.size:
        return np.zeros((count, 0), dtype=np.int64)
    if given.dtype.kind not in "biu":
        raise AnalystError.of("values_not_whole", type=given.dtype)
    return given.reshape(count, -1).astype(np.int64)
