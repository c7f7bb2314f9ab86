"""Persons by age group held against who lives in fictional towns: categories that add up, from altered cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bench.calibration import Trial, answer, shares_of
from bench.truths import Floats, Truth
from parvis import demo, estimate
from parvis.demo import filosofi
from parvis.demo.counts import zone_codes
from parvis.estimate import Shares
from parvis.kinds.filosofi import CELLS_200M

AGES = np.array([0.0, 4, 6, 11, 18, 25, 40, 55, 65, 80, 120])
BANDS = tuple(f"ind_{band}" for band in (*filosofi.AGES, "80p"))
GROUPS = {"0-17": range(4), "18-24": range(4, 5), "25-64": range(5, 8), "65+": range(8, 10)}
"""Which of the bands of the cells are in each category, as in the demo's and Bondy's `by_age`."""
ZONINGS = {"neighbourhoods": "qpv2024", "neighbourhoods, along": "qpv2024", "IRIS": "iris", "communes": "communes"}


def trials(
    town: demo.City, truths: dict[str, Truth], levels: Sequence[float]
) -> Iterator[tuple[str, dict[float, Trial]]]:
    """Yield the names and trials of persons by age group in a town."""
    cells, people = by_band(town), persons(town)
    for zones, zoning in ZONINGS.items():
        whole = truths[f"Town, ind, {zones}"]
        placed = adding_up(whole, cells, GROUPS.values())
        codes, zone_of = zone_codes(town)[zoning]
        zone, age = zone_of[people["block"].to_numpy()], people["age"].to_numpy()
        for (group, bands), shares in zip(GROUPS.items(), placed, strict=True):
            own = counted(whole, cells[list(bands)].sum(axis=0))
            some = (zone >= 0) & (age >= AGES[bands.start]) & (age < AGES[bands.stop])
            true = np.bincount(zone[some], minlength=len(codes)).astype(float)
            yield (
                f"Town, aged {group}, {zones}",
                {level: Trial(answer(own, level, shares=shares), true, whole.places) for level in levels},
            )


def by_band(town: demo.City) -> Floats:
    """Return what cells say of each band of age, (n_bands, 5, n_cells): values, bounds, shift and variance."""
    cells = filosofi.cells(town)
    rows = cells.rename(columns={"i_est_200": "imputed"})
    found = []
    for name in BANDS:
        values, measure = cells[name].to_numpy(dtype=float), CELLS_200M.measures[name]
        found.append(np.stack([values, *measure.bounds(rows, values), *measure.doubt(rows, values)]))
    return np.array(found)


def persons(town: demo.City) -> pd.DataFrame:
    """Return the members of tax households: age, block, standard of living."""
    homes = town.households[["taxed", "block", "standard"]]
    people = town.persons.join(homes, on="household")
    return people[people["taxed"]]


def counted(whole: Truth, cells: Floats) -> Truth:
    """Return a truth about all persons as one about those whom cells (5, n_cells) count; its `truth` is not theirs."""
    return replace(whole, values=cells[0], bounds=(cells[1], cells[2]), doubt=(cells[3], cells[4]))


def adding_up(whole: Truth, cells: Floats, groups: Iterable[range]) -> list[Shares]:
    """Return where those in groups of bands live, as a build does; `cells` (n_bands, 5, n_cells) say of each band."""
    each = [shares_of(counted(whole, one)).mean for one in cells]
    everyone = shares_of(counted(whole, cells.sum(axis=0))).mean
    parted = estimate.Parted.of(everyone, list(cells[:, 0]), each)
    own = [(shares_of(counted(whole, cells[list(bands)].sum(axis=0))), bands) for bands in groups]
    return [replace(shares, mean=parted.together(bands)) for shares, bands in own]
