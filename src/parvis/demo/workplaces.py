"""Where people of the town work: establishments, how many jobs each has, and in which family of occupations.

Some 43 jobs for 100 inhabitants, as in an average French town (INSEE, Recensement 2019, emploi au lieu de travail: 26.9
million jobs for 65 million people). Sizes follow a power law: most establishments have few jobs, a few have very many.
Warehouses and workshops stand on their own ground at the edge of town, offices and shops in the centre.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parvis.demo.activity import ROME
from parvis.demo.city import City
from parvis.demo.housing import Form, Ints
from parvis.demo.people import drawn
from parvis.demo.streets import Floats

JOBS = 0.43
MEAN_SIZE = 9.0
TAIL = 1.35  # exponent of the sizes
WHERE = {
    Form.WORKS: 0.46,
    Form.CENTRE: 0.30,
    Form.FLATS: 0.10,
    Form.TERRACE: 0.06,
    Form.DETACHED: 0.05,
    Form.ESTATE: 0.03,
}
"""Share of the establishments in each form of block."""
# Weights of ROME families in each form of block: works, centre, elsewhere.
FAMILIES = np.array(
    [
        [1, 0, 0, 14, 0, 14, 3, 22, 12, 0, 8, 0, 8, 26],
        [0, 3, 6, 18, 4, 2, 14, 0, 1, 9, 20, 3, 24, 1],
        [2, 1, 1, 12, 0, 8, 7, 2, 4, 18, 38, 1, 8, 2],
    ],
    dtype=float,
)


def settled(city: City) -> gpd.GeoDataFrame:
    """Return the establishments: block, jobs, rome (place in ROME), siret, geometry in the town's CRS."""
    rng = city.stream("work")
    wanted = round(JOBS * city.inhabitants)
    size = np.ceil((rng.pareto(TAIL, round(wanted / MEAN_SIZE * 2.5)) + 0.35) * 2.6).astype(np.int64)
    size = np.minimum(size, max(40, wanted // 60))
    size = size[: int(np.searchsorted(np.cumsum(size), wanted)) + 1]
    block, form = _blocks(rng, city, len(size))
    rows = np.select([form == Form.WORKS, form == Form.CENTRE], [0, 1], 2)
    rome = drawn(rng, FAMILIES[rows])
    points = _inside(rng, city.blocks.geometry.to_numpy()[block])
    frame = pd.DataFrame({"block": block, "jobs": size, "rome": rome, "siret": _sirets(rng, len(size))})
    return gpd.GeoDataFrame(frame, geometry=points, crs=city.blocks.crs)


def _blocks(rng: np.random.Generator, city: City, count: int) -> tuple[Ints, Ints]:
    """Return the block of each establishment, by its form and the ground it covers, and that form."""
    form, area = city.blocks["form"].to_numpy(), city.blocks.area.to_numpy()
    weight = np.zeros(len(form))
    for kind, share in WHERE.items():
        here = form == kind
        weight[here] = share * np.minimum(area[here], 40_000.0) / max(area[here].clip(max=40_000.0).sum(), 1.0)
    block = np.searchsorted(np.cumsum(weight), rng.random(count) * weight.sum())
    return block, form[block]


def _inside(rng: np.random.Generator, shapes: np.ndarray) -> np.ndarray:
    """Return a point in each polygon: the first of eight tries that lies in it, or its middle."""
    west, south, east, north = shapely.bounds(shapes).T
    found = shapely.point_on_surface(shapes)
    left = np.arange(len(shapes))
    for _ in range(8):
        share: Floats = rng.random((2, len(left)))
        x = west[left] + share[0] * (east - west)[left]
        y = south[left] + share[1] * (north - south)[left]
        hit = shapely.contains_xy(shapes[left], x, y)
        found[left[hit]] = shapely.points(np.round(x[hit], 1), np.round(y[hit], 1))
        left = left[~hit]
    return np.asarray(found)


def _sirets(rng: np.random.Generator, count: int) -> list[str]:
    """Return numbers in the form of a SIRET whose check digit is wrong: none of them can be a real one."""
    numbers = rng.permutation(np.unique(rng.integers(0, 90_000_000, count + count // 10 + 50)))[:count]
    return [_wrong(f"999{number:08d}00") for number in numbers]


def _wrong(start: str) -> str:
    """Return a number whose Luhn sum is not a multiple of 10."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(start + "0")))
    total = sum(value - 9 if value > 9 else value for value in doubled) % 10
    return start + str((11 - total) % 10)


def families(rome: Ints) -> list[str]:
    """Return the letters of families of occupations."""
    return [ROME[place] for place in rome]
