"""Truths with totals of other zones known beside: what margins make of estimates and of their ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import geopandas as gpd
import shapely
from scipy.sparse import csr_array

from bench.calibration import RATES, Trial, answer, share_trial, shares_of, together_of
from bench.surfaces import surface_of
from bench.truths import Truth
from parvis import estimate, locate
from parvis.estimate import Answer, Margin, Pieces, Shares
from parvis.estimate.answer import altered_variance
from parvis.locate.shapes import polygonal

SLIVER = 1.0
"""Square metres below which two zones have nothing in common but their border."""
_made: dict[tuple[bytes, ...], Pieces] = {}


def in_agreement(truth: Truth, others: Truth) -> Shares:
    """Return where what a truth counts is taken to be, as a build does that knows the totals of other zones."""
    there = shares_of(others)
    units = answer(others, 0.9, shares=there).units
    assert units is not None
    margin = Margin(others.truth, altered_variance(units, there.mean), there, pieces_of(truth, others))
    return estimate.agreed(truth.values, truth.weights, shares_of(truth), margin, undrawn=undrawn(truth))


def undrawn(truth: Truth) -> csr_array | None:
    """Return the shares of units if a truth's borders had not been drawn around people; None if that is the same."""
    if truth.placed or not truth.drawn:
        return None
    return estimate.even(
        truth.weights, truth.values, together=together_of(truth), areas=truth.area, surface=surface_of(truth)
    ).mean


def pieces_of(truth: Truth, others: Truth) -> Pieces:
    """Return what the zones of a truth have in common with those of another; made once for all that is counted."""
    key = tuple(part.tobytes() for one in (truth, others) for part in (one.weights.data, one.weights.indices))
    if key not in _made:
        assert truth.polygons is not None and others.polygons is not None
        (units, zones), (_, beside) = truth.polygons(), others.polygons()
        zone, other = shapely.STRtree(beside).query(zones, predicate="intersects")
        both = polygonal(shapely.intersection(zones[zone], beside[other]))
        some = shapely.area(both) > SLIVER
        frame = gpd.GeoDataFrame(geometry=units, crs=2154)
        common = locate.overlay_weights(frame, gpd.GeoDataFrame(geometry=both[some], crs=2154))
        common = csr_array(common.multiply(csr_array(truth.weights[:, zone[some]]) > 0))
        _made[key] = Pieces.of(common, others.weights, zone[some], other[some], zoning=0 * zone[some])
    return _made[key]


def pairs(truths: Sequence[Truth], *, zones: str, others: str) -> Iterator[tuple[Truth, Truth]]:
    """Yield truths of some zones, and what is counted in the same way of others, by the ends of their names."""
    named = {one.name: one for one in truths}
    for name, one in named.items():
        beside = named.get(name.replace(f", {zones}", f", {others}"))
        if f", {zones}" in name and beside is not None:
            yield one, beside


def trials(truths: dict[str, Truth], levels: Sequence[float]) -> Iterator[tuple[str, dict[float, Trial]]]:
    """Yield the names and trials of estimates from cells that know the exact totals of other zones."""
    for zones, others in (("neighbourhoods", "IRIS"), ("IRIS", "communes")):
        held: dict[str, dict[float, Answer]] = {}
        for one, beside in pairs(list(truths.values()), zones=zones, others=others):
            if not one.placed:
                shares = in_agreement(one, beside)
                held[one.name] = {level: answer(one, level, shares=shares) for level in levels}
        for name, made in held.items():
            one = truths[name]
            yield f"{name}, {others} known", {x: Trial(made[x], one.truth, one.places) for x in levels}
            of = name.replace(f", {one.concept}", f", {RATES.get(one.concept, one.concept)}")
            if of != name:
                shared = {x: share_trial(made[x], held[of][x], one, truths[of]) for x in levels}
                yield f"{name}, {others} known (share)", shared
