"""Niort: two rasters over the town and three circles, against exactextract 0.3.0 on the same zones.

The expected counts (pixels with a value, by their share inside) and sums were computed with its `exact_extract`.
"""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from parvis.locate import zonal

EXACTEXTRACT = {
    "albedo": (
        [1633229.7416166516, 9210.61439351248, 9211.668423119947, 3337.8508678767394],
        [4670332221.864841, 25375243.14161923, 26658067.33413988, 11483686.83839393],
    ),
    "vegetation": (
        [309914.802451998, 1619.9363764759619, 2355.633604379538, 52.69762223958969],
        [245292688.33454195, 1033553.0737015922, 1010148.0499833811, 31103.972167536616],
    ),
}


@pytest.fixture(scope="module")
def zones(data_dir: Path) -> gpd.GeoDataFrame:
    town = gpd.read_file(data_dir / "niort" / "boundary.geojson")
    points = gpd.GeoSeries(gpd.points_from_xy([-0.4645, -0.4480, -0.4300], [46.3237, 46.3300, 46.3050]), crs=4326)
    circles = points.to_crs(2154).buffer(350).to_crs(4326)
    return gpd.GeoDataFrame(geometry=pd.concat([town.geometry, circles], ignore_index=True), crs=4326)


@pytest.mark.parametrize("name", EXACTEXTRACT)
def test_as_exactextract_has_it(data_dir: Path, zones: gpd.GeoDataFrame, name: str) -> None:
    found = zonal(data_dir / "niort" / f"niort_{name}_precise.tif", zones)
    count, total = EXACTEXTRACT[name]
    assert found["count"].tolist() == pytest.approx(count, rel=1e-8)
    assert found["sum"].tolist() == pytest.approx(total, rel=1e-8)


def test_a_height_of_zero_is_no_missing_tree(data_dir: Path, zones: gpd.GeoDataFrame) -> None:
    # The file marks 0 as missing, so that less than a fifth of the town seems covered, all of it by trees.
    file = data_dir / "niort" / "niort_vegetation_precise.tif"
    as_marked, mended = zonal(file, zones).iloc[0], zonal(file, zones, nodata=-1).iloc[0]
    assert as_marked["coverage"] < 0.2
    assert mended["coverage"] == pytest.approx(1.0, abs=0.003)
    assert mended["sum"] == pytest.approx(as_marked["sum"], rel=1e-12)
