"""The truth of each zone, counted household by household: what estimates are held against, and never published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from parvis.demo.city import City
from parvis.demo.housing import Ints
from parvis.demo.people import Family, Tenure
from parvis.errors import FolderError

AGES = {"0-17": (0, 17), "18-24": (18, 24), "25-64": (25, 64), "65+": (65, 200)}


def true_figures(city: City) -> pd.DataFrame:
    """Return zoning, zone, indicator, category and value, with the ids of the demo's territory folder.

    `persons` counts all; every other figure the tax households and their members, as Filosofi does, so that nothing but
    the estimate separates it from the indicator of the same id. `social_dwellings` counts vacant ones, as RPLS does.
    """
    facts = _facts(city)
    dwellings = np.where(city.buildings["social"], city.buildings["dwellings"], 0)
    home, place = facts["building"].to_numpy(), city.buildings["block"].to_numpy()
    rows = []
    for zoning, zone, blocks in zones(city):
        inside = np.isin(np.arange(len(city.blocks)), blocks)
        for indicator, category, value in _values(facts[inside[place[home]]]):
            rows.append((zoning, zone, indicator, category, value))
        rows.append((zoning, zone, "social_dwellings", "total", float(dwellings[inside[place]].sum())))
    return pd.DataFrame(rows, columns=["zoning", "zone", "indicator", "category", "value"])


def zones(city: City) -> Iterator[tuple[str, str, Ints]]:
    """Yield zoning, zone and blocks of every zone of the territory folder."""
    commune, quarter = city.blocks["commune"].to_numpy(), city.blocks["neighbourhood"].to_numpy()
    for number, code in enumerate(city.communes["insee_com"]):
        yield "communes", code, np.flatnonzero(commune == number)
    for number, code in enumerate(city.iris["code_iris"]):
        yield "iris", code, np.flatnonzero(city.blocks["iris"] == number)
    for number, code in enumerate(city.neighbourhoods["code_qp"]):
        yield "qpv2024", code, np.flatnonzero(quarter == number)
        around = np.isin(commune, np.unique(commune[quarter == number]))
        yield "communes_rest", code, np.flatnonzero(around & (quarter != number))
    yield "qpv2024_all", "qpv2024_all", np.flatnonzero(quarter >= 0)
    yield "agglomeration", "agglomeration", np.arange(len(quarter))


def _facts(city: City) -> pd.DataFrame:
    """Return the households with the persons of each age and whether they live where it floods."""
    facts = city.households.copy()
    for band, (first, last) in AGES.items():
        held = city.persons["age"].between(first, last)
        facts[band] = np.bincount(city.persons["household"][held], minlength=len(facts))
    points = city.buildings.geometry.to_numpy()
    floods = shapely.intersects(shapely.union_all(city.flood.geometry.to_numpy()), points)
    return facts.assign(floods=floods[facts["building"]])


def _values(facts: pd.DataFrame) -> Iterator[tuple[str, str, float]]:
    yield "persons", "total", float(facts["size"].sum())
    taxed = facts[facts["taxed"]]
    size, households = taxed["size"], float(len(taxed))
    persons = float(size.sum())
    yield "persons_tax_households", "total", persons
    yield "tax_households", "total", households
    for band in AGES:
        yield "persons_by_age", band, float(taxed[band].sum())
    if not persons:
        return
    yield "under_18_share", "total", 100 * taxed["0-17"].sum() / persons
    yield "over_65_share", "total", 100 * taxed["65+"].sum() / persons
    yield "poor_households_share", "total", 100 * taxed["poor"].sum() / households
    yield "poverty_rate_official", "total", 100 * size[taxed["poor"]].sum() / persons
    yield "standard_of_living", "total", (taxed["standard"] * size).sum() / persons
    yield "single_parent_share", "total", 100 * (taxed["family"] == Family.SINGLE_PARENT).sum() / households
    yield "owner_share", "total", 100 * (taxed["tenure"] == Tenure.OWNER).sum() / households
    yield "social_households", "total", float((taxed["tenure"] == Tenure.SOCIAL).sum())
    yield "flood_residents_share", "total", 100 * size[taxed["floods"]].sum() / persons


def write_truth(city: City, folder: Path) -> None:
    """Write the truth as Parquet: figures, households, persons, dwellings, buildings.

    Raises FolderError where the folder is, or lies in, a territory folder: what lies there may come to be published.
    """
    folder = Path(folder)
    if any((place / "territory.yml").is_file() for place in (folder.resolve(), *folder.resolve().parents)):
        raise FolderError.of("truth_inside", folder, truth=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    true_figures(city).to_parquet(folder / "figures.parquet", index=False)
    city.households.reset_index().to_parquet(folder / "households.parquet", index=False)
    city.persons.to_parquet(folder / "persons.parquet", index=False)
    city.dwellings.rename_axis("dwelling").reset_index().to_parquet(folder / "dwellings.parquet", index=False)
    city.buildings.rename_axis("building").reset_index().to_parquet(folder / "buildings.parquet", index=False)
