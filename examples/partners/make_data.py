"""Write data/ of this example: a fictional town's zonings, and made-up files of its partners. Run before a build."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from parvis.demo import City, city

SEED = 1
SINGLE_PARENT = 3
"""The family type of households of one parent with children, in the fictional town."""


def write_data(folder: Path) -> None:
    """Write the files of all partners into a folder; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    town, rng = city(SEED), np.random.default_rng(20260522)
    for name, shapes in (("communes", town.communes), ("iris", town.iris), ("qpv2024", town.neighbourhoods)):
        shapes.to_file(folder / f"{name}.geojson", driver="GeoJSON", engine="pyogrio")
    for name, table in _tables(town, rng).items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def _address_file(town: City) -> pd.DataFrame:
    """Return the town's addresses with the columns of the national address base."""
    buildings = town.buildings.sjoin(town.communes[["insee_com", "nom_com", "geometry"]], predicate="within")
    street = buildings.groupby(["insee_com", "street"]).ngroup() + 1
    numbers = buildings["number"].astype(int)
    key = buildings["insee_com"] + "_" + street.map("{:04d}".format) + "_" + numbers.map("{:05d}".format)
    places = {"x": buildings.geometry.x.round(1), "y": buildings.geometry.y.round(1)}
    table = pd.DataFrame(
        {"id": key, "numero": numbers, "rep": "", "nom_voie": buildings["street"], "code_postal": "99000",
         "code_insee": buildings["insee_com"], "nom_commune": buildings["nom_com"], **places}
    )  # fmt: skip
    return table.sort_values("id")


def _typed(firms: pd.DataFrame, addresses: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the addresses of firms as a secretary types them; the last two are nowhere."""
    known = addresses.drop_duplicates(["x", "y"]).merge(firms[["x", "y"]].reset_index(), on=["x", "y"], how="right")
    kinds = {"rue": "R", "avenue": "Av.", "allée": "all", "impasse": "IMP", "place": "pl."}
    street = known["nom_voie"].str.split(" ", n=1)
    short = street.str[0].map(kinds).fillna(street.str[0]) + " " + street.str[1]
    name = short.where(rng.random(len(known)) < 0.5, known["nom_voie"])
    name = name.where(rng.random(len(known)) < 0.6, name.str.upper())
    number = known["numero"].astype(str) + np.where(rng.random(len(known)) < 0.3, ",", "")
    flat = np.where(rng.random(len(known)) < 0.2, ", bât. B", "")
    typed = pd.DataFrame({"address": number + " " + name + flat, "town": known["nom_commune"].str.upper()})
    typed.loc[typed.index[-2:], "address"] = ["12 rue qui n'existe pas", "3 place Belbadec le Vieux"]
    return typed


def _tables(town: City, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    homes, addresses = _homes(town), _address_file(town)
    recipients = homes[rng.random(len(homes)) < np.where(homes["poor"], 0.3, 0.04)]
    seekers = homes[rng.random(len(homes)) < np.where(homes["poor"], 0.03, 0.006)]
    firms = homes.iloc[rng.choice(len(homes), 90, replace=False)]
    offers = homes.iloc[rng.choice(len(homes), 40, replace=False)]
    let = homes[rng.random(len(homes)) < 0.05]
    schools = town.facilities[town.facilities["type"].isin(["C101", "C104"])]
    jobs = np.ceil(rng.pareto(1.2, len(firms)) * 4).astype(int)
    return {
        "benefit_fund_iris": _counted(recipients, "iris", town.iris["code_iris"].tolist()),
        "benefit_fund_qpv": _counted(recipients, "qpv", town.neighbourhoods["code_qp"].tolist()),
        "job_seekers": _placed(seekers).assign(long_term=np.where(rng.random(len(seekers)) < 0.4, "yes", "no")),
        "addresses": addresses,
        "companies": _typed(firms, addresses, np.random.default_rng(SEED)).assign(
            holding=[f"fictional holding {n}" for n in rng.integers(0, 60, len(firms))], jobs=jobs
        ),
        "job_offers": _placed(offers).assign(job="fictional offer"),
        "rents": _placed(let).assign(rent=rng.integers(300, 700, len(let)), dwellings=1),
        "schools": pd.DataFrame({"x": schools.geometry.x.round(1), "y": schools.geometry.y.round(1)}),
    }


def _homes(town: City) -> pd.DataFrame:
    """Return the households with their place (a few metres beside their building) and the codes of their zones."""
    households = town.households
    points = town.buildings.geometry.iloc[households["building"]]
    frame = pd.DataFrame(
        {
            "x": points.x.to_numpy().round(1),
            "y": points.y.to_numpy().round(1),
            "poor": households["poor"].to_numpy(),
            "single": households["family"].to_numpy() == SINGLE_PARENT,
        }
    )
    where = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["x"], frame["y"]), crs=town.iris.crs)
    for column, zones, code in (("iris", town.iris, "code_iris"), ("qpv", town.neighbourhoods, "code_qp")):
        joined = where.sjoin(zones[[code, "geometry"]], how="left", predicate="within")
        frame[column] = joined.loc[~joined.index.duplicated(), code].to_numpy()
    return frame


def _counted(homes: pd.DataFrame, by: str, codes: list[str]) -> pd.DataFrame:
    """Return a benefit fund's table: recipients by zone, each number rounded to 5."""
    counts = {
        "recipients": homes.groupby(by).size(),
        "single_parents": homes[homes["single"]].groupby(by).size(),
        "others": homes[~homes["single"]].groupby(by).size(),
    }
    table = pd.DataFrame({name: column.reindex(codes, fill_value=0) for name, column in counts.items()})
    return ((table / 5).round() * 5).astype(int).rename_axis(by).reset_index()


def _placed(homes: pd.DataFrame) -> pd.DataFrame:
    return homes[["x", "y"]].reset_index(drop=True)


if __name__ == "__main__":
    write_data(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
