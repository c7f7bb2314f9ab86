"""Noise for counts: the table keeps its constraints, the same people get the same noise, rates follow from counts."""

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
from parvis.model.figure import Estimates, Figures, Route
from parvis.model.folder import PolicySpec, Regime, Rule, RuleValue
from parvis.protect import Audit, Mechanisms, Threshold, protect
from parvis.protect.noise import noise
from parvis.protect.perturbed import Perturbed
from parvis.run.mechanisms import record_keys

TABLES = [(5, 3.0, 2), (2, 1.0, 0), (4, 2.0, 4), (3, 1.0, 1), (10, 10.0, 3)]


@pytest.mark.parametrize(("most", "variance", "never"), TABLES)
def test_a_table_keeps_its_constraints(most: int, variance: float, never: int) -> None:
    rows, steps = noise(most, variance, never).rows, np.arange(-most, most + 1)
    assert rows.sum(axis=1) == pytest.approx(1.0)
    assert rows @ steps == pytest.approx(0.0, abs=1e-9)  # unbiased
    assert rows[0, most] == 1.0  # nobody stays nobody
    for count, row in enumerate(rows[1:], start=1):
        out = count + steps[row > 1e-12]
        assert ((out == 0) | (out > never)).all()
        assert row @ steps**2 == pytest.approx(_nearest(count, most, variance, never), abs=1e-6)
    assert rows[-1] @ steps**2 == pytest.approx(variance)


def _nearest(count: int, most: int, variance: float, never: int) -> float:
    """Return the variance nearest to the one asked for that any distribution can have, by linear programming."""
    steps = np.array([s for s in range(-most, most + 1) if count + s == 0 or count + s > never], dtype=float)
    ends = [
        linprog(sign * steps**2, A_eq=[np.ones(len(steps)), steps], b_eq=[1.0, 0.0]).fun * sign for sign in (1.0, -1.0)
    ]
    return float(np.clip(variance, *ends))


def test_a_row_has_the_most_entropy() -> None:
    # Far from 0 the distribution of most entropy on -2 to 2 with mean 0 and variance 1 is p ~ exp(b s^2), symmetric:
    # 2 p1 + 8 p2 = 1 and p0 p2^... follows from p1 / p0 = x, p2 / p0 = x^4: (2 x + 8 x^4) / (1 + 2 x + 2 x^4) = 1.
    row = noise(2, 1.0, 0).rows[-1]
    assert row == pytest.approx(row[::-1])
    x = row[3] / row[2]
    assert row[4] / row[2] == pytest.approx(x**4)
    assert (2 * x + 8 * x**4) / (1 + 2 * x + 2 * x**4) == pytest.approx(1.0)


def test_noise_is_unbiased_over_keys() -> None:
    table, keys = noise(5, 3.0, 2), (np.arange(100_000) + 0.5) / 100_000
    for count in (1, 4, 60):
        out = table.altered(np.full(len(keys), float(count)), keys)
        assert out.mean() == pytest.approx(count, abs=1e-3)
        assert np.abs(out - count).max() <= 5
        assert not np.isin(out, [1.0, 2.0]).any()


# --- through the room ---

LEAST = 11


def rule(value: float) -> Rule:
    held = {"value": value, "from": "2020-01-01", "reference": "test"}
    return Rule(unit="-", values=(RuleValue.model_validate(held),))


POLICY = PolicySpec(
    min_coverage=rule(0.0), min_source_units=rule(0), max_relative_error=rule(1e9), interval_level=rule(0.9)
)
KEYS = {f"p{i}": key for i, key in enumerate(np.random.default_rng(1).random(200).tolist())}
HOW = {"people": Perturbed(noise(5, 3.0, 2), KEYS)}


def counted(zones: dict[str, list[int]], *, only: int = 1, column: str = "") -> estimate.Answer:
    """Return how many of 200 people, or of every second or third one, live in zones."""
    ids = tuple(f"p{i}" for i in range(0, 200, only))
    inside = np.array([[float(int(person[1:]) in lives) for lives in zones.values()] for person in ids])
    ones = np.ones(len(ids))
    units = Units("people", column, ids, ones, ones, ones, np.zeros(len(ids), dtype=bool), 0.0)
    given = Input("people", "2025", Regime.RECORDS, np.ones(len(zones)))
    made = estimate.exact(Route.LOCATED, given, inside.sum(axis=0), units, csr_array(inside))
    return replace(made, contributors=made.value)


def shown(made: Estimates, known: dict[str, Figures] | None = None) -> tuple[pd.DataFrame, Audit, Figures]:
    figures, audit = protect(
        made, POLICY, date="2026-06-01", release="r", known=known or {},
        mechanisms=Mechanisms({"people": Threshold("persons", LEAST, None)}, noises=HOW),
    )  # fmt: skip
    return figures.frame.set_index(["indicator", "zone"]), audit, figures


ZONES = {
    "A": list(range(40)),
    "B": list(range(40, 44)),
    "A and B": list(range(44)),
    "nobody": [],
    "A again": list(range(40)),
}


def test_every_count_is_shown_with_noise() -> None:
    table, audit, _ = shown(estimate.estimates(Asked("population", "z", tuple(ZONES), "persons"), [counted(ZONES)]))
    assert set(table["state"]) == {"perturbed"}
    true = np.array([len(lives) for lives in ZONES.values()])
    assert (np.abs(table["value"] - true) <= 5).all()
    assert not table["value"].isin([1.0, 2.0]).any()
    assert table.loc[("population", "nobody"), "value"] == 0
    # The same people have the same number, under whatever name.
    assert table.loc[("population", "A"), "value"] == table.loc[("population", "A again"), "value"]
    # The width says nothing of the true count, only of what is shown.
    assert (table["upper"] - table["value"] == 5).all()
    assert (table["lower"] == (table["value"] - 5).clip(lower=0)).all()
    assert audit.holds


def test_rates_are_those_of_two_counts_with_noise() -> None:
    above, below = counted(ZONES, only=2), counted(ZONES)
    share = estimate.ratio(above, below, scale=100.0, level=0.9)
    parts = [
        estimate.estimates(Asked("all", "z", tuple(ZONES), "persons"), [below]),
        estimate.estimates(Asked("some", "z", tuple(ZONES), "persons"), [above]),
        estimate.estimates(Asked("share", "z", tuple(ZONES), "percent"), [share]),
    ]
    table, _, _ = shown(estimate.together(parts))
    for zone in ("A", "A and B"):
        some, all_, rate = (table.loc[(name, zone), "value"] for name in ("some", "all", "share"))
        assert rate == pytest.approx(100 * some / all_)
        low, high = table.loc[("share", zone), ["lower", "upper"]]
        assert low == pytest.approx(100 * max(some - 5, 0) / (all_ + 5))
        assert high == pytest.approx(min(100 * (some + 5) / (all_ - 5), 100))


def test_sums_of_measures_are_not_shown() -> None:
    made = estimate.estimates(Asked("income", "z", tuple(ZONES), "euros"), [counted(ZONES, column="income")])
    table, _, _ = shown(made)
    assert set(table["state"]) == {"suppressed"}
    assert table["value"].isna().all()


def test_one_mechanism_for_ever() -> None:
    made = estimate.estimates(Asked("population", "z", tuple(ZONES), "persons"), [counted(ZONES)])
    exact, _ = protect(
        made, POLICY, date="2026-06-01", release="old", known={},
        mechanisms=Mechanisms({"people": Threshold("persons", 1, None)}),
    )  # fmt: skip
    with pytest.raises(DisclosureError) as caught:
        shown(made, {"2026-01-01": exact})
    assert caught.value.findings[0].code == "mechanism_changed"
    _, _, noisy = shown(made)
    with pytest.raises(DisclosureError):
        protect(made, POLICY, date="2026-06-01", release="new", known={"2026-01-01": noisy},
                mechanisms=Mechanisms({"people": Threshold("persons", LEAST, None)}))  # fmt: skip


def test_a_record_keeps_its_key_in_whatever_file_it_stands() -> None:
    rows = pd.DataFrame({"id": ["a", "b", "c"], "age": [30, 40, 50]})
    turned = rows.iloc[::-1].reset_index(drop=True)
    first, second = (record_keys(frame, None, "secret") for frame in (rows, turned))
    assert [first["0"], first["1"], first["2"]] == [second["2"], second["1"], second["0"]]
    named = record_keys(rows.assign(age=0), "id", "secret")
    assert named == record_keys(rows, "id", "secret")
    assert set(named.values()).isdisjoint(record_keys(rows, "id", "other secret").values())
