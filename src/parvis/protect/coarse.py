"""Sums by fractions of what is confidential, told less exactly: in whole numbers, as are percentages.

Other rates and what is within reach are told with three digits that count. See `parvis.model.told` for why.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.model.figure import Flags, Relations, Route
from parvis.model.told import told

BY_FRACTIONS = (Route.AREA_WEIGHTED.value, Route.MODELLED.value, Route.REACHED.value)


def coarse(figures: pd.DataFrame, guarded: Flags, relations: Relations) -> pd.DataFrame:
    """Return figures (ESTIMATE_COLUMNS or more), those that are `guarded` and sums by fractions told less exactly.

    So are rates of which only one part is: the other is open, and everybody can divide by it.
    """
    fractions = figures["method"].isin(BY_FRACTIONS) | figures["cut_units"].gt(0)
    by_fractions = guarded & fractions.to_numpy()
    if not by_fractions.any():
        return figures
    rates = {(name[0], name[-1]) for parents in relations.parents for name in parents.figures[:1]}
    pairs = zip(figures["indicator"], figures["method"], strict=True)
    rate = np.array([pair in rates for pair in pairs], dtype=bool) | figures["method"].eq(Route.REACHED.value)
    percent = figures["unit"].eq("percent").to_numpy()
    value = figures["value"].to_numpy(dtype=float)
    number = np.where(by_fractions, told(value, whole=~rate | percent), value)
    lower, upper = np.minimum(figures["lower"], number), np.maximum(figures["upper"], number)
    return figures.assign(value=number, lower=lower, upper=upper)
