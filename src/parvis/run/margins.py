"""Totals known of other zones, of one zoning or several, with which the units of an estimate are made to agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array, hstack

from parvis import estimate, locate
from parvis.check import measures_of
from parvis.estimate import Margin, Pieces, Shares, Units
from parvis.locate.shapes import polygonal
from parvis.model.figure import Floats
from parvis.model.folder import MarginSpec
from parvis.run.desk import Desk

WHOLE = 1.0 - 1e-6
SLIVER = 1.0
"""Square metres below which two zones have nothing in common but their border."""
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lying:
    """How units of a source lie in the zones of a zoning, by surface: `weights` (n_units, n_zones).

    `ground` is that of all units of the source, of which these are some `rows`, or all.
    """

    source: str
    zoning: str
    ground: locate.Grid | gpd.GeoDataFrame
    rows: np.ndarray | None
    weights: csr_array


@dataclass(frozen=True)
class Side:
    """Zones whose totals are known, and how units lie in them: by surface, and by people, `shares`.

    `complete` (n_others,) is which share of each zone the units cover.
    """

    margin: MarginSpec
    lying: Lying
    shares: Shares
    complete: Floats


def known_totals(desk: Desk, wanted: Lying, units: Units, sides: Sequence[Side]) -> Margin:
    """Return what is known of other zones, of one zoning or of several, beside those of a zoning.

    The last zone of each of these zonings is what lies outside of all others, of which nothing is known.
    """
    others = [with_rest(side.lying.weights) for side in sides]
    first = np.cumsum([0, *(each.shape[1] for each in others)])
    beside = csr_array(hstack(others))

    def pieces(pairs: Sequence[tuple[Lying, int, int]]) -> Pieces:
        """Return what the zones of a zoning, which begin at a number, have in common with those of the kth side."""
        found = [
            (one.common, one.zone + begin, one.other + first[k], np.full(len(one.zone), k))
            for one, begin, k in ((parted(desk, lying, sides[k].lying), begin, k) for lying, begin, k in pairs)
        ]
        common, zone, other, zoning = zip(*found, strict=True)
        return Pieces.of(
            csr_array(hstack(common)), beside, np.concatenate(zone), np.concatenate(other),
            zoning=np.concatenate(zoning),
        )  # fmt: skip

    both = [(sides[j].lying, int(first[j]), k) for j in range(len(sides)) for k in range(j + 1, len(sides))]
    known = [_used(desk, side, units) for side in sides]
    totals, variance = (
        np.concatenate([np.append(one[n], rest) for one in known]) for n, rest in ((0, np.nan), (1, 0.0))
    )
    mean = csr_array(hstack([with_rest(side.shares.mean) for side in sides]))
    doubt = np.concatenate([np.append(side.shares.doubt, 0.0) for side in sides])
    return Margin(
        totals, variance, Shares(mean, doubt, sides[0].shares.lumpiness),
        pieces([(wanted, 0, k) for k in range(len(sides))]), pieces(both) if both else None,
    )  # fmt: skip


def _used(desk: Desk, side: Side, units: Units) -> tuple[Floats, Floats]:
    """Return the totals of other zones, (n_others,), NaN where none may be used, and the variance of their errors.

    Of zones that the units do not cover wholly no total is used, nor of those that a unit without a value touches; that
    there is none is noted. The errors are the totals' own and those of the units, by their producers' rules.
    """
    totals, variance = _totals(desk, side.margin)
    unknown = np.isnan(units.values).astype(float)
    totals = np.where((side.complete < WHOLE) | (side.shares.mean.T @ unknown > 0), np.nan, totals)
    if not np.isfinite(totals).any():
        desk.note("margin_unused", side.margin.source, units=units.source, zoning=side.margin.zoning)
    return totals, variance + estimate.altered_variance(units, side.shares.mean)


@dataclass(frozen=True)
class Parted:
    """The shares of units in pieces, `common` (n_units, n_pieces), and whose pieces: numbers of zones and of others."""

    common: csr_array
    zone: Integers
    other: Integers


def parted(desk: Desk, zones: Lying, others: Lying) -> Parted:
    """Return what zones have in common with others, and with what lies outside of all of these, the last of them."""
    every = _in_common(desk, zones, others.zoning)
    common = every.common if zones.rows is None else csr_array(every.common[zones.rows])
    count = len(every.zone)
    of_zone = csr_array((np.ones(count), (np.arange(count), every.zone)), shape=(count, zones.weights.shape[1]))
    outside = _some(zones.weights - common @ of_zone)
    some = np.flatnonzero(np.bincount(outside.indices, minlength=outside.shape[1]))
    last = np.full(len(some), others.weights.shape[1])
    return Parted(
        csr_array(hstack([common, outside[:, some]])),
        np.concatenate([every.zone, some]),
        np.concatenate([every.other, last]),
    )


def with_rest(shares: csr_array) -> csr_array:
    """Return shares of units (n_units, n_zones) with one more: of what lies in no zone."""
    rest = 1.0 - np.asarray(shares.sum(axis=1)).reshape(-1, 1)
    return csr_array(hstack([shares, _some(csr_array(rest))]))


def _some(shares: csr_array) -> csr_array:
    """Return shares without those that are none but for rounding."""
    found = csr_array(shares)
    found.data = np.where(found.data > 1.0 - WHOLE, found.data, 0.0)
    found.eliminate_zeros()
    return found


def _in_common(desk: Desk, zones: Lying, others: str) -> Parted:
    """Return the shares of all units in what zones have in common with others."""

    def found() -> Parted:
        frame, beside = desk.zones[zones.zoning].frame, desk.zones[others].frame.geometry.to_numpy()
        shapes = frame.geometry.to_numpy()
        zone, other = shapely.STRtree(beside).query(shapes, predicate="intersects")
        pieces = polygonal(shapely.intersection(shapes[zone], beside[other]))
        some = shapely.area(pieces) > SLIVER
        common = locate.overlay_weights(zones.ground, gpd.GeoDataFrame(geometry=pieces[some], crs=frame.crs))
        return Parted(common, zone[some], other[some])

    return desk.once(("common", zones.source, zones.zoning, others), found)


def _totals(desk: Desk, margin: MarginSpec) -> tuple[Floats, Floats]:
    """Return the totals of the zones of a margin, NaN where not told, and the variance of what was done to them."""
    table, ids = desk.snapshots[margin.source].frame, desk.zones[margin.zoning].frame["id"]
    measure = measures_of(desk.spec(margin.source), desk.kind(margin.source))[margin.measure]
    column, period = f"measure:{margin.measure}", desk.spec(margin.source).vintage
    column = column if column in table else f"{column}@{period}"
    of_period = table if "period" not in table else table[table["period"].astype(str) == period]
    rows = of_period[~of_period["unit"].duplicated()].set_index("unit").reindex(ids)
    values = rows[column].to_numpy(dtype=float)
    named = rows.rename(columns={column: margin.measure})
    _, variance = measure.doubt(named, values)
    return values, np.nan_to_num(variance)
