"""Points located by Spark, where the territory's `engine` names a master: the same zones as on this machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
from scipy.sparse import csr_array

from parvis import locate
from parvis.errors import OperatorError
from parvis.model.folder import EMBEDDED, Folder
from parvis.run.store import Store
from parvis.run.whereabouts import described_at


@dataclass(frozen=True)
class Cluster:
    """A master of Spark, and the private folder in which coordinates lie while its workers read them."""

    engine: locate.Spark
    folder: Path

    def inside(self, points: Iterable[gpd.GeoDataFrame], zones: gpd.GeoDataFrame, *, near: float) -> csr_array:
        """Return in which zones, or within `near` metres of which, each point lies, (n_points, n_zones) of 0 and 1."""
        with TemporaryDirectory(dir=self.folder, prefix="points-") as aside:  # readable by its owner only
            file = Path(aside) / "points.parquet"
            count = locate.write_points(points, file, zones.crs)
            [(row, zone)] = locate.assign_files(file, [zones], near=near, engine=self.engine)
        return csr_array((np.ones(len(row)), (row, zone)), shape=(count, len(zones)))


def cluster_of(root: Path, folder: Folder, store: Store) -> Cluster | None:
    """Return where points are located; None for this machine. Raise OperatorError where that engine is not there."""
    if folder.territory.engine == EMBEDDED:
        return None
    engine = locate.Spark(folder.territory.engine)
    try:
        engine.require()
    except OperatorError as error:
        at = described_at(root, Path("territory.yml"), ("engine",))
        raise OperatorError([replace(finding, where=at) for finding in error.findings]) from error
    return Cluster(engine, store.ensure())
