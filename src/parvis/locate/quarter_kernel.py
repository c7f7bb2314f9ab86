"""How much of a polygon lies in upright boxes, and its middle there, in machine code.

A border whose points outside a box are moved to the nearest of it winds around every point inside as often as before:
none was led across it. What it then encloses is the polygon's part in the box, however it bends; no part is made.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.locate.kernel import turn
from parvis.locate.shapes import Borders
from parvis.model.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@compiled
def within(borders: Borders, shape: Integers, box: Floats) -> Floats:
    """Return area and middle, x and y, (n, 3) of shapes, by their number (n,), in boxes of bounds (n, 4).

    The middle of nothing is 0, 0.
    """
    found = np.zeros((len(shape), 3))
    for i in range(len(shape)):
        begin, end = borders.shapes[shape[i]], borders.shapes[shape[i] + 1]
        if begin == end:
            continue
        x, y = borders.xy[borders.rings[begin]]  # measured from here, great coordinates lose nothing
        west, south, east, north = box[i, 0] - x, box[i, 1] - y, box[i, 2] - x, box[i, 3] - y
        area, along, up = 0.0, 0.0, 0.0
        for ring in range(begin, end):
            xy = borders.xy[borders.rings[ring] : borders.rings[ring + 1]]
            sign = turn(xy) * (1.0 if borders.exterior[ring] else -1.0)
            one = _ring(xy, x, y, (west, south, east, north))
            area, along, up = area + sign * one[0], along + sign * one[1], up + sign * one[2]
        if area > 0.0:
            found[i, 0], found[i, 1], found[i, 2] = area / 2, x + along / (3 * area), y + up / (3 * area)
    return found


@compiled
def _ring(xy: Floats, x: float, y: float, box: tuple[float, float, float, float]) -> tuple[float, float, float]:
    """Return twice the area and six times the moments that a ring, seen from x, y, encloses in a box."""
    west, south, east, north = box
    area, along, up = 0.0, 0.0, 0.0
    for i in range(1, len(xy)):
        ax, ay, bx, by = xy[i - 1, 0] - x, xy[i - 1, 1] - y, xy[i, 0] - x, xy[i, 1] - y
        from_x, from_y = min(max(ax, west), east), min(max(ay, south), north)
        done = 0.0
        while done < 1.0:
            # Up to the next of the four lines an edge stays on one side of each, and remains straight.
            done = min(
                _next(ax, bx, west, done), _next(ax, bx, east, done),
                _next(ay, by, south, done), _next(ay, by, north, done),
            )  # fmt: skip
            to_x = min(max(ax + done * (bx - ax) if done < 1.0 else bx, west), east)
            to_y = min(max(ay + done * (by - ay) if done < 1.0 else by, south), north)
            turned = from_x * to_y - to_x * from_y
            area += turned
            along += turned * (from_x + to_x)
            up += turned * (from_y + to_y)
            from_x, from_y = to_x, to_y
    return area, along, up


@compiled
def _next(a: float, b: float, line: float, done: float) -> float:
    """Return which part of the way from a to b leads to a line, if it is more than what is done; else all of it."""
    if (a < line) == (b < line):
        return 1.0
    part = (line - a) / (b - a)
    return part if done < part < 1.0 else 1.0
