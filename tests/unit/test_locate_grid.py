"""Grids: INSPIRE ids read, cells that are not one grid refused."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from parvis.errors import AnalystError, SourceError
from parvis.locate import Grid, side_by_side

ID = "CRS3035RES200mN2891800E3770600"


def test_an_inspire_id_gives_system_size_and_lower_left_corner() -> None:
    grid = Grid.from_inspire_ids([ID, "CRS3035RES200mN2891600E3771000"])
    assert grid.size == 200.0
    assert grid.crs.to_epsg() == 3035
    assert grid.x.tolist() == [3770600.0, 3771000.0]  # east comes last in the id
    assert grid.y.tolist() == [2891800.0, 2891600.0]
    assert grid.ids.tolist() == [ID, "CRS3035RES200mN2891600E3771000"]
    assert len(grid) == 2


def test_cells_become_squares_with_their_id() -> None:
    frame = Grid.from_inspire_ids([ID]).polygons()
    assert frame["id"].tolist() == [ID]
    assert frame.crs.to_epsg() == 3035
    assert shapely.equals(frame.geometry[0], shapely.box(3770600, 2891800, 3770800, 2892000))


def test_overseas_grids_have_their_own_system() -> None:
    assert Grid.from_inspire_ids(["CRS2975RES200mN7650000E330000"]).crs.to_epsg() == 2975


@pytest.mark.parametrize(
    ("ids", "code", "rows"),
    [
        ([ID, "200mN28918E37706", "930100101"], "inspire_id_unreadable", "1, 2"),
        ([ID, ID + " "], "inspire_id_unreadable", "1"),
        ([ID, ID], "inspire_id_twice", "1"),
        ([ID, "CRS3035RES1000mN2891000E3770000"], "inspire_ids_mixed", None),
        ([], "inspire_ids_mixed", None),
        (["CRS9RES200mN0E0"], "crs_unknown", None),
    ],
)
def test_other_ids_are_refused_by_row(ids: list[str], code: str, rows: str | None) -> None:
    with pytest.raises(SourceError) as caught:
        Grid.from_inspire_ids(ids)
    (finding,) = caught.value.findings
    assert finding.code == code
    assert finding.values.get("rows") == rows


@pytest.mark.parametrize(
    ("size", "x", "code"),
    [
        (200.0, [0.0, 300.0], "grid_irregular"),
        (200.0, [0.0, np.nan], "grid_irregular"),
        (200.0, [400.0, 400.0], "grid_cell_twice"),
        (0.0, [0.0, 200.0], "grid_shapes"),
        (200.0, [0.0], "grid_shapes"),
    ],
)
def test_cells_that_are_not_one_grid_are_refused(size: float, x: list[float], code: str) -> None:
    with pytest.raises(AnalystError, match=code):
        Grid(size, 3035, x, [0.0, 0.0], ["a", "b"])


@pytest.mark.parametrize(
    ("crs", "code"), [(None, "layer_crs_missing"), (4326, "layer_crs_not_metric"), (2263, "layer_crs_not_metric")]
)
def test_a_grid_is_measured_in_metres_on_a_plane(crs: int | None, code: str) -> None:
    with pytest.raises(AnalystError, match=code):
        Grid(1.0, crs, [0.0], [0.0], ["a"])


def test_a_grid_may_have_no_cell() -> None:
    assert len(Grid(200.0, 3035, [], [], []).polygons()) == 0


def test_cells_side_by_side_have_a_side_in_common() -> None:
    # Three cells in a row and one above the last; corners that touch are no side.
    ids = [f"CRS3035RES200mN{n}E{e}" for n, e in ((0, 0), (0, 200), (0, 400), (200, 400))]
    pairs = side_by_side(Grid.from_inspire_ids(ids))
    assert sorted(map(sorted, pairs.tolist())) == [[0, 1], [1, 2], [2, 3]]


def test_polygons_side_by_side_are_those_nearest() -> None:
    squares = gpd.GeoDataFrame(geometry=[shapely.box(x, 0, x + 1, 1) for x in (0, 1, 2, 10, 11, 12)], crs=2154)
    pairs = {tuple(pair) for pair in side_by_side(squares).tolist()}
    assert {(0, 1), (1, 2), (3, 4), (4, 5)} <= pairs
    assert (0, 5) not in pairs
    assert side_by_side(squares.iloc[:1]).shape == (0, 2)
