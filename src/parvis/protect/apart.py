"""Parts that have nothing to do with each other, each worked on by itself, in several processes where wanted."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD = 4
"""Parts that wait for each process: what is in memory does not grow with how many there are."""


def processors() -> int:
    """Return how many processes work at a time on this machine; 1 where there is no safe way to fork."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def each(work: Callable[[Part], Result], parts: Iterable[Part], *, processes: int) -> Iterator[Result]:
    """Yield what comes of each part, in the order of the parts whatever the number of processes.

    `work` is a function of a module, called with one part at a time; parts and results are handed over by pickling.
    Raises what it raises. Where a process is killed, for want of memory or by somebody, this one works on what it had
    and on the parts that follow, by itself.
    """
    parts = iter(parts)
    first = list(islice(parts, 2))
    if processes < 2 or len(first) < 2:
        yield from map(work, chain(first, parts))
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("fork"), initializer=_deaf) as pool:
        waiting: deque[tuple[Part, Future[Result] | None]] = deque()
        for part in chain(first, parts):
            waiting.append((part, _handed(pool, work, part)))
            if len(waiting) >= AHEAD * processes:
                yield _result(work, *waiting.popleft())
        while waiting:
            yield _result(work, *waiting.popleft())


def _handed(pool: ProcessPoolExecutor, work: Callable[[Part], Result], part: Part) -> Future[Result] | None:
    """Return what will come of a part in another process; None where these are gone."""
    with warnings.catch_warnings():
        # Threads of numpy are asleep here, and know how to go on in a fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return pool.submit(work, part)
        except BrokenProcessPool:
            return None


def _result(work: Callable[[Part], Result], part: Part, handed: Future[Result] | None) -> Result:
    """Return what came of a part; where its process is gone it is worked on here."""
    if handed is not None:
        try:
            return handed.result()
        except BrokenProcessPool:
            pass
    return work(part)


def _deaf() -> None:
    """Leave it to the process that started this one to be interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
