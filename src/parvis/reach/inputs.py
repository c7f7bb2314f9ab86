"""From files to what a search takes: streets, timetables, and how one gets about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from parvis.model.finding import Finding, Severity
from parvis.reach.doors import Walker
from parvis.reach.feed import Feed, Floats
from parvis.reach.gtfs import read_feed
from parvis.reach.kept import kept, key_of
from parvis.reach.osm import Ways, read_ways
from parvis.reach.points import Points
from parvis.reach.search import Query
from parvis.reach.streets import Streets, cycling, heights_at, island_findings, walking
from parvis.reach.times import Prepared, prepare


@dataclass(frozen=True)
class Journey:
    """How one gets about: from `departure` on, at `speed` in km/h, no single way on foot above `longest` minutes."""

    departure: datetime
    query: Query
    speed: float = 3.6
    longest: int = 30
    bicycle: bool = False
    draws: int = 1


@dataclass(frozen=True)
class Inputs:
    """What was read, and what there is to say about it."""

    feeds: tuple[Feed, ...]
    walker: Walker
    findings: tuple[Finding, ...]

    def prepared(self, destinations: Points, journey: Journey) -> Prepared:
        """Return what a search to these destinations needs."""
        return prepare(
            self.feeds, self.walker, destinations, journey.departure, journey.query, draws=journey.draws
        )  # fmt: skip


def read_inputs(
    journey: Journey,
    *,
    streets: Path | None = None,
    gtfs: Sequence[Path] = (),
    elevation: Path | None = None,
    folder: Path | None = None,
) -> Inputs:
    """Return timetables and streets from their files; networks and tables of walks are kept in `folder`, if any.

    Raises SourceError where a file cannot be used.
    """
    feeds = tuple(read_feed(place) for place in gtfs)
    findings = [finding for feed in feeds for finding in feed.findings]
    speed, longest = journey.speed / 3.6, 60 * journey.longest
    if streets is None:
        findings.append(Finding("streets_unknown", None, {"detour": Walker.detour}, Severity.WARNING))
        return Inputs(feeds, Walker(speed, longest, folder=folder), tuple(findings))
    network, key = _streets(streets, elevation, journey.bicycle, folder)
    findings += island_findings(network, streets)
    return Inputs(feeds, Walker(speed, longest, network, key=key, folder=folder), tuple(findings))


def _streets(file: Path, elevation: Path | None, bicycle: bool, folder: Path | None) -> tuple[Streets, str]:
    ways_key = key_of("ways", file) if file.is_file() else ""
    key = key_of(ways_key, elevation if elevation and elevation.is_file() else "", bicycle)

    def make() -> Streets:
        ways = kept(folder, ways_key, Ways, lambda: read_ways(file))
        heights: Floats | None = heights_at(elevation, ways) if elevation else None
        return cycling(ways, heights) if bicycle else walking(ways, heights)

    return kept(folder, key, Streets, make), key
