"""A hierarchical cover of zones by square cells: built once, then asked about millions of points.

A square that holds all zones is divided into four, and its parts again, until few edges of zones cross a cell. A cell
knows which zones hold all of it, and for each zone whose border crosses it the edges that do and whether the zone holds
the cell's south-east corner. A point's cell is found in steps of comparison; only in a cell on a border its edges are
looked at: a path leads from the point to the corner inside the cell, and each edge that it crosses changes sides. The
corners of cells are found in the same way inside the cell that is divided. All of it is exact (`parvis.locate.exact`):
the sides of cells are dyadic numbers, so that they, too, are what they are taken for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from parvis.locate.exact import crossed
from parvis.model.compiled import compiled

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]

FEW = 8
"""Edges in a cell that is not divided further."""
FEW_A_ZONE = 3
"""Edges a zone in a cell that is not divided further: where zones share a vertex no division parts them."""
TABLE = 10
"""Divisions down to which a cell is found in a table."""
DEEPEST = 20


class Lists(NamedTuple):
    """What is known of cells, each list from its place in a `_from` array (n + 1,).

    `full`, the zones that hold all of a cell; `cut`, the zones whose border crosses it, with `holds`, whether they hold
    its south-east corner; and of each of these the `number` of its edges.
    """

    full_from: Integers
    full: Places
    cut_from: Integers
    cut: Places
    holds: Bools
    number_from: Integers
    number: Places


class Tree(NamedTuple):
    """Leaves, and how they are found.

    `top` (2**t, 2**t), by row and column of a table over the square, and `inner` (n_inner, 4), by part of a divided
    cell, hold the number of a leaf, or -1 - that of a divided cell. Of the leaves: the south-east `corner`
    (n_leaves, 2) and their `lists`, whose numbers are those of `edges` (n, 4).
    """

    west: float
    south: float
    size: float
    top: Places
    inner: Places
    corner: Floats
    lists: Lists
    edges: Floats


@dataclass(frozen=True)
class Cells:
    """Cells of one size; `corner` is that in the south-west."""

    size: float
    corner: Floats
    lists: Lists

    def of(self, chosen: Bools) -> Cells:
        """Return some of the cells."""
        rows, (full_from, full, cut_from, cut, holds, number_from, number) = np.flatnonzero(chosen), self.lists
        fulls, cuts = spans(full_from, rows), spans(cut_from, rows)
        kept = Lists(
            _begins(np.diff(full_from)[rows]), full[fulls], _begins(np.diff(cut_from)[rows]), cut[cuts], holds[cuts],
            _begins(np.diff(number_from)[cuts]), number[spans(number_from, cuts)],
        )  # fmt: skip
        return Cells(self.size, self.corner[rows], kept)

    def crowded(self) -> Bools:
        """Return which cells many edges cross."""
        edges = np.diff(self.lists.number_from[self.lists.cut_from])
        many: Bools = edges > np.maximum(FEW, FEW_A_ZONE * np.diff(self.lists.cut_from))
        return many

    def taken(self) -> Bools:
        """Return which cells some zone reaches into."""
        some: Bools = (np.diff(self.lists.full_from) > 0) | (np.diff(self.lists.cut_from) > 0)
        return some


def spans(begins: Integers, chosen: npt.NDArray[np.integer]) -> Integers:
    """Return the positions of the entries of chosen lists, one list after the other.

    >>> spans(np.array([0, 2, 2, 5]), np.array([2, 0])).tolist()
    [2, 3, 4, 0, 1]
    """
    lengths = begins[chosen + 1] - begins[chosen]
    ends = np.cumsum(lengths)
    positions: Integers = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins[chosen] - ends + lengths, lengths)
    return positions


def _begins(lengths: npt.NDArray[np.integer]) -> Integers:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def grow(edges: Floats, zone: Places) -> Tree:
    """Return the cover of zones by their edges (n_edges, 4): ax, ay, bx, by with ay <= by.

    `zone` (n_edges,) says whose they are, in ascending order.
    """
    square, deepest = _square(edges)
    cells = _root(zone, square)
    leaves = [cells.of(np.zeros(1, dtype=bool))]
    top, inner = np.zeros((1, 1), dtype=np.int32), np.zeros((0, 4), dtype=np.int32)
    ended = 1  # leaf 0 is what lies outside all zones
    for level in range(deepest + 1):
        further = cells.crowded() & (level < deepest)
        last = ~further & cells.taken()
        number = np.zeros(len(last), dtype=np.int32)
        number[last] = ended + np.arange(last.sum())
        number[further] = -1 - len(inner) - np.arange(further.sum())
        if level <= TABLE:
            top = np.repeat(np.repeat(top, 2, axis=0), 2, axis=1) if level else top
            column, row = np.rint((cells.corner - square[:2]) / cells.size).astype(np.int64).T
            top[row, column] = number
        else:
            inner[len(inner) - len(number) // 4 :] = number.reshape(-1, 4)
        if level >= TABLE:
            inner = np.concatenate([inner, np.zeros((further.sum(), 4), dtype=np.int32)])
        leaves.append(cells.of(last))
        ended += int(last.sum())
        if not further.any():
            break
        cells = _quartered(cells.of(further), edges)
    return _tree(square, top, inner, leaves, edges)


def _square(edges: Floats) -> tuple[tuple[float, float, float], int]:
    """Return west, south and size of a square around all edges, and how often it may be divided.

    The size is a power of 2, the corner a multiple of a fraction of it: the sides of all cells are exact numbers.
    """
    if not len(edges):
        return (0.0, 0.0, 1.0), 0
    low, high = edges.reshape(-1, 2).min(axis=0), edges.reshape(-1, 2).max(axis=0)
    spacing = np.spacing(np.abs(edges).max())
    size = 2.0 ** np.ceil(np.log2(max(1.02 * (high - low).max(), 256 * spacing)))
    corner = (np.ceil(low / size * 128) - 1) * size / 128
    deepest = int(min(DEEPEST, np.log2(size / spacing) - 2))
    return (float(corner[0]), float(corner[1]), float(size)), deepest


def _root(zone: Places, square: tuple[float, float, float]) -> Cells:
    begins = np.flatnonzero(np.diff(zone, prepend=-1))
    lists = Lists(
        np.zeros(2, dtype=np.int64), zone[:0], np.array([0, len(begins)]), zone[begins],
        np.zeros(len(begins), dtype=np.bool_), np.append(begins, len(zone)), np.arange(len(zone), dtype=np.int32),
    )  # fmt: skip
    return Cells(square[2], np.array([square[:2]]), lists)


def _quartered(cells: Cells, edges: Floats) -> Cells:
    """Return four cells for each: south-west, south-east, north-west, north-east."""
    half = cells.size / 2
    corner = np.repeat(cells.corner, 4, axis=0) + half * np.tile(
        [[0, 0], [1, 0], [0, 1], [1, 1]], (len(cells.corner), 1)
    )
    return Cells(half, corner, _sort_into(corner, half, cells.lists, edges))


def _tree(
    square: tuple[float, float, float], top: Places, inner: Places, leaves: Sequence[Cells], edges: Floats
) -> Tree:
    """Return the tree of leaves, after the empty one."""
    corner = [part.corner + np.array([part.size, 0.0]) for part in leaves]
    none = [np.zeros(1, dtype=np.int64)]
    lists = Lists(
        _begins(np.concatenate(none + [np.diff(part.lists.full_from) for part in leaves])),
        np.concatenate([part.lists.full for part in leaves]),
        _begins(np.concatenate(none + [np.diff(part.lists.cut_from) for part in leaves])),
        np.concatenate([part.lists.cut for part in leaves]),
        np.concatenate([part.lists.holds for part in leaves]),
        _begins(np.concatenate([np.diff(part.lists.number_from) for part in leaves])),
        np.concatenate([part.lists.number for part in leaves]),
    )
    return Tree(*square, top, inner, np.concatenate([np.zeros((1, 2)), *corner]), lists, edges)


@compiled
def _meets(ax: float, ay: float, bx: float, by: float, x: float, y: float, size: float) -> bool:
    """Return False only where an edge has no point in common with a closed square."""
    if by < y or ay > y + size or max(ax, bx) < x or min(ax, bx) > x + size:
        return False
    half = 0.5 * size
    right, up = (bx - ax) * (y + half - ay), (by - ay) * (x + half - ax)
    reach = half * (abs(bx - ax) + abs(by - ay))
    return abs(right - up) <= reach * (1 + 1e-9) + 1e-12 * (abs(right) + abs(up))


@compiled
def _sort_into(corner: Floats, half: float, lists: Lists, edges: Floats) -> Lists:
    """Return the lists of the quarters of cells, by those of the cells; `corner` is that of the quarters."""
    full_from, full, cut_from, cut, holds, number_from, number = lists
    parts, fulls, cuts, numbers = len(corner), 0, 0, 0
    new_full_from, new_cut_from = np.zeros(parts + 1, dtype=np.int64), np.zeros(parts + 1, dtype=np.int64)
    new_full = np.empty(4 * (len(full) + len(cut)), dtype=np.int32)
    new_cut, new_holds = np.empty(4 * len(cut), dtype=np.int32), np.empty(4 * len(cut), dtype=np.bool_)
    new_number_from = np.zeros(4 * len(cut) + 1, dtype=np.int64)
    new_number = np.empty(4 * len(number), dtype=np.int32)
    for part in range(parts):
        cell, x, y = part // 4, corner[part, 0], corner[part, 1]
        east, south = corner[4 * cell + 1, 0] + half, corner[4 * cell, 1]
        for i in range(full_from[cell], full_from[cell + 1]):
            new_full[fulls] = full[i]
            fulls += 1
        for i in range(cut_from[cell], cut_from[cell + 1]):
            held, before = holds[i], numbers
            for j in range(number_from[i], number_from[i + 1]):
                n = number[j]
                ax, ay, bx, by = edges[n, 0], edges[n, 1], edges[n, 2], edges[n, 3]
                held ^= crossed(ax, ay, bx, by, x + half, y, east, south)
                new_number[numbers] = n
                numbers += _meets(ax, ay, bx, by, x, y, half)
            if numbers > before:
                new_cut[cuts], new_holds[cuts] = cut[i], held
                cuts += 1
                new_number_from[cuts] = numbers
            elif held:
                new_full[fulls] = cut[i]
                fulls += 1
        new_full_from[part + 1], new_cut_from[part + 1] = fulls, cuts
    return Lists(
        new_full_from, new_full[:fulls].copy(), new_cut_from, new_cut[:cuts].copy(), new_holds[:cuts].copy(),
        new_number_from[: cuts + 1].copy(), new_number[:numbers].copy(),
    )  # fmt: skip
