"""Equations without those that follow from the others, in a form that linear programs solve fast.

In tables with several dimensions most equations say what the others say: a cube of 13 x 13 x 13 with hierarchies has
3,549 equations of rank 1,981. With all of them simplex steps are degenerate and fifty times slower.
"""

from __future__ import annotations

import heapq
from itertools import pairwise

import numpy as np
from scipy.sparse import csc_array, csc_matrix, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from parvis.model.figure import Floats

WHOLE = 1e-9

Row = dict[int, float]


def independent_rows(matrix: csr_array) -> csr_array:
    """Return rows (rank, n) that say the same as matrix . x = 0 (m, n)."""
    return _reduced(matrix)[0]


def free_directions(matrix: csr_array) -> Floats:
    """Return a basis (n, n - rank), dense, of the x with matrix . x = 0."""
    rows, pivots = _reduced(matrix)
    n = matrix.shape[1]
    free = np.setdiff1d(np.arange(n), pivots)
    out = np.zeros((n, len(free)))
    out[free, np.arange(len(free))] = 1.0
    if len(pivots) and len(free):
        columns = csc_array(rows)
        triangle = splu(csc_matrix(columns[:, pivots]), permc_spec="NATURAL")
        out[pivots] = -triangle.solve(columns[:, free].toarray())
    out[np.abs(out) < WHOLE] = 0.0
    return out


def _reduced(matrix: csr_array) -> tuple[csr_array, np.ndarray]:
    """Return the rows that are left by sparse Gaussian elimination, and the column that each of them removes.

    Each step takes the shortest row left and removes from the others the column that fewest of them have; coefficients
    of tables stay small whole numbers, so that the elimination is exact.
    """
    rows, columns = _as_sets(matrix)
    heap = [(len(row), i) for i, row in enumerate(rows)]
    heapq.heapify(heap)
    done = [False] * len(rows)
    kept: list[int] = []
    pivots: list[int] = []
    while heap:
        length, i = heapq.heappop(heap)
        if done[i] or length != len(rows[i]):
            continue
        done[i] = True
        if rows[i]:
            kept.append(i)
            pivots.append(_eliminate(i, rows, columns, done, heap))
    return _as_matrix([rows[i] for i in kept], matrix.shape[1]), np.array(pivots, dtype=int)


def _as_sets(matrix: csr_array) -> tuple[list[Row], list[set[int]]]:
    matrix = csr_array(matrix, copy=True)  # these work in place, on arrays that others may look at
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    starts, indices, data = matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.tolist()
    rows = [dict(zip(indices[a:b], data[a:b], strict=True)) for a, b in pairwise(starts)]
    columns: list[set[int]] = [set() for _ in range(matrix.shape[1])]
    for i, row in enumerate(rows):
        for j in row:
            columns[j].add(i)
    return rows, columns


def _eliminate(i: int, rows: list[Row], columns: list[set[int]], done: list[bool], heap: list[tuple[int, int]]) -> int:
    """Use row i to remove a column from all rows that are not done, and return the column."""
    pivot_row = rows[i]
    largest = max(map(abs, pivot_row.values()))
    firm = [j for j, v in pivot_row.items() if abs(v) > 0.1 * largest]
    pivot = min(firm, key=lambda j: (len(columns[j]), j))
    for k in sorted(columns[pivot]):
        if not done[k]:
            _subtract(rows[k], pivot_row, rows[k][pivot] / pivot_row[pivot], pivot, k, columns)
            heapq.heappush(heap, (len(rows[k]), k))
    for j in pivot_row:
        columns[j].discard(i)
    return pivot


def _subtract(row: Row, other: Row, factor: float, pivot: int, k: int, columns: list[set[int]]) -> None:
    for j, v in other.items():
        left = row.get(j, 0.0) - factor * v
        if j == pivot or abs(left) < WHOLE:
            if row.pop(j, None) is not None:
                columns[j].discard(k)
        else:
            row[j] = left
            columns[j].add(k)


def _as_matrix(rows: list[Row], width: int) -> csr_array:
    starts = np.cumsum([0, *(len(row) for row in rows)])
    indices = np.array([j for row in rows for j in row], dtype=np.int64)
    data = np.array([v for row in rows for v in row.values()], dtype=float)
    return csr_array((data, indices, starts), shape=(len(rows), width))


def components(matrix: csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Return the component of each column (n,) and of each row (m,): columns that some row has in common are together.

    A column in no row is a component of its own; a row without columns has -1.
    """
    matrix = csr_array(matrix)
    m, n = matrix.shape
    nonzero = matrix.tocoo()
    graph = csr_array((np.ones(nonzero.nnz), (nonzero.row, nonzero.col + m)), shape=(m + n, m + n))
    _, labels = connected_components(graph, directed=False)
    rows = np.where(np.diff(matrix.indptr) > 0, labels[:m], -1)
    return labels[m:], rows
