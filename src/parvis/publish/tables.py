"""The figures as files: one open table in Parquet and CSV, and one for each indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from parvis.errors import FolderError, OperatorError
from parvis.i18n import translations
from parvis.model.comparison import COMPARISON_COLUMNS, Comparisons
from parvis.model.figure import FIGURE_COLUMNS, Figures
from parvis.model.observatory import Observatory
from parvis.publish.columns import COLUMNS, COMPARED_COLUMNS

T = TypeVar("T")
SCHEMA_VERSION = 1
"""Version of the layout of every table and manifest; a change that breaks a reader raises it."""

WHOLE = "figures"
COMPARED = "comparisons"
RESERVED = frozenset({WHOLE, COMPARED, "fid", "geom", "geometry"})
"""Names that no indicator may bear: those of the whole tables, and columns that every layer of a map has."""


def write_tables(observatory: Observatory, out: Path) -> None:
    """Write `figures` and `comparisons`, as Parquet and CSV each, into the folder `out`.

    Their columns are those of FIGURE_COLUMNS and COMPARISON_COLUMNS.

    Equal figures give equal bytes. Each Parquet column carries `meaning` and `unit`, and in French `meaning_fr` and
    `unit_fr`. The CSV is UTF-8 with comma and dot; a number is the shortest text that gives the same float64 back, and
    nothing where there is no value: the column `state` says why.
    """
    _write(observatory.figures.frame, observatory, out / WHOLE)
    _write(observatory.comparisons.frame, observatory, out / COMPARED, columns=COMPARISON_COLUMNS)


def write_downloads(observatory: Observatory, site_data: Path) -> None:
    """Write the tables for programs that the site offers: the whole, and one CSV and Parquet file for each indicator.

    An indicator without figures gets a table without rows. Raises FolderError where an indicator bears a reserved
    name.
    """
    indicators = observatory.folder.indicators
    for name in RESERVED.intersection(indicators):
        raise FolderError.of("indicator_reserved", indicator=name)
    site_data.mkdir(parents=True, exist_ok=True)
    write_tables(observatory, site_data)
    frame = observatory.figures.frame
    rows = dict(list(frame.groupby("indicator", sort=False)))
    for indicator in indicators:
        _write(rows.get(indicator, frame[:0]), observatory, site_data / indicator)


def read_figures(path: Path) -> Figures:
    """Return the figures of a `figures.parquet`; raises OperatorError where there is none or it cannot be read."""
    return _read(path, FIGURE_COLUMNS, Figures)


def read_comparisons(path: Path) -> Comparisons:
    """Return the comparisons of a `comparisons.parquet`; raises OperatorError where there is none or it is damaged."""
    return _read(path, COMPARISON_COLUMNS, Comparisons)


def _read(path: Path, columns: Mapping[str, str], made: Callable[[pd.DataFrame], T]) -> T:
    if not path.is_file():
        raise OperatorError.of("figures_missing", path)
    try:
        table = pq.read_table(path)
        return made(pd.DataFrame({name: _column(table[name], kind) for name, kind in columns.items()}))
    except (pa.ArrowException, KeyError, ValueError) as error:
        raise OperatorError.of("figures_unreadable", path) from error


def _column(column: pa.ChunkedArray, kind: str) -> pd.Series:
    return pd.Series(column.to_pylist(), dtype=kind)


def _write(
    rows: pd.DataFrame, observatory: Observatory, stem: Path, *, columns: Mapping[str, str] = FIGURE_COLUMNS
) -> None:
    table = pa.Table.from_pandas(rows, schema=_schema(columns), preserve_index=False)
    pyarrow.csv.write_csv(table, stem.with_suffix(".csv"))
    about = {
        "schema_version": str(SCHEMA_VERSION),
        "territory": observatory.folder.territory.id,
        "release": observatory.release,
        "parvis": observatory.version,
    }
    # The metadata that pandas leaves names its own version: equal figures would give unequal bytes.
    pq.write_table(table.replace_schema_metadata(about), stem.with_suffix(".parquet"), compression="zstd")


def _schema(columns: Mapping[str, str]) -> pa.Schema:
    french = translations("fr").gettext
    known = COLUMNS if columns is FIGURE_COLUMNS else COMPARED_COLUMNS
    return pa.schema(
        pa.field(
            name,
            pa.float64() if kind == "float64" else pa.string(),
            metadata={
                "meaning": known[name].meaning,
                "meaning_fr": french(known[name].meaning),
                "unit": known[name].unit,
                "unit_fr": french(known[name].unit) if known[name].unit else "",
            },
        )
        for name, kind in columns.items()
    )
