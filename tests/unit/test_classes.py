"""Classes of maps: cut as asked, natural ones exactly, and told apart by everybody."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.publish import site
from parvis.publish.classes import classes_of
from parvis.publish.jenks import natural_cuts

SHEET = (Path(site.__file__).parent / "static" / "site.css").read_text(encoding="utf-8")


def spread(values: list[float], cuts: tuple[float, ...]) -> float:
    """Return the sum of squared distances from the means of the classes that begin at the cuts."""
    bounds = [-np.inf, *cuts, np.inf]
    parts = [[v for v in values if low <= v < high] for low, high in itertools.pairwise(bounds)]
    return sum(float(np.var(part)) * len(part) for part in parts if part)


@given(values=st.lists(st.integers(0, 60), min_size=2, max_size=12), count=st.integers(2, 4))
def test_natural_classes_are_the_best_of_all(values: list[int], count: int) -> None:
    numbers = [float(v) for v in values]
    distinct = sorted(set(numbers))
    cuts = natural_cuts(numbers, count)
    assert len(cuts) == min(count, len(distinct)) - 1
    best = min(spread(numbers, c) for c in itertools.combinations(distinct[1:], len(cuts)))  # every partition
    assert spread(numbers, tuple(cuts)) == pytest.approx(best, abs=1e-9)


def test_bounds_of_the_author_are_kept_where_there_are_values() -> None:
    made = classes_of([4.0, 12.0, 18.0, 33.0], 0, (10.0, 20.0, 40.0))
    assert made is not None
    assert [str(bound) for bound in made.bounds] == ["4", "10", "20", "33"]
    assert made.counts == (1, 2, 1)


# Machado, Oliveira & Fernandes (2009), table of severity 1.0, on linear RGB.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}


def lab(colour: str, seen: list[list[float]]) -> np.ndarray:
    """Return a colour in CIE L*a*b* (D65), as somebody sees it."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(seen) @ linear, 0, 1)
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    xyz = np.array(to_xyz) @ linear / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ramps() -> list[list[str]]:
    found = re.findall(r"--class-(\d): (#[0-9a-f]{6})", SHEET.split("/* --- paper")[0])
    return [[colour for _, colour in found[i : i + 5]] for i in (0, 5)]


@pytest.mark.parametrize("seen", BLINDNESS.values(), ids=BLINDNESS)
@pytest.mark.parametrize("ramp", ramps(), ids=["light", "dark"])
def test_neighbouring_classes_differ_for_everybody(ramp: list[str], seen: list[list[float]]) -> None:
    colours = [lab(colour, seen) for colour in ramp]
    steps = [float(np.linalg.norm(b - a)) for a, b in itertools.pairwise(colours)]
    assert min(steps) >= 10  # CIE76; 2.3 is a just noticeable difference
    lightness = [colour[0] for colour in colours]
    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))  # read in grey too
