"""Spread: the zones of a zoning as dots on one scale, piled up where their numbers are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.publish.readings import Reading

FEWEST = 8
"""Zones below which a distribution says no more than the table."""
WIDTH, _DOT, _TALLEST = 640.0, 9.0, 22


@dataclass(frozen=True)
class Dot:
    """A zone's place in a drawing, in pixels from its left and from its ground line upward."""

    zone: str
    x: float
    y: float
    title: str


@dataclass(frozen=True)
class Spread:
    """Dots, the drawing's height, and the least and greatest number as they are written."""

    dots: tuple[Dot, ...]
    height: float
    size: float
    least: str
    greatest: str


def spread_of(zones: Sequence[tuple[str, str, Reading]]) -> Spread | None:
    """Return the spread of (zone, name, reading) with a number each; None with few, or all of one number.

    Dots are placed by the number in steps of a dot's width; where more fall together than there is room for, all dots
    shrink.
    """
    ordered = sorted(zones, key=lambda zone: zone[2].row.value)
    if len(ordered) < FEWEST or ordered[0][2].row.value == ordered[-1][2].row.value:
        return None
    first, last = ordered[0][2], ordered[-1][2]
    size = _DOT
    while (piles := _piles(ordered, size)) and max(piles.values()) > _TALLEST * _DOT / size and size > 1:
        size /= 2
    held: Counter[int] = Counter()
    dots = []
    for zone, name, reading in ordered:
        column = _column(reading.row.value, first.row.value, last.row.value, size)
        x, y = (column + 0.5) * size, (held[column] + 0.5) * size
        dots.append(Dot(zone, round(x, 1), round(y, 1), f"{name}: {reading.in_short}"))
        held[column] += 1
    return Spread(tuple(dots), round(max(held.values()) * size, 1), size, first.with_unit, last.with_unit)


def _piles(zones: Sequence[tuple[str, str, Reading]], size: float) -> Counter[int]:
    least, greatest = zones[0][2].row.value, zones[-1][2].row.value
    return Counter(_column(reading.row.value, least, greatest, size) for _, _, reading in zones)


def _column(value: float, least: float, greatest: float, size: float) -> int:
    columns = int(WIDTH // size)
    return min(columns - 1, int((value - least) / (greatest - least) * columns))
