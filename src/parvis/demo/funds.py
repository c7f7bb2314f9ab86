"""Tables of a benefit fund and of the health insurance, by zone, as such producers give them away.

Benefit fund: households that draw something in December, every count rounded to a multiple of 5 so that nobody can be
recognised (Cnaf, data.caf.fr: figures are "floutées"). The fund's documentation does not say whether it rounds to the
nearest multiple or downwards; `rounded` does either.

Health insurance: beneficiaries of the general scheme and of the complémentaire santé solidaire (C2S), the same columns
for neighbourhoods, IRIS and communes (INSEE, Données sur les quartiers, "Bénéficiaires du régime général",
fr/statistiques/6041315); counts of 1 to 10 are masked (Système national des données de santé: 11).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.demo.city import City
from parvis.demo.counts import by_zone, facts
from parvis.demo.income import POVERTY_LINES, members
from parvis.demo.streets import Floats

STEP = 5
LEAST = 11
MASK = "s"
C2S_LINE, C2S_TAKEN_UP = 0.92, 0.68
"""Share of the poverty line under which one is entitled, and share of them who ask (DREES: two in three)."""
BENEFITS = {
    "ALLOC": "recipients",
    "RSA": "rsa_drawn",
    "APL": "housing_drawn",
    "AF": "family_drawn",
    "MONO": "single_parent_recipients",
}
"""Columns of the fund's table, and the facts that they sum."""
ZONINGS = ("qpv2024", "communes", "iris")


def rounded(counts: Floats, *, downwards: bool = False) -> np.ndarray:
    """Return counts rounded to a multiple of 5, to the nearest or downwards.

    >>> rounded(np.array([2.0, 3.0, 14.0])), rounded(np.array([2.0, 3.0, 14.0]), downwards=True)
    (array([ 0,  5, 15]), array([ 0,  0, 10]))
    """
    steps = np.floor(counts / STEP) if downwards else np.floor(counts / STEP + 0.5)
    return (STEP * steps).astype(np.int64)


def benefit_fund(city: City, *, downwards: bool = False) -> pd.DataFrame:
    """Return the fund's table: CODE of the zone, ANNEE, and the columns of BENEFITS, each rounded by itself."""
    parts = []
    for year in city.years:
        held = facts(year)
        held["single_parent_recipients"] = held["recipients"] * held["single_parents"]
        for zoning in ZONINGS:
            sums = by_zone(city, year, held[list(BENEFITS.values())], zoning)
            counts = {name: rounded(sums[fact].to_numpy(), downwards=downwards) for name, fact in BENEFITS.items()}
            parts.append(pd.DataFrame({"CODE": sums.index, "ANNEE": year.year, **counts}))
    return pd.concat(parts, ignore_index=True)


def health_insurance(city: City) -> pd.DataFrame:
    """Return the insurance's table of the last year: CODE, ANNEE, BENEF, C2S and C2S_65P, masked under 11."""
    year = city.years[-1]
    held = year.households
    entitled = (held["standard"] < C2S_LINE * POVERTY_LINES[year.year]) & (held["habit"] < C2S_TAKEN_UP)
    older = members(year.persons, len(held), (year.persons["age"] >= 65).to_numpy())
    columns = {"BENEF": held["size"], "C2S": held["size"].where(entitled, 0), "C2S_65P": np.where(entitled, older, 0)}
    counted = pd.DataFrame(columns).astype(float)
    tables = [by_zone(city, year, counted, zoning) for zoning in ZONINGS]
    table = pd.concat(tables).rename_axis("CODE").reset_index()
    table.insert(1, "ANNEE", year.year)
    for name in columns:
        few = table[name].between(1, LEAST - 1)
        table[name] = table[name].astype(int).astype(str).where(~few, MASK)
    return table
