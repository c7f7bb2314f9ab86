"""Parts that have nothing to do with each other, each worked on by itself, in several processes where wanted."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
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
    Raises what it raises.
    """
    parts = iter(parts)
    first = list(islice(parts, 2))
    if processes < 2 or len(first) < 2:
        yield from map(work, chain(first, parts))
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("fork"), initializer=_deaf) as pool:
        waiting: deque[Future[Result]] = deque()
        for part in chain(first, parts):
            with warnings.catch_warnings():
                # Threads of numpy are asleep here, and know how to go on in a fork.
                warnings.simplefilter("ignore", DeprecationWarning)
                waiting.append(pool.submit(work, part))
            if len(waiting) >= AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _deaf() -> None:
    """Leave it to the process that started this one to be interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
