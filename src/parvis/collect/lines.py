"""On which line of a file each of its rows stands: mostly the one after that of the row before."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import overload


class Lines(Sequence[int]):
    """The lines of rows, in order; rows on lines that follow each other take no memory.

    >>> lines = Lines([2, 3, 4, 7, 8])
    >>> len(lines), lines[2], lines[-1], list(lines)
    (5, 4, 8, [2, 3, 4, 7, 8])
    """

    def __init__(self, lines: Iterable[int] = ()) -> None:
        self._starts, self._firsts = array("q"), array("q")  # of each run: position of its first row, and its line
        self._count = 0
        self.extend(lines)

    def extend(self, lines: Iterable[int]) -> None:
        """Add the lines of further rows."""
        for line in lines:
            if not self._count or line != self._firsts[-1] + self._count - self._starts[-1]:
                self._starts.append(self._count)
                self._firsts.append(line)
            self._count += 1

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, position: int) -> int: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[int]: ...
    def __getitem__(self, position: int | slice) -> int | Sequence[int]:
        if isinstance(position, slice):
            return [self[n] for n in range(*position.indices(self._count))]
        at = position + self._count if position < 0 else position
        if not 0 <= at < self._count:
            raise IndexError(position)
        run = bisect_right(self._starts, at) - 1
        return self._firsts[run] + at - self._starts[run]
