"""Totals known of other zones, of one zoning or several, with which the units of an estimate are made to agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
class Side:
    """Zones whose totals are known, and how units lie in them: by surface, `weights`, and by people, `shares`.

    `complete` (n_others,) is which share of each zone the units cover.
    """

    margin: MarginSpec
    weights: csr_array
    shares: Shares
    complete: Floats


def known_totals(
    desk: Desk,
    source: str,
    zoning: str,
    units: Units,
    ground: locate.Grid | gpd.GeoDataFrame,
    rows: np.ndarray | None,
    sides: Sequence[Side],
) -> Margin:
    """Return what is known of other zones, of one zoning or of several, beside those of a zoning.

    `ground` is that of all units of the source, of which `units` are some `rows`, or all.
    """
    zonings = [side.margin.zoning for side in sides]
    first = np.cumsum([0, *(side.weights.shape[1] for side in sides)])
    others = csr_array(hstack([side.weights for side in sides]))

    def pieces(pairs: Iterable[tuple[str, int, int]], beside: csr_array) -> Pieces:
        """Return the pieces of pairs of zonings: the first by name, whose zones begin at a number, and one of sides."""
        found = [(_in_common(desk, source, ground, one, zonings[k]), begin, first[k]) for one, begin, k in pairs]
        zone = np.concatenate([zones + begin for (_, zones, _), begin, _ in found])
        other = np.concatenate([theirs + begin for (_, _, theirs), _, begin in found])
        common = csr_array(hstack([common for (common, _, _), _, _ in found]))
        return Pieces.of(common if rows is None else csr_array(common[rows]), beside, zone, other)

    both = [(zonings[j], int(first[j]), k) for j in range(len(sides)) for k in range(j + 1, len(sides))]
    known = [_used(desk, side, units) for side in sides]
    totals, variance = (np.concatenate([one[n] for one in known]) for n in (0, 1))
    mean = csr_array(hstack([side.shares.mean for side in sides]))
    doubt = np.concatenate([side.shares.doubt for side in sides])
    return Margin(
        totals, variance, Shares(mean, doubt, sides[0].shares.lumpiness),
        pieces([(zoning, 0, k) for k in range(len(sides))], others), pieces(both, others) if both else None,
    )  # fmt: skip


def _used(desk: Desk, side: Side, units: Units) -> tuple[Floats, Floats]:
    """Return the totals of other zones, (n_others,), NaN where none may be used, and the variance of their errors.

    Of zones that the units do not cover wholly no total is used, nor of those that a unit without a value touches. The
    errors are the totals' own and those of the units, by their producers' rules.
    """
    totals, variance = _totals(desk, side.margin)
    unknown = np.isnan(units.values).astype(float)
    totals = np.where((side.complete < WHOLE) | (side.shares.mean.T @ unknown > 0), np.nan, totals)
    return totals, variance + estimate.altered_variance(units, side.shares.mean)


def _in_common(
    desk: Desk, source: str, ground: locate.Grid | gpd.GeoDataFrame, zoning: str, others: str
) -> tuple[csr_array, Integers, Integers]:
    """Return the shares of units in what zones have in common with others, (n_units, n_pieces), and whose pieces.

    The latter as numbers of zones, and of the others, (n_pieces,) each.
    """

    def found() -> tuple[csr_array, Integers, Integers]:
        zones, beside = desk.zones[zoning].frame, desk.zones[others].frame.geometry.to_numpy()
        shapes = zones.geometry.to_numpy()
        zone, other = shapely.STRtree(beside).query(shapes, predicate="intersects")
        pieces = polygonal(shapely.intersection(shapes[zone], beside[other]))
        some = shapely.area(pieces) > SLIVER
        frame = gpd.GeoDataFrame(geometry=pieces[some], crs=zones.crs)
        return locate.overlay_weights(ground, frame), zone[some], other[some]

    return desk.once(("common", source, zoning, others), found)


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
