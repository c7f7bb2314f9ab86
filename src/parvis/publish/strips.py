"""Strips: a value and its interval drawn on the scale of the table they stand in, in per cent of its width."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from parvis.publish.shelf import FigureRow


@dataclass(frozen=True)
class Strip:
    """Where the value stands, and where the interval begins and ends (equal where there is none); 0 to 100."""

    value: float
    begin: float
    end: float


@dataclass(frozen=True)
class Scale:
    """The least and the greatest number that a table's strips show; None without two different numbers."""

    least: float
    greatest: float

    def strip(self, row: FigureRow) -> Strip:
        """Return the strip of a figure with a value."""
        begin, end = (bound if math.isfinite(bound) else row.value for bound in (row.lower, row.upper))
        return Strip(*(self._position(number) for number in (row.value, begin, end)))

    def _position(self, number: float) -> float:
        return round(100 * (number - self.least) / (self.greatest - self.least), 1)


def scale_of(rows: Iterable[FigureRow]) -> Scale | None:
    """Return the scale of some figures: from 0, or from the least number if it is negative, to the greatest."""
    numbers = [
        number for row in rows if row.is_shown for number in (row.value, row.lower, row.upper) if math.isfinite(number)
    ]
    least, greatest = min(numbers, default=0.0), max(numbers, default=0.0)
    return Scale(min(0.0, least), greatest) if greatest > min(0.0, least) else None
