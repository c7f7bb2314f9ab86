"""A town of the Paris suburbs: 200 m cells and neighbourhoods, against values computed elsewhere.

Cells: INSEE, Filosofi 2019. Perimeters: ANCT by APUR, and two study perimeters drawn by the town, with the town's own
table for one of them.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from parvis.locate import (
    Grid,
    area_share,
    assign,
    clip,
    complement,
    coverage,
    membership,
    overlay_weights,
    restrict,
)

BLANQUI = "QP093012"


@pytest.fixture(scope="module")
def cells(data_dir: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(data_dir / "bondy" / "filosofi2019_200m_bondy.gpkg")


@pytest.fixture(scope="module")
def grid(cells: gpd.GeoDataFrame) -> Grid:
    return Grid.from_inspire_ids(cells["idcar_200m"])


@pytest.fixture(scope="module")
def quarters(data_dir: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(data_dir / "bondy" / "qpv2015_bondy_apur.geojson")
    return frame.rename(columns={"C_NQPV": "id", "L_NQPV": "name"}).set_index("id", drop=False)


@pytest.fixture(scope="module")
def commune(data_dir: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(data_dir / "bondy" / "commune_bondy_osm.geojson")
    return frame.rename(columns={"insee": "id", "nom": "name"})


@pytest.fixture(scope="module")
def perimeter(data_dir: Path, commune: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    drawn = gpd.read_file(data_dir / "bondy" / "perimetre_pont_de_bondy.geojson")
    clipped, vanished = clip(drawn[drawn["obs"] == "commissariat"].rename(columns={"obs": "id"}), commune)
    assert vanished == ()
    return clipped


def test_the_grid_is_the_layer(grid: Grid, cells: gpd.GeoDataFrame) -> None:
    apart = shapely.area(shapely.symmetric_difference(grid.boxes(), cells.geometry.to_numpy()))
    assert apart.max() < 1e-3  # of 40,000 m2


def test_residents_of_a_neighbourhood_by_area_weighting(
    grid: Grid, cells: gpd.GeoDataFrame, quarters: gpd.GeoDataFrame
) -> None:
    """4,059.9 persons; each of its 17 cells is cut, so that none of their 10,255.5 residents is certain to be his."""
    weights = overlay_weights(grid, quarters.loc[[BLANQUI]]).toarray().ravel()
    residents = cells["ind"].to_numpy()
    assert weights @ residents == pytest.approx(4059.9, abs=1)
    assert np.count_nonzero(weights) == np.count_nonzero((weights > 0) & (weights < 1)) == 17
    assert residents[weights > 0].sum() == pytest.approx(10_255.5)


def test_a_grid_and_its_layer_of_squares_weigh_the_same(
    grid: Grid, cells: gpd.GeoDataFrame, quarters: gpd.GeoDataFrame
) -> None:
    assert abs(overlay_weights(grid, quarters) - overlay_weights(cells, quarters)).max() < 1e-7


def test_cells_cover_two_neighbourhoods_only_in_part(
    grid: Grid, cells: gpd.GeoDataFrame, quarters: gpd.GeoDataFrame
) -> None:
    expected = pytest.approx([0.53, 0.66, 1.0], abs=0.005)  # QP093014, QP093013, QP093012
    assert coverage(grid, quarters) == expected
    assert coverage(cells, quarters) == expected


def test_the_commune_is_covered_where_nobody_lives_too(
    grid: Grid, quarters: gpd.GeoDataFrame, commune: gpd.GeoDataFrame
) -> None:
    extent = commune.geometry[0]
    covered = coverage(grid, quarters, extent)
    assert (covered >= coverage(grid, quarters) - 1e-9).all()
    assert (covered >= area_share(quarters, commune) - 1e-9).all()
    assert coverage(grid, commune, extent) == pytest.approx([1.0])


def test_residents_of_the_study_perimeter(grid: Grid, cells: gpd.GeoDataFrame, perimeter: gpd.GeoDataFrame) -> None:
    weights = overlay_weights(grid, perimeter)
    assert (weights.T @ cells["ind"].to_numpy())[0] == pytest.approx(4746.76, abs=0.01)


def test_the_towns_own_arithmetic(
    data_dir: Path, grid: Grid, cells: gpd.GeoDataFrame, perimeter: gpd.GeoDataFrame
) -> None:
    """The town measured intersections in Lambert-93 and divided them by a nominal 40,000 m2.

    A cell of the European grid measures 39,994 m2 there. With the cells' real areas our weights give each of the 19
    values of the town's table, which is rounded to 2 decimals: their sum is 4,746.09 with and 4,746.07 without
    rounding. Divided by the real area it would be 4,746.77.
    """
    town = pd.read_csv(data_dir / "bondy" / "reference_prorata_mairie_pont_de_bondy.csv").set_index("idcar_200m")["ind"]
    weights = overlay_weights(grid, perimeter).toarray().ravel()
    in_lambert = grid.polygons().to_crs(2154).area.to_numpy()
    assert in_lambert == pytest.approx(39_994, abs=2)
    ours = pd.Series(weights * in_lambert / 40_000 * cells["ind"].to_numpy(), index=grid.ids)
    assert ours.sum() == pytest.approx(4746.07, abs=0.1)
    assert set(ours[ours > 0].index) == set(town.index)
    assert ours[town.index].to_numpy() == pytest.approx(town.to_numpy(), abs=0.005 + 1e-6)
    assert town.sum() == pytest.approx(4746.09)


def test_the_neighbourhood_lies_in_the_town_and_the_rest_is_its_complement(
    quarters: gpd.GeoDataFrame, commune: gpd.GeoDataFrame
) -> None:
    assert membership(quarters, commune)[BLANQUI] == ("93010",)
    rest, vanished = complement(quarters.loc[[BLANQUI]], commune)
    assert vanished == ()
    inside = area_share(quarters.loc[[BLANQUI]], commune)[0] * quarters.area[BLANQUI]
    assert rest.area[0] + inside == pytest.approx(commune.area[0], rel=1e-9)


def test_hazards_come_with_collections(data_dir: Path, quarters: gpd.GeoDataFrame) -> None:
    hazards = gpd.read_file(data_dir / "bondy" / "plui_servitudes_alea_argile_bruit_cavites.geojson")
    assert "GeometryCollection" in set(hazards.geom_type)
    share, inside = area_share(quarters, hazards), restrict(quarters, hazards)
    assert inside.index.equals(quarters.index)
    assert inside.area.to_numpy() / quarters.area.to_numpy() == pytest.approx(share)
    assert ((share >= 0) & (share <= 1)).all()
    assert share.max() > 0


def test_social_dwellings_located_in_the_neighbourhood(data_dir: Path, quarters: gpd.GeoDataFrame) -> None:
    """1,304 dwellings, the official number of that year (RPLS, priority neighbourhoods)."""
    points = gpd.read_file(data_dir / "bondy" / "rpls2022_logements_sociaux_points.geojson").to_crs(2154)
    here = assign(points, quarters.loc[[BLANQUI]])
    assert (here.T @ points["appartement"].to_numpy(dtype=float)).tolist() == [1304]
