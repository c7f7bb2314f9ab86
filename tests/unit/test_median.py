"""Medians from counts in classes: by hand, and in the fictional town against who lives there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from parvis.estimate import Answer, Input, median
from parvis.estimate.within_classes import Lying
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
    # Five classes of 20 % each: people lie evenly in them, and so do those of pairs put together. Of the middle class
    # two pairs tell it, with a class on either side, and one is believed before, of lines with a slope of variance 1/3:
    # (1/3) / 3 = 1/9, halved in a class. Student's 95 % quantile with 3 degrees of freedom is 2.3534; 0.4 + 0.2 (u +
    # 2.3534 / 18^0.5 (u - u^2)) = 0.5 at u = 0.3706.
    found = median([known(20.0), known(40.0), known(60.0), known(80.0)], np.arange(6.0) * 10)
    assert numbers(found) == pytest.approx([25.0, 23.706, 26.294, 20.0, 30.0], abs=5e-3)
    assert found.route is Route.GROUPED


def test_the_interval_of_the_shares_is_read_backwards() -> None:
    # Between 40 % and 60 % are under 20, so that the median may lie on either side of it; certain is nothing.
    shares = [share(25.0, (10.0, 40.0), (0.0, 100.0)), share(50.0, (40.0, 60.0), (0.0, 100.0)), known(75.0)]
    found = numbers(median(shares, np.arange(5.0) * 10))
    alone = numbers(median([known(25.0), known(50.0), known(75.0)], np.arange(5.0) * 10))
    # At the limit itself it does not matter how people lie. Below, 25 + 25 u + 15 (1 - u) + 10 u = 50 at u = 0.5 if all
    # lay evenly, and lower for how they may lie.
    assert alone == pytest.approx([20.0, 20.0, 20.0, 10.0, 20.0])
    assert found[0] == pytest.approx(20.0)
    assert 10.0 < found[1] < 15.0
    # Above, 50 + 25 u - 10 (1 - u) = 50 at u = 0.286 if all lay evenly.
    assert 22.5 < found[2] < 24.0
    assert found[3:] == [0.0, 30.0]


def test_a_line_of_density_is_believed_as_far_as_the_source_is_like_it() -> None:
    # Density rises in proportion to x from 0 to 40: x^2 / 1600 are below x, one half at 28.28; evenly in its class it
    # would be 24 + 8 (0.5 - 0.36) / 0.28 = 28. Half of the slope is believed before, more once pairs of classes agree.
    shares = [known(100.0 * (x / 40.0) ** 2) for x in (8.0, 16.0, 24.0, 32.0)]
    value, lower, upper, *_ = numbers(median(shares, np.arange(6.0) * 8))
    assert 28.14 < value < 40 * 0.5**0.5
    assert lower < 40 * 0.5**0.5 < upper
    assert upper - lower < 2.5


def test_nobody_lies_beyond_what_lines_allow() -> None:
    # Of two classes nothing is learnt: any line is as likely as another, and none has its median beyond these ends.
    found = numbers(median([known(0.0)], np.array([0.0, 10.0, 20.0])))
    assert 20 - 10 * 0.5**0.5 <= found[1] + 1e-3 < found[0] < found[2] - 1e-3 <= 10 + 10 * 0.5**0.5


def test_few_people_lie_in_a_class_by_lot() -> None:
    def width(people: float) -> float:
        shares = [replace(known(20.0 * n), below=share(people, (0, 0), (0, 0))) for n in range(1, 5)]
        _, lower, upper, *_ = numbers(median(shares, np.arange(6.0) * 10))
        return upper - lower

    assert width(100.0) > 1.3 * width(10_000.0)


def test_what_is_certain_of_a_median_no_lot_undoes() -> None:
    # Of 20 people 49 % are under 10 and 51 % under 20 for certain: the median is neither below 10 nor above 20.
    shares = [replace(known(number), below=share(20.0, (0, 0), (0, 0))) for number in (49.0, 51.0)]
    found = numbers(median(shares, np.array([0.0, 10.0, 20.0, 30.0])))
    assert (found[3], found[4]) == (10.0, 20.0)
    assert 10.0 <= found[1] < found[0] < found[2] <= 20.0
    endless = median(shares, np.array([0.0, 10.0, 20.0, np.inf]))
    assert endless.available.tolist() == [State.PUBLISHED.value]


def test_of_a_class_without_an_end_no_more_is_told_than_where_it_begins() -> None:
    limits = np.array([0.0, 10.0, 20.0, np.inf])
    found = median([known(20.0), known(40.0)], limits)
    assert found.available.tolist() == [State.UNRELIABLE.value]
    assert np.isnan([found.value[0], found.upper[0], found.bound_upper[0]]).all()
    assert found.lower[0] == 20.0
    reaches = median([known(20.0), share(55.0, (45.0, 65.0), (0.0, 100.0))], limits)
    assert reaches.available.tolist() == [State.UNRELIABLE.value]
    assert 10.0 < reaches.lower[0] < 20.0
    safe = median([known(30.0), known(80.0)], limits)
    assert safe.available.tolist() == [State.PUBLISHED.value]
    assert 10.0 < safe.value[0] < 20.0


def test_shares_that_do_not_rise_are_made_to() -> None:
    # The share under 20 cannot be less than the 60 % under 10, where the median is then.
    assert numbers(median([known(60.0), known(55.0)], LIMITS))[3:] == [0.0, 10.0]
    assert 5.0 < median([known(60.0), known(55.0)], LIMITS).value[0] < 10.0


def test_where_nobody_is_there_is_no_median() -> None:
    none = share(np.nan, (np.nan, np.nan), (np.nan, np.nan))
    found = median([none, none], LIMITS)
    assert found.available.tolist() == [State.UNDEFINED.value]
    assert np.isnan(numbers(found)).all()


def test_how_people_lie_at_the_ends_says_little_of_classes_between_others() -> None:
    limits = np.array([0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0])
    even, odd = (np.array([[first], [20.0], [20.0], [20.0], [20.0], [last]]) for first, last in ((20, 20), (1, 0)))
    some, other = (Lying.of(counts, limits).variance[:, 0] for counts in (even, odd))
    assert some[1:5] == pytest.approx(1 / 3 / 4 / 2)  # three pairs between others, all even, and one believed before
    assert other[[0, 5]].min() > 3.0 * other[1:5].max()
