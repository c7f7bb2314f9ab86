"""Small random systems against an attacker who uses another solver, cell by cell, on the equations as they stand."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from parvis.protect import audit, failures, suppress
from parvis.protect.cells import Cells
from parvis.protect.goals import blocks
from parvis.protect.master import Master
from parvis.protect.search import Search
from tables_with_margins import with_margins


def system(seed: int) -> Cells:
    """Return counts of 8 atoms, and overlapping sums of them with fractional weights now and then."""
    rng = np.random.default_rng(seed)
    atoms = rng.integers(0, 30, 8).astype(float)
    sums = (rng.random((7, 8)) < 0.45) * np.where(rng.random((7, 8)) < 0.15, 0.5, 1.0)
    value = np.concatenate([atoms, sums @ atoms])
    n = len(value)
    matrix = np.hstack([sums, -np.eye(7)])
    sensitive = (value > 0) & (value < 11) & (rng.random(n) < 0.7)
    none = np.zeros(n)
    return Cells(
        ids=tuple(map(str, range(n))), value=value, weight=np.where(sensitive, 0.0, 1.0 + rng.integers(0, 50, n)),
        sensitive=sensitive, forced=none > 0, lpl=np.where(sensitive, np.minimum(value - 1, 3), 0.0),
        upl=np.where(sensitive, 4.0, 0.0), spl=none, lb=none, ub=none + 500.0,
        contributors=np.where(rng.random(n) < 0.5, 1.0, 5.0), holder=("",) * n,
        equations=tuple(f"e{i}" for i in range(7)), matrix=csr_array(matrix),
    )  # fmt: skip


def attacked(cells: Cells, hidden: np.ndarray, known: int | None, target: int) -> tuple[float, float]:
    """Return the least and the greatest value of a cell, for somebody who knows one hidden cell more."""
    sure = ~hidden
    if known is not None:
        sure = sure.copy()
        sure[known] = True
    bounds = [(v, v) if s else (lo, hi) for v, s, lo, hi in zip(cells.value, sure, cells.lb, cells.ub, strict=True)]
    goal = np.zeros(len(cells.ids))
    goal[target] = 1.0
    ends = [
        linprog(sign * goal, A_eq=cells.matrix, b_eq=np.zeros(cells.matrix.shape[0]), bounds=bounds, method="highs-ipm")
        for sign in (1.0, -1.0)
    ]
    assert all(end.status == 0 for end in ends)
    return float(ends[0].fun), float(-ends[1].fun)


def learnt(cells: Cells, hidden: np.ndarray) -> set[tuple[str, str]]:
    """Return who learns which cell too closely."""
    out = set()
    for target in np.flatnonzero(cells.sensitive).tolist():
        alone = [i for i in np.flatnonzero(cells.sensitive & (cells.contributors == 1)).tolist() if i != target]
        for known in (None, *alone):
            low, high = attacked(cells, hidden, known, target)
            short = low > cells.value[target] - cells.lpl[target] + 1e-4
            if short or high < cells.value[target] + cells.upl[target] - 1e-4:
                out.add(("" if known is None else cells.ids[known], cells.ids[target]))
    return out


@pytest.mark.parametrize("seed", range(12))
def test_the_audit_finds_what_the_attacker_finds(seed: int) -> None:
    cells = system(seed)
    rng = np.random.default_rng(seed + 100)
    for share in (0.0, 0.3, 0.6):
        hidden = cells.sensitive | (rng.random(len(cells.ids)) < share)
        found = audit(cells, hidden)
        said = {(failure.who, failure.cell) for failure in found.failures} | set(found.unavoidable)
        assert said == learnt(cells, hidden)
        for cell, low, high in zip(found.cell, found.low, found.high, strict=True):
            assert (low, high) == pytest.approx(attacked(cells, hidden, None, cells.ids.index(cell)), abs=1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_certificates_add_up_to_what_they_say(seed: int) -> None:
    cells = system(seed)
    for failure in failures(cells, cells.sensitive):
        made = failure.certificate
        assert sum(term.coefficient * term.number for term in made.terms) == pytest.approx(made.limit)
        at = cells.ids.index(failure.cell)
        known = cells.ids.index(failure.who) if failure.who else None
        assert made.limit == pytest.approx(attacked(cells, cells.sensitive, known, at)[made.above], abs=1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_a_pattern_keeps_everything_from_the_attacker_that_can_be_kept(seed: int) -> None:
    cells = system(seed)
    made = suppress(cells, seconds=1, seed=1)
    assert learnt(cells, made.hidden) == learnt(cells, np.ones(len(cells.ids), dtype=bool)) == set(made.hopeless)
    assert made.lower_bound <= made.cost + 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_nothing_cheaper_exists_than_what_is_said_to_be_the_least(seed: int) -> None:
    """All patterns of a system are tried where nobody knows more than what is shown."""
    cells = system(seed)
    cells = replace(cells, contributors=np.full(len(cells.ids), 5.0))
    made = suppress(cells, seconds=2, seed=1)
    cheaper = [
        hidden for hidden in _patterns(cells) if cells.weight[hidden & ~cells.sensitive].sum() < made.lower_bound - 1e-6
    ]
    rng = np.random.default_rng(seed)
    for i in rng.permutation(len(cheaper))[:40].tolist():
        assert failures(cells, cheaper[i], singletons=False)


@pytest.mark.parametrize("seed", range(4))
def test_nor_where_somebody_knows_their_own_number_and_hiding_fewer_cells_counts(seed: int) -> None:
    cells = system(seed)
    views = cells.knowing(singletons=True)
    bound = 0.0
    for block in blocks(cells, views):
        search = Search(replace(block, weight=block.weight + 7.0))
        pattern = search.construct(block.sensitive, time.monotonic() + 1, time.monotonic() + 2)
        master = Master(search.block, search.witnesses.asked)
        master.tighten(pattern, time.monotonic() + 1)
        asked, _ = master.cheapest(1.0, 0.0)
        if asked is not None:
            rng = np.random.default_rng(seed)
            master.refute(asked, search.opened(asked, rng, 20), time.monotonic() + 1)
        bound += master.least(block.weight, 1.0)
    bound = max(bound, suppress(cells, seconds=2, seed=1).lower_bound)
    cheaper = [h for h in _patterns(cells) if cells.weight[h & ~cells.sensitive].sum() < bound - 1e-6]
    never = {(f.who, f.cell) for f in failures(cells, np.ones(len(cells.ids), dtype=bool))}
    for i in np.random.default_rng(seed).permutation(len(cheaper))[:20].tolist():
        assert {(f.who, f.cell) for f in failures(cells, cheaper[i])} - never


def table(seed: int) -> Cells:
    """Return a table of 5 x 6 with its margins in which each of 10 cells has one contributor."""
    rng = np.random.default_rng(seed)
    value, number, equations = with_margins(rng.integers(1, 40, (5, 6)).astype(float))
    sensitive = np.zeros(42, dtype=bool)
    sensitive[rng.choice(number[:5, :6].ravel(), 10, replace=False)] = True
    none = np.zeros(42)
    return Cells(
        ids=tuple(map(str, range(42))), value=value, weight=value, sensitive=sensitive, forced=none > 0,
        lpl=np.where(sensitive, 0.2 * value, 0.0), upl=np.where(sensitive, 0.2 * value, 0.0), spl=none, lb=none,
        ub=none + 900.0, contributors=np.where(sensitive, 1.0, 5.0), holder=("",) * 42,
        equations=tuple(map(str, range(13))), matrix=csr_array(equations),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_many_who_know_their_own_number_learn_no_other(seed: int) -> None:
    cells = table(seed)
    made = suppress(cells, seconds=2, seed=1)
    assert not failures(cells, made.hidden)
    assert learnt(cells, made.hidden) == set()
    only = {(failure.who, failure.cell) for failure in failures(cells, cells.sensitive)}
    assert only == learnt(cells, cells.sensitive)


def _patterns(cells: Cells) -> list[np.ndarray]:
    free = np.flatnonzero(~cells.sensitive)
    out = []
    for bits in range(2 ** min(len(free), 9)):
        hidden = cells.sensitive.copy()
        hidden[free[[k for k in range(len(free)) if bits >> k & 1]]] = True
        out.append(hidden)
    return out


@pytest.mark.parametrize("seed", range(15))
def test_whole_numbers_are_reckoned_with(seed: int) -> None:
    """An attacker who tries all whole numbers finds the intervals of the audit, on small counts with weights."""
    rng = np.random.default_rng(seed)
    value = rng.integers(0, 5, 4).astype(float)
    sums = rng.integers(0, 3, (2, 4)).astype(float)
    n = 6
    none = np.zeros(n)
    cells = Cells(
        ids=tuple(map(str, range(n))), value=np.concatenate([value, sums @ value]), weight=none + 1.0,
        sensitive=np.arange(n) == 0, forced=none > 0, lpl=none + 1.5, upl=none + 0.5, spl=none, lb=none, ub=none + 60.0,
        contributors=none + 5.0, holder=("",) * n, equations=("a", "b"),
        matrix=csr_array(np.hstack([sums, -np.eye(2)])), whole=none == 0,
    )  # fmt: skip
    hidden = np.arange(n) < 4
    first = _all(sums, sums @ value)[:, 0]
    found = audit(cells, hidden)
    assert (found.low[0], found.high[0]) == (first.min(), first.max())
    # lpl 1.5 and upl 0.5 are two down and one up in whole steps.
    fails = first.max() < value[0] + 1 or first.min() > value[0] - 2
    assert (not found.holds) == bool(fails)


def _all(sums: np.ndarray, totals: np.ndarray) -> np.ndarray:
    """Return all whole numbers from 0 to 60 with some sums, those that no sum holds at 0 and 60 only."""
    most = [int(min([t / c for c, t in zip(sums[:, j], totals, strict=True) if c > 0], default=60)) for j in range(4)]
    ranges = [range(m + 1) if sums[:, j].any() else (0, 60) for j, m in enumerate(most)]
    tried = np.array(list(product(*ranges)), dtype=float)
    return tried[(tried @ sums.T == totals).all(axis=1)]
