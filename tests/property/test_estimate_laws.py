"""Laws that every estimate obeys, whatever the numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Input, Units
from parvis.model.folder import Regime


@st.composite
def partitions(draw: st.DrawFn) -> tuple[np.ndarray, csr_array]:
    """Return values of units and the weights of a partition: each unit's weights sum to 1."""
    n, m = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    values = np.array(draw(st.lists(st.floats(0, 1e6), min_size=n, max_size=n)))
    parts = np.array(
        draw(st.lists(st.lists(st.integers(0, 10), min_size=m, max_size=m), min_size=n, max_size=n)), float
    )
    parts[parts.sum(axis=1) == 0, 0] = 1.0
    return values, csr_array(parts / parts.sum(axis=1, keepdims=True))


def carried(values: np.ndarray, weights: csr_array, level: float = 0.9) -> estimate.Answer:
    m = weights.shape[1]
    ids = tuple(str(i) for i in range(len(values)))
    units = Units("s", "c", ids, values, values, values, np.zeros(len(values), dtype=bool), 10.0)
    return estimate.carried(Input("s", "2019", Regime.OPEN, np.ones(m)), units, weights, level=level)


@given(partitions())
@settings(max_examples=200, deadline=None)
def test_mass_is_conserved_over_a_partition(case: tuple[np.ndarray, csr_array]) -> None:
    values, weights = case
    np.testing.assert_allclose(carried(values, weights).value.sum(), values.sum(), rtol=1e-9, atol=1e-6)


@given(partitions())
@settings(max_examples=200, deadline=None)
def test_the_interval_holds_the_value_and_stays_within_the_bounds(case: tuple[np.ndarray, csr_array]) -> None:
    answer = carried(*case)
    slack = 1e-6 + 1e-9 * np.abs(answer.value)
    assert (answer.bound_lower <= answer.lower + slack).all()
    assert (answer.lower <= answer.value + slack).all()
    assert (answer.value <= answer.upper + slack).all()
    assert (answer.upper <= answer.bound_upper + slack).all()


@given(partitions(), st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_of_units_is_irrelevant(case: tuple[np.ndarray, csr_array], random: object) -> None:
    values, weights = case
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = carried(values, weights), carried(values[order], weights[order])
    for name in ("value", "lower", "upper", "bound_lower", "bound_upper"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-7, atol=1e-6)


@given(partitions())
@settings(max_examples=100, deadline=None)
def test_a_higher_level_is_never_narrower(case: tuple[np.ndarray, csr_array]) -> None:
    narrow, wide = carried(*case, level=0.5), carried(*case, level=0.95)
    assert (wide.lower <= narrow.lower + 1e-6).all()
    assert (narrow.upper <= wide.upper + 1e-6).all()
