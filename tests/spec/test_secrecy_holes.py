"""Ways round a threshold that were once open, each on a table small enough to attack by hand.

The attacker knows the perimeters, every published number, and that nothing counts less than nobody.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from parvis import estimate
from parvis.errors import DisclosureError
from parvis.estimate import Answer, Asked, Input, Units
from parvis.model.figure import Estimates, Figures, Route
from parvis.model.folder import PolicySpec, Regime, Rule, RuleValue
from parvis.model.policy import OthersSpec
from parvis.protect import Audit, Mechanisms, Threshold, protect
from parvis.protect.feasible import fitted
from parvis.protect.leeway import Leeway, Reach
from parvis.protect.linear import Program

LEAST = 11


def rule(value: float) -> Rule:
    held = {"value": value, "from": "2020-01-01", "reference": "test"}
    return Rule(unit="-", values=(RuleValue.model_validate(held),))


POLICY = PolicySpec(
    min_coverage=rule(0.95), min_source_units=rule(0), max_relative_error=rule(1e9), interval_level=rule(0.9)
)
CAF = {"caf": Threshold("recipients", LEAST, None)}


def protected(
    *parts: Estimates, thresholds: dict[str, Threshold] | None = None, known: dict[str, Figures] | None = None
) -> tuple[dict[tuple[str, str], str], pd.DataFrame, Audit]:
    """Return the state of each figure by indicator (with its category) and zone, the table, and the audit."""
    figures, audit = protect(
        estimate.together(parts), POLICY, date="2026-06-01", release="r", known=known or {},
        mechanisms=Mechanisms(thresholds or CAF),
    )  # fmt: skip
    table = figures.frame
    named = table["indicator"].where(table["category"] == "total", table["indicator"] + ":" + table["category"])
    return dict(zip(zip(named, table["zone"], strict=True), table["state"], strict=True)), table, audit


def weights(zones: dict[str, list[int]], n: int) -> csr_array:
    return csr_array(np.array([[float(unit in zone) for zone in zones.values()] for unit in range(n)]))


def given(n: int, source: str = "caf", regime: Regime = Regime.AGGREGATED, coverage: float = 1.0) -> Input:
    return Input(source, "2025", regime, np.full(n, coverage))


def table(values: list[float], zones: dict[str, list[int]], column: str = "recipients") -> Answer:
    """Return sums of a table's rows; behind them stand as many as they count."""
    v, w = np.array(values, dtype=float), weights(zones, len(values))
    ids = tuple(f"row {i}" for i in range(len(v)))
    units = Units("caf", column, ids, v, v, v, np.zeros(len(v), dtype=bool), 10.0)
    made = estimate.carried(given(len(zones)), units, w, level=0.9)
    return replace(made, contributors=w.T @ v)


def of(indicator: str, zones: dict[str, list[int]], answer: Answer, category: str = "total") -> Estimates:
    breakdown = "total" if category == "total" else "kind"
    return estimate.estimates(Asked(indicator, "zones", tuple(zones), "persons", breakdown, category), [answer])


def test_a_category_does_not_follow_from_the_total_and_the_other_category() -> None:
    # 100 recipients, 95 with children: the 5 without are hidden, and 100 - 95 would be 5 again.
    zones = {"A": [0]}
    state, _, audit = protected(
        of("r", zones, table([100], zones)),
        of("r", zones, table([95], zones, "with"), "with"),
        of("r", zones, table([5], zones, "without"), "without"),
    )
    assert state[("r:without", "A")] == "suppressed"
    assert "suppressed" in (state[("r", "A")], state[("r:with", "A")])
    assert audit.holds


def test_categories_of_all_areas_do_not_give_one_area_away() -> None:
    # 10 of A and 17 of all have no children; B has 7 of them, who are no figure here and follow all the same.
    zones = {"A": [0], "all": [0, 1]}
    state, _, audit = protected(
        of("r", zones, table([60, 40], zones)),
        of("r", zones, table([50, 33], zones, "with"), "with"),
        of("r", zones, table([10.0, 7.0], zones, "without"), "without"),
    )
    assert state[("r:without", "A")] == "suppressed"
    assert "suppressed" in (state[("r", "A")], state[("r:with", "A")])
    assert audit.holds


def test_a_number_that_is_not_shown_for_another_reason_is_not_given_away_either() -> None:
    # C is incomplete, so no rule of secrecy would hide it; but 98 - 60 - 35 would say that it is 3.
    zones = {"A": [0], "B": [1], "C": [2], "all": [0, 1, 2]}
    answer = table([60, 35, 3], zones)
    covered = replace(answer, given=replace(answer.given, coverage=np.array([1.0, 1.0, 0.9, 1.0])))
    state, _, audit = protected(of("r", zones, covered))
    assert state[("r", "C")] == "incomplete"
    assert [state[("r", zone)] for zone in ("A", "B", "all")].count("published") == 2
    assert audit.holds


def test_a_rate_over_an_open_number_gives_nothing_away() -> None:
    # 5 job seekers of 50 inhabitants, whose number everybody knows: 10 % of 50 is 5 again, and so is 35 % - 30 of all.
    zones = {"A": [0], "B": [1], "all": [0, 1]}
    seekers = table([5, 30], zones)
    everybody = replace(
        estimate.official(given(3, "insee", Regime.OPEN), np.array([50.0, 90, 140]), np.zeros(3, dtype=bool)),
        route=Route.AS_PUBLISHED,
    )
    rate = estimate.ratio(seekers, everybody, scale=100.0, level=0.9)
    state, _, audit = protected(of("r", zones, seekers), of("rate", zones, rate))
    assert state[("r", "A")] == state[("rate", "A")] == "suppressed"
    told = {zone for (_, zone), said in state.items() if said == "published"}
    assert len(told) == 1  # of two zones, be it by number or rate, the third would follow
    assert audit.holds


def test_a_rate_is_as_guarded_as_its_denominator() -> None:
    zones = {"A": [0]}
    open_top = replace(table([30], zones), given=given(1, "insee", Regime.OPEN), contributors=None)
    rate = estimate.ratio(open_top, table([90], zones), scale=100.0, level=0.9)
    state, frame, _ = protected(of("rate", zones, rate))
    assert state == {("rate", "A"): "published"}
    assert frame["bound_lower"].isna().all()
    few = estimate.ratio(open_top, table([9], zones), scale=100.0, level=0.9)
    assert protected(of("rate", zones, few))[0] == {("rate", "A"): "suppressed"}


def test_a_rate_over_a_sum_by_fractions_is_told_without_decimals() -> None:
    # 900 people, whose number everybody knows, to 60 + 0.23 x 43 recipients: 900 / 12.8741 would tell the 43.
    below = table([60, 43], {"A": [0, 1]})
    assert below.units is not None
    cut = estimate.carried(given(1), below.units, csr_array(np.array([[1.0], [0.23]])), level=0.9)
    below = replace(cut, contributors=cut.value)
    everybody = replace(table([900, 0], {"A": [0]}), given=given(1, "insee", Regime.OPEN), contributors=None)
    mean = estimate.ratio(everybody, below, scale=1.0, level=0.9)
    assert mean.route is Route.AS_PUBLISHED
    _, frame, _ = protected(of("people by recipient", {"A": [0]}, mean))
    assert frame["value"].tolist() == [12.9]


def test_a_mean_is_as_dominated_as_its_sum() -> None:
    zones = {"A": [0]}
    turnover = replace(table([900], zones, "turnover"), contributors=np.array([20.0]), dominance=np.array([0.9]))
    mean = estimate.ratio(turnover, table([20], zones), scale=1.0, level=0.9)
    thresholds = {"caf": Threshold("enterprises", 3, 0.85)}
    assert protected(of("mean", zones, mean), thresholds=thresholds)[0] == {("mean", "A"): "suppressed"}


def test_rates_tell_their_fractions() -> None:
    # 20/60 and 23/64 are shown with all decimals: whoever reads the fractions knows that 3 of 4 are unemployed between.
    zones = {"A": [0], "A and street": [0, 1]}
    rate = estimate.ratio(table([20, 3], zones, "unemployed"), table([60, 4], zones), scale=100.0, level=0.9)
    state, _, audit = protected(of("rate", zones, rate))
    assert sorted(state.values()) == ["published", "suppressed"]
    assert audit.holds


def test_sums_of_euros_do_not_tell_of_a_few_people_between_two_zones() -> None:
    # 6,000 and 6,400 euros are sums over many; the 400 between them are the benefits of 4 people.
    zones = {"A": [0], "A and street": [0, 1]}
    paid = table([6000, 400], zones, "euros")
    paid = replace(paid, contributors=np.array([60.0, 64.0]))
    state, _, audit = protected(of("paid", zones, paid))
    assert sorted(state.values()) == ["published", "suppressed"]
    assert audit.holds


def test_what_the_zones_of_a_zoning_leave_of_a_larger_one_is_not_set_apart() -> None:
    # Nobody publishes a figure for the 4 people outside all zones, but 104 - 60 - 40 is one.
    zones = {"A": [0], "B": [1]}
    town = {"town": [0, 1, 2]}
    whole = estimate.estimates(Asked("r", "towns", ("town",), "persons"), [table([60, 40, 4], town)])
    state, _, audit = protected(of("r", zones, table([60, 40, 4], zones)), whole)
    assert sorted(state.values()) == ["published", "published", "suppressed"]
    assert audit.holds


def test_a_few_that_no_figure_is_about_do_not_follow_from_several() -> None:
    # A, B and C overlap, so that A + B + C - 2 x all the rest sets row 3 apart: 60 + 70 + 80 - ... by hand: row 0 is 4.
    zones = {"A": [0, 1], "B": [0, 2], "C": [1, 2]}  # (A + B - C) / 2 = row 0
    state, _, audit = protected(of("r", zones, table([4, 56, 66], zones)))
    assert "suppressed" in state.values()
    assert audit.holds


def test_two_tables_of_one_partner_speak_of_the_same_people() -> None:
    # The town's 60 stand in a table by town, the quarter's 56 in a table by quarter: 4 people live outside.
    atoms = {"town": [0, 1], "quarter": [0]}
    parts = []
    for source, zone, count in (("by_town", "town", 60.0), ("by_quarter", "quarter", 56.0)):
        nothing = np.full(2, np.nan)
        units = Units(
            source, "recipients", estimate.atom_ids(2), nothing, nothing, nothing, np.zeros(2, dtype=bool), 0.0
        )
        answer = estimate.official(given(1, source), np.array([count]), np.zeros(1, dtype=bool))
        answer = replace(answer, units=units, weights=weights({zone: atoms[zone]}, 2), contributors=np.array([count]))
        parts.append(estimate.estimates(Asked("r", source, (zone,), "persons"), [answer]))
    thresholds = {source: Threshold("recipients", LEAST, None, "caf 2025") for source in ("by_town", "by_quarter")}
    state, _, audit = protected(*parts, thresholds=thresholds)
    assert sorted(state.values()) == ["published", "suppressed"]
    assert audit.holds


def test_tables_that_contradict_each_other_are_audited_all_the_same() -> None:
    # Rounded to 5, the parts make 65 and the whole says 60: no number of people is both.
    zones = {"A": [0], "B": [1], "C": [2], "all": [0, 1, 2]}
    answer = table([35, 20, 5], zones)
    answer = replace(answer, value=np.array([35.0, 20, 5, 65]), contributors=np.array([35.0, 20, 5, 65]))
    state, _, audit = protected(of("r", zones, answer))
    assert state[("r", "C")] == "suppressed"
    assert list(state.values()).count("suppressed") == 2
    assert audit.holds


def test_nobody_knows_how_many_is_taken_for_too_few() -> None:
    zones = {"A": [0], "B": [1]}
    answer = replace(table([60, 40], zones), contributors=np.array([np.nan, 40.0]))
    state, _, _ = protected(of("r", zones, answer))
    assert state == {("r", "A"): "suppressed", ("r", "B"): "published"}
    # 40 euros paid to nobody: the table contradicts itself, and who stands behind them is not known.
    answer = replace(table([60, 40], zones), contributors=np.array([60.0, 0.0]))
    assert protected(of("r", zones, answer))[0][("r", "B")] == "suppressed"


def test_a_release_that_is_taken_back_is_known_for_ever() -> None:
    # C was shown under a laxer threshold and is hidden now. No other figure need be hidden for its sake any more,
    # and nothing can help: the audit must say so.
    zones = {"A": [0], "B": [1], "C": [2]}
    made = of("r", zones, table([60, 35, 5], zones))
    first, _ = protect(
        made, POLICY, date="2026-06-01", release="old", known={},
        mechanisms=Mechanisms({"caf": Threshold("recipients", 1, None)}),
    )  # fmt: skip
    state, _, audit = protected(made, known={"old": first})
    assert state[("r", "C")] == "suppressed"
    assert not audit.holds


def test_rows_are_known_again_under_another_selection() -> None:
    # 20 job seekers, 17 of them for long: 3 others. The two indicators select from the same rows.
    n = 20
    ids = tuple(map(str, range(n)))

    def records(kept: int) -> Answer:
        ones = np.ones(kept)
        units = Units("caf", "", ids[:kept], ones, ones, ones, np.zeros(kept, dtype=bool), 0.0)
        made = estimate.exact(
            Route.LOCATED, given(1, regime=Regime.RECORDS), np.array([float(kept)]), units,
            csr_array(np.ones((kept, 1))),
        )  # fmt: skip
        return replace(made, contributors=np.array([float(kept)]))

    zones = {"A": [0]}
    state, _, audit = protected(of("all", zones, records(20)), of("long", zones, records(17)))
    assert sorted(state.values()) == ["published", "suppressed"]
    assert audit.holds


def test_what_the_producer_masked_is_not_worked_out() -> None:
    # The producer hides C; 98 - 60 - 35 would undo it. Whatever it is, it is fewer than the threshold.
    nothing = np.full(3, np.nan)
    units = Units("caf", "recipients", estimate.atom_ids(3), nothing, nothing, nothing, np.zeros(3, dtype=bool), 0.0)
    zones = {"A": [0], "B": [1], "C": [2], "all": [0, 1, 2]}
    values = np.array([60.0, 35, np.nan, 98])
    answer = estimate.official(given(4), values, np.isnan(values))
    answer = replace(answer, units=units, weights=weights(zones, 3), contributors=values)
    state, _, audit = protected(of("r", zones, answer))
    assert state[("r", "C")] == "masked_by_producer"
    assert [state[("r", zone)] for zone in ("A", "B", "all")].count("suppressed") == 1
    assert audit.holds


def test_what_cannot_be_audited_is_not_published() -> None:
    # x = 1 and x >= 2: whoever asks for what is possible gets an error for the disclosure officer, no answer.
    one = np.array([1.0])
    program = Program(csr_array(one[None, :]), lower=2 * one, upper=9 * one, cost=one, rows_lower=one, rows_upper=one)
    with pytest.raises(DisclosureError) as caught:
        program.minimum()
    assert caught.value.findings[0].code == "audit_unsolved"


def test_a_solution_that_is_none_is_not_published_by(monkeypatch: pytest.MonkeyPatch) -> None:
    right = Program.values.fget
    assert right is not None
    monkeypatch.setattr(Program, "values", property(lambda self: 7.0 + right(self)))
    zones = {"A": [0], "B": [1], "C": [2], "all": [0, 1, 2]}
    with pytest.raises(DisclosureError) as caught:
        protected(of("r", zones, table([60, 35, 5], zones)))
    assert caught.value.findings[0].code == "audit_unsolved"


def test_what_cannot_be_shown_to_be_safe_is_refused_where_nothing_was_said_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A solver that finds no way for anything, with nothing published that could be the reason.
    none = np.zeros(0, dtype=np.int64)
    monkeypatch.setattr(Leeway, "push", lambda *_: Reach(False, 0.0, none, none.astype(float)))
    zones = {"A": [0], "B": [1], "C": [2], "all": [0, 1, 2]}
    with pytest.raises(DisclosureError) as caught:
        protected(of("r", zones, table([60, 35, 5], zones)))
    assert caught.value.findings[0].code == "audit_open"


def test_numbers_that_contradict_each_other_are_met_half_way() -> None:
    # x = 1 and x = 2, of a partner who rounds.
    assert 1.0 <= fitted(np.array([[1.0], [1.0]]), np.array([1.0, 2.0]))[0] <= 2.0


@pytest.mark.parametrize("seed", range(6))
def test_the_audit_ends_and_holds(seed: int) -> None:
    """Random tables, zones, a breakdown and a rate: the loop ends, and every number at risk stays open."""
    rng = np.random.default_rng(seed)
    n = 8
    yes, no = rng.integers(0, 12, n), rng.integers(0, 25, n)
    zones = {f"z{i}": sorted(rng.choice(n, rng.integers(1, n), replace=False).tolist()) for i in range(8)}
    whole, part = table((yes + no).tolist(), zones), table(yes.tolist(), zones, "yes")
    other = table(no.tolist(), zones, "no")
    _, _, audit = protected(
        of("r", zones, whole), of("r", zones, part, "yes"), of("r", zones, other, "no"),
        of("rate", zones, estimate.ratio(part, whole, scale=100.0, level=0.9)),
    )  # fmt: skip
    assert audit.holds


def test_what_a_build_gives_away_itself_is_refused_though_much_was_said_before() -> None:
    # As below, but all sums are known from elsewhere: B may be up to 18 until a rate is told to be undefined in A.
    people, some = [0.0, 5, 10, 13, 2], [0.0, 1, 2, 1, 1]
    zones = {"A": [0], "B": [1]}
    sums = {"B and D": [1, 3], "A, C and D": [0, 2, 3], "C and E": [2, 4]}
    other = {"indicator": "r", "zoning": "zones", "zones": list(sums), "reference": "the fund's own report"}
    known = POLICY.model_copy(update={"published_by_others": (OthersSpec.model_validate(other),)})
    number = of("n", {"B": [1]}, table(people, {"B": [1]}))
    rate = of("rate", zones, estimate.ratio(table(some, zones, "some"), table(people, zones), scale=100.0, level=0.9))
    told = of("r", sums, table(people, sums))
    asked = {"date": "2026-06-01", "release": "r", "known": {}, "mechanisms": Mechanisms(CAF)}
    _, audit = protect(estimate.together([number, told]), known, **asked)  # type: ignore[arg-type]
    assert audit.holds
    with pytest.raises(DisclosureError) as caught:
        protect(estimate.together([number, told, rate]), known, **asked)  # type: ignore[arg-type]
    assert caught.value.findings[0].code == "audit_open"


def test_a_rate_that_is_told_to_be_undefined_tells_that_nobody_is_there() -> None:
    """B is 5, D 13, and D and A and C are 23, of whom C is at most 12: were there anybody in A, B might be 11.

    There is nobody in A: its rate is undefined, and B at most 9.
    """
    people, some = [0.0, 5, 10, 13, 2], [0.0, 1, 2, 1, 1]
    zones = {"A": [0], "B": [1], "C": [2], "D": [3], "E": [4]}
    sums = {"B and D": [1, 3], "A, C and D": [0, 2, 3], "C and E": [2, 4]}
    rate = estimate.ratio(table(some, zones, "some"), table(people, zones), scale=100.0, level=0.9)
    state, _, audit = protected(of("rate", zones, rate), of("r", sums, table(people, sums)))
    assert state[("rate", "A")] == "undefined"
    assert audit.holds
    told = [zones_ for zone, zones_ in sums.items() if state[("r", zone)] == "published"]
    rows = np.array([[float(i in inside) for i in range(5)] for inside in [*told, [0]]])
    values = rows @ np.array(people)
    greatest = -linprog([0.0, -1, 0, 0, 0], A_eq=rows, b_eq=values, bounds=(0, None), method="highs").fun \
        if any(1 in inside for inside in told) else np.inf  # fmt: skip
    assert greatest >= LEAST
