"""What intervals cost: totals of many quantities of cells carried to zones, values alone and with their intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.areas import Overlay, make_overlay
from bench.case import Case, Floats, Way, Work

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from parvis.estimate import Answer, Cover, Input, Shares, Surface, Units

LEVEL, TOGETHER = 0.9, 10.0


@dataclass(frozen=True)
class Counts:
    """Shares of cells in zones, of the cells that some zone touches, (n_cells, n_zones), and counts of many things."""

    weights: csr_array
    counts: Floats  # (n_quantities, n_cells)


def make(cells: int, polygons: int, quantities: int) -> Counts:
    from parvis.locate import overlay_weights

    over = make_overlay(cells, polygons)
    weights = overlay_weights(over.grid, over.polygons)
    weights = weights[np.flatnonzero(np.diff(weights.indptr))]
    draw = np.random.default_rng(1)
    means = draw.gamma(2.0, 20.0, (quantities, weights.shape[0]))
    return Counts(weights, draw.poisson(means).astype(float))


def _each(of: Callable[[Counts, Input, Cover, Units], Floats]) -> Callable[[Counts], Work]:
    """Return a way that works out the quantities one after the other, as a build does, and adds up their totals."""

    def ready(case: Counts) -> Work:
        from parvis.estimate import Cover, Input, Units
        from parvis.model.folder import Regime

        n_cells, n_zones = case.weights.shape
        given, cover = Input("cells", "2024", Regime.OPEN, np.ones(n_zones)), Cover.of(case.weights)
        ids, flags = tuple(map(str, range(n_cells))), np.zeros(n_cells, dtype=bool)
        held = [Units("cells", "n", ids, v, v, v, flags, TOGETHER) for v in case.counts]
        return lambda: np.sum([of(case, given, cover, units) for units in held], axis=0)

    return ready


def _dense(case: Counts, units: Units) -> Shares:
    from parvis.estimate import drawn

    return drawn(case.weights, units.values, together=TOGETHER)


def _value(answer: Answer) -> Floats:
    return answer.value


def _dense_values(case: Counts, given: Input, cover: Cover, units: Units) -> Floats:  # noqa: ARG001
    return np.asarray(_dense(case, units).mean.T @ units.values)


def _dense_intervals(case: Counts, given: Input, cover: Cover, units: Units) -> Floats:
    from parvis.estimate import modelled

    return _value(modelled(given, units, cover, _dense(case, units), level=LEVEL))


def _even_values(case: Counts, given: Input, cover: Cover, units: Units) -> Floats:  # noqa: ARG001
    return np.asarray(case.weights.T @ units.values)


def _even_intervals(case: Counts, given: Input, cover: Cover, units: Units) -> Floats:  # noqa: ARG001
    from parvis.estimate import carried

    return _value(carried(given, units, cover, level=LEVEL))


# --- a country's cells ---


@dataclass(frozen=True)
class Country:
    """Neighbourhoods of some twenty cells each over the cells of a country; so many `quantities` of these.

    They are made from one, shifted: quantity n is the values of `over` from the nth on.
    """

    over: Overlay
    quantities: int

    def counts(self, cells: np.ndarray) -> Iterator[Floats]:
        """Yield how much of each quantity some cells hold, (n_cells,)."""
        return (self.over.values[n:][cells] for n in range(self.quantities))


def make_country(cells: int, polygons: int, quantities: int) -> Country:
    over = make_overlay(cells, polygons)
    rng = np.random.default_rng(2)
    factor = np.sqrt(20.0 * polygons / cells)
    small = over.polygons.set_geometry(over.polygons.geometry.scale(factor, factor))
    values = rng.poisson(rng.gamma(2.0, 20.0, cells + quantities)).astype(float)
    return Country(replace(over, polygons=small, values=values), quantities)


@dataclass(frozen=True)
class Placed:
    """The cells that neighbourhoods touch and those beside them, (n_cells,), and how they lie, as in a build."""

    cells: np.ndarray
    weights: csr_array
    cover: Cover
    surface: Surface


def _placed(case: Country) -> Placed:
    from parvis.estimate import Cover, Surface, cut_units
    from parvis.locate import ground, neighbours, overlay_weights, parts

    grid, zones = case.over.grid, case.over.polygons
    weights = overlay_weights(grid, zones)
    some = np.diff(weights.indptr) > 0
    some[neighbours(grid, np.flatnonzero(some))] = True
    cells = np.flatnonzero(some)
    weights, units = weights[cells], grid.some(cells)
    cut = cut_units(weights)
    surface = Surface.of(weights, ground(units), parts(units, zones, cut), cut)
    return Placed(cells, weights, Cover.of(weights), surface)


def _country_values(case: Country) -> Floats:
    """Place the cells and give each quantity's values, by surface and by the smooth surface of densities."""
    from parvis.estimate import drawn

    placed = _placed(case)
    total = np.zeros(placed.weights.shape[1])
    for values in case.counts(placed.cells):
        shares = drawn(placed.weights, values, together=TOGETHER, surface=placed.surface)
        total += placed.cover.by_zone @ values
        np.asarray(shares.mean.T @ values)
    return total


def _country_estimates(case: Country, *, joint: bool) -> Floats:
    """Place the cells and estimate each quantity as a build does, to one table of all; with ranks if `joint`."""
    from parvis.estimate import Asked, Input, Units, carried, drawn, gathered, modelled, part
    from parvis.model.folder import Regime

    placed = _placed(case)
    zones = tuple(f"Z{n}" for n in range(placed.weights.shape[1]))
    given = Input("cells", "2024", Regime.OPEN, np.ones(len(zones)))
    ids, flags = tuple(map(str, placed.cells.tolist())), np.zeros(len(placed.cells), dtype=bool)
    found = []
    for n, v in enumerate(case.counts(placed.cells)):
        units = Units("cells", f"m{n}", ids, v, v, v, flags, TOGETHER)
        shares = drawn(placed.weights, v, together=TOGETHER, surface=placed.surface)
        by_surface = carried(given, units, placed.cover, level=LEVEL, shares=shares)
        by_density = modelled(given, units, placed.cover, shares, level=LEVEL)
        found.append(part(Asked(f"i{n}", "zones", zones, "persons"), [by_surface, by_density]))
        if joint:
            _ranked(by_density)
    table = gathered(found).frame
    by_area = table.loc[table["method"] == "area_weighted", "value"].to_numpy()
    return np.asarray(by_area.reshape(case.quantities, -1).sum(axis=0))


def _ranked(answer: Answer) -> Floats:
    """Return the ranks of zones, (2, n_zones), as errors go together between those that share a unit."""
    from parvis.estimate import correlations, leaning, neighbours, ranks_together

    known = leaning(answer)
    assert known is not None
    pairs = neighbours(known.shares)
    figures = np.stack([answer.value, answer.lower, answer.upper])
    return ranks_together(figures, level=LEVEL, pairs=pairs, together=correlations(known, known, pairs))


def _country_sums(case: Country) -> Floats:
    from parvis.locate import overlay_weights

    by_zone = overlay_weights(case.over.grid, case.over.polygons).T.tocsr()
    every = np.arange(len(case.over.grid))
    return np.asarray(np.sum([by_zone @ values for values in case.counts(every)], axis=0))


def _interpolated(case: Country) -> Work:
    """Return tobler's area weighting of the cells; it takes squares and columns, made before."""
    import pandas as pd
    from tobler.area_weighted import area_interpolate

    over, names = case.over, [f"m{n}" for n in range(case.quantities)]
    every = case.counts(np.arange(len(over.grid)))
    table = pd.DataFrame(dict(zip(names, every, strict=True)), copy=False)
    squares = over.grid.polygons().join(table)

    def work() -> Floats:
        sums = area_interpolate(squares, over.polygons, extensive_variables=names, allocate_total=False)
        return np.asarray(sums[names].to_numpy().sum(axis=1))

    return work


SIZES = {"cells": 30_000, "polygons": 1_500, "quantities": 50}
COUNTRY = {"cells": 2_300_000, "polygons": 1_500, "quantities": 200}
CASES = {
    "intervals_density": Case(
        "Totals by how densely people live inside a border: values alone, and with intervals",
        SIZES,
        make,
        {
            "values alone": Way("parvis", _each(_dense_values)),
            "with intervals and certain bounds": Way("parvis", _each(_dense_intervals)),
        },
    ),
    "intervals_surface": Case(
        "Totals by surface: a bare product of a sparse matrix, and estimates with intervals",
        SIZES,
        make,
        {
            "scipy `weights.T @ values`": Way("scipy", _each(_even_values)),
            "Parvis, with intervals and certain bounds": Way("parvis", _each(_even_intervals)),
        },
    ),
    "intervals_country": Case(
        "Neighbourhoods over the cells of a country, from their outlines to one table of estimates with intervals",
        COUNTRY,
        make_country,
        {
            "Parvis, with intervals": Way("parvis", lambda case: lambda: _country_estimates(case, joint=False)),
            "with intervals and joint ranks": Way("parvis", lambda case: lambda: _country_estimates(case, joint=True)),
            "the same estimators' values alone": Way("parvis", lambda case: lambda: _country_values(case)),
            "the same overlay, then scipy `weights.T @ values`": Way("scipy", lambda case: lambda: _country_sums(case)),
            "tobler `area_interpolate`": Way("tobler", _interpolated),
        },
    ),
}
