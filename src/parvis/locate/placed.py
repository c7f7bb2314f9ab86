"""Weights by what stands where people live - buildings, addresses, dwellings - not by area, and how well they do.

Dasymetric mapping (Wright 1936, https://doi.org/10.1073/pnas.22.1.11): a unit's value is thought to lie where places
are, by their weight, and evenly within a place that has a surface. Whether that is better than by area depends on what
the places are: unweighted addresses put a tower of flats and a house on a par. `compare` says it, against known totals.
"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from scipy.sparse import coo_array, csr_array, diags_array

from parvis.errors import AnalystError
from parvis.locate.grid import Grid
from parvis.locate.index import ZoneIndex
from parvis.locate.overlay import overlay_weights, shares
from parvis.locate.shapes import Floats, Shapes, dissolved, metric, mixed, polygonal, polygons, refuse, surfaces


def dasymetric(
    source: Grid | gpd.GeoDataFrame,
    target: gpd.GeoDataFrame,
    *,
    places: gpd.GeoDataFrame | None = None,
    weight: npt.ArrayLike | None = None,
    mask: gpd.GeoDataFrame | None = None,
) -> csr_array:
    """Return w (n_source, n_target): the share of the weight of each source unit's places inside each target.

    `places` are points (addresses, social dwellings) or polygons (buildings); `weight` (n_places,) is what each
    counts: dwellings, or footprint x floors (`floor_area`). Without it points count 1, polygons their area. Nobody
    lives within `mask` (water, industry): points there do not count, polygons only with the part outside. Without
    places, by the area outside the mask. A unit without weight falls back on that area, and where it lies wholly
    within the mask, on all of its area: mass is conserved, and the weights over a partition sum to 1 within 1e-9.

    Computed in the source's CRS (projected, metres). Raises AnalystError as `overlay_weights` does, and for weights
    that are negative, missing or of another number than the places; SourceError for empty points.
    """
    units = source.polygons() if isinstance(source, Grid) else source
    crs = metric(units.crs, "source")
    surface, zones = surfaces(units, crs, "source"), polygons(target, crs, "target")
    by_area = overlay_weights(source, target)
    if mask is not None:
        dry = _outside(surface, mask, crs)
        left = shapely.area(dry)
        by_area = _per_unit(diags_array(left) @ _shares(dry, zones), left, by_area)
    if places is None:
        return by_area
    if (shapely.get_type_id(places.geometry.to_numpy()) == shapely.GeometryType.POINT).all():
        inside, within, counted = _of_points(places, weight, units, target, mask)
    else:
        inside, within, counted = _of_polygons(places, weight, surface, zones, mask, crs)
    heavy = diags_array(counted) @ inside
    return _per_unit(heavy.T @ within, heavy.sum(axis=0), by_area)


def floor_area(buildings: gpd.GeoDataFrame, floors: npt.ArrayLike) -> Floats:
    """Return footprint x floors of buildings, in square metres, (n,); the median number where floors are unknown (NaN).

    Raises AnalystError for a missing or geographic CRS, and for polygons that are none.
    """
    area = shapely.area(surfaces(buildings, metric(buildings.crs, "buildings"), "buildings"))
    given = np.asarray(floors, dtype=np.float64)
    usual = np.nanmedian(given) if np.isfinite(given).any() else 1.0
    total: Floats = area * np.where(np.isnan(given), usual, given)
    return total


def compare(variants: Mapping[str, csr_array], values: npt.ArrayLike, known: npt.ArrayLike) -> pd.DataFrame:
    """Return how well variants of weights do: one row each, the best first.

    `values` (n_source,) are carried to the targets, of which `known` (n_target,) are the totals; targets where it is
    NaN or 0 are left out. `mean_error`, `greatest_error`: of the absolute errors, each a share of its known total;
    `misplaced`: half the sum of the absolute errors as a share of the sum of what is known, or how much would have to
    be moved; `total`: the sum of estimates over the sum of what is known, minus 1.
    """
    truth = np.asarray(known, dtype=np.float64)
    told = truth > 0
    rows = {}
    for name, weights in variants.items():
        estimated = (weights.T @ np.asarray(values, dtype=np.float64))[told]
        error = np.abs(estimated - truth[told])
        rows[name] = {
            "mean_error": np.mean(error / truth[told]),
            "greatest_error": np.max(error / truth[told]),
            "misplaced": error.sum() / 2 / truth[told].sum(),
            "total": estimated.sum() / truth[told].sum() - 1,
        }
    return pd.DataFrame(rows).T.sort_values("mean_error", kind="stable")


def _weights(places: gpd.GeoDataFrame, weight: npt.ArrayLike) -> Floats:
    given = np.asarray(weight, dtype=np.float64)
    if given.shape != (len(places),):
        raise AnalystError.of("weights_of_others", weights=given.size, places=len(places))
    refuse(~((given >= 0) & (given < np.inf)), "weights_negative", "places")
    return given


def _of_points(
    places: gpd.GeoDataFrame,
    weight: npt.ArrayLike | None,
    units: gpd.GeoDataFrame,
    target: gpd.GeoDataFrame,
    mask: gpd.GeoDataFrame | None,
) -> tuple[csr_array, csr_array, Floats]:
    """Return which points lie in which unit, and in which target, 0 or 1, and what each counts."""
    inside, within, *masked = ZoneIndex([units, target, *([] if mask is None else [mask])]).assign(places)
    counted = np.ones(len(places)) if weight is None else _weights(places, weight)
    for wet in masked:
        counted = np.where(wet.sum(axis=1) > 0, 0.0, counted)
    return inside, within, counted


def _of_polygons(
    places: gpd.GeoDataFrame,
    weight: npt.ArrayLike | None,
    units: Shapes,
    zones: Shapes,
    mask: gpd.GeoDataFrame | None,
    crs: CRS,
) -> tuple[csr_array, csr_array, Floats]:
    """Return for each piece of a place within one unit that unit, its share in each target, and what it counts."""
    whole = polygons(places, crs, "places")
    dry = whole if mask is None else _outside(whole, mask, crs)
    area = shapely.area(whole)
    each = area if weight is None else _weights(places, weight)
    density = np.divide(each, area, where=area > 0, out=np.zeros(len(area)))
    held = coo_array(_shares(dry, units))
    pieces = dry[held.row]
    cut = held.data < 1.0
    pieces[cut] = polygonal(shapely.intersection(pieces[cut], units[held.col[cut]]))
    inside = csr_array((np.ones(held.nnz), (np.arange(held.nnz), held.col)), shape=(held.nnz, len(units)))
    return inside, _shares(pieces, zones), density[held.row] * shapely.area(pieces)


def _outside(shapes: Shapes, mask: gpd.GeoDataFrame, crs: CRS) -> Shapes:
    """Return what of each shape lies outside a mask."""
    wet = shapely.multipolygons(dissolved(mixed(mask, crs, "mask")))
    return polygonal(shapely.difference(shapes, wet))


def _shares(units: Shapes, shapes: Shapes) -> csr_array:
    """Return the overlay weights of units on shapes, none for those that are empty."""
    full = np.flatnonzero(shapely.area(units) > 0)
    found = coo_array(shares(units[full], shapes))
    return csr_array((found.data, (full[found.row], found.col)), shape=(len(units), len(shapes)))


def _per_unit(common: csr_array, total: Floats, otherwise: csr_array) -> csr_array:
    """Return the shares of what is common in each unit's total, and other weights where the total is 0."""
    some = total > 0
    each = np.divide(1.0, total, where=some, out=np.zeros(len(total)))
    return csr_array(diags_array(each) @ common + diags_array(np.where(some, 0.0, 1.0)) @ otherwise)
