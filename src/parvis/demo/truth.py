"""The truth of each zone, counted household by household: what estimates are held against, and never published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from parvis.demo import counts, deliveries, effects
from parvis.demo.city import City
from parvis.demo.housing import Ints
from parvis.demo.people import Family, Tenure
from parvis.errors import FolderError

COUNTS = {
    "residents": "persons", "recipients": "recipients", "rsa_recipients": "rsa_drawn", "rsa_entitled": "rsa_due",
    "housing_benefit": "housing_drawn", "family_allowances": "family_drawn",
    "single_parent_recipients": "single_parent_recipients",
}  # fmt: skip
SHARES = {
    "employment_rate": ("employed_15_64", "of_15_64"), "unemployed_share": ("unemployed_15_64", "of_15_64"),
    "under_15_share": ("under_15", "persons"), "no_diploma_share": ("no_diploma", "left_school"),
    "higher_education_share": ("higher", "left_school"), "car_share": ("with_car", "households"),
    "rsa_take_up": ("rsa_drawn", "rsa_due"), "moved_in_share": ("moved_in", "persons"),
}  # fmt: skip
"""What is true of each year, as facts of `parvis.demo.counts`: sums, and percentages of one of another."""
AGES = {"0-17": (0, 17), "18-24": (18, 24), "25-64": (25, 64), "65+": (65, 200)}


def true_figures(city: City) -> pd.DataFrame:
    """Return zoning, zone, indicator, category and value, with the ids of the demo's territory folder.

    `persons` counts all; every other figure the tax households and their members, as Filosofi does, so that nothing but
    the estimate separates it from the indicator of the same id. `social_dwellings` counts vacant ones, as RPLS does.
    """
    sums = _sums_of_blocks(city)
    rows = []
    for zoning, zone, blocks in zones(city):
        values = _values(dict(zip(sums.columns, sums.to_numpy()[blocks].sum(axis=0).tolist(), strict=True)))
        rows += [(zoning, zone, indicator, category, value) for indicator, category, value in values]
    return pd.DataFrame(rows, columns=["zoning", "zone", "indicator", "category", "value"])


def true_figures_of_years(city: City) -> pd.DataFrame:
    """Return zoning, zone, indicator, period and value of what is known of every year, under the demo's ids.

    Everybody counts here, not tax households alone; `rsa_entitled` counts those to whom RSA is due, drawn or not.
    """
    rows = []
    for year in city.years:
        held = counts.facts(year)
        held["single_parent_recipients"] = held["recipients"] * held["single_parents"]
        block = year.households["block"].to_numpy()
        sums = np.column_stack([np.bincount(block, weights=held[n], minlength=len(city.blocks)) for n in held])
        for zoning, zone, blocks in zones(city):
            here = dict(zip(held.columns, sums[blocks].sum(axis=0).tolist(), strict=True))
            rows += [(zoning, zone, name, str(year.year), here[fact]) for name, fact in COUNTS.items()]
            rows += [
                (zoning, zone, name, str(year.year), 100 * here[part] / here[whole])
                for name, (part, whole) in SHARES.items()
                if here[whole]
            ]
    return pd.DataFrame(rows, columns=["zoning", "zone", "indicator", "period", "value"])


def zones(city: City) -> Iterator[tuple[str, str, Ints]]:
    """Yield zoning, zone and blocks of every zone of the territory folder."""
    commune, quarter = city.blocks["commune"].to_numpy(), city.blocks["neighbourhood"].to_numpy()
    yield from _zones_of("communes", city.communes["insee_com"], commune)
    yield from _zones_of("iris", city.iris["code_iris"], city.blocks["iris"].to_numpy())
    for zoning, code, within in _zones_of("qpv2024", city.neighbourhoods["code_qp"], quarter):
        yield zoning, code, within
        around = np.flatnonzero(np.isin(commune, np.unique(commune[within])))
        yield "communes_rest", code, np.setdiff1d(around, within)
    yield from _zones_of("qpv2015", city.neighbourhoods_2015["code_qp"], city.blocks["neighbourhood_2015"].to_numpy())
    yield from _zones_of("school_catchments", city.catchments["uai"], city.blocks["catchment"].to_numpy())
    yield "qpv2024_all", "qpv2024_all", np.flatnonzero(quarter >= 0)
    yield "agglomeration", "agglomeration", np.arange(len(quarter))


def _zones_of(zoning: str, codes: pd.Series, zone_of: Ints) -> Iterator[tuple[str, str, Ints]]:
    order = np.argsort(zone_of, kind="stable")
    ends = np.searchsorted(zone_of[order], np.arange(len(codes) + 1))
    for number, code in enumerate(codes):
        yield zoning, code, order[ends[number] : ends[number + 1]]


def _sums_of_blocks(city: City) -> pd.DataFrame:
    """Return by block the sums that all figures are made of: persons, social dwellings, and facts of tax households."""
    block = city.buildings["block"].to_numpy()
    social = np.where(city.buildings["social"], city.buildings["dwellings"], 0)
    homes = city.households["block"].to_numpy()
    facts = _facts(city)
    sums = {name: np.bincount(homes, weights=facts[name], minlength=len(city.blocks)) for name in facts}
    sums["social_dwellings"] = np.bincount(block, weights=social, minlength=len(city.blocks))
    return pd.DataFrame(sums, dtype=float)


def _facts(city: City) -> pd.DataFrame:
    """Return by household what is summed: `everybody` counts all, the other columns tax households."""
    held, taxed = city.households, city.households["taxed"]
    size = held["size"].where(taxed, 0)
    facts = {
        "everybody": held["size"],
        "persons": size,
        "households": taxed,
        "poor_households": taxed & held["poor"],
        "poor_persons": size.where(held["poor"], 0),
        "income": held["standard"] * size,
        "single_parents": taxed & (held["family"] == Family.SINGLE_PARENT),
        "large": taxed & (held["size"] >= 5),
        "owners": taxed & (held["tenure"] == Tenure.OWNER),
        "social": taxed & (held["tenure"] == Tenure.SOCIAL),
    }
    age, home = city.persons["age"].to_numpy(), city.persons["household"].to_numpy()
    for band, (first, last) in AGES.items():
        members = np.bincount(home[(age >= first) & (age <= last)], minlength=len(held))
        facts[band] = np.where(taxed, members, 0)
    floods = shapely.union_all(city.flood.geometry.to_numpy())
    shapely.prepare(floods)
    facts["flooded"] = size.where(shapely.intersects(floods, city.buildings.geometry.to_numpy())[held["building"]], 0)
    return pd.DataFrame(facts)


def _values(sums: dict[str, float]) -> Iterator[tuple[str, str, float]]:
    yield "persons", "total", sums["everybody"]
    yield "social_dwellings", "total", sums["social_dwellings"]
    persons, households = sums["persons"], sums["households"]
    yield "persons_tax_households", "total", persons
    yield "tax_households", "total", households
    for band in AGES:
        yield "persons_by_age", band, sums[band]
    if not persons:
        return
    yield "under_18_share", "total", 100 * sums["0-17"] / persons
    yield "over_65_share", "total", 100 * sums["65+"] / persons
    poor, alone, large = (100 * sums[part] / households for part in ("poor_households", "single_parents", "large"))
    yield "poor_households_share", "total", poor
    yield "single_parent_share", "total", alone
    yield "large_households_share", "total", large
    yield "hardship_index", "total", (2 * poor / 60 + alone / 40 + large / 30) * 100 / 4  # as the indicator says
    yield "poverty_rate_official", "total", 100 * sums["poor_persons"] / persons
    yield "standard_of_living", "total", sums["income"] / persons
    yield "owner_share", "total", 100 * sums["owners"] / households
    yield "social_households", "total", sums["social"]
    yield "flood_residents_share", "total", 100 * sums["flooded"] / persons


def write_truth(city: City, folder: Path) -> None:
    """Write the truth: figures, households and persons of each year, dwellings, buildings, events, what was done.

    Raises FolderError where the folder is, or lies in, a territory folder: what lies there may come to be published.
    """
    folder = Path(folder)
    if any((place / "territory.yml").is_file() for place in (folder.resolve(), *folder.resolve().parents)):
        raise FolderError.of("truth_inside", folder, truth=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    true_figures(city).to_parquet(folder / "figures.parquet", index=False)
    true_figures_of_years(city).to_parquet(folder / "figures_of_years.parquet", index=False)
    for year in city.years:
        suffix = "" if year is city.years[0] else f"_{year.year}"
        year.households.rename_axis("household").reset_index().to_parquet(
            folder / f"households{suffix}.parquet", index=False
        )
        year.persons.to_parquet(folder / f"persons{suffix}.parquet", index=False)
    events = pd.DataFrame({year.year: year.events for year in city.years[1:]}).rename_axis("event").reset_index()
    events.to_csv(folder / "events.csv", index=False, lineterminator="\n")
    _write_actions(city, folder / "actions.json")
    deliveries.faults(deliveries.all_of(city)).to_csv(folder / "faults.csv", index=False, lineterminator="\n")
    city.dwellings.rename_axis("dwelling").reset_index().to_parquet(folder / "dwellings.parquet", index=False)
    city.buildings.rename_axis("building").reset_index().to_parquet(folder / "buildings.parquet", index=False)


def _write_actions(city: City, file: Path) -> None:
    text = json.dumps(effects.done(city), ensure_ascii=False, indent=2)
    file.write_text(text + "\n", encoding="utf-8", newline="\n")
