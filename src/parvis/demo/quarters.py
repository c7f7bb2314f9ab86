"""Priority neighbourhoods drawn as the State draws them: low income, 1,000 people or more, along streets.

(Decree 2014-767, then 2023-1312: in each urban area, squares of 200 m whose people have little income, taken together
where they touch; the perimeter then follows streets.) Income is what is expected of a place, before its people are
drawn: so a neighbourhood is as poor as it turns out to be, and no border was drawn round the luck of its people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree
from scipy.special import ndtr

from parvis.demo.forms import Form, Ints
from parvis.demo.ground import Ground
from parvis.demo.names import neighbourhood_names
from parvis.demo.streets import Floats

Bools = npt.NDArray[np.bool_]
CELL = 200.0
LINE, SPREAD = 13_224.0, 0.5
"""Poverty line of 2019 (euros a year and unit), and how far log incomes in one place lie from each other."""
LOW = 0.4
"""Expected share of poor people from which on a square counts as one of low income."""
ENOUGH = 1_080
"""Persons expected in a neighbourhood, at least: the State draws none under 1,000, and people come and go."""
AMONG_MANY = 40
"""Persons more for each time that there are twice as many as FEW_SITES: the smallest of many falls further short."""
FEW_SITES = 16
DOUBLE = 2_250  # persons in one of the neighbourhoods of a town that has several: enough to be split
APART = 250.0  # metres: what is left of an estate's surroundings is no neighbourhood of its own
LIVING_THERE = 0.14
"""Share of a town's people who may live in such neighbourhoods before the State leaves out their least poor edges."""
LARGEST = 1.9  # times the mean that this leaves
BETWEEN = 0  # the site that stands on the border of two communes
DENSE = 25 / 10_000  # persons a m2: the State looks at towns, not at hamlets
FAR = 1_500.0  # metres from the start that weigh as much as all of poverty: so that neighbourhoods stay round
ACROSS = 1.4  # times the least: how far one grows to reach a second IRIS
MOVED, NEW, DROPPED = 0.3, 0.1, 0.1
"""Shares of the neighbourhoods whose borders moved, or that are new, and of those dropped, between 2015 and 2024."""
FEW = 8  # neighbourhoods or fewer: no room for splits and drops
SHED = 0.25  # of the persons of a neighbourhood that moved


@dataclass(frozen=True)
class Quarters:
    """By block (n_blocks,), -1 for none: `now` (generation 2024) and `before` (2015); and the `fate` of each in 2015.

    A fate is kept, moved, split (in two, or more) or dropped; those of 2024 that none in 2015 touches are new.
    """

    now: Ints
    before: Ints
    fate: tuple[str, ...]


@dataclass(frozen=True)
class Town:
    """What the State looks at, by block: `low` (share of low income round it), persons, commune, IRIS.

    `free` is all but water, `dense` where more than DENSE live; `touching` is the matrix of neighbours; `site` is the
    poor site nearest to each block.
    """

    shapes: npt.NDArray[np.object_]
    points: Floats
    touching: csr_array
    low: Floats
    persons: Floats
    commune: Ints
    iris: Ints
    free: Bools
    dense: Bools
    site: Ints
    least: float  # persons in a neighbourhood
    largest: float


def low_income(expected: Floats, block: Ints, size: Floats, xy: Floats) -> Floats:
    """Return by block the expected share of poor people in the squares that its people live in; 0 without people.

    `expected` is the standard of living expected in each block; `block`, `size` (persons) and `xy` are those of houses.
    """
    poor = ndtr((np.log(LINE) - np.log(expected)) / SPREAD)[block]
    _, cell = np.unique(np.floor(xy / CELL).astype(np.int64), axis=0, return_inverse=True)
    cell = cell.ravel()
    share = np.bincount(cell, weights=size * poor) / np.bincount(cell, weights=size)
    held = np.bincount(block, weights=size, minlength=len(expected))
    return np.asarray(np.bincount(block, weights=size * share[cell], minlength=len(expected)) / np.maximum(held, 1))


def seen(ground: Ground, form: Ints, low: Floats, persons: Floats, iris: Ints) -> Town:
    """Return what the State looks at, from what `low_income` returns and the persons and the IRIS of each block."""
    blocks, pairs = ground.blocks, ground.pairs
    ends = (pairs.T.ravel(), pairs[:, ::-1].T.ravel())
    return Town(
        shapes=blocks.geometry.to_numpy(),
        points=shapely.get_coordinates(shapely.point_on_surface(blocks.geometry.to_numpy())),
        touching=csr_array((np.ones(2 * len(pairs)), ends), shape=(len(blocks),) * 2),
        low=low,
        persons=persons,
        commune=blocks["commune"].to_numpy(),
        iris=iris,
        free=form != Form.WATER,
        dense=persons / blocks.area.to_numpy() > DENSE,
        site=blocks["site"].to_numpy(),
        least=ENOUGH + AMONG_MANY * max(0.0, math.log2(len(ground.plan.sites) / FEW_SITES)),
        largest=LARGEST * LIVING_THERE * float(persons.sum()) / len(ground.plan.sites),
    )


def drawn(rng: np.random.Generator, town: Town, count: int) -> Quarters:
    """Return so many neighbourhoods in the generation of 2024, and those of 2015 that they come from."""
    several = count > FEW
    zones = _found(town, count + several * max(1, round(count * DROPPED)))
    halves = _split(town, zones[: count - 1]) if several else None
    if halves is None:
        return _with_past(rng, town, zones[:count], zones[count:], ())
    place, parts = halves
    others = [zone for number, zone in enumerate(zones) if number != place]
    return _with_past(rng, town, others[: count - 2], others[count - 1 :], parts)


def _found(town: Town, count: int) -> list[Ints]:
    """Return so many zones, the poorest first but for the one between two communes, which no town shows without it.

    From the poorest block round each site grows a zone; the poorest of them is drawn, and those that it cuts into
    grow again from what is left.
    """
    free, apart, zones = town.free.copy(), town.dense.copy(), list[Ints]()
    grown: dict[int, Ints] = {}
    while len(zones) < count:
        for site in range(int(town.site.max()) + 1):
            if site not in grown or not free[grown[site]].all():
                grown[site] = _zone_of(town, free, apart & (town.site == site))
        best = max(grown, key=lambda site: _poverty(town, grown[site]))
        if not len(grown[best]):  # no room at that distance: what is left of the poor sites must do
            apart = town.dense.copy()
            grown.clear()
            continue
        zone = _filled(town, _pruned(town, grown[best]), free)
        if count > FEW and not zones and best != BETWEEN:
            zone = _filled(town, _pruned(town, _grown(town, int(zone[town.low[zone].argmax()]), free, DOUBLE)), free)
        zones.append(zone)
        free[zone] = False
        apart &= KDTree(town.points[zone]).query(town.points)[0] > APART
    return sorted(zones, key=lambda zone: -len(np.unique(town.commune[zone[town.persons[zone] > 0]])))


def _zone_of(town: Town, free: Bools, starts: Bools) -> Ints:
    """Return the zone that grows from the poorest of some blocks; no block where too few people can be had."""
    if not (starts & free).any():
        return np.empty(0, dtype=np.int64)
    zone = _grown(town, int(np.argmax(np.where(starts & free, town.low, -1.0))), free, town.least)
    return zone if town.persons[zone].sum() >= town.least else zone[:0]


def _poverty(town: Town, zone: Ints) -> float:
    return float(np.average(town.low[zone], weights=town.persons[zone])) if len(zone) else 0.0


def _grown(town: Town, start: int, free: Bools, least: float) -> Ints:
    """Return the blocks of one zone: the poorest that touch it join it, as long as they are of low income.

    A zone of too few persons goes on; so does, for a while, one that lies in a single IRIS (or, between two communes,
    in a single commune), for the borders that the State draws do not follow those of statistics.
    """
    across = town.commune if town.site[start] == BETWEEN else town.iris
    rank = town.low - np.hypot(*(town.points - town.points[start]).T) / FAR
    grown, edge, held = [start], set[int](), float(town.persons[start])
    while True:
        last = grown[-1]
        around = town.touching.indices[town.touching.indptr[last] : town.touching.indptr[last + 1]]
        edge = (edge | {int(block) for block in around if free[block]}) - set(grown)
        if not edge:
            return np.array(sorted(grown))
        following = max(edge, key=lambda block: (rank[block], -block))
        one_side = len(np.unique(across[[block for block in grown if town.persons[block] > 0]])) == 1
        goes_on = held < least or (one_side and held < ACROSS * town.least)
        if not goes_on and (town.low[following] < LOW or held + town.persons[following] > town.largest):
            return np.array(sorted(grown))
        grown.append(following)
        held += float(town.persons[following])


def _whole(town: Town, zone: Ints) -> bool:
    """Return whether the blocks of a zone hang together."""
    return len(zone) > 0 and connected_components(town.touching[zone][:, zone], directed=False)[0] == 1


def _pruned(town: Town, zone: Ints) -> Ints:
    """Return a zone without the blocks where nobody lives, but for those that hold it together."""
    for block in zone[town.persons[zone] == 0]:
        rest = zone[zone != block]
        zone = rest if _whole(town, rest) else zone
    return zone


def _filled(town: Town, zone: Ints, free: Bools) -> Ints:
    """Return a zone with the blocks that it encloses."""
    shape = shapely.polygons(shapely.get_exterior_ring(shapely.coverage_union_all(town.shapes[zone])))
    west, south, east, north = shape.bounds
    x, y = town.points.T
    near = np.flatnonzero(free & (x > west) & (x < east) & (y > south) & (y < north))
    return np.union1d(zone, near[shapely.contains_xy(shape, town.points[near])])


def _split(town: Town, zones: list[Ints]) -> tuple[int, tuple[Ints, Ints]] | None:
    """Return the most peopled zone that a street can cut in two large enough, and its halves; None without any."""
    # The first may be the one that lies in two communes, and stays whole.
    for place in sorted(range(1, len(zones)), key=lambda number: -float(town.persons[zones[number]].sum())):
        zone = zones[place]
        for angle in np.linspace(0, np.pi, 12, endpoint=False):
            order = zone[np.argsort(town.points[zone] @ [np.cos(angle), np.sin(angle)], kind="stable")]
            running = np.cumsum(town.persons[order])
            for cut in np.flatnonzero((running >= town.least) & (running[-1] - running >= town.least)) + 1:
                halves = np.sort(order[:cut]), np.sort(order[cut:])
                if _whole(town, halves[0]) and _whole(town, halves[1]):
                    return place, halves
    return None


def _with_past(
    rng: np.random.Generator, town: Town, zones: list[Ints], dropped: list[Ints], halves: tuple[Ints, ...]
) -> Quarters:
    """Return both generations: `zones` and `halves` are those of 2024; the halves were one in 2015."""
    now = _numbered(town, [*zones, *halves])
    order = np.arange(1, len(zones))[rng.permutation(len(zones) - 1)]  # the first stays what it was
    moved, new = max(1, round(len(zones) * MOVED)), max(len(halves) // 2, round(len(zones) * NEW))
    fates = dict.fromkeys(order[:moved], "moved") | dict.fromkeys(order[moved : moved + new], "new")
    old, fate = list[Ints](), list[str]()
    for number, zone in enumerate(zones):
        if fates.get(number) != "new":
            old.append(_before(rng, town, zone, now) if number in fates else zone)
            fate.append("moved" if number in fates else "kept")
    if halves:
        old, fate = [*old, np.sort(np.concatenate(halves))], [*fate, "split"]
    return Quarters(now, _numbered(town, [*old, *dropped]), (*fate, *["dropped"] * len(dropped)))


def _before(rng: np.random.Generator, town: Town, zone: Ints, now: Ints) -> Ints:
    """Return a zone as it was before its border moved: without some blocks on one side, with others on another."""
    angle = rng.uniform(0, 2 * np.pi)
    along = town.points @ [np.cos(angle), np.sin(angle)]
    held = float(town.persons[zone].sum())
    old = zone
    for block in zone[np.argsort(-along[zone], kind="stable")]:
        rest = old[old != block]
        if town.persons[rest].sum() >= (1 - SHED) * held and _whole(town, rest):
            old = rest
    free, middle = town.dense & (now < 0), town.points[zone].mean(axis=0)
    while town.persons[old].sum() < held:
        around = np.unique(town.touching[old].indices)
        around = around[free[around] & ~np.isin(around, old)]
        if not len(around):
            break
        away = np.hypot(*(town.points[around] - middle).T)
        old = np.append(old, around[np.argmax(town.low[around] - (along[around] + 2 * away) / FAR)])
    return np.sort(old)


def _numbered(town: Town, zones: list[Ints]) -> Ints:
    """Return for each block the place of its zone, -1 for none."""
    of = np.full(len(town.shapes), -1)
    for number, zone in enumerate(zones):
        of[zone] = number
    return of


def names(rng: np.random.Generator, quarters: Quarters) -> tuple[list[str], list[str]]:
    """Return the names of the neighbourhoods of 2024 and of 2015: one that was kept or moved keeps its name."""
    count, many = int(quarters.now.max()) + 1, len(quarters.fate)
    every = neighbourhood_names(rng, count + many)
    before = every[count:]
    for number, fate in enumerate(quarters.fate):
        within = quarters.now[quarters.before == number]
        if fate in ("kept", "moved"):
            before[number] = every[int(np.bincount(within[within >= 0]).argmax())]
    return every[:count], before
