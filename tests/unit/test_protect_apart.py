"""Parts of a table in several processes: the same pattern and the same audit, whatever their number."""

from __future__ import annotations

import os
import signal
from multiprocessing import parent_process

import numpy as np
import pytest
from scipy.sparse import block_diag, csr_array

from parvis.protect import audit, failures, suppress
from parvis.protect.apart import each
from parvis.protect.cells import Cells
from parvis.protect.goals import blocks
from parvis.protect.pattern import assured
from parvis.protect.secondary import protect_system
from parvis.protect.system import System, parted
from tables_with_margins import with_margins


def tables(copies: int) -> Cells:
    """Return tables of 3 x 3 with their margins, of other numbers each; zeros stand in their equations too."""
    rng = np.random.default_rng(3)
    made = [with_margins(inner) for inner in rng.integers(5, 60, (copies, 3, 3)).astype(float)]
    value, matrix = np.concatenate([one for one, _, _ in made]), block_diag([rows for _, _, rows in made])
    sensitive = np.tile(np.isin(np.arange(16), [0, 5]), copies)
    n = len(value)
    level, none = np.where(sensitive, 4.0, 0.0), np.zeros(n)
    return Cells(
        ids=tuple(map(str, range(n))), value=value, weight=value, sensitive=sensitive, forced=none > 0, lpl=level,
        upl=level, spl=none, lb=none, ub=none + 1000.0, contributors=np.where(sensitive, 1.0, 5.0), holder=("",) * n,
        equations=tuple(map(str, range(8 * copies))), matrix=csr_array(matrix),
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


def test_a_pattern_that_leaves_something_open_is_mended_at_the_end() -> None:
    cells = tables(1)
    [block] = blocks(cells, cells.knowing(singletons=False))
    safe = suppress(cells, seconds=5, seed=1, singletons=False)
    rng = np.random.default_rng(1)
    assert (assured(block, safe.hidden[block.cells], rng) == safe.hidden[block.cells]).all()
    assert failures(cells, cells.sensitive, singletons=False)
    mended = cells.sensitive.copy()
    mended[block.cells] = assured(block, block.sensitive, rng)
    assert not failures(cells, mended, singletons=False)


def halved(number: int) -> float:
    """Return half of a number; whichever child works on 7 is killed there, as where memory runs out."""
    if number == 7 and parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return number / 2


def test_where_a_process_is_killed_this_one_goes_on_by_itself() -> None:
    assert list(each(halved, range(40), processes=2)) == [number / 2 for number in range(40)]


def city() -> System:
    """Return counts of two towns that have nothing in common: two zonings of 40 people each, and all of them."""
    rng = np.random.default_rng(8)
    names: list[tuple[str, ...]] = []
    rows = []
    for town in range(2):
        for zoning, count in (("squares", 7), ("quarters", 3), ("town", 1)):
            of = rng.integers(0, count, 40)
            for zone in range(count):
                row = np.zeros(80)
                row[40 * town : 40 * town + 40] = of == zone
                rows.append(row)
                names.append(("people", zoning, f"{town}-{zone}", "2025", "total", "total", "observed", "count"))
    matrix = csr_array(np.array(rows))
    value, at = np.asarray(matrix.sum(axis=1)).ravel(), np.arange(len(rows))
    return System(
        frozenset({"survey"}), matrix, tuple(names), at, value, tuple(names), at, value, value, np.ones(80)
    )  # fmt: skip


def test_a_city_in_parts_is_as_safe_as_in_one_piece() -> None:
    whole = city()
    small = {name: value for name, value in zip(whole.names, whole.value.tolist(), strict=True) if 0 < value < 5}
    costs = dict(zip(whole.names, whole.value.tolist(), strict=True))
    asked = {"risky": frozenset(small), "least": 5, "costs": costs, "kept": frozenset[tuple[str, ...]]()}
    parts = list(parted(whole))
    assert [part.width for part in parts] == [40, 40]
    somebody = [name for name, value in zip(whole.names, whole.value.tolist(), strict=True) if value > 0]
    assert [name for part in parts for name in part.names] == somebody
    alone, together = (
        protect_system(whole, shown=frozenset(whole.names), processes=n, **asked)  # type: ignore[arg-type]
        for n in (1, 2)
    )
    assert alone == together
    added, verdicts = alone
    assert small
    assert added
    assert all(verdict.holds for verdict in verdicts)
    again, _ = protect_system(whole, shown=frozenset(whole.names) - added, **asked)  # type: ignore[arg-type]
    assert not again
