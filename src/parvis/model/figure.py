"""Estimates (private), the relations among them (private) and figures (public), as tables with declared columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # states and names are needed before any table is
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    from scipy.sparse import csr_array

    from parvis.model.comparison import Alike, Lasting, Ties

Floats: TypeAlias = "npt.NDArray[np.float64]"
Flags: TypeAlias = "npt.NDArray[np.bool_]"

KEY = ("indicator", "zoning", "zone", "period", "breakdown", "category", "scenario")
TOTAL = "total"
OBSERVED = "observed"
NO_BREAKDOWN = "total"


class State(StrEnum):
    """What became of a figure; only the first two carry a value."""

    PUBLISHED = "published"
    PERTURBED = "perturbed"
    SUPPRESSED = "suppressed"
    MASKED_BY_PRODUCER = "masked_by_producer"
    NOT_PERMITTED = "not_permitted"
    NOT_COLLECTED = "not_collected"
    UNRELIABLE = "unreliable"
    INCOMPLETE = "incomplete"
    UNDEFINED = "undefined"

    @property
    def has_value(self) -> bool:
        """Return whether a figure in this state shows a number."""
        return self in (State.PUBLISHED, State.PERTURBED)


class Route(StrEnum):
    """How a number was had, in the order in which one is preferred to another."""

    OFFICIAL = "official"
    LOCATED = "located"
    MEASURED = "measured"
    ZONAL = "zonal"
    REACHED = "reached"
    AS_PUBLISHED = "as_published"
    MODELLED = "modelled"
    AREA_WEIGHTED = "area_weighted"
    GROUPED = "grouped"
    COMPOSED = "composed"


OVER_UNITS = (Route.MODELLED, Route.AREA_WEIGHTED, Route.AS_PUBLISHED, Route.GROUPED, Route.COMPOSED)
"""Methods of figures whose errors follow from those about units, so that they go together where units are shared."""


AT_LEAST = "at_least"
"""Reason that goes on with a colon and a number: of a median that may lie in a class without an end."""


class Role(StrEnum):
    """Whether a row is the figure of its key or evidence beside it (the same quantity by another route)."""

    FIGURE = "figure"
    EVIDENCE = "evidence"


_FLOAT, _TEXT = "float64", "object"

ESTIMATE_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(KEY, _TEXT),
    "role": _TEXT,
    "method": _TEXT,
    "value": _FLOAT,  # NaN: see `available`
    "lower": _FLOAT,  # bounds of the interval at `level`; NaN where the method gives none (official figures)
    "upper": _FLOAT,
    "level": _FLOAT,
    "bound_lower": _FLOAT,  # bounds that hold for certain, if the source's values do
    "bound_upper": _FLOAT,
    "unit": _TEXT,
    "coverage": _FLOAT,  # share of the zone's surface that the source covers, 0 to 1
    "support": _FLOAT,  # the same weights applied to the source's protected units; NaN where unknown
    "source_units": _FLOAT,  # sum of the weights of the source units; NaN where figures are not estimated
    "cut_units": _FLOAT,  # how many source units the zone's border cuts
    "contributors": _FLOAT,  # protected units in the smallest group that the figure sets apart; NaN: open sources
    "dominance": _FLOAT,  # share of the total that the largest holder has; NaN where it is not known
    "remainder": _FLOAT,  # what the two largest holders leave, as a share of one they may work out; NaN: not known
    "regime": _TEXT,
    "sources": _TEXT,  # ids, joined by spaces
    "available": _TEXT,  # State: `published`, or why there is no value before any policy
}

FIGURE_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(KEY, _TEXT),
    "role": _TEXT,
    "value": _FLOAT,
    "lower": _FLOAT,
    "upper": _FLOAT,
    "level": _FLOAT,
    "bound_lower": _FLOAT,
    "bound_upper": _FLOAT,
    "unit": _TEXT,
    "method": _TEXT,
    "coverage": _FLOAT,
    "support": _FLOAT,
    "state": _TEXT,
    "reason": _TEXT,  # a code that publish puts into words; empty when there is a value
    "sources": _TEXT,
    "evidence": _TEXT,
    "release": _TEXT,
}


@dataclass(frozen=True)
class Block:
    """Linear figures: `coefficients` (n_figures, n_units) times `values` (n_units,) of source units gives their values.

    `figures` holds the key of each row, then its method; `totals` (n_figures,) the values themselves, for a partner's
    table is known by zone where its units, the atoms of all zonings, are not. `imputed` marks the units whose value
    the producer imputed.
    """

    figures: tuple[tuple[str, ...], ...]
    source: str
    column: str  # measures joined by "+"
    units: tuple[str, ...]
    values: Floats
    imputed: Flags
    coefficients: csr_array
    totals: Floats


@dataclass(frozen=True)
class Parents:
    """Figures that follow from others: `operation` of a row of `numerator` and the same row of `denominator`."""

    figures: tuple[tuple[str, ...], ...]
    operation: str  # "ratio"
    numerator: Block
    denominator: Block


@dataclass(frozen=True)
class Relations:
    """Every linear relation among estimates over latent units; disclosure control and joint errors rest on it."""

    blocks: tuple[Block, ...] = ()
    parents: tuple[Parents, ...] = ()

    def of(self, sources: Collection[str]) -> Relations:
        """Return the relations that are about the units of some sources."""
        return Relations(
            tuple(block for block in self.blocks if block.source in sources),
            tuple(p for p in self.parents if {p.numerator.source, p.denominator.source} & set(sources)),
        )


def _checked(frame: pd.DataFrame, columns: Mapping[str, str], name: str) -> pd.DataFrame:
    if list(frame.columns) != list(columns):
        raise ValueError(f"{name} needs the columns {list(columns)}, got {list(frame.columns)}")
    other = {column: columns[column] for column, dtype in frame.dtypes.items() if str(dtype) != columns[column]}
    return (frame.astype(other) if other else frame).reset_index(drop=True)


@dataclass(frozen=True)
class Estimates:
    """Private: one row an estimate, with the columns of ESTIMATE_COLUMNS, and their relations.

    `ties` say how the errors of estimates from open sources go together, zone by zone, `alike` how those of indices'
    parts do, `lasting` how they last from one period to another.
    """

    frame: pd.DataFrame
    relations: Relations = field(default_factory=Relations)
    ties: tuple[Ties, ...] = ()
    alike: tuple[Alike, ...] = ()
    lasting: tuple[Lasting, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", _checked(self.frame, ESTIMATE_COLUMNS, "Estimates"))


@dataclass(frozen=True)
class Figures:
    """Public: one row a figure, with the columns of FIGURE_COLUMNS; made by `parvis.protect` only."""

    frame: pd.DataFrame

    def __post_init__(self) -> None:
        frame = _checked(self.frame, FIGURE_COLUMNS, "Figures")
        object.__setattr__(self, "frame", frame)
        shown = frame["state"].isin([s.value for s in State if s.has_value])
        if (
            frame.loc[~shown, ["value", "lower", "upper", "bound_lower", "bound_upper", "support"]]
            .notna()
            .any(axis=None)
        ):
            raise ValueError("a figure that is not published carries no number")
        if frame.loc[shown, "value"].isna().any():
            raise ValueError("a published figure has a value")
        keys = frame.loc[frame["role"] == Role.FIGURE.value, list(KEY)]
        if keys.duplicated().any():
            raise ValueError("two figures have one key")


def evidence_ids(frame: pd.DataFrame) -> pd.Series:
    """Return `indicator/zoning/zone/period/breakdown/category/scenario/method` for each row: its evidence id."""
    parts = [frame[column].astype(str) for column in (*KEY, "method")]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + "/" + part
    return joined
