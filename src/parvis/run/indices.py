"""Indices, made of figures as they are published: what everybody can work out gives nobody away."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from parvis.estimate import Scale, composite
from parvis.model.comparison import Alike, Ties
from parvis.model.figure import (
    AT_LEAST,
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
Known = dict[tuple[object, ...], float]
"""Correlations by zoning and the (indicator, period, method) of two parts, in either order."""
WITH_VALUE = [state.value for state in State if state.has_value]


def with_indices(figures: Figures, folder: Folder, forbidden: Uses, alike: Sequence[Alike] = ()) -> Figures:
    """Return figures with those of the indices of a folder added.

    `forbidden` holds the (indicator, zoning, breakdown) that no clause in force permits. `alike` says how the errors of
    parts from open sources go together; of all others nothing is supposed but what their published ranges say.
    """
    known: Known = {}
    for pair in alike:
        known[pair.zoning, pair.one, pair.other] = known[pair.zoning, pair.other, pair.one] = pair.together
    indices = [(id_, spec) for id_, spec in folder.indicators.items() if spec.parts]
    if not indices:
        return figures
    frame = figures.frame
    totals = frame[(frame["role"] == Role.FIGURE) & (frame["category"] == TOTAL) & (frame["breakdown"] == NO_BREAKDOWN)]
    by_part = dict(tuple(totals.groupby(["indicator", "zoning"], sort=False)))
    added = [
        _index(
            id_, spec, zoning, [_latest(by_part.get((part.indicator, zoning))) for part in spec.parts], forbidden, known
        )
        for id_, spec in indices
        for zoning in spec.zonings
    ]
    return Figures(pd.concat([frame, *added], ignore_index=True)[list(FIGURE_COLUMNS)])


def index_ties(folder: Folder, ties: Sequence[Ties]) -> Iterator[Ties]:
    """Yield how the errors of indices of zones go together: as those of their parts do on average.

    Only where that of every part is known.
    """
    for id_, spec in folder.indicators.items():
        names = [part.indicator for part in spec.parts]
        of_parts = sorted((one for one in ties if one.indicator in names), key=lambda one: period_order(one.period))
        latest = {(one.zoning, one.other, one.indicator): one for one in of_parts}
        for zoning, other in dict.fromkeys((one.zoning, one.other) for one in of_parts):
            parts = [latest.get((zoning, other, name)) for name in names]
            known = [part for part in parts if part is not None]
            if zoning in spec.zonings and other in spec.zonings and len(known) == len(names):
                yield _averaged(id_, known)


def _averaged(indicator: str, parts: list[Ties]) -> Ties:
    pairs: dict[tuple[str, str], float] = {}
    for part in parts:
        for here, there, together in zip(part.here, part.there, part.together, strict=True):
            pairs[here, there] = pairs.get((here, there), 0.0) + float(together) / len(parts)
    here, there = np.array(list(pairs), dtype=object).reshape(-1, 2).T
    period, one = spanning(part.period for part in parts), parts[0]
    composed, together = Route.COMPOSED.value, np.array(list(pairs.values()), dtype=float)
    return Ties(indicator, period, one.zoning, composed, one.other, composed, here, there, together)


def _latest(rows: pd.DataFrame | None) -> pd.DataFrame:
    """Return the rows, by zone, of the latest period that shows a value anywhere in a zoning."""
    if rows is None:
        return pd.DataFrame(columns=list(FIGURE_COLUMNS)).set_index("zone", drop=False)
    shown = rows.groupby("period")["value"].count() > 0
    period = max(shown.index, key=lambda period: (bool(shown[period]), period_order(str(period))))
    return rows[rows["period"] == period].set_index("zone", drop=False)


def _index(
    id_: str, spec: IndicatorSpec, zoning: str, parts: list[pd.DataFrame], forbidden: Uses, alike: Known
) -> pd.DataFrame:
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
        **_numbers(spec, rows, _together(zoning, rows, alike), hidden=~np.isin(state, WITH_VALUE)),
    }  # fmt: skip
    frame = pd.DataFrame(columns)
    return frame.assign(evidence=evidence_ids(frame))[list(FIGURE_COLUMNS)]


def _states(rows: list[pd.DataFrame]) -> tuple[np.ndarray, np.ndarray]:
    """Return the state and reason (n_zones,) of an index: those of its first part that is not shown, or is altered.

    That a part is so much or more is said of it alone.
    """
    states = np.stack([part["state"].fillna(State.NOT_COLLECTED.value).to_numpy(dtype=object) for part in rows])
    said = [part["reason"].fillna("") for part in rows]
    reasons = np.stack([each.mask(each.str.startswith(f"{AT_LEAST}:"), "").to_numpy(dtype=object) for each in said])
    hidden, altered = ~np.isin(states, WITH_VALUE), states == State.PERTURBED.value
    first = np.where(hidden.any(axis=0), hidden.argmax(axis=0), altered.argmax(axis=0))
    each = np.arange(states.shape[1])
    return states[first, each], np.where(hidden.any(axis=0), reasons[first, each], "")


def _together(zoning: str, rows: list[pd.DataFrame], alike: Known) -> Floats:
    """Return the correlations of the parts' errors, (n_zones, n_parts, n_parts); NaN where they are not known."""
    names = [list(zip(part["indicator"], part["period"], part["method"], strict=True)) for part in rows]
    count = len(rows)
    found = np.full((len(rows[0]), count, count), np.nan)
    found[:, range(count), range(count)] = 1.0
    for p, q in itertools.combinations(range(count), 2):
        pairs = zip(names[p], names[q], strict=True)
        of_zone = [alike.get((zoning, *pair), np.nan) for pair in pairs]
        found[:, p, q] = found[:, q, p] = of_zone
    return found


def _numbers(spec: IndicatorSpec, rows: list[pd.DataFrame], together: Floats, *, hidden: Flags) -> dict[str, Floats]:
    scales = [Scale(part.zero, part.hundred, part.weight) for part in spec.parts]
    figures = [_columns(part, "value", "lower", "upper") for part in rows]
    value, lower, upper = composite(figures, scales, together=together)
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
