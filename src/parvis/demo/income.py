"""Income: log-normal round what a household is, does, and where it lives; borders come later, and shift nothing.

Two numbers are found for each town: the level, at which as many are poor as INSEE publishes, and what hardship takes,
at which those who live round the poor sites are as poor as the people of priority neighbourhoods. Neighbourhoods are
then drawn round low incomes, and are as poor as they turn out to be. `parvis.demo.people` names the targets' sources.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from parvis.demo.activity import Activity
from parvis.demo.housing import Ints
from parvis.demo.people import Role
from parvis.demo.places import Places, of_households
from parvis.demo.streets import Floats

POVERTY_LINES = {2019: 12 * 1_102.0, 2020: 12 * 1_120.0, 2021: 12 * 1_158.0}
"""Euros a year and consumption unit: 60 % of the median (INSEE, niveaux de vie de 2019, 2020 et 2021)."""
POVERTY_LINE = POVERTY_LINES[2019]
POOR = 0.148
"""Share of poor persons, 2019 (14.6 %): the town is meant to be near the average."""
POOR_ROUND_SITES = 0.47
"""Wanted where hardship is felt most: a little over the 45 % of neighbourhoods, whose edges are less poor."""
POOR_ELSEWHERE_LEAST = 0.035  # in a town so small that its poor sites alone make the town poorer than average
SITE = 0.45
"""Hardship from which on a block counts as one of a poor site."""
SPREAD = 0.35  # of the logarithm
RICH = 0.2  # how much further apart the luckiest are: the top of French incomes is fatter than log-normal

BY_FAMILY = np.array([-0.03, 0.10, 0.02, -0.16, -0.05])
BY_TENURE = np.array([0.14, -0.16, -0.04])
BY_EDUCATION = np.array([-0.13, -0.04, 0.0, 0.22])  # of the first adult
BY_AGE = ((25, -0.18), (40, -0.04), (55, 0.0), (65, 0.06), (80, 0.06), (120, 0.0))
LARGE_FAMILY = -0.14  # from five persons on
OF_WORK = 0.42  # between a household whose adults under 65 all work and one where none does


def earned(
    rng: np.random.Generator, households: pd.DataFrame, persons: pd.DataFrame, places: Places
) -> tuple[pd.DataFrame, Floats]:
    """Return by household `units`, `standard`, `poor` and `luck`, and the level and the price of hardship (2,).

    `units` of consumption; `standard` of living in euros a year and unit, to 10 euros; `luck`, a
    standard normal number, stands for what neither the household nor its place explains.
    """
    luck = rng.standard_normal(len(households))
    log = what_they_are(households, persons) + of_households(places.wealth, households) + lucky(luck)
    hardship = of_households(places.hardship, households)
    counted = np.where(households["taxed"], households["size"], 0).astype(float)
    found = _found(log, hardship, counted)
    return incomes(households, persons, places, luck, found, year=2019), found


def lucky(normal: Floats) -> Floats:
    """Return what luck adds to the logarithm of income, from a standard normal variable."""
    return np.asarray(SPREAD * (normal + RICH * np.maximum(normal - 0.5, 0.0) ** 2))


def incomes(
    households: pd.DataFrame, persons: pd.DataFrame, places: Places, luck: Floats, found: Floats, *, year: int
) -> pd.DataFrame:
    """Return `units`, `standard`, `poor` and `luck` by household for a year, from what was found in 2019.

    All incomes keep step with the poverty line: only work, age and luck make a household richer or poorer.
    """
    level, price = found
    log = what_they_are(households, persons) + of_households(places.wealth, households) + lucky(luck)
    log = log + level - price * of_households(places.hardship, households)
    line = POVERTY_LINES[year]
    standard = np.round(np.exp(log) * line / POVERTY_LINE, -1)
    columns = {"units": units(households, persons), "standard": standard, "poor": standard < line, "luck": luck}
    return pd.DataFrame(columns, index=households.index)


def what_they_are(households: pd.DataFrame, persons: pd.DataFrame) -> Floats:
    """Return what family, tenure, age, education and work add to the logarithm of a household's income."""
    head = persons[persons["role"] == Role.FIRST].set_index("household").reindex(households.index)
    ends, effects = np.array(BY_AGE).T
    age = effects[np.searchsorted(ends, head["age"], side="right")]
    education = np.append(BY_EDUCATION, -0.1)[head["education"].to_numpy(dtype=int)]  # the last: still at school
    family = BY_FAMILY[households["family"].to_numpy()]
    large = np.where(households["size"] >= 5, LARGE_FAMILY, 0.0)
    tenure = BY_TENURE[households["tenure"].to_numpy()]
    return np.asarray(age + education + family + large + tenure + OF_WORK * (_working(households, persons) - 0.75))


def _working(households: pd.DataFrame, persons: pd.DataFrame) -> Floats:
    """Return the share of a household's adults of 18 to 64 who work; 0.75 where there is none of that age."""
    age = persons["age"].to_numpy()
    of_age = (age >= 18) & (age < 65) & (persons["role"] != Role.CHILD).to_numpy()
    place = persons["household"].to_numpy()
    held = np.bincount(place, weights=of_age, minlength=len(households))
    at_work = of_age & (persons["activity"] == Activity.EMPLOYED).to_numpy()
    employed = np.bincount(place, weights=at_work, minlength=len(households))
    return np.asarray(np.where(held > 0, employed / np.maximum(held, 1), 0.75))


def _found(log: Floats, hardship: Floats, persons: Floats) -> Floats:
    """Return the level and the price of hardship (2,) that make poverty as wanted in the town and round its sites."""
    site = hardship >= SITE
    held = persons[site].sum()
    whole = max(POOR, (POOR_ROUND_SITES * held + POOR_ELSEWHERE_LEAST * (persons.sum() - held)) / persons.sum())
    low, high = 0.0, 3.0
    for _ in range(22):
        price = (low + high) / 2
        level = _level(log - price * hardship, persons, whole)
        poor = (log - price * hardship + level)[site] < np.log(POVERTY_LINE)
        low, high = (low, price) if persons[site][poor].sum() > POOR_ROUND_SITES * held else (price, high)
    return np.array([_level(log - low * hardship, persons, whole), low])


def _level(log: Floats, persons: Floats, share: float) -> float:
    """Return what brings this share of the persons under the poverty line."""
    order = np.argsort(log, kind="stable")
    running = np.cumsum(persons[order])
    place = int(np.searchsorted(running, share * running[-1]))
    return float(np.log(POVERTY_LINE) - log[order[place : place + 2]].mean())


def units(households: pd.DataFrame, persons: pd.DataFrame) -> Floats:
    """Return consumption units: 1 for the first adult, 0.5 for each other person from 14 on, 0.3 for a child."""
    child: npt.NDArray[np.int64] = np.bincount(
        persons["household"], weights=persons["age"] < 14, minlength=len(households)
    ).astype(np.int64)
    return np.asarray(1 + 0.5 * (households["size"].to_numpy() - 1 - child) + 0.3 * child)


def members(persons: pd.DataFrame, count: int, which: npt.NDArray[np.bool_]) -> Ints:
    """Return how many of the persons marked each household has, (count,)."""
    return np.bincount(persons["household"].to_numpy()[which], minlength=count)
