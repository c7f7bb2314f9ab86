"""Estimates: values of a source's units, carried to zones by the share of each unit's surface that lies in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd
import numpy as np
from scipy.sparse import csr_array, diags_array

from parvis import estimate, locate
from parvis.estimate import Answer, Counted, Cover, Input, Lay, Made, Parted, Placed, Shares, Surface, Units
from parvis.kinds.registry import KINDS
from parvis.model.figure import Floats, Route
from parvis.model.folder import Estimated, MarginSpec, Quantity
from parvis.model.zones import Zones
from parvis.run.along import AREAS, passage, placed
from parvis.run.contributors import of_a_table, of_table, on_the_ground
from parvis.run.desk import Desk, extent
from parvis.run.margins import Lying, Side, known_totals
from parvis.run.units import units_of
from parvis.run.weights import coverage_of, rows_used, unit_places, weights_of

ROUNDED = 0.02
"""Part of a unit's people by which categories may miss all, or count more, by rounding."""


def carried(desk: Desk, estimated: Estimated, zoning: str, category: str | None) -> Iterator[Answer]:
    """Yield the sums of measures carried to the zones of a zoning, of the latest period and of each earlier one."""
    for one in estimated.of_each_period():
        yield from _carried(desk, one, zoning, category)


def _carried(desk: Desk, estimated: Estimated, zoning: str, category: str | None) -> Iterator[Answer]:
    """Yield the sums of measures carried to the zones of a zoning, with those who stand behind them.

    Of an open source an answer by what neighbouring units tell comes beside the one by surface.
    """
    measures = estimated.categories[category] if category is not None else estimated.measures
    source = estimated.source
    reached = rows_used(desk, source, zoning)
    units, places = units_of(desk, estimated, measures, reached)
    rows = reached if places is None else places
    weights = weights_of(desk, estimated, zoning, rows)
    coverage = _covered(desk, estimated, zoning)
    # Weights are kept, so that no others have their id.
    cover = desk.once(("cover", id(weights)), lambda: Cover.of(weights))
    given = _given(desk, estimated, coverage)
    apart = measures if category is not None and desk.is_open(source) else None
    shares = _shares(desk, estimated, zoning, units, rows, weights, apart)
    answer = estimate.carried(given, units, cover, level=desk.level, shares=shares)
    if desk.is_open(source):
        yield answer
        if shares is not None and answer.route is Route.AREA_WEIGHTED:
            yield estimate.modelled(
                replace(given, source=_all_named(given.source, estimated)), units, cover, shares, level=desk.level
            )
        return
    answer = estimate.guarded.total(answer, _ground(desk, estimated, zoning, units), level=desk.level)
    answer = _guarded(desk, estimated, measures, answer, reached)
    if places is None or not on_the_ground(desk, source) or len(set(places)) < len(places):
        yield answer
        return
    ground = desk.atoms(str(desk.spec(source).units))
    yield replace(answer, atoms=csr_array(ground[places]))


def _all_named(source: str, estimated: Estimated) -> str:
    """Return the sources on which a modelled figure rests, joined by spaces."""
    margins = (margin.source for margin in estimated.margin)
    return " ".join(dict.fromkeys((source, *(along.source for along in estimated.along), *margins)))


def people_in(desk: Desk, source: str, measure: str, zoning: str) -> tuple[Units, csr_array, Shares]:
    """Return the people of an open source's units, and the shares of each unit in each zone: of surface, of people."""
    estimated = Estimated(source=source, measures=(measure,))
    reached = rows_used(desk, source, zoning)
    units, places = units_of(desk, estimated, (measure,), reached)
    rows = reached if places is None else places
    weights = weights_of(desk, estimated, zoning, rows)
    shares = _shares(desk, estimated, zoning, units, rows, weights)
    even = estimate.even(weights, units.values, together=units.together, areas=units.areas)
    return units, weights, even if shares is None else shares


def _shares(
    desk: Desk, estimated: Estimated, zoning: str, units: Units, rows: np.ndarray | None, weights: csr_array,
    category: tuple[str, ...] | None = None,
) -> Shares | None:  # fmt: skip
    """Return where the people of units live: as `_found`, in agreement with totals of other zones where some are known.

    None, for surface, where no unit is cut. Zones made from others take what these were found to hold, so that they add
    up. Those whom the measures of a `category` count are a part of all.
    """
    whole = estimated.model_copy(update={"inside": None})
    if estimated.inside is not None:
        of = weights_of(desk, whole, zoning, rows)
        shares = _shares(desk, whole, zoning, units, rows, of, category)
        return None if shares is None else estimate.within(weights, of, shares)
    if desk.folder.territory.zonings[zoning].made_from:
        made = [_made(desk, whole, other, part, units, rows, category) for other, part in _made_from(desk, zoning)]
        return None if made[0] is None else estimate.derived(weights, made[0], *(one for one in made[1:] if one))
    if category is not None:
        return _of_category(desk, estimated, zoning, category, units, rows, weights)
    shares = _found(desk, estimated, zoning, units, rows, weights)
    known = [margin for margin in estimated.margin if margin.zoning != zoning]
    if shares is None or not known:
        return shares
    wanted = Lying(estimated.source, zoning, unit_places(desk, estimated.source), rows, weights)
    margin = known_totals(desk, wanted, units, [_side(desk, estimated, one, units, wanted) for one in known])
    undrawn = None
    if _is_drawn(desk.zones[zoning]) and not estimated.along:
        surface = _surface(desk, estimated.source, zoning, rows, weights)
        undrawn = estimate.even(weights, units.values, together=units.together, areas=units.areas, surface=surface).mean
    return estimate.agreed(units.values, weights, shares, margin, undrawn=undrawn)


def _of_category(
    desk: Desk, estimated: Estimated, zoning: str, measures: tuple[str, ...], units: Units, rows: np.ndarray | None,
    weights: csr_array,
) -> Shares | None:  # fmt: skip
    """Return where those live whom measures count, as is learnt of each; adding up where categories are parts of all.

    Those in no category are a part, too. Where categories count more than all, some being in two, each is by itself.
    """
    if set(measures) == set(estimated.measures):
        return _shares(desk, estimated, zoning, units, rows, weights)
    own = _found(desk, estimated, zoning, units, rows, weights)
    if own is None:
        return None
    names = _parts(estimated, measures)

    def parted() -> Parted | None:
        everyone, _ = units_of(desk, estimated, estimated.measures, rows)
        each = [units_of(desk, estimated, (name,), rows)[0] for name in names]
        left = np.nan_to_num(everyone.values - sum(one.values for one in each))
        rounding = ROUNDED * np.fmax(everyone.values, 1.0)
        if (left < -rounding).any():
            return None
        if (left > rounding).any():
            each.append(replace(everyone, values=np.maximum(left, 0.0)))
        parts = [_found(desk, estimated, zoning, one, rows, weights) for one in each]
        whole = _shares(desk, estimated, zoning, everyone, rows, weights)
        assert whole is not None
        return Parted.of(whole.mean, [one.values for one in each], [one.mean for one in parts if one is not None])

    kept = desk.once(("parted", repr(estimated), names, zoning, None if rows is None else id(rows)), parted)
    if kept is None or not set(measures) <= set(names):
        return own
    return replace(own, mean=kept.together([names.index(name) for name in measures]))


def _parts(estimated: Estimated, measures: tuple[str, ...]) -> tuple[str, ...]:
    """Return the measures that all people are parted by: those that are summed, or else those of categories alone."""
    if set(measures) <= set(estimated.measures):
        return estimated.measures
    named = dict.fromkeys(name for category in estimated.categories.values() for name in category)
    return tuple(name for name in named if name not in estimated.measures)


def _made(
    desk: Desk, estimated: Estimated, other: str, part: csr_array, units: Units, rows: np.ndarray | None,
    category: tuple[str, ...] | None = None,
) -> Made | None:  # fmt: skip
    """Return zones that others are made from, as `part` says; None where no border of theirs cuts a unit."""
    of = weights_of(desk, estimated, other, rows)
    shares = _shares(desk, estimated, other, units, rows, of, category)
    return None if shares is None else Made(of, shares, part)


def _side(desk: Desk, estimated: Estimated, margin: MarginSpec, units: Units, wanted: Lying) -> Side:
    """Return where the people of the same units live among the zones of a margin."""
    rows = wanted.rows
    weights = weights_of(desk, estimated.model_copy(update={"inside": None}), margin.zoning, rows)
    shares = _found(desk, estimated, margin.zoning, units, rows, weights)
    shares = shares or estimate.even(weights, units.values, together=units.together, areas=units.areas)
    lying = replace(wanted, zoning=margin.zoning, weights=weights)
    return Side(margin, lying, shares, coverage_of(desk, estimated.source, margin.zoning))


def _found(
    desk: Desk, estimated: Estimated, zoning: str, units: Units, rows: np.ndarray | None, weights: csr_array
) -> Shares | None:
    """Return where the people of units live: along sources that place them, or by what neighbouring units tell."""
    zones, whole = desk.zones[zoning], estimated.model_copy(update={"inside": None})
    if estimated.along:
        ground = unit_places(desk, estimated.source)
        by_people = desk.kind(estimated.source).form == "table"  # of the zones of an earlier generation
        if by_people and desk.kind(estimated.along[0].source).form in AREAS:
            mean = _passed(desk, estimated, zoning, weights_of(desk, whole, zoning, None))
            mean = mean if rows is None else csr_array(mean[rows])
            return estimate.even(mean, units.values, together=units.together, areas=units.areas)
        beside = [placed(desk, along, estimated.source, ground, zoning) for along in estimated.along]
        beside = beside if rows is None else [_rows(one, rows) for one in beside]
        neighbours = _side_by_side(desk, estimated.source, rows) if desk.is_open(estimated.source) else None
        return estimate.along(
            weights, units.values, beside, together=units.together, drawn=_is_drawn(zones), neighbours=neighbours,
            known=~units.imputed,
        )  # fmt: skip
    surface = _surface(desk, estimated.source, zoning, rows, weights) if desk.is_open(estimated.source) else None
    if _is_drawn(zones):
        return estimate.drawn(weights, units.values, together=units.together, areas=units.areas, surface=surface)
    if surface is None:
        return None
    return estimate.even(weights, units.values, together=units.together, areas=units.areas, surface=surface)


def _side_by_side(desk: Desk, source: str, rows: np.ndarray | None) -> np.ndarray:
    """Return which units of a source, of some of its rows, lie side by side, (n_pairs, 2)."""

    def found() -> np.ndarray:
        units = unit_places(desk, source)
        if rows is not None:
            units = units.some(rows) if isinstance(units, locate.Grid) else units.iloc[rows]
        return locate.side_by_side(units)

    return desk.once(("side by side", source, None if rows is None else id(rows)), found)


def _surface(
    desk: Desk, source: str, zoning: str, rows: np.ndarray | None, weights: csr_array
) -> Surface | None:  # fmt: skip
    """Return how neighbours of an open source's units tell where in these people live; None where no unit is cut."""

    def made() -> Surface | None:
        cut = estimate.cut_units(weights)
        if not len(cut):
            return None
        units, within = unit_places(desk, source), extent(desk, source)
        if rows is not None:
            units = units.some(rows) if isinstance(units, locate.Grid) else units.iloc[rows]
        tried = np.arange(len(units)) if rows is None else cut  # of which all neighbours are among the rows
        every = units
        if within is not None and isinstance(units, locate.Grid):
            every = locate.with_empty(units, tried, gpd.GeoSeries([within], crs=desk.folder.territory.crs))
        parts = locate.parts(units, desk.zones[zoning].frame, cut)
        return Surface.of(weights, locate.ground(every), parts, tried)

    return desk.once(("surface", source, zoning, None if rows is None else id(rows)), made)


def _ground(desk: Desk, estimated: Estimated, zoning: str, units: Units) -> estimate.guarded.Ground:
    """Return where the borders of a zoning lie over the ground of a partner's source."""
    ground = unit_places(desk, estimated.source)
    areas = np.ones(len(ground))
    if not isinstance(ground, locate.Grid):
        areas = ground.geometry.area.to_numpy(dtype=float)
    kept = rows_used(desk, estimated.source, zoning)
    weights = weights_of(desk, estimated, zoning, kept)
    return estimate.guarded.Ground(weights, areas if kept is None else areas[kept], units.together, _lay(desk, zoning))


def _lay(desk: Desk, zoning: str) -> Lay:
    """Return how people lie about the borders of a zoning, by all that open sources count there."""

    def made() -> Lay:
        counts: dict[tuple[str, ...], Counted] = {}
        parts = []
        for spec in desk.folder.indicators.values():
            if zoning in spec.zonings:
                value, top, bottom = (_open(desk, q, zoning) for q in (spec.value, spec.numerator, spec.denominator))
                counts |= dict(one for one in (value, top, bottom) if one is not None)
                if spec.kind == "share" and top and bottom and top[0][0] == bottom[0][0]:
                    parts.append((top[1], bottom[1]))
        zones = desk.zones[zoning]
        return estimate.lay(tuple(counts.values()), parts, len(zones), drawn=_is_drawn(zones))

    return desk.once(("lay", zoning), made)


def _open(desk: Desk, quantity: Quantity | None, zoning: str) -> tuple[tuple[str, ...], Counted] | None:
    """Return what an open source counts of a quantity over a zoning, by its name and what is counted; else None."""
    estimated = quantity.estimated if quantity is not None else None
    if estimated is None or estimated.inside is not None or not desk.is_open(estimated.source):
        return None
    kept = rows_used(desk, estimated.source, zoning)
    units, _ = units_of(desk, estimated, estimated.measures, kept)
    name = (estimated.source, *estimated.measures, repr(estimated.where))
    return name, Counted(units.values, weights_of(desk, estimated, zoning, kept), units.areas)


def _is_drawn(zones: Zones) -> bool:
    """Return whether borders were drawn around where certain people live."""
    return zones.kind is not None and KINDS[zones.kind].drawn


def _passed(desk: Desk, estimated: Estimated, zoning: str, weights: csr_array) -> csr_array:
    """Return the share of the people of each unit who live in each zone, by cells; of its surface, if nobody does."""
    found = passage(desk, estimated.along[0], estimated.source, unit_places(desk, estimated.source), zoning)
    nobody = (found.before <= 0).astype(float)
    return csr_array(found.shares + diags_array(nobody) @ weights)


def _rows(placed: Placed, places: np.ndarray) -> Placed:
    complete = None if placed.complete is None else placed.complete[places]
    return Placed(placed.total[places], csr_array(placed.inside[places]), complete)


def _made_from(desk: Desk, zoning: str) -> tuple[tuple[str, csr_array], ...]:
    """Return which zones of which zonings each zone is made from, (n_others, n_zones): 1 where they add, -1 if not."""
    first, *around = desk.folder.territory.zonings[zoning].made_from
    ours, theirs = (desk.zones[name].frame["id"].to_numpy() for name in (zoning, first))
    if not around:
        return ((first, csr_array(np.ones((len(theirs), len(ours))))),)
    without, within = desk.zones[first].frame, desk.zones[around[0]].frame
    members = desk.once(("lies in", first, around[0]), lambda: locate.membership(without, within))
    inside = np.array([[there in members[zone] for zone in ours] for there in within["id"]], dtype=float)
    return (first, csr_array(-(theirs[:, None] == ours).astype(float))), (around[0], csr_array(inside))


def _given(desk: Desk, estimated: Estimated, coverage: Floats) -> Input:
    """Return the sources' part in the answer, under the strictest regime: polygons may be a partner's too."""
    given = desk.given(estimated.source, coverage)
    if estimated.inside is None or desk.is_open(estimated.inside.source):
        return given
    within = desk.spec(estimated.inside.source)
    regime = max(given.regime, within.regime, key=lambda regime: regime.strictness)
    return replace(given, source=f"{given.source} {estimated.inside.source}", regime=regime)


def _guarded(
    desk: Desk, estimated: Estimated, measures: tuple[str, ...], answer: Answer, reached: np.ndarray | None
) -> Answer:
    """Return an answer with those who stand behind it; nobody knows how many where the polygons are a partner's."""
    protected = desk.spec(estimated.source).protected
    assert protected is not None and protected.measure is not None and answer.weights is not None
    if estimated.inside is not None and not desk.is_open(estimated.inside.source):
        return answer
    counted, _ = units_of(desk, estimated, (protected.measure,), reached)
    unknown = (answer.weights.T @ np.isnan(counted.values).astype(float)) > 0
    behind = np.where(unknown, np.nan, answer.weights.T @ np.nan_to_num(counted.values))
    share, left = of_a_table(desk, estimated.source, measures, answer.value)
    behind = of_table(behind, answer.value, additive=True)
    return replace(answer, contributors=behind, dominance=share, remainder=left)


def _covered(desk: Desk, estimated: Estimated, zoning: str) -> Floats:
    """Return the share of each zone that a source covers: of its surface; of a table's zones, of what lives there.

    Of people, where a table is carried along where they live: a border may move over empty ground.
    """
    source = estimated.source
    if not estimated.along or desk.kind(source).form != "table":
        return coverage_of(desk, source, zoning)
    found = passage(desk, estimated.along[0], source, unit_places(desk, source), zoning)
    return np.nan_to_num(found.covered)
