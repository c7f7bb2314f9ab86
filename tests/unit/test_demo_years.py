"""Three years of the fictional town: the account closes, and change is as fast as published figures say it is."""

import numpy as np
import pandas as pd
import pytest

from parvis.demo import City, city, true_figures_of_years
from parvis.demo.actions import EVERY, INSERTION_EFFECT
from parvis.demo.activity import Activity
from parvis.demo.effects import done
from parvis.demo.moves import ARRIVED, BORN, STAYED, WITHIN
from parvis.demo.people import Family, Role, Tenure
from parvis.demo.years import YEARS, Year


@pytest.fixture(scope="module")
def town() -> City:
    return city(2, 30_000)


@pytest.fixture(params=range(len(YEARS)), ids=YEARS)
def year(request: pytest.FixtureRequest, town: City) -> Year:
    return town.years[request.param]


def test_the_first_year_is_the_town(town: City) -> None:
    assert [year.year for year in town.years] == list(YEARS)
    assert town.years[0].households.equals(town.households.rename_axis(None))
    assert town.years[0].persons.equals(town.persons)


def test_every_year_everybody_lives_in_a_household_and_each_in_a_dwelling_of_its_own(town: City, year: Year) -> None:
    households, persons = year.households, year.persons
    assert (np.bincount(persons["household"], minlength=len(households)) == households["size"]).all()
    assert households["dwelling"].is_unique
    building = town.dwellings["building"].to_numpy()[households["dwelling"]]
    assert (building == households["building"]).all()
    assert (town.buildings["block"].to_numpy()[building] == households["block"]).all()
    social = town.buildings["social"].to_numpy()[building]
    assert (social == (households["tenure"] == Tenure.SOCIAL)).all()
    first = persons[persons["role"] == Role.FIRST]
    assert (first["household"].to_numpy() == households.index.to_numpy()).all()
    assert (first["age"] >= 18).all()
    assert households["number"].is_unique
    assert persons["number"].is_unique
    assert ((households["size"] == 1) == (households["family"] == Family.ALONE)).all()
    assert ((persons["activity"] == Activity.CHILD) == (persons["age"] < 15)).all()


def test_the_account_of_each_year_closes(town: City) -> None:
    for before, after in zip(town.years, town.years[1:], strict=False):
        told = after.events
        grown = told["births"] + told["arrivals"] - told["deaths"] - told["departures"]
        assert len(after.persons) - len(before.persons) == grown
        known = after.persons["number"].isin(before.persons["number"])
        assert (known == after.persons["came"].isin([STAYED, WITHIN])).all()
        gone = len(before.persons) - int(known.sum())
        assert gone == told["deaths"] + told["departures"]
        assert told["departures"] > told["left_home"]
        assert told["births"] == (after.persons["came"] == BORN).sum()
        assert told["arrivals"] == (after.persons["came"] == ARRIVED).sum()


def test_those_who_stay_are_a_year_older_and_the_same_people(town: City) -> None:
    before, after = (year.persons.set_index("number") for year in town.years[:2])
    both = before.index.intersection(after.index)
    assert len(both) > 0.9 * len(before)
    assert (after["age"][both] == before["age"][both] + 1).all()
    assert (after["sex"][both] == before["sex"][both]).all()
    assert not ((before["activity"][both] == Activity.RETIRED) & (after["activity"][both] != Activity.RETIRED)).any()


def test_change_is_as_fast_as_in_france(town: City) -> None:
    for year in town.years[1:]:
        thousand = len(year.persons) / 1_000
        moved = year.persons["came"].isin([WITHIN, ARRIVED]).mean()
        assert 0.08 < moved < 0.122  # one in ten (INSEE)
        assert year.events["births"] / thousand == pytest.approx(11.1, abs=1.5)  # INSEE, bilan démographique 2019
        assert year.events["deaths"] / thousand == pytest.approx(9.1, abs=2.5)
        assert year.events["jobs_gained"] == pytest.approx(year.events["jobs_lost"], rel=0.35)


def test_the_town_stays_what_it_is(town: City) -> None:
    first, last = town.years[0], town.years[-1]
    for frame, column in (("households", "tenure"), ("households", "family"), ("persons", "activity")):
        shares = [
            getattr(year, frame)[column].value_counts(normalize=True).sort_index().to_numpy() for year in (first, last)
        ]
        assert shares[1] == pytest.approx(shares[0], abs=0.02)
    poor = [year.households["size"][year.households["poor"]].sum() / len(year.persons) for year in (first, last)]
    assert poor[1] == pytest.approx(poor[0], abs=0.012)
    assert len(last.persons) == pytest.approx(len(first.persons), rel=0.03)


def test_rsa_is_taken_up_as_drees_measured(year: Year) -> None:
    # Les Dossiers de la DREES n° 92: 34 % of those entitled do not draw it; 15 %, 33 % and 61 % by tenure
    households = year.households[year.households["rsa_due"]]
    assert 1 - households["rsa_drawn"].mean() == pytest.approx(0.34, abs=0.04)
    by = 1 - households.groupby("tenure")["rsa_drawn"].mean()
    assert by[Tenure.SOCIAL] < by[Tenure.PRIVATE] < by[Tenure.OWNER]
    assert not (year.households["rsa_drawn"] & ~year.households["rsa_due"]).any()
    assert not (year.households["housing_drawn"] & ~year.households["housing_due"]).any()
    assert 0.035 < year.households["rsa_due"].mean() < 0.08


def test_housing_benefit_and_cars(town: City, year: Year) -> None:
    households = year.households
    assert households["housing_drawn"].mean() == pytest.approx(0.20, abs=0.05)  # one household in five (Cnaf)
    assert 0.74 < households["car"].mean() < 0.88  # 85 % in France, fewer in towns
    inside = town.blocks["neighbourhood"].to_numpy()[households["block"]] >= 0
    assert households["car"][inside].mean() < households["car"][~inside].mean() - 0.1


def test_the_programme_found_work_for_as_many_as_is_told(town: City) -> None:
    last = town.years[-1]
    quarter = town.blocks["neighbourhood"].to_numpy()[last.households["block"]][last.persons["household"]]
    within = (quarter >= 0) & (quarter % EVERY == 1)
    of_age = within & last.persons["age"].between(15, 64).to_numpy()
    hired = last.persons["hired"]
    assert hired.sum() == round(INSERTION_EFFECT * of_age.sum()) == last.events["hired_by_programme"]
    assert not hired[~within].any()
    assert (last.persons["activity"][hired] == Activity.EMPLOYED).all()
    assert not town.years[1].persons["hired"].any()


def test_what_was_done_is_told_with_its_effect(town: City) -> None:
    insertion, tram = done(town)
    codes = set(town.neighbourhoods["code_qp"])
    for action in (insertion, tram):
        assert {*action["zones"], *action["others"]} == codes  # type: ignore[misc]
    assert sum(insertion["hired"].values()) == town.years[-1].events["hired_by_programme"]  # type: ignore[attr-defined]
    assert insertion["effect"] == {"employment_rate": 4.0}
    assert tram["effect"] == {"employment_rate": 0.0}


def test_the_truth_of_years_is_that_of_the_persons(town: City) -> None:
    table = true_figures_of_years(town).set_index(["indicator", "zoning", "zone", "period"])["value"].sort_index()
    for year in town.years:
        adults = year.persons[year.persons["age"].between(15, 64)]
        rate = (adults["activity"] == Activity.EMPLOYED).mean() * 100
        assert table["employment_rate", "agglomeration", "agglomeration", str(year.year)] == pytest.approx(rate)
        due, drawn = year.households["rsa_due"].sum(), year.households["rsa_drawn"].sum()
        assert table["rsa_take_up", "agglomeration", "agglomeration", str(year.year)] == pytest.approx(
            100 * drawn / due
        )
        by_zone = [
            table["residents", zoning].xs(str(year.year), level="period").sum() for zoning in ("communes", "iris")
        ]
        assert by_zone == [len(year.persons)] * 2


def test_years_are_the_same_for_the_same_seed(town: City) -> None:
    again = city(2, 30_000)
    assert all(
        a.persons.equals(b.persons) and a.households.equals(b.households)
        for a, b in zip(town.years, again.years, strict=True)
    )


def test_poor_places_stay_poor(town: City) -> None:
    means = [
        pd.Series(year.households["standard"].to_numpy()).groupby(year.households["block"].to_numpy()).mean()
        for year in (town.years[0], town.years[-1])
    ]
    both = pd.concat(means, axis=1).dropna()
    assert both.corr().iloc[0, 1] > 0.6
