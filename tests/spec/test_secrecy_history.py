"""What was published once is known for ever: by us, in a zoning that is gone, or by others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Asked, Input, Units
from parvis.model.figure import Estimates, Figures, Relations
from parvis.model.folder import PolicySpec, Regime, Rule, RuleValue
from parvis.model.policy import OthersSpec
from parvis.protect import Audit, Mechanisms, Threshold, protect
from parvis.run import said
from parvis.run.identity import Rows, matched
from parvis.run.store import Store

DATE, LEAST = "2026-06-01", 11


def rule(value: float) -> Rule:
    held = {"value": value, "from": "2020-01-01", "reference": "test"}
    return Rule(unit="-", values=(RuleValue.model_validate(held),))


POLICY = PolicySpec(
    min_coverage=rule(0.0), min_source_units=rule(0), max_relative_error=rule(1e9), interval_level=rule(0.9)
)


def counts(values: list[float], zones: dict[str, list[int]], zoning: str = "zones") -> Estimates:
    """Return what a partner's table of areas says of zones that are made of some of them."""
    v = np.array(values, dtype=float)
    weights = csr_array(np.array([[float(unit in zone) for zone in zones.values()] for unit in range(len(v))]))
    ids = tuple(f"row {i}" for i in range(len(v)))
    units = Units("caf", "recipients", ids, v, v, v, np.zeros(len(v), dtype=bool), 0.37)
    made = estimate.carried(Input("caf", "2025", Regime.AGGREGATED, np.ones(len(zones))), units, weights, level=0.9)
    made = replace(made, contributors=weights.T @ v)
    return estimate.estimates(Asked("recipients", zoning, tuple(zones), "persons"), [made])


def protected(
    made: Estimates, *, release: str = "new", known: dict[str, Figures] | None = None, past: Relations | None = None,
    policy: PolicySpec = POLICY, least: float = LEAST,
) -> tuple[Figures, Audit]:  # fmt: skip
    return protect(
        made, policy, date=DATE, release=release, known=known or {}, past=past or Relations(),
        mechanisms=Mechanisms({"caf": Threshold("recipients", least, None)}),
    )  # fmt: skip


def released(made: Estimates, root: Path) -> tuple[dict[str, Figures], Relations]:
    """Return what a release of all of these leaves in the private store, once it is read again."""
    figures, _ = protected(made, release="old", least=1)
    store = Store(root)
    said.keep(store, "old", figures, made.relations, {"caf": Rows("mark")})
    return {"2026-01-01": figures}, said.past(store, {"2026-01-01": figures}, {"caf": Rows("mark")})


OLD = counts([60, 4, 30, 50], {"A": [0], "all": [0, 1, 2, 3]}, "perimeters2015")
NEW = counts([60, 4, 30, 50], {"A and street": [0, 1], "B": [2], "C": [3]}, "perimeters2024")


def test_a_perimeter_that_is_gone_still_counts(tmp_path: Path) -> None:
    # A is 60; with 4 in the street beside it the new perimeter would set these 4 apart.
    fresh, _ = protected(NEW)
    assert (fresh.frame["state"] == "published").all()
    known, past = released(OLD, tmp_path)
    figures, audit = protected(NEW, known=known, past=past)
    state = figures.frame.set_index("zone")["state"]
    assert state["A and street"] == "suppressed"
    # All are 144: A and street also follows from all less B and C.
    assert (state[["B", "C"]] == "suppressed").sum() == 1
    assert audit.history.before == 0  # no figure of today was said before
    assert (audit.history.open_before, audit.history.open_after) == (0, 0)


def test_rows_of_another_file_are_others(tmp_path: Path) -> None:
    figures, _ = protected(OLD, release="old", least=1)
    store = Store(tmp_path)
    said.keep(store, "old", figures, OLD.relations, {"caf": Rows("mark")})
    assert said.past(store, {"r": figures}, {"caf": Rows("another", "2026")}) == Relations()
    assert said.past(store, {}, {"caf": Rows("mark")}) == Relations()  # it was never released, and goes
    assert not list((tmp_path / ".parvis/said").iterdir())


def test_a_file_that_comes_again_is_about_the_same_people(tmp_path: Path) -> None:
    # As above, but the file has come again in another order, with a row more; A is still known.
    figures, _ = protected(OLD, release="old", least=1)
    store, who = Store(tmp_path), {"0": 0.1, "1": 0.2, "2": 0.3, "3": 0.4}
    said.keep(store, "old", figures, OLD.relations, {"caf": Rows("mark", "2025", who)})
    known = {"2026-01-01": figures}
    again = Rows("another", "2025", {"0": 0.4, "1": 0.2, "2": 0.9, "3": 0.1, "4": 0.3})
    made = counts([50, 4, 21, 60, 30], {"A and street": [3, 1], "B": [4], "C": [0, 2]}, "perimeters2024")
    past = said.past(store, known, {"caf": again})
    assert [block.units for block in past.blocks] == [("row 3", "row 1", "row 4", "row 0")]
    after, audit = protected(made, known=known, past=past)
    assert after.frame.set_index("zone")["state"].to_dict() == {
        "A and street": "suppressed", "B": "published", "C": "published"
    }  # fmt: skip
    assert audit.holds
    assert said.past(store, known, {"caf": replace(again, vintage="2026")}) == Relations()


def test_a_corrected_number_is_not_known_for_having_the_name_of_a_published_one(tmp_path: Path) -> None:
    # All were 144; the file comes again with a row of 4 more. Beside the release, 148 would tell these 4.
    figures, _ = protected(OLD, release="old", least=1)
    store, who = Store(tmp_path), {"0": 0.1, "1": 0.2, "2": 0.3, "3": 0.4}
    said.keep(store, "old", figures, OLD.relations, {"caf": Rows("mark", "2025", who)})
    known = {"2026-01-01": figures}
    past = said.past(store, known, {"caf": Rows("another", "2025", who | {"4": 0.9})})
    again = counts([60, 4, 30, 50, 4], {"A": [0], "all": [0, 1, 2, 3, 4]}, "perimeters2015")
    after, audit = protected(again, known=known, past=past)
    assert after.frame.set_index("zone")["state"].to_dict() == {"A": "published", "all": "suppressed"}
    assert audit.holds and (audit.history.before, audit.history.open_before) == (2, 0)


def test_who_is_gone_from_a_file_stands_in_none_of_its_rows() -> None:
    now = Rows("b", who={"0": 0.5, "1": 0.5, "2": 0.7})
    was = np.array([0.5, 0.6, 0.5, 0.5])  # three whom nothing tells apart, of whom two are left
    assert matched(("7", "8", "9", "10"), was, now) == ("0", "gone 8 0.6", "1", "gone 10 0.5")


def test_no_value_of_a_row_is_kept(tmp_path: Path) -> None:
    _, past = released(OLD, tmp_path)
    assert [block.totals.tolist() for block in past.blocks] == [[60.0, 144.0]]
    assert all(np.isnan(block.values).all() for block in past.blocks)


def test_what_others_have_published_counts_as_known() -> None:
    # Somebody else has published A, B and the total, so that the 5 of C are known, whatever is hidden here.
    made = counts([60, 35, 5], {"A": [0], "B": [1], "C": [2], "all": [0, 1, 2]})
    others = OthersSpec(indicator="recipients", zoning="zones", zones=("A", "B", "all"), reference="the fund, 2025")
    _, audit = protected(made, policy=POLICY.model_copy(update={"published_by_others": (others,)}))
    assert not audit.holds
    assert audit.history.open_before >= 1
    assert audit.history.new == 0
    _, alone = protected(made)
    assert alone.holds


def _possible(rows: list[list[int]], values: list[float], target: list[int], n: int) -> tuple[float, float]:
    """Return what an attacker with another solver finds possible for the sum of some areas."""
    matrix = np.array([[float(i in row) for i in range(n)] for row in rows]).reshape(-1, n)
    goal = np.array([float(i in target) for i in range(n)])
    ends = [linprog(s * goal, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs-ipm") for s in (1, -1)]
    low, high = (end.fun if end.status == 0 else np.inf for end in ends)
    return low, -high if np.isfinite(high) else np.inf


@pytest.mark.parametrize("seed", range(10))
def test_the_attacker_has_every_release(seed: int, tmp_path: Path) -> None:
    """Random perimeters of two generations: with both releases the attacker finds no small difference of them."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 40, 7).astype(float).tolist()

    def zones() -> dict[str, list[int]]:
        return {f"z{i}": sorted(rng.choice(7, rng.integers(2, 6), replace=False).tolist()) for i in range(4)}

    first, second = zones(), zones()
    before = counts(values, first, "perimeters2015")
    one, audit = protected(before, release="old")
    assert audit.holds
    store = Store(tmp_path)
    said.keep(store, "old", one, before.relations, {"caf": Rows("mark")})
    known = {"2026-01-01": one}
    made = counts(values, second, "perimeters2024")
    two, audit = protected(made, known=known, past=said.past(store, known, {"caf": Rows("mark")}))
    assert audit.holds
    told = [(first, one), (second, two)]
    rows, sums = [], []
    for named, figures in told:
        shown: pd.DataFrame = figures.frame[figures.frame["value"].notna()]
        rows += [named[zone] for zone in shown["zone"]]
        sums += shown["value"].tolist()
    for named, figures in told:
        for zone in figures.frame.loc[figures.frame["state"] == "suppressed", "zone"]:
            if 0 < sum(values[i] for i in named[zone]) < LEAST:
                low, high = _possible(rows, sums, named[zone], 7)
                assert low <= 1 + 1e-3
                assert high >= LEAST - 1e-3
    for a, of_a in zip(rows, sums, strict=True):
        for b, of_b in zip(rows, sums, strict=True):
            if set(b) < set(a):
                assert not 0 < of_a - of_b < LEAST
