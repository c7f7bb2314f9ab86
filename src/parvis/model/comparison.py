"""Comparisons (public): what figures show of each other: changes, gaps and ranks, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from parvis.model.figure import KEY

if TYPE_CHECKING:  # names are needed before any table is
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from parvis.model.figure import Floats


class Compared(StrEnum):
    """What a figure is compared with: its own past, another place, all places of its zoning."""

    CHANGE = "change"
    GAP = "gap"
    RANK = "rank"


_FLOAT, _TEXT = "float64", "object"

COMPARISON_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(KEY, _TEXT),
    "compared": _TEXT,  # a Compared
    "other_zoning": _TEXT,  # of what it is compared with; its own, of changes and ranks
    "other_zone": _TEXT,  # "" of ranks
    "other_period": _TEXT,
    "value": _FLOAT,  # the figure less the other; of ranks its place, 1 the greatest
    "lower": _FLOAT,
    "upper": _FLOAT,
    "level": _FLOAT,
    "among": _FLOAT,  # how many zones were ranked; NaN of others
    "unit": _TEXT,
    "release": _TEXT,
}


@dataclass(frozen=True)
class Ties:
    """How the errors of an indicator's figures in a zoning go together with those of others, from open sources only.

    `here` and `there` (n_pairs,) are ids of zones, the second of `other`; `together` (n_pairs,) correlations. Pairs of
    zones of one zoning that are not listed have none. `method` and `other_method` are those of the figures meant.
    """

    indicator: str
    period: str
    zoning: str
    method: str
    other: str
    other_method: str
    here: npt.NDArray[np.object_]
    there: npt.NDArray[np.object_]
    together: Floats


@dataclass(frozen=True)
class Lasting:
    """How the errors of an indicator's figures of zones last from one period to another, from open sources only.

    `zones` (n,) are ids of zones of a zoning, `together` (n,) correlations; `method` is that of both figures.
    """

    indicator: str
    zoning: str
    method: str
    earlier: str
    later: str
    zones: npt.NDArray[np.object_]
    together: Floats


@dataclass(frozen=True)
class Alike:
    """How the errors of two indicators' figures of one zone go together, in a zoning, from open sources only.

    `one` and `other` are (indicator, period, method); `together` is a correlation.
    """

    zoning: str
    one: tuple[str, str, str]
    other: tuple[str, str, str]
    together: float


@dataclass(frozen=True)
class Comparisons:
    """One row a comparison, with the columns of COMPARISON_COLUMNS; made of published figures only."""

    frame: pd.DataFrame

    def __post_init__(self) -> None:
        if list(self.frame.columns) != list(COMPARISON_COLUMNS):
            raise ValueError(f"Comparisons needs the columns {list(COMPARISON_COLUMNS)}")
        if self.frame[["value", "lower", "upper"]].isna().any(axis=None):
            raise ValueError("a comparison has a value and an interval")


def no_comparisons() -> Comparisons:
    """Return none at all."""
    import pandas as pd

    return Comparisons(pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COMPARISON_COLUMNS.items()}))
