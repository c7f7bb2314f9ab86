"""Medians from counts in classes: by hand, and in the fictional town against who lives there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from parvis.estimate import Answer, Input, median
from parvis.model.figure import Route, State
from parvis.model.folder import Regime

LIMITS = np.array([0.0, 10.0, 20.0, 40.0])


def share(value: float, interval: Sequence[float], bounds: Sequence[float]) -> Answer:
    """Return a percentage of one zone with its interval and bounds."""
    zone = [np.array([number]) for number in (value, *interval, *bounds)]
    state = State.UNDEFINED if np.isnan(value) else State.PUBLISHED
    given = Input("cells", "2019", Regime.OPEN, np.ones(1))
    return Answer(
        Route.AREA_WEIGHTED, given, *zone, np.array([state.value], dtype=object), 0.9, np.ones(1), np.ones(1),
        np.zeros(1),
    )  # fmt: skip


def known(value: float) -> Answer:
    return share(value, (value, value), (value, value))


def numbers(answer: Answer) -> list[float]:
    ends = (answer.value, answer.lower, answer.upper, answer.bound_lower, answer.bound_upper)
    return [float(end[0]) for end in ends]


def test_a_median_whose_shares_are_known_by_hand() -> None:
    # A quarter under 10, three quarters under 20: half of those from 10 to 20 are below the median. Evenly it is 15;
    # by a density that falls to 0 at 20, 1 - (1 - u)^2 = 1/2 at u = 1 - sqrt(1/2); by one that rises, u = sqrt(1/2).
    found = median([known(25.0), known(75.0)], LIMITS)
    assert numbers(found) == pytest.approx([15.0, 20 - 10 * 0.5**0.5, 10 + 10 * 0.5**0.5, 10.0, 20.0])
    assert found.route is Route.GROUPED


def test_the_interval_of_the_shares_is_read_backwards_by_hand() -> None:
    # At the most 60 % are under 10: the least median is where 5/6 of those under 10 are, all near 0. At the least 40 %
    # are under 20: the greatest is where 10 of the other 60 % are, all near 40. Certain is nothing but 0 to 40.
    found = median([share(25.0, (10.0, 60.0), (0.0, 100.0)), share(75.0, (40.0, 90.0), (0.0, 100.0))], LIMITS)
    least, most = 10 * (1 - (1 / 6) ** 0.5), 20 + 20 * (1 / 6) ** 0.5
    assert numbers(found) == pytest.approx([15.0, least, most, 0.0, 40.0])


def test_shares_that_do_not_rise_are_made_to() -> None:
    # The share under 20 cannot be less than the 60 % under 10, of whom 5/6 are below the median.
    assert median([known(60.0), known(55.0)], LIMITS).value[0] == pytest.approx(10 * 5 / 6)


def test_where_nobody_is_there_is_no_median() -> None:
    none = share(np.nan, (np.nan, np.nan), (np.nan, np.nan))
    found = median([none, none], LIMITS)
    assert found.available.tolist() == [State.UNDEFINED.value]
    assert np.isnan(numbers(found)).all()
