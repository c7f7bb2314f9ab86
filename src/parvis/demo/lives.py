"""A year of lives: who dies, who is born, who leaves their parents, who finds and loses work.

Calibrated to what is published (France):

- deaths: the chance to die in a year, by sex and age, as Ined draws it for 2012-2016 (ined.fr, "Risques de mortalité
  selon l'âge"): 30 in 10,000 before the first birthday, 1 in 10,000 between 5 and 14, 2 (women) and 5 (men) at 20, then
  8 to 10 % more with each year of age; 9.1 deaths for 1,000 residents in 2019 (INSEE, bilan démographique);
- births: 11.1 for 1,000 residents in 2019, most to mothers of about 31 (the same);
- how many change between work and the search for it is set by us; after the change as many work as before.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from parvis.demo import activity
from parvis.demo.activity import WOMEN, Activity
from parvis.demo.housing import Ints
from parvis.demo.people import BOYS, Family, Role
from parvis.demo.streets import Floats

BIRTHS = 0.0111
LEAVES_HOME = ((18, 0.0), (20, 0.14), (23, 0.2), (26, 0.3), (120, 0.22))
"""Chance that a child leaves the parents' home and the town in a year, under each age."""
RENEWED = ((18, 0.06), (21, 0.3), (27, 0.34), (55, 0.13), (58, 0.15), (67, 0.34), (120, 0.5))
"""Chance that what a person does is settled anew in a year, under each age."""

Flags = npt.NDArray[np.bool_]


def dying(age: Ints, sex: Ints) -> Floats:
    """Return each person's chance to die within a year."""
    young = np.select([age < 1, age < 15, age < 30], [30e-4, 1e-4, np.where(sex == WOMEN, 2e-4, 5e-4)], 0.0)
    old = np.where(sex == WOMEN, 3.4e-4 * 1.1 ** (age - 30), 7.5e-4 * 1.093 ** (age - 30))
    return np.asarray(np.where(age < 30, young, np.minimum(old, 0.6)))


def bearing(persons: pd.DataFrame, family: Ints) -> Floats:
    """Return each person's chance to bear a child within a year; `family` is that of each person's household."""
    age = persons["age"].to_numpy()
    may = (persons["sex"] == WOMEN).to_numpy() & (age >= 17) & (age < 50)
    may &= persons["role"].isin([Role.FIRST, Role.PARTNER]).to_numpy()
    paired = np.isin(family, (Family.COUPLE, Family.COUPLE_CHILDREN))
    chance = np.where(may, np.exp(-(((age - 31) / 7.0) ** 2)) * np.where(paired, 1.0, 0.25), 0.0)
    return np.asarray(chance * BIRTHS * len(persons) / chance.sum())


def born(rng: np.random.Generator, persons: pd.DataFrame, family: Ints) -> pd.DataFrame:
    """Return the children born in the year, as persons without a number."""
    mother = rng.random(len(persons)) < bearing(persons, family)
    count = int(mother.sum())
    return pd.DataFrame(
        {
            "household": persons["household"].to_numpy()[mother],
            "age": 0,
            "sex": (rng.random(count) >= BOYS).astype(np.int64),
            "role": int(Role.CHILD),
            "activity": int(Activity.CHILD),
            "education": -1,
            "rome": -1,
        }
    )


def leaving_home(rng: np.random.Generator, persons: pd.DataFrame) -> Flags:
    """Return which persons leave their parents' home, and the town."""
    ends, chance = np.array(LEAVES_HOME).T
    age = persons["age"].to_numpy()
    leaves = rng.random(len(age)) < chance[np.searchsorted(ends, age, side="right")]
    return np.asarray(leaves & (persons["role"] == Role.CHILD).to_numpy())


def without(households: pd.DataFrame, persons: pd.DataFrame, gone: Flags) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return households and persons without those gone; an adult who is left takes the place of a first one gone.

    Children whom no adult is left with leave the town too, and so does their household.
    """
    left = persons[~gone].copy()
    adult = (left["age"] >= 18).to_numpy()
    order = np.lexsort((-left["age"].to_numpy(), left["role"].to_numpy(), ~adult, left["household"].to_numpy()))
    left = left.iloc[order]
    place = left["household"].to_numpy()
    first = np.concatenate([[True], place[1:] != place[:-1]])
    alone = first & (left["age"] < 18).to_numpy()
    heads = first & ~alone
    kept_households = np.zeros(len(households), dtype=bool)
    kept_households[place[heads]] = True
    left["role"] = np.where(heads, int(Role.FIRST), left["role"])
    return renumbered(households, left, kept_households)


def renumbered(households: pd.DataFrame, persons: pd.DataFrame, kept: Flags) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the households kept and their persons, who follow each other in the order of their households."""
    place = np.cumsum(kept) - 1
    stay = persons[kept[persons["household"].to_numpy()]]
    stay = stay.assign(household=place[stay["household"].to_numpy()])
    order = np.lexsort((-stay["age"].to_numpy(), stay["role"].to_numpy(), stay["household"].to_numpy()))
    return households[kept].reset_index(drop=True), stay.iloc[order].reset_index(drop=True)


def families(households: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    """Return households whose `family` and `size` are those of their members."""
    count = len(households)
    place, role = persons["household"].to_numpy(), persons["role"].to_numpy()
    size = np.bincount(place, minlength=count)
    paired = np.bincount(place[role == Role.PARTNER], minlength=count) > 0
    children = np.bincount(place[role == Role.CHILD], minlength=count) > 0
    others = np.bincount(place[role == Role.OTHER], minlength=count) > 0
    family = np.select(
        [size == 1, others, paired & children, paired, children],
        [
            int(kind)
            for kind in (Family.ALONE, Family.OTHERS, Family.COUPLE_CHILDREN, Family.COUPLE, Family.SINGLE_PARENT)
        ],
        int(Family.OTHERS),
    )
    return households.assign(family=family, size=size)


def working(rng: np.random.Generator, persons: pd.DataFrame, hardship: Floats) -> pd.DataFrame:
    """Return persons a year older with what they now do: `hardship` is that of each person's block.

    A person whose life is settled anew does as people of that age, sex, diploma and place do; nobody goes back to
    school or comes out of retirement.
    """
    before, age, sex = (persons[name].to_numpy() for name in ("activity", "age", "sex"))
    learnt = np.where(persons["education"] >= 0, persons["education"], activity.educated(rng, age, hardship))
    chance, looking = activity.chances(age, sex, learnt, hardship)
    anew = np.where(rng.random(len(age)) < looking, Activity.UNEMPLOYED, Activity.EMPLOYED)
    idle = activity.idle(rng, age, sex)
    anew = np.where(rng.random(len(age)) < chance, anew, idle)
    back = (anew == Activity.STUDENT) & (before != Activity.STUDENT) & (before != Activity.CHILD)
    anew = np.where(back, before, anew)
    ends, share = np.array(RENEWED).T
    renewed = rng.random(len(age)) < share[np.searchsorted(ends, age, side="right")]
    renewed &= (before != Activity.RETIRED) & (age >= 15)
    grown = (before == Activity.CHILD) & (age >= 15)
    after = np.where(grown, Activity.STUDENT, np.where(renewed, anew, before))
    after = np.where((age >= 30) & (after == Activity.STUDENT), Activity.UNEMPLOYED, after)
    education = np.where(np.isin(after, (Activity.CHILD, Activity.STUDENT)), -1, learnt)
    rome = np.where(persons["rome"] >= 0, persons["rome"], activity.trades(rng, sex, education))
    rome = np.where(np.isin(after, (Activity.EMPLOYED, Activity.UNEMPLOYED)), rome, -1)
    return persons.assign(activity=after, education=education, rome=rome)


def hired(rng: np.random.Generator, persons: pd.DataFrame, within: Flags, effect: float) -> Flags:
    """Return which jobless persons `within` it a programme finds work for: `effect` of all those of 15 to 64."""
    of_age = within & persons["age"].between(15, 64).to_numpy()
    jobless = np.flatnonzero(of_age & (persons["activity"] == Activity.UNEMPLOYED).to_numpy())
    chosen = rng.permutation(jobless)[: round(effect * int(of_age.sum()))]
    flags = np.zeros(len(persons), dtype=bool)
    flags[chosen] = True
    return flags
