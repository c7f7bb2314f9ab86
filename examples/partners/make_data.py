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


def _tables(town: City, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    homes = _homes(town)
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
        "companies": _placed(firms).assign(
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
