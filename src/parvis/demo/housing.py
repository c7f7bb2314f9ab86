"""Buildings and dwellings: the town grows outwards from its centres until everyone has a roof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import KDTree

from parvis.demo.ground import CRS, OLD_TOWN, Ground
from parvis.demo.streets import Floats

Ints = npt.NDArray[np.int64]

VACANT = 0.07
"""Share of dwellings without a household: 8 % of French dwellings were vacant in 2019 (INSEE, parc de logements)."""
HOUSEHOLD_SIZE = 2.18
"""Persons a household: 2.22 in 2016, 2.15 in 2022 (INSEE, Recensement, insee.fr/fr/statistiques/8569208?geo=FE-1)."""
ESTATE_AREA = 125_000.0  # m2 of each estate: some 600 dwellings
OLD_QUARTER_REACH = 190.0  # metres round the site in the old town where houses are old, and badly kept
HAMLETS = 0.015  # share of dwellings in hamlets among the fields


class Form(IntEnum):
    """How a block is built, or why it is not."""

    OPEN = 0  # fields, woods
    WATER = 1
    PARK = 2
    WORKS = 3  # workshops, shops, warehouses
    CENTRE = 4  # old houses, three or four floors, shops below
    TERRACE = 5
    DETACHED = 6
    FLATS = 7
    ESTATE = 8  # towers and slabs of the 1960s and 1970s


@dataclass(frozen=True)
class Pattern:
    """How buildings stand in a block: on rings at `setbacks` from its border, `spacing` metres apart."""

    setbacks: tuple[float, ...]
    spacing: float
    dwellings: tuple[int, int]  # a building, least and most
    social: float  # share of buildings that a social landlord holds
    surface: float  # m2, mean
    built: tuple[float, float, float, float]  # shares: before 1945, 1945-1969, 1970-1989, since 1990


PATTERNS = {
    Form.CENTRE: Pattern((8,), 17, (1, 4), 0.10, 62, (0.74, 0.09, 0.07, 0.10)),
    Form.TERRACE: Pattern((9,), 10, (1, 1), 0.05, 84, (0.45, 0.25, 0.15, 0.15)),
    Form.DETACHED: Pattern((13,), 19, (1, 1), 0.01, 104, (0.14, 0.17, 0.33, 0.36)),
    Form.FLATS: Pattern((16,), 42, (8, 18), 0.26, 63, (0.06, 0.26, 0.30, 0.38)),
    Form.ESTATE: Pattern((22, 60), 64, (9, 20), 0.88, 64, (0.0, 0.55, 0.40, 0.05)),
}
PERIODS = ((1850, 1944), (1945, 1969), (1970, 1989), (1990, 2018))


@dataclass(frozen=True)
class Housing:
    """What is built.

    `form` of each block; `buildings`: block, form, dwellings, social, built (year, 0 when unknown), geometry in CRS;
    `dwellings`: building, surface (m2).
    """

    form: Ints
    buildings: gpd.GeoDataFrame
    dwellings: pd.DataFrame


def housed(rng: np.random.Generator, ground: Ground, inhabitants: int) -> Housing:
    """Return the buildings and dwellings of a town of so many inhabitants."""
    wanted = int(inhabitants / HOUSEHOLD_SIZE / (1 - VACANT))
    form = _forms(rng, ground)
    spots = _spots(rng, ground, form)
    chosen = _settled(rng, ground, spots, wanted)
    form[~np.isin(np.arange(len(form)), spots["block"][chosen]) & (form >= Form.CENTRE)] = Form.OPEN
    buildings = _buildings(rng, spots[chosen].reset_index(drop=True))
    return Housing(form, buildings, _dwellings(rng, buildings))


def _forms(rng: np.random.Generator, ground: Ground) -> Ints:
    """Return the form of each block, were it built: by distance to the centre, to a main road and to the sites."""
    blocks = ground.blocks
    middle, road = blocks["middle"].to_numpy(), blocks["road"].to_numpy()
    luck, taste = rng.random(len(blocks)), rng.random(len(blocks))
    form = np.full(len(blocks), int(Form.DETACHED))
    form[luck < np.where(middle < 0.5, 0.4, 0.1)] = Form.TERRACE
    form[(taste < np.where(road < 120, 0.2, 0.05)) & (middle < 0.9)] = Form.FLATS
    form[(middle < 0.16) | ((middle < 0.24) & (luck < 0.5))] = Form.CENTRE
    form[(taste > 0.955) & (middle < 1.1)] = Form.PARK
    form[(road < 220) & (luck > np.where(middle > 0.7, 0.72, 0.985))] = Form.WORKS
    form[(blocks["site_distance"] < OLD_QUARTER_REACH) & (blocks["site"] == OLD_TOWN) & (form != Form.PARK)] = (
        Form.CENTRE
    )
    form[blocks["water"]] = Form.WATER
    form[_flooded(ground)] = Form.PARK
    form[_estates(ground, form)] = Form.ESTATE
    return form


def _estates(ground: Ground, form: Ints) -> Ints:
    """Return the blocks of the estates: the nearest to each site but the old town's, up to ESTATE_AREA."""
    blocks, chosen = ground.blocks, []
    free = (form != Form.WATER) & (form != Form.PARK)
    for site in blocks["site"].unique():
        near = blocks[(blocks["site"] == site) & free & (site != OLD_TOWN)].sort_values("site_distance")
        chosen += list(near.index[near.area.cumsum() - near.area / 2 < ESTATE_AREA])
    return np.array(sorted(chosen), dtype=np.int64)


def _flooded(ground: Ground) -> npt.NDArray[np.bool_]:
    """Return which blocks lie mostly where floods are strong: nobody may build there."""
    strong = ground.flood.geometry.iloc[0]
    shapes = ground.blocks.geometry.to_numpy()
    near = shapely.intersects(shapes, strong) & ~ground.blocks["water"].to_numpy()
    share = np.zeros(len(shapes))
    share[near] = shapely.area(shapely.intersection(shapes[near], strong)) / shapely.area(shapes[near])
    return np.asarray(share > 0.6)


def _spots(rng: np.random.Generator, ground: Ground, form: Ints) -> pd.DataFrame:
    """Return every place where a building may stand: block, form, dwellings, x, y."""
    shapes = ground.blocks.geometry.to_numpy()
    found = []
    for kind, pattern in PATTERNS.items():
        block = np.flatnonzero(form == kind)
        for setback in pattern.setbacks:
            yard = shapely.buffer(shapes[block], -setback, join_style="mitre")
            part, at = shapely.get_parts(yard, return_index=True)
            ring, of = shapely.get_parts(shapely.boundary(part), return_index=True)
            count = np.floor(shapely.length(ring) / pattern.spacing).astype(int)
            each = np.repeat(np.arange(len(ring)), count)
            place = (_counted(count) + 0.5 + rng.uniform(-0.18, 0.18, len(each))) / count[each]
            xy = shapely.get_coordinates(shapely.line_interpolate_point(ring[each], place, normalized=True))
            xy += rng.normal(0, 1.0, xy.shape)
            homes = rng.integers(*pattern.dwellings, len(each), endpoint=True)
            found.append(_frame(block[at[of[each]]], int(kind), homes, xy))
    return pd.concat(found, ignore_index=True)


def _frame(block: Ints, form: int, homes: Ints, xy: Floats) -> pd.DataFrame:
    rounded = np.round(xy, 1)
    return pd.DataFrame({"block": block, "form": form, "dwellings": homes, "x": rounded[:, 0], "y": rounded[:, 1]})


def _counted(count: Ints) -> Ints:
    """Return 0, 1, .. count-1 for each count, one after the other."""
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)


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
    frame = gpd.GeoDataFrame(spots[["block", "form", "dwellings"]], geometry=points, crs=CRS)
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
