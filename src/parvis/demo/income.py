"""Income: log-normal round what a household is and where it lives, shifted so that poverty is what INSEE publishes.

The shift is exact: a neighbourhood's incomes are multiplied by the one factor that leaves its share of poor persons
under the poverty line. Sources of the targets are in `parvis.demo.people`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from parvis.demo.ground import Ground
from parvis.demo.housing import Ints
from parvis.demo.people import People
from parvis.demo.streets import Floats

POVERTY_LINE = 12 * 1_102.0
"""Euros a year and consumption unit, 2019: 60 % of the median (Insee Première 1875)."""
POOR = 0.148
"""Share of poor persons, 2019 (14.6 %): the town is meant to be near the average."""
POOR_IN_NEIGHBOURHOODS = 0.445
POOR_ELSEWHERE_LEAST = 0.035  # in a town so small that its neighbourhoods alone make the town poorer than average
SPREAD, SPREAD_IN_NEIGHBOURHOODS = 0.39, 0.33  # of the logarithm

BY_FAMILY = np.array([-0.05, 0.14, 0.02, -0.22, -0.05])
BY_TENURE = np.array([0.16, -0.20, -0.04])
BY_AGE = ((25, -0.22), (40, -0.02), (55, 0.03), (65, 0.08), (80, 0.04), (120, -0.04))
LARGE_FAMILY = -0.16  # from five persons on


def earned(rng: np.random.Generator, ground: Ground, people: People, neighbourhood: Ints) -> pd.DataFrame:
    """Return by household: `units` of consumption, `standard` of living (euros a year and unit, to 10 euros), `poor`.

    `neighbourhood` gives the priority neighbourhood of each block, -1 for none.
    """
    households = people.households
    within = neighbourhood[households["block"].to_numpy()]
    spread = np.where(within >= 0, SPREAD_IN_NEIGHBOURHOODS, SPREAD)
    log = _what_they_are(households) + _where_they_live(rng, ground)[households["block"].to_numpy()]
    log = log + spread * rng.standard_normal(len(households))
    persons = np.where(households["taxed"], households["size"], 0).astype(float)
    for place, share in _targets(rng, within, persons).items():
        here = within == place if place >= 0 else within < 0
        log[here] += np.log(POVERTY_LINE) - _quantile(log[here], persons[here], share)
    standard = np.round(np.exp(log), -1)
    columns = {"units": _units(people), "standard": standard, "poor": standard < POVERTY_LINE}
    return pd.DataFrame(columns, index=households.index)


def _what_they_are(households: pd.DataFrame) -> Floats:
    ends, effects = np.array(BY_AGE).T
    age = effects[np.searchsorted(ends, households["first_age"], side="right")]
    family = BY_FAMILY[households["family"].to_numpy()]
    large = np.where(households["size"] >= 5, LARGE_FAMILY, 0.0)
    return np.asarray(age + family + large + BY_TENURE[households["tenure"].to_numpy()])


def _where_they_live(rng: np.random.Generator, ground: Ground) -> Floats:
    """Return an effect for each block: a slope between rich and poor sides of town, less money near the poor sites."""
    points = shapely.get_coordinates(shapely.point_on_surface(ground.blocks.geometry.to_numpy()))
    angle, length = rng.uniform(0, 2 * np.pi), 2_600.0 * ground.plan.scale
    along = (points - points.mean(axis=0)) @ np.array([np.cos(angle), np.sin(angle)])
    near = np.exp(-((ground.blocks["site_distance"].to_numpy() / 320.0) ** 2))
    return np.asarray(0.12 * np.sin(2 * np.pi * along / length) - 0.22 * near + rng.normal(0, 0.06, len(points)))


def _targets(rng: np.random.Generator, within: Ints, persons: Floats) -> dict[int, float]:
    """Return the share of poor persons wanted in each neighbourhood, and under -1 elsewhere."""
    held = np.bincount(within[within >= 0], weights=persons[within >= 0])
    share = POOR_IN_NEIGHBOURHOODS + rng.uniform(-0.055, 0.055, len(held))
    share += POOR_IN_NEIGHBOURHOODS - (share * held).sum() / held.sum()
    elsewhere = persons.sum() - held.sum()
    rest = max((POOR * persons.sum() - (share * held).sum()) / elsewhere, POOR_ELSEWHERE_LEAST)
    return {-1: rest, **dict(enumerate(share))}


def _quantile(values: Floats, weights: Floats, share: float) -> float:
    """Return the value under which lies this share of the weights."""
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order])
    place = int(np.searchsorted(running, share * running[-1]))
    return float(values[order[place : place + 2]].mean())


def _units(people: People) -> Floats:
    """Return consumption units: 1 for the first adult, 0.5 for each other person from 14 on, 0.3 for a child."""
    child = np.bincount(people.persons["household"], weights=people.persons["age"] < 14)
    return np.asarray(1 + 0.5 * (people.households["size"].to_numpy() - 1 - child) + 0.3 * child)
