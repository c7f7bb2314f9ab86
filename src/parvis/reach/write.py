"""Travel times as a table, CSV or Parquet, written while they are worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as parquet

from parvis.reach.points import Points
from parvis.reach.times import Batch


def columns(percentiles: tuple[float, ...]) -> list[str]:
    """Return the names of the columns of minutes.

    >>> columns((5, 50, 97.5))
    ['travel_time_p5', 'travel_time_p50', 'travel_time_p97.5']
    """
    return [f"travel_time_p{percentile:g}" for percentile in percentiles]


def table(batch: Batch, origins: Points, destinations: Points, percentiles: tuple[float, ...]) -> pa.Table:
    """Return rows from_id, to_id and minutes, to a tenth, of the pairs that are reached at some percentile.

    A minute is null where at that percentile the journey is longer than the longest that was asked for.
    """
    origin, target = np.nonzero((batch.seconds >= 0).any(axis=2))
    minutes = batch.seconds[origin, target]
    ids = [
        pa.DictionaryArray.from_arrays(rows.astype(np.int32), pa.array(places.ids, pa.string())).dictionary_decode()
        for rows, places in ((origin + batch.first, origins), (target, destinations))
    ]
    values = [pa.array(np.round(minutes[:, i] / 60, 1), mask=minutes[:, i] < 0) for i in range(len(percentiles))]
    return pa.Table.from_arrays([*ids, *values], names=["from_id", "to_id", *columns(percentiles)])


def write_times(
    batches: Iterable[Batch], file: Path, origins: Points, destinations: Points, percentiles: tuple[float, ...]
) -> int:
    """Write travel times, CSV or by its ending Parquet; return how many pairs are reached. Nothing half done stays."""
    texts = [("from_id", pa.string()), ("to_id", pa.string())]
    schema = pa.schema([*texts, *((name, pa.float64()) for name in columns(percentiles))])
    return write_tables((table(batch, origins, destinations, percentiles) for batch in batches), file, schema)


def write_tables(parts: Iterable[pa.Table], file: Path, schema: pa.Schema) -> int:
    """Write the parts of a table, CSV or by its ending Parquet; return how many rows. Nothing half done stays."""
    rows = 0
    with _writer(file, schema) as write:
        for part in parts:
            write.write_table(part)
            rows += part.num_rows
    return rows


@contextmanager
def _writer(file: Path, schema: pa.Schema) -> Iterator[pacsv.CSVWriter | parquet.ParquetWriter]:
    aside = file.with_name(file.name + ".part")
    try:
        if file.suffix.lower() == ".parquet":
            with parquet.ParquetWriter(aside, schema) as writer:
                yield writer
        else:
            options = pacsv.WriteOptions(quoting_style="needed")
            with pacsv.CSVWriter(aside, schema, write_options=options) as writer:
                yield writer
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
