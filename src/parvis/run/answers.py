"""From snapshots and zones to answers: which rows and columns, which weights, how far the source covers the zones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from parvis import estimate, locate
from parvis.check import matching, measures_of
from parvis.estimate import Answer, Units
from parvis.model.figure import Route
from parvis.model.folder import Inside, Located, Official, Quantity
from parvis.run.carried import carried
from parvis.run.contributors import concentration, of_a_table, of_records, of_table
from parvis.run.desk import Desk, extent_share, polygons
from parvis.run.pixels import of_pixels


def answers(desk: Desk, quantity: Quantity, zoning: str, category: str | None = None) -> Iterator[Answer]:
    """Return an answer to a quantity by each route that can be taken for a zoning; official ones one a period."""
    if quantity.official is not None:
        yield from _official(
            desk, quantity.official, zoning, alone=quantity.located is None and quantity.estimated is None
        )
    if quantity.located is not None:
        yield _located(desk, quantity.located, zoning)
    if quantity.area is not None:
        yield _area(desk, quantity.area, zoning)
    if quantity.raster is not None:
        yield of_pixels(desk, quantity.raster, zoning)
    if quantity.access is not None:
        from parvis.run.access import of_access

        yield of_access(desk, quantity.access, zoning)
    if quantity.estimated is not None:
        yield from carried(desk, quantity.estimated, zoning, category)


# --- official ---


def _official(desk: Desk, official: Official, zoning: str, *, alone: bool) -> Iterator[Answer]:
    snapshot, kind = desk.snapshots[official.source], desk.kind(official.source)
    ids = desk.zones[zoning].frame["id"]
    borrowed = desk.folder.territory.zonings[zoning].complement_of is not None  # ids of the zones that it leaves out
    rows = desk.once(
        ("rows about", official.source, zoning),
        lambda: snapshot.frame[snapshot.frame["unit"].isin(set(() if borrowed else ids))],
    )
    if rows.empty and not alone:
        return
    everywhere = np.ones(len(ids))
    for period, column, part in _periods(desk, official, rows):
        values = part.set_index("unit")[column]
        values = values[~values.index.duplicated()].reindex(ids)
        present = ids.isin(set(part["unit"])).to_numpy()
        masked = values.isna().to_numpy() & present & (_hidden(part, column, ids) | bool(kind.masks))
        given = desk.given(official.source, everywhere, period)
        answer = estimate.official(given, values.to_numpy(dtype=float), masked)
        yield answer if desk.is_open(official.source) else _guarded(desk, answer, official, part, zoning)


def _hidden(rows: pd.DataFrame, column: str, ids: pd.Series) -> np.ndarray:
    """Return for which zones (n_zones,) a row says that its producer hid the value."""
    flag = column.replace("measure:", "masked:", 1)
    if flag not in rows:
        return np.zeros(len(ids), dtype=bool)
    return np.asarray(ids.isin(set(rows.loc[rows[flag].astype(bool), "unit"])), dtype=bool)


def _guarded(desk: Desk, answer: Answer, official: Official, rows: pd.DataFrame, zoning: str) -> Answer:
    """Return a partner's figures with those who stand behind each, over the atoms of all zonings."""
    protected = desk.spec(official.source).protected
    assert protected is not None and protected.measure is not None
    counted = rows.set_index("unit")[f"measure:{protected.measure}"]
    counted = counted[~counted.index.duplicated()].reindex(desk.zones[zoning].frame["id"]).to_numpy(dtype=float)
    additive = measures_of(desk.spec(official.source), desk.kind(official.source))[official.measure].additive
    behind = of_table(counted, answer.value, additive=additive)
    share, left = of_a_table(desk, official.source, (official.measure,), answer.value)
    answer = replace(answer, contributors=behind, dominance=share, remainder=left)
    if not additive:
        return answer
    weights = desk.atoms(zoning).T.tocsr()
    nothing = np.full(weights.shape[0], np.nan)
    flags = np.zeros(len(nothing), dtype=bool)
    ids = estimate.atom_ids(len(nothing))
    units = Units(official.source, official.measure, ids, nothing, nothing, nothing, flags, 0.0)
    return replace(answer, units=units, weights=weights)


def _periods(desk: Desk, official: Official, rows: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Return (period, column, rows) for each period that an official table speaks of."""
    measure = measures_of(desk.spec(official.source), desk.kind(official.source))[official.measure]
    column = f"measure:{official.measure}"
    if measure.periods:
        present = [p for p in measure.periods if f"{column}@{p}" in rows]
        yield from ((period, f"{column}@{period}", rows) for period in present)
    elif "period" in rows and not rows.empty:
        yield from ((str(period), column, part) for period, part in rows.groupby("period", sort=True))
    else:
        yield desk.spec(official.source).vintage, column, rows


# --- located ---


def _located(desk: Desk, located: Located, zoning: str) -> Answer:
    rows = desk.snapshots[located.source].rows
    kept = np.flatnonzero(matching(rows, located.where))
    inside = desk.inside(located.source, zoning, located.near)
    inside = inside if len(kept) == len(rows) else inside[kept]
    values = np.ones(len(kept))
    if located.measure is not None:
        values = rows[f"measure:{located.measure}"].to_numpy(dtype=float)[kept]
    coverage = desk.once(
        ("extent", located.source, zoning, located.near),
        lambda: extent_share(desk, located.source, zoning, located.near),
    )
    given = desk.given(located.source, coverage)
    if desk.is_open(located.source):
        return estimate.exact(Route.LOCATED, given, inside.T @ values, None, None)
    points = rows.iloc[kept]
    ids = tuple(str(label) for label in points.index)
    flags = np.zeros(len(ids), dtype=bool)
    units = Units(located.source, located.measure or "", ids, values, values, values, flags, 0.0)
    answer = estimate.exact(Route.LOCATED, given, inside.T @ values, units, inside)
    counted = of_records(desk, located.source, points, values, inside)
    share, left = concentration(desk, located.source, points, values, inside)
    return replace(answer, contributors=counted, dominance=share, remainder=left)


# --- measured ---


def _area(desk: Desk, area: Inside, zoning: str) -> Answer:
    share = locate.area_share(desk.zones[zoning].frame, polygons(desk, area))
    coverage = desk.once(("extent", area.source, zoning, 0.0), lambda: extent_share(desk, area.source, zoning, 0.0))
    return estimate.exact(Route.MEASURED, desk.given(area.source, coverage), 100.0 * share, None, None)
