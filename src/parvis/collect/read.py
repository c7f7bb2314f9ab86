"""Read a file of any known format as it is: no row dropped, no value guessed at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from parvis.collect.archives import FORMATS, is_archive, unpacked
from parvis.collect.delimited import read_delimited
from parvis.collect.layers import read_layer, read_parquet
from parvis.collect.lines import Lines
from parvis.collect.rasters import read_raster
from parvis.collect.rows import Rows
from parvis.collect.sheets import read_sheet
from parvis.errors import FolderError, OperatorError, ParvisError, SourceError
from parvis.model.finding import Finding
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw

Reader = Callable[[Path, SourceSpec], Rows]

READERS: dict[str, Reader] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".xlsx": read_sheet,
    ".xls": read_sheet,
    ".ods": read_sheet,
    ".parquet": read_parquet,
    ".geoparquet": read_parquet,
    ".geojson": read_layer,
    ".json": read_layer,
    ".gpkg": read_layer,
    ".shp": read_layer,
    ".dbf": read_layer,
    ".tab": read_layer,
    ".mif": read_layer,
    ".tif": read_raster,
    ".tiff": read_raster,
}

KNOWN = (*READERS, *FORMATS)
"""Endings of files that can be read."""


def read(file: Path, spec: SourceSpec) -> Raw:
    """Return the content of a file, by its extension.

    Raises FolderError where the file is not there or it is not clear what of it is meant, SourceError where it cannot
    be read or holds no row.
    """
    if not file.exists():
        raise FolderError.of("file_missing", file, name=file.name)
    if not file.is_file():
        raise FolderError.of("file_is_folder", file, name=file.name)
    if file.stat().st_size == 0:
        raise SourceError.of("file_empty", file, name=file.name)
    if file.suffix.lower() not in KNOWN:
        raise FolderError.of("format_unknown", file, name=file.name, known=" ".join(sorted(KNOWN)))
    try:
        with file.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        rows = _unpacked_rows(file, spec) if is_archive(file) else READERS[file.suffix.lower()](file, spec)
    except PermissionError as error:
        raise OperatorError.of("file_forbidden", file, name=file.name) from error
    if rows.frame.empty:
        raise SourceError.of("file_empty", file, name=file.name)
    return Raw(
        file,
        rows.frame,
        content,
        rows.lines if isinstance(rows.lines, Lines) else Lines(rows.lines),
        rows.broken,
        rows.notes,
    )


def _unpacked_rows(file: Path, spec: SourceSpec) -> Rows:
    """Return the rows of the data file of an archive; all that is found stands in the archive, for its reader."""
    with unpacked(file, spec, READERS) as inner:
        reader = READERS.get(inner.suffix.lower())
        if reader is None:
            raise FolderError.of("format_unknown", file, name=inner.name, known=" ".join(sorted(KNOWN)))
        try:
            rows = reader(inner, spec)
        except ParvisError as error:
            raise type(error)([_in_archive(finding, inner, file) for finding in error.findings]) from error
    return replace(rows, notes=[_in_archive(note, inner, file) for note in rows.notes])


@contextmanager
def data_file(file: Path, spec: SourceSpec) -> Iterator[Path]:
    """Give the data file that a source's file is, or holds as an archive; for formats whose content stays there."""
    if not is_archive(file):
        yield file
        return
    with unpacked(file, spec, READERS) as inner:
        yield inner


def _in_archive(finding: Finding, inner: Path, file: Path) -> Finding:
    where = finding.where
    return replace(finding, where=replace(where, file=file)) if where and where.file == inner else finding
