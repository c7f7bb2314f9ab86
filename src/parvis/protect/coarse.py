"""Numbers as they may be told: people are whole, so that all the decimals of a weighted sum of them tell who they are.

Of 100 + 0.2371 x the people of a block only one number of them gives 101.8968. What is a sum by fractions is therefore
told in whole numbers, as are percentages; other rates and what is within reach with three digits that count.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.model.figure import Flags, Floats, Relations, Route

BY_FRACTIONS = (Route.AREA_WEIGHTED.value, Route.MODELLED.value, Route.REACHED.value)
DIGITS = 3


def coarse(figures: pd.DataFrame, guarded: Flags, relations: Relations) -> pd.DataFrame:
    """Return figures (FIGURE_COLUMNS or more), those that are `guarded` and sums by fractions told less exactly."""
    by_fractions = guarded & figures["method"].isin(BY_FRACTIONS).to_numpy()
    if not by_fractions.any():
        return figures
    rates = {(name[0], name[-1]) for parents in relations.parents for name in parents.figures[:1]}
    pairs = zip(figures["indicator"], figures["method"], strict=True)
    rate = np.array([pair in rates for pair in pairs], dtype=bool) | figures["method"].eq(Route.REACHED.value)
    percent = figures["unit"].eq("percent").to_numpy()
    value = figures["value"].to_numpy(dtype=float)
    told = np.where(rate & ~percent, counting(value), np.round(value))
    told = np.where(by_fractions, told, value)
    lower, upper = np.minimum(figures["lower"], told), np.maximum(figures["upper"], told)
    return figures.assign(value=told, lower=lower, upper=upper)


def counting(values: Floats) -> Floats:
    """Return numbers with `DIGITS` digits that count."""
    size = np.where(np.nan_to_num(values) == 0, 1.0, np.abs(values))
    digits = DIGITS - 1 - np.floor(np.log10(size))
    return np.array([np.round(v, int(d)) if v == v else v for v, d in zip(values.tolist(), digits, strict=True)])
