"""From door to stop, from stop to stop, from stop to door: along streets, or in straight lines where none are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from parvis.model.finding import Finding, Severity
from parvis.reach.feed import Floats, Integers
from parvis.reach.kept import kept, key_of
from parvis.reach.paths import walks_along
from parvis.reach.stations import Stations
from parvis.reach.streets import Snapped, Streets, snapped
from parvis.reach.timetable import Timetable
from parvis.reach.walks import DETOUR, Walks, planar, straight, walks_of

LINKED = 1_600.0
"""Metres from a street beyond which a place is taken to be joined to none."""

TRANSFER = 1_000.0
"""Metres walked at the most between two vehicles."""


@dataclass(frozen=True)
class Walker:
    """How one walks (or cycles): `speed` in m/s, `longest` a single way in seconds, along `streets` or without them.

    `key` names the streets by their content, and `folder` is where tables of walks are kept, if anywhere.
    """

    speed: float
    longest: int
    streets: Streets | None = None
    detour: float = DETOUR
    key: str = ""
    folder: Path | None = field(default=None, compare=False)

    @property
    def metres(self) -> float:
        """Return the longest way in metres."""
        return self.speed * self.longest


@dataclass(frozen=True)
class Placed:
    """Points as a walker finds them: on streets, or in planar metres."""

    key: str
    on_streets: Snapped | None
    metres: Floats

    def __len__(self) -> int:
        return len(self.metres)

    def part(self, rows: slice) -> Placed:
        """Return some of the points."""
        if self.on_streets is None:
            return Placed("", None, self.metres[rows])
        columns = (getattr(self.on_streets, name)[rows] for name in Snapped.__dataclass_fields__)
        return Placed("", Snapped(*columns), self.metres[rows])

    def nowhere(self) -> Integers:
        """Return the points that nobody can walk from or to."""
        lost = ~np.isfinite(self.metres[:, 0]) if self.on_streets is None else self.on_streets.street < 0
        return np.flatnonzero(lost)


def placed(walker: Walker, lon: Floats, lat: Floats, *, middle: float) -> Placed:
    """Return points where the walker finds them; `middle` is a latitude near all of them, used without streets."""
    key = key_of(walker.key, lon, lat, middle)
    if walker.streets is None:
        return Placed(key, None, planar(lon, lat, middle))
    metres = walker.streets.place(lon, lat)
    return Placed(key, snapped(walker.streets, metres, within=LINKED), metres)


def joined(one: Placed, other: Placed) -> Placed:
    """Return the points of both, one after the other."""
    metres = np.concatenate((one.metres, other.metres))
    if one.on_streets is None or other.on_streets is None:
        return Placed("", None, metres)
    names = Snapped.__dataclass_fields__
    columns = (np.concatenate((getattr(one.on_streets, name), getattr(other.on_streets, name))) for name in names)
    return Placed("", Snapped(*columns), metres)


def walks(walker: Walker, origins: Placed, targets: Placed, metres: float | None = None) -> Walks:
    """Return the walks from origins to targets, at most as long as the walker walks, or `metres`."""
    far = min(walker.metres, metres or np.inf)
    if walker.streets is not None and origins.on_streets is not None and targets.on_streets is not None:
        return walks_along(walker.streets, origins.on_streets, targets.on_streets, metres=far, speed=walker.speed)
    return straight(origins.metres, targets.metres, metres=far, speed=walker.speed, detour=walker.detour)


def walks_kept(walker: Walker, origins: Placed, targets: Placed, metres: float | None = None) -> Walks:
    """Return the same walks, kept by the content of what they are made from."""
    key = key_of(origins.key, targets.key, walker.speed, walker.longest, walker.detour, metres)
    return kept(walker.folder, key, Walks, lambda: walks(walker, origins, targets, metres))


def transfers(
    walker: Walker, timetable: Timetable, stops: Placed, inside: Stations | None = None, *, slack: int
) -> Walks:
    """Return the ways from stop to stop, each stop to itself among them, as feeds say where they say anything.

    Those of stations are `inside`.

    The seconds that a feed asks for hold the time to board, `slack`, which the search adds to all of them.
    """
    found = walks_kept(walker, stops, stops, TRANSFER)
    if inside is not None:
        found = inside.between(found, walker.longest)
    count = timetable.stops
    itself = np.arange(count)
    origin, target = np.concatenate((found.origin(), itself)), np.concatenate((found.target, itself))
    seconds = np.concatenate((found.seconds, np.zeros(count, dtype=np.int32)))
    given = [
        np.stack((feed.transfers.origin + first, feed.transfers.target + first, feed.transfers.seconds))
        for feed, first in zip(timetable.feeds, timetable.stop_first[:-1].tolist(), strict=True)
    ]
    said = np.concatenate([np.zeros((3, 0), dtype=np.int64), *given], axis=1)
    ruled = np.isin(origin * count + target, said[0] * count + said[1])
    said = said[:, (said[2] >= 0) & (said[2] <= slack + walker.longest)]
    return walks_of(
        count,
        np.concatenate((origin[~ruled], said[0])),
        np.concatenate((target[~ruled], said[1])),
        np.concatenate((seconds[~ruled], np.maximum(said[2] - slack, 0).astype(np.int32))),
    )


def off_streets(name: str, points: Placed) -> list[Finding]:
    """Return what to say of points that lie too far from any street, or in none: nothing is reached from there."""
    lost = points.nowhere()
    if not len(lost):
        return []
    rows = ", ".join(str(i + 2) for i in lost[:10].tolist()) + (" …" if len(lost) > 10 else "")
    values = {"name": name, "count": len(lost), "lines": rows, "metres": int(LINKED)}
    return [Finding("points_off_streets", None, values, Severity.WARNING)]
