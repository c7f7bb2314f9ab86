"""Minimum-cost secondary suppression: a pattern that protects, how cheap one could be at best, and the audit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from parvis.model.figure import Flags
from parvis.protect.cells import Cells
from parvis.protect.goals import Block, blocks
from parvis.protect.master import Master
from parvis.protect.search import Search

Progress = Callable[[str, int, int], None]
"""Told what was done, and how many seconds of how many have passed."""

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
        self.best = self.search.construct(self.block.weight)
        self._tell("constructed")
        if not self.cost:
            return
        self.best = self.search.improve(self.best, self.block.weight, self.rng, self.until(0.15), self._tell)
        master = Master(self.block, self.search.witnesses.asked)
        master.tighten(self.best, self.until(0.45))
        self._bound(master)
        if not self.closed:
            self._exact(master, self.until(0.7))
        if not self.closed:
            self.best = self.search.improve(self.best, self.block.weight, self.rng, self.until(1.0), self._tell)

    def _bound(self, master: Master) -> None:
        bound = master.bound
        if (self.block.weight == np.round(self.block.weight)).all():  # then every cost is whole
            bound = float(np.ceil(bound * (1.0 - CLOSED) - 1e-2))
        self.bound = max(self.bound, bound)
        self._tell("bound")

    def _exact(self, master: Master, until: float) -> None:
        """Ask the master for whole patterns, and tell it why they do not protect, until one does."""
        while not self.closed and time.monotonic() < until:
            asked, certain = master.cheapest(until - time.monotonic())
            self._bound(master)
            if asked is None:
                return
            opened = self.search.opened(asked)
            if not opened:
                self._take(asked)
                if certain:
                    return
            found = master.violated_near(asked.astype(float), opened, until)
            self._take(self.search.mended(asked))
            if not found:
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
