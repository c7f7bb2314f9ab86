"""How the work grows: the same by ours alone, at several sizes; the first is what the others are divided by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.areas import CELL, CRS, SEED, district_polygons, star_polygons
from bench.case import Case, Way, Work

if TYPE_CHECKING:
    from parvis.locate import Grid

SIDE = 700 * CELL


@dataclass(frozen=True)
class Sizes:
    """Sizes of the first way, to be multiplied by those of the others."""

    size: Mapping[str, int]

    def times(self, name: str, factor: int) -> dict[str, int]:
        return {**self.size, name: self.size[name] * factor}


def make(**size: int) -> Sizes:
    return Sizes(size)


def squares(cells: int) -> Grid:
    """Return about so many squares that together are the whole ground."""
    from parvis.locate import Grid

    columns = round(np.sqrt(cells))
    row, column = np.divmod(np.arange(columns**2), columns)
    size = SIDE / columns
    return Grid(size, CRS, column * size, row * size, np.broadcast_to(np.array(None, dtype=object), columns**2))


def by_cells(cells: int, polygons: int) -> Work:
    """Squares, ever smaller; of each polygon what they hold of it, in square metres."""
    from parvis.locate import overlay_weights

    grid, zones = squares(cells), district_polygons(np.random.default_rng(SEED), polygons, SIDE, SIDE)
    return lambda: np.asarray(overlay_weights(grid, zones).sum(axis=0)).ravel() * grid.size**2


def by_polygons(cells: int, polygons: int, of: int) -> Work:
    """Polygons as large as those of the first way, ever more of them; the results of the first `of`."""
    from parvis.locate import overlay_weights

    grid, few = squares(cells), district_polygons(np.random.default_rng(SEED), of, SIDE, SIDE)
    zones = few.iloc[np.tile(np.arange(of), polygons // of)].reset_index(drop=True)
    return lambda: np.asarray(overlay_weights(grid, zones).sum(axis=0)).ravel()[:of]


def by_points(points: int, polygons: int, of: int) -> Work:
    """Points, ever more of them: those of the first way again and again; their mean number in each polygon."""
    from parvis.locate import ZoneIndex

    rng = np.random.default_rng(SEED)
    zones = star_polygons(rng, polygons, SIDE, SIDE)
    x, y = np.tile(rng.uniform(0, SIDE, (2, of)), points // of)
    index = ZoneIndex([zones])
    return lambda: index.tally(x, y)[0][:, 0] * of / points


def ways(name: str, factors: tuple[int, ...], work: Callable[..., Work]) -> dict[str, Way]:
    """Return a way for each factor by which a size is multiplied."""

    def way(factor: int) -> Way:
        return Way("parvis", lambda first: work(first, factor))

    return {"once" if factor == 1 else f"{factor} x {name}": way(factor) for factor in factors}


def of_first(name: str, work: Callable[..., Work]) -> Callable[[Sizes, int], Work]:
    """Return work on so many times a size, that tells the results of the first way's."""
    return lambda first, factor: work(**first.times(name, factor), of=first.size[name])


CASES = {
    "more_cells": Case(
        "Overlay of the same polygons with a finer grid, both on the same ground",
        {"cells": 7_812, "polygons": 1_500},
        make,
        ways("cells", (1, 64, 256), lambda first, k: by_cells(**first.times("cells", k))),
    ),
    "more_polygons": Case(
        "Overlay of the same grid with more polygons of the same size",
        {"cells": 500_000, "polygons": 500},
        make,
        ways(
            "polygons",
            (1, 4, 16),
            lambda first, k: by_polygons(**first.times("polygons", k), of=first.size["polygons"]),
        ),
    ),
    "more_points": Case(
        "Points counted in the same polygons, these made ready before",
        {"points": 1_000_000, "polygons": 1_500},
        make,
        ways("points", (1, 4, 16), of_first("points", by_points)),
    ),
}
