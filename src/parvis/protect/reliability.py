"""Reliability: which estimates are complete and sure enough to be shown at all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.model.figure import AT_LEAST, Flags, Route, State
from parvis.model.folder import PolicySpec

PERCENT_SPAN = 50.0
"""Half of the range of a percentage: its error is judged against it, for 2 % give or take 2 is not unreliable."""


def states(frame: pd.DataFrame, policy: PolicySpec, date: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the state and the reason of each estimate, before any rule of secrecy.

    `frame` has the columns of ESTIMATE_COLUMNS. Reasons are codes: `coverage`, `too_coarse`, `too_wide`,
    `out_of_reach`, `at_least:` and a number where a median may lie in a class without an end, or the state itself where
    the estimate carries no value. Rules that the policy does not yet hold on `date` do not apply.
    """
    state = frame["available"].to_numpy(dtype=object).copy()
    reason = np.where(state == State.PUBLISHED.value, "", state).astype(object)
    endless = (state == State.UNRELIABLE.value) & np.isfinite(frame["lower"].to_numpy())
    reason[endless] = [f"{AT_LEAST}:{number:.0f}" for number in np.floor(frame["lower"].to_numpy()[endless])]

    def mark(rows: Flags, to: State, because: str) -> None:
        hit = rows & ((state == State.PUBLISHED.value) | endless)
        state[hit], reason[hit] = to.value, because

    undecided = frame["available"].isin([
        State.PUBLISHED.value, State.UNDEFINED.value, State.MASKED_BY_PRODUCER.value, State.UNRELIABLE.value,
    ])  # fmt: skip
    uncovered = _below(frame["coverage"], policy.min_coverage.at(date)) & (frame["method"] != Route.OFFICIAL.value)
    incomplete = (uncovered & undecided).to_numpy(dtype=bool)
    state[incomplete], reason[incomplete], endless[incomplete] = State.INCOMPLETE.value, "coverage", False
    over_cut = [Route.MODELLED.value, Route.AREA_WEIGHTED.value, Route.GROUPED.value]
    weighted = frame["method"].isin(over_cut) & (frame["cut_units"] > 0)
    few = _below(frame["source_units"], policy.min_source_units.at(date))
    reached = frame["method"] == Route.REACHED.value
    coarse = (weighted | (frame["method"] == Route.ZONAL.value) | (reached & (frame["cut_units"] > 0))) & few
    far = reached & (state == State.UNDEFINED.value)
    reason[far.to_numpy(dtype=bool)] = "out_of_reach"
    mark(coarse.to_numpy(dtype=bool), State.UNRELIABLE, "too_coarse")
    mark(
        (weighted & _wide(frame, policy.max_relative_error.at(date))).to_numpy(dtype=bool), State.UNRELIABLE, "too_wide"
    )
    return state, reason


def _below(column: pd.Series, least: float | None) -> pd.Series:
    return column < least if least is not None else pd.Series(False, index=column.index)


def _wide(frame: pd.DataFrame, most: float | None) -> pd.Series:
    if most is None:
        return pd.Series(False, index=frame.index)
    half = (frame["upper"] - frame["lower"]) / 2.0
    scale = np.where(frame["unit"] == "percent", PERCENT_SPAN, frame["value"].abs())
    return half > most * scale
