"""Medians from counts in classes held against who lives in fictional towns: ages from cells, incomes from IRIS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array, eye_array

from bench.calibration import Trial, answer
from bench.categories import AGES, adding_up, by_band, counted, persons
from bench.truths import Floats, Truth
from parvis import demo, estimate
from parvis.demo.counts import zone_codes
from parvis.estimate import Answer, Input, Units
from parvis.model.figure import State
from parvis.model.folder import Regime

INCOMES = np.array([0.0, 8_000, 12_000, 16_000, 20_000, 25_000, 32_000, 45_000, np.inf])
"""Limits of classes of the standard of living, euros a year; the last has no end."""
FEW = 50
"""Persons below which nobody would be told a median."""


def trials(
    town: demo.City, truths: dict[str, Truth], levels: Sequence[float]
) -> Iterator[tuple[str, dict[float, Trial]]]:
    """Yield the names and trials of medians in a town, of zones where a number is told and somebody lives."""
    for name, answers, truth in (*of_ages(town, truths, levels), *of_incomes(town, levels)):
        told = [np.isfinite(truth), *(one.available == State.PUBLISHED.value for one in answers.values())]
        some = np.flatnonzero(np.logical_and.reduce(told))
        kept = {
            x: replace(one, value=one.value[some], lower=one.lower[some], upper=one.upper[some])
            for x, one in answers.items()
        }
        yield name, {x: Trial(one, truth[some], (f"town {town.seed}",) * len(some)) for x, one in kept.items()}


def of_ages(
    town: demo.City, truths: dict[str, Truth], levels: Sequence[float]
) -> Iterator[tuple[str, dict[float, Answer], Floats]]:
    """Yield the name, the answers by level and the truth of median ages, from cells that INSEE's rules altered.

    A completed year is taken to begin on any day: half of those of one age are in the first half of it.
    """
    cells, people = by_band(town), persons(town)
    groups = [range(n + 1) for n in range(len(cells))]
    for zones, zoning in (("neighbourhoods", "qpv2024"), ("IRIS", "iris"), ("communes", "communes")):
        whole = truths[f"Town, ind, {zones}"]
        placed = adding_up(whole, cells, groups)
        upto = [counted(whole, cells[: bands.stop].sum(axis=0)) for bands in groups]
        truth = _true(people, zone_codes(town)[zoning], people["age"], years=True)
        made = {}
        for level in levels:
            held = [answer(one, level, shares=own) for one, own in zip(upto, placed, strict=True)]
            below = [estimate.ratio(one, held[-1], scale=100.0, level=level) for one in held[:-1]]
            made[level] = estimate.median(below, AGES)
        yield f"Town, median age, {zones}", made, truth


def of_incomes(town: demo.City, levels: Sequence[float]) -> Iterator[tuple[str, dict[float, Answer], Floats]]:
    """Yield the same of the standard of living, from exact counts of persons in classes by IRIS and commune."""
    people = persons(town)
    for zones, zoning in (("IRIS", "iris"), ("communes", "communes")):
        codes, zone_of = zone_codes(town)[zoning]
        zone = zone_of[people["block"].to_numpy()]
        income = people["standard"].to_numpy()
        counts = np.stack([
            np.bincount(zone[(low <= income) & (income < high)], minlength=len(codes))
            for low, high in pairwise(INCOMES)
        ]).astype(float)  # fmt: skip
        truth = _true(people, (codes, zone_of), people["standard"])
        yield (
            f"Town, median income, {zones}, exact counts",
            {level: exact_median(counts, INCOMES, level) for level in levels},
            truth,
        )


def exact_median(counts: Floats, limits: Floats, level: float, *, half: Floats | float = 50.0) -> Answer:
    """Return the medians of zones from exact counts (n_classes, n_zones)."""
    held = [_exact(values, level) for values in np.cumsum(counts, axis=0)]
    below = [estimate.ratio(one, held[-1], scale=100.0, level=level) for one in held[:-1]]
    return estimate.median(below, limits, half=half)


def _exact(values: Floats, level: float) -> Answer:
    flags = np.zeros(len(values), dtype=bool)
    units = Units("t", "t", tuple(str(n) for n in range(len(values))), values, values, values, flags, 1.0)
    given = Input("t", "2019", Regime.OPEN, np.ones(len(values)))
    return estimate.carried(given, units, _whole(len(values)), level=level)


@cache
def _whole(count: int) -> csr_array:
    return csr_array(eye_array(count, format="csr"))


def _true(
    persons: pd.DataFrame, zones: tuple[Sequence[str], npt.NDArray[np.int64]], values: pd.Series, *,
    years: bool = False,
) -> Floats:  # fmt: skip
    """Return the true medians, (n_zones,), NaN of zones of `FEW`; of ages between the days of a completed year."""
    codes, zone_of = zones
    zone, held = zone_of[persons["block"].to_numpy()], values.to_numpy(dtype=float)
    found = np.full(len(codes), np.nan)
    for n in range(len(codes)):
        own = np.sort(held[zone == n])
        if len(own) >= FEW:
            found[n] = _between_days(own) if years else float(np.median(own))
    return found


def _between_days(ages: Floats) -> float:
    count = np.bincount(ages.astype(int))
    upto, half = np.cumsum(count), len(ages) / 2.0
    year = int(np.searchsorted(upto, half))
    return year + (half - (upto[year] - count[year])) / count[year]
