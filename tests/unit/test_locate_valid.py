"""Validity told without GEOS is GEOS's: nothing is called valid that is not."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.locate import shapes
from parvis.locate.simple import simple


def found(ring: np.ndarray) -> bool:
    return bool(simple(np.ascontiguousarray(ring, dtype=float), np.array([0, len(ring)]))[0])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=12), st.sampled_from([0, 0.1, 7e6])
)
def test_a_ring_that_is_called_simple_is_valid(ring: list[tuple[int, int]], shift: float) -> None:
    closed = np.array([*ring, ring[0]], dtype=float) * 0.3 + shift
    if found(closed):
        assert shapely.is_valid(shapely.Polygon(closed))


def test_ragged_rings_are_recognised() -> None:
    rng = np.random.default_rng(3)
    for count in (3, 4, 20, 60):
        angle = np.sort(rng.uniform(0, 2 * np.pi, count))
        ring = rng.uniform(50, 99, (count, 1)) * np.column_stack([np.cos(angle), np.sin(angle)])
        closed = np.vstack([ring, ring[:1]])
        assert found(closed) == shapely.is_valid(shapely.Polygon(closed))


@pytest.mark.parametrize(
    "ring",
    [
        [(0, 0), (2, 2), (2, 0), (0, 2)],  # crosses itself
        [(0, 0), (4, 0), (2, 0), (2, 2)],  # turns back on itself
        [(0, 0), (4, 0), (4, 2), (2, 0), (0, 2)],  # touches itself
        [(0, 0), (4, 0), (np.nan, 2), (0, 2)],
        [(0, 0), (0, 2), (0, 4), (0, 1)],  # flat
    ],
)
def test_what_is_not_valid_is_not_called_so(ring: list[tuple[float, float]]) -> None:
    assert not found(np.array([*ring, ring[0]]))


def test_of_many_the_invalid_ones_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MANY", 1)
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    holed = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    many = np.array([shapely.box(0, 0, 1, 1), bow, holed, shapely.Polygon(), shapely.MultiPolygon([bow])], dtype=object)
    assert shapes.valid(many).tolist() == shapely.is_valid(many).tolist() == [True, False, True, True, False]
