"""Figures as tables show them: rounded as their intervals warrant, or a letter in their place."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import NamedTuple

import numpy as np
import pandas as pd

from parvis.model.figure import NO_BREAKDOWN, OBSERVED, TOTAL, Role, State
from parvis.model.observatory import Observatory
from parvis.publish.numbers import decimals_for
from parvis.publish.rounding import places_of as decimal_places
from parvis.publish.rounding import rounded_all
from parvis.publish.words import STATES


class Shown(NamedTuple):
    """A figure as a table shows it: rounded as its interval warrants, or a code."""

    zoning: str
    zone: str
    period: str
    breakdown: str
    category: str
    value: float
    lower: float
    upper: float
    decimals: int
    code: str

    @property
    def column(self) -> tuple[str, str, str]:
        """Return what the table's column is about."""
        return self.period, self.breakdown, self.category

    @property
    def is_total(self) -> bool:
        """Return whether the figure speaks of everybody, not of a category."""
        return self.breakdown == NO_BREAKDOWN and self.category == TOTAL

    @property
    def has_range(self) -> bool:
        """Return whether the method gave an interval."""
        return math.isfinite(self.upper - self.lower) and self.lower != self.upper


def shown_figures(observatory: Observatory) -> dict[str, list[Shown]]:
    """Return the observed figures of each indicator, rounded as pages round them, in their order."""
    frame = observatory.figures.frame
    figures = frame[(frame["role"] == Role.FIGURE) & (frame["scenario"] == OBSERVED)]
    parts = {str(id_): part for id_, part in figures.groupby("indicator", sort=False)}
    return {
        id_: _rounded(parts[id_], decimals_for(spec.unit, spec.kind, spec.decimals)) if id_ in parts else []
        for id_, spec in observatory.folder.indicators.items()
    }


def _rounded(figures: pd.DataFrame, decimals: int) -> list[Shown]:
    lower, upper, value = (figures[name].to_numpy(dtype=np.float64) for name in ("lower", "upper", "value"))
    places = decimal_places(lower, upper, decimals)
    numbers = (
        rounded_all(value, places),
        rounded_all(lower, places, ROUND_FLOOR),
        rounded_all(upper, places, ROUND_CEILING),
    )
    keys = (figures[name] for name in ("zoning", "zone", "period", "breakdown", "category"))
    codes = {state.value: "" if state.has_value else STATES[state].code for state in State}
    columns = (*keys, *(column.tolist() for column in numbers), places.tolist(), figures["state"].map(codes))
    return list(map(Shown, *columns))
