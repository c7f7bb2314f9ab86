"""Facilities: schools where people live, doctors and shops where they have settled, which is not everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from parvis.demo.housing import Form
from parvis.demo.streets import Floats


@dataclass(frozen=True)
class Service:
    """A type of facility of INSEE's permanent database (BPE 2021): its code and how it settles."""

    code: str
    inhabitants: float  # for each one
    spread: bool  # schools are spread by the town; others choose where to settle


SERVICES = (
    Service("D201", 1_150, spread=False),  # general practitioners: 87 for 100,000 inhabitants in 2021
    Service("D307", 3_000, spread=False),  # pharmacies
    Service("B203", 1_800, spread=False),  # bakeries
    Service("A206", 7_000, spread=False),  # post offices
    Service("C101", 3_300, spread=True),  # nursery schools
    Service("C104", 2_900, spread=True),  # primary schools
    Service("D502", 5_000, spread=True),  # nurseries
)
CENTRES = (Service("D108", 28_000, spread=True),)  # health centres: few, and spread by the town
# Where a doctor or a shop settles: what each dwelling counts, by the form of its block.
DRAWS = {Form.CENTRE: 5.0, Form.FLATS: 1.5, Form.TERRACE: 1.0, Form.DETACHED: 0.5, Form.ESTATE: 0.6}


def settled(rng: np.random.Generator, buildings: gpd.GeoDataFrame, inhabitants: int) -> gpd.GeoDataFrame:
    """Return the facilities: `type`, `building` that they stand beside, geometry in the buildings' CRS."""
    homes = buildings["dwellings"].to_numpy().astype(float)
    xy = np.column_stack([buildings.geometry.x, buildings.geometry.y])
    draws = homes * np.array([DRAWS.get(Form(form), 0.0) for form in range(len(Form))])[buildings["form"].to_numpy()]
    parts = []
    for services in (SERVICES, CENTRES):  # the second after the first, which thereby stays where it was
        found = []
        for service in services:
            count = max(1, round(inhabitants / service.inhabitants))
            chosen = rng.choice(len(homes), count, p=draws / draws.sum()) if not service.spread else None
            at = _spread(rng, xy, homes, count) if chosen is None else chosen
            found.append(pd.DataFrame({"type": service.code, "building": np.sort(at)}))
        facilities = pd.concat(found, ignore_index=True)
        beside = np.round(xy[facilities["building"]] + rng.uniform(-6, 6, (len(facilities), 2)), 1)
        parts.append(gpd.GeoDataFrame(facilities, geometry=gpd.points_from_xy(*beside.T), crs=buildings.crs))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=buildings.crs)


def _spread(rng: np.random.Generator, xy: Floats, homes: Floats, count: int) -> np.ndarray:
    """Return buildings near the middles of `count` equal catchments (a few rounds of k-means)."""
    middle = xy[rng.choice(len(xy), count, replace=False, p=homes / homes.sum())]
    for _ in range(8):
        _, of = KDTree(middle).query(xy)
        held = np.maximum(np.bincount(of, weights=homes, minlength=count), 1e-9)
        middle = np.column_stack(
            [np.bincount(of, weights=homes * xy[:, axis], minlength=count) / held for axis in (0, 1)]
        )
    return np.asarray(KDTree(xy).query(middle)[1])
