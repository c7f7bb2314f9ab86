"""From a folder's timetables and streets to what a search takes; whether anything runs when a figure is for."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from parvis.errors import AnalystError, FolderError
from parvis.model.access import Access, Travel
from parvis.model.finding import Finding, Where
from parvis.reach.inputs import Inputs, Journey, read_inputs
from parvis.reach.search import Query
from parvis.reach.timetable import timetable
from parvis.run.desk import Desk

NO_DAY = dt.datetime(2000, 1, 1)
"""Nothing runs: on foot and by bicycle every day is the same."""


def accesses(desk: Desk) -> Iterator[tuple[str, Access]]:
    """Yield what indicators ask of access, with the indicator's id: all whose sources may be read."""
    for name, spec in desk.folder.indicators.items():
        access = spec.value.access if spec.value else None
        if access is not None and all(source in desk.snapshots for source in access.sources()):
            yield name, access


def journey_of(travel: Travel, percentiles: Sequence[float], longest: float) -> Journey:
    """Return how one gets about, for a search of journeys of at most `longest` minutes."""
    timed = travel.by == "transit"
    query = Query(travel.window if timed else 1, tuple(percentiles), travel.max_rides, round(60 * longest))
    walk = travel.max_walk if timed else round(longest)
    departure = dt.datetime.fromisoformat(travel.departure) if travel.departure else NO_DAY
    return Journey(departure, query, travel.kmh, walk, bicycle=travel.by == "bicycle")


def inputs_of(desk: Desk, travel: Travel) -> Inputs:
    """Return the timetables and streets of a way to travel, read once; raises SourceError where they cannot be used."""
    key = ("inputs", travel.by, travel.timetables, travel.streets, travel.kmh, travel.max_walk)

    def read() -> Inputs:
        feeds = [desk.snapshots[source].file for source in travel.timetables]
        streets = desk.snapshots[travel.streets].file if travel.streets else None
        journey = journey_of(travel, (50,), travel.max_time)
        return read_inputs(journey, streets=streets, gtfs=[file for file in feeds if file], folder=desk.store)

    return desk.once(key, read)


def check_travel(desk: Desk) -> None:
    """Read all that is travelled by, and keep what was found; raise FolderError for dates on which nothing runs."""
    faults: list[Finding] = []
    for name, access in accesses(desk):
        for when, travel in zip(("travel", "before"), access.travels(), strict=False):
            inputs = inputs_of(desk, travel)
            _keep(desk, name, when, inputs.findings)
            if travel.by != "transit":
                continue
            journey = journey_of(travel, (50,), travel.max_time)
            try:
                table = timetable(inputs.feeds, journey.departure, journey.query.span, seed=0)
            except AnalystError as error:
                faults += [replace(f, where=_where(name), values={**f.values, "when": when}) for f in error.findings]
            else:
                _keep(desk, name, when, table.findings)
    if faults:
        raise FolderError(faults)


def _keep(desk: Desk, name: str, when: str, findings: Sequence[Finding]) -> None:
    """Keep findings once each, those without a place at the indicator that they matter to."""
    for found in findings:
        placed = found.where is not None
        told = found if placed else replace(found, where=_where(name), values={**found.values, "when": when})
        desk.findings.setdefault((found.code, found.where, tuple(found.values.items())), told)


def _where(name: str) -> Where:
    return Where(Path(f"indicators/{name}.yml"))


def threads() -> int:
    """Return how many threads a search uses: as many as there are processors, and four at the most."""
    return min(4, len(os.sched_getaffinity(0))) if sys.platform == "linux" else 2
