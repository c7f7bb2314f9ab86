"""What the people of the town add up to in a year, household by household, and zone by zone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.demo import moves
from parvis.demo.activity import Activity, Education
from parvis.demo.city import City
from parvis.demo.housing import Ints
from parvis.demo.people import Family, Tenure
from parvis.demo.years import Year


def year_of(city: City, year: int) -> Year:
    """Return a year of the town."""
    return next(one for one in city.years if one.year == year)


def facts(year: Year) -> pd.DataFrame:
    """Return by household what may be summed: its members of each sort, and 1 where the household is of a sort."""
    held, persons = year.households, year.persons
    columns = {name: np.bincount(persons["household"][which], minlength=len(held)) for name, which in _sorts(persons)}
    tenure, family = held["tenure"], held["family"]
    columns |= {
        "households": np.ones(len(held), dtype=np.int64),
        "alone": (held["size"] == 1).to_numpy(),
        "single_parents": (family == Family.SINGLE_PARENT).to_numpy(),
        "owners": (tenure == Tenure.OWNER).to_numpy(),
        "social_tenants": (tenure == Tenure.SOCIAL).to_numpy(),
        "with_car": held["car"].to_numpy(),
    }
    columns |= {name: held[name].to_numpy() for name in ("rsa_due", "rsa_drawn", "housing_drawn", "family_drawn")}
    columns["recipients"] = held["recipient"].to_numpy()
    return pd.DataFrame(columns, index=held.index).astype(float)


def _sorts(persons: pd.DataFrame) -> list[tuple[str, pd.Series]]:
    age, activity, learnt = persons["age"], persons["activity"], persons["education"]
    of_age = age.between(15, 64)
    left_school = learnt >= 0
    return [
        ("persons", age >= 0),
        ("women", persons["sex"] == 1),
        ("under_15", age < 15),
        ("under_3", age < 3),
        ("from_65", age >= 65),
        ("of_15_64", of_age),
        ("active_15_64", of_age & activity.isin([Activity.EMPLOYED, Activity.UNEMPLOYED])),
        ("employed_15_64", of_age & (activity == Activity.EMPLOYED)),
        ("unemployed_15_64", of_age & (activity == Activity.UNEMPLOYED)),
        ("students_15_64", of_age & (activity == Activity.STUDENT)),
        ("retired_15_64", of_age & (activity == Activity.RETIRED)),
        ("left_school", left_school),
        ("no_diploma", left_school & (learnt == Education.NONE)),
        ("vocational", left_school & (learnt == Education.VOCATIONAL)),
        ("bac", left_school & (learnt == Education.BAC)),
        ("higher", left_school & (learnt == Education.HIGHER)),
        ("moved_in", persons["came"].isin([moves.WITHIN, moves.ARRIVED])),
    ]


def zone_codes(city: City) -> dict[str, tuple[list[str], Ints]]:
    """Return by zoning its codes and the place of each block's zone in them, -1 for none."""
    blocks = city.blocks
    return {
        "qpv2024": (list(city.neighbourhoods["code_qp"]), blocks["neighbourhood"].to_numpy()),
        "communes": (list(city.communes["insee_com"]), blocks["commune"].to_numpy()),
        "iris": (list(city.iris["code_iris"]), blocks["iris"].to_numpy()),
    }


def by_zone(city: City, year: Year, held: pd.DataFrame, zoning: str) -> pd.DataFrame:
    """Return the sums of facts by household over the zones of a zoning; the index holds their codes."""
    codes, zone_of = zone_codes(city)[zoning]
    zone = zone_of[year.households["block"].to_numpy()]
    inside = zone >= 0
    sums = {
        name: np.bincount(zone[inside], weights=held[name].to_numpy()[inside], minlength=len(codes)) for name in held
    }
    return pd.DataFrame(sums, index=codes)
