"""Solutions already seen: each shows, for good, what a pattern that hides its cells leaves possible."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from parvis.model.figure import Flags, Floats
from parvis.protect.goals import Block

MOVED = 1e-7
"""A cell that moves by less than this stays where it is."""

ROOM = 64


class Witnesses:
    """Deviations from the true values that satisfy all equations, and which goals they reach against whom.

    A deviation counts as long as all cells that it moves are hidden; against somebody who knows some of the cells, if
    it leaves these alone. `reached` (views, g) counts, for the pattern at hand, the deviations that show each goal.
    """

    def __init__(self, block: Block, hidden: Flags) -> None:
        self.block = block
        self.asked = block.asked()
        self.hidden = hidden.copy()
        self._used = 0
        self._moved = np.zeros((ROOM, block.width), dtype=bool)
        self._shows = np.zeros((ROOM, len(block.goals)), dtype=bool)
        self._touches = np.zeros((ROOM, len(block.views)), dtype=bool)
        self._missing = np.zeros(ROOM, dtype=np.int64)
        self._reached = np.zeros(self.asked.shape, dtype=np.int32)
        self._viewer = np.zeros(block.width, dtype=int)
        for view, known in enumerate(block.views):
            self._viewer[known] = view

    def add(self, deviation: Floats) -> None:
        """Take in a deviation (n,), and its mirror image where that is possible too."""
        self._add(deviation)
        self._add_mirrored(deviation)

    def _add_mirrored(self, deviation: Floats) -> None:
        """Take in the deviation the other way round, scaled so that the goals it reaches are reached there too."""
        goals = self.block.goals
        hit = goals.reached(deviation)
        cells = np.unique(goals.cell[hit])
        other = np.isin(goals.cell, cells) & ~hit
        if not other.any():
            return
        scale = float((goals.need[other] / np.abs(deviation[goals.cell[other]])).max())
        mirrored = -scale * deviation
        slack = 1e-9 * np.maximum(1.0, np.abs(mirrored))
        if (mirrored <= self.block.rise + slack).all() and (mirrored >= -self.block.fall - slack).all():
            self._add(mirrored)

    def _add(self, deviation: Floats) -> None:
        k = self._used
        if k == len(self._missing):
            self._grow()
        moved = np.abs(deviation) > MOVED
        self._moved[k] = moved
        self._shows[k] = self.block.goals.reached(deviation)
        self._touches[k] = False
        self._touches[k, np.unique(self._viewer[moved & (self._viewer > 0)])] = True
        self._missing[k] = int((moved & ~self.hidden).sum())
        self._used += 1
        if not self._missing[k]:
            self._reached[:, self._shows[k]] += ~self._touches[k][:, None]

    def _grow(self) -> None:
        self._moved = np.concatenate([self._moved, np.zeros_like(self._moved)])
        self._shows = np.concatenate([self._shows, np.zeros_like(self._shows)])
        self._touches = np.concatenate([self._touches, np.zeros_like(self._touches)])
        self._missing = np.concatenate([self._missing, np.zeros_like(self._missing)])

    def open(self) -> Flags:
        """Return which goals are not yet seen to be reached against which views (views, g)."""
        return self.asked & (self._reached < 1)

    def is_open(self, view: int, goal: int) -> bool:
        """Return whether one goal is not yet seen to be reached against one view."""
        return bool(self.asked[view, goal] and self._reached[view, goal] < 1)

    def who_is_open(self, goal: int) -> np.ndarray:
        """Return the views against which a goal is not yet seen to be reached."""
        return np.flatnonzero(self.asked[:, goal] & (self._reached[:, goal] < 1))

    def open_without(self, cell: int) -> Flags:
        """Return the goals that are open if one hidden cell is shown (views, g), all of which are reached now."""
        goals, lost = self._count(self._leaning_on(cell))
        out = np.zeros(self.asked.shape, dtype=bool)
        out[:, goals] = self.asked[:, goals] & (self._reached[:, goals] <= lost)
        return out

    def _leaning_on(self, cell: int) -> np.ndarray:
        return np.flatnonzero((self._missing[: self._used] == 0) & self._moved[: self._used, cell])

    def _count(self, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the goals that some deviations show, and how many of them show each to each view (views, n_goals).

        A deviation shows a goal to all views but those whose cells it touches.
        """
        shows = self._shows[which]
        goals = np.flatnonzero(shows.any(axis=0))
        shows = shows[:, goals].astype(np.int32)
        out = np.tile(shows.sum(axis=0, dtype=np.int32), (len(self.block.views), 1))
        if len(self.block.views) > 1 and len(goals):
            touched = (csr_array(self._touches[which].T.astype(np.int32)) @ csr_array(shows)).tocoo()
            out[touched.row, touched.col] -= touched.data
        return goals, out

    def covers(self, deviation: Floats) -> tuple[np.ndarray, np.ndarray]:
        """Return the views that a deviation touches none of the cells of, and the goals that it reaches."""
        touched = np.unique(self._viewer[np.abs(deviation) > MOVED])
        views = np.setdiff1d(np.arange(len(self.block.views)), touched[touched > 0])
        return views, np.flatnonzero(self.block.goals.reached(deviation))

    def show(self, cell: int) -> None:
        """Show a hidden cell."""
        goals, lost = self._count(self._leaning_on(cell))
        self._reached[:, goals] -= lost
        self._missing[: self._used] += self._moved[: self._used, cell]
        self.hidden[cell] = False

    def hide(self, cells: np.ndarray) -> None:
        """Hide cells that are shown."""
        before = self._missing[: self._used] > 0
        self._missing[: self._used] -= self._moved[: self._used, cells].sum(axis=1)
        self.hidden[cells] = True
        goals, won = self._count(np.flatnonzero(before & (self._missing[: self._used] == 0)))
        self._reached[:, goals] += won

    def become(self, hidden: Flags) -> None:
        """Take another pattern."""
        self.hidden = hidden.copy()
        self._missing[: self._used] = (self._moved[: self._used] & ~hidden).sum(axis=1)
        goals, held = self._count(np.flatnonzero(self._missing[: self._used] == 0))
        self._reached[:] = 0
        self._reached[:, goals] = held

    def forget(self, most: int) -> None:
        """Drop the deviations that count for nothing now, the oldest first, until at most `most` are left."""
        excess = self._used - most
        if excess <= 0:
            return
        idle = np.flatnonzero(self._missing[: self._used] > 0)[:excess]
        keep = np.setdiff1d(np.arange(self._used), idle)
        self._used = len(keep)
        for name in ("_moved", "_shows", "_touches", "_missing"):
            held = getattr(self, name)
            held[: self._used] = held[keep]
