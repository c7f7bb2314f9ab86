"""From one generation of zones to the next: who lived where, figures at a constant perimeter, and trends refused.

Between two generations a border moves, and with it every count: a zone may lose a tenth of its people on paper. Passage
tables say how the population of each earlier zone is shared out among the later ones, by people, not by area.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array, csr_array, diags_array

from parvis.errors import AnalystError
from parvis.locate.grid import Grid
from parvis.locate.overlay import overlay_weights
from parvis.locate.shapes import Bools, Floats, metric, polygonal, polygons
from parvis.model.finding import Finding, Severity

SAME = 0.95
"""Share of the people of two zones together who live in both, from which on they are taken for one zone."""


@dataclass(frozen=True)
class Passage:
    """How people are shared out: `common` (n_before, n_after) live in an earlier zone and a later one.

    `before` (n_before,) and `after` (n_after,) are the people of each zone, whether or not in one of the other
    generation.
    """

    common: csr_array
    before: Floats
    after: Floats

    @property
    def shares(self) -> csr_array:
        """The passage table (n_before, n_after): the share of each earlier zone's people who live in each later one.

        What a row lacks to 1 lives outside all later zones. A row of zeros: nobody lives there.
        """
        return csr_array(diags_array(_inverse(self.before)) @ self.common)

    @property
    def covered(self) -> Floats:
        """The share of each later zone's people who live in an earlier one, (n_after,); NaN where nobody lives."""
        share: Floats = self.common.sum(axis=0) / np.where(self.after > 0, self.after, np.nan)
        return share

    def carry(self, counts: npt.ArrayLike, *, least: float = SAME) -> Floats:
        """Return counts of the earlier zones (n_before,) at the perimeter of the later ones, (n_after,).

        NaN where less than the share `least` of a later zone's people live in an earlier zone, or one of those in
        which they live has no count: what happened in the rest is not known. Counts are of people, or of what is
        spread as they are.
        """
        given = np.asarray(counts, dtype=np.float64)
        unknown = (self.common.T @ np.isnan(given).astype(np.float64)) > 0
        carried: Floats = (self.shares.T @ np.nan_to_num(given)) / np.where(self.covered > 0, self.covered, np.nan)
        return np.where(~unknown & (self.covered >= least), carried, np.nan)

    def predecessors(self) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return for each later zone the earlier one with which it has most people in common, and how alike they are.

        Alike: the people of both together who live in both, 0 to 1. The position is -1 where there is none.
        """
        pairs = coo_array(self.common)
        together = self.before[pairs.row] + self.after[pairs.col] - pairs.data
        alike = np.zeros(self.common.shape)
        alike[pairs.row, pairs.col] = np.divide(pairs.data, together, where=together > 0, out=np.zeros(pairs.nnz))
        if not len(self.before):
            return np.full(len(self.after), -1), np.zeros(len(self.after))
        best, most = np.argmax(alike, axis=0), np.max(alike, axis=0)
        return np.where(most > 0, best, -1), most


def passage(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, units: Grid | gpd.GeoDataFrame, people: npt.ArrayLike
) -> Passage:
    """Return how people are shared out between the zones of two generations.

    `units` with their `people` (n_units,) are finer than the zones: cells, blocks, or buildings; within one, people
    are spread evenly. Computed in the CRS of `before` (projected, metres) and that of the units. Zones of a generation
    may overlap; then people are counted in each. Raises AnalystError as `overlay_weights` does, and for numbers of
    people that are negative, missing or of another number than the units.
    """
    count = np.asarray(people, dtype=np.float64)
    if count.shape != (len(units),):
        raise AnalystError.of("weights_of_others", weights=count.size, places=len(units))
    if not (count >= 0).all():
        raise AnalystError.of("people_negative", count=int((~(count >= 0)).sum()))
    crs = metric(before.crs, "before")
    old, new = polygons(before, crs, "before"), polygons(after, crs, "after")
    row, column = shapely.STRtree(new).query(old, predicate="intersects")
    pieces = gpd.GeoDataFrame(geometry=polygonal(shapely.intersection(old[row], new[column])), crs=crs)
    common = overlay_weights(units, pieces).T @ count
    kept = common > 0
    table = csr_array((common[kept], (row[kept], column[kept])), shape=(len(old), len(new)))
    own = (overlay_weights(units, frame).T @ count for frame in (before, after))
    return Passage(table, *own)


def series(
    counts: Mapping[str, npt.ArrayLike], passages: Mapping[str, Passage], *, least: float = SAME
) -> pd.DataFrame:
    """Return counts by period at the perimeter of the last generation, (n_zones, n_periods), in the order given.

    Periods that `passages` names are in the zones of an earlier generation, and are carried (`Passage.carry`); the
    others are in those of the last.
    """
    given = {period: np.asarray(values, dtype=np.float64) for period, values in counts.items()}
    return pd.DataFrame(
        {
            period: passages[period].carry(values, least=least) if period in passages else values
            for period, values in given.items()
        }
    )


def trends(
    between: Passage, earlier: npt.ArrayLike, later: npt.ArrayLike, *, least: float = SAME
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the change of counts between two generations, for each later zone, and a warning about what is refused.

    `earlier` (n_before,) and `later` (n_after,) are counts in the zones of each generation. `predecessor` is the
    position of the earlier zone most alike, -1 without one; `alike` how alike, 0 to 1; `change` the later count less
    that of the predecessor, NaN where they are less alike than `least`: then the border, not the place, may have
    changed. `change_at_constant_perimeter` is the later count less what `Passage.carry` makes of the earlier ones.
    """
    old, new = np.asarray(earlier, dtype=np.float64), np.asarray(later, dtype=np.float64)
    position, alike = between.predecessors()
    same: Bools = (position >= 0) & (alike >= least)
    change = np.full(len(new), np.nan)
    change[same] = new[same] - old[position[same]]
    table = pd.DataFrame(
        {
            "predecessor": position,
            "alike": alike,
            "change": change,
            "change_at_constant_perimeter": new - between.carry(old, least=least),
        }
    )
    refused = int((~same).sum())
    if not refused:
        return table, ()
    values = {"count": refused, "zones": len(new), "least": f"{100 * least:g}"}
    return table, (Finding("trend_of_border", None, values, Severity.WARNING),)


def _inverse(people: Floats) -> Floats:
    return np.divide(1.0, people, where=people > 0, out=np.zeros(len(people)))
