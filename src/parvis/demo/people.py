"""Who lives in the dwellings: households, the ages of their members, their tenure, their income.

Calibrated to what INSEE publishes (France; the pages are on insee.fr):

- households: 37.2 % of one person, 26.0 % couples without children, 24.9 % couples with children (3.89 persons),
  9.9 % single-parent families (2.64 persons), 2.0 % others: middle of 2016 and 2022 (fr/statistiques/8569208?geo=FE-1);
- ages of persons in ordinary dwellings, 2015 (fr/statistiques/3569148?geo=METRO-1): see `PYRAMID`;
- tenure, 2019: 57.5 % owners, 17.3 % tenants of social landlords, 22.6 % other tenants (fr/statistiques/2415555);
  a town with so much of its population in priority neighbourhoods has more social housing than that;
- income, 2019: median 22,040 euros a year and unit, poverty line 1,102 euros a month, poverty rate 14.6 %, ninth decile
  3.4 times the first (Insee Première 1875, fr/statistiques/5431993);
- priority neighbourhoods: 43.5 % poor in 2017, 46 % in those of Nouvelle-Aquitaine in 2018 (fr/statistiques/7700492);
  8 social dwellings for 10 households (fr/statistiques/2121538); one household in six a single-parent family against
  one in ten around (Insee Première 2008, fr/statistiques/8236231).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from parvis.demo.housing import Form, Housing, Ints
from parvis.demo.streets import Floats

PYRAMID = {15: 18.5, 20: 6.0, 25: 5.7, 40: 18.5, 55: 20.5, 65: 12.8, 80: 12.8, 120: 5.3}
"""Percentage of persons under each age and not under the one before it."""


class Tenure(IntEnum):
    """Who owns the dwelling."""

    OWNER = 0
    SOCIAL = 1  # tenant of a social landlord
    PRIVATE = 2


class Role(IntEnum):
    """What a person is in the household."""

    FIRST = 0
    PARTNER = 1
    CHILD = 2
    OTHER = 3


class Family(IntEnum):
    """Who the household is made of."""

    ALONE = 0
    COUPLE = 1
    COUPLE_CHILDREN = 2
    SINGLE_PARENT = 3
    OTHERS = 4


SHARES = np.array([0.372, 0.260, 0.249, 0.099, 0.020])
ADULTS = np.array([1, 2, 2, 1, 2])
# How much likelier each family is in each form of block (rows in the order of Form from CENTRE on), before raking.
LIKELIER = np.array(
    [
        [1.6, 0.9, 0.5, 0.8, 2.0],
        [0.9, 1.1, 1.1, 0.9, 1.0],
        [0.5, 1.3, 1.6, 0.6, 0.6],
        [1.4, 0.9, 0.7, 1.1, 1.0],
        [1.0, 0.6, 1.0, 2.0, 1.3],
    ]
)
# Age of the first adult by family: shares of 18-24, 25-39, 40-54, 55-64, 65-79, 80 and over.
BANDS = ((18, 24), (25, 39), (40, 54), (55, 64), (65, 79), (80, 97))
FIRST_ADULT = np.array(
    [
        [0.07, 0.24, 0.19, 0.17, 0.20, 0.13],
        [0.03, 0.18, 0.11, 0.25, 0.32, 0.11],
        [0.01, 0.33, 0.53, 0.12, 0.01, 0.0],
        [0.03, 0.29, 0.50, 0.12, 0.04, 0.02],
        [0.20, 0.25, 0.20, 0.15, 0.15, 0.05],
    ]
)
CHILDREN_OF_COUPLE = np.array([0.37, 0.42, 0.16, 0.05])  # one, two, three, four
CHILDREN_OF_ONE = np.array([0.56, 0.29, 0.12, 0.03])
LARGER_ON_ESTATES = np.array([0.8, 0.9, 1.5, 2.6])
OWNERS = {Form.CENTRE: 0.42, Form.TERRACE: 0.76, Form.DETACHED: 0.92, Form.FLATS: 0.58, Form.ESTATE: 0.50}
WOMEN_ALONE = ((30, 0.46), (45, 0.37), (60, 0.47), (75, 0.66), (120, 0.77))
"""Share of women among those who live alone, under each age (INSEE, Recensement 2019, tables COU: more with age)."""
MOTHERS_ALONE = 0.82
"""Share of mothers among single parents, 2020 (INSEE, Recensement, familles monoparentales)."""
BOYS = 0.512
UNTAXED = 0.025  # households without a tax return of their own: above all students


@dataclass(frozen=True)
class People:
    """Households and their members.

    `households`: dwelling, building, block, family, size, tenure, taxed; `persons`: household, age, sex (0 men, 1
    women), role. The index of `households` is the household's number. What people do and earn comes later
    (`parvis.demo.activity`, `parvis.demo.income`).
    """

    households: pd.DataFrame
    persons: pd.DataFrame


def settled(rng: np.random.Generator, housing: Housing, inhabitants: int) -> People:
    """Return exactly so many inhabitants in households; dwellings that are not needed stay vacant."""
    home = rng.permutation(len(housing.dwellings))  # so that no part of the town is served last
    form = housing.buildings["form"].to_numpy()[housing.dwellings["building"].to_numpy()[home]]
    family = _families(rng, form)
    children = _children(rng, family, form)
    adults = ADULTS[family] + np.where(family == Family.OTHERS, rng.integers(0, 2, len(family)), 0)
    size = adults + children
    kept = np.searchsorted(np.cumsum(size), inhabitants)  # the last household is cut to fit
    size = size[: kept + 1]
    size[-1] -= int(size.sum()) - inhabitants
    first = _first_ages(rng, family[: kept + 1])
    persons = _persons(rng, family[: kept + 1], size, np.minimum(adults[: kept + 1], size), first)
    households = _households(rng, housing, home[: kept + 1], family[: kept + 1])
    households["size"] = size
    return People(_one_person_is_alone(households), persons)


def _families(rng: np.random.Generator, form: Ints) -> Ints:
    """Return a family for each dwelling: likelier by form, raked so that the town's shares are the published ones."""
    of_form = np.bincount(form - Form.CENTRE, minlength=len(LIKELIER)).astype(float)
    table = LIKELIER * SHARES
    for _ in range(50):
        table *= (of_form / table.sum(axis=1))[:, None]
        table *= of_form.sum() * SHARES / table.sum(axis=0)
    return drawn(rng, table[form - Form.CENTRE])


def drawn(rng: np.random.Generator, weights: Floats) -> Ints:
    """Return for each row of weights (n, k) a column drawn in proportion to them."""
    ladder = np.cumsum(weights, axis=1)
    return np.asarray((rng.random(len(weights))[:, None] * ladder[:, -1:] > ladder).sum(axis=1))


def _children(rng: np.random.Generator, family: Ints, form: Ints) -> Ints:
    weights = np.where((family == Family.SINGLE_PARENT)[:, None], CHILDREN_OF_ONE, CHILDREN_OF_COUPLE)
    weights = np.where((form == Form.ESTATE)[:, None], weights * LARGER_ON_ESTATES, weights)
    count = 1 + drawn(rng, weights)
    return np.where((family == Family.COUPLE_CHILDREN) | (family == Family.SINGLE_PARENT), count, 0)


def _first_ages(rng: np.random.Generator, family: Ints) -> Ints:
    band = drawn(rng, FIRST_ADULT[family])
    first, last = np.array(BANDS).T
    early = rng.random(len(band)) ** np.where(band == len(BANDS) - 1, 1.6, 1.0)  # few live to 97
    return np.asarray(first[band] + np.floor(early * (last - first + 1)[band])).astype(int)


def _persons(rng: np.random.Generator, family: Ints, size: Ints, adults: Ints, first: Ints) -> pd.DataFrame:
    household = np.repeat(np.arange(len(size)), size)
    rank = np.arange(len(household)) - np.repeat(np.cumsum(size) - size, size)
    age = first[household].copy()
    partner = (rank > 0) & (rank < adults[household])
    age[partner] = np.clip(age[partner] + np.round(rng.normal(-1.5, 4.0, partner.sum())), 18, 99)
    child = rank >= adults[household]
    eldest = _eldest(rng, first, size - adults)
    age[child] = eldest[household[child]] - _gap(rng, rank[child] - adults[household[child]])
    age[child] = np.maximum(age[child], rng.integers(0, 4, child.sum()))
    others = partner & (family[household] == Family.OTHERS)
    age[others] = rng.integers(18, 75, others.sum())
    role = np.where(rank == 0, Role.FIRST, np.where(child, Role.CHILD, np.where(others, Role.OTHER, Role.PARTNER)))
    sex = _sexes(rng, family[household], role, age)
    return pd.DataFrame({"household": household, "age": age, "sex": sex, "role": role})


def _sexes(rng: np.random.Generator, family: Ints, role: Ints, age: Ints) -> Ints:
    """Return 0 for men, 1 for women; partners differ in sex but for one couple in a hundred."""
    ends, women = np.array(WOMEN_ALONE).T
    share = np.where(family == Family.SINGLE_PARENT, MOTHERS_ALONE, 0.45)
    share = np.where(family == Family.ALONE, women[np.searchsorted(ends, age, side="right")], share)
    share = np.where(role == Role.CHILD, 1 - BOYS, np.where(role == Role.OTHER, 0.5, share))
    sex = (rng.random(len(age)) < share).astype(np.int64)
    partner = np.flatnonzero(role == Role.PARTNER)  # stands right after the first adult
    sex[partner] = np.where(rng.random(len(partner)) < 0.99, 1 - sex[partner - 1], sex[partner - 1])
    return sex


def _eldest(rng: np.random.Generator, parent: Ints, children: Ints) -> Ints:
    """Return the eldest child's age: parents were some 28 then, and children leave when they are some 22."""
    born = np.clip(np.round(rng.normal(28.5, 5.0, len(parent))), 17, 42)
    age = parent - born
    least = 3 * np.maximum(children - 1, 0)
    age = np.where(age < least, least + rng.integers(0, 6, len(parent)), age)
    leaves = rng.integers(18, 27, len(parent))
    age = np.where(age > leaves, rng.integers(11, 24, len(parent)), age)
    return np.asarray(np.clip(age, 0, parent - 17)).astype(int)


def _gap(rng: np.random.Generator, rank: Ints) -> Ints:
    return np.asarray(rank * 3 + np.where(rank > 0, rng.integers(-1, 2, len(rank)), 0))


def _households(rng: np.random.Generator, housing: Housing, home: Ints, family: Ints) -> pd.DataFrame:
    building = housing.dwellings["building"].to_numpy()[home]
    form = housing.buildings["form"].to_numpy()[building]
    social = housing.buildings["social"].to_numpy()[building]
    owners = np.array([OWNERS.get(Form(k), 0.0) for k in range(len(Form))])[form]
    owners = owners * np.array([0.85, 1.12, 1.1, 0.6, 0.5])[family]
    owns = rng.random(len(home)) < np.minimum(owners, 0.97)
    tenure = np.where(social, Tenure.SOCIAL, np.where(owns, Tenure.OWNER, Tenure.PRIVATE))
    block = housing.buildings["block"].to_numpy()[building]
    frame = pd.DataFrame({"dwelling": home, "building": building, "block": block, "family": family, "tenure": tenure})
    frame["taxed"] = rng.random(len(home)) >= UNTAXED * np.where(tenure == Tenure.PRIVATE, 2.2, 0.5)
    return frame


def _one_person_is_alone(households: pd.DataFrame) -> pd.DataFrame:
    households.loc[households["size"] == 1, "family"] = int(Family.ALONE)
    return households


def bands(ages: npt.NDArray[np.int64], ends: dict[int, float]) -> Floats:
    """Return the percentage of ages under each end and not under the one before it."""
    place = np.searchsorted(np.array(list(ends)), ages, side="right")
    return np.bincount(place, minlength=len(ends)) / len(ages) * 100
