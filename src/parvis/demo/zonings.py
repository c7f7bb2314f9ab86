"""Zonings that cut across each other: communes, IRIS, and priority neighbourhoods that follow streets."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from parvis.demo.forms import Ints
from parvis.demo.ground import CRS, Ground
from parvis.demo.names import COMMUNES, iris_names
from parvis.demo.streets import Floats

IRIS_SIZE = 2_000
"""Persons an IRIS, target of INSEE when it drew them (insee.fr/fr/metadonnees/definition/c1523)."""
SITE_REACH = 160.0  # metres round a site that count as its estate
COMMUNE_CODES = ("99001", "99002", "99003")
"""No French commune has a code in 99, which the official codes keep for births abroad; countries start at 99100."""


def communes(ground: Ground) -> gpd.GeoDataFrame:
    """Return the communes: insee_com, nom_com, geometry."""
    frame = dissolved(ground, ground.blocks["commune"].to_numpy())
    return gpd.GeoDataFrame({"insee_com": COMMUNE_CODES, "nom_com": COMMUNES}, geometry=frame, crs=CRS)


def iris_of_blocks(ground: Ground, persons: Floats) -> Ints:
    """Return for each block the number of its IRIS, from the persons that live in each block.

    Each commune is halved, and halved again, by the straight line that cuts fewest streets between blocks; lines that
    run through an estate are preferred, as the main roads do that real IRIS follow.
    """
    pairs = ground.pairs
    points = shapely.get_coordinates(shapely.point_on_surface(ground.blocks.geometry.to_numpy()))
    near = ground.blocks["site_distance"] < SITE_REACH
    site = np.where(near, ground.blocks["site"], -1)
    iris = np.zeros(len(points), dtype=np.int64)
    parts = [np.flatnonzero(ground.blocks["commune"] == number) for number in range(len(COMMUNES))]
    # The town's own commune has two at least, so that the neighbourhoods in it have a border to cut across.
    least = np.where(np.arange(len(parts)) == 0, 2, 1)
    whole = [
        (p, max(int(few), round(float(persons[p].sum()) / IRIS_SIZE))) for p, few in zip(parts, least, strict=True)
    ]
    number = 0
    pending = [(part, count, _among(part, pairs)) for part, count in reversed(whole)]
    while pending:
        part, count, inner = pending.pop()
        if count == 1:
            iris[part] = number
            number += 1
            continue
        first = _halved(part, persons, points, inner, site, (count // 2) / count)
        linked = part[inner]
        halves = ((part[first], count // 2), (part[~first], count - count // 2))
        pending += [(half, few, _among(half, linked)) for half, few in reversed(halves)]
    return iris


def _halved(
    part: Ints, persons: Floats, points: Floats, inner: Ints, site: Ints, share: float
) -> npt.NDArray[np.bool_]:
    """Return which blocks of a part make its first `share` of persons, both sides in one piece.

    `inner` are the pairs of neighbours within the part; `site` is the poor site that each block is near to, or -1.
    """
    best, fewest = np.ones(len(part), dtype=bool), np.inf
    for angle in np.linspace(0, np.pi, 12, endpoint=False):
        along = points[part] @ np.array([np.cos(angle), np.sin(angle)])
        order = np.argsort(along, kind="stable")
        running = np.cumsum(persons[part][order])
        first = np.zeros(len(part), dtype=bool)
        first[order[: max(1, np.searchsorted(running, share * running[-1]))]] = True
        first = _in_one_piece(first, inner)
        got = persons[part][first].sum() / running[-1]
        through = np.intersect1d(site[part][first], site[part][~first])
        cost = (first[inner[:, 0]] != first[inner[:, 1]]).sum() * (1 + 20 * abs(got - share)) * 0.6 ** len(through)
        if cost < fewest:
            best, fewest = first, cost
    return best


def _among(part: Ints, pairs: Ints) -> Ints:
    """Return the pairs of neighbours that both lie in a part, as places in it; a part lists its blocks in order."""
    place = np.minimum(np.searchsorted(part, pairs), len(part) - 1)
    return np.asarray(place[(part[place] == pairs).all(axis=1)])


def _in_one_piece(first: npt.NDArray[np.bool_], pairs: Ints) -> npt.NDArray[np.bool_]:
    """Return a division in two whose sides are each in one piece: what is cut off goes to the other side."""
    for side in (True, False):
        piece = pieces(first == side, pairs)
        largest = np.bincount(piece[piece >= 0]).argmax()
        first = np.where((piece >= 0) & (piece != largest), not side, first)
    return np.asarray(first)


def pieces(chosen: npt.NDArray[np.bool_], pairs: Ints) -> Ints:
    """Return the number of the connected piece that each chosen block belongs to; -1 for the others."""
    held = pairs[chosen[pairs].all(axis=1)]
    graph = csr_array((np.ones(len(held)), (held[:, 0], held[:, 1])), shape=(len(chosen), len(chosen)))
    _, piece = connected_components(graph, directed=False)
    names, again = np.unique(piece[chosen], return_inverse=True)
    out = np.full(len(chosen), -1)
    out[chosen] = again if len(names) else []
    return out


def iris(ground: Ground, of_block: Ints) -> gpd.GeoDataFrame:
    """Return the IRIS: code_iris (commune and four digits), nom_iris, insee_com, nom_com, typ_iris, geometry."""
    shapes = dissolved(ground, of_block)
    _, first = np.unique(of_block, return_index=True)
    commune = ground.blocks["commune"].to_numpy()[first]
    within = np.array([(commune[:i] == commune[i]).sum() for i in range(len(commune))])
    codes = [
        f"{COMMUNE_CODES[c]}{1 + place // 9:02d}{1 + place % 9:02d}" for c, place in zip(commune, within, strict=True)
    ]
    columns = {
        "code_iris": codes,
        "nom_iris": iris_names(len(shapes)),
        "insee_com": [COMMUNE_CODES[c] for c in commune],
        "nom_com": [COMMUNES[c] for c in commune],
        "typ_iris": ["H"] * len(shapes),
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def neighbourhoods(ground: Ground, of_block: Ints, names: list[str], letters: str) -> gpd.GeoDataFrame:
    """Return the neighbourhoods: code_qp, lib_qp, insee_com, lib_com (communes joined by ", "), geometry.

    `letters` begin their codes: QN in the generation of 2024, QP in that of 2015.
    """
    shapes = dissolved(ground, of_block)
    commune = ground.blocks["commune"].to_numpy()
    lies_in = [np.unique(commune[of_block == number]) for number in range(len(shapes))]
    columns = {
        "code_qp": [f"{letters}999{number + 1:03d}" for number in range(len(shapes))],
        "lib_qp": names,
        "insee_com": [", ".join(COMMUNE_CODES[c] for c in within) for within in lies_in],
        "lib_com": [", ".join(COMMUNES[c] for c in within) for within in lies_in],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def dissolved(ground: Ground, of_block: Ints) -> list[shapely.Geometry]:
    """Return the zones that blocks make, by their number from 0 on; blocks with -1 are in none."""
    shapes, order = ground.blocks.geometry.to_numpy(), np.argsort(of_block, kind="stable")
    ends = np.searchsorted(of_block[order], np.arange(of_block.max() + 2))
    return [shapely.coverage_union_all(shapes[order[a:b]]) for a, b in pairwise(ends)]
