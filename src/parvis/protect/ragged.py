"""Rows that change, one at a time, of a sparse matrix: kernels find what is near some columns, and cut out a part.

Rows and columns lie one after the other in pools with a start and a size each; a row or a column that grows is written
again at the end of its pool.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array

from parvis.model.compiled import njit
from parvis.model.figure import Floats
from parvis.protect.nesting import Integers

ROOM = 1.5
"""How much larger than needed a pool is made."""


class Ragged:
    """A sparse matrix (m, n) whose rows may be put in the place of others."""

    def __init__(self, matrix: csr_array) -> None:
        rows, columns = csr_array(matrix), csc_array(matrix)
        self._start, self._size = rows.indptr[:-1].astype(np.int64), np.diff(rows.indptr).astype(np.int64)
        self._index, self._coef = rows.indices.astype(np.int64), rows.data.astype(float)
        self._used = len(self._index)
        self._of_start, self._of_size = columns.indptr[:-1].astype(np.int64), np.diff(columns.indptr).astype(np.int64)
        self._of = columns.indices.astype(np.int64)
        self._of_used = len(self._of)
        self._place = np.full(matrix.shape[1], -1, dtype=np.int64)
        self._mark = np.zeros(matrix.shape[0], dtype=np.bool_)

    def row(self, i: int) -> tuple[Integers, Floats]:
        """Return the columns of a row, and their coefficients."""
        part = slice(self._start[i], self._start[i] + self._size[i])
        return self._index[part].copy(), self._coef[part].copy()

    def change(self, i: int, index: Integers, coef: Floats) -> None:
        """Put another row in the place of one."""
        old, _ = self.row(i)
        need = self._used + len(index)
        if need > len(self._index):
            size = int(ROOM * need) - len(self._index)
            self._index = np.concatenate([self._index, np.zeros(size, dtype=np.int64)])
            self._coef = np.concatenate([self._coef, np.zeros(size)])
        part = slice(self._used, need)
        self._index[part], self._coef[part] = index, coef
        self._start[i], self._size[i], self._used = self._used, len(index), need
        gone, new = np.setdiff1d(old, index), np.setdiff1d(index, old)
        need = self._of_used + int(self._of_size[new].sum()) + len(new)
        if need > len(self._of):
            self._of = np.concatenate([self._of, np.zeros(int(ROOM * need) - len(self._of), dtype=np.int64)])
        self._of_used = _rewrite(self._of, self._of_start, self._of_size, self._of_used, i, gone, new)

    def rows_of(self, columns: Integers) -> Integers:
        """Return the rows that some columns are in, in order."""
        found = _rows_of(self._of, self._of_start, self._of_size, columns, self._mark)
        return np.sort(found)

    def around(self, rows: Integers, near: Integers, most: int) -> Integers:
        """Return columns of some rows that are not yet near, of the shortest rows first, until there are so many."""
        order = rows[np.lexsort((rows, self._size[rows]))]
        found = _around(self._index, self._start, self._size, order, near, self._place, most)
        return np.sort(found)

    def strange(self, columns: Integers, rows: Integers) -> Integers:
        """Return of each column in how many rows it is besides some."""
        found: Integers = _strange(self._of, self._of_start, self._of_size, columns, rows, self._mark)
        return found

    def part(self, rows: Integers, columns: Integers) -> csr_array:
        """Return a part of the matrix (n_rows, n_columns)."""
        self._place[columns] = np.arange(len(columns))
        count = int(self._size[rows].sum())
        index, coef, starts = np.empty(count, dtype=np.int64), np.empty(count), np.zeros(len(rows) + 1, dtype=np.int64)
        used = _part(self._index, self._coef, self._start, self._size, rows, self._place, index, coef, starts)
        self._place[columns] = -1
        return csr_array((coef[:used], index[:used], starts), shape=(len(rows), len(columns)))


@njit(cache=True, nogil=True)
def _rewrite(of: Integers, start: Integers, size: Integers, used: int, row: int, gone: Integers, new: Integers) -> int:
    """Take a row out of some columns and into others; return how much of the pool is used then."""
    for j in gone:
        left = start[j]
        for k in range(start[j], start[j] + size[j]):
            if of[k] != row:
                of[left] = of[k]
                left += 1
        size[j] = left - start[j]
    for j in new:
        for k in range(size[j]):
            of[used + k] = of[start[j] + k]
        of[used + size[j]] = row
        start[j] = used
        size[j] += 1
        used += size[j]
    return used


@njit(cache=True, nogil=True)
def _rows_of(of: Integers, start: Integers, size: Integers, columns: Integers, mark: np.ndarray) -> Integers:
    count = 0
    for j in columns:
        for k in range(start[j], start[j] + size[j]):
            if not mark[of[k]]:
                mark[of[k]] = True
                count += 1
    out = np.empty(count, dtype=np.int64)
    count = 0
    for j in columns:
        for k in range(start[j], start[j] + size[j]):
            if mark[of[k]]:
                mark[of[k]] = False
                out[count] = of[k]
                count += 1
    return out


@njit(cache=True, nogil=True)
def _around(
    index: Integers, start: Integers, size: Integers, rows: Integers, near: Integers, place: Integers, most: int
) -> Integers:
    for j in near:
        place[j] = 0
    total = 0
    for i in rows:
        total += size[i]
    out = np.empty(total, dtype=np.int64)
    count = 0
    for i in rows:
        for k in range(start[i], start[i] + size[i]):
            if place[index[k]] < 0:
                place[index[k]] = 0
                out[count] = index[k]
                count += 1
        if count > most:
            break
    for j in near:
        place[j] = -1
    for j in out[:count]:
        place[j] = -1
    return out[:count]


@njit(cache=True, nogil=True)
def _strange(
    of: Integers, start: Integers, size: Integers, columns: Integers, rows: Integers, mark: np.ndarray
) -> Integers:
    for i in rows:
        mark[i] = True
    out = np.zeros(len(columns), dtype=np.int64)
    for number in range(len(columns)):
        j = columns[number]
        for k in range(start[j], start[j] + size[j]):
            out[number] += not mark[of[k]]
    for i in rows:
        mark[i] = False
    return out


@njit(cache=True, nogil=True)
def _part(
    index: Integers, coef: Floats, start: Integers, size: Integers, rows: Integers, place: Integers, out: Integers,
    values: Floats, starts: Integers,
) -> int:  # fmt: skip
    used = 0
    for number in range(len(rows)):
        i = rows[number]
        for k in range(start[i], start[i] + size[i]):
            if place[index[k]] >= 0:
                out[used] = place[index[k]]
                values[used] = coef[k]
                used += 1
        starts[number + 1] = used
    return used
