"""What people do: school, work, the search for it, retirement; their education, and the family of their occupation.

Calibrated to what is published (France; the pages of INSEE are on insee.fr):

- activity and employment by sex and age, 2019, census (fr/statistiques/6455302?geo=METRO-1): see `RATES`; of 100 people
  of 15 to 64, 64.7 are employed, 9.6 unemployed, 6.5 retired, 10.6 students;
- school, 2020 (fr/statistiques/7633108?geo=FE-1): 95.7 % at 15-17, 52.1 % at 18-24, 8.6 % at 25-29;
- highest diploma of those who left school, 2020 (the same page): 26.5 % none or the brevet, 24.4 % CAP or BEP, 17.4 %
  baccalauréat, 31.7 % higher;
- priority neighbourhoods, 2019 (ONPV, Chiffres clés Emploi, 2021): 45.3 % of people of 15 to 64 are employed, against
  66.6 % around; 22.5 % of the active are unemployed, against 8.4 %;
- families of occupations: the 14 "grands domaines" of the ROME (France Travail). How many work in each is set by us, to
  resemble a French town, and rests on no table.

Nobody is both at school and at work here: apprentices count as employed.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import pandas as pd

from parvis.demo.housing import Ints
from parvis.demo.people import drawn
from parvis.demo.places import Places, of_households
from parvis.demo.streets import Floats


class Activity(IntEnum):
    """What a person does."""

    CHILD = 0  # under 15
    STUDENT = 1
    EMPLOYED = 2
    UNEMPLOYED = 3
    RETIRED = 4
    OTHER = 5  # neither works nor looks for work


class Education(IntEnum):
    """Highest diploma of those who left school; -1 for the others."""

    NONE = 0  # none, or the brevet of lower secondary school
    VOCATIONAL = 1  # CAP, BEP
    BAC = 2
    HIGHER = 3


ROME = "ABCDEFGHIJKLMN"
"""Families of occupations, the first letter of ROME codes."""
MEN, WOMEN = 0, 1
# Sex, first and last age, % active, % of the active who look for work; bands of one age group average to its figures.
RATES = (
    (MEN, 15, 17, 8.0, 26.2), (MEN, 18, 19, 40.0, 26.2), (MEN, 20, 24, 66.0, 26.2), (MEN, 25, 54, 93.7, 10.6),
    (MEN, 55, 59, 80.0, 10.5), (MEN, 60, 64, 37.6, 10.5), (MEN, 65, 74, 5.5, 4.0),
    (WOMEN, 15, 17, 5.0, 26.8), (WOMEN, 18, 19, 32.0, 26.8), (WOMEN, 20, 24, 58.0, 26.8), (WOMEN, 25, 54, 87.7, 12.5),
    (WOMEN, 55, 59, 75.0, 10.8), (WOMEN, 60, 64, 34.6, 10.8), (WOMEN, 65, 74, 3.5, 4.0),
)  # fmt: skip
DIPLOMAS = np.array([0.265, 0.244, 0.174, 0.317])
# How much likelier each diploma is, by age (under 30, 30-44, 45-64, 65 on), before raking to DIPLOMAS.
BY_AGE = np.array([[0.6, 0.8, 1.5, 1.3], [0.5, 0.8, 1.2, 1.5], [0.8, 1.3, 0.9, 1.0], [1.8, 1.1, 0.6, 0.5]])
HARD = np.array([2.2, 1.2, 0.8, 0.42])  # where hardship is full
ACTIVE_BY_EDUCATION = np.array([-0.75, 0.05, 0.15, 0.55])  # of log odds
JOBLESS_BY_EDUCATION = np.array([0.65, 0.1, 0.0, -0.55])
ACTIVE_BY_HARDSHIP, JOBLESS_BY_HARDSHIP = -0.75, 1.05
# Weights of ROME families by sex and diploma: men, then women, none to higher.
OCCUPATIONS = np.array(
    [
        [6, 1, 0, 6, 0, 18, 7, 14, 5, 2, 12, 1, 0, 28],
        [6, 1, 0, 8, 0, 20, 6, 18, 10, 2, 9, 1, 0, 19],
        [4, 1, 2, 14, 1, 10, 9, 14, 9, 3, 13, 1, 8, 11],
        [2, 2, 5, 11, 3, 8, 3, 12, 5, 8, 15, 2, 22, 2],
        [4, 1, 0, 15, 0, 1, 13, 8, 0, 8, 40, 1, 3, 6],
        [3, 2, 1, 19, 0, 1, 13, 5, 0, 11, 35, 1, 7, 2],
        [2, 2, 4, 20, 1, 1, 10, 3, 0, 12, 24, 1, 18, 2],
        [1, 2, 5, 10, 3, 1, 4, 3, 0, 19, 26, 2, 23, 1],
    ],
    dtype=float,
)


def occupied(rng: np.random.Generator, households: pd.DataFrame, persons: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Return by person: `activity`, `education` (-1 at school), `rome` (place in ROME, -1 without an occupation)."""
    hardship = of_households(places.hardship, households)[persons["household"].to_numpy()]
    age, sex = persons["age"].to_numpy(), persons["sex"].to_numpy()
    education = educated(rng, age, hardship)
    active, looking = chances(age, sex, education, hardship)
    works = rng.random(len(age)) < active
    activity = np.where(rng.random(len(age)) < looking, Activity.UNEMPLOYED, Activity.EMPLOYED)
    activity = np.where(works, activity, idle(rng, age, sex))
    education = np.where(np.isin(activity, (Activity.CHILD, Activity.STUDENT)), -1, education)
    at_work = np.isin(activity, (Activity.EMPLOYED, Activity.UNEMPLOYED))
    rome = np.where(at_work, trades(rng, sex, education), -1)
    return pd.DataFrame({"activity": activity, "education": education, "rome": rome}, index=persons.index)


def trades(rng: np.random.Generator, sex: Ints, education: Ints) -> Ints:
    """Return the place in ROME of the occupation that each person has, or would have."""
    return drawn(rng, OCCUPATIONS[sex * 4 + np.maximum(education, 0)])


def educated(rng: np.random.Generator, age: Ints, hardship: Floats) -> Ints:
    """Return a diploma for each person from 15 on, as if they had left school: the town's shares are the published."""
    weights = BY_AGE[np.searchsorted([30, 45, 65], age, side="right")] * DIPLOMAS * HARD ** hardship[:, None]
    adult = age >= 18
    for _ in range(20):
        weights /= weights.sum(axis=1, keepdims=True)
        weights *= DIPLOMAS / weights[adult].mean(axis=0)
    young = age < 20
    return np.where(young, np.minimum(drawn(rng, weights), Education.BAC), drawn(rng, weights))


def chances(age: Ints, sex: Ints, education: Ints, hardship: Floats) -> tuple[Floats, Floats]:
    """Return each person's chance to be active, and to look for work if active: on average as `RATES`."""
    active, looking = np.zeros(len(age)), np.zeros(len(age))
    for of_sex, first, last, rate, jobless in RATES:
        here = np.flatnonzero((sex == of_sex) & (age >= first) & (age <= last))
        active[here] = averaging(
            ACTIVE_BY_EDUCATION[education[here]] + ACTIVE_BY_HARDSHIP * hardship[here], rate / 100, np.ones(len(here))
        )
        odds = JOBLESS_BY_EDUCATION[education[here]] + JOBLESS_BY_HARDSHIP * hardship[here]
        looking[here] = averaging(odds, jobless / 100, active[here])
    return active, looking


def averaging(odds: Floats, mean: float, weights: Floats) -> Floats:
    """Return chances whose log odds differ as given and whose weighted mean is `mean`."""
    low, high = -12.0, 12.0
    for _ in range(40):
        middle = (low + high) / 2
        over = float((weights / (1 + np.exp(-(odds + middle)))).sum()) > mean * float(weights.sum())
        low, high = (low, middle) if over else (middle, high)
    return np.asarray(1 / (1 + np.exp(-(odds + low))))


def idle(rng: np.random.Generator, age: Ints, sex: Ints) -> Ints:
    """Return what those do who neither work nor look for it."""
    luck = rng.random(len(age))
    student = luck < np.select([age < 18, age < 25, age < 30], [0.98, 0.84, 0.45], 0.0)
    retired = luck > np.select([age < 55, age < 60, age < 62], [2.0, 0.68, 0.35], np.where(sex == WOMEN, 0.07, 0.02))
    idle = np.where(student, Activity.STUDENT, np.where(retired, Activity.RETIRED, Activity.OTHER))
    return np.where(age < 15, Activity.CHILD, idle)
