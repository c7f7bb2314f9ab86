"""Places to start from and to go to: an identifier, and where they lie, in WGS 84 degrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as parquet

from parvis.errors import SourceError
from parvis.model.finding import Finding, Where
from parvis.reach.feed import Floats, Integers

NEEDS = ("id", "lon", "lat")


@dataclass(frozen=True)
class Points:
    """Places; `amounts` are columns of numbers that belong to them, such as jobs: (n,) each, never missing.

    `name` is what to call them where something is said about them: their file.
    """

    ids: tuple[str, ...]
    lon: Floats
    lat: Floats
    amounts: Mapping[str, Floats] = field(default_factory=dict)
    name: str = ""

    def __len__(self) -> int:
        return len(self.ids)


def read_points(file: Path, amounts: tuple[str, ...] = ()) -> Points:
    """Return the places of a CSV or Parquet file with the columns id, lon and lat, and columns of amounts.

    An empty amount is none: 0. Raises SourceError, with every faulty line, where a column is missing, an identifier
    stands twice, or a number cannot be read.
    """
    table = _table(file)
    absent = [name for name in (*NEEDS, *amounts) if name not in table.column_names]
    if absent:
        present = ", ".join(table.column_names)
        raise SourceError.of("points_columns", file, name=file.name, columns=", ".join(absent), present=present)
    ids = [str(value) for value in table.column("id").to_pylist()]
    lon, lat = (_numbers(table, name) for name in ("lon", "lat"))
    found = {name: _numbers(table, name, blank=0.0) for name in amounts}
    _, first = np.unique(np.array(ids, dtype=object).astype(str), return_index=True)
    faults = {
        "points_nowhere": ~((np.abs(lon) <= 180) & (np.abs(lat) <= 90)),
        "points_twice": ~np.isin(np.arange(len(ids)), first),
        "points_amounts": ~np.all([values >= 0 for values in found.values()], axis=0)
        if found
        else np.zeros(len(ids), bool),
    }
    findings = [_finding(code, file, np.flatnonzero(wrong) + 2) for code, wrong in faults.items() if wrong.any()]
    if not ids:
        findings.append(Finding("points_none", Where(file), {"name": file.name}))
    if findings:
        raise SourceError(findings)
    return Points(tuple(ids), lon, lat, found, file.name)


def _finding(code: str, file: Path, lines: Integers) -> Finding:
    named = ", ".join(map(str, lines[:10].tolist())) + (" …" if len(lines) > 10 else "")
    return Finding(code, Where(file, int(lines[0])), {"name": file.name, "count": len(lines), "lines": named})


def _table(file: Path) -> pa.Table:
    try:
        if file.suffix.lower() in (".parquet", ".geoparquet"):
            return parquet.read_table(file)
        options = pacsv.ConvertOptions(column_types={"id": pa.string()}, strings_can_be_null=False)
        return pacsv.read_csv(file, convert_options=options)
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError.of("points_unreadable", file, name=file.name) from error


def _numbers(table: pa.Table, name: str, blank: float = np.nan) -> Floats:
    column = table.column(name)
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        return np.array([_number(value, blank) for value in column.to_pylist()], dtype=np.float64)
    values: Floats = column.fill_null(blank if pa.types.is_floating(column.type) else 0).to_numpy().astype(np.float64)
    missing = column.is_null().to_numpy()
    return np.where(missing, blank, values)


def _number(value: object, blank: float) -> float:
    if value in (None, ""):
        return blank
    try:
        return float(str(value))
    except ValueError:
        return np.nan
