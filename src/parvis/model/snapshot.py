"""A source as it was read: its content, its hash and the account of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from parvis.model.address import Addressed
from parvis.model.fault import Faults
from parvis.model.finding import Finding

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS


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
class Broken:
    """A row of a text file that could not be split into fields, as `text`; `reason` is `fields` or `quotes`."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True)
class Raw:
    """A file as it was read: every row, every column under its own name, values as the format gives them.

    `frame` is a GeoDataFrame where the format carries geometry. Text formats give text only, "" where empty.
    `content` is the SHA-256 of the file, hexadecimal. `lines` has the line of each row in a text file or a sheet, and
    is empty for formats without lines. `broken` rows are read and rejected; `notes` tell how the file was read.
    """

    file: Path
    frame: pd.DataFrame
    content: str
    lines: Sequence[int] = ()
    broken: Sequence[Broken] = ()
    notes: Sequence[Finding] = ()


@dataclass(frozen=True)
class Snapshot:
    """A source's accepted rows.

    `rows` is a GeoDataFrame (with a CRS) for polygons and for points that came as such, a DataFrame for grids and
    tables, and for points that came as coordinates, which are `x` and `y` in `crs`. Its other columns: the
    roles of the kind (`id` text and unique for polygons and grids, `unit` text for tables, `name`, `period`, ...);
    `measure:NAME` a measure, or `measure:NAME@PERIOD`, float64, NaN where the producer masked or left out the value;
    `masked:NAME` which of its values the producer says to have hidden, absent where it says so of none;
    the file's other columns as they came. `rejected` has the file's columns and `parvis_row`, `parvis_reason`, and for
    rows that could not be split into fields `parvis_text`. `faults` has each rule that rows break, and their
    positions in the file as it was read. Of a raster the rows are its bands; the pixels are in `file`.
    Rows that were located by their addresses have `address:id`, `address:label`, `address:score` and
    `address:precision`, and `addressed` says how it went.
    """

    source: str
    kind: str
    rows: pd.DataFrame
    content: str
    account: RowAccount
    findings: tuple[Finding, ...] = ()
    rejected: pd.DataFrame = field(default_factory=pd.DataFrame)
    faults: Faults = field(default_factory=Faults)
    file: Path | None = None
    addressed: Addressed | None = None
    crs: CRS | None = None

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Return the rows, a GeoDataFrame wherever they have places; millions of points are better left in `rows`."""
        return self.rows if self.crs is None else self.points(0, len(self.rows))

    def points(self, start: int, end: int) -> gpd.GeoDataFrame:
        """Return the rows of a range, whose places are coordinates, as a GeoDataFrame."""
        import geopandas as gpd

        part = self.rows.iloc[start:end]
        places = gpd.points_from_xy(part["x"], part["y"])
        return gpd.GeoDataFrame(part.drop(columns=["x", "y"]), geometry=places, crs=self.crs)
