"""The units of an estimate's source: their values, what is certain of them, and what their producer altered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from parvis import estimate
from parvis.check import matching, measures_of
from parvis.estimate import Units
from parvis.kinds.kind import Measure
from parvis.model.figure import Flags, Floats
from parvis.model.folder import Estimated
from parvis.run.desk import Desk


@dataclass(frozen=True)
class Rows:
    """The rows of a source that estimates rest on, also under the names of measures, and what these have in common.

    `ids` (n_rows,) name the rows of a grid or of polygons, "" in tables; `groups` number those that were altered
    together, -1 for none, (n_rows,), None where none is told of. `left_out` marks the cells or areas that an estimate's
    `where` does not ask for: they hold nobody, and stay, for they are ground.
    """

    frame: pd.DataFrame
    named: pd.DataFrame
    measures: dict[str, Measure]
    ids: tuple[str, ...]
    imputed: Flags
    groups: np.ndarray | None
    areas: Floats | None
    left_out: Flags


def rows_of(desk: Desk, estimated: Estimated, kept: np.ndarray | None) -> Rows:
    """Return the rows of an estimate's source, of a large one only those `kept` by the desk; made once for them."""
    source = estimated.source

    def made() -> Rows:
        frame, kind = desk.snapshots[source].frame, desk.kind(source)
        table = kind.form == "table"
        asked = matching(frame, estimated.where)
        if table:
            frame, asked = frame[asked], asked[asked]
        elif kept is not None:
            frame, asked = frame.iloc[kept], asked[kept]
        measures = measures_of(desk.spec(source), kind)
        named = frame.rename(columns={f"measure:{name}": name for name in measures if f"measure:{name}" in frame})
        named = named.loc[:, ~named.columns.duplicated(keep="last")]
        imputed = np.zeros(len(frame), dtype=bool)
        if "imputed" in frame and not table:
            imputed = (frame["imputed"].to_numpy(dtype=float) > 0) & asked
        grouped = "group" in frame and imputed.any()
        groups = np.where(imputed, pd.factorize(frame["group"])[0], -1) if grouped else None
        ids = () if table else tuple(frame["id"].tolist())
        areas = None if table else _areas(desk, source)
        areas = areas if areas is None or kept is None else areas[kept]
        return Rows(frame, named, measures, ids, imputed, groups, areas, ~asked)

    return desk.once(("rows of", source, repr(estimated.where), None if kept is None else id(kept)), made)


def units_of(
    desk: Desk, estimated: Estimated, measures: tuple[str, ...], kept: np.ndarray | None
) -> tuple[Units, np.ndarray | None]:
    """Return the sum of measures for each unit, with certain bounds; of a table also the unit of each of its rows.

    The rows of an open table are summed by unit first, and None is returned beside: only what may not be learnt
    must be told apart row by row. `kept` are the rows of a large source that any zone touches.
    """
    spec, source = desk.spec(estimated.source), estimated.source
    of = rows_of(desk, estimated, kept)
    rows, values = of.frame, _values(of, measures)
    column, together = "+".join(measures), max(of.measures[name].together for name in measures)
    if desk.kind(source).form != "table":
        units = _as_units(source, column, of.ids, values, of.imputed, together)
        tied = None if of.groups is None else estimate.tied(of.groups, estimate.value_variance(units))
        masked = _masked(desk, source, rows, measures, values[0])
        return replace(units, masked=masked, areas=of.areas, tied=tied), None
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


def _values(of: Rows, measures: tuple[str, ...]) -> Floats:
    """Return (5, n_rows) sums of measures: values, bounds, shift and variance."""
    values = np.zeros((5, len(of.frame)))
    for name in measures:
        column = of.frame[f"measure:{name}"].to_numpy(dtype=float)
        known = of.measures[name]
        for n, part in enumerate((column, *known.bounds(of.named, column), *known.doubt(of.named, column))):
            values[n] += part
    values[:, of.left_out] = 0.0
    return values


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
