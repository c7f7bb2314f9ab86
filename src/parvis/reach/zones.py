"""From origins up to neighbourhoods: what residents have within reach, how unlike they are, who gains and loses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from pyogrio.errors import DataSourceError

from parvis.errors import AnalystError, SourceError
from parvis.reach.feed import Flags, Floats
from parvis.reach.points import Points

KEY = ["opportunity", "measure", "at", "percentile"]
ALL, REST = "all", "rest"
SPREAD = (0.1, 0.9)
"""Shares of the residents between whom most of them lie: `lower` and `upper`."""


def read_access(file: Path) -> pd.DataFrame:
    """Return what `parvis reach access` wrote, CSV or Parquet; raises SourceError where it is something else."""
    try:
        found = pd.read_parquet(file) if file.suffix.lower() == ".parquet" else pd.read_csv(file, dtype={"id": str})
    except (OSError, ValueError) as error:
        raise SourceError.of("points_unreadable", file, name=file.name) from error
    absent = [name for name in ("id", *KEY, "value") if name not in found.columns]
    if absent:
        present = ", ".join(map(str, found.columns))
        raise SourceError.of("access_columns", file, name=file.name, columns=", ".join(absent), present=present)
    return found


def read_zones(file: Path) -> gpd.GeoDataFrame:
    """Return the polygons of a file; raises SourceError where it holds none that can be read."""
    try:
        return gpd.read_file(file, engine="pyogrio")
    except (OSError, DataSourceError) as error:
        raise SourceError.of("zones_unreadable", file, name=file.name) from error


def inside(origins: Points, zones: gpd.GeoDataFrame, key: str) -> dict[str, Flags]:
    """Return which origins lie in each zone, in none (`rest`) and anywhere (`all`).

    Raises AnalystError where the zones have no CRS or lack the column of their code.
    """
    if zones.crs is None or key not in zones.columns:
        raise AnalystError.of("access_frame", columns=key if zones.crs is not None else "CRS")
    places = gpd.GeoSeries(gpd.points_from_xy(origins.lon, origins.lat), crs=4326).to_crs(zones.crs)
    zone, point = places.sindex.query(zones.geometry, predicate="intersects")
    found = {str(code): np.zeros(len(origins), dtype=np.bool_) for code in zones[key]}
    codes = zones[key].astype(str).to_numpy()
    for row, place in zip(zone.tolist(), point.tolist(), strict=True):
        found[codes[row]][place] = True
    rest = ~np.any(list(found.values()), axis=0) if found else np.ones(len(origins), dtype=np.bool_)
    return {**found, REST: rest, ALL: np.ones(len(origins), dtype=np.bool_)}


def by_zone(
    access: pd.DataFrame, origins: Points, people: str, where: Mapping[str, Flags], before: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return a row a zone and measure: value, lower, upper, people, told; with `before` change, gaining and losing.

    `access` and `before` are what `parvis reach access` writes. `value` is the mean of the residents, `lower` and
    `upper` their 10th and 90th hundredth; `told` is the share of them for whom there is a value, and the others count
    in none of these. `change` is the difference of the means, `gaining` and `losing` the shares of residents.
    """
    ids, counts = pd.Index(origins.ids), origins.amounts[people]
    earlier = {} if before is None else dict(_columns(before, ids))
    rows = [
        {"zone": zone, **dict(zip(KEY, key, strict=True)), **_row(values[flags], counts[flags]),
         **(_change(earlier[key][flags], values[flags], counts[flags]) if key in earlier else {})}
        for key, values in _columns(access, ids)
        for zone, flags in where.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _columns(access: pd.DataFrame, ids: pd.Index) -> Iterator[tuple[tuple[object, ...], Floats]]:
    """Yield each measure with its values in the order of the origins, NaN where there is none."""
    for key, part in access.groupby(KEY, sort=False):
        yield key, part.set_index(part["id"].astype(str))["value"].reindex(ids).to_numpy(dtype=np.float64)


def _row(values: Floats, people: Floats) -> dict[str, float]:
    known = np.isfinite(values)
    all_people, weights = float(people.sum()), people[known]
    told = float(weights.sum()) / all_people if all_people else np.nan
    if not weights.sum():
        return {"value": np.nan, "lower": np.nan, "upper": np.nan, "people": all_people, "told": told}
    lower, upper = (_quantile(values[known], weights, share) for share in SPREAD)
    value = float(np.average(values[known], weights=weights))
    return {"value": value, "lower": lower, "upper": upper, "people": all_people, "told": told}


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    """Return the least value that at least so large a share of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) >= share * weights.sum()
    return float(values[order][np.argmax(reached)])


def _change(before: Floats, after: Floats, people: Floats) -> dict[str, float]:
    """Return what has changed for those with a value both times."""
    both = np.isfinite(before) & np.isfinite(after)
    total = people[both].sum()
    if not total:
        return {"change": np.nan, "gaining": np.nan, "losing": np.nan}
    change = after[both] - before[both]
    shares = (people[both][flags].sum() / total for flags in (change > 0, change < 0))
    gaining, losing = (float(share) for share in shares)
    return {"change": float(np.average(change, weights=people[both])), "gaining": gaining, "losing": losing}
