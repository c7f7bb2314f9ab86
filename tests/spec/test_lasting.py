"""How far errors last from one period to another, as the units themselves tell: by laws, and on units made for it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array, kron

from parvis import estimate
from parvis.estimate import Answer, Input, Shares, Units
from parvis.estimate.comparing import ALIKE
from parvis.model.folder import Regime

ZONES, EACH = 20, 15
"""Zones that cut so many units each, in the middle."""
NAMES = tuple(f"unit {n}" for n in range(ZONES * EACH))


def _share(poor: np.ndarray, homes: np.ndarray) -> Answer:
    """Return the share of poor homes in zones that hold half of each of their units."""
    half = csr_array(kron(np.eye(ZONES), np.full((EACH, 1), 0.5)))
    flags = np.zeros(len(homes), dtype=bool)
    made = []
    for values in (poor, homes):
        units = Units("cells", "x", NAMES, values, values, values, flags, 5.0)
        shares = Shares(half, np.full(ZONES, 0.1), np.full(len(homes), 0.2))
        made.append(
            estimate.modelled(Input("cells", "2019", Regime.OPEN, np.ones(ZONES)), units, half, shares, level=0.9)
        )
    return estimate.ratio(*made, scale=100.0, level=0.9)


def _lasting(then: Answer, now: Answer, names: tuple[str, ...] = NAMES) -> np.ndarray:
    one, other = estimate.leaning(then), estimate.leaning(now)
    assert one is not None
    assert other is not None
    return estimate.lasting(one, NAMES, other, names)


def test_errors_last_where_units_stay_as_they_were_and_not_where_they_are_drawn_anew() -> None:
    rng = np.random.default_rng(1)
    homes = rng.integers(20, 200, ZONES * EACH).astype(float)
    poor, others = (rng.binomial(homes.astype(int), 0.3).astype(float) for _ in range(2))
    assert _lasting(_share(poor, homes), _share(poor, homes)).min() > 0.95
    assert np.abs(_lasting(_share(poor, homes), _share(others, homes))).max() < 0.3


def test_quarters_last_longer_than_lots() -> None:
    # Levels of units stay, those in them are drawn anew: of a unit's deviation lots go, a e, and quarters stay, b e^2.
    # Within units those are a e S (1 - S) and 2 b e^2 S^2 (1 - S)^2 (docs/estimation.md): of e = 100 and levels of 0.3
    # give or take 0.1, a = 0.2 and b = 0.01: 20 x 1/4 against 100 x 1/8.
    rng = np.random.default_rng(2)
    homes = np.full(ZONES * EACH, 100.0)
    level = np.clip(rng.normal(0.3, 0.1, len(homes)), 0.02, 0.98)
    poor, later = (rng.binomial(100, level).astype(float) for _ in range(2))
    assert _lasting(_share(poor, homes), _share(later, homes)).mean() == pytest.approx(12.5 / 17.5, abs=0.12)


def test_units_of_one_period_only_tell_nothing() -> None:
    homes = np.full(ZONES * EACH, 100.0)
    poor = np.arange(len(homes)) % 40.0
    answer = _share(poor, homes)
    assert _lasting(answer, answer, tuple(f"other {n}" for n in range(len(homes)))) == pytest.approx(ALIKE)
