"""What intervals cost: totals of many quantities of cells carried to zones, values alone and with their intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bench.areas import Overlay, make_overlay
from bench.case import Case, Floats, Way, Work

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from parvis.estimate import Answer, Cover, Input, Shares, Units

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


def make_country(cells: int, polygons: int, quantities: int) -> Overlay:
    """Return neighbourhoods of some twenty cells each, here and there; quantities are made from one, shifted."""
    over = make_overlay(cells, polygons)
    rng = np.random.default_rng(2)
    factor = np.sqrt(20.0 * polygons / cells)
    small = over.polygons.set_geometry(over.polygons.geometry.scale(factor, factor))
    values = np.tile(rng.poisson(rng.gamma(2.0, 20.0, cells)).astype(float)[: len(over.values)], 2)
    return replace(over, polygons=small, values=values[: len(over.values) + quantities])


def _estimated(case: Overlay, quantities: int) -> Floats:
    """Place the cells, and estimate each quantity by surface and by density, as a build does; to the table of all."""
    from parvis.estimate import Asked, Cover, Input, Units, carried, drawn, gathered, modelled, part
    from parvis.locate import overlay_weights
    from parvis.model.folder import Regime

    weights = overlay_weights(case.grid, case.polygons)
    touched = np.flatnonzero(np.diff(weights.indptr))
    weights = weights[touched]
    cover, zones = Cover.of(weights), tuple(f"Z{n}" for n in range(weights.shape[1]))
    given = Input("cells", "2024", Regime.OPEN, np.ones(len(zones)))
    ids, flags = tuple(map(str, touched.tolist())), np.zeros(len(touched), dtype=bool)
    parts = []
    for n in range(quantities):
        v = case.values[n:][touched]
        units = Units("cells", f"m{n}", ids, v, v, v, flags, TOGETHER)
        shares = drawn(weights, v, together=TOGETHER)
        answers = [
            carried(given, units, cover, level=LEVEL, shares=shares),
            modelled(given, units, cover, shares, level=LEVEL),
        ]
        parts.append(part(Asked(f"i{n}", "zones", zones, "persons"), answers))
    table = gathered(parts).frame
    return table.loc[table["role"] == "figure", "value"].to_numpy().reshape(quantities, -1).sum(axis=0)


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
        {"Parvis": Way("parvis", lambda case: lambda: _estimated(case, COUNTRY["quantities"]))},
    ),
}
