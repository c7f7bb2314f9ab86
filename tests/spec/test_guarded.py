"""Ranges of what nothing may be learnt of: by hand, and as often right as they say where open counts tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import LEARNT, Answer, Counted, Input, Units, guarded, lay
from parvis.estimate.guarded import Ground
from parvis.estimate.lay import UNTOLD
from parvis.estimate.shares import denser
from parvis.model.folder import Regime

FLAT = lay([], [], 1, drawn=False)


def answer(values: list[float], weights: np.ndarray, level: float = 0.9) -> Answer:
    held, n = np.array(values), weights.shape[1]
    ids, flags = tuple(map(str, range(len(held)))), np.zeros(len(held), dtype=bool)
    units = Units("fund", "recipients", ids, held, held, held, flags, 1.0)
    given = Input("fund", "2024", Regime.AGGREGATED, np.ones(n))
    return estimate.carried(given, units, csr_array(weights), level=level)


def ground(weights: np.ndarray, lies: estimate.Lay = FLAT) -> Ground:
    return Ground(csr_array(weights), np.ones(len(weights)), 1.0, lies)


def test_whole_units_leave_no_doubt() -> None:
    weights = np.array([[1.0], [1.0]])
    made = guarded.total(answer([30, 12], weights), ground(weights), level=0.9)
    assert (made.lower[0], made.value[0], made.upper[0]) == (42.0, 42.0, 42.0)
    for part in range(1, 43):  # to the last bit: what is divided by 100 and taken times 100 is not always the same
        some = guarded.total(answer([part, 0], weights), ground(weights), level=0.9)
        rate = guarded.rate(estimate.ratio(some, made, scale=100.0, level=0.9), scale=100.0, level=0.9)
        assert rate.lower[0] == rate.value[0] == rate.upper[0]


def test_a_range_by_hand() -> None:
    # Half of one unit: S (1 - S) = 1/4, all the surface of the zone and as much beside. 100 are told, so that of the
    # unit 200 are expected; rho is that of beliefs (0.3 x 0.8^2 / 1.192), 1 of 200 lives alone.
    weights = np.array([[0.5]])
    made = guarded.total(answer([200], weights), ground(weights), level=0.9)
    even = 0.3 * 0.64 / 1.192
    rho = even + (1 - even) / 200
    assert made.variance[0] == pytest.approx(1.64 * rho * 0.25 * 200**2 + (0.1 * 0.25 * 200) ** 2)
    # The ends are as many times the middle apart as its standard deviation says, by the law of Student's tails.
    assert made.lower[0] * made.upper[0] == pytest.approx(100**2 / (1 + _tails(0.9) * made.variance[0] / 100**2))
    assert made.lower[0] < 100 < made.upper[0]


def _tails(level: float) -> float:
    return float(estimate.uncertain(np.ones(1), level)[0])


def cities(rng: np.random.Generator, counts: int, spread: float) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Return counts of 400 units of which a neighbourhood holds a part each, what it holds, and the shares of surface.

    Each count lives denser inside by a factor of its own, exp of a normal number about 0.8.
    """
    share = np.concatenate([np.ones(40), rng.uniform(0.05, 0.95, 60), np.zeros(300)])
    values, held = [], []
    for _ in range(counts):
        times = np.exp(rng.normal(0.8, spread))
        inner, outer = (rng.gamma(4.0, 25.0 * many, 400) for many in (times, 1.0))
        values.append(np.round(share * inner + (1 - share) * outer))
        held.append(float((share * inner).sum()))
    return values, np.array(held), share[:, None]


def test_a_count_that_nothing_is_learnt_of_is_taken_to_be_one_more_of_those_that_are_open() -> None:
    """Of 240 counts ranges of 90 % hold at least 85 %, and are narrower than where no open source tells anything."""
    rng = np.random.default_rng(5)
    held, widths = [], []
    for _ in range(40):
        values, truth, weights = cities(rng, 6, 0.2)
        for n in range(6):
            others = [Counted(value, csr_array(weights)) for k, value in enumerate(values) if k != n]
            made = [
                guarded.total(answer(values[n].tolist(), weights), ground(weights, lies), level=0.9)
                for lies in (lay(others, [], 1, drawn=True), lay([], [], 1, drawn=True))
            ]
            held.append(made[0].lower[0] <= truth[n] <= made[0].upper[0])
            widths.append([one.upper[0] - one.lower[0] for one in made])
    assert 0.85 <= np.mean(held) <= 1.0
    known, unknown = np.mean(widths, axis=0)
    assert known < 0.8 * unknown


def test_what_is_not_drawn_around_anybody_is_as_dense_on_either_side() -> None:
    values, _, weights = cities(np.random.default_rng(1), 2, 0.0)
    lies = lay([Counted(values[0], csr_array(weights))], [], 1, drawn=False)
    assert (lies.denser[0], lies.doubt[0]) == (0.0, LEARNT.doubt)


def test_one_open_count_tells_half_of_another() -> None:
    # Of B, what is believed before, half is thought to be common: mean t / 2, variance B / 2 + B / 4.
    values, _, weights = cities(np.random.default_rng(1), 1, 0.0)
    lies = lay([Counted(values[0], csr_array(weights))], [], 1, drawn=True)
    own, _, _ = denser(csr_array(weights), values[0], None, drawn=True)
    before = UNTOLD**2 + LEARNT.doubt_of_one**2
    assert lies.denser == pytest.approx(own / 2)
    assert lies.doubt**2 == pytest.approx([0.75 * before])


def test_a_rate_errs_as_far_as_parts_of_the_people_differ() -> None:
    """Of quarters unlike each other the range is wider; the other way round it says the same of the others."""
    weights = np.array([[1.0], [0.5], [0.5]])
    alike, unlike = (replace(FLAT, quarters=b) for b in (0.02, 0.2))
    widths = []
    for lies in (alike, unlike):
        over = ground(weights, lies)
        people = guarded.total(answer([100, 100, 100], weights), over, level=0.9)
        some, rest = (guarded.total(answer(v, weights), over, level=0.9) for v in ([20, 30, 10], [80, 70, 90]))
        one, other = (
            guarded.rate(estimate.ratio(top, people, scale=100.0, level=0.9), scale=100.0, level=0.9)
            for top in (some, rest)
        )
        assert one.variance[0] == pytest.approx(other.variance[0], rel=0.5)
        widths.append(float(one.upper[0] - one.lower[0]))
    assert widths[0] < widths[1]
