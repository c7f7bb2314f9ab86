"""Totals, rates, bounds and intervals on cases small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Asked, Input, Units
from parvis.model.figure import Route, State
from parvis.model.folder import Regime


def units(values: list[float], lower: list[float] | None = None, upper: list[float] | None = None) -> Units:
    v = np.array(values)
    ids = tuple(f"u{i}" for i in range(len(values)))
    return Units(
        "cells", "ind", ids, v, np.array(lower or values), np.array(upper or values), np.zeros(len(v), dtype=bool), 1.0
    )


def given(n: int, source: str = "cells", period: str = "2019") -> Input:
    return Input(source, period, Regime.OPEN, np.ones(n))


# Three cells: the first wholly in zone A, the second half in A and half in B, the third wholly in B.
WEIGHTS = csr_array(np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]))


def test_a_total_is_the_weighted_sum_and_its_bounds_are_nothing_or_all_of_what_is_cut() -> None:
    a = estimate.carried(given(2), units([10, 20, 40]), WEIGHTS, level=0.9)
    # By hand: A = 10 + 20/2, B = 20/2 + 40; bounds: without and with the whole of the cell that the border cuts.
    assert a.value.tolist() == [20.0, 50.0]
    assert a.bound_lower.tolist() == [10.0, 40.0]
    assert a.bound_upper.tolist() == [30.0, 60.0]
    assert a.source_units.tolist() == [1.5, 1.5]
    assert a.cut_units.tolist() == [1.0, 1.0]
    assert a.route is Route.AREA_WEIGHTED


def test_variance_of_a_total_is_that_of_each_unit_and_of_what_they_share() -> None:
    shares = estimate.Shares(WEIGHTS, np.array([0.5, 0.0]), np.array([0.3, 0.3, 0.3]))
    mean, variance = estimate.total_law(shares, np.array([10.0, 20.0, 40.0]))
    # By hand: rho v^2 S (1 - S) = 0.3 x 400 x 1/4 = 30; of t, which has a deviation of 0.5 in A: (0.5 x 20 x 1/4)^2.
    assert mean.tolist() == [20.0, 50.0]
    assert variance == pytest.approx([30.0 + 6.25, 30.0])


def test_two_densities_are_learnt_from_the_units_that_the_border_cuts() -> None:
    # Each cell holds 300 x its share inside + 100 x the rest: inside people live three times as dense.
    inside = np.tile(np.linspace(0.05, 0.95, 10), 20)
    weights = csr_array((inside, (np.arange(200), np.repeat(np.arange(20), 10))))
    values = 300 * inside + 100 * (1 - inside)
    sure = estimate.Beliefs(doubt_of_all=10.0, ordinary=1e-3)
    shares = estimate.drawn(weights, values, together=0.0, beliefs=sure)
    np.testing.assert_allclose(shares.mean.T @ values, 300 * 0.5 * 10, rtol=1e-3)
    assert shares.doubt.max() < 0.05
    # The same cells in the opposite order of shares: densities of 1 to 3 are learnt as well.
    other = estimate.drawn(weights, 100 * inside + 300 * (1 - inside), together=0.0, beliefs=sure)
    np.testing.assert_allclose(other.mean.T @ (100 * inside + 300 * (1 - inside)), 100 * 0.5 * 10, rtol=1e-3)


def test_larger_units_are_no_denser_units() -> None:
    # Densities are all the same; units with a larger share inside are larger, and hold more.
    inside = np.tile(np.linspace(0.05, 0.95, 10), 20)
    weights = csr_array((inside, (np.arange(200), np.repeat(np.arange(20), 10))))
    areas = 1.0 + inside
    shares = estimate.drawn(weights, 50 * areas, together=0.0, areas=areas)
    np.testing.assert_allclose(shares.mean.data, inside, rtol=1e-6)


def test_zones_made_from_others_add_up_with_them() -> None:
    values = np.array([10.0, 20.0, 40.0, 5.0])
    zones = csr_array(np.array([[1.0, 0.0], [0.5, 0.2], [0.0, 0.7], [0.0, 0.0]]))
    town = csr_array(np.array([[1.0], [1.0], [0.9], [1.0]]))
    shares = estimate.drawn(zones, values, together=1.0)
    union = csr_array(np.array([[1.0], [0.7], [0.7], [0.0]]))
    around = estimate.Shares(csr_array(np.array([[1.0], [1.0], [0.8], [1.0]])), np.zeros(1), np.zeros(4))
    all_of = csr_array(np.ones((2, 1)))
    both = estimate.derived(union, estimate.Made(zones, shares, all_of))
    rest = estimate.derived(
        csr_array(town - union), estimate.Made(zones, shares, -all_of),
        estimate.Made(town, around, csr_array(np.ones((1, 1)))),
    )  # fmt: skip
    held = shares.mean.T @ values
    assert both.mean.T @ values == pytest.approx([held.sum()])
    assert rest.mean.T @ values == pytest.approx([float((around.mean.T @ values)[0]) - held.sum()])


def test_a_part_of_a_zone_holds_its_part_of_the_people_found_there() -> None:
    zone, part = csr_array(np.array([[0.5], [1.0]])), csr_array(np.array([[0.25], [0.1]]))
    shares = estimate.Shares(csr_array(np.array([[0.8], [1.0]])), np.zeros(1), np.zeros(2))
    assert estimate.within(part, zone, shares).mean.toarray().ravel() == pytest.approx([0.4, 0.1])


def test_units_wholly_inside_leave_no_doubt() -> None:
    a = estimate.carried(given(1), units([10, 20]), csr_array(np.array([[1.0], [1.0]])), level=0.9)
    assert (a.lower[0], a.value[0], a.upper[0]) == (30.0, 30.0, 30.0)
    assert a.route is Route.AS_PUBLISHED


def test_what_the_producer_altered_widens_bounds_and_interval() -> None:
    a = estimate.carried(given(1), units([5.0], [0.0], [10.0]), csr_array(np.array([[1.0]])), level=0.9)
    # A value spread evenly on [0, 10] has the variance 100/12.
    assert a.variance == pytest.approx([100 / 12])
    assert (a.bound_lower[0], a.bound_upper[0]) == (0.0, 10.0)
    assert 0.0 < a.lower[0] < 5.0 < a.upper[0] < 10.0


def test_imputed_units_that_share_out_a_true_total_err_against_each_other() -> None:
    """Of two errors with variances 4 and 12 that sum to 0 each has 4 x 12 / (4 + 12) = 3, and both together none."""
    altered = replace(units([5, 9, 7]), variance=np.array([4.0, 12.0, 2.0]))
    altered = replace(altered, tied=estimate.tied(np.array([0, 0, -1]), estimate.value_variance(altered)))
    zones = csr_array(np.array([[1.0, 0, 1], [0.0, 0, 1], [0.0, 1, 0]]))
    a = estimate.carried(given(3), altered, zones, level=0.9)
    assert a.variance == pytest.approx([3.0, 2.0, 0.0])
    assert np.diag(estimate.covariance(a)) == pytest.approx([3.0, 2.0, 0.0])


def test_a_hidden_unit_hides_the_zones_it_touches() -> None:
    a = estimate.carried(given(2), units([np.nan, 20, 40]), WEIGHTS, level=0.9)
    assert a.available.tolist() == [State.MASKED_BY_PRODUCER.value, State.PUBLISHED.value]
    assert np.isnan(a.value[0])
    assert np.isnan(a.upper[0])


def test_a_unit_that_nobody_counted_leaves_the_zones_it_touches_without_a_number() -> None:
    unknown = replace(units([np.nan, 20, np.nan]), masked=np.array([False, False, True]))
    a = estimate.carried(given(2), unknown, WEIGHTS, level=0.9)
    assert a.available.tolist() == [State.NOT_COLLECTED.value, State.MASKED_BY_PRODUCER.value]
    assert np.isnan(a.value).all()


def test_quantiles_of_a_uniform_law() -> None:
    # Beta(1, 1) on [0, 12] is uniform: mean 6, variance 144/12; its central 90 % is [0.6, 11.4].
    low, high = estimate.quantiles(np.array([6.0]), np.array([12.0]), (np.array([0.0]), np.array([12.0])), 0.9)
    assert low == pytest.approx([0.6])
    assert high == pytest.approx([11.4])


def test_a_rate_is_the_ratio_of_totals_and_undefined_over_nobody() -> None:
    weights = csr_array(np.array([[1.0, 0.0], [0.5, 0.0], [0.0, 1.0]]))
    below = estimate.carried(given(2), units([10, 20, 0]), weights, level=0.9)
    above = estimate.carried(given(2), units([4, 2, 0]), weights, level=0.9)
    rate = estimate.ratio(above, below, scale=100.0, level=0.9)
    assert rate.value[0] == pytest.approx(100 * 5 / 20)
    assert rate.available.tolist() == [State.PUBLISHED.value, State.UNDEFINED.value]
    # Extremes by hand, of 20 in the cut cell 2 in the part: with the other 18 alone 4/28, with the 2 alone 6/12.
    assert rate.bound_lower[0] == pytest.approx(100 * 4 / 28)
    assert rate.bound_upper[0] == pytest.approx(50.0)
    assert rate.bound_lower[0] <= rate.lower[0] <= 25.0 <= rate.upper[0] <= 50.0


def test_bounds_of_a_share_are_those_of_all_choices() -> None:
    # Brute force: of four cut units the part and the others are in or out, all 256 ways (extremes lie at the ends).
    rng = np.random.default_rng(7)
    part, others = rng.uniform(0, 5, 5), rng.uniform(1, 5, 5)
    weights = csr_array(np.array([[1.0], [0.3], [0.3], [0.6], [0.9]]))
    low, high = estimate.share_bounds((part, part), (part + others, part + others), weights)
    shares = []
    for choice in range(256):
        inside = np.array([True, *(bool(choice >> i & 1) for i in range(4))])
        beside = np.array([True, *(bool(choice >> i & 1) for i in range(4, 8))])
        shares.append(part[inside].sum() / (part[inside].sum() + others[beside].sum()))
    assert low[0] == pytest.approx(min(shares))
    assert high[0] == pytest.approx(max(shares))


def test_bounds_of_a_mean() -> None:
    # One whole unit of 10 persons and 100 euros, one cut of 10 and 200: between 100/20 and 300/10.
    weights = csr_array(np.array([[1.0], [0.5]]))
    top, bottom = np.array([100.0, 200.0]), np.array([10.0, 10.0])
    low, high = estimate.mean_bounds((top, top), (bottom, bottom), weights)
    assert (low[0], high[0]) == (5.0, 30.0)


def test_nobody_doubts_the_rate_of_what_everybody_is() -> None:
    weights = csr_array(np.array([[1.0], [0.5]]))
    below = estimate.carried(given(1), units([10, 20]), weights, level=0.9)
    rate = estimate.ratio(below, below, scale=100.0, level=0.9)
    assert rate.lower[0] == pytest.approx(100.0, abs=1e-6)
    assert rate.upper[0] == pytest.approx(100.0, abs=1e-6)


ASKED = Asked("dwellings", "qpv", ("A", "B"), "dwellings")


def test_official_comes_first_then_located_then_estimated() -> None:
    official = estimate.official(given(2, "table"), np.array([21.0, np.nan]), np.array([False, False]))
    located = estimate.exact(Route.LOCATED, given(2, "points"), np.array([20.0, 52.0]), None, None)
    estimated = estimate.carried(given(2), units([10, 20, 40]), WEIGHTS, level=0.9)
    frame = estimate.estimates(ASKED, [estimated, located, official]).frame
    chosen = frame[frame["role"] == "figure"].set_index("zone")
    assert chosen["method"].to_dict() == {"A": "official", "B": "located"}
    beside = frame[frame["role"] == "evidence"].groupby("zone")["method"].apply(sorted).to_dict()
    assert beside == {"A": ["area_weighted", "located"], "B": ["area_weighted"]}


def test_nothing_stands_in_for_what_the_producer_masks() -> None:
    official = estimate.official(given(2, "table"), np.array([21.0, np.nan]), np.array([False, True]))
    estimated = estimate.carried(given(2), units([10, 20, 40]), WEIGHTS, level=0.9)
    frame = estimate.estimates(ASKED, [estimated, official]).frame
    of_b = frame[frame["zone"] == "B"]
    assert of_b["available"].tolist() == [State.MASKED_BY_PRODUCER.value]
    assert of_b["value"].isna().all()


def test_each_period_has_its_own_figure() -> None:
    old = estimate.official(given(2, "table", "2013"), np.array([1.0, 2.0]), np.zeros(2, dtype=bool))
    new = estimate.official(given(2, "table", "2018"), np.array([3.0, 4.0]), np.zeros(2, dtype=bool))
    frame = estimate.estimates(ASKED, [old, new]).frame
    assert (frame["role"] == "figure").all()
    assert len(frame) == 4


def test_relations_give_the_values_back() -> None:
    answer = estimate.carried(given(2), units([10, 20, 40]), WEIGHTS, level=0.9)
    made = estimate.estimates(ASKED, [answer])
    (block,) = made.relations.blocks
    assert (block.coefficients @ block.values).tolist() == made.frame["value"].tolist()
    assert [figure[2] for figure in block.figures] == made.frame["zone"].tolist()
