"""Minimum-cost secondary suppression: a pattern that protects, how cheap one could be at best, and the audit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from parvis.errors import DisclosureError
from parvis.model.figure import Flags, Floats
from parvis.protect.apart import each
from parvis.protect.attack import Failure, judged
from parvis.protect.cells import Cells
from parvis.protect.elimination import components
from parvis.protect.goals import Block, blocks
from parvis.protect.master import Master
from parvis.protect.search import MANY, Search

NAMED = 5
"""Cells that an error names."""

Progress = Callable[[str, int, int], None]
"""Told what was done, and how many seconds of how many have passed."""

FIRST, BOUND, EXACT = 0.1, 0.4, 0.9
"""Shares of the seconds after which the first search, the bound and the exact search end."""

TURN, LAST = 0.2, 0.05
"""Shares of the seconds that are left for an answer of the master; of all seconds for the bound by given weights."""

SMALL = 400
"""Cells up to which it is asked for whatever the gap, and what is cheapest by the weights alone is sought."""

COARSE, FINE = 0.01, 1e-7
"""Within which gaps the master answers: first, as long as its answers do not protect; and in the end."""

NARROWER = 8.0
"""How many times narrower the gap becomes where they do."""

REFUTED, FEW = 500, 5
"""Goals out of reach of which the master is told at once; and how many of them are next to none."""

FEWER = 0.1
"""What one hidden cell fewer is worth, as a share of what a hidden cell costs on average."""

LATEST = 2.0
"""How long a first pattern may take, of the seconds."""

NEAR = 0.5
"""A gap above which it is no use asking for the cheapest pattern outright."""

NARROW = 0.05
"""The same, where it did not answer in time."""

CLOSED = 1e-9
"""A relative gap at which a pattern is the cheapest there is."""


@dataclass(frozen=True)
class Pattern:
    """Which cells are hidden (n,), what those beside the sensitive ones cost, and what any pattern costs at least.

    `hopeless` are pairs of cells: what the sole contributor of the first always learns of the second, whatever is
    hidden.
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
    processes: int = 1,
    progress: Progress = lambda *_: None,
) -> Pattern:
    """Return the cheapest pattern found in some seconds under which no sensitive cell can be learnt.

    Whatever the clock and the search did, the audit holds for the pattern that is returned: it was held against it at
    the end. Where it holds for none, DisclosureError is raised.

    The same seed takes the same steps in the same order, whatever the number of `processes`; how many of them there is
    time for depends on the machine, unless the search ends before: with the proof that nothing is cheaper, or because
    it finds nothing any more.
    """
    start = time.monotonic()
    hidden, bound = cells.sensitive.copy(), 0.0
    parts = sorted(blocks(cells, cells.knowing(singletons=singletons)), key=_effort)
    alone = len(parts) < 2 or processes < 2
    tasks = _tasks(parts, start + seconds, seed, singletons, processes, progress if alone else None)
    for number, (block, found) in enumerate(zip(parts, each(_solved, tasks, processes=processes), strict=True), 1):
        hidden[block.cells] |= found.hidden
        bound += found.bound
        if not alone:
            progress(f"{number} / {len(parts)}", round(time.monotonic() - start), round(seconds))
    hidden, hopeless = proven(cells, hidden, singletons=singletons, processes=processes)
    cost = float(cells.weight[hidden & ~cells.sensitive].sum())
    return Pattern(hidden, cost, min(bound, cost), hopeless, time.monotonic() - start)


def proven(
    cells: Cells, hidden: Flags, *, singletons: bool = True, processes: int = 1
) -> tuple[Flags, tuple[tuple[str, str], ...]]:
    """Return a pattern (n,) for which the audit holds, and what always follows, from one for which it may not.

    Where something can be learnt, cells beside it are hidden too, the cheapest first, twice as many each time. Raises
    DisclosureError where the audit does not hold though all is hidden that may be.
    """
    more = 1
    while True:
        found, always = judged(cells, hidden, singletons=singletons, processes=processes)
        if not found:
            return hidden, always
        hidden, before = _wider(cells, hidden, found, more), hidden
        if (hidden == before).all():
            named = sorted({failure.cell for failure in found})
            raise DisclosureError.of("pattern_open", count=len(named), cells=", ".join(named[:NAMED]))
        more *= 2


def _wider(cells: Cells, hidden: Flags, found: tuple[Failure, ...], more: int) -> Flags:
    """Return a pattern with some more cells hidden beside those that can be learnt; with all of them in the end."""
    failing = np.isin(np.array(cells.ids), [failure.cell for failure in found])
    can = ~hidden & ~cells.forced
    of_cell, _ = components(cells.matrix)
    near = can & (abs(cells.matrix).T @ (abs(cells.matrix) @ failing.astype(float)) > 0)
    some = near if near.any() else can & np.isin(of_cell, of_cell[failing])
    price = np.where(some, cells.weight, np.inf)
    chosen = np.argsort(price, kind="stable")[: min(more * int(failing.sum()), int(some.sum()))]
    out = hidden | failing
    out[chosen] = True
    return out


@dataclass(frozen=True)
class _Task:
    """A part, how long it may take, and when all must have ended."""

    block: Block
    seconds: float
    end: float
    seed: int
    charged: bool
    progress: Progress | None


@dataclass(frozen=True)
class _Found:
    hidden: Flags
    bound: float


def _tasks(
    parts: list[Block], end: float, seed: int, charged: bool, processes: int, progress: Progress | None
) -> Iterator[_Task]:
    """Yield what to do, the small parts first: what time they leave goes to the large ones."""
    left = float(sum(map(_effort, parts)))
    for block in parts:
        share = (end - time.monotonic()) * min(1.0, processes * _effort(block) / left)
        left -= _effort(block)
        yield _Task(block, share, end, seed, charged, progress)


def _solved(task: _Task) -> _Found:
    seconds = max(min(task.seconds, task.end - time.monotonic()), 0.0)
    rng, tell = np.random.default_rng(task.seed), task.progress or (lambda *_: None)
    solver = _Solver(task.block, rng, seconds, tell, charged=task.charged)
    solver.run()
    return _Found(assured(task.block, solver.best, rng), solver.bound)


def assured(block: Block, hidden: Flags, rng: np.random.Generator) -> Flags:
    """Return a pattern (n,), with more hidden where a search that knows nothing of the first finds goals out of reach.

    What one search holds for possible grows for as long as it lasts, and one error in it would stay: it is mended
    cheaper here than by `proven`. Where many know something that takes as long as the audit itself.
    """
    again = Search(block)
    if len(block.views) > MANY or not again.opened(hidden, rng, 1):
        return hidden
    again.witnesses.become(hidden)
    again.protect(block.weight, lambda: False)
    return again.hidden.copy()


def _effort(block: Block) -> int:
    return 1 + len(block.goals) * block.width


class _Solver:
    """One block: the best pattern so far, and the bound.

    Patterns are looked for by weights with a charge on each hidden cell, if any; the bound is by those given.
    """

    def __init__(
        self, block: Block, rng: np.random.Generator, seconds: float, progress: Progress, *, charged: bool
    ) -> None:
        self.plain, self.block, self.rng, self.progress = block.weight, block, rng, progress
        self.start, self.seconds = time.monotonic(), seconds
        self.bound = 0.0
        first = self._outsiders()
        if charged and block.width > SMALL:
            self.block = replace(block, weight=self._charged(first))
        self.search = Search(self.block)
        self.best = first

    @property
    def cost(self) -> float:
        """Return what the best pattern costs, with the charge."""
        return self.search.cost(self.best)

    def _outsiders(self) -> Flags:
        """Return a pattern to start from: where many know something, one that is good against who knows nothing."""
        block = self.block
        if len(block.views) <= MANY:
            return block.sensitive
        search = Search(replace(block, views=block.views[:1], sure=block.sure[:1]))
        return search.construct(block.sensitive, self.until(FIRST), self.until(1.0))

    def _charged(self, hidden: Flags) -> Floats:
        """Return the weights with what each hidden cell costs besides, because it is one more."""
        second = hidden & self.block.hideable & ~self.block.sensitive
        each = FEWER * float(self.plain[second].mean()) if second.any() else 0.0
        out: Floats = self.plain + each * self.block.hideable
        return out

    def until(self, share: float) -> float:
        """Return the time at which a share of the seconds has passed."""
        return self.start + share * self.seconds

    def run(self) -> None:
        """Look for the cheapest pattern until the time is over, or nothing cheaper exists."""
        self.best = self.search.construct(self.best, self.until(1.0), self.until(LATEST))
        self._tell("constructed")
        if not self.cost or time.monotonic() > self.until(1.0):
            return
        if self.block.width > SMALL:  # a smaller one is soon asked for outright
            nothing = np.zeros(self.block.width)
            self.best = self.search.improve(self.best, nothing, self.rng, self.until(FIRST), self._tell)
        master = Master(self.block, self.search.witnesses.asked)
        master.tighten(self.best, self.until(BOUND))
        self._exact(master)
        self._bound(master)
        if not self._closed(master):
            self.best = self.search.improve(self.best, master.relaxed, self.rng, self.until(1.0), self._tell)

    def _gap(self, master: Master) -> float:
        return (self.cost - master.bound) / self.cost

    def _closed(self, master: Master) -> bool:
        return self.cost <= self._rounded(master.bound, self.block.weight) * (1.0 + CLOSED)

    def _bound(self, master: Master) -> None:
        """Say what a pattern must cost at least, by the weights given."""
        charged = not np.array_equal(self.plain, self.block.weight)
        left = min(LAST * self.seconds, self.until(1.0) - time.monotonic())
        bound = master.least(self.plain, left) if charged else master.bound
        self.bound = max(self.bound, self._rounded(bound, self.plain))
        self._tell("bound")

    @staticmethod
    def _rounded(bound: float, weight: Floats) -> float:
        """Return a bound raised to a whole number where every cost is one."""
        return float(np.ceil(bound * (1.0 - CLOSED) - 1e-2)) if (weight == np.round(weight)).all() else bound

    def _exact(self, master: Master) -> None:
        """Ask the master for whole patterns, and tell it why they do not protect, until one does.

        As long as it answers in time it is asked, within a gap that becomes narrower where its answers protect.
        """
        gap = COARSE
        near = NEAR if self.block.width > SMALL else 1.0
        while self._gap(master) <= near and not self._closed(master) and time.monotonic() < self.until(EXACT):
            asked, certain = master.cheapest(TURN * (self.until(1.0) - time.monotonic()), gap)
            if asked is None:
                return
            opened = self.search.opened(asked, self.rng, REFUTED)
            mended = self.search.mended(asked, self.until(1.0)) if opened else asked
            if mended is not None:
                self._take(mended)
            self._tell("exact")
            refuted = master.refute(asked, opened, self.until(1.0))
            if not refuted and (gap <= FINE or not certain):
                return
            near = near if certain else NARROW
            if len(opened) < FEW:
                gap = max(gap / NARROWER, FINE)

    def _take(self, hidden: Flags) -> None:
        if self.search.cost(hidden) < self.cost:
            self.best = hidden

    def _tell(self, step: str) -> None:
        """Say what was done, what the pattern costs, and what it must cost at least."""
        passed = time.monotonic() - self.start
        self.progress(f"{step}: {self.cost:.10g} / {self.bound:.10g}", round(passed), round(self.seconds))
