"""Accessibility of many origins, from travel times that are worked out a few origins at a time and never all kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from parvis.errors import AnalystError
from parvis.model.finding import Finding, Severity
from parvis.model.progress import Progress, silent
from parvis.reach.feed import Floats
from parvis.reach.opportunities import DECAYS, matched, minutes_to, per_person, weights, within
from parvis.reach.points import Points
from parvis.reach.times import Batch, Prepared, times


@dataclass(frozen=True)
class Measures:
    """What is asked of the opportunities within reach.

    `cutoffs` in minutes, with the name of a decay; `numbers` of opportunities whose nearest are timed. `competition` is
    a column of the origins: the people who share what there is. `match` weights the opportunities, which are then
    categories, by columns of the same names at the origins: who looks for what.
    """

    opportunities: tuple[str, ...]
    cutoffs: tuple[float, ...] = (30.0,)
    decay: str = "step"
    numbers: tuple[float, ...] = ()
    competition: str = ""
    match: bool = False

    def __post_init__(self) -> None:
        if self.decay not in DECAYS or not all(value > 0 for value in (*self.cutoffs, *self.numbers)):
            raise AnalystError.of("access_measures", decays=", ".join(DECAYS))

    @property
    def at_origins(self) -> tuple[str, ...]:
        """Return the columns of amounts that origins must have."""
        people = (self.competition,) if self.competition else ()
        return (*people, *(self.opportunities if self.match else ()))


Row = tuple[str, str, float, Floats]
"""Opportunity, measure, what it was asked for (a cut-off or a number), values (n_origins,)."""

SCHEMA = pa.schema(
    [("id", pa.string()), ("opportunity", pa.string()), ("measure", pa.string()), ("at", pa.float64()),
     ("percentile", pa.float64()), ("value", pa.float64())]
)  # fmt: skip


def empty_findings(destinations: Points, measures: Measures) -> tuple[Finding, ...]:
    """Return which opportunities are nowhere at all: what is within reach of them will be 0 for everybody."""
    return tuple(
        Finding("access_nothing", None, {"name": destinations.name, "column": name}, Severity.WARNING)
        for name in measures.opportunities
        if not destinations.amounts[name].any()
    )


def access(
    prepared: Prepared,
    origins: Points,
    destinations: Points,
    measures: Measures,
    *,
    threads: int = 1,
    progress: Progress = silent,
) -> Iterator[pa.Table]:
    """Yield rows id, opportunity, measure, at, percentile, value, a few origins after the other.

    Measures: `within`, `per_person` (with competition: travel times are worked out twice), `minutes_to`, `matched`. A
    value is null where it has none: so many opportunities are never reached, or nobody seeks.
    """
    demand = _demand(prepared, origins, measures, threads, progress) if measures.competition else None
    for batch in times(prepared, origins, threads=threads, progress=progress):
        ids = origins.ids[batch.first : batch.first + len(batch.seconds)]
        for rank, percentile in enumerate(prepared.query.percentiles):
            rows = list(_rows(batch, rank, origins, destinations, measures, demand))
            yield _table(ids, percentile, rows)


def _table(ids: tuple[str, ...], percentile: float, rows: list[Row]) -> pa.Table:
    count = len(ids)
    columns = [
        pa.array([name for _ in rows for name in ids], pa.string()),
        pa.array([row[0] for row in rows for _ in range(count)], pa.string()),
        pa.array([row[1] for row in rows for _ in range(count)], pa.string()),
        pa.array([row[2] for row in rows for _ in range(count)], pa.float64()),
        pa.array([percentile] * (count * len(rows)), pa.float64()),
    ]
    values = np.concatenate([row[3] for row in rows])
    return pa.Table.from_arrays([*columns, pa.array(values, mask=np.isnan(values))], schema=SCHEMA)


def _demand(
    prepared: Prepared, origins: Points, measures: Measures, threads: int, progress: Progress
) -> dict[tuple[int, float], Floats]:
    """Return the people who may come to each destination, by percentile and cut-off."""
    people = origins.amounts[measures.competition]
    decay = DECAYS[measures.decay]
    ranks = range(len(prepared.query.percentiles))
    found = {(rank, cutoff): np.zeros(len(prepared.destinations)) for rank in ranks for cutoff in measures.cutoffs}
    for batch in times(prepared, origins, threads=threads, progress=progress):
        here = people[batch.first : batch.first + len(batch.seconds)]
        for rank, cutoff in found:
            found[rank, cutoff] += here @ weights(batch.seconds[:, :, rank], decay, cutoff)
    return found


def _rows(
    batch: Batch,
    rank: int,
    origins: Points,
    destinations: Points,
    measures: Measures,
    demand: dict[tuple[int, float], Floats] | None,
) -> Iterator[Row]:
    seconds, decay = batch.seconds[:, :, rank], DECAYS[measures.decay]
    part = slice(batch.first, batch.first + len(seconds))
    for cutoff in measures.cutoffs:
        reached = {name: within(seconds, destinations.amounts[name], decay, cutoff) for name in measures.opportunities}
        for name, values in reached.items():
            yield name, "within", cutoff, values
            if demand is not None:
                each = per_person(destinations.amounts[name], demand[rank, cutoff])
                yield name, "per_person", cutoff, within(seconds, each, decay, cutoff)
        if measures.match:
            seekers = np.stack([origins.amounts[name][part] for name in measures.opportunities], axis=1)
            yield "all", "matched", cutoff, matched(np.stack(list(reached.values()), axis=1), seekers)
    for name in measures.opportunities:
        for number in measures.numbers:
            yield name, "minutes_to", number, minutes_to(seconds, destinations.amounts[name], number)
