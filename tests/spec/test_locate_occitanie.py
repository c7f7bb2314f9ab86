"""Occitanie: 105 perimeters whose coordinates were cut to 4 decimals of a degree, which made 32 of them invalid."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from parvis.locate import Grid, membership, overlay_weights, repair


@pytest.fixture(scope="module")
def quarters(data_dir: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(data_dir / "occitanie" / "qp.geojson").rename(columns={"code_qp": "id"})


def test_as_delivered_32_are_invalid_and_each_repair_is_small(quarters: gpd.GeoDataFrame) -> None:
    mended, repairs = repair(quarters)
    invalid = [row for row, valid in enumerate(quarters.is_valid) if not valid]
    assert (len(quarters), len(invalid)) == (105, 32)
    assert [done.row for done in repairs] == invalid
    assert max(done.change for done in repairs) < 2e-4  # QP066006: one small loop
    assert mended.is_valid.all()
    assert set(mended.geom_type) == {"Polygon", "MultiPolygon"}
    assert mended["id"].tolist() == quarters["id"].tolist()


def test_repaired_perimeters_stay_valid_in_lambert_93(quarters: gpd.GeoDataFrame) -> None:
    mended, _ = repair(quarters)
    projected = mended.to_crs(2154)
    assert repair(projected)[1] == ()
    # QP066006 is the one where most depends on the reading; shapely's buffer(0) drops its loop, we keep it.
    as_drawn = quarters.to_crs(2154).set_index("id").area
    assert projected.set_index("id").area.to_numpy() == pytest.approx(as_drawn.to_numpy(), rel=2e-4)


def test_reprojected_first_29_are_invalid_and_repaired_too(quarters: gpd.GeoDataFrame) -> None:
    """Three rings that touched themselves no longer do so after rounding: the area is the same either way."""
    late, repairs = repair(quarters.to_crs(2154))
    early = repair(quarters)[0].to_crs(2154)
    assert len(repairs) == 29
    assert late.area.to_numpy() == pytest.approx(
        early.area.to_numpy(), rel=1e-7
    )  # where they cross, in degrees or metres


def test_each_perimeter_lies_in_the_commune_that_its_producer_names(data_dir: Path, quarters: gpd.GeoDataFrame) -> None:
    communes = gpd.read_file(data_dir / "occitanie" / "communes.geojson")
    communes = repair(communes.rename(columns={"code_commune": "id"}))[0].to_crs(2154)
    members = membership(repair(quarters)[0].to_crs(2154), communes)
    named = quarters.set_index("id")["code_commune"]
    wrong = [zone for zone, found in members.items() if named[zone] not in found]
    assert wrong == []


def test_cells_over_repaired_perimeters_weigh_what_shapely_cuts(quarters: gpd.GeoDataFrame) -> None:
    """Real rings of up to hundreds of vertices, six million metres from the origin, in cells of 50 m."""
    mended, repairs = repair(quarters)
    once_invalid = mended.iloc[[done.row for done in repairs]].to_crs(2154)
    for shape in once_invalid.geometry:
        west, south, east, north = np.floor(np.array(shape.bounds) / 50) * 50
        x, y = (way.ravel() for way in np.meshgrid(np.arange(west, east + 50, 50), np.arange(south, north + 50, 50)))
        grid = Grid(50.0, 2154, x, y, np.arange(len(x)).astype(str))
        weights = overlay_weights(grid, gpd.GeoDataFrame(geometry=[shape], crs=2154)).toarray()[:, 0]
        expected = shapely.area(shapely.intersection(grid.boxes(), shape)) / 2500
        assert np.abs(weights - expected).max() < 1e-9
        assert weights.sum() * 2500 == pytest.approx(shape.area, rel=1e-9)
