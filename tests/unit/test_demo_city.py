"""The fictional town against published figures, whose sources `parvis.demo.people` names, and the laws of zonings."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
import shapely

from parvis.demo import City, city
from parvis.demo.names import street_names
from parvis.demo.people import PYRAMID, Family, Tenure, bands
from parvis.demo.streets import Level
from parvis.demo.zonings import pieces
from parvis.errors import AnalystError

SEEDS = (1, 2, 3, 4)


@cache
def town(seed: int) -> City:
    return city(seed, 20_000)


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed {seed}")
def any_town(request: pytest.FixtureRequest) -> City:
    return town(request.param)


def poverty(town: City, within: np.ndarray) -> float:
    """Return the percentage of poor persons in tax households."""
    held = town.households[town.households["taxed"].to_numpy() & within]
    return float(held["size"][held["poor"]].sum() / held["size"].sum() * 100)


def in_neighbourhood(town: City) -> np.ndarray:
    return town.blocks["neighbourhood"].to_numpy()[town.households["block"]] >= 0


def test_everybody_lives_in_one_household_and_every_household_in_a_dwelling_of_its_own(any_town: City) -> None:
    households, persons = any_town.households, any_town.persons
    assert len(persons) == any_town.inhabitants == households["size"].sum()
    assert (persons.groupby("household").size() == households["size"]).all()
    assert households["dwelling"].is_unique
    assert (any_town.dwellings["building"].to_numpy()[households["dwelling"]] == households["building"]).all()
    assert (any_town.buildings["dwellings"] == any_town.dwellings.groupby("building").size()).all()
    assert persons["age"].between(0, 110).all()
    assert (persons.groupby("household")["age"].max() >= 18).all()


def test_households_are_like_those_of_the_census(any_town: City) -> None:
    # INSEE, Recensement, fr/statistiques/8569208?geo=FE-1: 2016 and 2022, the truth of the town lies between
    households = any_town.households
    assert 2.10 < households["size"].mean() < 2.27
    share = households["family"].value_counts(normalize=True)
    published = {Family.ALONE: 0.372, Family.COUPLE: 0.260, Family.COUPLE_CHILDREN: 0.249, Family.SINGLE_PARENT: 0.099}
    for family, expected in published.items():
        assert share[family] == pytest.approx(expected, abs=0.02)
    couples = households["size"][households["family"] == Family.COUPLE_CHILDREN]
    assert couples.mean() == pytest.approx(3.89, abs=0.12)
    vacant = 1 - len(households) / len(any_town.dwellings)
    assert 0.05 < vacant < 0.10  # 8 % of French dwellings in 2019


def test_ages_are_near_the_french_pyramid(any_town: City) -> None:
    # INSEE, Recensement 2015, persons in ordinary dwellings, fr/statistiques/3569148?geo=METRO-1
    found = bands(any_town.persons["age"].to_numpy(), PYRAMID)
    assert found == pytest.approx(list(PYRAMID.values()), abs=2.5)


def test_poverty_gathers_in_neighbourhoods(any_town: City) -> None:
    inside = in_neighbourhood(any_town)
    # 14.6 % in 2019, Insee Première 1875; a quarter of these small towns lives in neighbourhoods
    assert 13.5 < poverty(any_town, np.ones(len(inside), dtype=bool)) < 17
    assert 40 < poverty(any_town, inside) < 48  # 43.5 % in 2017; 46 % in Nouvelle-Aquitaine in 2018
    for number in range(len(any_town.neighbourhoods)):
        place = any_town.blocks["neighbourhood"].to_numpy()[any_town.households["block"]] == number
        # 98 of 100 rates of INSEE's panel of neighbourhoods, 2012 to 2021, lie between 27 and 65; those here are small
        assert 15 < poverty(any_town, place) < 70


def test_incomes_are_spread_as_in_france(any_town: City) -> None:
    # Insee Première 1875, 2019: median 22,040 euros, Gini index 0.289, ninth decile 3.4 times the first. A quarter of
    # these small towns lives in neighbourhoods: the others are richer for it, and all further apart.
    everyone = np.repeat(any_town.households["standard"].to_numpy(), any_town.households["size"])
    assert 20_000 < np.median(everyone) < 27_500
    first, ninth = np.percentile(everyone, [10, 90])
    assert 3.0 < ninth / first < 5.2
    differences = np.abs(np.subtract.outer(everyone[::20], everyone[::20])).mean()
    assert differences / (2 * everyone.mean()) == pytest.approx(0.289, abs=0.045)


def test_social_housing_and_single_parents_gather_in_neighbourhoods(any_town: City) -> None:
    inside = in_neighbourhood(any_town)
    social = any_town.households["tenure"] == Tenure.SOCIAL
    alone = any_town.households["family"] == Family.SINGLE_PARENT
    assert social[inside].mean() > 2.5 * social[~inside].mean()
    # Insee Première 2008: one household in six against one in ten
    assert alone[inside].mean() > 1.4 * alone[~inside].mean()
    owners = (any_town.households["tenure"] == Tenure.OWNER).mean()
    assert 0.40 < owners < 0.60


def test_communes_and_iris_cover_the_land_once(any_town: City) -> None:
    for zones in (any_town.communes, any_town.iris, any_town.blocks):
        shapes = zones.geometry.to_numpy()
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        assert shapely.area(shapes).sum() == pytest.approx(any_town.communes.area.sum())
    assert len(any_town.communes) == 3
    inhabitants = any_town.blocks["iris"].to_numpy()[any_town.households["block"]]
    assert np.bincount(inhabitants, weights=any_town.households["size"]).min() > 1_000
    assert np.bincount(inhabitants, weights=any_town.households["size"]).max() < 3_000
    in_commune = any_town.blocks.groupby("iris")["commune"].nunique()
    assert (in_commune == 1).all()
    assert (any_town.iris["code_iris"].str[:5] == any_town.iris["insee_com"]).all()
    assert any_town.iris["code_iris"].is_unique


def test_neighbourhoods_are_as_the_law_wants_them(any_town: City) -> None:
    of_household = any_town.blocks["neighbourhood"].to_numpy()[any_town.households["block"]]
    held = np.bincount(of_household + 1, weights=any_town.households["size"])[1:]
    assert 4 <= len(held) <= 5
    assert (held >= 1_000).all()
    assert any_town.neighbourhoods["code_qp"].is_unique
    assert any_town.neighbourhoods["lib_qp"].str.len().max() > 60
    shapes = any_town.neighbourhoods.geometry.to_numpy()
    assert (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON).all()
    assert shapely.is_valid(shapes).all()
    apart = np.triu(shapely.disjoint(shapes[:, None], shapes[None, :]), 1)
    assert apart.any()


def test_neighbourhoods_cut_across_iris_and_one_across_communes(any_town: City) -> None:
    blocks = any_town.blocks
    lived_in = blocks.iloc[np.unique(any_town.households["block"])]
    for number in range(len(any_town.neighbourhoods)):
        within = lived_in[lived_in["neighbourhood"] == number]
        assert within["iris"].nunique() >= 2
        for iris in within["iris"].unique():
            outside = lived_in[(lived_in["iris"] == iris) & (lived_in["neighbourhood"] != number)]
            assert len(outside), "no IRIS lies within a neighbourhood"
    communes = blocks[blocks["neighbourhood"] >= 0].groupby("neighbourhood")["commune"].nunique()
    assert list(communes).count(2) >= 1
    assert any_town.neighbourhoods["lib_com"][0].count(", ") == 1


def test_the_town_is_where_nobody_lives(any_town: City) -> None:
    # The Bay of Biscay: west of 3.5 degrees west, between 45 and 46 degrees north, there is no land.
    west, south, east, north = any_town.communes.to_crs("EPSG:4326").total_bounds
    assert -4.3 < west < east < -3.7
    assert 45.3 < south < north < 45.7


def test_part_of_the_town_floods(any_town: City) -> None:
    assert list(any_town.flood["niveau"]) == ["fort", "moyen"]
    strong, medium = any_town.flood.geometry
    assert strong.is_valid
    assert medium.is_valid
    assert shapely.intersection(strong, medium).area < 1
    points = any_town.buildings.geometry.to_numpy()
    share = (shapely.intersects(strong, points) | shapely.intersects(medium, points)).mean()
    assert 0.005 < share < 0.35


def test_a_kept_seed_keeps_the_town_and_another_changes_it() -> None:
    again = city(1, 20_000)
    assert again.persons.equals(town(1).persons)
    assert again.households.equals(town(1).households)
    assert again.blocks.geometry.equals(town(1).blocks.geometry)
    assert not town(2).blocks.geometry.equals(town(1).blocks.geometry)


@pytest.mark.parametrize("inhabitants", [5_000, 45_000])
def test_towns_of_other_sizes(inhabitants: int) -> None:
    other = city(5, inhabitants)
    assert other.households["size"].sum() == inhabitants
    of_household = other.blocks["neighbourhood"].to_numpy()[other.households["block"]]
    assert (np.bincount(of_household + 1, weights=other.households["size"])[1:] >= 1_000).all()


@pytest.mark.parametrize("inhabitants", [0, 4_999, 1_000_001])
def test_a_town_too_small_or_too_large_is_refused(inhabitants: int) -> None:
    with pytest.raises(AnalystError) as error:
        city(1, inhabitants)
    assert error.value.findings[0].code == "demo_inhabitants"


def test_pieces_are_counted_among_chosen_blocks_only() -> None:
    # A path 0 - 1 - 2 - 3 without its second block falls into two pieces.
    pairs = np.array([[0, 1], [1, 2], [2, 3]])
    found = pieces(np.array([True, False, True, True]), pairs)
    assert found[1] == -1
    assert found[2] == found[3] != found[0]


def test_addresses_differ() -> None:
    large = city()
    assert large.inhabitants == 120_000
    addresses = large.buildings["number"].astype(str) + " " + large.buildings["street"]
    assert not pd.Index(addresses).has_duplicates


def test_no_two_streets_have_the_same_name() -> None:
    assert len(set(street_names(np.full(60_000, Level.RESIDENTIAL)))) == 60_000  # those of a town of 1,000,000
