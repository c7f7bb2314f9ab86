"""Which sums lie in which others: the kernels work on rows of sparse matrices with sorted columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from parvis.model.compiled import njit
from parvis.model.figure import Flags, Floats

Integers = npt.NDArray[np.int64]

WHOLE = 1e-9


def unique_rows(matrix: csr_array) -> tuple[csr_array, Integers]:
    """Return the different rows of a matrix (m, n), and which of them each row is (m,).

    Rows are the same where two random sums of their entries are: by chance they never are.
    """
    keys = matrix @ np.random.default_rng(20260522).random((matrix.shape[1], 2))
    _, first, which = np.unique(np.round(keys, 7), axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)  # in the order in which they come
    place = np.empty(len(first), dtype=np.int64)
    place[order] = np.arange(len(first))
    made = csr_array(matrix[first[order]])
    made.sort_indices()
    return made, place[np.ravel(which)]


def nested(rows: csr_array) -> csr_array:
    """Return (m, m) flags: row i holds row j, j being none of whose entries is greater; each row holds itself.

    Rows with entries below 0 hold no other and lie in none; so do empty ones.
    """
    m = rows.shape[0]
    sizes = np.diff(rows.indptr)
    plain = sizes > 0
    owner = np.repeat(np.arange(m), sizes)
    plain[owner[rows.data < 0]] = False
    often = np.bincount(rows.indices, minlength=rows.shape[1])
    rarest = np.full(m, -1, dtype=np.int64)
    order = np.lexsort((often[rows.indices], owner))
    rarest[sizes > 0] = rows.indices[order][rows.indptr[:-1][sizes > 0]]
    rarest[~plain] = rows.shape[1]  # in no bucket
    bucket = np.argsort(rarest, kind="stable")
    starts = np.searchsorted(rarest[bucket], np.arange(rows.shape[1] + 1))
    args = (_wide(rows.indptr), _wide(rows.indices), rows.data.astype(float), plain, bucket, _wide(starts))
    count = _nested(*args, rows.shape[1], np.zeros(0, dtype=np.int64))
    found = np.empty(int(count.sum()), dtype=np.int64)
    _nested(*args, rows.shape[1], found)
    pointer = np.concatenate([[0], np.cumsum(count)])
    return csr_array((np.ones(len(found), dtype=np.int8), found, pointer), shape=(m, m))


def _wide(numbers: np.ndarray) -> Integers:
    return numbers.astype(np.int64)


@njit(cache=True, nogil=True)
def _nested(
    indptr: Integers, indices: Integers, data: Floats, plain: Flags, bucket: Integers, starts: Integers, width: int,
    out: Integers,
) -> Integers:  # fmt: skip
    """Return how many rows each row holds; `out`, unless empty, is filled with them, a row after the other."""
    m = len(indptr) - 1
    work = np.zeros(width)
    count = np.zeros(m, dtype=np.int64)
    filled = 0
    for i in range(m):
        if not plain[i]:
            continue
        for k in range(indptr[i], indptr[i + 1]):
            work[indices[k]] = data[k]
        for k in range(indptr[i], indptr[i + 1]):
            column = indices[k]
            for b in range(starts[column], starts[column + 1]):
                j = bucket[b]
                inside = indptr[j + 1] - indptr[j] <= indptr[i + 1] - indptr[i]
                at = indptr[j]
                while inside and at < indptr[j + 1]:
                    inside = data[at] <= work[indices[at]] + WHOLE
                    at += 1
                if inside:
                    if len(out):
                        out[filled] = j
                    filled += 1
                    count[i] += 1
        for k in range(indptr[i], indptr[i + 1]):
            work[indices[k]] = 0.0
    return count


def remainders(rows: csr_array, holds: csr_array, told: Flags) -> tuple[csr_array, csr_array]:
    """Return what is left of each told row (m, n) without told rows that lie in it, and which these are (m, m).

    Rows taken away do not overlap: the larger go first. What is told by the rows is told by the remainders.
    """
    m = rows.shape[0]
    sizes = np.diff(rows.indptr)
    owner = np.repeat(np.arange(m), np.diff(holds.indptr))
    order = np.lexsort((holds.indices, -sizes[holds.indices], owner))
    inner = _wide(holds.indices[order])
    left, gone = _remainders(
        _wide(rows.indptr),
        _wide(rows.indices),
        rows.data.astype(float),
        _wide(holds.indptr),
        inner,
        told,
        rows.shape[1],
    )
    rest = csr_array((left, rows.indices.copy(), rows.indptr.copy()), shape=rows.shape)
    rest.eliminate_zeros()
    without = csr_array((gone, inner, holds.indptr.copy()), shape=(m, m))
    without.eliminate_zeros()
    return rest, without


@njit(cache=True, nogil=True)
def _remainders(
    indptr: Integers, indices: Integers, data: Floats, pointer: Integers, inner: Integers, told: Flags, width: int
) -> tuple[Floats, npt.NDArray[np.int8]]:
    m = len(indptr) - 1
    left = data.copy()
    gone = np.zeros(len(inner), dtype=np.int8)
    work = np.zeros(width)
    for i in range(m):
        if not told[i]:
            left[indptr[i] : indptr[i + 1]] = 0.0
            continue
        for k in range(indptr[i], indptr[i + 1]):
            work[indices[k]] = data[k]
        for p in range(pointer[i], pointer[i + 1]):
            j = inner[p]
            if j == i or not told[j]:
                continue
            fits = True
            at = indptr[j]
            while fits and at < indptr[j + 1]:
                fits = data[at] <= work[indices[at]] + WHOLE
                at += 1
            if fits:
                gone[p] = 1
                for at in range(indptr[j], indptr[j + 1]):
                    work[indices[at]] -= data[at]
        for k in range(indptr[i], indptr[i + 1]):
            left[k] = work[indices[k]] if abs(work[indices[k]]) > WHOLE else 0.0
            work[indices[k]] = 0.0
    return left, gone
