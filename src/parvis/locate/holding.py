"""Which zones hold each of many points, by their cover (`parvis.locate.tree`), in machine code.

Points are sorted by leaf, so that the edges of a leaf are compared with all of its points in a row.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.locate.exact import SURE, above, crossed
from parvis.locate.tree import Tree
from parvis.model.compiled import compiled, longer, longest

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]


@compiled
def leaves_at(tree: Tree, x: Floats, y: Floats) -> Places:
    """Return the leaf in whose cell, without its east and north sides, each point lies, (n_points,); 0 outside all."""
    west, south, top, inner = tree.west, tree.south, tree.top, tree.inner
    side = len(top)
    widest = tree.size / side
    found = np.zeros(len(x), dtype=np.int32)
    for i in range(len(x)):
        across, up = (x[i] - west) / widest, (y[i] - south) / widest
        if not (0 <= across < side and 0 <= up < side):
            continue
        column, row = int(across), int(up)
        # By the rounding of the difference a point may seem to lie in the next cell.
        column += (x[i] >= west + (column + 1) * widest) - (x[i] < west + column * widest)
        row += (y[i] >= south + (row + 1) * widest) - (y[i] < south + row * widest)
        if not (0 <= column < side and 0 <= row < side):
            continue
        number = top[row, column]
        x0, y0, width = west + column * widest, south + row * widest, widest
        while number < 0:
            width *= 0.5
            east, north = x[i] >= x0 + width, y[i] >= y0 + width
            x0 += width * east
            y0 += width * north
            number = inner[-1 - number, 2 * north + east]
        found[i] = number
    return found


@compiled
def on_border(leaf: Places, cut_from: Integers) -> tuple[Integers, Places]:
    """Return (begins, points): the points in leaves that a border crosses, sorted by leaf.

    `begins` (n_leaves + 1,) is where those of each leaf begin.
    """
    begins = np.zeros(len(cut_from), dtype=np.int64)
    for i in range(len(leaf)):
        begins[leaf[i] + 1] += cut_from[leaf[i] + 1] > cut_from[leaf[i]]
    for i in range(1, len(begins)):
        begins[i] += begins[i - 1]
    points, free = np.empty(begins[-1], dtype=np.int32), begins.copy()
    for i in range(len(leaf)):
        if cut_from[leaf[i] + 1] > cut_from[leaf[i]]:
            points[free[leaf[i]]] = i
            free[leaf[i]] += 1
    return begins, points


@compiled
def _held(
    edges: Floats, numbers: Places, holds: bool, corner: Floats, x: Floats, y: Floats, inside: Bools, unsure: Bools
) -> None:
    """Note of points in a leaf whether a zone holds them, by its edges there and whether it holds the leaf's corner."""
    east, south = corner
    inside[: len(x)] = holds
    unsure[: len(x)] = False
    for n in numbers:
        ax, ay, bx, by = edges[n, 0], edges[n, 1], edges[n, 2], edges[n, 3]
        spans = min(ax, bx) <= east < max(ax, bx)
        rises = spans and not above(ax, ay, bx, by, east, south)
        rightward = bx > ax
        for i in range(len(x)):
            level = (ay <= y[i]) & (y[i] < by)
            up, down = by - y[i], ay - y[i]
            a, b, c, d = (ax - x[i]) * up, down * (bx - x[i]), (ax - east) * up, down * (bx - east)
            inside[i] ^= (level & (a > b) & (c <= d)) ^ (rises & ((c > d) == rightward))
            close = (abs(a - b) <= SURE * (abs(a) + abs(b))) | (abs(c - d) <= SURE * (abs(c) + abs(d)))
            unsure[i] |= (level | spans) & close
    for i in range(len(x)):
        if unsure[i]:
            inside[i] = holds
            for n in numbers:
                inside[i] ^= crossed(edges[n, 0], edges[n, 1], edges[n, 2], edges[n, 3], x[i], y[i], east, south)


@compiled
def held(tree: Tree, x: Floats, y: Floats, begins: Integers, points: Places) -> tuple[Places, Places]:
    """Return (point, zone) for the zones that hold points in leaves which their border crosses.

    `begins` and `points` are what `on_border` returns.
    """
    _, _, cut_from, cut, holds, number_from, number = tree.lists
    count, most = 0, longest(begins)
    inside, unsure = np.empty(most, dtype=np.bool_), np.empty(most, dtype=np.bool_)
    point, zone = np.empty(2 * len(points), dtype=np.int32), np.empty(2 * len(points), dtype=np.int32)
    px, py = x[points], y[points]
    for leaf in range(len(begins) - 1):
        first, last = begins[leaf], begins[leaf + 1]
        if first == last:
            continue
        for k in range(cut_from[leaf], cut_from[leaf + 1]):
            numbers = number[number_from[k] : number_from[k + 1]]
            _held(tree.edges, numbers, holds[k], tree.corner[leaf], px[first:last], py[first:last], inside, unsure)
            if count + last - first > len(point):
                point = longer(point, count + last - first)
                zone = longer(zone, count + last - first)
            for i in range(first, last):
                point[count], zone[count] = points[i], cut[k]
                count += inside[i - first]
    return point[:count], zone[:count]


@compiled
def tally(
    tree: Tree, x: Floats, y: Floats, values: Integers, leaf: Places, begins: Integers, points: Places, sums: Integers
) -> None:
    """Add the number of points in each zone and the sums of their values (n_points, k) to `sums` (n_zones, 1 + k)."""
    full_from, full, cut_from, cut, holds, number_from, number = tree.lists
    most, width = longest(begins), values.shape[1]
    inside, unsure = np.empty(most, dtype=np.bool_), np.empty(most, dtype=np.bool_)
    by_leaf = np.zeros((len(begins) - 1, 1 + width), dtype=np.int64)
    for i in range(len(leaf)):
        by_leaf[leaf[i], 0] += 1
        for j in range(width):
            by_leaf[leaf[i], 1 + j] += values[i, j]
    px, py = x[points], y[points]
    for n in range(len(begins) - 1):
        for k in range(full_from[n], full_from[n + 1]):
            for j in range(1 + width):
                sums[full[k], j] += by_leaf[n, j]
        first, last = begins[n], begins[n + 1]
        if first == last:
            continue
        for k in range(cut_from[n], cut_from[n + 1]):
            numbers = number[number_from[k] : number_from[k + 1]]
            _held(tree.edges, numbers, holds[k], tree.corner[n], px[first:last], py[first:last], inside, unsure)
            for i in range(first, last):
                sums[cut[k], 0] += inside[i - first]
                for j in range(width):
                    sums[cut[k], 1 + j] += inside[i - first] * values[points[i], j]
