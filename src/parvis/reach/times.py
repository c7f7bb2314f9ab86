"""Travel times for many origins: prepared once, then worked out a few origins at a time, by one thread or several."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from parvis.errors import AnalystError
from parvis.model.finding import Finding
from parvis.model.progress import Progress, silent
from parvis.reach.doors import Placed, Walker, joined, off_streets, placed, transfers, walks, walks_kept
from parvis.reach.feed import Feed, Integers
from parvis.reach.points import Points
from parvis.reach.search import LONGEST_WALK, Network, Query, Search, network
from parvis.reach.stations import Stations, stations, unjoined
from parvis.reach.timetable import timetable
from parvis.reach.walks import Walks

Seconds = npt.NDArray[np.int32]

BATCH = 16


@dataclass(frozen=True)
class Prepared:
    """Everything that does not depend on the origins; `places` are the stops, then the destinations."""

    networks: tuple[Network, ...]
    walker: Walker
    stops: Placed
    destinations: Placed
    places: Placed
    query: Query
    middle: float
    inside: Stations | None
    findings: tuple[Finding, ...]

    def around(self, origins: Placed) -> Walks:
        """Return the walks from origins to stops and destinations."""
        found = walks(self.walker, origins, self.places)
        return found if self.inside is None else self.inside.to_places(found, self.walker.longest)


def prepare(
    feeds: Sequence[Feed], walker: Walker, destinations: Points, departure: datetime, query: Query, *, draws: int = 1
) -> Prepared:
    """Return what a search to these destinations needs.

    `draws` is how many times the phases of trips known by headway only are drawn; it counts only where there are any.
    Raises AnalystError where the walker walks longer than the search can hold, or the feeds do not hold on that day.
    """
    if feeds and walker.longest > LONGEST_WALK:
        raise AnalystError.of("reach_walk", minutes=LONGEST_WALK // 60)
    by_headway = any((~feed.frequencies.exact).any() for feed in feeds)
    tables = [timetable(feeds, departure, query.span, seed=seed) for seed in range(draws if by_headway else 1)]
    middle = float(np.median(destinations.lat))
    stops = placed(walker, tables[0].lon, tables[0].lat, middle=middle)
    targets = placed(walker, destinations.lon, destinations.lat, middle=middle)
    inside = stations(tables[0], walker.speed)
    between = transfers(walker, tables[0], stops, inside, slack=query.slack)
    egress = walks_kept(walker, stops, targets)
    if inside is not None:
        egress = inside.from_stops(egress, walker.longest)
    networks = tuple(network(table, between, egress, len(destinations)) for table in tables)
    lost = [finding for feed in feeds for finding in unjoined(feed)] if inside is not None else []
    findings = (*tables[0].findings, *lost, *off_streets(destinations.name, targets))
    return Prepared(networks, walker, stops, targets, joined(stops, targets), query, middle, inside, findings)


def origin_findings(prepared: Prepared, origins: Points) -> tuple[Finding, ...]:
    """Return what there is to say of origins: from some nothing may be reached."""
    where = placed(prepared.walker, origins.lon, origins.lat, middle=prepared.middle)
    return tuple(off_streets(origins.name, where))


@dataclass(frozen=True)
class Batch:
    """Seconds of travel (n_origins, n_destinations, n_percentiles) from the origins `first` and following; -1: none."""

    first: int
    seconds: Seconds


def times(prepared: Prepared, origins: Points, *, threads: int = 1, progress: Progress = silent) -> Iterator[Batch]:
    """Yield the travel times of a few origins after the other, in their order."""
    where = placed(prepared.walker, origins.lon, origins.lat, middle=prepared.middle)
    waiting: deque[Future[Batch]] = deque()
    searches = [Search(prepared.networks, prepared.query) for _ in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        free = deque(searches)

        def work(first: int) -> Batch:
            search = free.popleft()
            try:
                return _batch(prepared, search, where.part(slice(first, first + BATCH)), first)
            finally:
                free.append(search)

        for first in range(0, len(origins), BATCH):
            waiting.append(pool.submit(work, first))
            if len(waiting) > 2 * threads:
                yield _done(waiting.popleft().result(), len(origins), progress)
        while waiting:
            yield _done(waiting.popleft().result(), len(origins), progress)


def _done(batch: Batch, origins: int, progress: Progress) -> Batch:
    progress("reach", batch.first + len(batch.seconds), origins)
    return batch


def _batch(prepared: Prepared, search: Search, origins: Placed, first: int) -> Batch:
    found = prepared.around(origins)
    return Batch(first, np.stack([_spread(prepared, search, *found.around(i)) for i in range(len(origins))]))


def _spread(prepared: Prepared, search: Search, place: Integers, seconds: Seconds) -> Seconds:
    """Return the travel times of one origin, from the stops and destinations around it."""
    stops = len(prepared.stops)
    at_stop = place < stops
    access, direct = (place[at_stop], seconds[at_stop]), (place[~at_stop] - stops, seconds[~at_stop])
    return search.spread(access, direct)
