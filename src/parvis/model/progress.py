"""Progress of long work, given to the rooms as an argument."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with (step code, done, total); the command line draws it, a notebook may ignore it."""


def silent(step: str, done: int, total: int) -> None:
    """Report nothing."""
