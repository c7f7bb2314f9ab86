"""Truths that estimates can be held against: source and truth of one concept, one unit, one date, from one file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from parvis.estimate import Placed

Floats = npt.NDArray[np.float64]
Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Truth:
    """Units of a source, the share of the surface of each in each zone, and what the zones truly hold.

    `values` (n_units,), `weights` (n_units, n_zones), `truth` (n_zones,); `places` (n_zones,) names the commune or
    ground of each zone, by which trials are clustered; `area` (n_units,) is in m2.
    `drawn` says whether the zones' borders were drawn around where certain people live. `bounds` (n_units,) hold the
    true values of units where the producer altered them, `doubt` their shift and variance, `groups` (n_units,) number
    those whose sum is true, -1 for none; `by_address` (n_zones,) is
    another estimate; `placed` is what other sources place exactly, where they are used. `polygons` gives those of units
    and of zones, in metres, for estimators that need them; `empty` is ground known to hold nobody, in the same plane;
    `neighbours` (n_pairs, 2) are units side by side.
    """

    name: str
    drawn: bool
    values: Floats
    weights: csr_array
    truth: Floats
    places: tuple[str, ...]
    area: Floats
    concept: str = "persons"
    bounds: tuple[Floats, Floats] | None = None
    doubt: tuple[Floats, Floats] | None = None
    groups: npt.NDArray[np.int64] | None = None
    by_address: Floats | None = None
    placed: tuple[Placed, ...] = ()
    polygons: Callable[[], tuple[Geometries, Geometries]] | None = None
    empty: Callable[[], Geometries] | None = None
    neighbours: npt.NDArray[np.int64] | None = None


def judged(truth: Truth) -> Truth:
    """Return a truth without the zones that no unit is cut by or that hold nobody."""
    by_zone = csr_array(truth.weights.T)
    cut = ((by_zone > 0).astype(int) - (by_zone > 1 - 1e-9).astype(int)) @ truth.values > 0
    rows = np.flatnonzero(cut)
    places = tuple(truth.places[row] for row in rows)
    other = None if truth.by_address is None else truth.by_address[rows]
    weights = csr_array(truth.weights[:, rows])
    placed = tuple(Placed(one.total, csr_array(one.inside[:, rows])) for one in truth.placed)

    def polygons() -> tuple[Geometries, Geometries]:
        assert truth.polygons is not None
        units, zones = truth.polygons()
        return units, zones[rows]

    return replace(
        truth, placed=placed, weights=weights, truth=truth.truth[rows], places=places, by_address=other,
        polygons=None if truth.polygons is None else polygons,
    )  # fmt: skip


def corners_of(records: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    return np.floor(records.geometry.to_crs(3035).get_coordinates().to_numpy() / 200).astype(np.int64)
