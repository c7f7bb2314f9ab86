"""Points of files added up on one machine and on a (local) cluster: the same whole numbers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import parvis
from parvis.errors import AnalystError, OperatorError
from parvis.locate import Embedded, Spark, ZoneIndex, assign_files, tally_files, write_points

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"


def zones(rng: np.random.Generator, count: int) -> gpd.GeoDataFrame:
    centres = shapely.points(rng.uniform(0, 100, (count, 2)))
    return gpd.GeoDataFrame(geometry=shapely.buffer(centres, rng.uniform(5, 30, count)), crs=2154)


RNG = np.random.default_rng(8)
ZONINGS = [zones(RNG, 5), zones(RNG, 3)]
X, Y = RNG.integers(0, 200, (2, 4000)) / 2
VALUES = RNG.integers(-5, 2**45, (4000, 2))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three files, one of them empty, with rows without coordinates."""
    made = tmp_path_factory.mktemp("points")
    x = pa.array([*X, None, 1.0])
    table = pa.table({"y": [*Y, 1.0, None], "x": x, "a": [*VALUES[:, 0], 7, 7], "b": [*VALUES[:, 1], 7, 7]})
    for name, part in {"1": table[:1500], "2": table[1500:], "3": table[:0]}.items():
        pq.write_table(part, made / f"{name}.parquet", row_group_size=400)
    return made


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs a Java runtime")
    engine = Spark("local[2]")
    yield engine
    engine.session().stop()


def expected() -> list[list[list[int]]]:
    return [sums.tolist() for sums in ZoneIndex(ZONINGS).tally(X, Y, VALUES)]


def told(files: Path, engine: Embedded | Spark) -> list[list[list[int]]]:
    return [sums.tolist() for sums in tally_files(files, ZONINGS, values=("a", "b"), engine=engine)]


@pytest.mark.parametrize("threads", [1, 3])
def test_files_give_what_arrays_give(folder: Path, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.locate.engines.ROWS", 130)
    assert told(folder, Embedded(threads)) == expected()


def test_spark_gives_the_same_to_the_last_integer(folder: Path, spark: Spark) -> None:
    assert told(folder, spark) == expected()


def pairs(files: Path, engine: Embedded | Spark, near: float = 0.0) -> list[list[list[int]]]:
    return [np.transpose(found).tolist() for found in assign_files(files, ZONINGS, near=near, engine=engine)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Points in two parts, as a build hands them over."""
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(X, Y), crs=2154)
    file = tmp_path_factory.mktemp("written") / "points.parquet"
    assert write_points([points[:3000], points[3000:]], file, 2154) == 4000
    return file


@pytest.mark.parametrize("near", [0.0, 2.5])
def test_files_are_assigned_as_points_are(written: Path, near: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.locate.engines.ROWS", 130)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(X, Y), crs=2154)
    expected = [np.argwhere(held.toarray()).tolist() for held in ZoneIndex(ZONINGS, near=near).assign(points)]
    assert pairs(written, Embedded(2), near) == expected


def test_spark_finds_the_same_zones(written: Path, spark: Spark) -> None:
    assert pairs(written, spark) == pairs(written, Embedded(1))


def small_town(tmp_path: Path, engine: str) -> Path:
    """Return a town whose doctors are located by an engine."""
    town = Path(shutil.copytree(BASE, tmp_path / "bourg"))
    with (town / "territory.yml").open("a") as file:
        file.write(f"engine: {engine}\n")
    return town


def test_a_folder_chooses_with_one_line(tmp_path: Path, spark: Spark) -> None:
    town = small_town(tmp_path, spark.master)
    assert parvis.open(town).build().fresh
    located = parvis.open(town).figures().frame
    assert not list((town / ".parvis").glob("points-*"))
    (town / "territory.yml").write_text((BASE / "territory.yml").read_text())
    parvis.open(town).build()
    own = parvis.open(town).figures().frame
    columns = [name for name in own if name not in ("evidence", "release")]  # ids of the inputs, of which one changed
    assert "doctors" in set(own["indicator"])
    assert located[columns].equals(own[columns])


@pytest.mark.parametrize(("missing", "code"), [("find_spec", "spark_missing"), ("which", "java_missing")])
def test_a_folder_is_told_what_its_engine_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, code: str
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("parvis.locate.engines.find_spec", lambda _: True)
    monkeypatch.setattr(f"parvis.locate.engines.{missing}", lambda _: None)
    town = small_town(tmp_path, "spark://master:7077")
    line = len((BASE / "territory.yml").read_text().splitlines()) + 1
    with pytest.raises(OperatorError) as raised:
        parvis.open(town).check()
    assert [(finding.code, str(finding.where)) for finding in raised.value.findings] == [
        (code, f"territory.yml:{line}:9")
    ]


def test_points_in_another_system(tmp_path: Path) -> None:
    town = gpd.GeoDataFrame(geometry=[shapely.box(662_000, 6_866_000, 662_300, 6_868_000)], crs=2154)
    pq.write_table(pa.table({"lon": [2.4833, 2.4900], "lat": [48.9022, 48.9022]}), tmp_path / "a.parquet")
    # The town hall of Bondy: about 662,130 east in Lambert-93; the other point lies 490 m further.
    assert tally_files(tmp_path / "a.parquet", [town], x="lon", y="lat", crs=4326)[0].tolist() == [[1]]


def test_no_rows_and_missing_values(tmp_path: Path) -> None:
    empty = pa.table({"x": pa.array([], pa.float64()), "y": pa.array([], pa.float64())})
    pq.write_table(empty, tmp_path / "a.parquet")
    assert tally_files(tmp_path / "a.parquet", ZONINGS)[1].tolist() == [[0]] * 3
    pq.write_table(pa.table({"x": [1.0], "y": [1.0], "v": pa.array([None], pa.int64())}), tmp_path / "b.parquet")
    with pytest.raises(AnalystError, match="values_not_whole"):
        tally_files(tmp_path / "b.parquet", ZONINGS, values=("v",))
