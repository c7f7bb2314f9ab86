"""Read a file of any known format as it is: no row dropped, no value guessed at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from parvis.collect.delimited import read_delimited
from parvis.collect.layers import read_layer, read_parquet
from parvis.collect.rows import Rows
from parvis.collect.sheets import read_sheet
from parvis.errors import FolderError, OperatorError, SourceError
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
}


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
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise FolderError.of("format_unknown", file, name=file.name, known=" ".join(sorted(READERS)))
    try:
        with file.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").hexdigest()
        rows = reader(file, spec)
    except PermissionError as error:
        raise OperatorError.of("file_forbidden", file, name=file.name) from error
    if rows.frame.empty:
        raise SourceError.of("file_empty", file, name=file.name)
    return Raw(file, rows.frame, content, _compact(rows.lines), rows.broken, rows.notes)


def _compact(lines: Sequence[int]) -> Sequence[int]:
    """Return the same lines; those that follow each other, as they nearly always do, take no memory."""
    unbroken = bool(lines) and lines[-1] - lines[0] + 1 == len(lines)
    return range(lines[0], lines[-1] + 1) if unbroken else lines
