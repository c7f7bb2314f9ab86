"""Quantiles of Beta laws read from a table, beside scipy's, which are worked out one by one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betaincinv, ndtri

from parvis.estimate import beta


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95, 0.99])
def test_ends_are_within_a_millionth_of_a_standard_deviation_of_those_of_scipy(level: float) -> None:
    # Means over all of 0 to 1, laws from a thousandth of the table's width to twice it, where they are U-shaped.
    draw = np.random.default_rng(5)
    mean = np.clip(np.sin(draw.uniform(0.0, np.pi / 2.0, 20_000)) ** 2, 1e-9, 1.0 - 1e-9)
    r = np.exp(draw.uniform(np.log(2e-3), np.log(4.0), len(mean)))
    inner = mean * (1.0 - mean)
    strength = 1.0 / (r**2 * inner)
    variance = inner / (strength + 1.0)
    low, high = beta.central(mean, variance, level)
    tail = (1.0 - level) / 2.0
    for found, p in ((low, tail), (high, 1.0 - tail)):
        exact = betaincinv(mean * strength, (1.0 - mean) * strength, p)
        assert (np.abs(found - exact) / np.sqrt(variance)).max() < 1e-6


def test_ends_of_laws_that_can_be_worked_out_by_hand() -> None:
    # Beta(1, 1): p; Beta(2, 1), of density 2 x: sqrt(p); Beta(1, 2) the other way round.
    mean, variance = np.array([1 / 2, 2 / 3, 1 / 3]), np.array([1 / 12, 1 / 18, 1 / 18])
    low, high = beta.central(mean, variance, 0.9)
    assert low == pytest.approx([0.05, np.sqrt(0.05), 1 - np.sqrt(0.95)], abs=1e-6)
    assert high == pytest.approx([0.95, np.sqrt(0.95), 1 - np.sqrt(0.05)], abs=1e-6)


def test_narrow_laws_are_normal() -> None:
    low, high = beta.central(np.array([0.3]), np.array([1e-12]), 0.9)
    half = float(ndtri(0.95))
    assert (high - 0.3) / 1e-6 == pytest.approx([half], abs=1e-5)
    assert (low - 0.3) / 1e-6 == pytest.approx([-half], abs=1e-5)
