"""What could be done so that a number need not be hidden, and what that costs in figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd

from parvis.model.figure import NO_BREAKDOWN

SERIES = ["indicator", "zoning", "period", "breakdown", "category", "scenario", "method"]
BREAKDOWN = ["indicator", "zoning", "period", "breakdown", "scenario", "method"]
MOST_PERIODS = 5
"""No period is widened to more than so many."""


@dataclass(frozen=True)
class Option:
    """One thing that could be done about a hidden figure, on row `row` of the audit.

    `kind` is `merge` (with the zone `zone`, `contributors` then stand behind both), `drop` (the breakdown) or `widen`
    (to `periods` periods of this length). `lost` figures would then not be shown that are now, or only in a sum;
    `won` would be shown that are hidden now: `exact` where all was protected again; otherwise what else must then be
    hidden, or need not be any more, is not counted.
    """

    row: int
    kind: str
    lost: int
    won: int
    zone: str = ""
    contributors: float = np.nan
    periods: int = 0
    exact: bool = False


def options(
    figures: pd.DataFrame, least: Mapping[int, float], near: Mapping[str, Mapping[str, frozenset[str]]]
) -> Iterator[Option]:
    """Yield what could be done about each figure that a rule hides for what it says itself.

    `figures` is the table of the audit; `least` the threshold by row; `near[zoning][zone]` are the zones that touch it.
    """
    shown, hidden = figures["state"].eq("published"), figures["state"].eq("suppressed")
    series = dict(iter(figures.groupby(SERIES, sort=False)))
    lost_by_drop = shown.groupby([figures[column] for column in BREAKDOWN]).sum()
    won_by_drop = (hidden & figures["rule"].eq("secondary")).groupby([figures[column] for column in BREAKDOWN]).sum()
    for row in figures.index[hidden & figures["rule"].ne("secondary")].tolist():
        if row not in least:
            continue
        figure = figures.loc[row]
        merged = _merge(row, figure, series[tuple(figure[SERIES])], least[row], near.get(str(figure["zoning"]), {}))
        if merged is not None:
            yield merged
        if figure["breakdown"] != NO_BREAKDOWN:
            key = tuple(figure[BREAKDOWN])
            yield Option(row, "drop", int(lost_by_drop[key]), int(won_by_drop[key]))
        if 0 < figure["contributors"] < least[row]:
            periods = ceil(least[row] / figure["contributors"])
            if periods <= MOST_PERIODS:
                yield Option(row, "widen", (periods - 1) * int(shown[series[tuple(figure[SERIES])].index].sum()), 1,
                             periods=periods)  # fmt: skip


def _merge(
    row: int, figure: pd.Series, series: pd.DataFrame, least: float, near: Mapping[str, frozenset[str]]
) -> Option | None:
    """Return the merger with the zone that touches this one and brings the fewest people that are enough."""
    beside = series[series["zone"].isin(near.get(str(figure["zone"]), frozenset()))]
    together = beside["contributors"] + np.nan_to_num(float(figure["contributors"]))
    enough = together[together >= least].sort_values(kind="stable")
    if enough.empty:
        return None
    other = enough.index[0]
    shown = int(beside.loc[other, "state"] == "published")
    return Option(row, "merge", shown, 1, zone=str(beside.loc[other, "zone"]), contributors=float(enough.iloc[0]))
