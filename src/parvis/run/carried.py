"""Estimates: values of a source's units, carried to zones by the share of each unit's surface that lies in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from parvis import estimate, locate
from parvis.check import matching, measures_of
from parvis.estimate import Answer, Input, Placed, Shares, Units
from parvis.kinds.registry import KINDS
from parvis.model.figure import Floats, Route
from parvis.model.folder import Estimated, SourceSpec
from parvis.model.zones import Zones
from parvis.run.along import placed
from parvis.run.contributors import of_a_table, of_table, on_the_ground
from parvis.run.desk import Desk, extent, polygons

MANY = 100_000
"""Units of a source from which on those out of reach are left out of every sum."""


def carried(desk: Desk, estimated: Estimated, zoning: str, category: str | None) -> Iterator[Answer]:
    """Yield the sums of measures carried to the zones of a zoning, with those who stand behind them.

    Where borders were drawn around certain people and the source is open, an answer by density comes beside the one by
    surface.
    """
    measures = estimated.categories[category] if category is not None else estimated.measures
    source = estimated.source
    units, places = _units(desk, estimated, measures)
    weights = _rows_of(desk, estimated, zoning, places)
    coverage = coverage_of(desk, source, zoning)
    given = _given(desk, estimated, coverage)
    shares = _shares(desk, estimated, zoning, units, places, weights)
    if category is not None and shares is not None:  # by the shares of all, so that categories add up
        everyone, _ = _units(desk, estimated, estimated.measures)
        own = estimate.even(weights, units.values, together=units.together, areas=units.areas).lumpiness
        shares = replace(_shares(desk, estimated, zoning, everyone, places, weights) or shares, lumpiness=own)
    answer = estimate.carried(given, units, weights, level=desk.level, shares=shares)
    if desk.is_open(source):
        yield answer
        if shares is not None and answer.route is Route.AREA_WEIGHTED:
            beside = " ".join(dict.fromkeys((given.source, *(along.source for along in estimated.along))))
            yield estimate.modelled(replace(given, source=beside), units, weights, shares, level=desk.level)
        return
    answer = _guarded(desk, estimated, measures, answer)
    if places is None or not on_the_ground(desk, source) or len(set(places)) < len(places):
        yield answer
        return
    ground = desk.atoms(str(desk.spec(source).units))
    yield replace(answer, atoms=csr_array(ground[places]))


def people_in(desk: Desk, source: str, measure: str, zoning: str) -> tuple[Units, csr_array, Shares]:
    """Return the people of an open source's units, and the shares of each unit in each zone: of surface, of people."""
    estimated = Estimated(source=source, measures=(measure,))
    units, places = _units(desk, estimated, (measure,))
    weights = _rows_of(desk, estimated, zoning, places)
    shares = _shares(desk, estimated, zoning, units, places, weights)
    even = estimate.even(weights, units.values, together=units.together, areas=units.areas)
    return units, weights, even if shares is None else shares


def coverage_of(desk: Desk, source: str, zoning: str) -> Floats:
    """Return the share of each zone that a source of cells or areas covers."""
    return desk.once(("coverage", source, zoning), lambda: _coverage(desk, source, zoning))


def _rows_of(desk: Desk, estimated: Estimated, zoning: str, places: np.ndarray | None) -> csr_array:
    """Return the share of each row's unit in each zone of a zoning, (n_rows, n_zones)."""
    inside = tuple(sorted((k, v) for k, v in estimated.inside.where.items())) if estimated.inside else None
    key = (estimated.source, zoning, estimated.inside.source if estimated.inside else None, inside)
    weights = desk.once(("weights", *key), lambda: _weights(desk, estimated, zoning))
    if places is None:
        reached = rows_used(desk, estimated.source)
        return weights if reached is None else desk.once(("reached", *key), lambda: weights[reached])
    return desk.once(("rows", *key, places.tobytes()), lambda: weights[places])


def rows_used(desk: Desk, source: str) -> np.ndarray | None:
    """Return the units that any zone of the territory touches; None for all of them, in small files and in tables.

    A file may hold a whole country of which the territory is a small part: the others are in no sum.
    """
    if desk.kind(source).form == "table" or len(desk.snapshots[source].rows) < MANY:
        return None

    def found() -> np.ndarray:
        plain = Estimated(source=source, measures=("any",))
        some = np.zeros(len(desk.snapshots[source].rows), dtype=bool)
        for zoning in desk.zones:
            key = ("weights", source, zoning, None, None)
            weights = desk.once(key, lambda zoning=zoning: _weights(desk, plain, zoning))  # type: ignore[misc]
            some |= np.diff(weights.indptr) > 0
        return np.flatnonzero(some)

    return desk.once(("reached", source), found)


def _shares(
    desk: Desk, estimated: Estimated, zoning: str, units: Units, places: np.ndarray | None, weights: csr_array
) -> Shares | None:
    """Return where the people of units live: along sources that place them, or by density; else None, by surface.

    Density is for zonings whose borders were drawn around certain people. Zones made from others take what these were
    found to hold, so that they add up.
    """
    whole = estimated.model_copy(update={"inside": None})
    if estimated.inside is not None:
        of = _rows_of(desk, whole, zoning, places)
        shares = _shares(desk, whole, zoning, units, places, of)
        return None if shares is None else estimate.within(weights, of, shares)
    spec, zones = desk.folder.territory.zonings[zoning], desk.zones[zoning]
    other = spec.union_of or spec.complement_of
    if other is not None:
        of = _rows_of(desk, whole, other, places)
        shares = _shares(desk, whole, other, units, places, of)
        part = _made_from(desk.zones[other], zones, all_of=spec.union_of is not None)
        sign = 1.0 if spec.union_of is not None else -1.0
        return None if shares is None else estimate.derived(weights, of, shares, part, sign)
    if estimated.along:
        ground = unit_places(desk, estimated.source)
        beside = [placed(desk, along, estimated.source, ground, zoning) for along in estimated.along]
        kept = rows_used(desk, estimated.source) if places is None else places
        beside = beside if kept is None else [_rows(one, kept) for one in beside]
        return estimate.along(weights, units.values, beside, together=units.together, drawn=_is_drawn(zones))
    if not _is_drawn(zones):
        return None
    return estimate.drawn(weights, units.values, together=units.together, areas=units.areas)


def _is_drawn(zones: Zones) -> bool:
    """Return whether borders were drawn around where certain people live."""
    return zones.kind is not None and KINDS[zones.kind].drawn


def _rows(placed: Placed, places: np.ndarray) -> Placed:
    complete = None if placed.complete is None else placed.complete[places]
    return Placed(placed.total[places], csr_array(placed.inside[places]), complete)


def _made_from(others: Zones, zones: Zones, *, all_of: bool) -> csr_array:
    """Return which of other zones each zone is made from, (n_others, n_zones): all of them, or the one of its name."""
    theirs, ours = others.frame["id"].to_numpy(), zones.frame["id"].to_numpy()
    return csr_array(np.ones((len(theirs), len(ours))) if all_of else (theirs[:, None] == ours).astype(float))


def _given(desk: Desk, estimated: Estimated, coverage: Floats) -> Input:
    """Return the sources' part in the answer, under the strictest regime: polygons may be a partner's too."""
    given = desk.given(estimated.source, coverage)
    if estimated.inside is None or desk.is_open(estimated.inside.source):
        return given
    within = desk.spec(estimated.inside.source)
    regime = max(given.regime, within.regime, key=lambda regime: regime.strictness)
    return replace(given, source=f"{given.source} {estimated.inside.source}", regime=regime)


def _guarded(desk: Desk, estimated: Estimated, measures: tuple[str, ...], answer: Answer) -> Answer:
    """Return an answer with those who stand behind it; nobody knows how many where the polygons are a partner's."""
    protected = desk.spec(estimated.source).protected
    assert protected is not None and protected.measure is not None and answer.weights is not None
    if estimated.inside is not None and not desk.is_open(estimated.inside.source):
        return answer
    counted, _ = _units(desk, estimated, (protected.measure,))
    unknown = (answer.weights.T @ np.isnan(counted.values).astype(float)) > 0
    behind = np.where(unknown, np.nan, answer.weights.T @ np.nan_to_num(counted.values))
    share, left = of_a_table(desk, estimated.source, measures, answer.value)
    behind = of_table(behind, answer.value, additive=True)
    return replace(answer, contributors=behind, dominance=share, remainder=left)


def _units(desk: Desk, estimated: Estimated, measures: tuple[str, ...]) -> tuple[Units, np.ndarray | None]:
    """Return the sum of measures for each unit, with certain bounds; of a table also the unit of each of its rows.

    The rows of an open table are summed by unit first, and None is returned beside: only what may not be learnt
    must be told apart row by row.
    """
    spec, kind, source = desk.spec(estimated.source), desk.kind(estimated.source), estimated.source
    reached = rows_used(desk, source)
    rows = desk.snapshots[source].frame
    rows = rows[matching(rows, estimated.where)]
    rows = rows if reached is None else rows.iloc[reached]
    known = measures_of(spec, kind)
    named = rows.rename(columns={f"measure:{name}": name for name in known if f"measure:{name}" in rows})
    named = named.loc[:, ~named.columns.duplicated(keep="last")]
    values = np.zeros((5, len(rows)))
    for name in measures:
        column = rows[f"measure:{name}"].to_numpy(dtype=float)
        values += np.stack([column, *known[name].bounds(named, column), *known[name].doubt(named, column)])
    column, together = "+".join(measures), max(known[name].together for name in measures)
    if kind.form != "table":
        imputed = rows["imputed"].to_numpy(dtype=float) > 0 if "imputed" in rows else np.zeros(len(rows), dtype=bool)
        units = _as_units(source, column, tuple(rows["id"]), values, imputed, together)
        masked = _masked(desk, source, rows, measures, values[0])
        areas = _areas(desk, source)
        areas = areas if areas is None or reached is None else areas[reached]
        return replace(units, masked=masked, areas=areas, tied=_tied(rows, imputed, units)), None
    assert spec.units is not None
    ids = desk.zones[spec.units].frame["id"]
    _note_strangers(desk, source, rows["unit"], ids)
    rows_values = values[0]
    labels, places, values = (
        _summed(desk, source, rows["unit"], values, ids)
        if desk.is_open(source)
        else _row_by_row(desk, source, rows["unit"], values, ids)
    )
    flags = np.zeros(len(labels), dtype=bool)
    units = _as_units(source, column, labels, values, flags, together)
    areas = desk.zones[spec.units].frame.geometry.area.to_numpy()
    if not desk.is_open(source):
        return replace(units, areas=areas[places]), places
    masked = _masked(desk, source, rows, measures, rows_values)
    hidden = None if masked is None else ids.isin(set(rows.loc[masked, "unit"])).to_numpy()
    return replace(units, masked=hidden, areas=areas), places


def _tied(rows: pd.DataFrame, imputed: np.ndarray, units: Units) -> csr_array | None:
    """Return the groups of imputed units that share out a true total; None in a source that tells of none."""
    if "group" not in rows or not imputed.any():
        return None
    groups = np.where(imputed, pd.factorize(rows["group"])[0], -1)
    return estimate.tied(groups, estimate.value_variance(units))


def _as_units(
    source: str, column: str, ids: tuple[str, ...], rows: Floats, imputed: np.ndarray, together: float
) -> Units:
    """Return units from the rows of (5, n_units): value, bounds, and the doubt that its producer leaves about it."""
    value, lower, upper, shift, variance = rows
    return Units(source, column, ids, value, lower, upper, imputed, together, shift=shift, variance=variance)


def _areas(desk: Desk, source: str) -> Floats | None:
    """Return the surfaces of a source's units, (n_units,); None for the cells of a grid."""
    return None if desk.kind(source).form == "grid" else desk.places(source).geometry.area.to_numpy(dtype=float)


def _masked(
    desk: Desk, source: str, rows: pd.DataFrame, measures: tuple[str, ...], values: Floats
) -> np.ndarray | None:
    """Return which rows have a value that their producer hid, (n_rows,): by a sign, or by a blank if its kind does so.

    None for sources that are not open: a partner's blank may be a small count, and is protected like one.
    """
    if not desk.is_open(source):
        return None
    flags = np.isnan(values) & bool(desk.kind(source).masks)
    for name in measures:
        if f"masked:{name}" in rows:
            flags |= rows[f"masked:{name}"].to_numpy(dtype=bool)
    return flags


def _note_strangers(desk: Desk, source: str, unit: pd.Series, ids: pd.Series) -> None:
    strangers = int((~unit.isin(set(ids))).sum())
    if strangers:
        desk.note("units_unknown", source, count=strangers, zoning=desk.spec(source).units)


def _summed(
    desk: Desk, source: str, unit: pd.Series, values: Floats, ids: pd.Series
) -> tuple[tuple[str, ...], None, Floats]:
    """Return (5, n_units) sums of the rows of each unit; a unit without a row is 0 or unknown, as the kind says."""
    absent = 0.0 if desk.kind(source).absent_is_zero else np.nan
    sums = pd.DataFrame(values.T, index=unit.to_numpy()).groupby(level=0).sum(min_count=1).reindex(ids)
    sums[~np.isin(ids.to_numpy(), unit.to_numpy())] = absent
    return tuple(ids), None, sums.to_numpy().T


def _row_by_row(
    desk: Desk, source: str, unit: pd.Series, values: Floats, ids: pd.Series
) -> tuple[tuple[str, ...], np.ndarray, Floats]:
    """Return the rows that are about a known unit, the position of each one's unit, and (5, n_rows) values.

    A unit without a row has one of unknown value, unless absence means 0.
    """
    position = {code: n for n, code in enumerate(ids)}
    kept = np.flatnonzero(unit.isin(position).to_numpy())
    places = unit.iloc[kept].map(position).to_numpy(dtype=int)
    labels = [f"row {label}" for label in unit.index[kept]]
    missing = np.setdiff1d(np.arange(len(ids)), places)
    if desk.kind(source).absent_is_zero or not len(missing):
        return tuple(labels), places, values[:, kept]
    labels += [f"none {ids.iloc[n]}" for n in missing]
    unknown = np.full((len(values), len(missing)), np.nan)
    return tuple(labels), np.concatenate([places, missing]), np.concatenate([values[:, kept], unknown], axis=1)


def _weights(desk: Desk, estimated: Estimated, zoning: str) -> csr_array:
    spec, kind = desk.spec(estimated.source), desk.kind(estimated.source)
    zones = desk.zones[zoning].frame
    if estimated.inside is not None:
        zones = locate.restrict(zones, polygons(desk, estimated.inside))
    elif kind.form == "table":
        by_code = _weights_by_code(desk, spec, zoning)
        if by_code is not None:
            return by_code
    return locate.overlay_weights(unit_places(desk, estimated.source), zones)


def unit_places(desk: Desk, source: str) -> locate.Grid | gpd.GeoDataFrame:
    """Return the ground of a source's units: cells, its own polygons, or those of the zoning that its rows describe."""
    kind, spec = desk.kind(source), desk.spec(source)
    if kind.form == "grid":
        return desk.grid(source)
    if kind.form == "table":
        assert spec.units is not None
        return desk.zones[spec.units].frame
    return desk.places(source)


def _weights_by_code(desk: Desk, spec: SourceSpec, zoning: str) -> csr_array | None:
    """Return 0/1 weights where the zones are the units themselves, or made of them by their codes; else None."""
    assert spec.units is not None
    units, zones = desk.zones[spec.units], desk.zones[zoning]
    if zoning == spec.units:
        return csr_array(np.eye(len(units)))
    parent = KINDS[units.kind].parent.get(zones.kind or "") if units.kind else None
    if parent is None:
        return None
    position = {zone: i for i, zone in enumerate(zones.frame["id"])}
    pairs = [(i, position[p]) for i, u in enumerate(units.frame["id"]) if (p := parent(u)) in position]
    rows, columns = np.array(pairs, dtype=int).reshape(-1, 2).T
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(units), len(zones)))


def _coverage(desk: Desk, source: str, zoning: str) -> Floats:
    return locate.coverage(unit_places(desk, source), desk.zones[zoning].frame, extent(desk, source))
