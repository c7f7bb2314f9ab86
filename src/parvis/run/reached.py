"""What is within reach of each place where people set out: one search for all indicators that travel alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.sparse import csr_array, vstack

from parvis.check import matching
from parvis.model.access import Access, Places, Travel
from parvis.model.figure import Floats
from parvis.model.finding import Finding, Severity, Where
from parvis.reach.doors import LINKED, placed
from parvis.reach.kept import kept, key_of
from parvis.reach.opportunities import DECAYS, Seconds, minutes_to, weights
from parvis.reach.points import Points
from parvis.reach.times import times
from parvis.run.desk import Desk
from parvis.run.setting_out import Origins, origins
from parvis.run.store import package_hash
from parvis.run.travel import accesses, inputs_of, journey_of, threads

ALL = "all"
"""The only category where nothing is matched."""


@dataclass(frozen=True)
class Reached:
    """What is within reach of each origin, (n_origins, n_percentiles, n_categories); how much is off streets.

    `places` (n_origins, n_places), as the parts of a sparse array, is what each place counts from each origin at the
    median departure: only for places that are not open, of which it must be known who stands behind what is reached.
    """

    values: Floats
    off_origins: int
    off_places: int
    data: Floats
    indices: npt.NDArray[np.int64]
    indptr: npt.NDArray[np.int64]

    def weights(self, places: int) -> csr_array:
        """Return what each place counts from each origin, (n_origins, n_places)."""
        return csr_array((self.data, self.indices, self.indptr), shape=(len(self.values), places))


@dataclass(frozen=True)
class Targets:
    """The places of a source that are meant: `rows` of it, where they are, how much each counts, of which category."""

    rows: npt.NDArray[np.int64]
    lon: Floats
    lat: Floats
    amounts: Floats
    codes: npt.NDArray[np.int64]
    categories: tuple[str, ...]

    def table(self) -> csr_array:
        """Return how much each place counts in each category, (n_categories, n_places)."""
        shape = (len(self.categories), len(self.rows))
        return csr_array((self.amounts, (self.codes, np.arange(len(self.rows)))), shape=shape)


@dataclass(frozen=True)
class Ask:
    """A search's part: which places, and what of them; `whole`: also what each place counts from each origin."""

    travel: Travel
    places: Places = field(compare=False)
    named: str  # the places in full, to compare by
    within: float | None
    decay: str
    nearest: int | None
    whole: bool

    @property
    def longest(self) -> float:
        """Return the minutes of the longest journey that matters to it."""
        return self.within if self.within is not None and self.decay == "step" else self.travel.max_time


def percentiles(desk: Desk) -> tuple[float, ...]:
    """Return the hundredths of the departures that figures are told for: early, middle, late."""
    tail = round(50 * (1 - desk.level), 3)
    return (tail, 50.0, 100.0 - tail)


def targets(desk: Desk, places: Places) -> Targets:
    """Return the places that are meant."""
    return desk.once(("targets", places.model_dump_json()), lambda: _targets(desk, places))


def _targets(desk: Desk, places: Places) -> Targets:
    rows = desk.snapshots[places.source].rows
    amounts = np.ones(len(rows))
    if places.measure is not None:
        amounts = np.maximum(np.nan_to_num(rows[f"measure:{places.measure}"].to_numpy(dtype=float)), 0.0)
    meant = np.flatnonzero(np.asarray(matching(rows, places.where), dtype=bool) & (amounts > 0))
    parts = desk.parts(places.source) if desk.snapshots[places.source].crs is not None else [desk.places(places.source)]
    xy = np.concatenate([shapely.get_coordinates(part.geometry.to_numpy()) for part in parts])[meant]
    lon, lat = Transformer.from_crs(desk.folder.territory.crs, "EPSG:4326", always_xy=True).transform(*xy.T)
    entries = pd.Series(ALL, index=range(len(rows))) if places.category is None else rows[places.category].astype(str)
    codes, names = pd.factorize(entries.to_numpy()[meant], sort=True)
    return Targets(meant, np.asarray(lon), np.asarray(lat), amounts[meant], codes.astype(np.int64), tuple(names))


def asked(desk: Desk, access: Access) -> tuple[Ask, ...]:
    """Return what an indicator asks of searches: one a way to travel."""
    whole = not desk.is_open(access.places.source)
    places, limits = access.places, (access.within, access.decay, access.nearest)
    return tuple(Ask(travel, places, places.model_dump_json(), *limits, whole) for travel in access.travels())


def reached(desk: Desk, access: Access, ask: Ask) -> Reached:
    """Return what is within reach of the origins of an indicator's people."""
    if ask.within is None and ask.nearest is None:
        return _everything(desk, ask, origins(desk, access.people))
    source, travel = access.people.source, ask.travel
    return desk.once(("reached", source, travel), lambda: _all_of(desk, access, travel))[ask]


def _everything(desk: Desk, ask: Ask, start: Origins) -> Reached:
    """Return all there is, wherever it is."""
    there, count = targets(desk, ask.places), len(start.points)
    values = np.tile(np.asarray(there.table().sum(axis=1)).ravel(), (count, len(percentiles(desk)), 1))
    every = csr_array(np.ones((count, len(there.rows)))) if ask.whole else csr_array((count, 0))
    return Reached(values, 0, 0, every.data, every.indices, every.indptr)


def _all_of(desk: Desk, access: Access, travel: Travel) -> dict[Ask, Reached]:
    """Return what every indicator asks of one search: kept from another time, where all it rests on is open."""
    people = access.people.source
    asks: dict[Ask, str] = {}
    for name, other in accesses(desk):
        if other.people.source == people:
            asks |= {ask: name for ask in asked(desk, other) if ask.travel == travel and _is_limited(ask)}
    start = origins(desk, access.people)
    keys = {ask: _key(desk, ask, start) for ask in asks}
    folders = {ask: desk.store if desk.is_open(people) and not ask.whole else None for ask in asks}
    missing = [ask for ask, key in keys.items() if not _is_kept(folders[ask], key)]
    found = _searched(desk, travel, missing, start) if missing else {}
    out = {ask: kept(folders[ask], key, Reached, lambda ask=ask: found[ask]) for ask, key in keys.items()}  # type: ignore[misc]
    for ask, result in out.items():
        _remark(desk, asks[ask], (people, result.off_origins), (ask.places.source, result.off_places))
    return out


def _is_limited(ask: Ask) -> bool:
    return ask.within is not None or ask.nearest is not None


def _key(desk: Desk, ask: Ask, start: Origins) -> str:
    there, ways = targets(desk, ask.places), (*ask.travel.timetables, ask.travel.streets or "")
    files = [desk.snapshots[way].content for way in ways if way]
    where = (start.points.lon, start.points.lat, there.lon, there.lat, there.amounts, there.codes, there.categories)
    asked_for = (ask.travel, ask.within, ask.decay, ask.nearest, percentiles(desk))
    return key_of(desk.once(("code",), package_hash), *files, *where, *asked_for)


def _is_kept(folder: Path | None, key: str) -> bool:
    return folder is not None and (folder / f"{Reached.__name__.lower()}-{key}.npz").is_file()


def _searched(desk: Desk, travel: Travel, asks: Sequence[Ask], start: Origins) -> dict[Ask, Reached]:
    """Return what is within reach, in one pass from all origins to the places of all asks."""
    there = [targets(desk, ask.places) for ask in asks]
    ends = np.cumsum([0, *(len(one.rows) for one in there)])
    lon, lat = (np.concatenate([getattr(one, axis) for one in there]) for axis in ("lon", "lat"))
    every = Points(tuple(map(str, range(len(lon)))), lon, lat, name="places")
    journey = journey_of(travel, percentiles(desk), max(ask.longest for ask in asks))
    prepared = inputs_of(desk, travel).prepared(every, journey)
    off = np.isin(np.arange(len(lon)), prepared.destinations.nowhere())
    lost = placed(prepared.walker, start.points.lon, start.points.lat, middle=prepared.middle).nowhere()
    parts = [(one, slice(ends[n], ends[n + 1])) for n, one in enumerate(there)]
    tables = [one.table() for one in there]
    values: list[list[Floats]] = [[] for _ in asks]
    wholes: list[list[csr_array]] = [[] for _ in asks]
    for batch in times(prepared, start.points, threads=threads()):
        for n, (ask, (_, part), table) in enumerate(zip(asks, parts, tables, strict=True)):
            seconds = batch.seconds[:, part]
            values[n].append(
                np.stack([_counted(ask, seconds[:, :, p], table) for p in range(seconds.shape[2])], axis=1)
            )
            wholes[n].append(_whole(ask, seconds))
    return {ask: _result(values[n], wholes[n], len(lost), int(off[parts[n][1]].sum())) for n, ask in enumerate(asks)}


def _counted(ask: Ask, seconds: Seconds, table: csr_array) -> Floats:
    """Return (n_origins, n_categories) what is within reach; of the nearest the minutes, infinite where never."""
    if ask.nearest is not None:
        minutes = minutes_to(seconds, table.toarray()[0], ask.nearest)
        return np.where(np.isnan(minutes), np.inf, minutes)[:, None]
    assert ask.within is not None
    if ask.decay == "step":
        counting = ((seconds >= 0) & (seconds <= 60 * ask.within)).astype(np.float64)
    else:
        counting = weights(seconds, DECAYS[ask.decay], ask.within)
    return np.asarray((table @ counting.T).T)


def _whole(ask: Ask, seconds: Seconds) -> csr_array:
    if not ask.whole or ask.within is None:
        return csr_array((len(seconds), 0))
    return csr_array(weights(seconds[:, :, seconds.shape[2] // 2], DECAYS[ask.decay], ask.within))


def _result(values: Sequence[Floats], wholes: Sequence[csr_array], off_origins: int, off_places: int) -> Reached:
    whole = csr_array(vstack(wholes))
    return Reached(np.concatenate(values), off_origins, off_places, whole.data, whole.indices, whole.indptr)


def _remark(desk: Desk, indicator: str, *off: tuple[str, int]) -> None:
    """Keep warnings for people and places that lie off all streets."""
    where = Where(Path(f"indicators/{indicator}.yml"))
    for source, count in off:
        if count:
            values: dict[str, object] = {"source": source, "count": count, "metres": int(LINKED)}
            found = Finding("access_off_streets", where, values, Severity.WARNING)
            desk.findings.setdefault(("access_off_streets", source), found)
