"""Points by the hundred million: read in batches, added up by zone, on one machine or on a cluster.

Each engine gives batches of columns (Arrow) to the same compiled functions and adds what comes back. These are whole
numbers, so that however the rows are divided the results are the same, to the last one.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from warnings import catch_warnings, filterwarnings

import geopandas as gpd
import numpy as np
import pyarrow as pa
from pyproj import CRS, Transformer

from parvis.errors import AnalystError
from parvis.locate.index import Integers, ZoneIndex

Work = Callable[[pa.RecordBatch], Integers]

ROWS = 1 << 19
"""Rows in a batch."""


class Engine(Protocol):
    """Whatever reads columns of Parquet files in batches, has work done on each, and adds up the whole numbers."""

    def add_up(self, files: str | Path, columns: Sequence[str], work: Work) -> Integers:
        """Return the sum of what the work returns for each batch."""


@dataclass(frozen=True)
class Embedded:
    """Our own machine: threads that work on batches as they are read, with at most two batches each."""

    threads: int = 2

    def add_up(self, files: str | Path, columns: Sequence[str], work: Work) -> Integers:
        """Return the sum of what the work returns for each batch."""
        done: deque[Future[Integers]] = deque()
        total: Any = 0
        with ThreadPoolExecutor(self.threads) as pool:
            for batch in _batches(files, columns):
                if len(done) == 2 * self.threads:
                    total = total + done.popleft().result()
                done.append(pool.submit(work, batch))
            total = sum((each.result() for each in done), start=total)
        return np.asarray(total)


def _batches(files: str | Path, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of Parquet files, one group of a file's rows in memory at a time: a scanner reads far ahead."""
    from pyarrow import dataset, parquet

    for name in dataset.dataset(files).files:
        with parquet.ParquetFile(name) as file:
            for group in range(file.num_row_groups):
                yield from file.read_row_group(group, columns=list(columns)).to_batches(max_chunksize=ROWS)


@dataclass(frozen=True)
class Spark:
    """A cluster of Apache Spark, by its master's address, or `local[2]`: needs `parvis[spark]` and a Java runtime.

    Parvis must be installed where its workers run, and the files be where they can read them.
    """

    master: str = "local[2]"

    def session(self) -> Any:
        """Return the session, made if there is none yet."""
        from pyspark.sql import SparkSession

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        made = SparkSession.builder.master(self.master).appName("parvis").config("spark.ui.enabled", "false")
        made = made.config("spark.ui.showConsoleProgress", "false")
        made = made.config("spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS))
        return made.getOrCreate()

    def add_up(self, files: str | Path, columns: Sequence[str], work: Work) -> Integers:
        """Return the sum of what the work returns for each batch."""
        session = self.session()
        shared = session.sparkContext.broadcast(work)
        rows = session.read.parquet(str(files)).select(*columns)
        with catch_warnings():  # of the newest pandas, through which nothing goes here
            filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            parts = rows.mapInArrow(partial(_partial_sums, shared), "shape string, sums binary").toArrow()
        return np.asarray(sum(_read(part) for part in parts.to_pylist()))


def _partial_sums(shared: Any, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield one row with the sums of a worker's part of the rows; none where it has no rows."""
    sums = [shared.value(batch) for batch in batches]
    if sums:
        total = np.sum(sums, axis=0, dtype=np.int64)
        yield pa.RecordBatch.from_pydict({"shape": [",".join(map(str, total.shape))], "sums": [total.tobytes()]})


def _read(part: dict[str, Any]) -> Integers:
    sums: Integers = np.frombuffer(part["sums"], dtype=np.int64)
    return sums.reshape([int(length) for length in part["shape"].split(",")])


@dataclass(frozen=True)
class _Counted:
    """The work: points of a batch added up in the zones of an index; it travels to the workers."""

    index: ZoneIndex
    x: str
    y: str
    values: tuple[str, ...]
    crs: str | None

    def __call__(self, batch: pa.RecordBatch) -> Integers:
        x, y = (batch.column(name).to_numpy(zero_copy_only=False).astype(np.float64) for name in (self.x, self.y))
        if self.crs is not None:
            x, y = Transformer.from_crs(CRS.from_wkt(self.crs), self.index.crs, always_xy=True).transform(x, y)
        columns = [batch.column(name) for name in self.values]
        if any(column.null_count for column in columns):
            raise AnalystError.of("values_not_whole", type="null")
        values = np.column_stack([column.to_numpy(zero_copy_only=False) for column in columns]) if columns else ()
        return np.concatenate(self.index.tally(x, y, values))


def tally_files(
    files: str | Path,
    zonings: Sequence[gpd.GeoDataFrame],
    *,
    x: str = "x",
    y: str = "y",
    values: Sequence[str] = (),
    crs: Any = None,
    near: float = 0.0,
    engine: Engine | None = None,
) -> list[Integers]:
    """Return for each zoning (n_zones, 1 + k): the points of Parquet files that each zone holds, and sums of values.

    `files` is a file or a folder; `x` and `y` name its columns of coordinates in `crs` (as the first zoning's unless
    given), `values` k columns of whole numbers. Rows without coordinates lie in no zone. Memory does not grow with
    the files. `near` and what is raised: see `ZoneIndex`; AnalystError for values that are missing or not whole.
    """
    index = ZoneIndex(zonings, near=near)
    own = None if crs is None or CRS.from_user_input(crs) == index.crs else CRS.from_user_input(crs).to_wkt()
    work = _Counted(index, x, y, tuple(values), own)
    sums = (engine or Embedded()).add_up(files, [x, y, *values], work)
    if not sums.shape:  # not one row
        sums = np.zeros((index.ends[-1], 1 + len(values)), dtype=np.int64)
    return np.split(sums, index.ends[:-1])
