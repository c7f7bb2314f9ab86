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
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any, Protocol, TypeVar
from warnings import catch_warnings, filterwarnings

import geopandas as gpd
import numpy as np
import pyarrow as pa
from pyproj import CRS, Transformer

from parvis.errors import AnalystError, OperatorError
from parvis.locate.index import Integers, Pairs, ZoneIndex, coordinates
from parvis.locate.shapes import Floats

T = TypeVar("T")
Work = Callable[[pa.RecordBatch], Integers]
Search = Callable[[pa.RecordBatch], pa.RecordBatch]

ROWS = 1 << 19
"""Rows in a batch."""
SILENT = Path(__file__).with_name("spark-log.properties")
FOUND = pa.schema([("row", pa.int64()), ("zone", pa.int64())])
"""What a search returns: a row's number and that of a zone that holds it."""


class Engine(Protocol):
    """Whatever reads columns of Parquet files in batches and has work done on each."""

    def add_up(self, files: str | Path, columns: Sequence[str], work: Work) -> Integers:
        """Return the sum of what the work returns for each batch."""

    def gather(self, files: str | Path, columns: Sequence[str], search: Search) -> pa.Table:
        """Return all that is found in the batches, in no order, of schema `FOUND`."""


@dataclass(frozen=True)
class Embedded:
    """Our own machine: threads that work on batches as they are read, with at most two batches each."""

    threads: int = 2

    def add_up(self, files: str | Path, columns: Sequence[str], work: Work) -> Integers:
        """Return the sum of what the work returns for each batch."""
        return np.asarray(sum(self._each(files, columns, work)))

    def gather(self, files: str | Path, columns: Sequence[str], search: Search) -> pa.Table:
        """Return all that is found in the batches, of schema `FOUND`."""
        return pa.Table.from_batches(self._each(files, columns, search), FOUND)

    def _each(self, files: str | Path, columns: Sequence[str], work: Callable[[pa.RecordBatch], T]) -> Iterator[T]:
        done: deque[Future[T]] = deque()
        with ThreadPoolExecutor(self.threads) as pool:
            for batch in _batches(files, columns):
                if len(done) == 2 * self.threads:
                    yield done.popleft().result()
                done.append(pool.submit(work, batch))
            yield from (each.result() for each in done)


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

    def require(self) -> None:
        """Raise OperatorError unless pyspark and a Java runtime are there."""
        if find_spec("pyspark") is None:
            raise OperatorError.of("spark_missing", master=self.master)
        if "JAVA_HOME" not in os.environ and which("java") is None:
            raise OperatorError.of("java_missing", master=self.master)

    def session(self) -> Any:
        """Return the session, made if there is none yet; raise OperatorError where there can be none."""
        self.require()
        from pyspark.sql import SparkSession

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        made = SparkSession.builder.master(self.master).appName("parvis").config("spark.ui.enabled", "false")
        made = made.config("spark.ui.showConsoleProgress", "false")
        made = made.config("spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS))
        if "SPARK_CONF_DIR" not in os.environ:
            made = made.config("spark.driver.extraJavaOptions", f"-Dlog4j2.configurationFile={SILENT.as_uri()}")
        with _refusals(self.master):
            return made.getOrCreate()

    def add_up(self, files: str | Path, columns: Sequence[str], work: Work) -> Integers:
        """Return the sum of what the work returns for each batch."""
        parts = self._mapped(files, columns, _partial_sums, work, "shape string, sums binary")
        return np.asarray(sum(_read(part) for part in parts.to_pylist()))

    def gather(self, files: str | Path, columns: Sequence[str], search: Search) -> pa.Table:
        """Return all that is found in the batches, of schema `FOUND`."""
        found = self._mapped(files, columns, _searched, search, "row long, zone long")
        return found.cast(FOUND)

    def _mapped(self, files: str | Path, columns: Sequence[str], way: Callable[..., Any], work: Any, to: str) -> Any:
        """Return as an Arrow table what a way of working makes of the batches, on the workers."""
        session = self.session()
        with _refusals(self.master):
            shared = session.sparkContext.broadcast(work)
            rows = session.read.parquet(str(files)).select(*columns)
            return rows.mapInArrow(partial(way, shared), to).toArrow()


@contextmanager
def _refusals(master: str) -> Iterator[None]:
    """Turn what Spark refuses into what the operator must do."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        with catch_warnings():  # of the newest pandas, through which nothing goes here
            filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            yield
    except (PySparkException, Py4JError) as error:
        raise OperatorError.of("spark_refused", master=master) from error


def _searched(shared: Any, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield what is found in each batch of a worker's part of the rows."""
    yield from (shared.value(batch) for batch in batches)


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
class _Placed:
    """An index of zones, and the columns in which coordinates stand; it travels to the workers."""

    index: ZoneIndex
    x: str
    y: str
    crs: str | None

    @classmethod
    def of(cls, index: ZoneIndex, x: str, y: str, crs: Any) -> _Placed:
        own = None if crs is None or CRS.from_user_input(crs) == index.crs else CRS.from_user_input(crs).to_wkt()
        return cls(index, x, y, own)

    def coordinates(self, batch: pa.RecordBatch) -> tuple[Floats, Floats]:
        """Return x and y of a batch in the CRS of the index, NaN where a row has none."""
        x, y = (batch.column(name).to_numpy(zero_copy_only=False).astype(np.float64) for name in (self.x, self.y))
        if self.crs is not None:
            x, y = Transformer.from_crs(CRS.from_wkt(self.crs), self.index.crs, always_xy=True).transform(x, y)
        return x, y


@dataclass(frozen=True)
class _Counted:
    """The work: points of a batch added up in the zones of an index."""

    placed: _Placed
    values: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Integers:
        columns = [batch.column(name) for name in self.values]
        if any(column.null_count for column in columns):
            raise AnalystError.of("values_not_whole", type="null")
        values = np.column_stack([column.to_numpy(zero_copy_only=False) for column in columns]) if columns else ()
        return np.concatenate(self.placed.index.tally(*self.placed.coordinates(batch), values))


@dataclass(frozen=True)
class _Found:
    """The search: which zones of an index hold each point of a batch."""

    placed: _Placed
    row: str

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        point, zone = self.placed.index.pairs(*self.placed.coordinates(batch))
        rows = batch.column(self.row).to_numpy(zero_copy_only=False)[point]
        return pa.RecordBatch.from_arrays([pa.array(rows), pa.array(zone)], schema=FOUND)


def write_points(parts: Iterable[gpd.GeoDataFrame], file: Path, crs: Any) -> int:
    """Write points, a frame after the other, to a Parquet file of `row` (from 0), `x` and `y` in a CRS.

    Returns how many there are; raises SourceError as `ZoneIndex.assign` does.
    """
    from pyarrow import parquet

    schema = pa.schema([("row", pa.int64()), ("x", pa.float64()), ("y", pa.float64())])
    count = 0
    with parquet.ParquetWriter(file, schema) as out:
        for part in parts:
            x, y = coordinates(part, CRS.from_user_input(crs))
            out.write_table(pa.table([np.arange(count, count + len(x)), x, y], schema=schema))
            count += len(x)
    return count


def assign_files(
    files: str | Path,
    zonings: Sequence[gpd.GeoDataFrame],
    *,
    row: str = "row",
    x: str = "x",
    y: str = "y",
    crs: Any = None,
    near: float = 0.0,
    engine: Engine | None = None,
) -> list[Pairs]:
    """Return for each zoning (row, zone): the numbers of the rows of Parquet files and of the zones that hold them.

    `row` names the column of the rows' own numbers, for an engine reads them in no order; pairs are sorted by it, then
    by zone. Otherwise as `tally_files`.
    """
    index = ZoneIndex(zonings, near=near)
    search = _Found(_Placed.of(index, x, y, crs), row)
    found = (engine or Embedded()).gather(files, [row, x, y], search)
    rows, zones = (found.column(name).to_numpy() for name in FOUND.names)
    order = np.lexsort((zones, rows))
    rows, zones = rows[order], zones[order]
    of = np.searchsorted(index.ends, zones, side="right")
    begins = index.ends - np.diff(index.ends, prepend=0)
    return [(rows[of == n], zones[of == n] - begin) for n, begin in enumerate(begins)]


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
    work = _Counted(_Placed.of(index, x, y, crs), tuple(values))
    sums = (engine or Embedded()).add_up(files, [x, y, *values], work)
    if not sums.shape:  # not one row
        sums = np.zeros((index.ends[-1], 1 + len(values)), dtype=np.int64)
    return np.split(sums, index.ends[:-1])
