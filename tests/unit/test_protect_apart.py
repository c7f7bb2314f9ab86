"""Parts of a table in several processes: the same pattern and the same audit, whatever their number."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import block_diag, csr_array

from parvis.protect import audit, suppress
from parvis.protect.apart import each
from parvis.protect.cells import Cells


def tables(copies: int) -> Cells:
    """Return tables of 3 x 3 with their margins, of other numbers each; zeros stand in their equations too."""
    rng = np.random.default_rng(3)
    number = np.arange(16).reshape(4, 4)
    equations = np.zeros((8, 16))
    for row, line in zip(equations, [*number, *number.T], strict=True):
        row[line], row[line[-1]] = 1.0, -1.0
    inner = rng.integers(5, 60, (copies, 3, 3)).astype(float)
    whole = np.concatenate([inner, inner.sum(axis=1, keepdims=True)], axis=1)
    value = np.concatenate([whole, whole.sum(axis=2, keepdims=True)], axis=2).ravel()
    sensitive = np.tile(np.isin(np.arange(16), [0, 5]), copies)
    n = len(value)
    level, none = np.where(sensitive, 4.0, 0.0), np.zeros(n)
    return Cells(
        ids=tuple(map(str, range(n))), value=value, weight=value, sensitive=sensitive, forced=none > 0, lpl=level,
        upl=level, spl=none, lb=none, ub=none + 1000.0, contributors=np.where(sensitive, 1.0, 5.0), holder=("",) * n,
        equations=tuple(map(str, range(8 * copies))), matrix=csr_array(block_diag([equations] * copies)),
    )  # fmt: skip


def test_the_pattern_and_the_audit_do_not_depend_on_how_many_processes_there_are() -> None:
    cells = tables(4)
    alone, together = (suppress(cells, seconds=60, seed=1, processes=n) for n in (1, 2))
    assert (alone.hidden == together.hidden).all()
    assert alone.cost == alone.lower_bound == together.lower_bound
    first, second = (audit(cells, alone.hidden, processes=n) for n in (1, 2))
    assert first.holds
    assert second.holds
    assert (first.low == second.low).all()
    assert (first.high == second.high).all()
    failing = [audit(cells, cells.sensitive, processes=n).failures for n in (1, 2)]
    assert failing[0] == failing[1] != ()


def test_what_comes_of_parts_keeps_their_order_and_what_they_raise_is_raised() -> None:
    assert list(each(abs, range(-40, 0), processes=2)) == list(range(40, 0, -1))
    assert list(each(abs, [], processes=2)) == []
    with pytest.raises(TypeError):
        list(each(abs, ["a", "b"], processes=2))
