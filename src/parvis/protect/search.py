"""A pattern that protects, made cheaper step by step: construct, clean up, destroy and repair."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import numpy as np

from parvis.model.figure import Flags, Floats
from parvis.protect.cheapest import FREE, Cheapest
from parvis.protect.goals import Block
from parvis.protect.nearby import look_nearby
from parvis.protect.possible import Possible, bundles
from parvis.protect.witnesses import Witnesses

Goal = tuple[int, int]
"""A view and a goal: who must not learn what."""

SHARES = (0.0, 0.05, 0.1, 0.2, 0.35)
"""Shares of what can move independently that are shown at once, to be mended; at least one bundle."""

TRUST = (0.0, 0.4, 0.8)
"""How much cheaper cells seem that the relaxed master hides."""

BATCH = 300
"""Goals that are sought together."""

LARGE = 3_000_000
"""Open goals times cells above which a first pattern is sought for many goals together."""

MANY = 8
"""Views above which each goal is first reached by itself: what moves few cells shows the most to most of them."""

FEW = 4
"""Open goals that are worth looking at together before more is hidden."""

ENOUGH = 0.9
"""Looking again is worth it where fewer than this share of the goals stay open."""

IDLE = 1000
"""Rounds without anything cheaper after which nothing is looked for any more."""

HEAT, COOLED = 0.01, 50
"""How much dearer patterns are gone on from, as a share of the cost; and after how many rounds none is, in turns."""

KEPT = 4000
"""Deviations kept in memory."""


class Search:
    """A pattern at hand, `hidden` (n,), and what is known to be possible under it."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.witnesses = Witnesses(block, block.sensitive)
        self.cheapest = Cheapest(block)
        self._blame: dict[int, Goal] = {}
        least = block.weight[block.weight > 0]
        self._tiny = FREE * float(least.min(initial=1.0))

    @property
    def hidden(self) -> Flags:
        """Return the cells that are hidden (n,)."""
        return self.witnesses.hidden

    def cost(self, hidden: Flags) -> float:
        """Return what the cells hidden beside the sensitive ones cost."""
        return float(self.block.weight[hidden & ~self.block.sensitive].sum())

    def secondary(self) -> np.ndarray:
        """Return the cells hidden beside the sensitive ones."""
        return np.flatnonzero(self.hidden & ~self.block.sensitive)

    def protect(self, weight: Floats, stop: Callable[[], bool]) -> bool:
        """Hide more until every goal is reached, each the cheapest way by `weight` (n,); return whether it was done."""
        skipped: set[Goal] = set()
        looked = False
        while True:
            goal = self._next(skipped)
            if goal is None:
                return True
            if not looked and (goal[0] or len(self.block.views) <= MANY):
                self._look(stop)
                looked = True
                continue
            if stop():
                return False
            view, which = goal
            prices = np.where(self.hidden, self._tiny, weight + self._tiny)
            found = self.cheapest.deviation(which, self.block.views[view], prices)
            if found is None:
                self.witnesses.asked[goal] = False
                continue
            new = np.flatnonzero((np.abs(found) > 1e-7) & ~self.hidden)
            self.witnesses.hide(new)
            self.witnesses.add(found)
            if self.witnesses.is_open(*goal):  # it moves a cell by next to nothing
                skipped.add(goal)

    def _look(self, stop: Callable[[], bool]) -> None:
        """See which open goals the pattern reaches as it is, many at a time."""
        opened = self.witnesses.open()
        if opened.sum() < FEW:
            return
        if len(self.block.views) > MANY:
            look_nearby(self.witnesses, stop)
            opened = self.witnesses.open()
        possible = Possible(self.block, self.hidden)
        for view in np.flatnonzero(opened.any(axis=1)).tolist():
            possible.know(self.block.views[view])
            left = np.flatnonzero(self.witnesses.open()[view])
            while len(left) and not stop():
                self.witnesses.add(possible.reach(left))
                after = np.flatnonzero(self.witnesses.open()[view])
                if len(after) > ENOUGH * len(left):
                    break
                left = after

    def _next(self, skipped: Iterable[Goal]) -> Goal | None:
        """Return an open goal: nobody's view first, the hardest to reach first."""
        opened = self.witnesses.open()
        for goal in skipped:
            opened[goal] = False
        views = np.flatnonzero(opened.any(axis=1))
        if not len(views):
            return None
        view = int(views[0])
        which = np.flatnonzero(opened[view])
        return view, int(which[np.argmax(self.block.goals.need[which])])

    def clean_up(self, weight: Floats, stop: Callable[[], bool]) -> None:
        """Show hidden cells again where all goals stay within reach, the dearest by `weight` (n,) first."""
        possible = Possible(self.block, self.hidden)
        of = possible.bundles.of
        second = self.secondary()
        self._show(second[of[second] < 0])
        vital = np.unique(of[self.block.goals.cell])
        second = second[(of[second] >= 0) & ~np.isin(of[second], vital)]
        total = np.bincount(of[second], weights=weight[second], minlength=possible.bundles.count)
        shown: list[int] = []
        for bundle in np.unique(of[second])[np.argsort(-total[np.unique(of[second])], kind="stable")].tolist():
            if stop():
                break
            members = second[of[second] == bundle]
            if self._can_show(int(members[0]), possible, shown, stop):
                self._show(members)
                shown.append(int(members[0]))
        second = self.secondary()
        self._show(second[bundles(self.block, self.hidden).of[second] < 0])

    def _show(self, cells: np.ndarray) -> None:
        for cell in cells.tolist():
            self.witnesses.show(cell)

    def _can_show(self, cell: int, possible: Possible, shown: list[int], stop: Callable[[], bool]) -> bool:
        lost = self.witnesses.open_without(cell)
        if not lost.any():
            return True
        blamed = self._blame.get(cell)
        if (
            blamed is not None
            and lost[blamed]
            and not self._reaches(cell, blamed[0], [blamed[1]], possible, shown, lost)
        ):
            return False
        for view in np.flatnonzero(lost.any(axis=1)).tolist():
            which = np.flatnonzero(lost[view]).tolist()
            if stop() or (which and not self._reaches(cell, view, which, possible, shown, lost)):
                return False
        return True

    def _reaches(
        self, cell: int, view: int, goals: list[int], possible: Possible, shown: list[int], lost: Flags
    ) -> bool:
        """Return whether all goals are within reach of a view that knows one cell more; what is found is kept.

        Goals found to be within reach are struck from `lost` (views, g).
        """
        possible.know(np.concatenate([[cell], shown, self.block.views[view]]).astype(int))
        left = np.array(goals)
        together = len(left) > 2
        while len(left):
            asked = left if together else left[:1]
            found = possible.reach(asked)
            reached = self.block.goals.reached(found)
            if not together and not reached[asked].all():
                self._blame[cell] = (view, int(asked[0]))
                return False
            self.witnesses.add(found)
            lost[np.ix_(*self.witnesses.covers(found))] = False
            together = bool(reached[left].any()) and int((~reached[left]).sum()) > 2
            left = left[~reached[left]]
        return True

    def construct(self, start: Flags, until: float, latest: float) -> Flags:
        """Return a first pattern that protects, from one that may not.

        Without a pattern there is nothing to improve: it may take until `latest`; then all is hidden that may be.
        """

        def too_late() -> bool:
            return time.monotonic() > latest

        def stop() -> bool:
            return time.monotonic() > until

        weight = self.block.weight
        self.witnesses.become(start)
        self._look(stop)
        if self.witnesses.open()[0].sum() * self.block.width > LARGE:
            self._protect_together(until)
        if not self.protect(weight, too_late):
            self.witnesses.hide(np.flatnonzero(self.block.hideable & ~self.hidden))
            return self.hidden.copy()
        self.clean_up(weight, stop)
        return self.hidden.copy()

    def _protect_together(self, until: float) -> None:
        """Hide what lets many goals be reached at once, up and down in turns, as long as that gets on."""
        goals, up, idle = self.block.goals, True, 0
        while idle < 2 and (seconds := until - time.monotonic()) > 0:
            opened = self.witnesses.open()[0]
            side = np.where(np.arange(self.block.width) % 2 == int(up), 1.0, -1.0)[goals.cell]
            asked = np.flatnonzero(opened & (goals.sign == side))[:BATCH]
            if len(asked):
                prices = np.where(self.hidden, self._tiny, self.block.weight + self._tiny)
                found = self.cheapest.together(asked, prices, seconds)
                self.witnesses.hide(np.flatnonzero((np.abs(found) > 1e-7) & ~self.hidden))
                self.witnesses.add(found)
            won = int(opened.sum() - self.witnesses.open()[0].sum())
            idle = idle + 1 if won < (1.0 - ENOUGH) * len(asked) or not len(asked) else 0
            up = not up

    def opened(self, hidden: Flags, rng: np.random.Generator, most: int) -> list[Goal]:
        """Return goals that a pattern leaves out of reach, at most so many, by chance."""
        self.witnesses.become(hidden)
        self._look(_never)
        possible = Possible(self.block, hidden)
        out: list[Goal] = []
        left = rng.permutation(np.argwhere(self.witnesses.open()))
        for view, goal in left.tolist():
            if len(out) == most:
                break
            if self.witnesses.is_open(view, goal):
                possible.know(self.block.views[view])
                found = possible.reach(np.array([goal]))
                self.witnesses.add(found)
                if not self.block.goals.reached(found)[goal]:
                    out.append((view, goal))
        return out

    def mended(self, hidden: Flags, until: float) -> Flags | None:
        """Return a pattern that protects, made of one that may not, or None where there is no time for it."""

        def stop() -> bool:
            return time.monotonic() > until

        self.witnesses.become(hidden)
        if not self.protect(self.block.weight, stop):
            return None
        self.clean_up(self.block.weight, stop)
        return self.hidden.copy()

    def improve(
        self, start: Flags, hint: Floats, rng: np.random.Generator, until: float, tell: Callable[[str], None]
    ) -> Flags:
        """Return the cheapest pattern found until a time (`time.monotonic`), from one that protects.

        `hint` (n,) says from 0 to 1 which cells the relaxed master hides: these seem cheaper in some rounds.

        Each round shows some bundles of hidden cells, hides again what must be, by prices that chance has changed a
        little, and cleans up. Somewhat dearer patterns are gone on from too, less and less, and then again.
        """
        weight = self.block.weight
        best = current = start.copy()
        cost = now = self.cost(start)
        idle = 0

        def stop() -> bool:
            return time.monotonic() > until

        while not stop() and cost > 0 and idle < IDLE:
            self.witnesses.become(current)
            self.witnesses.forget(KEPT)
            self._destroy(rng)
            trusting = weight * (1.0 - float(rng.choice(TRUST)) * np.clip(hint, 0.0, 1.0))
            prices = trusting * rng.uniform(0.6, 1.4, self.block.width)
            if not self.protect(prices, stop):
                break
            self.clean_up(trusting * rng.uniform(0.7, 1.3, self.block.width), stop)
            made = self.cost(self.hidden)
            heat = HEAT * (1.0 - idle % COOLED / COOLED)
            if made < now - heat * cost * np.log(rng.random()):
                current, now = self.hidden.copy(), made
            idle += 1
            if made < cost - 1e-9:
                best, cost, idle = self.hidden.copy(), made, 0
                tell(f"improved to {cost:.10g};")
        return best

    def _destroy(self, rng: np.random.Generator) -> None:
        """Show some bundles of hidden cells, and what then follows from the others."""
        second = self.secondary()
        made = bundles(self.block, self.hidden)
        of = made.of[second]
        self._show(second[of < 0])
        vital = np.unique(made.of[self.block.goals.cell])
        inside = (of >= 0) & ~np.isin(of, vital)
        total = np.bincount(of[inside], weights=self.block.weight[second[inside]], minlength=made.count)
        can = np.flatnonzero(total > 0)
        if not len(can):
            return
        count = int(np.clip(round(float(rng.choice(SHARES)) * made.freedom), 1, len(can)))
        taste = total[can] ** float(rng.choice([0.0, 0.5, 1.0]))
        gone = rng.choice(can, size=count, replace=False, p=taste / taste.sum())
        self._show(second[np.isin(of, gone)])
        second = self.secondary()
        self._show(second[bundles(self.block, self.hidden).of[second] < 0])


def _never() -> bool:
    return False
