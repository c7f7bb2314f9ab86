"""The people of the fictional town against published figures, whose sources the modules of `parvis.demo` name."""

import numpy as np
import pandas as pd
import pytest

from parvis.demo import City, city
from parvis.demo.activity import MEN, WOMEN, Activity
from parvis.demo.people import Role


@pytest.fixture(scope="module")
def town() -> City:
    return city(3, 60_000)


def in_neighbourhood(town: City) -> np.ndarray:
    return town.blocks["neighbourhood"].to_numpy()[town.households["block"]] >= 0


def of_working_age(town: City) -> pd.DataFrame:
    inside = in_neighbourhood(town)[town.persons["household"]]
    return town.persons.assign(inside=inside)[town.persons["age"].between(15, 64)]


def test_activity_is_that_of_the_census(town: City) -> None:
    # INSEE, Recensement 2019, fr/statistiques/6455302?geo=METRO-1
    adults = of_working_age(town)
    share = adults["activity"].value_counts(normalize=True) * 100
    published = {Activity.EMPLOYED: 64.7, Activity.UNEMPLOYED: 9.6, Activity.STUDENT: 10.6, Activity.RETIRED: 6.5}
    for activity, expected in published.items():
        assert share[activity] == pytest.approx(expected, abs=2.5)
    for sex, first, last, rate in (
        (MEN, 25, 54, 83.8),
        (WOMEN, 25, 54, 76.7),
        (MEN, 55, 64, 52.7),
        (WOMEN, 55, 64, 48.9),
    ):
        here = adults[(adults["sex"] == sex) & adults["age"].between(first, last)]
        assert (here["activity"] == Activity.EMPLOYED).mean() * 100 == pytest.approx(rate, abs=3.5)


def test_fewer_work_in_neighbourhoods(town: City) -> None:
    # ONPV, 2019: 45.3 % against 66.6 %; unemployment 22.5 % against 8.4 % (by another definition than the census's)
    adults = of_working_age(town)
    inside, outside = adults[adults["inside"]], adults[~adults["inside"]]
    assert (inside["activity"] == Activity.EMPLOYED).mean() * 100 == pytest.approx(45.3, abs=6)
    assert (outside["activity"] == Activity.EMPLOYED).mean() * 100 == pytest.approx(66.6, abs=2.5)
    active = inside["activity"].isin([Activity.EMPLOYED, Activity.UNEMPLOYED])
    assert 19 < (inside["activity"][active] == Activity.UNEMPLOYED).mean() * 100 < 29


def test_diplomas_are_those_of_the_census(town: City) -> None:
    # INSEE, Recensement 2020, fr/statistiques/7633108?geo=FE-1
    found = town.persons["education"][town.persons["education"] >= 0].value_counts(normalize=True).sort_index() * 100
    assert list(found) == pytest.approx([26.5, 24.4, 17.4, 31.7], abs=2.0)


def test_what_people_do_fits_their_age(town: City) -> None:
    persons = town.persons
    assert ((persons["activity"] == Activity.CHILD) == (persons["age"] < 15)).all()
    at_work = persons["activity"].isin([Activity.EMPLOYED, Activity.UNEMPLOYED])
    assert ((persons["rome"] >= 0) == at_work).all()
    assert persons["rome"].max() == 13
    pupils = persons[persons["age"].between(15, 17)]
    assert (pupils["activity"] == Activity.STUDENT).mean() > 0.88  # 95.7 % at school, 2020; apprentices work here
    assert 0.50 < persons["sex"].mean() < 0.53  # 51.6 % women in France


def test_each_household_has_one_first_adult(town: City) -> None:
    first = town.persons[town.persons["role"] == Role.FIRST]
    assert (first["household"].to_numpy() == town.households.index.to_numpy()).all()
    assert (first["age"] >= 18).all()


def test_incomes_of_a_larger_town_are_those_of_france(town: City) -> None:
    # Insee Première 1875, 2019: median 22,040 euros, Gini index 0.289, ninth decile 3.4 times the first
    everyone = np.sort(np.repeat(town.households["standard"].to_numpy(), town.households["size"]))
    assert np.median(everyone) == pytest.approx(22_040, rel=0.06)
    first, ninth = np.percentile(everyone, [10, 90])
    assert ninth / first == pytest.approx(3.4, abs=0.4)
    rank = 2 * np.arange(1, len(everyone) + 1) - len(everyone) - 1
    assert rank @ everyone / (len(everyone) * everyone.sum()) == pytest.approx(0.289, abs=0.025)


def test_the_jobless_are_poorer(town: City) -> None:
    # INSEE, 2019: some 38 % of the unemployed are poor, and 7 % of those at work (Insee Première 1875)
    poor = town.households["poor"].to_numpy()[town.persons["household"]]
    by = pd.Series(poor).groupby(town.persons["activity"].to_numpy()).mean()
    assert by[Activity.UNEMPLOYED] > 2.5 * by[Activity.EMPLOYED]
