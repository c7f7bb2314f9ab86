"""A year of moves: within the town, out of it, and into the dwellings that are free.

Each year one resident in ten lives in another dwelling than a year before (INSEE, "Les nouveaux flux de
déménagements depuis la Covid", blog.insee.fr; 8.8 % of households moved in a year in 2002-2006, enquêtes nationales
logement), tenants of private landlords far more often than owners.
Who arrives is drawn among those who live in dwellings of that kind, the mobile ones first; who moves within the town
finds a place by its income, so that rich and poor streets stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from parvis.demo.housing import Ints
from parvis.demo.lives import Flags, renumbered
from parvis.demo.people import Family, Tenure
from parvis.demo.streets import Floats

MOBILE = {Tenure.OWNER: 0.055, Tenure.SOCIAL: 0.09, Tenure.PRIVATE: 0.24}
"""Chance that a household leaves its dwelling within a year, by tenure."""
YOUNG, OLD = 1.7, 0.35  # how much more, or less, under 35 and from 60 on
AWAY = 0.5  # share of the moves that lead out of the town
TO_SOCIAL = {Tenure.OWNER: 0.01, Tenure.SOCIAL: 0.75, Tenure.PRIVATE: 0.12}
"""Share of the movers within the town who look for a social dwelling."""
TO_OWN = {Tenure.OWNER: 0.75, Tenure.SOCIAL: 0.2, Tenure.PRIVATE: 0.2}
"""Share of the others who buy."""
FEWER_ALONE = 0.45
"""How likely newcomers live alone, beside the mobile: nobody in the town pairs up, so that couples must come."""
UNSORTED = 0.5  # of the logarithm: how far chance, and not income, says who moves where
STAYED, WITHIN, ARRIVED, BORN = range(4)
"""How a person came to live there in the year."""


@dataclass(frozen=True)
class Stock:
    """Dwellings (n_dwellings,): `building`, `block`, `kind` (form and landlord), `social`, and `expected` income."""

    building: Ints
    block: Ints
    kind: Ints
    social: Flags
    expected: Floats


def moved(
    rng: np.random.Generator, households: pd.DataFrame, persons: pd.DataFrame, stock: Stock, *, wanted: int, year: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return households and persons after a year of moves, `wanted` households in all; persons have `came`.

    Newcomers have no number (-1).
    """
    mobile = _mobile(households, persons)
    leaves = rng.random(len(households)) < mobile
    away = leaves & (rng.random(len(households)) < AWAY)
    models, of_models, inclined = households, persons, mobile
    households, persons = renumbered(households, persons, ~away)
    persons = persons.assign(came=STAYED)
    mover = np.flatnonzero(leaves[~away])
    homes = households["dwelling"].to_numpy().copy()
    free = np.setdiff1d(np.arange(len(stock.building)), np.delete(homes, mover))
    social = (
        rng.random(len(mover)) < np.array([TO_SOCIAL[Tenure(k)] for k in range(3)])[households["tenure"].iloc[mover]]
    )
    tenure = households["tenure"].to_numpy().copy()
    for landlord in (True, False):
        who = mover[social == landlord]
        where = free[stock.social[free] == landlord]
        who = who[: max(0, len(where) - 1)]
        where = _matched(rng, rng.choice(where, len(who), replace=False), stock, households["standard"].to_numpy()[who])
        homes[who] = where
        buys = rng.random(len(who)) < np.array([TO_OWN[Tenure(k)] for k in range(3)])[tenure[who]]
        tenure[who] = Tenure.SOCIAL if landlord else np.where(buys, Tenure.OWNER, Tenure.PRIVATE)
    households = _housed(households.assign(tenure=tenure), homes, stock)
    households.loc[mover, "since"] = year
    persons.loc[np.isin(persons["household"], mover), "came"] = WITHIN
    free = np.setdiff1d(np.arange(len(stock.building)), homes)
    filled = rng.choice(free, min(max(wanted - len(households), 0), len(free)), replace=False)
    return _joined(households, persons, *_arrived(rng, models, of_models, inclined, filled, stock, year))


def _mobile(households: pd.DataFrame, persons: pd.DataFrame) -> Floats:
    """Return each household's chance to leave its dwelling within a year."""
    age = persons["age"].to_numpy()[np.searchsorted(persons["household"], np.arange(len(households)))]
    usual = np.array([MOBILE[Tenure(k)] for k in range(3)])[households["tenure"]]
    return np.asarray(usual * np.select([age < 35, age >= 60], [YOUNG, OLD], 1.0))


def _matched(rng: np.random.Generator, homes: Ints, stock: Stock, standard: Floats) -> Ints:
    """Return a home for each household: the richer the household, the richer the place, but for chance."""
    place = np.log(stock.expected[homes]) + rng.normal(0, UNSORTED, len(homes))
    means = np.log(np.maximum(standard, 1.0)) + rng.normal(0, UNSORTED, len(homes))
    out = np.empty_like(homes)
    out[np.argsort(means, kind="stable")] = homes[np.argsort(place, kind="stable")]
    return out


def _housed(households: pd.DataFrame, homes: Ints, stock: Stock) -> pd.DataFrame:
    return households.assign(dwelling=homes, building=stock.building[homes], block=stock.block[homes])


def _arrived(
    rng: np.random.Generator,
    models: pd.DataFrame,
    persons: pd.DataFrame,
    inclined: Floats,
    homes: Ints,
    stock: Stock,
    year: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return newcomers in these homes: households like those that live in such dwellings, with the same members."""
    kind = stock.kind[models["dwelling"].to_numpy()]
    inclined = np.where(models["family"] == Family.ALONE, FEWER_ALONE, 1.0) * inclined
    model = np.empty(len(homes), dtype=np.int64)
    for one in np.unique(stock.kind[homes]):
        here = np.flatnonzero(stock.kind[homes] == one)
        like = np.flatnonzero(kind == one)
        weights = inclined[like] if len(like) else inclined
        like = like if len(like) else np.arange(len(models))
        model[here] = like[np.searchsorted(np.cumsum(weights), rng.random(len(here)) * weights.sum())]
    copied = _housed(models.iloc[model].reset_index(drop=True), homes, stock)
    social = stock.social[homes]
    landlord = np.where(copied["tenure"] == Tenure.OWNER, Tenure.OWNER, Tenure.PRIVATE)
    copied = copied.assign(number=-1, since=year, tenure=np.where(social, Tenure.SOCIAL, landlord))
    copied["luck"] = rng.standard_normal(len(copied))
    copied["habit"], copied["wheels"] = rng.random(len(copied)), rng.random(len(copied))
    start = np.searchsorted(persons["household"], model)
    size = np.searchsorted(persons["household"], model, side="right") - start
    each = np.repeat(np.arange(len(model)), size)
    within = np.arange(len(each)) - np.repeat(np.cumsum(size) - size, size)
    members = persons.iloc[start[each] + within].assign(household=each, number=-1, came=ARRIVED)
    return copied, members.reset_index(drop=True)


def _joined(
    households: pd.DataFrame, persons: pd.DataFrame, new: pd.DataFrame, members: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    members = members.assign(household=members["household"] + len(households))
    return pd.concat([households, new], ignore_index=True), pd.concat([persons, members], ignore_index=True)
