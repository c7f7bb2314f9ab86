"""Layers with geometry (GeoPackage, GeoJSON) and Parquet, with or without."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd

from parvis.collect.archives import missing_parts
from parvis.collect.rows import Rows
from parvis.errors import FolderError, SourceError
from parvis.model.folder import SourceSpec

FORMATS = {
    ".gpkg": "GeoPackage", ".geojson": "GeoJSON", ".json": "GeoJSON", ".shp": "Shapefile", ".dbf": "dBase",
    ".tab": "MapInfo", ".mif": "MapInfo",
}  # fmt: skip
GEOMETRY = "geometry"


def read_layer(file: Path, spec: SourceSpec) -> Rows:
    """Return the rows of a layer; they stand on no line. Raises FolderError where several layers could be meant."""
    import pyogrio
    from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
    from pyproj.exceptions import ProjError
    from shapely.errors import ShapelyError

    damaged = (
        CRSError,
        DataLayerError,
        DataSourceError,
        FeatureError,
        FieldError,
        GeometryError,
        ProjError,
        ShapelyError,
    )
    if missing := missing_parts(file):
        raise SourceError.of("parts_missing", file, name=file.name, missing=", ".join(missing))
    try:
        layer = _layer(file, spec, [str(name) for name, _geometry in pyogrio.list_layers(file)])
        frame = _rows(file, layer)
    except (*damaged, ValueError) as error:
        format_ = FORMATS[file.suffix.lower()]
        raise SourceError.of("file_unreadable", file, name=file.name, format=format_) from error
    return Rows(frame)


def _rows(file: Path, layer: str) -> pd.DataFrame:
    """Return the rows of a layer; open rings are closed, those too short to be one leave a row without a place."""
    import geopandas as gpd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the check says of every row what is wrong with its place
        return gpd.read_file(file, layer=layer, on_invalid="fix")


def _layer(file: Path, spec: SourceSpec, layers: list[str]) -> str:
    if not layers:
        raise SourceError.of("file_empty", file, name=file.name)
    if spec.layer is None and len(layers) > 1:
        raise FolderError.of("layer_which", file, name=file.name, present=", ".join(layers))
    if spec.layer is not None and spec.layer not in layers:
        raise FolderError.of("layer_missing", file, name=file.name, layer=spec.layer, present=", ".join(layers))
    return spec.layer or layers[0]


def read_parquet(file: Path, _spec: SourceSpec) -> Rows:
    """Return the rows of a Parquet or GeoParquet file; they stand on no line."""
    import geopandas as gpd
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyproj.exceptions import ProjError
    from shapely.errors import ShapelyError

    try:
        located = b"geo" in (pq.read_schema(file).metadata or {})
        frame = gpd.read_parquet(file) if located else pd.read_parquet(file)
    except (pa.ArrowException, ProjError, ShapelyError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's fault, not the file's
            raise
        raise SourceError.of("file_unreadable", file, name=file.name, format="Parquet") from error
    if located and frame.geometry.name != GEOMETRY:
        frame = frame.rename_geometry(GEOMETRY)
    indexed = any(name is not None for name in frame.index.names)
    return Rows(frame.reset_index() if indexed else frame)
