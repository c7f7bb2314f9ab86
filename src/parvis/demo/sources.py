"""The other sources, as their producers publish them: perimeters, official tables, social dwellings, facilities."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from parvis.demo.city import City
from parvis.demo.housing import Form, Ints
from parvis.demo.streets import Floats

CENSUS_YEAR, INCOME_YEAR = 2018, 2019
FLOORS = {Form.CENTRE: (2, 4), Form.TERRACE: (1, 2), Form.DETACHED: (0, 1), Form.FLATS: (3, 6), Form.ESTATE: (4, 12)}


def official_population(city: City) -> pd.DataFrame:
    """Return the census population of neighbourhoods, 2013 and 2018, as in INSEE's table.

    Everybody counts, not only tax households; and people came and went in the years until the truth of 2019. So the gap
    to an estimate of persons in tax households is one of concept and date, some per cent wide, and not an error.
    """
    rng = city.stream("sources")
    held = np.bincount(_neighbourhood(city) + 1, weights=city.households["size"])[1:]
    before = rng.uniform(0.985, 1.03, len(held))
    long_before = before * rng.uniform(0.93, 1.05, len(held))
    columns = {"code": city.neighbourhoods["code_qp"], "pop_2013": held * long_before, "pop_2018": held * before}
    return pd.DataFrame(columns).round().astype({"pop_2013": int, "pop_2018": int})


def official_income(city: City) -> pd.DataFrame:
    """Return median income (euros, to 10), poverty rate (%) and Gini index of neighbourhoods; blank where masked."""
    taxed = city.households["taxed"].to_numpy()
    rows = []
    for number, code in enumerate(city.neighbourhoods["code_qp"]):
        here = city.households[taxed & (_neighbourhood(city) == number)]
        standard = np.sort(np.repeat(here["standard"].to_numpy(), here["size"]))
        poor = here["size"][here["poor"]].sum() / here["size"].sum() * 100
        rows.append((code, len(here), round(float(np.median(standard)), -1), round(poor, 1), round(_gini(standard), 2)))
    table = pd.DataFrame(rows, columns=["code", "households", "revenu_median", "taux_pauvrete", "gini"])
    masked = table["households"] <= table["households"].min()
    table.loc[masked, ["revenu_median", "taux_pauvrete", "gini"]] = np.nan
    return table.drop(columns="households").assign(annee=INCOME_YEAR)


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
    low, high = np.array([FLOORS.get(Form(form), (0, 0)) for form in range(len(Form))])[social["form"]].T
    year = social["built"].astype(str).where(social["built"] > 0, "")
    columns = {
        "cle": social["number"].astype(str) + " " + social["street"],
        "appartement": social["dwellings"],
        "etage": rng.integers(low, high, endpoint=True),
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
