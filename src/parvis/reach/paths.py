"""Shortest ways through streets from points to all points near them: Dijkstra with a bound, in machine code."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from parvis.model.compiled import compiled, longer, none
from parvis.reach.streets import Snapped, Streets
from parvis.reach.walks import Walks, whole_seconds

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Seconds = npt.NDArray[np.int32]
Graph = tuple[Integers, Integers, Floats, Integers, Integers, Integers]
Points = tuple[Integers, Floats, Floats, Floats, Floats, Floats]

FAR = np.inf


def walks_along(streets: Streets, origins: Snapped, targets: Snapped, *, metres: float, speed: float) -> Walks:
    """Return the shortest ways along streets from origins to targets, at most `metres` long, at `speed` in m/s.

    What lies between a point and its street counts as street. Two points of the same street may reach each other on it.
    """
    first, target, found = _all(
        (*streets.ways_out, streets.begin, streets.end),
        _points(origins),
        _points(targets),
        _on_street(targets, len(streets.begin)),
        metres,
    )
    return Walks(first, target, whole_seconds(found / speed))


def _points(points: Snapped) -> Points:
    return points.street, points.off, points.to_begin, points.to_end, points.from_begin, points.from_end


def _on_street(points: Snapped, streets: int) -> tuple[Integers, Integers]:
    """Return (first, point): the points on each street."""
    order = np.argsort(points.street, kind="stable")
    order = order[points.street[order] >= 0]
    count = np.bincount(points.street[order], minlength=streets)
    return np.concatenate(([0], np.cumsum(count))), order


@compiled
def _all(
    graph: Graph, origins: Points, targets: Points, on_street: tuple[Integers, Integers], metres: float
) -> tuple[Integers, Integers, Floats]:
    """Return (first, target, metres): what each origin reaches."""
    junctions = len(graph[0]) - 1
    far, near = np.empty(junctions), np.empty(len(targets[0]))
    far[:], near[:] = FAR, FAR
    room = len(graph[1]) + 2  # each way out of a junction is put on the heap once at the most
    heap, where = np.empty(room), np.empty(room, dtype=np.int64)
    seen, found = np.empty(junctions, dtype=np.int64), np.empty(len(targets[0]), dtype=np.int64)
    first = np.zeros(len(origins[0]) + 1, dtype=np.int64)
    out, out_metres = np.empty(1024, dtype=np.int64), np.empty(1024)
    for i in range(len(origins[0])):
        count = 0
        if origins[0][i] >= 0 and origins[1][i] <= metres:
            passed = _spread(i, graph, origins, metres, far, heap, where, seen)
            count = _collect(i, passed, graph, origins, targets, on_street, metres, far, near, seen, found)
        held = first[i]
        if held + count > len(out):
            out = longer(out, held + count)
            out_metres = longer(out_metres, held + count)
        for k in range(count):
            out[held + k], out_metres[held + k] = found[k], near[found[k]]
            near[found[k]] = FAR
        first[i + 1] = held + count
    return first, out[: first[-1]], out_metres[: first[-1]]


@compiled
def _spread(
    i: int, graph: Graph, origins: Points, metres: float, far: Floats, heap: Floats, where: Integers, seen: Integers
) -> int:
    """Fill `far` with the metres from an origin to junctions, and `seen` with these; return how many there are."""
    first, head, length, _, begin, end = graph
    size, passed = none(), 0
    for side in range(2):
        street = origins[0][i]
        junction = begin[street] if side == 0 else end[street]
        start = origins[1][i] + (origins[2][i] if side == 0 else origins[3][i])
        if start <= metres and start < far[junction]:
            if far[junction] == FAR:
                seen[passed] = junction
                passed += 1
            far[junction] = start
            size = _push(heap, where, size, start, junction)
    while size:
        near, junction = heap[0], where[0]
        size = _pop(heap, where, size)
        if near > far[junction]:
            continue
        for arc in range(first[junction], first[junction + 1]):
            then = near + length[arc]
            if then <= metres and then < far[head[arc]]:
                if far[head[arc]] == FAR:
                    seen[passed] = head[arc]
                    passed += 1
                far[head[arc]] = then
                size = _push(heap, where, size, then, head[arc])
    return passed


@compiled
def _collect(
    i: int,
    passed: int,
    graph: Graph,
    origins: Points,
    targets: Points,
    on_street: tuple[Integers, Integers],
    metres: float,
    far: Floats,
    near: Floats,
    seen: Integers,
    found: Integers,
) -> int:
    """Fill `near` with the metres to the points on the streets that were come to; return how many are in `found`."""
    first, _, _, street, begin, end = graph
    count = _same_street(i, origins, targets, on_street, metres, near, found)
    for k in range(passed):
        for arc in range(first[seen[k]], first[seen[k] + 1]):
            e = street[arc]
            for j in range(on_street[0][e], on_street[0][e + 1]):
                point = on_street[1][j]
                by_begin, by_end = far[begin[e]] + targets[4][point], far[end[e]] + targets[5][point]
                count = _nearer(point, min(by_begin, by_end) + targets[1][point], metres, near, found, count)
    for k in range(passed):
        far[seen[k]] = FAR
    return count


@compiled
def _same_street(
    i: int,
    origins: Points,
    targets: Points,
    on_street: tuple[Integers, Integers],
    metres: float,
    near: Floats,
    found: Integers,
) -> int:
    """Note the points that lie on the origin's own street: ahead of it, or behind it."""
    e, off, count = origins[0][i], origins[1][i], none()
    for j in range(on_street[0][e], on_street[0][e + 1]):
        point = on_street[1][j]
        ahead, behind = targets[4][point] - origins[4][i], targets[5][point] - origins[5][i]
        between = FAR
        if ahead >= 0 and ahead < FAR:
            between = ahead
        if behind >= 0 and behind < between:
            between = behind
        count = _nearer(point, off + between + targets[1][point], metres, near, found, count)
    return count


@compiled
def _nearer(point: int, far: float, metres: float, near: Floats, found: Integers, count: int) -> int:
    if far <= metres and far < near[point]:
        if near[point] == FAR:
            found[count] = point
            count += 1
        near[point] = far
    return count


@compiled
def _push(heap: Floats, where: Integers, size: int, value: float, item: int) -> int:
    """Put an item on a binary heap, the least value first; return how many it holds."""
    at = size
    while at and heap[(at - 1) // 2] > value:
        heap[at], where[at] = heap[(at - 1) // 2], where[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at], where[at] = value, item
    return size + 1


@compiled
def _pop(heap: Floats, where: Integers, size: int) -> int:
    """Take the first item off a heap; return how many it still holds."""
    size -= 1
    value, item = heap[size], where[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= value:
            break
        heap[at], where[at] = heap[child], where[child]
        at = child
    heap[at], where[at] = value, item
    return size
