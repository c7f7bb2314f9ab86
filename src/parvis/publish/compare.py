"""What changed from one table of figures to another: two builds, two releases, or a build against a release."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from parvis.model.figure import KEY, Figures, Flags, Role

TOLERANCE = 1e-9
"""Relative difference below which two numbers are one: other processors and libraries add in another order."""

IDENTITY = (*KEY, "role")
_INTERVAL = ("lower", "upper", "level", "bound_lower", "bound_upper")
_SHOWN = ("value", "state", *_INTERVAL)


class Change(StrEnum):
    """What became of a figure; of several changes the first in this order counts."""

    ADDED = "added"
    REMOVED = "removed"
    STATE = "state"
    VALUE = "value"
    INTERVAL = "interval"


@dataclass(frozen=True)
class Difference:
    """The figures that are not the same in both tables.

    `frame` has a row for each, with the columns IDENTITY, `change` (a Change) and `value_before`, `value_after`,
    `state_before`, `state_after`; NaN or None on the side where there is nothing. `unchanged` counts the others.
    """

    frame: pd.DataFrame
    unchanged: int

    def count(self, change: Change) -> int:
        """Return how many rows changed in this way."""
        return int((self.frame["change"] == change.value).sum())

    @property
    def is_empty(self) -> bool:
        """Return whether nothing changed."""
        return bool(self.frame.empty)


def difference(before: Figures | None, after: Figures) -> Difference:
    """Return what changed; before the first release there is nothing, and every figure is added.

    A figure is known by its key and role. Evidence beside it is known by method and sources as well: the same
    quantity may stand there more than once.
    """
    old = _named(before.frame if before else after.frame.iloc[:0])
    both = old.merge(_named(after.frame), how="outer", on=list(_IDENTITY), suffixes=("_before", "_after"))
    change = np.select(
        [
            both["state_before"].isna(),
            both["state_after"].isna(),
            both["state_before"] != both["state_after"],
            _differs(both, "value"),
            np.logical_or.reduce([_differs(both, column) for column in _INTERVAL]),
        ],
        [change.value for change in Change],
        default="",
    )
    changed = both.assign(change=change)[change != ""]
    columns = [*IDENTITY, "change", *(f"{c}_{side}" for c in ("value", "state") for side in ("before", "after"))]
    return Difference(changed[columns].reset_index(drop=True), unchanged=int((change == "").sum()))


_IDENTITY = (*IDENTITY, "way", "turn")


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with what tells those of one key and role apart: `way`, and `turn` where even that is shared."""
    beside = frame["role"] == Role.EVIDENCE.value
    way = (frame["method"].astype(str) + " " + frame["sources"].astype(str)).where(beside, "")
    named = frame.assign(way=way)
    named["turn"] = named.groupby(list(_IDENTITY[:-1]), dropna=False).cumcount()
    return named[[*_IDENTITY, *_SHOWN]]


def _differs(both: pd.DataFrame, column: str) -> Flags:
    old, new = both[f"{column}_before"].to_numpy(dtype=float), both[f"{column}_after"].to_numpy(dtype=float)
    same: Flags = np.isclose(old, new, rtol=TOLERANCE, atol=0.0, equal_nan=True)
    return ~same
