"""Truths of fictional towns: what is known of everybody there, through cells that INSEE's rules altered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array, diags_array

from bench.truths import Geometries, Truth, corners_of, judged
from parvis import demo, locate
from parvis.estimate import Placed

COUNTS = {
    "ind": ("persons_tax_households", None),
    "men": ("tax_households", None),
    "log_soc": ("social_households", None),
    "men_pauv": ("poor_households_share", "tax_households"),
    "men_prop": ("owner_share", "tax_households"),
    "men_fmp": ("single_parent_share", "tax_households"),
}
"""Column of the cells -> the true figure that it should give; where that is a share, and of what."""


def demo_truths(seeds: Iterable[int], inhabitants: int = 20_000) -> list[Truth]:
    """Return the truths of fictional towns, one a seed, through cells that INSEE's rules altered."""
    return [truth for seed in seeds for truth in of_town(demo.city(seed, inhabitants))]


def of_town(town: demo.City) -> Iterator[Truth]:
    """Yield the truths of a fictional town; cells across its edge are cut there, for beyond it there is nothing."""
    from parvis.demo import filosofi
    from parvis.kinds.filosofi import CELLS_200M

    cells, figures = filosofi.cells(town), demo.true_figures(town)
    grid = locate.Grid.from_inspire_ids(cells["idcar_200m"])
    kept = np.maximum(locate.overlay_weights(grid, town.communes.dissolve()).toarray()[:, 0], 1e-6)
    neighbours = locate.side_by_side(grid)
    rows = cells.rename(columns={"i_est_200": "imputed"})

    def empty() -> Geometries:
        whole = locate.with_empty(grid, np.arange(len(grid)), town.communes.geometry)
        ground = town.communes.to_crs(grid.crs).union_all()
        return np.asarray(shapely.intersection(whole.boxes()[len(grid) :], ground))

    known = figures[figures["category"] == "total"].set_index(["zoning", "indicator", "zone"])["value"].sort_index()
    for zoning, name, zones, code in (
        ("qpv2024", "neighbourhoods", town.neighbourhoods, "code_qp"),
        ("iris", "IRIS", town.iris, "code_iris"),
        ("communes", "communes", town.communes, "insee_com"),
    ):
        weights = csr_array(diags_array(1.0 / kept) @ locate.overlay_weights(grid, zones))
        weights.data = np.minimum(weights.data, 1.0)
        groups = np.where(cells["i_est_200"] > 0, pd.factorize(cells["idcar_nat"])[0], -1)

        def polygons(zones: gpd.GeoDataFrame = zones) -> tuple[Geometries, Geometries]:
            ground = town.communes.to_crs(grid.crs).union_all()
            return shapely.intersection(grid.boxes(), ground), zones.to_crs(grid.crs).geometry.to_numpy()

        for column, (indicator, of) in COUNTS.items():
            truth = known[zoning, indicator].reindex(zones[code]).fillna(0.0).to_numpy()
            if of is not None:
                truth = truth / 100.0 * known[zoning, of].reindex(zones[code]).to_numpy()
            values = cells[column].to_numpy(dtype=float)
            measure = CELLS_200M.measures[column]
            bounds, doubt = measure.bounds(rows, values), measure.doubt(rows, values)
            found = judged(
                Truth(
                    f"Town, {column}, {name}", zoning == "qpv2024", values, weights, truth,
                    (f"town {town.seed}",) * len(zones), 4e4 * kept, column, bounds, doubt, groups,
                    polygons=polygons, empty=empty, neighbours=neighbours,
                )
            )  # fmt: skip
            yield found
            if name != "communes":
                beside = tuple(_in_town(town, grid, zones, dwellings) for dwellings in (False, True))
                yield replace(found, name=f"{found.name}, along", placed=beside)


def _in_town(town: demo.City, grid: locate.Grid, zones: gpd.GeoDataFrame, dwellings: bool) -> Placed:
    """Return the addresses of a town in cells and zones, or its social dwellings."""
    counts = np.where(town.buildings["social"], town.buildings["dwellings"], 0) if dwellings else None
    counts = np.ones(len(town.buildings)) if counts is None else counts.astype(float)
    number = {(x, y): n for n, (x, y) in enumerate(zip(grid.x, grid.y, strict=True))}
    cell = np.array([number.get(tuple(corner * 200.0), -1) for corner in corners_of(town.buildings)])
    known = np.flatnonzero(cell >= 0)
    sums = csr_array((counts[known], (cell[known], known)), shape=(len(grid), len(counts)))
    inside = csr_array(sums @ csr_array(locate.assign(town.buildings, zones)))
    return Placed(np.asarray(sums.sum(axis=1)).ravel(), inside)
