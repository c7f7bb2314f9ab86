"""Discs and dots: surfaces that stand to each other as the numbers do, no zone lost."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.publish.readings import Reading
from parvis.publish.shelf import FigureRow
from parvis.publish.spread import FEWEST, WIDTH, spread_of
from parvis.publish.symbols import radius, round_sizes
from parvis.publish.words import MethodWords

ROW = FigureRow(
    "i", "z", "1", "2020", "total", "total", "observed", "figure", 1.0, math.nan, math.nan, 0.9, math.nan, math.nan,
    "persons", "official", 1.0, math.nan, "published", "", "s", "e", "r",
)  # fmt: skip


def zones(values: list[float]) -> list[tuple[str, str, Reading]]:
    plain = Reading(ROW, "1", "1", "", "", "2020", MethodWords("", ""))
    return [(str(n), f"Z{n}", replace(plain, row=ROW._replace(value=value))) for n, value in enumerate(values)]


@given(value=st.floats(1, 1e6), greatest=st.floats(1, 1e6))
def test_the_surface_of_a_disc_stands_for_the_number(value: float, greatest: float) -> None:
    share = min(value, greatest) / max(value, greatest)
    if share > 0.01:  # smaller discs are drawn at the least size that is seen
        small, large = radius(share * 1e3, 1e3), radius(1e3, 1e3)
        assert (small / large) ** 2 == pytest.approx(share, abs=0.01)


@given(values=st.lists(st.floats(0.5, 1e7), min_size=1, max_size=30))
def test_discs_in_the_legend_are_round_and_no_larger_than_the_largest_drawn(values: list[float]) -> None:
    sizes = round_sizes(values)
    assert sizes == sorted(set(sizes), reverse=True)
    assert all(size <= max(values) * (1 + 1e-9) for size in sizes)
    assert all(f"{size:.0e}"[0] in "125" for size in sizes)


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=FEWEST, max_size=1500))
def test_every_zone_is_one_dot_and_stands_where_its_number_is(values: list[float]) -> None:
    drawn = spread_of(zones(values))
    if len(set(values)) == 1:
        assert drawn is None
        return
    assert drawn is not None
    assert sorted(dot.zone for dot in drawn.dots) == sorted(str(n) for n in range(len(values)))
    assert len({(dot.x, dot.y) for dot in drawn.dots}) == len(values)
    by_zone = {dot.zone: dot.x for dot in drawn.dots}
    for zone, x in by_zone.items():
        share = (values[int(zone)] - min(values)) / (max(values) - min(values))
        assert x == pytest.approx(share * WIDTH, abs=drawn.size * 1.01)


def test_few_zones_have_no_spread() -> None:
    assert spread_of(zones([1.0, 2.0, 3.0])) is None
