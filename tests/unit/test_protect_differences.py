"""Geographic differencing: groups worked out by hand, and by trying every union of zones on small random maps."""

from __future__ import annotations

import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from parvis.cli.protect import protect as commands
from parvis.errors import ParvisError
from parvis.messages import in_words
from parvis.protect import differences, read_records
from parvis.protect.differencing import Apart

ZONINGS = ["a", "b"]


def people(counts: dict[tuple[str, ...], int], zonings: list[str] = ZONINGS) -> pd.DataFrame:
    rows = [zones for zones, count in counts.items() for _ in range(count)]
    frame = pd.DataFrame(rows, columns=zonings, dtype=str)
    return frame.assign(id=[str(i) for i in range(len(rows))])


# A is 20 + 3 + 0; the 3 of A that b's zone Y holds are what A has more than X.
MAP = people({("A", "X"): 20, ("A", "Y"): 3, ("B", "Y"): 30})


def test_three_people_are_what_one_zone_has_more_than_another() -> None:
    found = differences(MAP, ZONINGS, 11, small_shown=True)
    assert MAP[found.at_risk][["a", "b"]].drop_duplicates().to_numpy().tolist() == [["A", "Y"]]
    assert [str(group) for group in found.groups] == ["a=A - b=X = 3"]


def test_nobody_is_at_risk_below_the_group() -> None:
    assert not differences(MAP, ZONINGS, 3, small_shown=True).at_risk.any()


def test_several_zones_together() -> None:
    # Neither A1 nor A2 holds a zone of b; together they hold X and 2 people more.
    counts = {("A1", "X"): 20, ("A2", "X"): 20, ("A2", "Y"): 2, ("B", "Y"): 30}
    found = differences(people(counts), ZONINGS, 11, small_shown=True)
    assert found.at_risk.sum() == 2
    assert [str(group) for group in found.groups] == ["a=A1 + a=A2 - b=X = 2"]


def test_what_is_not_published_cannot_be_subtracted() -> None:
    # Published, A + S - Y = 8 and X + Y - A = 5; with X and S hidden, Y cannot be taken from A, nor A from Y.
    counts = {("A", "X"): 8, ("A", "Y"): 30, ("S", "Y"): 5}
    assert differences(people(counts), ZONINGS, 11, small_shown=True).at_risk.sum() == 13
    assert not differences(people(counts), ZONINGS, 11, small_shown=False).at_risk.any()


def by_trying(frame: pd.DataFrame, threshold: int, least: int) -> set[int]:
    """Return the records in a small difference of unions, by going through all unions of both zonings."""
    out: set[int] = set()
    sets = [{z: set(group.index) for z, group in frame.groupby(zoning)} for zoning in ZONINGS]
    unions = [
        [set().union(*chosen) for k in range(1, len(z) + 1) for chosen in combinations(
            [held for held in z.values() if len(held) >= least], k)]
        for z in sets
    ]  # fmt: skip
    for ours, theirs in (unions, unions[::-1]):
        for whole in ours:
            for part in theirs:
                if part <= whole and 0 < len(whole - part) < threshold:
                    out |= whole - part
    return out


@pytest.mark.parametrize("seed", range(20))
def test_exact_against_every_union(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 120
    frame = pd.DataFrame({"a": rng.integers(0, 5, n).astype(str)})
    moved = rng.random(n) < 0.1
    frame["b"] = np.where(moved, rng.integers(0, 6, n), (frame["a"].astype(int) + rng.integers(0, 2, n)) % 6).astype(
        str
    )
    frame["id"] = np.arange(n).astype(str)
    for small_shown in (True, False):
        found = differences(frame, ZONINGS, 6, small_shown=small_shown)
        recovered = set().union(*(members(frame, group) for group in found.recovered))
        assert set(np.flatnonzero(found.at_risk)) | recovered == by_trying(frame, 6, 0 if small_shown else 6)
        assert not (small_shown and found.recovered)
        for number, group in enumerate(found.groups):
            counted = sum((frame[z] == name).sum() for z, name in group.plus)
            counted -= sum((frame[z] == name).sum() for z, name in group.minus)
            assert counted == group.people >= (found.group == number).sum()


def members(frame: pd.DataFrame, group: Apart) -> set[int]:
    """Return the records that a sum of zones less others leaves."""
    plus = {i for zoning, name in group.plus for i in np.flatnonzero(frame[zoning] == name).tolist()}
    minus = {i for zoning, name in group.minus for i in np.flatnonzero(frame[zoning] == name).tolist()}
    return plus - minus


def test_a_hidden_zone_that_can_be_worked_out_is_told_apart() -> None:
    # A is X and the whole of the hidden Y: no difference sets anybody apart but those of Y, whose number is A - X.
    counts = {("A", "X"): 20, ("A", "Y"): 4, ("B", "Z"): 30}
    found = differences(people(counts), ZONINGS, 11, small_shown=False)
    assert not found.at_risk.any()
    assert [str(group) for group in found.recovered] == ["a=A - b=X = 4"]


@pytest.mark.skipif("PARVIS_BENCH" not in os.environ, reason="PARVIS_BENCH is not set")
def test_a_town_against_what_is_known_of_it() -> None:
    # 850 at risk where zones under 11 are published, 120 where they are not: computed by another program.
    town = read_records(Path(os.environ["PARVIS_BENCH"]) / "disclosure/diffman/t_ex.csv", ["z1", "z2"])
    assert differences(town, ["z1", "z2"], 11, small_shown=True).at_risk.sum() == 850
    assert differences(town, ["z1", "z2"], 11, small_shown=False).at_risk.sum() == 120


def test_three_zonings_set_apart_what_two_do_not() -> None:
    # By a and b nobody: 11 people of A lie out of X. The zone Z of c is 8 of these: 3 are left.
    counts = {("A", "X", "V"): 20, ("A", "Y", "Z"): 8, ("A", "Y", "W"): 3, ("B", "Y", "W"): 30}
    frame = people(counts, ["a", "b", "c"])
    assert not differences(frame, ["a", "b"], 11, small_shown=True).at_risk.any()
    found = differences(frame, ["a", "b", "c"], 11, small_shown=True)
    assert found.at_risk.sum() == 3
    assert {group.people for group in found.groups} == {3}


@pytest.mark.parametrize(
    ("zonings", "threshold", "words"),
    [
        (["a"], 11, "differences need two zonings at least, not 1"),
        (["a", "b"], 0, "a threshold of 0 protects nobody"),
    ],
)
def test_what_cannot_be_asked(zonings: list[str], threshold: int, words: str) -> None:
    with pytest.raises(ParvisError) as caught:
        differences(MAP, zonings, threshold, small_shown=True)
    assert in_words(caught.value.findings[0], "en")[0] == words


def test_command(tmp_path: Path) -> None:
    MAP[["id", "a", "b"]].to_csv(tmp_path / "people.csv", index=False)
    ask = ["difference", str(tmp_path / "people.csv"), "--zonings", "a,b", "--threshold", "11", "--out", str(tmp_path)]
    done = CliRunner().invoke(commands, ask)
    assert done.exit_code == 0
    assert done.output.startswith("3 of 53 people are in a group of fewer than 11")
    assert (tmp_path / "at_risk.csv").read_text() == "id,certificate\n20,0\n21,0\n22,0\n"
    assert (tmp_path / "certificates.csv").read_text() == "certificate,people,sum\n0,3,a=A - b=X = 3\n"


def test_one_person_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,a,b\n1,A,X\n1,A,Y\n")
    ask = ["difference", str(tmp_path / "people.csv"), "--zonings", "a,b", "--threshold", "11", "--out", str(tmp_path)]
    error = CliRunner().invoke(commands, ask).exception
    assert isinstance(error, ParvisError)
    assert in_words(error.findings[0], "en")[0] == "an id stands here for the second time (1 such lines)"
