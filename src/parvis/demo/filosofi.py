"""Filosofi cells of 200 m as INSEE publishes them, made from the truth by the rules of INSEE's documentation.

(Données carroyées issues du Fichier localisé social et fiscal 2019, documentation, insee.fr/fr/statistiques/7655475)

1. Persons (`ind`) are real in every cell, and not rounded.
2. Natural cells (`idcar_nat`): from squares of 64 km down, a square is divided as long as all inhabited squares that it
   is divided into hold 11 households or more.
3. In each natural cell, the cells with fewer than 11 households share the total of a group, in proportion to their
   persons. The group must hold 11 households itself: where the small cells do not, the next smallest joins them.
   (INSEE's file shows it: two imputed cells of Bondy, of 73 and 12 persons, hold 27 households together.)
4. Incomes are brought to the 5th and 95th percentile of the département, here of the town, before they are summed.
5. Poor households are capped at 80 % of the households of a 200 m cell; then all is rounded to one decimal.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer

from parvis.demo.city import City
from parvis.demo.housing import Form, Ints
from parvis.demo.people import Family, Tenure
from parvis.demo.streets import Floats
from parvis.demo.zonings import COMMUNE_CODES

CELL = 200
LEVELS = (64_000, 32_000, 16_000, 8_000, 4_000, 2_000, 1_000, CELL)
LEAST_HOUSEHOLDS = 11
POVERTY_CAP = 0.8
AGE_UNKNOWN = 0.003  # 0.27 % of persons in Bondy's cells
AGES = {"0_3": 4, "4_5": 6, "6_10": 11, "11_17": 18, "18_24": 25, "25_39": 40, "40_54": 55, "55_64": 65, "65_79": 80}
HOUSEHOLDS = (
    *("men", "men_pauv", "men_1ind", "men_5ind", "men_prop", "men_fmp", "ind_snv", "men_surf", "men_coll", "men_mais"),
    *("log_av45", "log_45_70", "log_70_90", "log_ap90", "log_inc", "log_soc"),
)
COLUMNS = (*HOUSEHOLDS, *(f"ind_{band}" for band in (*AGES, "80p", "inc")))
"""All columns that are imputed: in the order of INSEE's file."""


def cells(city: City) -> pd.DataFrame:
    """Return the table of cells with the columns of INSEE's file of 2019."""
    at, place = np.unique(_corners(city), axis=0, return_inverse=True)
    truth = _summed(city, place.ravel(), len(at))
    level = natural_level(at, truth["men"].to_numpy())
    shown = _imputed(truth, _groups(_named(at, level), truth["men"].to_numpy(), level))
    capped = np.minimum(shown["men_pauv"], POVERTY_CAP * shown["men"])
    kilometre = _square_sums(at, truth["men"].to_numpy(), 1_000)
    frame = pd.DataFrame(
        {
            "idcar_200m": _named(at, np.full(len(at), CELL)),
            "idcar_1km": _named(at, np.full(len(at), 1_000)),
            "idcar_nat": _named(at, level),
            "i_est_200": shown["imputed"].astype(int),
            "i_est_1km": (kilometre < LEAST_HOUSEHOLDS).astype(int),
            "lcog_geo": _communes(city, place.ravel(), len(at)),
            "ind": truth["ind"],
        }
    )
    return frame.join(shown[list(COLUMNS)].assign(men_pauv=capped).round(1))


def _corners(city: City) -> Ints:
    """Return the lower left corner (east, north) of the cell of each tax household, in metres of EPSG:3035."""
    points = city.buildings.geometry.iloc[city.households["building"][city.households["taxed"]]]
    to_europe = Transformer.from_crs(city.buildings.crs, "EPSG:3035", always_xy=True)
    xy = np.column_stack(to_europe.transform(points.x.to_numpy(), points.y.to_numpy()))
    return np.floor(xy / CELL).astype(np.int64) * CELL


def _summed(city: City, place: Ints, count: int) -> pd.DataFrame:
    """Return the true sums over the tax households of each cell: `ind` and COLUMNS."""
    taxed = city.households[city.households["taxed"]]
    by_household = _by_household(city, taxed).join(_by_age(city, taxed))
    return pd.DataFrame(
        {name: np.bincount(place, weights=values, minlength=count) for name, values in by_household.items()}
    )


def _by_household(city: City, taxed: pd.DataFrame) -> pd.DataFrame:
    building = city.buildings.iloc[taxed["building"]].set_index(taxed.index)
    house = building["form"].isin([Form.TERRACE, Form.DETACHED])
    built, size = building["built"], taxed["size"]
    standard = _winsorised(taxed["standard"].to_numpy(), size.to_numpy())
    columns = {
        "ind": size,
        "men": np.ones(len(taxed)),
        "men_pauv": taxed["poor"],
        "men_1ind": size == 1,
        "men_5ind": size >= 5,
        "men_prop": taxed["tenure"] == Tenure.OWNER,
        "men_fmp": taxed["family"] == Family.SINGLE_PARENT,
        "ind_snv": standard * size,
        "men_surf": city.dwellings["surface"].to_numpy()[taxed["dwelling"]],
        "men_coll": ~house,
        "men_mais": house,
        "log_av45": (built > 0) & (built < 1945),
        "log_45_70": (built >= 1945) & (built < 1970),
        "log_70_90": (built >= 1970) & (built < 1990),
        "log_ap90": built >= 1990,
        "log_inc": built == 0,
        "log_soc": taxed["tenure"] == Tenure.SOCIAL,
    }
    return pd.DataFrame(columns, index=taxed.index).astype(float)


def _winsorised(standard: Floats, size: Ints) -> Floats:
    everyone = np.repeat(standard, size)
    return np.clip(standard, *np.percentile(everyone, [5, 95], method="inverted_cdf"))


def _by_age(city: City, taxed: pd.DataFrame) -> pd.DataFrame:
    names = [f"ind_{band}" for band in (*AGES, "80p", "inc")]
    band = np.searchsorted(np.array(list(AGES.values())), city.persons["age"], side="right")
    band[city.stream("sources").random(len(band)) < AGE_UNKNOWN] = len(names) - 1
    table = np.zeros((len(city.households), len(names)))
    np.add.at(table, (city.persons["household"].to_numpy(), band), 1.0)
    return pd.DataFrame(table[taxed.index], index=taxed.index, columns=names)


def natural_level(at: Ints, households: Floats) -> Ints:
    """Return the side of the natural cell of each cell, by its corner (n, 2) and its households."""
    level = np.full(len(at), LEVELS[0])
    for whole, part in pairwise(LEVELS):
        small = _square_sums(at, households, part) < LEAST_HOUSEHOLDS
        broken = _square_sums(at, small.astype(float), whole) > 0
        level[(level == whole) & ~broken] = part
    return level


def _square_sums(at: Ints, values: Floats, side: int) -> Floats:
    """Return for each cell the sum of values over the square of that side that it lies in."""
    _, square = np.unique(at // side, axis=0, return_inverse=True)
    sums: Floats = np.asarray(np.bincount(square.ravel(), weights=values), dtype=float)
    return sums[square.ravel()]


def _named(at: Ints, side: Ints) -> npt.NDArray[np.object_]:
    corner = at // side[:, None] * side[:, None]
    return np.array([f"CRS3035RES{s}mN{n}E{e}" for s, (e, n) in zip(side, corner, strict=True)], dtype=object)


def _groups(natural: npt.NDArray[np.object_], households: Floats, level: Ints) -> list[Ints]:
    """Return the cells of each group that shares its total: the smallest of a natural cell, up to 11 households."""
    order = np.lexsort((np.arange(len(households)), households))
    groups = []
    for name in np.unique(natural[(households < LEAST_HOUSEHOLDS) & (level > CELL)]):
        within = order[natural[order] == name]
        small = int((households[within] < LEAST_HOUSEHOLDS).sum())
        enough = int(np.searchsorted(np.cumsum(households[within]), LEAST_HOUSEHOLDS)) + 1
        groups.append(within[: max(small, enough)])
    return groups


def _imputed(truth: pd.DataFrame, groups: list[Ints]) -> pd.DataFrame:
    shown = truth[list(COLUMNS)].to_numpy().copy()
    imputed = np.zeros(len(truth), dtype=bool)
    ind = truth["ind"].to_numpy()
    for group in groups:
        shown[group] = np.outer(ind[group] / ind[group].sum(), shown[group].sum(axis=0))
        imputed[group] = True
    return pd.DataFrame(shown, columns=list(COLUMNS)).assign(imputed=imputed)


def _communes(city: City, place: Ints, count: int) -> list[str]:
    """Return the codes of the communes whose households a cell holds, one after the other, in order."""
    commune = city.blocks["commune"].to_numpy()[city.households["block"][city.households["taxed"]]]
    held = np.zeros((count, len(COMMUNE_CODES)), dtype=bool)
    held[place, commune] = True
    return ["".join(code for code, here in zip(COMMUNE_CODES, row, strict=True) if here) for row in held]
