"""Trends: a zone's figures over time, drawn; numbers that were had in different ways are not joined by a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.model.period import parted, period_order
from parvis.publish.readings import Reader, Reading
from parvis.publish.shelf import FigureRow

WIDTH, HEIGHT = 240.0, 96.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 8.0, 8.0, 18.0, 20.0  # room for the first and last number, and for the years


@dataclass(frozen=True)
class Point:
    """A figure in a trend: its mark, and where its range ends below (`low`) and above (`high`)."""

    x: float
    y: float
    reading: Reading
    low: float
    high: float


@dataclass(frozen=True)
class Trend:
    """Points from the earliest to the latest, the lines that join them and the bands of their ranges (SVG paths)."""

    points: tuple[Point, ...]
    lines: tuple[str, ...]
    bands: tuple[str, ...]


def trend_of(reader: Reader, rows: Sequence[FigureRow]) -> Trend | None:
    """Return the trend of a zone's figures of everybody, or None with fewer than two that have a value."""
    shown = sorted((row for row in rows if row.is_shown), key=lambda row: period_order(row.period))
    times = [_time(row.period) for row in shown]
    if len(shown) < 2 or None in times or len(set(times)) < len(times):
        return None
    known = [time for time in times if time is not None]
    numbers = [n for row in shown for n in (row.value, *_bounds(row))]
    least, greatest = min(0.0, *numbers), max(numbers)
    if greatest == least:
        return None
    points = tuple(
        Point(_across(time, known), _up(row.value, least, greatest), reader.read(row), *_drawn(row, least, greatest))
        for row, time in zip(shown, known, strict=True)
    )
    runs = _runs(points, reader.breaks(shown[0].indicator))
    return Trend(
        points, tuple(map(_line, runs)), tuple(_band(run) for run in runs if any(p.low != p.high for p in run))
    )


def _time(period: str) -> float | None:
    """Return the middle of an ISO period as a year and a part of it; None where it is not a date."""
    try:
        ends = [[int(part) for part in end[:10].split("-")] for end in period.split("/")]
    except ValueError:
        return None
    moments = [parts[0] + (parts[1] - 1) / 12 if len(parts) > 1 else parts[0] for parts in ends]
    return sum(moments) / len(moments)


def _bounds(row: FigureRow) -> tuple[float, float]:
    if math.isfinite(row.lower) and math.isfinite(row.upper):
        return row.lower, row.upper
    return row.value, row.value


def _across(time: float, times: Sequence[float]) -> float:
    first, last = times[0], times[-1]
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (time - first) / (last - first), 1)


def _up(number: float, least: float, greatest: float) -> float:
    return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (number - least) / (greatest - least), 1)


def _drawn(row: FigureRow, least: float, greatest: float) -> tuple[float, float]:
    lower, upper = _bounds(row)
    return _up(lower, least, greatest), _up(upper, least, greatest)


def _runs(points: Sequence[Point], breaks: Sequence[str]) -> list[list[Point]]:
    """Return points in a row that were had by one method and counted in one way, apart from the next."""
    runs: list[list[Point]] = []
    for point in points:
        last = runs[-1][-1].reading.row if runs else None
        row = point.reading.row
        if last is not None and last.method == row.method and not parted(last.period, row.period, breaks):
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _line(run: Sequence[Point]) -> str:
    return "M" + "L".join(f"{point.x} {point.y}" for point in run)


def _band(run: Sequence[Point]) -> str:
    if len(run) == 1:
        return f"M{run[0].x} {run[0].low}V{run[0].high}"
    there = "L".join(f"{point.x} {point.low}" for point in run)
    back = "L".join(f"{point.x} {point.high}" for point in reversed(run))
    return f"M{there}L{back}Z"
