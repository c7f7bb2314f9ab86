"""What the home page says of the least and the greatest figure: no more than the errors of all figures bear out."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from parvis.publish.extremes import Extremes, extremes_of
from parvis.publish.readings import Reading
from parvis.publish.words import Speech

NAN = float("nan")


def reading(value: float, lower: float = NAN, upper: float = NAN) -> Reading:
    row: Any = SimpleNamespace(value=value, lower=lower, upper=upper)
    span = f"{lower:g} to {upper:g}" if lower < upper else ""
    return Reading(row, f"{value:g}", f"{value:g}%", "", span, "2019", None)  # type: ignore[arg-type]


def told(*readings: Reading | None, ranks: Mapping[float, tuple[int, int]] | None = None) -> Extremes | None:
    """Return what is said of figures whose ranks (first, last) are given by their values."""

    def rank(row: Any) -> Any:
        known = (ranks or {}).get(row.value)
        return known and SimpleNamespace(lower=known[0], upper=known[1])

    edition: Any = SimpleNamespace(say=Speech("en").say, shelf=SimpleNamespace(rank=rank))
    return extremes_of(edition, readings)


def test_figures_whose_error_nobody_told_are_told_as_they_are() -> None:
    assert told(reading(55.8), None, reading(46.5)) == Extremes("46.5 to 55.8%", "", "2019")
    assert told(reading(55.8), None) is None


def test_estimates_that_differ_are_told_with_their_ranges() -> None:
    least, greatest = reading(35, 32, 39), reading(61, 57, 65)
    expected = Extremes("35 to 61%", "the lowest: 32 to 39; the highest: 57 to 65", "2019")
    assert told(greatest, least) == expected
    assert told(greatest, least, ranks={35: (9, 11), 61: (1, 1)}) == expected


def test_of_estimates_that_may_be_alike_no_distance_is_announced() -> None:
    doubt = "35 to 41% (the lowest: 30 to 40; the highest: 36 to 46)"
    assert told(reading(41, 36, 46), reading(35, 30, 40)) == Extremes("no clear difference", doubt, "2019")


def test_ranks_judge_before_ranges_do() -> None:
    # Two ranges that meet at their ends, of figures that hardly can be equal: the errors are judged together.
    apart = told(reading(41, 36, 46), reading(31, 26, 36.5), ranks={31: (2, 2), 41: (1, 1)})
    assert apart is not None and apart.words == "31 to 41%"
    # Ranges that do not meet, of two among many: the greatest of many estimates is easily too great.
    alike = told(reading(41, 36, 46), reading(31, 26, 35), ranks={31: (5, 40), 41: (1, 7)})
    assert alike is not None and alike.words == "no clear difference"
