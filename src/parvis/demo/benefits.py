"""What households are entitled to, and what they draw; and whether they have a car.

Calibrated to what is published (France):

- RSA: 34 % of those entitled do not draw it, in a quarter of 2018; 15 % among social tenants, 33 % among other tenants,
  61 % among owners (DREES, Les Dossiers n° 92, February 2022); some 1.76 million households were entitled, 6 in 100;
- housing benefit: drawn by one household in five (Cnaf, 2020); hardly anybody who is entitled goes without here;
- family allowances go to families with two children or more under 20, whatever they earn;
- some 85 of 100 households have a car (SDES, enquête mobilité des personnes 2018-2019), fewer in towns and on estates.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.demo.activity import Activity, averaging
from parvis.demo.income import POVERTY_LINES, members
from parvis.demo.people import Role, Tenure
from parvis.demo.places import Places, of_households
from parvis.demo.streets import Floats

TAKEN_UP = {Tenure.OWNER: 0.39, Tenure.SOCIAL: 0.85, Tenure.PRIVATE: 0.67}
"""Share of those entitled to RSA who draw it, by tenure."""
OF_ALL = 0.66
"""The same of all of them: where more are social tenants than in France, the shares by tenure come down to it."""
RSA_LINE = 1.0
"""Share of the poverty line under which a household without work is entitled to RSA."""
HOUSING_LINE = 1.3
"""Share of the poverty line under which a tenant is entitled to housing benefit."""
HOUSING_TAKEN_UP = 0.96
CARS = (1.0, 2.6, -0.9, 0.6)
"""Log odds of a car: of anybody; by log income over the median; by hardship; by each adult more."""


def entitled(households: pd.DataFrame, persons: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """Return by household `rsa_due`, `rsa_drawn`, `housing_due`, `housing_drawn`, `family_drawn`, `recipient`.

    `habit` of the households, uniform between 0 and 1, says who draws what is due to them, and stays from year to year.
    """
    count, age = len(households), persons["age"].to_numpy()
    worker = (persons["activity"] == Activity.EMPLOYED).to_numpy()
    adult = (age >= 25) & (age < 65) & (persons["role"] != Role.CHILD).to_numpy()
    child = (age < 20) & (persons["role"] == Role.CHILD).to_numpy()
    children = members(persons, count, child)
    of_age = (members(persons, count, adult) > 0) | (children > 0)
    line, standard = POVERTY_LINES[year], households["standard"].to_numpy()
    tenure, habit = households["tenure"].to_numpy(), households["habit"].to_numpy()
    rsa = of_age & (members(persons, count, worker) == 0) & (standard < RSA_LINE * line)
    housing = (tenure != Tenure.OWNER) & (standard < HOUSING_LINE * line)
    usual = np.array([TAKEN_UP[Tenure(kind)] for kind in range(len(Tenure))])[tenure]
    taken = averaging(np.log(usual / (1 - usual)), OF_ALL, rsa.astype(float))
    drawn = {"rsa": rsa & (habit < taken), "housing": housing & (habit < HOUSING_TAKEN_UP)}
    columns = {
        "rsa_due": rsa,
        "rsa_drawn": drawn["rsa"],
        "housing_due": housing,
        "housing_drawn": drawn["housing"],
        "family_drawn": children >= 2,
        "recipient": drawn["rsa"] | drawn["housing"] | (children >= 2),
    }
    return pd.DataFrame(columns, index=households.index)


def with_cars(luck: Floats, households: pd.DataFrame, persons: pd.DataFrame, places: Places) -> Floats:
    """Return which households (n,) have a car, from a uniform number each."""
    anybody, by_income, by_hardship, by_adult = CARS
    adults = members(persons, len(households), persons["age"].to_numpy() >= 18)
    income = np.log(households["standard"].to_numpy() / 22_040.0)
    odds = anybody + by_income * income + by_hardship * of_households(places.hardship, households)
    return np.asarray(luck < 1 / (1 + np.exp(-(odds + by_adult * adults))))
