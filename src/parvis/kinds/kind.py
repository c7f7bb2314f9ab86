"""What is known of a kind of source: its columns and the rules by which its producer altered it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from parvis.model.text import Text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

Floats: TypeAlias = "npt.NDArray[np.float64]"
Bounds: TypeAlias = "Callable[[pd.DataFrame, Floats], tuple[Floats, Floats]]"
"""Certain bounds of the true values, given the accepted rows and the values as published."""


TOGETHER = 10.0
"""Persons who live at one place: a household and, of those in flats, its neighbours."""
HOUSEHOLDS_TOGETHER = 5.0
ALONE_TOGETHER, SINGLE_PARENTS_TOGETHER, LARGE_TOGETHER = 2.5, 1.4, 1.2
"""Of households who come by lot a part r are of a sort: 1 + (5 - 1) r at one place; r is 37 %, 9.9 % and some 6 %.

(INSEE, Recensement, insee.fr/fr/statistiques/8569208?geo=FE-1: one person, single parents, five persons or more.)
"""
DWELLINGS_TOGETHER = 40.0
"""Social dwellings stand in estates: in the register of Bondy sum(n2) / sum(n) is 33 by row, 76 by coordinates."""


def as_published(_rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return the values themselves: the producer did not alter them."""
    return values, values


def sure(_rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return that the values are not in doubt: no shift, no variance."""
    return values * 0.0, values * 0.0


@dataclass(frozen=True)
class Measure:
    """A quantity that a source of a kind carries.

    `columns` are the names that the column has had, by preference. For tables whose columns each hold another
    period, `periods` maps ISO periods to columns instead. `universe` says what is counted: a rate needs the same
    universe above and below. `bounds` gives certain bounds where the producer altered values, `doubt` the
    shift of the true value's mean from the published one and its variance. `together` says how
    many of what is counted live at one place: as one of them would count, sum(n2) / sum(n) over places.
    """

    columns: tuple[str, ...]
    unit: str
    universe: str
    name: Text
    additive: bool = True
    periods: dict[str, str] = field(default_factory=dict)
    bounds: Bounds = as_published
    doubt: Bounds = sure
    together: float = TOGETHER


@dataclass(frozen=True)
class Kind:
    """A kind of source.

    `form`: `grid` (square cells named by INSPIRE ids), `polygons`, `points`, `lines`, `table`
    or `raster` (rows are its bands); `timetable` and `network` (streets) are files that `parvis.reach` reads, without
    rows of their own. `columns` maps a role (`id`,
    `name`, `commune`, `unit`, `period`, `x`, `y`, `imputed`) to the names its column has had, by preference;
    `imputed` marks rows whose values the producer imputed. `cell_size` is in metres, for grids. `masks` are the
    entries that stand for a value the producer hid. `tidy` maps a role to a function on text that gives codes one
    spelling, `patterns` to the regular expression that its codes match. `parent` maps the kind of a zoning whose zones
    are made of these units to the function from a unit's code to the code of that zone.
    """

    id: str
    name: Text
    form: Literal["grid", "polygons", "points", "lines", "table", "raster", "timetable", "network"]
    columns: dict[str, tuple[str, ...]]
    citation: str
    url: str = ""
    measures: dict[str, Measure] = field(default_factory=dict)
    cell_size: float | None = None
    crs: str | None = None
    masks: tuple[str, ...] = ()
    tidy: dict[str, Callable[[str], str]] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    parent: dict[str, Callable[[str], str]] = field(default_factory=dict)
    rules: tuple[Text, ...] = ()  # what the producer did to the values, in words, for the evidence
    absent_is_zero: bool = False  # a table of counts that leaves out units where there is nothing to count
    drawn: bool = False  # borders of its polygons were drawn around certain people, or nobody knows why they run so
