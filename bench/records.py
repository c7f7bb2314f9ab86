"""Many points in several zonings at once, on one machine and on a cluster of one."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.areas import CELL, CRS, SEED, star_polygons
from bench.case import Case, Floats, Way, Work

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import pyarrow as pa

ZONINGS = 3
FILES = 4


@dataclass(frozen=True)
class Records:
    """Points with a whole value each, and zonings over them."""

    x: Floats
    y: Floats
    value: np.ndarray
    zonings: list[gpd.GeoDataFrame]

    def zones(self) -> gpd.GeoDataFrame:
        """Return the zones of all zonings, numbered from 0."""
        import pandas as pd

        zones = pd.concat(self.zonings, ignore_index=True)
        return zones.assign(id=np.arange(len(zones)))

    def table(self) -> pa.Table:
        import pyarrow as pa

        return pa.table({"x": self.x, "y": self.y, "v": self.value})


def make_records(points: int, polygons: int) -> Records:
    rng = np.random.default_rng(SEED)
    side = CELL * 1000
    x, y = rng.uniform(0, side, (2, points))
    zonings = [star_polygons(rng, polygons, side, side) for _ in range(ZONINGS)]
    return Records(x, y, rng.integers(0, 9, points), zonings)


def by_index(threads: int) -> Way:
    def ready(data: Records) -> Work:
        from parvis.locate import ZoneIndex

        def work() -> Floats:
            sums = ZoneIndex(data.zonings).tally(data.x, data.y, data.value, threads=threads)
            return np.concatenate(sums)[:, 1].astype(np.float64)

        return work

    return Way("parvis", ready)


def by_sedona(data: Records) -> Work:
    import sedonadb

    session = sedonadb.connect()
    session.create_data_frame(data.zones()).to_view("zones")
    session.create_data_frame(data.table()).to_view("columns")
    points = session.sql(f"SELECT v, ST_SetSRID(ST_Point(x, y), {CRS.partition(':')[2]}) AS place FROM columns")
    points.to_memtable().to_view("points")
    query = "SELECT id, sum(v) AS s FROM points JOIN zones ON ST_Contains(geometry, place) GROUP BY id"
    return lambda: _by_zone(session.sql(query).to_pandas(), len(data.zones()))


def by_duckdb(data: Records) -> Work:
    import duckdb
    import duckdb_extension_spatial

    session = duckdb.connect(config={"allow_unsigned_extensions": True})
    folder = Path(duckdb_extension_spatial.__file__).parent
    session.load_extension(str(next(folder.rglob("*.duckdb_extension"))))
    zones, columns = data.zones(), data.table()
    session.register("drawn", zones.assign(wkb=zones.geometry.to_wkb())[["id", "wkb"]])
    session.register("columns", columns)
    session.execute("CREATE TABLE zones AS SELECT id, ST_GeomFromWKB(wkb) AS geometry FROM drawn")
    session.execute("CREATE TABLE points AS SELECT ST_Point(x, y) AS place, v FROM columns")
    query = "SELECT id, sum(v) AS s FROM points JOIN zones ON ST_Contains(geometry, place) GROUP BY id"
    return lambda: _by_zone(session.execute(query).df(), len(zones))


def _by_zone(found: pd.DataFrame, zones: int) -> Floats:
    return np.bincount(found["id"], found["s"].astype(float), zones)


def by_engine(name: str, package: str) -> Way:
    def ready(data: Records) -> Work:
        import pyarrow.parquet as pq

        from parvis.locate import Embedded, Spark, tally_files

        folder = Path(tempfile.mkdtemp())
        each = -(-len(data.x) // FILES)
        for part in range(FILES):
            pq.write_table(data.table().slice(part * each, each), folder / f"{part}.parquet")
        engine = {"embedded": Embedded(2), "spark": Spark("local[2]")}[name]

        def work() -> Floats:
            sums = tally_files(folder, data.zonings, values=("v",), engine=engine)
            return np.concatenate(sums)[:, 1].astype(np.float64)

        work()  # warm: the session, its workers, compiled code
        return work

    return Way(package, ready)


CASES = {
    "records": Case(
        "Points counted and their values summed in three overlapping zonings at once",
        {"points": 1_000_000, "polygons": 1_500},
        make_records,
        {
            "Parvis `ZoneIndex`, made and asked, 1 thread": by_index(1),
            "Parvis `ZoneIndex`, made and asked, 2 threads": by_index(2),
            "SedonaDB join, points ready, its threads": Way("sedonadb", by_sedona),
            "DuckDB spatial join, points ready, its threads": Way("duckdb", by_duckdb),
        },
    ),
    **{
        f"engines_{millions}": Case(
            "The same from Parquet files, on one machine and on Spark",
            {"points": millions * 1_000_000, "polygons": 1_500},
            make_records,
            {
                "Parvis `Embedded`, 2 threads": by_engine("embedded", "parvis"),
                "Parvis `Spark`, local[2], warm": by_engine("spark", "pyspark"),
            },
        )
        for millions in (1, 3, 10)
    },
}
