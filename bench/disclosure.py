"""Hiding cells of a table of sums: what it costs, and how long it takes."""

from __future__ import annotations

import tempfile
from contextlib import chdir
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.case import Case, Floats, Way, Work

if TYPE_CHECKING:
    from parvis.protect import Cells

SEED = 20260701
P = 15.0
"""Percent within which no contributor may work out another's part."""

SECONDS = 20.0
"""What the search may take at most; it ends before where it has proved that nothing is cheaper."""


@dataclass(frozen=True)
class Contributions:
    """A contributor's row, column and part, (n,); the table has so many rows and columns, and a margin of each."""

    row: np.ndarray
    column: np.ndarray
    part: Floats
    rows: int
    columns: int


def make_table(contributors: int, rows: int, columns: int) -> Contributions:
    rng = np.random.default_rng(SEED)
    part = np.round(rng.lognormal(3.0, 1.2, contributors)) + 1.0
    return Contributions(
        rng.integers(0, rows, contributors), rng.integers(0, columns, contributors), part, rows, columns
    )


def cells_of(table: Contributions) -> Cells:
    """Return the table and its margins: a p % rule with two contributors, and its protection levels, rounded up."""
    from scipy.sparse import csr_array

    from parvis.protect.cells import Cells

    shape = (table.rows + 1, table.columns + 1)
    n = shape[0] * shape[1]
    parts: list[list[float]] = [[] for _ in range(n)]
    for i, j, value in zip(table.row.tolist(), table.column.tolist(), table.part.tolist(), strict=True):
        for cell in np.ravel_multi_index(([i, i, table.rows, table.rows], [j, table.columns] * 2), shape).tolist():
            parts[cell].append(value)
    held = np.array([sorted(cell, reverse=True)[:2] + [0.0] * (2 - min(len(cell), 2)) for cell in parts])
    value = np.array([sum(cell) for cell in parts])
    level = np.ceil(np.maximum(P / 100.0 * held[:, 0] - (value - held.sum(axis=1)), 0.0))
    number = np.arange(n).reshape(shape)
    lines = [*number, *number.T]
    signs = np.concatenate([np.append(np.ones(len(line) - 1), -1.0) for line in lines])
    at = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    none = np.zeros(n)
    return Cells(
        ids=tuple(map(str, range(n))), value=value, weight=value, sensitive=level > 0, forced=none > 0,
        lpl=level, upl=level, spl=none, lb=none, ub=np.full(n, 2.0 * value.max()),
        contributors=np.array([float(len(cell)) for cell in parts]), holder=("",) * n,
        equations=tuple(map(str, range(len(lines)))), matrix=csr_array((signs, (at, np.concatenate(lines)))),
    )  # fmt: skip


def parvis_suppress(table: Contributions) -> Work:
    from parvis.protect import failures, suppress

    cells = cells_of(table)

    def work() -> Floats:
        made = suppress(cells, seconds=SECONDS, seed=1, singletons=False)
        if failures(cells, made.hidden, singletons=False):
            raise SystemExit("a pattern that does not protect")
        return np.array([made.cost])

    return work


def _tauargus(method: str) -> Way:
    def ready(table: Contributions) -> Work:
        from pytauargus import protect

        records = {
            "row": [f"r{i:03d}" for i in table.row.tolist()], "column": [f"c{j:03d}" for j in table.column.tolist()],
            "part": table.part.tolist(),
        }  # fmt: skip

        def work() -> Floats:
            with tempfile.TemporaryDirectory() as folder, chdir(folder):  # it leaves its logs where it runs
                made = protect(records, ["row", "column"], "part", f"P({P:g},1)", f"{method}(1)", workdir=folder)
                return np.array([sum(cell["cost"] for cell in made.tables[0].rows if cell["status"] == "M")])

        return work

    return Way("pytauargus", ready)


CASES = {
    "hiding": Case(
        "Cells hidden besides those that may not be learnt (apart: of what they cost)",
        {"contributors": 6000, "rows": 20, "columns": 25},
        make_table,
        {"Parvis": Way("parvis", parvis_suppress), "optimal": _tauargus("OPT"), "modular": _tauargus("MOD")},
    )
}
