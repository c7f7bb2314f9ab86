"""A source as it was read: its content, its hash and the account of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from parvis.model.finding import Finding


@dataclass(frozen=True)
class RowAccount:
    """How many rows were read, and what became of them: accepted + rejected + set aside = read.

    Rows set aside are those that the folder's own `where` leaves out; nothing is wrong with them.
    """

    read: int
    accepted: int
    rejected: int = 0
    set_aside: int = 0

    def __post_init__(self) -> None:
        if self.accepted + self.rejected + self.set_aside != self.read:
            raise ValueError("accepted + rejected + set aside must equal read")


@dataclass(frozen=True)
class Snapshot:
    """A source's accepted rows.

    `frame` is a GeoDataFrame (with a CRS) for grids, polygons and points, a DataFrame for tables. Columns have the
    kind's names: `id` (text, unique) for polygons and grids, `unit` and `period` for tables; `name` and `commune`
    where there are; a column a measure, float64, NaN where the producer masked or left out the value; columns named
    in a `where` as text. The other columns of the file are kept as they came.
    """

    source: str
    kind: str
    frame: pd.DataFrame
    content: str
    account: RowAccount
    findings: tuple[Finding, ...] = ()
    rejected: pd.DataFrame = field(default_factory=pd.DataFrame)
