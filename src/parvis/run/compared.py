"""What published figures show of each other: made of nothing but them, so that it gives nobody away.

How far the errors of two figures go together is supposed from open sources only. For every other figure nothing is
supposed, and its interval is as wide as both sides allow: whoever reads the two figures can work it out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from parvis.estimate import ALIKE, difference
from parvis.model.comparison import COMPARISON_COLUMNS, Compared, Comparisons, no_comparisons
from parvis.model.figure import KEY, NO_BREAKDOWN, OBSERVED, TOTAL, Figures, Floats, Role, Route
from parvis.model.folder import Folder, Regime
from parvis.model.period import overlap, parted, period_order

NUMBERS = ["value", "lower", "upper"]
SHARED_OUT = (Route.MODELLED.value, Route.AREA_WEIGHTED.value)
"""Methods whose error is that of where people live about a border."""


def comparisons(figures: Figures, folder: Folder) -> Comparisons:
    """Return what the figures of everybody show of each other, as far as it is known how far each may be off."""
    told = _told(figures.frame)
    told["open"] = told["sources"].map({s: _is_open(folder, s) for s in told["sources"].unique()}).astype(bool)
    parts = list(_changes(told, folder))
    return Comparisons(pd.concat(parts, ignore_index=True)) if parts else no_comparisons()


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of everybody that have a value and an interval, if only of width 0."""
    rows = frame["role"].eq(Role.FIGURE.value) & frame["breakdown"].eq(NO_BREAKDOWN) & frame["category"].eq(TOTAL)
    kept = rows & frame["scenario"].eq(OBSERVED) & frame[NUMBERS].notna().all(axis=1)
    return frame[kept].copy()


def _is_open(folder: Folder, sources: str) -> bool:
    return all(folder.sources[source].regime is Regime.OPEN for source in sources.split() if source in folder.sources)


def _rows(here: pd.DataFrame, other: pd.DataFrame, compared: Compared, gap: Floats) -> pd.DataFrame:
    """Return the comparisons of figures with others, row by row."""
    columns: dict[str, object] = {name: here[name].to_numpy() for name in KEY}
    columns |= {
        "compared": compared.value,
        "other_zoning": other["zoning"].to_numpy(),
        "other_zone": other["zone"].to_numpy(),
        "other_period": other["period"].to_numpy(),
        **dict(zip(NUMBERS, gap, strict=True)),
        "level": np.minimum(here["level"].to_numpy(dtype=float), other["level"].to_numpy(dtype=float)),
        "among": np.nan,
        "unit": here["unit"].to_numpy(),
        "release": here["release"].to_numpy(),
    }
    return pd.DataFrame(columns)[list(COMPARISON_COLUMNS)].astype(dict(COMPARISON_COLUMNS))


def _numbers(rows: pd.DataFrame) -> Floats:
    return np.asarray(rows[NUMBERS].to_numpy(dtype=float).T)


# --- over time ---


def _changes(told: pd.DataFrame, folder: Folder) -> Iterator[pd.DataFrame]:
    """Yield the change of each figure since the first that was had in the same way and may be compared with it."""
    several = told.groupby(["indicator", "zoning"], sort=False)["period"].transform("nunique") > 1
    for (indicator, _), rows in told[several].groupby(["indicator", "zoning"], sort=False):
        breaks = folder.indicators[str(indicator)].breaks
        periods = sorted(rows["period"].unique(), key=period_order)
        of_period = {period: part.set_index(["zone", "method"]) for period, part in rows.groupby("period", sort=False)}
        for n, later in enumerate(periods):
            earlier = [p for p in periods[:n] if not overlap(p, later) and not parted(p, later, breaks)]
            yield from _since(of_period[later], [of_period[period] for period in earlier])


def _since(later: pd.DataFrame, earlier: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Yield the changes of figures, by zone and method, since the first of earlier ones that has each."""
    left = later
    for before in earlier:
        both = left.index.intersection(before.index, sort=False)
        if len(both):
            here, there = left.loc[both].reset_index(), before.loc[both].reset_index()
            yield _rows(here, there, Compared.CHANGE, difference(_numbers(here), _numbers(there), _alike(here, there)))
        left = left.drop(both)


def _alike(here: pd.DataFrame, there: pd.DataFrame) -> Floats:
    """Return the correlation of the errors of figures and of their own past, (n,)."""
    known = (here["open"] & there["open"]).to_numpy()
    return np.where(known, np.where(here["method"].isin(SHARED_OUT), ALIKE, 0.0), -1.0)
