"""The fictional town, whole: what everybody may know of it, and its truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd

from parvis.demo import (
    actions,
    activity,
    addresses,
    divisions,
    greens,
    ground,
    housing,
    noise,
    osm,
    people,
    places,
    quarters,
    rasters,
    services,
    years,
    zonings,
)
from parvis.demo.housing import Ints
from parvis.demo.names import RIVER
from parvis.demo.streets import Floats
from parvis.demo.years import Year
from parvis.errors import AnalystError

FEWEST, MOST = 5_000, 1_000_000
PARTS = (
    "ground", "housing", "people", "zonings", "income", "services", "sources", "places", "activity", "years", "trees",
    "work", "partners", "dirt", "relief", "heat", "traffic",
)  # fmt: skip
"""Each part of the town draws from its own stream, so that one can be drawn again while the others stay."""


@dataclass(frozen=True)
class City:
    """A town and all that is true of it; 2019 is the year of its truth. Every CRS is EPSG:2154.

    Open: `communes` (insee_com, nom_com), `iris` (code_iris, nom_iris, insee_com, nom_com), `neighbourhoods` (code_qp,
    lib_qp, insee_com, lib_com), `neighbourhoods_2015` (and fate: kept, moved, split, dropped), `catchments` of schools
    (uai, nom, insee_com), the `study` perimeter (id, nom), `streets` (street, name, level of `streets.Level`, bridge,
    highway, oneway, access), `river` (name), `flood` (niveau), `parks` (name), `trees` (place, height), `noise`
    (categorie, largeur, name), `relief` (metres above the sea) and `heat` (degrees at the surface) every 10 m,
    `facilities` (type, building).
    The truth: `blocks` (form; commune, iris, neighbourhood, neighbourhood_2015, catchment: places in those frames, -1
    for none), `buildings` (block, form, dwellings, floors, social, built, number, street), `footprints` (building, -1
    where nobody lives; use, floors; the first are those of `buildings`), `dwellings` (building, surface), `households`
    (dwelling, building, block, family, size, tenure, taxed, units, standard, poor, car, and what is due to them and
    drawn: rsa, housing, family), `persons` (household, age, sex, role, activity, education, rome) in 2019, and both in
    each of `years`.
    """

    seed: int
    inhabitants: int
    communes: gpd.GeoDataFrame
    iris: gpd.GeoDataFrame
    neighbourhoods: gpd.GeoDataFrame
    neighbourhoods_2015: gpd.GeoDataFrame
    catchments: gpd.GeoDataFrame
    study: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    river: gpd.GeoDataFrame
    flood: gpd.GeoDataFrame
    parks: gpd.GeoDataFrame
    trees: gpd.GeoDataFrame
    noise: gpd.GeoDataFrame
    relief: rasters.Raster
    heat: rasters.Raster
    facilities: gpd.GeoDataFrame
    blocks: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    footprints: gpd.GeoDataFrame
    dwellings: pd.DataFrame
    households: pd.DataFrame
    persons: pd.DataFrame
    years: tuple[Year, ...]
    draw: int = 0

    def stream(self, part: str) -> np.random.Generator:
        """Return the random stream of a part, from its start."""
        return stream(self.seed, part, self.draw)


def as_of(city: City, year: Year) -> City:
    """Return the town as it is in another year: other people in the same houses."""
    return replace(city, households=year.households.rename_axis("household"), persons=year.persons)


def stream(seed: int, part: str, draw: int = 0) -> np.random.Generator:
    """Return the random stream of a part of the town with this seed, or of another `draw` of it."""
    key = (PARTS.index(part), *((draw,) if draw else ()))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def city(seed: int = 1, inhabitants: int = 120_000, *, draw: int = 0) -> City:
    """Return the town of a seed; the same seed and the same locked libraries give the same town.

    Another `draw` settles other people on the same ground: streets, houses and every border stay as they are.
    Towns of under 20,000 inhabitants have more than their share of poor neighbourhoods, and so of poor people.
    Raises AnalystError for a number of inhabitants outside 5,000 to 1,000,000.
    """
    return next(cities(seed, inhabitants, draws=[draw]))


def cities(seed: int = 1, inhabitants: int = 120_000, *, draws: Iterable[int]) -> Iterator[City]:
    """Yield the town of each draw: other people each time, on ground that is laid once. See `city`."""
    if not FEWEST <= inhabitants <= MOST:
        raise AnalystError.of("demo_inhabitants", count=inhabitants, least=FEWEST, most=MOST)
    count = round(2 + inhabitants / 12_000)
    laid = ground.laid(stream(seed, "ground"), inhabitants, count)
    built = housing.housed(stream(seed, "housing"), laid, inhabitants)
    where = places.drawn(stream(seed, "places"), laid, built)
    persons, low = _expected(where, built)
    iris = zonings.iris_of_blocks(laid, persons)
    drawing = stream(seed, "zonings")
    quarter = quarters.drawn(drawing, quarters.seen(laid, built.form, low, persons, iris), count)
    now, before = quarters.names(drawing, quarter)
    streets = addresses.named(addresses.tracked(laid, built.form), built.closes)
    buildings = addresses.addressed(built.buildings, streets)
    facilities = services.settled(stream(seed, "services"), buildings, inhabitants)
    catchment = divisions.catchment_of_blocks(laid, facilities)
    quarters_now = zonings.neighbourhoods(laid, quarter.now, now, "QN")
    trees = greens.trees(stream(seed, "trees"), laid, built.form, streets, built.footprints)
    height = rasters.relief(stream(seed, "relief"), laid)
    empty = partial(
        City,
        seed=seed,
        inhabitants=inhabitants,
        communes=zonings.communes(laid),
        iris=zonings.iris(laid, iris),
        neighbourhoods=quarters_now,
        neighbourhoods_2015=zonings.neighbourhoods(laid, quarter.before, before, "QP").assign(fate=quarter.fate),
        catchments=divisions.catchments(laid, catchment),
        study=divisions.study_perimeter(laid, quarters_now),
        streets=osm.regulated(stream(seed, "traffic"), laid, built.form, streets),
        river=gpd.GeoDataFrame({"name": [RIVER]}, geometry=[laid.river], crs=streets.crs),
        flood=laid.flood,
        parks=greens.parks(laid, built.form),
        trees=trees,
        noise=noise.noisy_roads(streets),
        relief=height,
        heat=rasters.surface_temperature(
            stream(seed, "heat"), laid, built.form, streets, built.footprints, trees, height
        ),
        facilities=facilities,
        blocks=_blocks(laid, built, iris, quarter).assign(catchment=catchment),
        buildings=buildings,
        footprints=built.footprints,
        dwellings=built.dwellings,
    )
    for draw in draws:
        first, *later = _people(seed, draw, built, where, inhabitants, quarter)
        held = first.households.rename_axis("household")
        yield empty(households=held, persons=first.persons, years=(first, *later), draw=draw)


def _blocks(laid: ground.Ground, built: housing.Housing, iris: Ints, quarter: quarters.Quarters) -> gpd.GeoDataFrame:
    return laid.blocks[["commune", "geometry"]].assign(
        form=built.form, iris=iris, neighbourhood=quarter.now, neighbourhood_2015=quarter.before
    )


def _expected(where: places.Places, built: housing.Housing) -> tuple[Floats, Floats]:
    """Return by block the people expected in its dwellings, and the share of low income expected round them.

    Borders are drawn from these and from no household, so that people can be drawn again within them.
    """
    homes = built.buildings
    size = housing.persons_expected(homes)
    block = homes["block"].to_numpy()
    persons = np.asarray(np.bincount(block, weights=size, minlength=len(built.form)), dtype=float)
    xy = np.column_stack([homes.geometry.x, homes.geometry.y])
    return persons, quarters.low_income(where.expected(), block, size, xy)


def _people(
    seed: int, draw: int, built: housing.Housing, where: places.Places, inhabitants: int, quarter: quarters.Quarters
) -> tuple[Year, ...]:
    """Return the people of each year."""
    living = people.settled(stream(seed, "people", draw), built, inhabitants)
    doing = activity.occupied(stream(seed, "activity", draw), living.households, living.persons, where)
    first, found = years.began(stream(seed, "income", draw), living.households, living.persons.join(doing), where)
    programme = actions.programme(quarter.now)
    return years.lived(stream(seed, "years", draw), first, where, built, found, programme)
