"""Statistics of pixels over zones: by hand on a small raster, then by laws."""

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
import shapely.affinity
from rasterio.transform import Affine, from_origin

from parvis.errors import AnalystError
from parvis.locate import Grid, zonal

CRS = "EPSG:2154"
CORNER = (650_000.0, 6_860_000.0)


def raster(file: Path, values: np.ndarray, transform: Affine | None = None, **profile: object) -> Path:
    """Write one band, 10 m pixels from a corner unless said otherwise, and return its file."""
    said = {"crs": CRS, "nodata": -1, "dtype": values.dtype, "driver": "GTiff", "count": 1, **profile}
    scale = said.pop("scale", None)
    height, width = values.shape
    placed = transform or from_origin(*CORNER, 10, 10)
    with rasterio.open(file, "w", height=height, width=width, transform=placed, **said) as out:
        out.write(values, 1)
        if scale:
            out.scales, out.offsets = (scale[0],), (scale[1],)
    return file


def zones(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return zones given in metres from the upper left corner of the raster, y downwards."""
    moved = shapely.transform(list(shapes), lambda xy: np.column_stack([CORNER[0] + xy[:, 0], CORNER[1] - xy[:, 1]]))
    return gpd.GeoDataFrame(geometry=moved, crs=CRS)


def test_by_hand(tmp_path: Path) -> None:
    file = raster(tmp_path / "a.tif", np.array([[1.0, 2.0], [4.0, -1.0]]))
    # 15 m x 15 m from the corner: the pixels lie inside by 1, 1/2, 1/2, 1/4, and the last has no value.
    found = zonal(file, zones(shapely.box(0, 0, 15, 15)), above=1.5).iloc[0]
    assert found["count"] == pytest.approx(2.0)
    assert found["sum"] == pytest.approx(1.0 + 1.0 + 2.0)
    assert found["mean"] == pytest.approx(2.0)
    assert found["coverage"] == pytest.approx(200 / 225)
    assert found["share"] == pytest.approx(0.5)


def test_classes_and_scale(tmp_path: Path) -> None:
    values = np.array([[1, 2], [3, 255]], dtype="uint8")
    file = raster(tmp_path / "a.tif", values, nodata=255, scale=(0.5, 10.0))
    found = zonal(file, zones(shapely.box(0, 0, 20, 20)), classes=(10.5, 11.5)).iloc[0]
    assert found["mean"] == pytest.approx(11.0)  # 10.5, 11, 11.5
    assert found["share"] == pytest.approx(2 / 3)


def test_outside_and_not_a_number_are_not_covered(tmp_path: Path) -> None:
    file = raster(tmp_path / "a.tif", np.array([[1.0, np.nan]]))
    found = zonal(file, zones(shapely.box(0, 0, 20, 10), shapely.box(50, 0, 60, 10)))
    assert found["coverage"].tolist() == pytest.approx([0.5, 0.0])
    assert found["mean"].iloc[0] == 1.0
    assert found[["sum", "mean"]].iloc[1].isna().all()
    assert found["count"].iloc[1] == 0.0


def test_a_raster_without_crs_needs_one(tmp_path: Path) -> None:
    file = raster(tmp_path / "a.tif", np.ones((2, 2)), crs=None)
    zone = zones(shapely.box(0, 0, 20, 20))
    with pytest.raises(AnalystError, match="layer_crs_missing"):
        zonal(file, zone)
    assert zonal(file, zone, crs=CRS)["mean"].iloc[0] == 1.0


SHAPE = shapely.Point(1010, 930).buffer(770, quad_segs=97).difference(shapely.Point(900, 800).buffer(203))


def _field(rng: np.random.Generator, shape: tuple[int, int] = (190, 230)) -> np.ndarray:
    values = rng.uniform(0, 100, shape)
    values[rng.uniform(size=shape) < 0.1] = -1
    return values


@pytest.mark.parametrize("layout", [{}, {"tiled": True, "blockxsize": 16, "blockysize": 32}, {"blockysize": 7}])
def test_the_blocks_of_the_file_do_not_matter(tmp_path: Path, layout: dict[str, object]) -> None:
    values = _field(np.random.default_rng(3))
    found = zonal(raster(tmp_path / "a.tif", values, **layout), zones(SHAPE), above=40.0).iloc[0]
    # An oracle of another kind: every pixel a polygon of its own.
    rows, columns = np.indices(values.shape)
    pixels = shapely.box(10 * columns, 10 * rows, 10 * columns + 10, 10 * rows + 10)
    shares = np.where(values >= 0, shapely.area(shapely.intersection(pixels, SHAPE)) / 100, 0)
    assert found["count"] == pytest.approx(shares.sum(), rel=1e-12)
    assert found["sum"] == pytest.approx((shares * values).sum(), rel=1e-12)
    assert found["share"] == pytest.approx(shares[values > 40].sum() / shares.sum(), rel=1e-12)
    assert found["coverage"] == pytest.approx(100 * shares.sum() / SHAPE.area, rel=1e-12)


def test_a_constant_gives_itself_and_parts_add_up(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    flat = raster(tmp_path / "flat.tif", np.full((190, 230), 7.25))
    assert zonal(flat, zones(SHAPE))["mean"].iloc[0] == pytest.approx(7.25, rel=1e-12)
    file = raster(tmp_path / "a.tif", _field(rng))
    sides = [-100, 333.3, 1010.7, 1500, 3000]
    parts = [shapely.intersection(SHAPE, shapely.box(a, 0, b, 3000)) for a, b in pairwise(sides)]
    pieces, whole = zonal(file, zones(*parts), above=40.0), zonal(file, zones(SHAPE), above=40.0).iloc[0]
    for column in ("count", "sum"):
        assert pieces[column].sum() == pytest.approx(whole[column], rel=1e-10)


def test_a_rotated_raster(tmp_path: Path) -> None:
    values = _field(np.random.default_rng(7), (60, 80))
    turned = from_origin(*CORNER, 10, 10) @ Affine.rotation(30) @ Affine.shear(5)
    a, b, c, d, e, f = turned[:6]
    shape = shapely.affinity.affine_transform(shapely.Point(41, 29).buffer(23, quad_segs=9), (a, b, d, e, c, f))
    found = zonal(raster(tmp_path / "turned.tif", values, turned), gpd.GeoDataFrame(geometry=[shape], crs=CRS))
    straight = zonal(raster(tmp_path / "straight.tif", values), zones(shapely.Point(410, 290).buffer(230, quad_segs=9)))
    assert found.iloc[0].tolist() == pytest.approx(straight.iloc[0].tolist(), rel=1e-9)


def test_a_mean_weighted_by_another_raster_by_hand(tmp_path: Path) -> None:
    heat = raster(tmp_path / "heat.tif", np.array([[30.0, 40.0], [20.0, -1.0]]), scale=(2.0, 1.0))
    people = raster(tmp_path / "people.tif", np.array([[3.0, 1.0], [-1.0, 9.0]]))
    found = zonal(heat, zones(shapely.box(0, 0, 15, 20)), weights=people).iloc[0]
    # Weights inside: 3 and half of 1; one pixel has none, one no heat. Values are 2 v + 1.
    assert found["weighted_mean"] == pytest.approx(2 * (3 * 30 + 0.5 * 40) / 3.5 + 1)
    assert found["mean"] == pytest.approx(2 * (30 + 0.5 * 40 + 20) / 2.5 + 1)


def test_weights_may_be_a_grid_of_other_cells(tmp_path: Path) -> None:
    values = _field(np.random.default_rng(11), (40, 40))
    heat = raster(tmp_path / "heat.tif", values)
    # Four cells of 200 m over the raster's 400 m, one of them not listed: lower left, lower right, upper right.
    x, y = CORNER[0] + np.array([0, 200, 200]), CORNER[1] - 400 + np.array([0, 0, 200])
    grid = Grid(200.0, CRS, x, y, np.array(["a", "b", "c"], dtype=object))
    found = zonal(heat, zones(shapely.box(0, 0, 400, 400)), weights=(grid, [5, 0, 2]))["weighted_mean"].iloc[0]
    weight = np.zeros((40, 40))
    weight[20:, :20], weight[:20, 20:] = 5, 2
    known = np.where(values >= 0, weight, 0)
    assert found == pytest.approx((known * values).sum() / known.sum(), rel=1e-12)


@pytest.mark.parametrize("kind", ["float32", "float64", "int16"])
def test_quantiles_are_those_of_all_values_sorted(tmp_path: Path, kind: str) -> None:
    values = _field(np.random.default_rng(13))
    values[values >= 0] -= 50 if kind != "int16" else 0
    stored = np.where(values == -1, -99, values).astype(kind)
    asked = (0.0, 0.1, 0.5, 0.93, 1.0)
    file = raster(tmp_path / "a.tif", stored, nodata=-99)
    found = zonal(file, zones(SHAPE, shapely.box(-90, -90, -80, -80)), quantiles=asked)
    rows, columns = np.indices(values.shape)
    pixels = shapely.box(10 * columns, 10 * rows, 10 * columns + 10, 10 * rows + 10)
    shares = np.where(stored != -99, shapely.area(shapely.intersection(pixels, SHAPE)) / 100, 0)
    inside = shares > 1e-11
    expected = np.quantile(stored[inside], asked, method="inverted_cdf", weights=shares[inside])
    assert found.iloc[0][[f"q{100 * q:g}" for q in asked]].tolist() == expected.tolist()
    assert found["q50"].isna().tolist() == [False, True]


def test_refining_pixels_changes_nothing(tmp_path: Path) -> None:
    values = _field(np.random.default_rng(17), (50, 60))
    coarse = raster(tmp_path / "coarse.tif", values, from_origin(*CORNER, 30, 30))
    fine = raster(tmp_path / "fine.tif", np.kron(values, np.ones((3, 3))))
    one, other = (zonal(file, zones(SHAPE), above=40.0, quantiles=(0.5,)).iloc[0] for file in (coarse, fine))
    assert other["count"] == pytest.approx(9 * one["count"], rel=1e-10)
    assert other[["mean", "share", "coverage", "q50"]].tolist() == pytest.approx(
        one[["mean", "share", "coverage", "q50"]].tolist(), rel=1e-10
    )
