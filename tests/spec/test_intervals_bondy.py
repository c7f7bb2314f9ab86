"""How often intervals hold where the truth is known: records of Bondy summed to 200 m cells, carried back to its IRIS.

The truth is the exact count of the same records in each IRIS: one source, one concept, one date. The clustering of
`parvis.kinds.kind` was set on these very cases, so this checks what is said of it, not that it holds elsewhere.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from parvis import estimate, locate
from parvis.estimate import Answer, Input, Units
from parvis.kinds.kind import CLUSTERING, CLUSTERING_OF_ESTATES
from parvis.model.folder import Regime

CASES = [
    ("ban_adresses_bondy.gpkg", None, CLUSTERING, 21),
    ("rpls2022_logements_sociaux_points.geojson", "appartement", CLUSTERING_OF_ESTATES, 20),
]


def carried_back(folder: Path, file: str, column: str | None, clustering: float) -> tuple[np.ndarray, Answer]:
    """Return the exact counts by IRIS and the answer that area weighting of cells gives."""
    records = gpd.read_file(folder / file)
    values = np.ones(len(records)) if column is None else records[column].to_numpy(dtype=float)
    iris = gpd.read_file(folder / "iris2022_bondy.geojson").rename(columns={"CODE_IRIS": "id"})
    west, south, east, north = (round(v, -3) for v in records.to_crs(3035).total_bounds)
    corners = [
        (x, y) for x in np.arange(west - 1000, east + 1000, 200) for y in np.arange(south - 1000, north + 1000, 200)
    ]
    grid = locate.Grid.from_inspire_ids([f"CRS3035RES200mN{y:.0f}E{x:.0f}" for x, y in corners])
    by_cell = locate.assign(records.to_crs(3035), grid.polygons()).T @ values
    assert by_cell.sum() == values.sum()
    nothing = np.zeros(len(by_cell), dtype=bool)
    units = Units("records", "n", tuple(grid.ids), by_cell, by_cell, by_cell, nothing, clustering)
    given = Input("records", "2022", Regime.OPEN, np.ones(len(iris)))
    answer = estimate.carried(given, units, locate.overlay_weights(grid, iris), level=0.9)
    return locate.assign(records, iris).T @ values, answer


@pytest.mark.parametrize(("file", "column", "clustering", "held"), CASES)
def test_intervals_of_90_percent(data_dir: Path, file: str, column: str | None, clustering: float, held: int) -> None:
    truth, answer = carried_back(data_dir / "bondy", file, column, clustering)
    assert len(truth) == 22
    assert ((answer.bound_lower <= truth) & (truth <= answer.bound_upper)).all()
    assert ((answer.lower <= truth) & (truth <= answer.upper)).sum() == held
