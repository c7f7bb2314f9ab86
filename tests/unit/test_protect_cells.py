"""The neutral form: what is refused, in which words; and audits of tables small enough for a pencil."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.sparse import csr_array

from parvis.cli.protect import protect as commands
from parvis.errors import SourceError
from parvis.messages import in_words
from parvis.protect import audit, failures, read_cells, suppress
from parvis.protect.cells import Cells
from tables_with_margins import with_margins

HEAD = "cell,value,weight,status,lpl,upl,lb,ub"

# A row a + b + c = total with b = 5 not to be learnt more closely than 1 to 11.
CELLS = [HEAD, "total,100,100,s,0,0,0,200", "a,60,60,s,0,0,0,200", "b,5,5,u,4,6,0,200", "c,35,35,s,0,0,0,200"]
EQUATIONS = ["eq,cell,coef", "r,total,-1", "r,a,1", "r,b,1", "r,c,1"]


def files(folder: Path, cells: list[str] = CELLS, equations: list[str] = EQUATIONS) -> tuple[Path, Path]:
    (folder / "cells.csv").write_text("\n".join(cells) + "\n", encoding="utf-8")
    (folder / "equations.csv").write_text("\n".join(equations) + "\n", encoding="utf-8")
    return folder / "cells.csv", folder / "equations.csv"


def replaced(old: str, new: str, lines: list[str]) -> list[str]:
    return [line.replace(old, new) for line in lines]


WRONG = {
    "columns are missing: ub": (replaced(",ub", "", CELLS), EQUATIONS, "cells.csv"),
    "columns are missing: coef": (CELLS, replaced(",coef", ",factor", EQUATIONS), "equations.csv"),
    "the file has no cell": ([HEAD], EQUATIONS, "cells.csv"),
    "value is not a number": (replaced("a,60,", "a,sixty,", CELLS), EQUATIONS, "cells.csv:3"),
    "upl is not a number": (replaced("u,4,6", "u,4,", CELLS), EQUATIONS, "cells.csv:4"),
    "coef is not a number": (CELLS, replaced("r,b,1", "r,b,inf", EQUATIONS), "equations.csv:4"),
    "b stands here for the second time": ([*CELLS, CELLS[3]], EQUATIONS, "cells.csv:6"),
    "r, a stands here for the second time": (CELLS, [*EQUATIONS, "r,a,1"], "equations.csv:6"),
    "there is no status x": (replaced("5,u", "5,x", CELLS), EQUATIONS, "cells.csv:4"),
    "the cell d is not in cells.csv": (CELLS, [*EQUATIONS, "r,d,1"], "equations.csv:6"),
    "the value of the cell c is not from lb to ub": (
        replaced("c,35,35,s,0,0,0,200", "c,35,35,s,0,0,40,200", CELLS),
        EQUATIONS,
        "cells.csv:5",
    ),
    "weight is below 0": (replaced("a,60,60", "a,60,-60", CELLS), EQUATIONS, "cells.csv:3"),
    "the equation r does not add up: 1 is left over": (replaced("a,60,", "a,61,", CELLS), EQUATIONS, "equations.csv"),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_cannot_be_is_refused(words: str, tmp_path: Path) -> None:
    cells, equations, where = WRONG[words]
    with pytest.raises(SourceError) as caught:
        read_cells(*files(tmp_path, cells, equations))
    found = caught.value.findings
    assert [in_words(finding, "en")[0] for finding in found] == [words]
    assert str(found[0].where) == str(tmp_path / where)


def test_every_mistake_at_once(tmp_path: Path) -> None:
    cells = replaced("b,5,5,u", "b,?,5,q", CELLS)
    with pytest.raises(SourceError) as caught:
        read_cells(*files(tmp_path, cells, [*EQUATIONS, "r,d,1"]))
    assert [finding.code for finding in caught.value.findings] == ["cell_number", "cell_status", "cell_unknown"]


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_cells(tmp_path / "none.csv", tmp_path / "none.csv")
    assert in_words(caught.value.findings[0], "en")[0] == "there is no file none.csv"


def test_a_difference_gives_a_hidden_number_away_with_a_sum_to_check(tmp_path: Path) -> None:
    system = read_cells(*files(tmp_path))
    found = audit(system, system.sensitive)
    assert (found.low.tolist(), found.high.tolist()) == ([5.0], [5.0])
    assert [str(failure.certificate) for failure in found.failures] == [
        "b <= total(100) - a(60) - c(35) = 5",
        "b >= total(100) - a(60) - c(35) = 5",
    ]


def test_two_hidden_numbers_bound_each_other(tmp_path: Path) -> None:
    # b + c = 40 is all that is known: b is from 0 to 40, which holds 1 to 11.
    system = read_cells(*files(tmp_path))
    hidden = system.sensitive | np.array([False, False, False, True])
    found = audit(system, hidden)
    assert (found.low.tolist(), found.high.tolist(), found.holds) == ([0.0], [40.0], True)


def test_the_cheapest_other_is_hidden_and_that_is_proven(tmp_path: Path) -> None:
    system = read_cells(*files(tmp_path))
    made = suppress(system, seconds=5, seed=1)
    assert made.hidden.tolist() == [False, False, True, True]
    assert (made.cost, made.lower_bound, made.gap) == (35.0, 35.0, 0.0)
    assert not failures(system, made.hidden)


def test_a_threshold_of_0_hides_nothing_else(tmp_path: Path) -> None:
    system = read_cells(*files(tmp_path, replaced("u,4,6", "u,0,0", CELLS)))
    assert suppress(system, seconds=1, seed=1).hidden.tolist() == [False, False, True, False]
    assert audit(system, system.sensitive).holds


def test_without_equations_nothing_follows(tmp_path: Path) -> None:
    system = read_cells(*files(tmp_path, CELLS, EQUATIONS[:1]))
    found = audit(system, system.sensitive)
    assert (found.low.tolist(), found.high.tolist(), found.holds) == ([0.0], [200.0], True)


def test_what_must_be_shown_is_not_hidden(tmp_path: Path) -> None:
    # c would be cheapest, but is shown in any case: a is hidden instead.
    system = read_cells(*files(tmp_path, replaced("c,35,35,s", "c,35,35,z", CELLS)))
    assert suppress(system, seconds=5, seed=1).hidden.tolist() == [False, True, True, False]


def test_a_sensitive_cell_that_is_shown_fails_the_audit(tmp_path: Path) -> None:
    system = read_cells(*files(tmp_path))
    found = audit(system, np.zeros(4, dtype=bool))
    assert {failure.cell for failure in found.failures} == {"b"}


def pair(contributors: str) -> list[str]:
    """Return a row whose two sensitive cells hide each other: p = 5 and q = 7 of 112."""
    return [
        f"{HEAD},contributors", "total,112,112,s,0,0,0,300,50", f"p,5,5,u,1,1,0,300,{contributors}",
        "q,7,7,u,1,1,0,300,4", "rest,100,100,s,0,0,0,300,30",
    ]  # fmt: skip


PAIR = ["eq,cell,coef", "r,total,-1", "r,p,1", "r,q,1", "r,rest,1"]


def test_a_sole_contributor_subtracts_its_own_number(tmp_path: Path) -> None:
    # p + q = 12: nobody else can tell, but whoever is p alone knows that q = 7.
    system = read_cells(*files(tmp_path, pair("1"), PAIR))
    found = failures(system, system.sensitive)
    assert {(failure.who, failure.cell) for failure in found} == {("p", "q")}
    assert "q <= total(112) - p(5) - rest(100) = 7" in {str(failure.certificate) for failure in found}
    assert not failures(system, system.sensitive, singletons=False)
    assert suppress(system, seconds=5, seed=1).hidden.tolist() == [False, True, True, True]


def test_several_contributors_do_not_know_their_sum(tmp_path: Path) -> None:
    system = read_cells(*files(tmp_path, pair("2"), PAIR))
    assert not failures(system, system.sensitive)


def test_who_is_not_counted_may_be_alone(tmp_path: Path) -> None:
    system = read_cells(*files(tmp_path, pair(""), PAIR))
    assert {(failure.who, failure.cell) for failure in failures(system, system.sensitive)} == {("p", "q")}


def test_contributors_who_are_one_holder_pool_what_they_know(tmp_path: Path) -> None:
    # p, q and s are 5, 7 and 9 of 121; p and q are one holder, who therefore knows s; apart, neither does.
    head = f"{HEAD},contributors,holder"
    rows = ["total,121,121,s,0,0,0,300,50,", "p,5,5,u,1,1,0,300,1,X", "q,7,7,u,1,1,0,300,1,X"]
    rows += ["s,9,9,u,1,1,0,300,4,", "rest,100,100,s,0,0,0,300,30,"]
    links = ["eq,cell,coef", "r,total,-1", "r,p,1", "r,q,1", "r,s,1", "r,rest,1"]
    system = read_cells(*files(tmp_path, [head, *rows], links))
    assert {(failure.who, failure.cell) for failure in failures(system, system.sensitive)} == {("p", "s")}
    apart = read_cells(*files(tmp_path, [head, *(row.replace(",X", ",") for row in rows)], links))
    assert not failures(apart, apart.sensitive)


def test_what_a_sole_contributor_always_knows_is_said_and_not_held_against_a_pattern(tmp_path: Path) -> None:
    # A total of one part is that part: whoever is the one is the other.
    cells = [HEAD, "whole,5,5,u,1,1,0,100", "part,5,5,u,1,1,0,100"]
    system = read_cells(*files(tmp_path, cells, ["eq,cell,coef", "r,whole,-1", "r,part,1"]))
    found = audit(system, system.sensitive)
    assert found.holds
    assert found.unavoidable == (("part", "whole"), ("whole", "part"))


def square(n: int, small: int) -> Cells:
    """Return an n x n table of 20s with totals, where `small` cells of the diagonal are 3."""
    inner = np.full((n, n), 20.0)
    inner[range(small), range(small)] = 3.0
    value, _, rows = with_margins(inner)
    ids = tuple(f"{i},{j}" for i in range(n + 1) for j in range(n + 1))
    sensitive = value == 3.0
    none = np.zeros(len(ids))
    return Cells(
        ids=ids, value=value, weight=np.where(sensitive, 0.0, 1.0), sensitive=sensitive, forced=none > 0,
        lpl=np.where(sensitive, 2.0, 0.0), upl=np.where(sensitive, 8.0, 0.0), spl=none, lb=none, ub=none + 1e6,
        contributors=none + 2, holder=("",) * len(ids), equations=tuple(map(str, range(len(rows)))),
        matrix=csr_array(rows),
    )  # fmt: skip


@pytest.mark.parametrize(("n", "small", "least"), [(4, 1, 3), (4, 2, 2), (5, 3, 3)])
def test_known_optima_of_square_tables(n: int, small: int, least: int) -> None:
    # One cell needs a rectangle: 3 others. k on the diagonal: each row and column needs a second hidden cell, so k at
    # least; for k > 1 a cycle through the k rows and columns does it: k others.
    made = suppress(square(n, small), seconds=10, seed=1, singletons=False)
    assert (made.cost, made.lower_bound) == (least, least)


def test_one_seed_one_pattern() -> None:
    system = square(5, 2)
    made = [suppress(system, seconds=10, seed=7).hidden.tolist() for _ in range(2)]
    assert made[0] == made[1]


def test_commands(tmp_path: Path) -> None:
    cells, equations = map(str, files(tmp_path))
    run = CliRunner().invoke
    done = run(commands, ["suppress", cells, equations, "--seconds", "5", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert (tmp_path / "out" / "pattern.csv").read_text() == (
        "cell,status\ntotal,published\na,published\nb,primary\nc,secondary\n"
    )
    result = json.loads((tmp_path / "out" / "result.json").read_text())
    assert {k: result[k] for k in ("cost", "secondary", "lower_bound", "gap")} == {
        "cost": 35.0, "secondary": 1, "lower_bound": 35.0, "gap": 0.0,
    }  # fmt: skip
    assert result["audit"] == {"holds": True, "failures": [], "unavoidable": []}
    pattern = ["--pattern", str(tmp_path / "out" / "pattern.csv")]
    assert run(commands, ["audit", cells, equations, *pattern]).exit_code == 0
    failed = run(commands, ["audit", cells, equations])
    assert failed.exit_code == 13
    assert "total(100) - a(60) - c(35) = 5" in failed.output
    told = json.loads(run(commands, ["audit", cells, equations, *pattern, "--json"]).output)
    assert told["cells"] == [{"cell": "b", "low": 0.0, "high": 40.0}]
