"""The other sources, as their producers publish them: perimeters, official tables, social dwellings, facilities."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from parvis.demo.city import City
from parvis.demo.counts import by_zone, facts
from parvis.demo.filosofi import LEAST_HOUSEHOLDS
from parvis.demo.housing import Ints
from parvis.demo.keys import noisy
from parvis.demo.streets import Floats
from parvis.demo.years import Year

CENSUS_YEAR, INCOME_YEAR = 2018, 2019


def official_population(city: City) -> pd.DataFrame:
    """Return the census population of neighbourhoods, 2013 and 2018, as in INSEE's table.

    Everybody counts, not only tax households; and people came and went in the years until the truth of 2019. So the gap
    to an estimate of persons in tax households is one of concept and date, some per cent wide, and not an error.
    """
    held = np.bincount(_neighbourhood(city) + 1, weights=city.households["size"])[1:]
    before, long_before = _before(city)
    columns = {"code": city.neighbourhoods["code_qp"], "pop_2013": held * long_before, "pop_2018": held * before}
    return pd.DataFrame(columns).round().astype({"pop_2013": int, "pop_2018": int})


def population_of_2015(city: City) -> pd.DataFrame:
    """Return the census population of 2016 in the perimeters of 2015, of which some were moved, split or dropped.

    It lies between those of 2013 and 2018 in the perimeters of 2024; outside these it is that of the truth.
    """
    block = city.households["block"].to_numpy()
    now, then = (city.blocks[name].to_numpy()[block] for name in ("neighbourhood", "neighbourhood_2015"))
    people = city.households["size"].to_numpy() * np.append(part_of_2016(city), 1.0)[now]  # -1: in none
    held = np.bincount(then + 1, weights=people, minlength=len(city.neighbourhoods_2015) + 1)[1:]
    return pd.DataFrame({"CODE": city.neighbourhoods_2015["code_qp"], "POP16": np.rint(held).astype(int)})


def part_of_2016(city: City) -> Floats:
    """Return the people of neighbourhoods in 2016 as parts of those of 2019, (n_neighbourhoods,)."""
    before, long_before = _before(city)
    return np.asarray(0.4 * long_before + 0.6 * before)


def _before(city: City) -> tuple[Floats, Floats]:
    """Return the people of neighbourhoods in 2018 and in 2013 as parts of those of 2019, (n_neighbourhoods,) each."""
    rng = city.stream("sources")
    before = rng.uniform(0.985, 1.03, len(city.neighbourhoods))
    return before, before * rng.uniform(0.93, 1.05, len(before))


def official_income(city: City) -> pd.DataFrame:
    """Return median income (euros, to 10), poverty rate (%) and Gini index of neighbourhoods, 2019 to 2021.

    Each year the neighbourhood with the fewest households is masked: blank.
    """
    quarter = city.blocks["neighbourhood"].to_numpy()
    return pd.concat([_incomes(city, year, quarter) for year in city.years], ignore_index=True)


def _incomes(city: City, year: Year, quarter: Ints) -> pd.DataFrame:
    taxed = year.households[year.households["taxed"]]
    within = quarter[taxed["block"].to_numpy()]
    rows = []
    for number, code in enumerate(city.neighbourhoods["code_qp"]):
        here = taxed[within == number]
        standard = np.sort(np.repeat(here["standard"].to_numpy(), here["size"]))
        poor = here["size"][here["poor"]].sum() / here["size"].sum() * 100
        rows.append((code, len(here), round(float(np.median(standard)), -1), round(poor, 1), round(_gini(standard), 2)))
    table = pd.DataFrame(rows, columns=["code", "households", "revenu_median", "taux_pauvrete", "gini"])
    masked = table["households"] <= table["households"].min()
    table.loc[masked, ["revenu_median", "taux_pauvrete", "gini"]] = np.nan
    return table.drop(columns="households").assign(annee=year.year)


def tax_households(city: City) -> pd.DataFrame:
    """Return tax households of neighbourhoods, communes and IRIS in 2019, and those of one person, counted exactly.

    INSEE publishes them beside the cells (Filosofi, données infracommunales), so that what is carried from cells can be
    held against a count of the same concept, source and year.
    """
    held = city.years[0].households
    counted = pd.DataFrame({"MEN_FISC": held["taxed"], "MEN_FISC_1P": held["taxed"] & (held["size"] == 1)})
    tables = [by_zone(city, city.years[0], counted, zoning) for zoning in ("qpv2024", "communes", "iris")]
    return pd.concat(tables).astype(int).rename_axis("CODE").reset_index()


def income_of_iris(city: City) -> pd.DataFrame:
    """Return median income and poverty rate of the IRIS in the last year, with INSEE's signs for what is not shown.

    INSEE shows nothing of an IRIS with fewer than 50 tax households or 100 persons in them (`nd`), and no rate that
    rests on fewer than 11 poor households (`s`): the secrecy of tax data, Filosofi, documentation.
    """
    year = city.years[-1]
    taxed = year.households[year.households["taxed"]]
    within = city.blocks["iris"].to_numpy()[taxed["block"].to_numpy()]
    rows = []
    for number, code in enumerate(city.iris["code_iris"]):
        here = taxed[within == number]
        if len(here) < 50 or here["size"].sum() < 100:
            rows.append((code, "nd", "nd"))
            continue
        median = np.median(np.repeat(here["standard"].to_numpy(), here["size"]))
        rate = here["size"][here["poor"]].sum() / here["size"].sum() * 100
        few = here["poor"].sum() < LEAST_HOUSEHOLDS
        rows.append((code, f"{round(median, -1):.0f}", "s" if few else f"{rate:.1f}"))
    return pd.DataFrame(rows, columns=["IRIS", f"DISP_MED{year.year % 100}", f"DISP_TP60{year.year % 100}"])


def work_of_zones(city: City) -> pd.DataFrame:
    """Return people and work in neighbourhoods and communes, 2019 to 2021, with random-key noise (`parvis.demo.keys`).

    CODE, ANNEE, POP, POP0014, POP65P, POP1564, ACTOCC1564, CHOM1564: counts of the census sense.
    """
    names = {
        "POP": "persons", "POP0014": "under_15", "POP65P": "from_65", "POP1564": "of_15_64",
        "ACTOCC1564": "employed_15_64", "CHOM1564": "unemployed_15_64",
    }  # fmt: skip
    parts = []
    for year in city.years:
        rng = np.random.Generator(np.random.PCG64([city.seed, city.draw, year.year]))
        held = facts(year)[list(names.values())]
        # Each person's key counts; those of a household's members who are counted add up to a uniform one again.
        keys = pd.DataFrame({name: rng.random(len(held)) * (held[name] > 0) for name in held}, index=held.index)
        for zoning in ("qpv2024", "communes"):
            sums, drawn = by_zone(city, year, held, zoning), by_zone(city, year, keys, zoning)
            shown = {name: noisy(sums[fact].to_numpy(), drawn[fact].to_numpy()) for name, fact in names.items()}
            parts.append(pd.DataFrame({"CODE": sums.index, "ANNEE": year.year, **shown}))
    return pd.concat(parts, ignore_index=True)


def _gini(standard: Floats) -> float:
    """Return the Gini index of sorted incomes: mean absolute difference over twice the mean."""
    n = len(standard)
    return float((2 * np.arange(1, n + 1) - n - 1) @ standard / (n * standard.sum()))


def _neighbourhood(city: City) -> Ints:
    return np.asarray(city.blocks["neighbourhood"].to_numpy()[city.households["block"]])


def social_dwellings(city: City) -> gpd.GeoDataFrame:
    """Return the social dwellings as RPLS has them: one row an entrance, lived in or not."""
    rng = city.stream("sources")
    social = city.buildings[city.buildings["social"]]
    year = social["built"].astype(str).where(social["built"] > 0, "")
    columns = {
        "cle": social["number"].astype(str) + " " + social["street"],
        "appartement": social["dwellings"],
        "etage": rng.integers(0, social["floors"].to_numpy()),
        "Année.de.construction": year,
        "insee_com": city.communes["insee_com"].to_numpy()[city.blocks["commune"].to_numpy()[social["block"]]],
    }
    return gpd.GeoDataFrame(columns, geometry=social.geometry, crs=social.crs).reset_index(drop=True)


def facilities(city: City) -> pd.DataFrame:
    """Return the facilities as BPE has them, one row each."""
    block = city.blocks.iloc[city.buildings["block"].to_numpy()[city.facilities["building"]]]
    columns = {
        "AN": 2021,
        "DEP": "99",
        "DEPCOM": city.communes["insee_com"].to_numpy()[block["commune"]],
        "DCIRIS": [f"{code[:5]}_{code[5:]}" for code in city.iris["code_iris"].to_numpy()[block["iris"]]],
        "TYPEQU": city.facilities["type"].to_numpy(),
        "LAMBERT_X": city.facilities.geometry.x.round(1),
        "LAMBERT_Y": city.facilities.geometry.y.round(1),
    }
    return pd.DataFrame(columns)


def address_file(city: City) -> pd.DataFrame:
    """Return the addresses with the columns of the national address base (BAN), one row each."""
    buildings = city.buildings
    commune = city.blocks["commune"].to_numpy()[buildings["block"].to_numpy()]
    code, name = city.communes["insee_com"].to_numpy()[commune], city.communes["nom_com"].to_numpy()[commune]
    street = pd.factorize(pd.Series(code) + buildings["street"].to_numpy())[0] + 1
    number = buildings["number"].to_numpy()
    key = [f"{c}_{s:04d}_{n:05d}" for c, s, n in zip(code, street, number, strict=True)]
    columns = {
        "id": key,
        "numero": number,
        "rep": "",
        "nom_voie": buildings["street"].to_numpy(),
        "code_postal": "99000",
        "code_insee": code,
        "nom_commune": name,
        "x": buildings.geometry.x.round(1).to_numpy(),
        "y": buildings.geometry.y.round(1).to_numpy(),
    }
    return pd.DataFrame(columns).drop_duplicates("id").sort_values("id", ignore_index=True)
