"""From a raster to answers: its pixels over the zones of a zoning."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from parvis import estimate, locate
from parvis.check import band_of
from parvis.collect import data_file
from parvis.errors import FolderError
from parvis.estimate import Answer
from parvis.model.finding import Finding, Where
from parvis.model.folder import Folder, Zonal
from parvis.model.snapshot import Snapshot
from parvis.run.desk import Desk


def of_pixels(desk: Desk, asked: Zonal, zoning: str) -> Answer:
    """Return a statistic of a raster's pixels over the zones of a zoning; a share as a percentage."""
    key = ("zonal", asked.source, asked.measure, zoning, asked.above, asked.classes)
    found: pd.DataFrame = desk.once(key, lambda: _zonal(desk, asked, zoning))
    values = found[asked.statistic].to_numpy() * (100.0 if asked.statistic == "share" else 1.0)
    given = desk.given(asked.source, found["coverage"].to_numpy())
    return estimate.zonal(given, values, found["count"].to_numpy())


def _zonal(desk: Desk, asked: Zonal, zoning: str) -> pd.DataFrame:
    snapshot, spec = desk.snapshots[asked.source], desk.spec(asked.source)
    band = band_of(snapshot.frame, spec.measures[asked.measure].column)
    assert snapshot.file is not None and band is not None  # the check requires it
    with data_file(snapshot.file, spec) as file:
        return locate.zonal(
            file, desk.zones[zoning].frame, band=band, crs=snapshot.frame.crs, nodata=spec.nodata, above=asked.above,
            classes=asked.classes,
        )  # fmt: skip


def check_pixels(folder: Folder, snapshots: Mapping[str, Snapshot]) -> None:
    """Raise FolderError for sums and means of bands whose values stand for classes: they have no meaning."""
    faults = [
        Finding(
            "band_of_classes", Where(Path(f"indicators/{name}.yml")), {"measure": asked.measure, "source": asked.source}
        )
        for name, asked in _asked(folder)
        if asked.source in snapshots and asked.statistic != "share" and _is_of_classes(folder, snapshots, asked)
    ]
    if faults:
        raise FolderError(faults)


def _asked(folder: Folder) -> list[tuple[str, Zonal]]:
    indicators = folder.indicators.items()
    return [(name, spec.value.raster) for name, spec in indicators if spec.value and spec.value.raster]


def _is_of_classes(folder: Folder, snapshots: Mapping[str, Snapshot], asked: Zonal) -> bool:
    rows = snapshots[asked.source].frame
    band = band_of(rows, folder.sources[asked.source].measures[asked.measure].column)
    return bool(rows.loc[rows["id"] == str(band), "classes"].any())
