"""Minimum-cost secondary suppression: a pattern that protects, how cheap one could be at best, and the audit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from parvis.model.figure import Flags
from parvis.protect.cells import Cells
from parvis.protect.goals import Block, blocks
from parvis.protect.master import Master
from parvis.protect.search import MANY, Search

Progress = Callable[[str, int, int], None]
"""Told what was done, and how many seconds of how many have passed."""

FIRST, BOUND, EXACT = 0.15, 0.45, 0.6
"""Shares of the seconds after which the first search, the bound and the exact search end."""

SMALL = 400
"""Cells up to which it is asked for whatever the gap."""

OUTSIDERS = 0.4
"""Share of the seconds in which sole contributors are left aside, where there are many."""

LATEST = 2.0
"""How long a first pattern may take, of the seconds."""

NEAR = 0.25
"""A gap above which it is no use asking for the cheapest pattern outright."""

CLOSED = 1e-9
"""A relative gap at which a pattern is the cheapest there is."""


@dataclass(frozen=True)
class Pattern:
    """Which cells are hidden (n,), what those beside the sensitive ones cost, and what any pattern costs at least.

    `hopeless` are pairs of cells: what the sole contributor of the first always learns of the second, whatever is
    hidden; ("", cell) is what nobody can be kept from learning.
    """

    hidden: Flags
    cost: float
    lower_bound: float
    hopeless: tuple[tuple[str, str], ...]
    seconds: float

    @property
    def gap(self) -> float:
        """Return how far the cost may be above the least possible, as a share of the cost."""
        return 0.0 if self.cost <= self.lower_bound else (self.cost - self.lower_bound) / self.cost


def suppress(
    cells: Cells,
    *,
    seconds: float,
    seed: int,
    singletons: bool = True,
    progress: Progress = lambda *_: None,
) -> Pattern:
    """Return the cheapest pattern found in some seconds under which no sensitive cell can be learnt.

    The same seed takes the same steps in the same order; how many of them there is time for depends on the machine,
    unless the search ends before: with the proof that nothing is cheaper, or because it finds nothing any more.
    """
    start = time.monotonic()
    hidden, bound = cells.sensitive.copy(), 0.0
    hopeless: list[tuple[str, str]] = []
    parts = sorted(blocks(cells, cells.knowing(singletons=singletons)), key=_effort)
    left = float(sum(map(_effort, parts)))
    for block in parts:
        share = (start + seconds - time.monotonic()) * _effort(block) / left
        left -= _effort(block)
        solver = _Solver(block, np.random.default_rng(seed), max(share, 0.0), progress)
        solver.run()
        hidden[block.cells] |= solver.best
        bound += solver.bound
        hopeless += _names(cells, block, solver.search.hopeless)
    cost = float(cells.weight[hidden & ~cells.sensitive].sum())
    return Pattern(hidden, cost, min(bound, cost), tuple(sorted(hopeless)), time.monotonic() - start)


def _effort(block: Block) -> int:
    return 1 + len(block.goals) * block.width


def _names(cells: Cells, block: Block, goals: set[tuple[int, int]]) -> set[tuple[str, str]]:
    out = set()
    for view, goal in goals:
        known = block.views[view]
        who = cells.ids[block.cells[known[0]]] if len(known) else ""
        out.add((who, cells.ids[block.cells[block.goals.cell[goal]]]))
    return out


class _Solver:
    """One block: the best pattern so far, and the bound."""

    def __init__(self, block: Block, rng: np.random.Generator, seconds: float, progress: Progress) -> None:
        self.block, self.rng, self.progress = block, rng, progress
        self.start, self.seconds = time.monotonic(), seconds
        self.search = Search(block)
        self.best = block.sensitive.copy()
        self.bound = 0.0

    @property
    def cost(self) -> float:
        return self.search.cost(self.best)

    @property
    def closed(self) -> bool:
        return self.cost <= self.bound * (1.0 + CLOSED)

    def until(self, share: float) -> float:
        """Return the time at which a share of the seconds has passed."""
        return self.start + share * self.seconds

    def run(self) -> None:
        self.best = self.search.construct(self._start(), self.until(1.0), self.until(LATEST))
        self._tell("constructed")
        if not self.cost or time.monotonic() > self.until(1.0):
            return
        nothing = np.zeros(self.block.width)
        self.best = self.search.improve(self.best, nothing, self.rng, self.until(FIRST), self._tell)
        master = Master(self.block, self.search.witnesses.asked)
        master.tighten(self.best, self.until(BOUND))
        self._bound(master)
        self._exact(master, self.until(EXACT))
        if not self.closed:
            self.best = self.search.improve(self.best, master.relaxed, self.rng, self.until(1.0), self._tell)

    def _start(self) -> Flags:
        """Return the pattern to start from: where many know something, one that is good against who knows nothing."""
        block = self.block
        if len(block.views) <= MANY:
            return block.sensitive
        search = Search(replace(block, views=block.views[:1], sure=block.sure[:1]))
        first = search.construct(block.sensitive, self.until(FIRST), self.until(1.0))
        nothing = np.zeros(block.width)
        return search.improve(first, nothing, self.rng, self.until(OUTSIDERS), lambda _: None)

    def _bound(self, master: Master) -> None:
        bound = master.bound
        if (self.block.weight == np.round(self.block.weight)).all():  # then every cost is whole
            bound = float(np.ceil(bound * (1.0 - CLOSED) - 1e-2))
        self.bound = max(self.bound, bound)
        self._tell("bound")

    def _exact(self, master: Master, until: float) -> None:
        """Ask the master for whole patterns, and tell it why they do not protect, until one does."""
        near = self.cost - self.bound <= NEAR * self.cost or self.block.width <= SMALL
        while near and not self.closed and time.monotonic() < until:
            asked, certain = master.cheapest(until - time.monotonic())
            self._bound(master)
            if asked is None:
                return
            opened = self.search.opened(asked)
            found = master.violated_near(asked.astype(float), opened, until)
            mended = self.search.mended(asked, until) if opened else asked
            if mended is not None:
                self._take(mended)
            if not found or not certain:
                return
            master.add(found)

    def _take(self, hidden: Flags) -> None:
        if self.search.cost(hidden) < self.cost:
            self.best = hidden
            self._tell("exact")

    def _tell(self, step: str) -> None:
        """Say what was done, what the pattern costs, and what it must cost at least."""
        passed = time.monotonic() - self.start
        self.progress(f"{step}: {self.cost:.10g} / {self.bound:.10g}", round(passed), round(self.seconds))
