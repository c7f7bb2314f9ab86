"""The zones with their figures, for maps: one GeoJSON a zoning, and one GeoPackage with a layer a zoning.

By zoning, not by indicator: borders weigh far more than figures, and 200 indicators would carry each border 200 times.
A zone has for each indicator the figure of everybody for the period that the site's pages speak of, in five columns:
INDICATOR, INDICATOR.lower, INDICATOR.upper (null where no figure is shown, or no interval), INDICATOR.state and
INDICATOR.period. Categories and other periods are in the tables, which `zone` leads to.
"""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from parvis.model.figure import State
from parvis.model.observatory import Observatory
from parvis.model.zones import Zones
from parvis.publish.places import places_of
from parvis.publish.shelf import FigureRow, Shelf

GEOPACKAGE = "zones.gpkg"
FOLDER = "zones"

DECIMALS = 7
"""Decimals of a degree in GeoJSON: a centimetre. RFC 7946, 11.2, calls 6 enough; borders of cells meet at 7."""

MOST_INDICATORS = 350
"""Indicators of a GeoPackage's layer: SQLite knows 2,000 columns of a table, and each indicator takes five."""

_MICROSECOND = ".000Z"


def write_geofiles(observatory: Observatory, shelf: Shelf, data: Path) -> None:
    """Write `zones/ZONING.geojson` (RFC 7946: WGS 84, outer rings anticlockwise) and `zones.gpkg` (territory's CRS).

    A zoning has its file and its layer whether or not any figure of it is shown. A layer takes 350 indicators; those
    beyond stand in `ZONING_2` and so on, with the same zones in the same order. Equal observatories give equal bytes.
    """
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    language = observatory.folder.territory.languages[0]
    places = places_of(observatory, language)
    # The driver dates a file by the clock of the machine unless told the day.
    kept = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{observatory.built}T00:00:00{_MICROSECOND}"})
    try:
        for zoning, zones in observatory.zones.items():
            indicators = [id_ for id_ in observatory.folder.indicators if shelf.periods(id_, zoning)]
            ids = list(zones.frame["id"])
            columns = {
                "zone.code": ids,
                "zone.name": [places[zoning, id_].name for id_ in ids],
                "zone.communes": [places[zoning, id_].communes for id_ in ids],
            }
            table = pd.DataFrame(columns | figure_columns(shelf, indicators, zoning, ids))
            (folder / f"{zoning}.geojson").write_text(_geojson(zones, table), encoding="utf-8", newline="\n")
            _write_layers(zones, table, indicators, data / GEOPACKAGE)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": kept})


def figure_columns(shelf: Shelf, indicators: list[str], zoning: str, zones: list[str]) -> dict[str, list[object]]:
    """Return the five columns of each indicator: number or None, and text."""
    columns: dict[str, list[object]] = {}
    for id_ in indicators:
        rows = [shelf.headline(id_, zoning, zone) for zone in zones]
        columns[id_] = [_number(row, "value") for row in rows]
        columns[f"{id_}.lower"] = [_number(row, "lower") for row in rows]
        columns[f"{id_}.upper"] = [_number(row, "upper") for row in rows]
        columns[f"{id_}.state"] = [row.state if row else State.NOT_COLLECTED.value for row in rows]
        columns[f"{id_}.period"] = [row.period if row else None for row in rows]
    return columns


def _number(row: FigureRow | None, name: str) -> float | None:
    found = getattr(row, name) if row else math.nan
    return None if math.isnan(found) else found + 0.0  # -0.0 becomes 0.0


def _geojson(zones: Zones, table: pd.DataFrame) -> str:
    """Return a FeatureCollection with a feature a line."""
    geometries = zones.frame.geometry.to_crs("EPSG:4326").to_numpy()
    geometries = shapely.transform(geometries, lambda xy: np.round(xy, DECIMALS))
    written = shapely.to_geojson(shapely.orient_polygons(geometries))
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    columns = {name: _plain(table[name]) for name in table.columns}
    features = (
        f'{{"type": "Feature", "id": {encode(id_)}, "properties": {encode(dict(zip(columns, cells, strict=True)))}, '
        f'"geometry": {geometry}}}'
        for id_, cells, geometry in zip(table["zone.code"], zip(*columns.values(), strict=True), written, strict=True)
    )
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"


def _plain(column: pd.Series) -> list[object]:
    """Return a column's values: whole numbers without a decimal point, None for what is missing."""
    if not pd.api.types.is_float_dtype(column):
        return [None if cell is None or cell != cell else cell for cell in column]
    return [None if math.isnan(cell) else int(cell) if cell.is_integer() else cell for cell in column]


def _write_layers(zones: Zones, table: pd.DataFrame, indicators: list[str], file: Path) -> None:
    for name, part in _parts(zones.zoning, indicators):
        columns = ["zone.code", "zone.name", "zone.communes"]
        columns += [column for id_ in part for column in (id_, *(f"{id_}.{what}" for what in _ENDINGS))]
        numbers = [column for id_ in part for column in (id_, f"{id_}.lower", f"{id_}.upper")]
        frame = gpd.GeoDataFrame(
            table[columns].astype(dict.fromkeys(numbers, "float64")),
            geometry=zones.frame.geometry.to_numpy(),
            crs=zones.frame.crs,
        )
        try:
            pyogrio.write_dataframe(
                frame, file, layer=name, driver="GPKG", append=file.exists(), promote_to_multi=True, fid="fid"
            )
        except (DataSourceError, DataLayerError, FeatureError) as error:
            _ask_the_machine(file)
            raise OSError(errno.EIO, "the GeoPackage could not be written", str(file)) from error


def _ask_the_machine(file: Path) -> None:
    """Raise what the machine says of writing a little more: GDAL tells that it failed, not that the disk is full."""
    with file.open("ab") as grown:
        grown.write(bytes(1 << 20))
        grown.flush()
        os.fsync(grown.fileno())


_ENDINGS = ("lower", "upper", "state", "period")


def _parts(zoning: str, indicators: list[str]) -> Iterator[tuple[str, list[str]]]:
    starts = range(0, max(len(indicators), 1), MOST_INDICATORS)
    for number, start in enumerate(starts, 1):
        yield (zoning if number == 1 else f"{zoning}_{number}"), indicators[start : start + MOST_INDICATORS]
