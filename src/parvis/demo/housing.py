"""Buildings and dwellings: the town grows outwards from its centres until everyone has a roof."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import KDTree

from parvis.demo import footprints
from parvis.demo.closes import dead_ends
from parvis.demo.forms import PATTERNS, WORKS, Form, Ints
from parvis.demo.ground import CRS, OLD_TOWN, Ground
from parvis.demo.streets import Floats

__all__ = ["Form", "Housing", "Ints", "housed", "persons_expected"]

VACANT = 0.07
"""Share of dwellings without a household: 8 % of French dwellings were vacant in 2019 (INSEE, parc de logements)."""
HOUSEHOLD_SIZE = 2.18
"""Persons a household: 2.22 in 2016, 2.15 in 2022 (INSEE, Recensement, insee.fr/fr/statistiques/8569208?geo=FE-1)."""
ESTATE_AREA = (55_000.0, 105_000.0)  # m2, the smallest and largest estate: some 400 to 900 dwellings
ESTATE_OF_TOWN = 1.8  # m2 of the largest estate for each dwelling of the town: a small town has no large ones
LINED = 20.0  # metres: a dead end without a building as near as this was never laid
OLD_QUARTER_REACH = 190.0  # metres round the site in the old town where houses are old, and badly kept
PERSONS = {Form.CENTRE: 1.59, Form.TERRACE: 2.07, Form.DETACHED: 2.38, Form.FLATS: 1.73, Form.ESTATE: 2.18}
"""Persons a dwelling, vacant ones counted, as `parvis.demo.people` settles them: families where there is room."""
HAMLETS = 0.015  # share of dwellings in hamlets among the fields


PERIODS = ((1850, 1944), (1945, 1969), (1970, 1989), (1990, 2018))


@dataclass(frozen=True)
class Housing:
    """What is built.

    `form` of each block; `closes`, its dead ends: block, level; `buildings`: block, form, dwellings, floors, social,
    built (year, 0 when unknown), geometry (their middle) in CRS; `dwellings`: building, surface (m2); `footprints`:
    building (-1 where nobody lives), use (dwellings, works), floors, geometry.
    """

    form: Ints
    closes: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    dwellings: pd.DataFrame
    footprints: gpd.GeoDataFrame


def housed(rng: np.random.Generator, ground: Ground, inhabitants: int) -> Housing:
    """Return the buildings and dwellings of a town of so many inhabitants."""
    wanted = int(inhabitants / HOUSEHOLD_SIZE / (1 - VACANT))
    form = _forms(rng, ground, wanted)
    closes = dead_ends(rng, ground, form)
    yards = _yards(ground, closes)
    spots, shapes = _spots(rng, yards, form)
    chosen = _settled(rng, ground, spots, wanted)
    form[~np.isin(np.arange(len(form)), spots["block"][chosen]) & (form >= Form.CENTRE)] = Form.OPEN
    spots = spots[chosen].reset_index(drop=True)
    buildings = _buildings(rng, spots)
    footprints = _footprints(rng, spots, shapes[chosen], yards, form)
    lined, _ = shapely.STRtree(shapes[chosen]).query(closes.geometry.to_numpy(), predicate="dwithin", distance=LINED)
    closes = closes.iloc[np.unique(lined)].reset_index(drop=True)
    return Housing(form, closes, buildings, _dwellings(rng, buildings), footprints)


def _forms(rng: np.random.Generator, ground: Ground, wanted: int) -> Ints:
    """Return the form of each block, were it built: by distance to the centre, to a main road and to the sites."""
    blocks = ground.blocks
    middle, road = blocks["middle"].to_numpy(), blocks["road"].to_numpy()
    luck, taste = rng.random(len(blocks)), rng.random(len(blocks))
    form = np.full(len(blocks), int(Form.DETACHED))
    form[luck < np.where(middle < 0.5, 0.4, 0.1)] = Form.TERRACE
    form[(taste < np.where(road < 120, 0.2, 0.05)) & (middle < 0.9)] = Form.FLATS
    form[(middle < 0.16) | ((middle < 0.24) & (luck < 0.5))] = Form.CENTRE
    form[(taste > 0.955) & (middle < 1.1)] = Form.PARK
    form[(road < 220) & (middle < 1.2) & (luck > np.where(middle > 0.7, 0.72, 0.985))] = Form.WORKS
    form[(blocks["site_distance"] < OLD_QUARTER_REACH) & (blocks["site"] == OLD_TOWN) & (form != Form.PARK)] = (
        Form.CENTRE
    )
    form[blocks["water"]] = Form.WATER
    form[_flooded(ground)] = Form.PARK
    form[_estates(rng, ground, form, float(np.clip(ESTATE_OF_TOWN * wanted, *ESTATE_AREA)))] = Form.ESTATE
    return form


def _estates(rng: np.random.Generator, ground: Ground, form: Ints, largest: float) -> Ints:
    """Return the blocks of the estates: the nearest to each site but the old town's, up to its area."""
    blocks, chosen = ground.blocks, []
    free = (form != Form.WATER) & (form != Form.PARK)
    sites = np.unique(blocks["site"])
    for site, area in zip(sites, rng.uniform(ESTATE_AREA[0], largest, len(sites)), strict=True):
        near = blocks[(blocks["site"] == site) & free & (site != OLD_TOWN)].sort_values("site_distance")
        chosen += list(near.index[near.area.cumsum() - near.area / 2 < area])
    return np.array(sorted(chosen), dtype=np.int64)


def _flooded(ground: Ground) -> npt.NDArray[np.bool_]:
    """Return which blocks lie mostly where floods are strong: nobody may build there."""
    strong = ground.flood.geometry.iloc[0]
    shapes = ground.blocks.geometry.to_numpy()
    near = shapely.intersects(shapes, strong) & ~ground.blocks["water"].to_numpy()
    share = np.zeros(len(shapes))
    share[near] = shapely.area(shapely.intersection(shapes[near], strong)) / shapely.area(shapes[near])
    return np.asarray(share > 0.6)


def _yards(ground: Ground, closes: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return the ground of each block without its dead ends: buildings line them as they line streets."""
    yards: npt.NDArray[np.object_] = ground.blocks.geometry.to_numpy().copy()
    block, first = np.unique(closes["block"], return_index=True)
    ways = shapely.buffer(closes.geometry.to_numpy(), 0.5, cap_style="flat")
    for number, own in zip(block, np.split(ways, first[1:]), strict=True):
        yards[number] = shapely.difference(yards[number], shapely.union_all(own))
    return yards


def _spots(
    rng: np.random.Generator, yards: npt.NDArray[np.object_], form: Ints
) -> tuple[pd.DataFrame, npt.NDArray[np.object_]]:
    """Return every place where a building may stand (see `footprints.rows`), and its footprint."""
    of = {kind: np.flatnonzero(form == kind) for kind in PATTERNS}
    found = [footprints.rows(rng, yards[of[kind]], of[kind], kind, pattern) for kind, pattern in PATTERNS.items()]
    spots = pd.concat(found, ignore_index=True)
    shapes = footprints.rectangles(spots)
    kept = footprints.standing(shapes, yards[spots["block"].to_numpy()])
    return spots[kept].reset_index(drop=True), shapes[kept]


def _footprints(
    rng: np.random.Generator,
    spots: pd.DataFrame,
    shapes: npt.NDArray[np.object_],
    yards: npt.NDArray[np.object_],
    form: Ints,
) -> gpd.GeoDataFrame:
    """Return the footprints of the buildings, and of the halls where people work and shop."""
    block = np.flatnonzero(form == Form.WORKS)
    halls = footprints.rows(rng, yards[block], block, Form.WORKS, WORKS)
    large = footprints.rectangles(halls)
    kept = footprints.standing(large, yards[halls["block"].to_numpy()])
    columns = {
        "building": np.append(np.arange(len(spots)), np.full(kept.sum(), -1)),
        "use": ["dwellings"] * len(spots) + ["works"] * int(kept.sum()),
        "floors": np.append(spots["floors"], halls["floors"][kept]),
    }
    return gpd.GeoDataFrame(columns, geometry=np.append(shapes, large[kept]), crs=CRS)


def _settled(rng: np.random.Generator, ground: Ground, spots: pd.DataFrame, wanted: int) -> npt.NDArray[np.bool_]:
    """Return which spots are built: outwards from the centres and along the roads, and some hamlets in the fields."""
    blocks = ground.blocks
    pull = blocks["middle"].to_numpy() - 0.16 * np.exp(-blocks["road"].to_numpy() / 160)
    pull = pull - 0.3 * np.exp(
        -((blocks["site_distance"].to_numpy() / 380) ** 2)
    )  # streets and houses grew round estates
    pull = pull + rng.normal(0, 0.05, len(blocks))
    pull[spots["block"][spots["form"] == Form.ESTATE]] = -1.0  # estates were built at once, and all of them
    order = np.argsort(pull, kind="stable")
    homes = np.bincount(spots["block"], weights=spots["dwellings"], minlength=len(blocks))
    town = order[np.cumsum(homes[order]) <= wanted * (1 - HAMLETS)]
    chosen = np.isin(spots["block"], town)
    rest = np.flatnonzero(~chosen & (spots["form"] <= Form.DETACHED))
    missing = wanted - int(spots["dwellings"][chosen].sum())
    centres = rng.choice(rest, min(len(rest), 1 + missing // 14), replace=False)
    xy = spots[["x", "y"]].to_numpy()
    away, _ = KDTree(xy[centres]).query(xy[rest])
    nearest = rest[np.argsort(away, kind="stable")]
    take = np.searchsorted(np.cumsum(spots["dwellings"].to_numpy()[nearest]), missing) + 1
    chosen[nearest[:take]] = True
    return np.asarray(chosen)


def _buildings(rng: np.random.Generator, spots: pd.DataFrame) -> gpd.GeoDataFrame:
    kind = spots["form"].to_numpy()
    period = np.zeros(len(spots), dtype=int)
    for form, pattern in PATTERNS.items():
        of_kind = np.flatnonzero(kind == form)
        period[of_kind] = rng.choice(4, len(of_kind), p=pattern.built)
    first, last = np.array(PERIODS).T
    built = rng.integers(first[period], last[period], endpoint=True)
    built[rng.random(len(spots)) < 0.01] = 0
    points = gpd.points_from_xy(spots["x"], spots["y"])
    frame = gpd.GeoDataFrame(spots[["block", "form", "dwellings", "floors"]], geometry=points, crs=CRS)
    share = np.array([PATTERNS[Form(k)].social if k in PATTERNS else 0.0 for k in range(len(Form))])[kind]
    frame["social"] = rng.random(len(spots)) < share
    frame["built"] = built
    return frame


def _dwellings(rng: np.random.Generator, buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    building = np.repeat(np.arange(len(buildings)), buildings["dwellings"])
    mean = np.array([PATTERNS[Form(k)].surface if k in PATTERNS else 0.0 for k in range(len(Form))])
    typical = mean[buildings["form"].to_numpy()[building]]
    surface = np.round(np.clip(typical * np.exp(rng.normal(-0.04, 0.28, len(building))), 14, 260))
    return pd.DataFrame({"building": building, "surface": surface})


def persons_expected(buildings: gpd.GeoDataFrame) -> Floats:
    """Return the persons expected in each building, before any of them is drawn."""
    each = np.array([PERSONS.get(Form(form), 0.0) for form in range(len(Form))])
    return np.asarray(buildings["dwellings"].to_numpy() * each[buildings["form"].to_numpy()])
