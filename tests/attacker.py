"""An attacker: takes what published folders tell for equations over pieces of ground, and asks what they leave open.

It knows the borders, the definitions (who is counted in what) and the releases. Nothing of Parvis is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from attacker_reading import Key

SLIVER = 1.0
"""Square metres under which a piece of ground is an error of drawing."""

CONTRADICTION = 1e-4
"""How far statements may be from each other in all before they cannot all be true."""


@dataclass(frozen=True)
class Statement:
    """Numbers `row` (width,) of the unknowns add up to between `low` and `high`."""

    row: np.ndarray
    low: float
    high: float


@dataclass(frozen=True)
class World:
    """People of one source: of so many sorts that nobody is of two, or measures of them.

    An indicator is a sum of sorts, or that many in a hundred (`scale`) of another sum. `within` says of which sorts
    there cannot be more than of which others, `ends` what one of the second ones has at least and at most of the first.
    The producer has `rounded` each number by so much at most.
    """

    sorts: int
    above: Mapping[str, tuple[int, ...]]
    below: Mapping[str, tuple[int, ...]]
    scale: Mapping[str, float]
    whole: bool = True
    within: Sequence[tuple[int, int]] = ()
    ends: Sequence[tuple[int, tuple[int, ...], float, float]] = ()
    rounded: float = 0.0


def pieces(zonings: Mapping[str, gpd.GeoDataFrame]) -> tuple[list[shapely.Geometry], dict[tuple[str, str], np.ndarray]]:
    """Return the pieces that all borders cut the ground into, and which of them each zone holds (n_pieces,)."""
    edges = shapely.union_all([zones.geometry.boundary.union_all() for zones in zonings.values()])
    ground = [part for part in shapely.get_parts(shapely.polygonize([edges])) if part.area > SLIVER]
    faces = [face for part in ground for face in shapely.get_parts(part) if face.area > SLIVER]
    inside = [face.representative_point() for face in faces]
    holds = {
        (zoning, str(zone)): shapely.contains(shape, inside)
        for zoning, zones in zonings.items()
        for zone, shape in zip(_codes(zones), zones.geometry, strict=True)
    }
    used = np.any(list(holds.values()), axis=0)
    return [face for face, there in zip(faces, used, strict=True) if there], {k: v[used] for k, v in holds.items()}


def _codes(zones: gpd.GeoDataFrame) -> Iterable[str]:
    return zones["zone.code" if "zone.code" in zones else "zone"]


class Attack:
    """All statements about one world at one time."""

    def __init__(self, world: World, holds: Mapping[tuple[str, str], np.ndarray]) -> None:
        self.world, self.holds = world, holds
        self.count = len(next(iter(holds.values())))
        self.statements: list[Statement] = [*self._within(), *self._ends()]

    def row(self, place: np.ndarray, sorts: Iterable[int]) -> np.ndarray:
        """Return the unknowns of some sorts on some pieces, as a row (width,): pieces by sort."""
        out = np.zeros((self.world.sorts, self.count))
        for sort in sorts:
            out[sort] = place
        return out.ravel()

    def hear(self, key: Key, low: float, high: float) -> None:
        """Take in that a figure lies from `low` to `high`."""
        indicator, zoning, zone, _, _ = key
        place = self.holds[(zoning, zone)].astype(float)
        top = self.row(place, self.world.above[indicator])
        if indicator not in self.world.below:
            self.statements.append(Statement(top, low - self.world.rounded, high + self.world.rounded))
            return
        bottom, scale = self.row(place, self.world.below[indicator]), self.world.scale[indicator]
        self.statements.append(Statement(top - low / scale * bottom, 0.0, np.inf))
        self.statements.append(Statement(top - high / scale * bottom, -np.inf, 0.0))

    def _within(self) -> Iterable[Statement]:
        for piece in np.eye(self.count):
            for part, whole in self.world.within:
                yield Statement(self.row(piece, [whole]) - self.row(piece, [part]), 0.0, np.inf)

    def _ends(self) -> Iterable[Statement]:
        for piece in np.eye(self.count):
            for part, units, least, most in self.world.ends:
                yield Statement(self.row(piece, [part]) - least * self.row(piece, units), 0.0, np.inf)
                yield Statement(self.row(piece, [part]) - most * self.row(piece, units), -np.inf, 0.0)

    def solved(self) -> Solved:
        """Return the statements ready to be asked; where they contradict each other the least of them is let go."""
        rows = csr_array(np.array([s.row for s in self.statements]))
        low, high = (np.array([getattr(s, end) for s in self.statements]) for end in ("low", "high"))
        return Solved(*_reconciled(rows, low, high, self.world.whole), whole=self.world.whole)


def _reconciled(rows: csr_array, low: np.ndarray, high: np.ndarray, whole: bool) -> tuple[
    csr_array, np.ndarray, np.ndarray
]:  # fmt: skip
    """Return rows and ends, made wider by as little as lets them all be true: two files of one year differ a little."""
    m, n = rows.shape
    aside = csr_array(hstack([rows, eye_array(m), -eye_array(m)]))
    cost = np.concatenate([np.zeros(n), np.ones(2 * m)])
    limits, ends = _upper(aside, low, high)
    done = linprog(cost, A_ub=limits, b_ub=ends, bounds=(0, None), method="highs")
    if done.fun <= CONTRADICTION:
        return rows, low, high
    if whole:
        counted = np.concatenate([np.ones(n), np.zeros(2 * m)])
        done = milp(cost, constraints=LinearConstraint(aside, low, high), integrality=counted, bounds=Bounds(0, np.inf),
                    options={"time_limit": 30.0, "mip_rel_gap": 0.2})  # fmt: skip
    more, less = np.split(done.x[n:], 2)
    return rows, low - more - CONTRADICTION, high + less + CONTRADICTION


def _upper(rows: csr_array, low: np.ndarray, high: np.ndarray) -> tuple[csr_array, np.ndarray]:
    below, above = np.isfinite(high), np.isfinite(low)
    return csr_array(vstack([rows[below], -rows[above]])), np.concatenate([high[below], -low[above]])


@dataclass(frozen=True)
class Solved:
    """What is known, as rows and ends: all unknowns are 0 at least, and whole where people are counted."""

    rows: csr_array
    low: np.ndarray
    high: np.ndarray
    whole: bool

    def range(self, goal: np.ndarray) -> tuple[float, float]:
        """Return the least and the greatest that a sum may be, for numbers that need not be whole."""
        limits, ends = _upper(self.rows, self.low, self.high)
        found = [linprog(s * goal, A_ub=limits, b_ub=ends + 1e-7, bounds=(0, None), method="highs") for s in (1, -1)]
        low, high = (s * end.fun if end.status == 0 else s * -np.inf for s, end in zip((1, -1), found, strict=True))
        return float(low), float(high)

    def ratio(self, top: np.ndarray, bottom: np.ndarray) -> tuple[float, float]:
        """Return the least and the greatest that a rate may be: a program over shares of its unknown denominator."""
        limits, ends = _upper(self.rows, self.low, self.high)
        scaled = csr_array(hstack([limits, csr_array(-(ends + 1e-7))[None, :].T]))
        one = np.append(bottom, 0.0)[None, :]
        goal = np.append(top, 0.0)
        found = [
            linprog(s * goal, A_ub=scaled, b_ub=np.zeros(len(ends)), A_eq=one, b_eq=[1.0], bounds=(0, None),
                    method="highs")
            for s in (1, -1)
        ]  # fmt: skip
        low, high = (s * end.fun if end.status == 0 else s * -np.inf for s, end in zip((1, -1), found, strict=True))
        return float(low), float(high)

    def may_be(self, goal: np.ndarray, low: float, high: float) -> bool:
        """Return whether a sum may lie from `low` to `high`; people are whole, and no answer in time is a yes."""
        rows = LinearConstraint(vstack([self.rows, csr_array(goal[None, :])]),
                                np.append(self.low - 1e-7, low), np.append(self.high + 1e-7, high))  # fmt: skip
        n = len(goal)
        done = milp(np.zeros(n), constraints=rows, bounds=Bounds(0, np.inf),
                    integrality=np.full(n, int(self.whole)), options={"time_limit": 5.0})  # fmt: skip
        return done.status != 2
