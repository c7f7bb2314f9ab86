"""Totals known of other zones, with which the units of an estimate are made to agree."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array

from parvis import estimate, locate
from parvis.check import measures_of
from parvis.estimate import Shares, Units
from parvis.locate.shapes import polygonal
from parvis.model.figure import Floats
from parvis.model.folder import MarginSpec
from parvis.run.desk import Desk

WHOLE = 1.0 - 1e-6
SLIVER = 1.0
"""Square metres below which two zones have nothing in common but their border."""
Integers = npt.NDArray[np.int64]


def margin_totals(
    desk: Desk, margin: MarginSpec, units: Units, shares: Shares, complete: Floats
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return totals known of other zones, (n_others,), NaN where none may be used, and the variance of their errors.

    `shares` says where the people of units live among these zones, `complete` (n_others,) which share of each the units
    cover: of those that they do not cover wholly no total is used, nor of those that a unit without a value touches.
    The errors are the totals' own and those of the units, by their producers' rules.
    """
    totals, variance = _totals(desk, margin)
    unknown = np.isnan(units.values).astype(float)
    totals = np.where((complete < WHOLE) | (shares.mean.T @ unknown > 0), np.nan, totals)
    return totals, variance + estimate.altered_variance(units, shares.mean)


def in_common(
    desk: Desk, ground: locate.Grid | gpd.GeoDataFrame, zoning: str, others: str
) -> tuple[csr_array, Integers, Integers]:
    """Return the shares of units in what zones have in common with others, (n_units, n_pieces), and whose pieces.

    The latter as numbers of zones, and of the others, (n_pieces,) each.
    """
    zones, beside = desk.zones[zoning].frame, desk.zones[others].frame.geometry.to_numpy()
    shapes = zones.geometry.to_numpy()
    zone, other = shapely.STRtree(beside).query(shapes, predicate="intersects")
    pieces = polygonal(shapely.intersection(shapes[zone], beside[other]))
    some = shapely.area(pieces) > SLIVER
    frame = gpd.GeoDataFrame(geometry=pieces[some], crs=zones.crs)
    return locate.overlay_weights(ground, frame), zone[some], other[some]


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
