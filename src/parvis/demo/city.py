"""The fictional town, whole: what everybody may know of it, and its truth."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from parvis.demo import actions, activity, addresses, ground, housing, people, places, services, years, zonings
from parvis.demo.housing import Ints
from parvis.demo.names import RIVER
from parvis.demo.streets import Floats
from parvis.demo.years import Year
from parvis.errors import AnalystError

FEWEST, MOST = 5_000, 1_000_000
PARTS = (
    "ground", "housing", "people", "zonings", "income", "services", "sources", "places", "activity",
    "years",
)  # fmt: skip
"""Each part of the town draws from its own stream, so that one can be drawn again while the others stay."""


@dataclass(frozen=True)
class City:
    """A town and all that is true of it; 2019 is the year of its truth. Every CRS is EPSG:2154.

    Open: `communes` (insee_com, nom_com), `iris` (code_iris, nom_iris, insee_com, nom_com), `neighbourhoods` (code_qp,
    lib_qp, insee_com, lib_com), `streets` (name, level, bridge), `river` (name),
    `flood` (niveau), `facilities` (type, building).
    The truth: `blocks` (form, commune, iris, neighbourhood: places in those frames, -1 for none), `buildings` (block,
    form, dwellings, social, built, number, street), `dwellings` (building, surface), `households` (dwelling,
    building, block, family, size, tenure, taxed, units, standard, poor, car, and what is due to them and drawn: rsa,
    housing, family), `persons` (household, age, sex, role, activity, education, rome) in 2019, and both in each of
    `years`.
    """

    seed: int
    inhabitants: int
    communes: gpd.GeoDataFrame
    iris: gpd.GeoDataFrame
    neighbourhoods: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    river: gpd.GeoDataFrame
    flood: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    blocks: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    dwellings: pd.DataFrame
    households: pd.DataFrame
    persons: pd.DataFrame
    years: tuple[Year, ...]

    def stream(self, part: str) -> np.random.Generator:
        """Return the random stream of a part, from its start."""
        return stream(self.seed, part)


def stream(seed: int, part: str) -> np.random.Generator:
    """Return the random stream of a part of the town with this seed."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(PARTS.index(part),))))


def city(seed: int = 1, inhabitants: int = 120_000) -> City:
    """Return the town of a seed; the same seed and the same locked libraries give the same town.

    Towns of under 20,000 inhabitants have more than their share of poor neighbourhoods, and so of poor people.
    Raises AnalystError for a number of inhabitants outside 5,000 to 1,000,000.
    """
    if not FEWEST <= inhabitants <= MOST:
        raise AnalystError.of("demo_inhabitants", count=inhabitants, least=FEWEST, most=MOST)
    laid = ground.laid(stream(seed, "ground"), inhabitants, round(2 + inhabitants / 12_000))
    built = housing.housed(stream(seed, "housing"), laid, inhabitants)
    living = people.settled(stream(seed, "people"), built, inhabitants)
    where = places.drawn(stream(seed, "places"), laid, built)
    doing = activity.occupied(stream(seed, "activity"), living.households, living.persons, where)
    people_doing = living.persons.join(doing)
    first, found = years.began(stream(seed, "income"), living.households, people_doing, where)
    persons = _persons(living, len(laid.blocks))
    iris = zonings.iris_of_blocks(laid, persons)
    drawing = stream(seed, "zonings")
    quarter = zonings.neighbourhood_of_blocks(drawing, laid, built, persons, iris)
    programme = actions.programme(quarter)
    lived = years.lived(stream(seed, "years"), first, where, built, found, programme)
    streets = addresses.named(laid.streets)
    buildings = addresses.addressed(built.buildings, streets)
    return City(
        seed=seed,
        inhabitants=inhabitants,
        communes=zonings.communes(laid),
        iris=zonings.iris(laid, iris),
        neighbourhoods=zonings.neighbourhoods(drawing, laid, quarter),
        streets=streets[["name", "level", "bridge", "geometry"]],
        river=gpd.GeoDataFrame({"name": [RIVER]}, geometry=[laid.river], crs=streets.crs),
        flood=laid.flood,
        facilities=services.settled(stream(seed, "services"), buildings, inhabitants),
        blocks=_blocks(laid, built, iris, quarter),
        buildings=buildings,
        dwellings=built.dwellings,
        households=first.households.rename_axis("household"),
        persons=first.persons,
        years=lived,
    )


def _blocks(laid: ground.Ground, built: housing.Housing, iris: Ints, quarter: Ints) -> gpd.GeoDataFrame:
    return laid.blocks[["commune", "geometry"]].assign(form=built.form, iris=iris, neighbourhood=quarter)


def _persons(living: people.People, blocks: int) -> Floats:
    """Return the persons that live in each block."""
    size = living.households["size"].to_numpy(dtype=float)
    return np.asarray(np.bincount(living.households["block"], weights=size, minlength=blocks), dtype=float)
