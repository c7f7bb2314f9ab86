"""Laws of sums seen from nearby: the same answer as one program over everything, by another solver."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from parvis.protect.leeway import Leeway
from parvis.protect.nesting import nested, remainders, unique_rows


def rows_of(rng: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Return random sums, many of which lie in others, with weights and a rate now and then."""
    base = (rng.random((m, n)) < 0.25) * np.where(rng.random((m, n)) < 0.1, 0.5, 1.0)
    for i in range(1, m):
        if rng.random() < 0.4:
            base[i] = np.maximum(base[i], base[rng.integers(0, i)])
    if rng.random() < 0.5:
        base[0] = base[1] - 0.3 * base[2]
    return base


def furthest(rows: np.ndarray, fall: np.ndarray, rise: np.ndarray, goal: np.ndarray) -> float:
    bounds = list(zip(-fall, rise, strict=True))
    found = linprog(-goal, A_eq=rows, b_eq=np.zeros(len(rows)), bounds=bounds, method="highs-ipm")
    return -float(found.fun) if found.status == 0 else np.inf


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
@example(208907)  # of variables that are one some may rise without end
def test_a_few_variables_say_what_all_of_them_say(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, fall = rows_of(rng, 12, 30), rng.integers(0, 6, 30).astype(float)
    rise = rng.choice([3.0, 20.0, np.inf], 30) if seed % 2 else np.full(30, np.inf)
    leeway = Leeway(csr_array(rows), fall, rise, first=4)
    index = np.sort(rng.choice(30, 3, replace=False))
    coef = rng.choice([1.0, -1.0, 0.5], 3)
    goal = np.zeros(30)
    goal[index] = coef
    most = furthest(rows, fall, rise, goal)
    for need in (0.5, 3.0, 8.0):
        found = leeway.push(index, coef, need)
        assert found.enough == (most >= need - 1e-5)
        if found.enough and len(found.columns):  # the solution keeps every sum, and takes nothing below nobody
            moved = np.zeros(30)
            moved[found.columns] = found.moves
            assert rows @ moved == pytest.approx(np.zeros(12), abs=1e-6)
            assert (moved >= -fall - 1e-7).all()
            assert (moved <= rise + 1e-7).all()
            assert goal @ moved == pytest.approx(found.gain, abs=1e-6)
            assert found.gain >= need - 1e-5
        if not found.enough:  # the rows that are said to hold it do so without the others
            assert furthest(rows[list(found.held)], fall, rise, goal) < need


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_remainders_say_what_the_sums_say(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, _ = unique_rows(csr_array(rows_of(rng, 14, 20)))
    holds, told = nested(rows), rng.random(rows.shape[0]) < 0.7
    dense = rows.toarray()
    expected = [
        [bool(b.any() and a.any() and a.min() >= 0 and b.min() >= 0 and (b <= a + 1e-9).all()) for b in dense]
        for a in dense
    ]
    assert (holds.toarray() > 0).tolist() == expected
    rest, without = remainders(rows, holds, told)
    assert (rest.toarray() + without.toarray() @ dense)[told] == pytest.approx(dense[told])
    assert not rest.toarray()[~told].any()
    both = np.vstack([dense[told], rest.toarray()])
    rank = np.linalg.matrix_rank
    assert rank(both) == (rank(dense[told]) if told.any() else 0) == (rank(rest.toarray()))
