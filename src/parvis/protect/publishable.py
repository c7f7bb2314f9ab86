"""From estimates and policy to figures that may be published, and a private audit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from parvis.model.figure import FIGURE_COLUMNS, KEY, Estimates, Figures, State
from parvis.model.folder import PolicySpec, Regime
from parvis.protect import reliability

NUMBERS = ("value", "lower", "upper", "level", "bound_lower", "bound_upper", "support")


def protect(
    estimates: Estimates, policy: PolicySpec, *, date: str, release: str, known: Mapping[str, Figures]
) -> tuple[Figures, pd.DataFrame]:
    """Return the figures that may be published under the policy in force on an ISO date, and the private audit.

    Open sources have been protected by their producers: only reliability is judged. Whatever rests on another source
    is `not_permitted`. `known` holds the figures of past releases, by release: what was published stays known. The
    audit has a row an estimate: key, role, method, regime, state, reason.
    """
    frame = estimates.frame
    state, reason = reliability.states(frame, policy, date)
    guarded = (frame["regime"] != Regime.OPEN.value).to_numpy()
    state[guarded], reason[guarded] = State.NOT_PERMITTED.value, "no_agreement"
    figures = frame.assign(state=state, reason=reason, release=release, evidence=_evidence_ids(frame))
    hidden = ~np.isin(state, [s.value for s in State if s.has_value])
    figures.loc[hidden, list(NUMBERS)] = np.nan
    figures = figures[figures["role"].eq("figure") | ~hidden]
    audit = frame[[*KEY, "role", "method", "regime"]].assign(state=state, reason=reason, releases_known=len(known))
    return Figures(figures[list(FIGURE_COLUMNS)]), audit


def _evidence_ids(frame: pd.DataFrame) -> pd.Series:
    """Return `indicator/zoning/zone/period/breakdown/category/scenario/method` for each row."""
    parts = [frame[column].astype(str) for column in (*KEY, "method")]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "/" + part
    return joined
