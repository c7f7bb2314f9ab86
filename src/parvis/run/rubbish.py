"""What a build leaves behind in memory: cycles of objects that nobody holds any more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OFTEN = 100_000
"""New objects after which those are looked at: pages leave cycles, which are found while they are young."""
SELDOM = 50, 100_000
"""Rounds after which what has stayed is looked at once more, and after which everything is: practically never."""


@contextmanager
def old_ones_left_alone() -> Iterator[None]:
    """Look for rubbish among new objects only.

    Figures and their evidence are many millions of objects that stay until the end and hold no cycles: to look through
    all of them, each time that a quarter more are there, takes two thirds of the time in which they are made.
    """
    before = gc.get_threshold()
    gc.set_threshold(OFTEN, *SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
