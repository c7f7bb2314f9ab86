"""The sources of the fictional town as producers publish them, each held against its producer's rule counted anew."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from parvis.demo import City, census, funds, keys, sources
from parvis.demo.activity import Activity
from parvis.demo.census import COLUMNS


def within(town: City, place: int, zone: str) -> pd.DataFrame:
    """Return the persons of a year with the place of their zone."""
    year = town.years[place]
    zones = town.blocks[zone].to_numpy()[year.households["block"]]
    return year.persons.assign(zone=zones[year.persons["household"]])


def test_the_census_is_a_survey_whose_sums_come_near_the_truth(town: City) -> None:
    table = census.by_iris(town).set_index("IRIS")
    persons = within(town, 0, "iris")
    truth = persons.groupby("zone").size().to_numpy()
    gap = table["P19_POP"].to_numpy() / truth - 1
    assert (np.abs(gap) < 0.12).all()
    assert (np.abs(gap) > 0.002).any()
    # 40 % of some 900 dwellings: the error of a sum has a standard deviation of some 4 %.
    assert 0.005 < gap.std() < 0.06
    assert table["P19_POP"].sum() == pytest.approx(20_000, rel=0.02)


def test_the_census_adds_up(town: City) -> None:
    table = census.by_iris(town)
    diplomas = [f"P19_NSCOL15P_{name}" for name in ("DIPLMIN", "CAPBEP", "BAC", "SUP")]
    assert np.allclose(table[diplomas].sum(axis=1), table["P19_NSCOL15P"])
    assert np.allclose(table["P19_ACTOCC1564"] + table["P19_CHOM1564"], table["P19_ACT1564"])
    assert np.allclose(table["P19_POP0014"] + table["P19_POP1564"] + table["P19_POP65P"], table["P19_POP"])
    assert list(table.columns) == ["IRIS", "COM", "P19_LOG", *(f"P19_{name}" for name in COLUMNS)]


def test_small_communes_are_surveyed_whole(town: City) -> None:
    table = census.by_iris(town)
    small = table[table["COM"] != "99001"]
    assert not small.empty
    for name in ("P19_MEN", "P19_POP"):
        assert np.allclose(small[name], small[name].round())


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 40])
def test_noise_has_no_bias_and_never_shows_one_or_two(count: int) -> None:
    shown, chance = keys.transitions(count)
    assert chance.sum() == pytest.approx(1)
    assert chance @ shown == pytest.approx(count, abs=1e-6)
    assert np.abs(shown - count).max() <= keys.FURTHEST
    assert not np.isin(shown, [1, 2]).any()
    assert chance @ (shown - count) ** 2 == pytest.approx(3.0, abs=0.9)


def test_the_same_people_get_the_same_noise() -> None:
    counts, sums = np.array([10.0, 10.0, 10.0]), np.array([3.25, 7.25, 3.8])
    noisy = keys.noisy(counts, sums)
    assert noisy[0] == noisy[1]
    spread = keys.noisy(np.full(20_000, 10.0), np.linspace(0, 1, 20_000, endpoint=False))
    assert spread.mean() == pytest.approx(10, abs=0.01)


def test_counts_of_neighbourhoods_are_noisy_and_near(town: City) -> None:
    table = sources.work_of_zones(town)
    for place, year in enumerate((2019, 2020, 2021)):
        persons = within(town, place, "neighbourhood")
        shown = table[table["ANNEE"] == year].set_index("CODE")
        for number, code in enumerate(town.neighbourhoods["code_qp"]):
            here = persons[persons["zone"] == number]
            of_age = here[here["age"].between(15, 64)]
            truth = {
                "POP": len(here),
                "POP1564": len(of_age),
                "ACTOCC1564": (of_age["activity"] == Activity.EMPLOYED).sum(),
            }
            for column, expected in truth.items():
                assert abs(shown.loc[code, column] - expected) <= keys.FURTHEST
    noise = table["POP"] - table["POP0014"] - table["POP1564"] - table["POP65P"]
    assert (noise != 0).any(), "each count has its own noise: sums do not close"


def test_the_fund_rounds_to_five(town: City) -> None:
    near, down = funds.benefit_fund(town), funds.benefit_fund(town, downwards=True)
    year = town.years[0]
    quarter = town.blocks["neighbourhood"].to_numpy()[year.households["block"]]
    for number, code in enumerate(town.neighbourhoods["code_qp"]):
        drawing = int(year.households["rsa_drawn"][quarter == number].sum())
        for table, expected in ((near, 5 * round(Fraction(drawing, 5))), (down, 5 * (drawing // 5))):
            row = table[(table["CODE"] == code) & (table["ANNEE"] == 2019)].iloc[0]
            assert row["RSA"] == expected
    assert (near[["ALLOC", "RSA", "APL", "AF", "MONO"]] % 5 == 0).all(axis=None)


def test_few_beneficiaries_are_masked(town: City) -> None:
    table = funds.health_insurance(town)
    shown = pd.to_numeric(table["C2S_65P"], errors="coerce")
    assert not shown.between(1, 10).any()
    assert set(table["C2S_65P"][shown.isna()]) == {"s"}
    communes = table["CODE"].str.len() == 5
    assert table.loc[communes, "BENEF"].astype(int).sum() == town.years[-1].households["size"].sum()


def test_rates_of_iris_are_masked_where_few_are_poor(town: City) -> None:
    table = sources.income_of_iris(town).set_index("IRIS")
    taxed = town.years[-1].households[town.years[-1].households["taxed"]]
    poor = taxed["poor"].groupby(town.blocks["iris"].to_numpy()[taxed["block"]]).sum()
    for number, code in enumerate(town.iris["code_iris"]):
        assert (table.loc[code, "DISP_TP6021"] == "s") == (poor[number] < 11)


def test_addresses_are_those_of_the_buildings(town: City) -> None:
    table = sources.address_file(town)
    assert table["id"].is_unique
    assert len(table) > 0.999 * len(town.buildings)
    assert set(table["code_insee"]) == set(town.communes["insee_com"])
