"""Proportional symbols: a number of people or things is drawn as a disc of that surface, not as a colour.

A colour over a large zone would say that much of something is there; a disc says how much, whatever the zone's size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.publish.maps import TENTHS

_LARGEST, _SMALLEST = 26.0, 1.5  # pixels: radius of the greatest number's disc, and of the least that is seen
_STEPS = (1, 2, 5)
_FUZZ = 1e-9  # a float's breadth below a round number is that number


@dataclass(frozen=True)
class Disc:
    """A number drawn at a point of its zone, in drawing units."""

    zone: str
    x: int
    y: int
    radius: int


def radius(value: float, greatest: float) -> int:
    """Return the radius of a disc whose surface stands to the greatest one as the values do, in drawing units.

    >>> radius(100, 100), radius(25, 100), radius(0, 100)
    (260, 130, 0)
    """
    if value <= 0 or greatest <= 0:
        return 0
    return round(TENTHS * max(_SMALLEST, _LARGEST * math.sqrt(value / greatest)))


def round_sizes(values: Sequence[float]) -> list[float]:
    """Return at most three round numbers to measure discs by, the greatest first.

    >>> round_sizes([3.0, 940.0])
    [500.0, 100.0, 20.0]
    """
    greatest = max(values, default=0.0)
    if greatest <= 0:
        return []
    first = _round_down(greatest)
    sizes = [first, _round_down(first / 5), _round_down(first / 25)]
    return [size for size in dict.fromkeys(sizes) if size >= min(1.0, first)]


def _round_down(number: float) -> float:
    power = 10.0 ** math.floor(math.log10(number * (1 + _FUZZ)))
    return max(step * power for step in _STEPS if step * power <= number * (1 + _FUZZ))
