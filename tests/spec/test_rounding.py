"""Controlled rounding: multiples of a base, near the true numbers, that add up; what they leave open is enough."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from parvis import estimate
from parvis.errors import DisclosureError
from parvis.estimate import Asked, Input, Units
from parvis.model.figure import Estimates, Figures, Parents, Relations
from parvis.model.folder import PolicySpec, Regime, Rule, RuleValue
from parvis.protect import Audit, Mechanisms, Threshold, protect
from parvis.protect.linear import Program
from parvis.protect.perturbed import rate
from parvis.protect.rounded import Rounding
from parvis.protect.rounding import controlled

LEAST, BASE = 10, 15.0


def table(seed: int) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Return a table of 4 by 5 counts with its margins, as rows over its cells, their numbers, and chances."""
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 40, 20) * (rng.random(20) < 0.8)
    one = np.eye(20).reshape(20, 4, 5)
    rows = np.vstack([np.eye(20), one.sum(axis=1).T, one.sum(axis=2).T, np.ones((1, 20))])
    return csr_array(rows), rows @ cells, rng.random(len(rows))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("base", [5.0, 15.0])
def test_a_table_of_two_ways_is_rounded_so_that_it_adds_up(seed: int, base: float) -> None:
    # Cox 1987: a two-way table always has a zero-restricted rounding.
    rows, values, chances = table(seed)
    free = np.full(len(values), np.nan)
    made = controlled(rows, values, chances, base=base, fixed=free)
    assert made.reach == 1
    assert (made.values % base == 0).all()
    assert (np.abs(made.values - values) < base).all()
    assert (made.values[values % base == 0] == values[values % base == 0]).all()  # zeros too
    assert (rows @ made.values[:20] == made.values).all()
    # The order of the rows is of no matter, nor the day.
    order = np.random.default_rng(seed).permutation(len(values))
    again = controlled(csr_array(rows[order]), values[order], chances[order], base=base, fixed=free)
    assert (np.abs(again.values - values[order]) < base).all()
    assert (controlled(rows, values, chances, base=base, fixed=free).values == made.values).all()


def test_numbers_that_were_said_stay_as_they_were() -> None:
    rows, values, chances = table(1)
    first = controlled(rows, values, chances, base=BASE, fixed=np.full(len(values), np.nan))
    fixed = np.where(np.arange(len(values)) < 7, first.values, np.nan)
    then = controlled(rows, values, 1.0 - chances, base=BASE, fixed=fixed)
    assert (then.values[:7] == first.values[:7]).all()
    assert (rows @ then.values[:20] == then.values).all()


def test_each_number_goes_up_as_often_as_it_is_nearer() -> None:
    # Of 300 numbers with no equation between them: 4 of 5 goes up with 80 %, so that nothing is biased.
    chances = (np.arange(300) + 0.5) / 300
    one = csr_array(np.eye(300))
    made = controlled(one, np.full(300, 4.0), chances, base=5.0, fixed=np.full(300, np.nan))
    assert made.values.mean() == pytest.approx(4.0)


def test_a_table_that_contradicts_itself_a_little_is_moved_further() -> None:
    # 3 and 3 are said to be 11 in all: with multiples of 5 within 5 the parts are 0 or 5, and the sum is 10 or 15.
    rows = csr_array(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    free, low = np.full(3, np.nan), np.full(3, 0.99)
    assert controlled(rows, np.array([3.0, 3.0, 11.0]), low, base=5.0, fixed=free).reach == 1  # 5 + 5 = 10
    made = controlled(rows, np.array([3.0, 3.0, 17.0]), low, base=5.0, fixed=free)
    assert made.reach == 2
    assert made.values[0] + made.values[1] == made.values[2]
    with pytest.raises(DisclosureError) as raised:
        controlled(rows, np.array([3.0, 3.0, 90.0]), low, base=5.0, fixed=free)
    assert raised.value.findings[0].code == "rounding_impossible"


def test_large_sums_add_up_to_the_last_multiple(monkeypatch: pytest.MonkeyPatch) -> None:
    # A solver that is one multiple off in a sum of 1,600,000: a part of it that is no more than any rounding of floats.
    rows = csr_array(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    right = Program.values.fget
    assert right is not None
    monkeypatch.setattr(Program, "values", property(lambda self: right(self) + np.eye(len(right(self)))[2]))
    with pytest.raises(DisclosureError) as raised:
        numbers = np.array([999_998.0, 599_999.0, 1_599_997.0])
        controlled(rows, numbers, np.full(3, 0.99), base=5.0, fixed=np.full(3, np.nan))
    assert raised.value.findings[0].code == "rounding_impossible"


# --- through the room ---


def rule(value: float) -> Rule:
    held = {"value": value, "from": "2020-01-01", "reference": "test"}
    return Rule(unit="-", values=(RuleValue.model_validate(held),))


POLICY = PolicySpec(
    min_coverage=rule(0.0), min_source_units=rule(0), max_relative_error=rule(1e9), interval_level=rule(0.9)
)
AREAS = [3, 24, 41, 7, 0, 12, 55]
ZONES = {"A": [0], "B": [1], "C": [2], "D": [3], "E": [4], "F": [5, 6], "north": [0, 1, 2], "south": [3, 4, 5, 6],
         "all": list(range(7))}  # fmt: skip


def counts(zones: dict[str, list[int]] = ZONES, values: list[int] = AREAS) -> Estimates:
    """Return what a partner's table of areas says of zones that are made of some of them."""
    v = np.array(values, dtype=float)
    weights = csr_array(np.array([[float(unit in zone) for zone in zones.values()] for unit in range(len(v))]))
    ids = tuple(f"row {i}" for i in range(len(v)))
    units = Units("caf", "recipients", ids, v, v, v, np.zeros(len(v), dtype=bool), 0.37)
    made = estimate.carried(Input("caf", "2025", Regime.AGGREGATED, np.ones(len(zones))), units, weights, level=0.9)
    made = replace(made, contributors=weights.T @ v)
    return estimate.estimates(Asked("recipients", "zones", tuple(zones), "persons"), [made])


def rounded(
    made: Estimates, *, base: float = BASE, known: dict[str, Figures] | None = None, mechanism: bool = True
) -> tuple[pd.DataFrame, Audit, Figures]:
    how = {"caf": Rounding(base, "secret", frozenset({"recipients"}), LEAST)} if mechanism else {}
    figures, audit = protect(
        made, POLICY, date="2026-06-01", release="r", known=known or {},
        mechanisms=Mechanisms({"caf": Threshold("recipients", LEAST, None)}, roundings=how),
    )  # fmt: skip
    return figures.frame.set_index("zone"), audit, figures


def test_every_figure_is_shown_and_they_add_up() -> None:
    table, audit, _ = rounded(counts())
    assert set(zip(table["state"], table["reason"], strict=True)) == {("perturbed", "rounded")}
    value = table["value"]
    assert value["A"] + value["B"] + value["C"] == value["north"]
    assert value["D"] + value["E"] + value["F"] == value["south"]
    assert value["north"] + value["south"] == value["all"]
    assert value["E"] == 0  # nobody stays nobody
    assert audit.holds
    true = pd.Series({zone: sum(AREAS[i] for i in inside) for zone, inside in ZONES.items()})
    assert ((table["lower"] <= true) & (true <= table["upper"])).all()
    # How far a true number may be from the one shown is the same for all: less than the base.
    assert (table["upper"] - value == BASE - 1).all()
    assert (table["lower"] == (value - BASE + 1).clip(lower=0)).all()


def test_another_order_gives_the_same_numbers() -> None:
    turned = dict(reversed(ZONES.items()))
    assert rounded(counts(turned))[0]["value"].to_dict() == rounded(counts())[0]["value"].to_dict()


def test_the_audit_says_what_an_attacker_finds() -> None:
    """Another solver, on the zones' numbers as published, for somebody who knows the base."""
    table, audit, _ = rounded(counts())
    rows = np.array([[float(i in inside) for i in range(7)] for inside in ZONES.values()])
    middle = table["value"].loc[list(ZONES)].to_numpy()
    judged = audit.verdicts.set_index("figure")
    assert len(judged) >= 2  # A is 3 and D is 7
    for zone in ("A", "D"):
        goal = rows[list(ZONES).index(zone)]
        limits, ends = np.vstack([rows, -rows]), np.concatenate([middle + BASE - 1, BASE - 1 - middle])
        low, high = (s * linprog(s * goal, A_ub=limits, b_ub=ends, bounds=(0, None)).fun for s in (1, -1))
        assert low <= 1 and high >= LEAST
        found = judged.loc[f"recipients/zones/{zone}/2025/total/total/observed/{table['method'].iloc[0]}"]
        assert (found["low"], found["high"]) == pytest.approx((low, high), abs=1e-4)


def test_a_base_that_tells_too_much_is_refused() -> None:
    # What is rounded to 0 with base 5 is under 5, and 10 could not be ruled out only if it might be 10.
    with pytest.raises(DisclosureError) as raised:
        rounded(counts(), base=5.0)
    assert raised.value.findings[0].code == "rounding_open"


def test_one_mechanism_and_one_base_for_ever() -> None:
    _, _, first = rounded(counts())
    _, _, hidden = rounded(counts(), mechanism=False)
    for known, changed in ((first, {"mechanism": False}), (hidden, {})):
        with pytest.raises(DisclosureError) as raised:
            rounded(counts(), known={"2026-01-01": known}, **changed)
        assert raised.value.findings[0].code == "mechanism_changed"
    with pytest.raises(DisclosureError) as raised:
        rounded(counts(), base=20.0, known={"2026-01-01": first})
    assert raised.value.findings[0].code == "rounding_changed"


def test_what_was_said_is_said_again_beside_new_zones() -> None:
    before, _, first = rounded(counts())
    more, _, _ = rounded(counts({**ZONES, "B and D": [1, 3], "0": [0, 6]}), known={"2026-01-01": first})
    assert (more["value"].loc[list(ZONES)] == before["value"].loc[list(ZONES)]).all()
    assert more["value"]["B and D"] == before["value"]["B"] + before["value"]["D"]


def test_rates_are_those_of_rounded_counts() -> None:
    some = [1, 20, 5, 3, 0, 10, 30]
    part, whole = counts(values=some), counts()
    above, below = (made.relations.blocks[0] for made in (part, whole))
    share = estimate.ratio(_answer(some, "single"), _answer(AREAS, "recipients"), scale=100.0, level=0.9)
    made = estimate.estimates(Asked("share", "zones", tuple(ZONES), "percent"), [share])
    assert above.figures == below.figures
    how = {"caf": Rounding(BASE, "secret", frozenset({"recipients", "single"}), LEAST)}
    figures, _ = protect(
        made, POLICY, date="2026-06-01", release="r", known={},
        mechanisms=Mechanisms({"caf": Threshold("recipients", LEAST, None)}, roundings=how),
    )  # fmt: skip
    table = figures.frame.set_index("zone")
    true = pd.Series({z: 100 * sum(some[i] for i in inside) / max(sum(AREAS[i] for i in inside), 1)
                      for z, inside in ZONES.items()})  # fmt: skip
    shown = table[table["state"] == "perturbed"]
    assert len(shown) >= 5
    assert ((shown["lower"] <= true[shown.index]) & (true[shown.index] <= shown["upper"])).all()


def test_what_past_rates_have_said_of_counts_is_said_again() -> None:
    """A release has told shares; a build that tells the counts below them shows those that the shares were made of."""
    share = estimate.ratio(
        _answer([1, 20, 5, 3, 0, 10, 30], "single"), _answer(AREAS, "recipients"), scale=100.0, level=0.9
    )
    made = estimate.estimates(Asked("share", "zones", tuple(ZONES), "percent"), [share])
    pair = made.relations.parents[0]
    names = tuple((*name, "old") for name in pair.figures)
    both = (replace(block, figures=names) for block in (pair.numerator, pair.denominator))
    past = Relations((), (Parents(names, "ratio", *both),))
    otherwise = 0
    for secret in "bcef":  # "a" is drawn so that the first release is refused
        first = _told(made, secret, "old", {}, Relations())
        now = _told(counts(), secret, "new", {"old": first}, past).frame.set_index("zone")["value"]
        shown = first.frame[first.frame["value"].notna()].set_index("zone")[["value", "lower", "upper"]]
        assert len(shown) >= 4
        for zone, row in shown.iterrows():
            may_be = [rate((top, BASE - 1), (now[zone], BASE - 1), 100.0) for top in np.arange(0.0, 200.0, BASE)]
            assert any(np.allclose(found, row.astype(float)) for found in may_be), (secret, zone)
        alone = _told(counts(), secret, "new", {}, Relations()).frame.set_index("zone")["value"]
        otherwise += int((alone != now).sum())
    assert otherwise  # drawn without the past they would be others


def _told(made: Estimates, secret: str, release: str, known: dict[str, Figures], past: Relations) -> Figures:
    how = Rounding(BASE, secret, frozenset({"recipients", "single"}), LEAST)
    figures, audit = protect(
        made, POLICY, date="2026-06-01", release=release, known=known, past=past,
        mechanisms=Mechanisms({"caf": Threshold("recipients", LEAST, None)}, roundings={"caf": how}),
    )  # fmt: skip
    assert audit.holds
    return figures


def _answer(values: list[int], column: str) -> estimate.Answer:
    v = np.array(values, dtype=float)
    weights = csr_array(np.array([[float(unit in zone) for zone in ZONES.values()] for unit in range(len(v))]))
    ids = tuple(f"row {i}" for i in range(len(v)))
    units = Units("caf", column, ids, v, v, v, np.zeros(len(v), dtype=bool), 0.37)
    given = Input("caf", "2025", Regime.AGGREGATED, np.ones(len(ZONES)))
    return replace(estimate.carried(given, units, weights, level=0.9), contributors=weights.T @ v)
