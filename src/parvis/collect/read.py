"""Read a file of any known format as it is: no row dropped, no value guessed at."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from parvis.errors import FolderError, OperatorError, SourceError
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw

ENCODINGS = ("utf-8-sig", "cp1252")
DELIMITERS = ";,\t|"


def read(file: Path, spec: SourceSpec) -> Raw:
    """Return the content of a file, by its extension.

    Raises FolderError where the file is not there or its format is not known, SourceError where it cannot be read.
    """
    if not file.exists():
        raise FolderError.of("file_missing", file, name=file.name)
    if not file.is_file():
        raise FolderError.of("file_is_folder", file, name=file.name)
    if file.stat().st_size == 0:
        raise SourceError.of("file_empty", file, name=file.name)
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise FolderError.of("format_unknown", file, extension=file.suffix, known=" ".join(sorted(READERS)))
    try:
        with file.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        frame, first_line = reader(file, spec)
    except PermissionError as error:
        raise OperatorError.of("file_forbidden", file, name=file.name) from error
    if frame.empty and not len(frame.columns):
        raise SourceError.of("file_empty", file, name=file.name)
    return Raw(file, frame, content, first_line)


Reader = Callable[[Path, SourceSpec], tuple[pd.DataFrame, int]]


def _decoded(file: Path) -> str:
    data = file.read_bytes()
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError.of("encoding_unknown", file, name=file.name, tried=", ".join(ENCODINGS))


def _delimiter(header: str) -> str:
    """Return the delimiter that splits the header line into most fields."""
    return max(DELIMITERS, key=lambda d: len(next(csv.reader([header], delimiter=d), [])))


def _read_csv(file: Path, _spec: SourceSpec) -> tuple[pd.DataFrame, int]:
    text = _decoded(file)
    lines = text.splitlines()
    if not any(line.strip() for line in lines):
        raise SourceError.of("file_empty", file, name=file.name)
    delimiter = _delimiter(lines[0])
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    header, body = rows[0], [row for row in rows[1:] if row]
    wrong = [n for n, row in enumerate(body) if len(row) != len(header)]
    if wrong:
        raise SourceError.of(
            "row_width", file, line=wrong[0] + 2, found=len(body[wrong[0]]), expected=len(header), rows=len(wrong)
        )
    _unique_names(file, header)
    return pd.DataFrame(body, columns=header, dtype=object), 2


def _unique_names(file: Path, header: list[str]) -> None:
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise SourceError.of("column_twice", file, columns=", ".join(twice))


def _read_sheet(file: Path, spec: SourceSpec) -> tuple[pd.DataFrame, int]:
    import python_calamine

    try:
        workbook = python_calamine.load_workbook(file)
    except python_calamine.CalamineError as error:
        raise SourceError.of("file_unreadable", file, name=file.name, format="Excel / ODS") from error
    names = workbook.sheet_names
    if spec.sheet is not None and spec.sheet not in names:
        raise FolderError.of("sheet_missing", file, sheet=spec.sheet, present=", ".join(names))
    rows = workbook.get_sheet_by_name(spec.sheet or names[0]).to_python(skip_empty_area=True)
    if not rows:
        raise SourceError.of("file_empty", file, name=file.name)
    header = [str(cell).strip() for cell in rows[0]]
    _unique_names(file, header)
    return pd.DataFrame(rows[1:], columns=header, dtype=object), 2


def _read_parquet(file: Path, _spec: SourceSpec) -> tuple[pd.DataFrame, int]:
    import geopandas as gpd
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(file).metadata or {}
        frame = gpd.read_parquet(file) if b"geo" in metadata else pd.read_parquet(file)
    except (pa.ArrowException, ValueError) as error:
        raise SourceError.of("file_unreadable", file, name=file.name, format="Parquet") from error
    return frame, 0


def _read_layer(file: Path, spec: SourceSpec) -> tuple[pd.DataFrame, int]:
    import geopandas as gpd
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        layers = [str(name) for name, _geometry in pyogrio.list_layers(file)]
        layer = _layer(file, spec, layers)
        frame = gpd.read_file(file, layer=layer)
    except (DataSourceError, ValueError, UnicodeDecodeError) as error:
        raise SourceError.of("file_unreadable", file, name=file.name, format=file.suffix) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise SourceError.of("geometry_missing", file, name=file.name)
    return frame, 0


def _layer(file: Path, spec: SourceSpec, layers: list[str]) -> str:
    if not layers:
        raise SourceError.of("file_empty", file, name=file.name)
    if spec.layer is None and len(layers) > 1:
        raise FolderError.of("layer_which", file, present=", ".join(layers))
    if spec.layer is not None and spec.layer not in layers:
        raise FolderError.of("layer_missing", file, layer=spec.layer, present=", ".join(layers))
    return spec.layer or layers[0]


READERS: dict[str, Reader] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": _read_sheet,
    ".xls": _read_sheet,
    ".ods": _read_sheet,
    ".parquet": _read_parquet,
    ".geoparquet": _read_parquet,
    ".geojson": _read_layer,
    ".json": _read_layer,
    ".gpkg": _read_layer,
}
