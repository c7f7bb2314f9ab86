"""The census by IRIS as INSEE publishes it: five yearly surveys of a sample, weighted back to all dwellings.

In communes of 10,000 inhabitants and more a fifth of the addresses is turned to each year, and 40 % of the dwellings of
that fifth are surveyed: 8 % of all a year, 40 % in five years; smaller communes are surveyed whole, once in five years
(loi n° 2002-276 du 27 février 2002, art. 156; INSEE, "Le recensement de la population", documentation). The results
bear the middle year. A dwelling counts for as many as stand in its IRIS for each one surveyed; so figures have
decimals, and small ones are unsure: INSEE advises against figures under 200. (Here the two years before the first that
the town lives through are taken to be like the first.)

Columns are those of the bases infracommunales (Activité des résidents, Diplômes - Formation, Couples - Familles -
Ménages, Logement): `P19_` and the name.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.demo.city import City
from parvis.demo.counts import facts
from parvis.demo.housing import Ints
from parvis.demo.streets import Floats

MIDDLE = 2019
ROTATION = 5
SURVEYS = tuple(max(0, survey - ROTATION // 2) for survey in range(ROTATION))
"""Years of the town, after the first, in which each fifth is surveyed."""
SURVEYED = 0.4
LARGE = 10_000
COLUMNS = {
    "POP": "persons",
    "POP0014": "under_15",
    "POP65P": "from_65",
    "POP1564": "of_15_64",
    "ACT1564": "active_15_64",
    "ACTOCC1564": "employed_15_64",
    "CHOM1564": "unemployed_15_64",
    "ETUD1564": "students_15_64",
    "RETR1564": "retired_15_64",
    "NSCOL15P": "left_school",
    "NSCOL15P_DIPLMIN": "no_diploma",
    "NSCOL15P_CAPBEP": "vocational",
    "NSCOL15P_BAC": "bac",
    "NSCOL15P_SUP": "higher",
    "MEN": "households",
    "MENPSEUL": "alone",
    "MENFAMMONO": "single_parents",
    "RP_PROP": "owners",
    "RP_LOCHLMV": "social_tenants",
    "RP_VOIT1P": "with_car",
}
"""Columns without their prefix, and the facts that they sum."""
DWELLINGS = f"P{MIDDLE % 100}_LOG"
"""Dwellings, which the register of buildings knows without a sample."""


def by_iris(city: City) -> pd.DataFrame:
    """Return the census of 2019 by IRIS: IRIS, COM, dwellings and a column for each of COLUMNS, with decimals."""
    rng = city.stream("sources")
    building = city.dwellings["building"].to_numpy()
    block = city.buildings["block"].to_numpy()[building]
    iris, commune = (city.blocks[zone].to_numpy()[block] for zone in ("iris", "commune"))
    turn = rng.integers(0, ROTATION, len(city.buildings))[building]
    chosen = rng.random(len(building)) < np.where(_large(city)[commune], SURVEYED, 1.0)
    weight = np.bincount(iris) / np.maximum(np.bincount(iris, weights=chosen), 1.0)
    sums = np.zeros((len(city.iris), len(COLUMNS)))
    for survey in range(ROTATION):
        sums += _surveyed(city, SURVEYS[survey], chosen & (turn == survey), weight, iris)
    table = pd.DataFrame(sums, columns=[f"P{MIDDLE % 100}_{name}" for name in COLUMNS])
    table.insert(0, "IRIS", city.iris["code_iris"].to_numpy())
    table.insert(1, "COM", city.iris["insee_com"].to_numpy())
    table.insert(2, DWELLINGS, np.bincount(iris, minlength=len(city.iris)).astype(float))
    return table


def _surveyed(city: City, place: int, chosen: np.ndarray, weight: Floats, iris: Ints) -> Floats:
    """Return the weighted sums by IRIS of the dwellings chosen, as they are in a year of the town."""
    year = city.years[place]
    homes = year.households["dwelling"].to_numpy()
    within = chosen[homes]
    held = facts(year)[list(COLUMNS.values())].to_numpy()[within]
    zone = iris[homes[within]]
    weighted = held * weight[zone][:, None]
    return np.column_stack([np.bincount(zone, weights=column, minlength=len(weight)) for column in weighted.T])


def _large(city: City) -> np.ndarray:
    """Return which communes (n,) have 10,000 inhabitants or more."""
    commune = city.blocks["commune"].to_numpy()[city.households["block"]]
    return np.bincount(commune, weights=city.households["size"], minlength=len(city.communes)) >= LARGE
