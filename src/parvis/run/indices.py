"""Indices, made of figures as they are published: what everybody can work out gives nobody away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.estimate import Scale, composite
from parvis.model.figure import (
    FIGURE_COLUMNS,
    NO_BREAKDOWN,
    OBSERVED,
    TOTAL,
    Figures,
    Flags,
    Floats,
    Role,
    Route,
    State,
    evidence_ids,
)
from parvis.model.folder import Folder, IndicatorSpec
from parvis.model.period import period_order, spanning

Uses = frozenset[tuple[str, str, str]]
WITH_VALUE = [state.value for state in State if state.has_value]


def with_indices(figures: Figures, folder: Folder, forbidden: Uses) -> Figures:
    """Return figures with those of the indices of a folder added.

    `forbidden` holds the (indicator, zoning, breakdown) that no clause in force permits.
    """
    indices = [(id_, spec) for id_, spec in folder.indicators.items() if spec.parts]
    if not indices:
        return figures
    frame = figures.frame
    totals = frame[(frame["role"] == Role.FIGURE) & (frame["category"] == TOTAL) & (frame["breakdown"] == NO_BREAKDOWN)]
    by_part = dict(tuple(totals.groupby(["indicator", "zoning"], sort=False)))
    added = [
        _index(id_, spec, zoning, [_latest(by_part.get((part.indicator, zoning))) for part in spec.parts], forbidden)
        for id_, spec in indices
        for zoning in spec.zonings
    ]
    return Figures(pd.concat([frame, *added], ignore_index=True)[list(FIGURE_COLUMNS)])


def _latest(rows: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rows, by zone, of the latest period that shows a value anywhere in a zoning."""
    if rows is None:
        return pd.DataFrame(columns=list(FIGURE_COLUMNS)).set_index("zone", drop=False)
    shown = rows.groupby("period")["value"].count() > 0
    period = max(shown.index, key=lambda period: (bool(shown[period]), period_order(str(period))))
    return rows[rows["period"] == period].set_index("zone", drop=False)


def _index(id_: str, spec: IndicatorSpec, zoning: str, parts: list[pd.DataFrame], forbidden: Uses) -> pd.DataFrame:
    """Return the rows of an index for a zoning."""
    zones = list(dict.fromkeys(zone for part in parts for zone in part["zone"]))
    rows = [part.reindex(zones) for part in parts]
    if not zones:
        return pd.DataFrame(columns=list(FIGURE_COLUMNS))
    state, reason = _states(rows)
    if (id_, zoning, NO_BREAKDOWN) in forbidden:
        state[:], reason[:] = State.NOT_PERMITTED.value, ""
    columns: dict[str, object] = {
        "indicator": id_, "zoning": zoning, "zone": zones, "breakdown": NO_BREAKDOWN, "category": TOTAL,
        "period": spanning(str(part["period"].iloc[0]) for part in parts if len(part)),
        "scenario": OBSERVED, "role": Role.FIGURE.value, "unit": spec.unit, "method": Route.COMPOSED.value,
        "coverage": _least(rows, "coverage"), "support": np.nan, "state": state, "reason": reason,
        "sources": " ".join(dict.fromkeys(s for part in parts for names in part["sources"] for s in names.split())),
        "release": next(str(release) for part in parts for release in part["release"]),
        **_numbers(spec, rows, hidden=~np.isin(state, WITH_VALUE)),
    }  # fmt: skip
    frame = pd.DataFrame(columns)
    return frame.assign(evidence=evidence_ids(frame))[list(FIGURE_COLUMNS)]


def _states(rows: list[pd.DataFrame]) -> tuple[np.ndarray, np.ndarray]:
    """Return the state and reason (n_zones,) of an index: those of its first part that is not shown, or is altered."""
    states = np.stack([part["state"].fillna(State.NOT_COLLECTED.value).to_numpy(dtype=object) for part in rows])
    reasons = np.stack([part["reason"].fillna("").to_numpy(dtype=object) for part in rows])
    hidden, altered = ~np.isin(states, WITH_VALUE), states == State.PERTURBED.value
    first = np.where(hidden.any(axis=0), hidden.argmax(axis=0), altered.argmax(axis=0))
    each = np.arange(states.shape[1])
    return states[first, each], np.where(hidden.any(axis=0), reasons[first, each], "")


def _numbers(spec: IndicatorSpec, rows: list[pd.DataFrame], *, hidden: Flags) -> dict[str, Floats]:
    scales = [Scale(part.zero, part.hundred, part.weight) for part in spec.parts]
    value, lower, upper = composite([_columns(part, "value", "lower", "upper") for part in rows], scales)
    _, bound_lower, bound_upper = composite(
        [_columns(part, "value", "bound_lower", "bound_upper") for part in rows], scales
    )
    numbers = {"value": value, "lower": lower, "upper": upper, "bound_lower": bound_lower, "bound_upper": bound_upper}
    numbers["level"] = _least(rows, "level")
    return {name: np.where(hidden, np.nan, column) for name, column in numbers.items()}


def _least(rows: list[pd.DataFrame], column: str) -> Floats:
    return np.asarray(np.min([part[column].to_numpy(dtype=float) for part in rows], axis=0))


def _columns(part: pd.DataFrame, *names: str) -> Floats:
    return np.asarray(part[list(names)].to_numpy(dtype=float).T)
