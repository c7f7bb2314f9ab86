"""The figures as files: one open table in Parquet and CSV, and one for each indicator."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from parvis.errors import FolderError, OperatorError
from parvis.i18n import translations
from parvis.model.figure import FIGURE_COLUMNS, Figures
from parvis.model.observatory import Observatory
from parvis.publish.columns import COLUMNS

SCHEMA_VERSION = 1
"""Version of the layout of every table and manifest; a change that breaks a reader raises it."""

WHOLE = "figures"
RESERVED = frozenset({WHOLE, "fid", "geom", "geometry"})
"""Names that no indicator may bear: the whole table's, and columns that every layer of a map has."""


def write_tables(observatory: Observatory, out: Path) -> None:
    """Write `figures.parquet` and `figures.csv` into the folder `out`, with the columns of FIGURE_COLUMNS.

    Equal figures give equal bytes. Each Parquet column carries `meaning` and `unit`, and in French `meaning_fr` and
    `unit_fr`. The CSV is UTF-8 with comma and dot; a number is the shortest text that gives the same float64 back, and
    nothing where there is no value: the column `state` says why.
    """
    _write(observatory.figures.frame, observatory, out / WHOLE)


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
    if not path.is_file():
        raise OperatorError.of("figures_missing", path)
    try:
        table = pq.read_table(path)
        frame = pd.DataFrame({name: _column(table[name], kind) for name, kind in FIGURE_COLUMNS.items()})
        return Figures(frame)
    except (pa.ArrowException, KeyError, ValueError) as error:
        raise OperatorError.of("figures_unreadable", path) from error


def _column(column: pa.ChunkedArray, kind: str) -> pd.Series:
    return pd.Series(column.to_pylist(), dtype=kind)


def _write(rows: pd.DataFrame, observatory: Observatory, stem: Path) -> None:
    table = pa.Table.from_pandas(rows, schema=_schema(), preserve_index=False)
    pyarrow.csv.write_csv(table, stem.with_suffix(".csv"))
    about = {
        "schema_version": str(SCHEMA_VERSION),
        "territory": observatory.folder.territory.id,
        "release": observatory.release,
        "parvis": observatory.version,
    }
    # The metadata that pandas leaves names its own version: equal figures would give unequal bytes.
    pq.write_table(table.replace_schema_metadata(about), stem.with_suffix(".parquet"), compression="zstd")


def _schema() -> pa.Schema:
    french = translations("fr").gettext
    return pa.schema(
        pa.field(
            name,
            pa.float64() if kind == "float64" else pa.string(),
            metadata={
                "meaning": COLUMNS[name].meaning,
                "meaning_fr": french(COLUMNS[name].meaning),
                "unit": COLUMNS[name].unit,
                "unit_fr": french(COLUMNS[name].unit) if COLUMNS[name].unit else "",
            },
        )
        for name, kind in FIGURE_COLUMNS.items()
    )
