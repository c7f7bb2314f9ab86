"""Ways on foot (or by bicycle) between places: who can be reached from where, in how many seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from parvis.reach.feed import Floats, Integers

EARTH = 6_371_008.8
DETOUR = 1.3
"""Metres walked for a metre in a straight line, where no streets are known (Ballou et al. 2002 found 1.2 to 1.4)."""

Seconds = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Walks:
    """From place i one can walk to `target[first[i]:first[i + 1]]`, each in `seconds`, whole and rounded up."""

    first: Integers
    target: Integers
    seconds: Seconds

    @property
    def arrays(self) -> tuple[Integers, Integers, Seconds]:
        """Return the three arrays, for loops in machine code."""
        return self.first, self.target, self.seconds

    def around(self, place: int) -> tuple[Integers, Seconds]:
        """Return the targets of a place and the seconds to each."""
        part = slice(int(self.first[place]), int(self.first[place + 1]))
        return self.target[part], self.seconds[part]

    def kept(self, keep: npt.NDArray[np.bool_]) -> Walks:
        """Return the walks that are flagged."""
        return walks_of(len(self.first) - 1, self.origin()[keep], self.target[keep], self.seconds[keep])

    def origin(self) -> Integers:
        """Return where each walk starts."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def turned(self, targets: int) -> tuple[Walks, Integers]:
        """Return the walks by target, of which there are `targets`, and which walk of this one each of them is."""
        order = np.argsort(self.target, kind="stable")
        first = np.concatenate(([0], np.cumsum(np.bincount(self.target, minlength=targets))))
        return Walks(first, self.origin()[order], self.seconds[order]), order


def walks_of(origins: int, origin: Integers, target: Integers, seconds: Seconds) -> Walks:
    """Return walks from a list of them; of several between the same two places the shortest."""
    order = np.lexsort((seconds, target, origin))
    origin, target, seconds = origin[order], target[order], seconds[order]
    fresh = np.ones(len(origin), dtype=np.bool_)
    fresh[1:] = (np.diff(origin) != 0) | (np.diff(target) != 0)
    origin, target, seconds = origin[fresh], target[fresh], seconds[fresh]
    first = np.concatenate(([0], np.cumsum(np.bincount(origin, minlength=origins))))
    return Walks(first, target.astype(np.int64), seconds.astype(np.int32))


def whole_seconds(seconds: Floats) -> Seconds:
    """Return seconds rounded up, but for what is rounding itself: two places at one spot are no second apart.

    >>> whole_seconds(np.array([1e-7, 1.2])).tolist()
    [0, 2]
    """
    return np.ceil(seconds - 1e-3).astype(np.int32)


def planar(lon: Floats, lat: Floats, middle: float) -> Floats:
    """Return degrees as metres east and north (n, 2), true near the latitude `middle`: for towns, not for countries."""
    east = EARTH * np.cos(np.radians(middle)) * np.radians(lon)
    return np.column_stack((east, EARTH * np.radians(lat)))


def straight(origins: Floats, targets: Floats, *, metres: float, speed: float, detour: float = DETOUR) -> Walks:
    """Return walks between places (n, 2) in planar metres along straight lines, made longer by a detour factor.

    Places with NaN reach nothing and are not reached. `metres` is the longest walk, detour included; `speed` in m/s.
    """
    here, there = np.flatnonzero(np.isfinite(origins[:, 0])), np.flatnonzero(np.isfinite(targets[:, 0]))
    near: Sequence[list[int]] = cKDTree(origins[here]).query_ball_tree(cKDTree(targets[there]), metres / detour)
    origin = here[np.repeat(np.arange(len(here)), [len(found) for found in near])]
    target = there[np.fromiter((i for found in near for i in found), dtype=np.int64)]
    long = detour * np.hypot(*(origins[origin] - targets[target]).T)
    return walks_of(len(origins), origin, target, whole_seconds(long / speed))
