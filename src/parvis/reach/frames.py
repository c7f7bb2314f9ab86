"""Travel times, accessibility and isochrones on GeoDataFrames, for notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from parvis.errors import AnalystError
from parvis.reach.accessibility import Measures
from parvis.reach.accessibility import access as stream_access
from parvis.reach.inputs import Journey, read_inputs
from parvis.reach.isochrones import grid
from parvis.reach.isochrones import isochrones as outlines
from parvis.reach.points import Points
from parvis.reach.search import Query
from parvis.reach.times import times
from parvis.reach.write import table


def points_of(frame: gpd.GeoDataFrame, amounts: Sequence[str] = (), *, key: str = "id") -> Points:
    """Return the rows of a frame as places: a polygon by a point inside it.

    Raises AnalystError where the frame has no CRS or lacks a column.
    """
    absent = [name for name in (key, *amounts) if name not in frame.columns]
    if frame.crs is None or absent:
        raise AnalystError.of("access_frame", columns=", ".join(absent) or "CRS")
    places = frame.geometry.representative_point().to_crs(4326)
    values = {name: frame[name].fillna(0).to_numpy(dtype="float64") for name in amounts}
    return Points(tuple(frame[key].astype(str)), places.x.to_numpy(), places.y.to_numpy(), values, name="frame")


def journey(
    departure: datetime,
    *,
    window: int = 60,
    percentiles: Sequence[float] = (50,),
    max_rides: int = 3,
    max_time: int = 60,
    max_walk: int = 30,
    walk_speed: float = 3.6,
    slack: int = 60,
) -> Journey:
    """Return how one gets about: minutes for the window and the limits, km/h on foot, seconds of slack to board."""
    query = Query(window, tuple(sorted(percentiles)), max_rides, 60 * max_time, slack)
    return Journey(departure, query, walk_speed, max_walk)


def travel_times(
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    how: Journey,
    *,
    streets: Path | None = None,
    gtfs: Sequence[Path] = (),
    threads: int = 1,
) -> pd.DataFrame:
    """Return from_id, to_id and travel_time_pNN in minutes, a row a pair that is reached."""
    starts, targets = points_of(origins), points_of(destinations)
    prepared = read_inputs(how, streets=streets, gtfs=gtfs).prepared(targets, how)
    batches = times(prepared, starts, threads=threads)
    return pa.concat_tables([table(b, starts, targets, how.query.percentiles) for b in batches]).to_pandas()


def access(
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    how: Journey,
    measures: Measures,
    *,
    streets: Path | None = None,
    gtfs: Sequence[Path] = (),
    threads: int = 1,
) -> pd.DataFrame:
    """Return id, opportunity, measure, at, percentile and value of each origin."""
    starts, targets = points_of(origins, measures.at_origins), points_of(destinations, measures.opportunities)
    prepared = read_inputs(how, streets=streets, gtfs=gtfs).prepared(targets, how)
    return pa.concat_tables(list(stream_access(prepared, starts, targets, measures, threads=threads))).to_pandas()


def isochrones(
    origins: gpd.GeoDataFrame,
    how: Journey,
    minutes: Sequence[float],
    *,
    streets: Path | None = None,
    gtfs: Sequence[Path] = (),
    cell: float = 150.0,
) -> gpd.GeoDataFrame:
    """Return polygons of what is reached in so many minutes, over cells of `cell` metres."""
    starts = points_of(origins)
    inputs = read_inputs(how, streets=streets, gtfs=gtfs)
    cells, size = grid(inputs, starts, how, cell=cell)
    return outlines(inputs.prepared(cells, how), starts, cells, size, minutes)
