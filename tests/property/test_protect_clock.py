"""Whatever clocks, solvers and processes do, a pattern that is returned is safe in the eyes of another solver."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import parent_process
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_diag, csr_array

from parvis.cli.protect import protect as commands
from parvis.errors import DisclosureError
from parvis.protect import failures, pattern, suppress, whole
from parvis.protect.cells import Cells, read_cells
from parvis.protect.linear import Program
from parvis.protect.possible import Possible
from tables_with_margins import with_margins

SEEDS = range(6)


# a + 2 b + c = 20, all whole, a from 4 to 6: where c is shown a is odd, and 5; with real numbers anything from 4 to 6.
HEAD = "cell,value,weight,status,lpl,upl,lb,ub,whole,contributors"
ODD = [HEAD, "total,20,9,z,0,0,0,90,1,9", "a,5,0,u,1,1,4,6,1,9", "b,5,0,u,1,1,0,90,1,9", "c,5,3,s,0,0,0,90,1,9"]
LINKS = ["eq,cell,coef", "r,total,-1", "r,a,1", "r,b,2", "r,c,1"]


def files(folder: Path, cells: list[str], links: list[str] = LINKS) -> tuple[Path, Path]:
    folder.mkdir(exist_ok=True)
    for name, lines in (("cells.csv", cells), ("equations.csv", links)):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "cells.csv", folder / "equations.csv"


def table(seed: int) -> Cells:
    """Return a table of 3 x 4 with its margins, some cells of it one holder's, one margin shown in any case."""
    rng = np.random.default_rng(seed)
    value, number, equations = with_margins(rng.integers(1, 30, (3, 4)).astype(float))
    sensitive, none = np.zeros(20, dtype=bool), np.zeros(20)
    sensitive[rng.choice(number[:3, :4].ravel(), 3, replace=False)] = True
    level = np.where(sensitive, np.ceil(0.3 * value), 0.0)
    return Cells(
        ids=tuple(map(str, range(20))), value=value, weight=value, sensitive=sensitive,
        forced=np.arange(20) == rng.choice([4, 19]), lpl=level, upl=level, spl=none, lb=none, ub=none + 300.0,
        contributors=np.where(sensitive & (rng.random(20) < 0.6), 1.0, 5.0), holder=("",) * 20,
        equations=tuple(map(str, range(9))), matrix=csr_array(equations),
    )  # fmt: skip


def learnt(cells: Cells, hidden: np.ndarray) -> set[tuple[str, str]]:
    """Return who learns which sensitive cell too closely, by another solver on the equations as they stand."""
    out = set()
    sensitive = np.flatnonzero(cells.sensitive).tolist()
    for target in sensitive:
        alone = [i for i in sensitive if cells.contributors[i] == 1 and i != target]
        for known in (None, *alone):
            free = hidden & (np.arange(len(hidden)) != (-1 if known is None else known))
            ends = np.where(free, cells.lb, cells.value), np.where(free, cells.ub, cells.value)
            goal = (np.arange(len(hidden)) == target).astype(float)
            low, high = (
                sign * linprog(sign * goal, A_eq=cells.matrix, b_eq=np.zeros(cells.matrix.shape[0]),
                               bounds=np.column_stack(ends), method="highs-ipm").fun
                for sign in (1.0, -1.0)
            )  # fmt: skip
            value = cells.value[target]
            if low > value - cells.lpl[target] + 1e-4 or high < value + cells.upl[target] - 1e-4:
                out.add(("" if known is None else cells.ids[known], cells.ids[target]))
    return out


def safe_or_refused(cells: Cells, unavoidable: set[tuple[str, str]], made: Callable[[], pattern.Pattern]) -> bool:
    """Return whether there is a pattern; where there is one nothing can be learnt that need not be."""
    try:
        found = made()
    except DisclosureError as error:
        assert {finding.code for finding in error.findings} <= {"pattern_open", "audit_unsolved"}
        return False
    assert learnt(cells, found.hidden) <= unavoidable
    return True


def always(cells: Cells) -> set[tuple[str, str]]:
    """Return what is learnt though all is hidden that may be."""
    return learnt(cells, cells.sensitive | ~cells.forced)


@pytest.mark.parametrize("seed", SEEDS)
def test_any_time_and_any_clock(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    cells, rng = table(seed), np.random.default_rng(seed)
    known, real = always(cells), time.monotonic
    can_be_kept = "" not in {who for who, _ in known}
    for seconds in (0.0, 1e-3, float(rng.uniform(0, 0.05))):
        assert safe_or_refused(cells, known, lambda s=seconds: suppress(cells, seconds=s, seed=seed)) == can_be_kept
    for farthest in (0.02, 1.0, 1e6):
        jumps = np.random.default_rng(seed)
        monkeypatch.setattr(time, "monotonic", lambda j=jumps, f=farthest: real() + float(j.uniform(-0.2, 1.0)) * f)
        safe_or_refused(cells, known, lambda: suppress(cells, seconds=0.05, seed=seed))
        monkeypatch.undo()


def stopping(method: str, answer: object, share: float) -> Callable[[pytest.MonkeyPatch, np.random.Generator], None]:
    """Return a fault: a solver that, now and then, stops before its end and gives an answer all the same."""

    def break_(monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator) -> None:
        right = getattr(Program, method)

        def wrong(self: Program, *given: object) -> object:
            if rng.random() >= share:
                return right(self, *given)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(Program, method, wrong)

    return break_


def lying(monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator) -> None:
    """Break what solvers say that they found: numbers that are no solution."""
    right = Program.values.fget
    assert right is not None

    def wrong(self: Program) -> np.ndarray:
        values = right(self)
        return values + (rng.random(len(values)) < 0.2) * rng.uniform(0, 40) if rng.random() < 0.3 else values

    monkeypatch.setattr(Program, "values", property(wrong))


def hurried(monkeypatch: pytest.MonkeyPatch, _: np.random.Generator) -> None:
    """Stop every search in whole numbers at its first node."""
    right = Program.limit
    monkeypatch.setattr(Program, "limit", lambda self, _: right(self, 0.0))
    monkeypatch.setattr(whole, "NODES", 0)


FAULTS = {
    "hurried": hurried, "lying": lying,
    "nothing found": stopping("search", False, 0.7), "out of time": stopping("solve_in_time", False, 1.0),
    "nothing feasible": stopping("solve", False, 0.3), "always unfeasible": stopping("solve", False, 1.0),
    "no answer": stopping("solve", DisclosureError.of("audit_unsolved", status=13), 0.02),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_any_fault_of_a_solver(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in SEEDS:
        cells, rng = table(seed), np.random.default_rng(seed)
        known = always(cells)
        FAULTS[fault](monkeypatch, rng)
        safe_or_refused(cells, known, lambda c=cells, s=seed: suppress(c, seconds=0.1, seed=s))
        monkeypatch.undo()


def killed(task: pattern._Task) -> pattern._Found:
    """Work on a part; the child that does is killed, as where memory runs out."""
    if parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return SOLVED(task)


SOLVED = pattern._solved


def test_a_killed_child(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = table(0), table(1)
    rows = csr_array(block_diag([one.matrix, other.matrix]))
    both = replace(
        one, ids=tuple(map(str, range(40))), holder=("",) * 40, equations=tuple(map(str, range(18))),
        matrix=rows,
        **{name: np.concatenate([getattr(one, name), getattr(other, name)])
           for name in ("value", "weight", "sensitive", "forced", "lpl", "upl", "spl", "lb", "ub", "contributors")},
    )  # fmt: skip
    monkeypatch.setattr(pattern, "_solved", killed)
    assert safe_or_refused(both, always(both), lambda: suppress(both, seconds=0.5, seed=1, processes=2))


def test_a_search_that_leaves_something_open_is_mended_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in SEEDS:
        cells = table(seed)
        known = always(cells)
        nothing = lambda task: pattern._Found(task.block.sensitive, 0.0)  # noqa: E731
        monkeypatch.setattr(pattern, "_solved", nothing)
        done = safe_or_refused(cells, known, lambda c=cells: suppress(c, seconds=1, seed=1))
        assert done == ("" not in {who for who, _ in known})


def test_a_solution_that_is_none_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # The search has hidden nothing more, and whatever the audit asks for the solver says that all can move far.
    right = Program.values.fget
    assert right is not None
    monkeypatch.setattr(pattern, "_solved", lambda task: pattern._Found(task.block.sensitive, 0.0))
    monkeypatch.setattr(
        Program, "values", property(lambda self: right(self) + 30.0 * (np.arange(len(right(self))) % 2))
    )
    for seed in SEEDS:
        cells = table(seed)
        safe_or_refused(cells, always(cells), lambda c=cells: suppress(c, seconds=1, seed=1))


def test_that_no_solver_found_a_way_does_not_show_that_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # p + q = 12 where the rest is shown: whoever is p alone knows q, and need not if the rest is hidden.
    head = "cell,value,weight,status,lpl,upl,lb,ub,contributors"
    rows = ["total,112,112,s,0,0,0,300,9", "p,5,5,u,1,1,0,300,1", "q,7,7,u,1,1,0,300,4", "rest,100,9,s,0,0,0,300,9"]
    links = ["eq,cell,coef", "r,total,-1", "r,p,1", "r,q,1", "r,rest,1"]
    cells = read_cells(*files(tmp_path, [head, *rows], links))
    right = Possible.reach

    def tired(self: Possible, goals: np.ndarray) -> np.ndarray:
        return np.zeros(self.block.width) if self._fixed else right(self, goals)

    monkeypatch.setattr(Possible, "reach", tired)
    assert {failure.who for failure in failures(cells, cells.sensitive)} == {"p"}


def whole_reach(cells: Cells, hidden: np.ndarray, cell: int) -> tuple[float, float]:
    """Return the least and the greatest whole number that a cell can be, by another solver."""
    bounds = Bounds(np.where(hidden, cells.lb, cells.value), np.where(hidden, cells.ub, cells.value))
    goal, adds_up = np.eye(len(hidden))[cell], LinearConstraint(cells.matrix, 0.0, 0.0)
    found = [milp(s * goal, constraints=adds_up, bounds=bounds, integrality=np.ones(len(hidden))) for s in (1, -1)]
    return round(found[0].fun), round(-found[1].fun)


def test_what_whole_numbers_tell_is_hidden_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = read_cells(*files(tmp_path, ODD))
    assert whole_reach(cells, cells.sensitive, 1) == (5, 5)
    assert failures(cells, cells.sensitive)
    assert suppress(cells, seconds=1, seed=1).hidden.tolist() == [False, True, True, True]
    # A search in whole numbers that stops before it has found anything shows nothing to be safe.
    monkeypatch.setattr(Program, "search", lambda _: False)
    assert failures(cells, cells.sensitive | np.array([False, False, False, True]))


def test_what_cannot_be_hidden_is_refused_and_the_last_files_stay(tmp_path: Path) -> None:
    run, out = CliRunner().invoke, tmp_path / "out"
    first = [*map(str, files(tmp_path / "one", ODD)), "--seconds", "1", "--out", str(out)]
    assert run(commands, ["suppress", *first]).exit_code == 0
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    shown = [line.replace("c,5,3,s", "c,5,3,z") for line in ODD]
    done = run(commands, ["suppress", *map(str, files(tmp_path / "two", shown)), "--seconds", "1", "--out", str(out)])
    assert isinstance(done.exception, DisclosureError)
    [finding] = done.exception.findings
    assert (finding.code, finding.values["cells"]) == ("pattern_open", "a, b")
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
