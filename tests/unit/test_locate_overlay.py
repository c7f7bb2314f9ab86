"""Overlay weights on figures that can be computed by hand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from parvis.errors import AnalystError
from parvis.locate import Grid, overlay_weights


def frame(*shapes: shapely.Geometry | None, crs: object = 2154) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def grid(columns: int, rows: int, size: float = 1.0, x: float = 0.0, y: float = 0.0) -> Grid:
    j, i = np.divmod(np.arange(columns * rows), columns)
    return Grid(size, 2154, x + i * size, y + j * size, np.array([f"{a},{b}" for a, b in zip(i, j, strict=True)]))


BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])


def test_weights_are_shares_of_the_units_area() -> None:
    triangle = Polygon([(0, 0), (2, 0), (0, 2)])
    weights = overlay_weights(grid(2, 2), frame(triangle, box(0.5, 0.5, 2, 1)))
    assert weights.shape == (4, 2)
    assert weights.toarray() == pytest.approx(np.array([[1.0, 0.25], [0.5, 0.5], [0.5, 0], [0, 0]]))


def test_a_frame_of_squares_weighs_as_its_grid() -> None:
    cells, targets = grid(3, 3), frame(Polygon([(0.1, 0.2), (2.9, 0.7), (1.3, 2.8)]))
    assert (overlay_weights(cells, targets) != overlay_weights(cells.polygons(), targets)).nnz == 0


def test_units_wholly_inside_weigh_exactly_one_and_touching_ones_are_not_stored() -> None:
    weights = overlay_weights(grid(4, 4, 0.1, 0.3, 0.7), frame(box(0.3, 0.7, 0.5, 2.0)))
    assert weights.data.tolist() == [1.0] * 8


def test_holes_and_parts_count() -> None:
    ring = Polygon(box(0, 0, 2, 2).exterior, [box(0.5, 0.5, 1.5, 1.5).exterior])
    weights = overlay_weights(grid(3, 2), frame(MultiPolygon([ring, box(2.5, 0, 3, 1)])))
    assert weights.toarray().ravel() == pytest.approx([0.75, 0.75, 0.5, 0.75, 0.75, 0])


def test_cells_that_touch_at_a_corner_share_nothing() -> None:
    assert overlay_weights(frame(box(0, 0, 1, 1)), frame(box(1, 1, 2, 2))).nnz == 0


def test_a_sliver_weighs_its_area() -> None:
    sliver = Polygon([(7e6, 7e6), (7e6 + 200, 7e6 + 1e-3), (7e6 + 200, 7e6)])
    weights = overlay_weights(grid(1, 1, 200.0, 7e6, 7e6), frame(sliver))
    assert weights[0, 0] == pytest.approx(0.1 / 40_000, rel=1e-5)  # spacing of coordinates there: 1e-9 m


def test_borders_apart_by_rounding_alone_do_not_cut() -> None:
    cells = grid(2, 1, 200.0, 3.77e6, 2.89e6)
    line = float(np.nextafter(3.77e6 + 200, np.inf))
    weights = overlay_weights(cells, frame(box(3.76e6, 2.88e6, line, 2.9e6), box(line, 2.88e6, 3.78e6, 2.9e6)))
    assert weights.toarray().tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_targets_may_overlap_or_be_empty() -> None:
    weights = overlay_weights(grid(1, 1), frame(box(0, 0, 1, 1), Polygon(), box(0, 0, 0.5, 1)))
    assert weights.toarray().tolist() == [[1.0, 0.0, 0.5]]


def test_nothing_onto_something_and_something_onto_nothing() -> None:
    assert overlay_weights(grid(0, 0), frame(box(0, 0, 1, 1))).shape == (0, 1)
    assert overlay_weights(grid(2, 1), frame()).shape == (2, 0)


def test_a_target_in_another_system_is_brought_to_the_source() -> None:
    cells = Grid.from_inspire_ids(["CRS3035RES200mN2891800E3770600"])
    half = frame(box(3770600, 2891800, 3770700, 2892000), crs=3035)
    for system in (3035, 2154, 4326):
        assert overlay_weights(cells, half.to_crs(system))[0, 0] == pytest.approx(0.5, abs=1e-5)  # PROJ: 0.4 mm


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        (frame(box(0, 0, 1, 1), crs=None), frame(box(0, 0, 1, 1)), "layer_crs_missing"),
        (frame(box(0, 0, 1, 1)), frame(box(0, 0, 1, 1), crs=None), "layer_crs_missing"),
        (frame(box(0, 0, 1, 1), crs=4326), frame(box(0, 0, 1, 1)), "layer_crs_not_metric"),
        (frame(BOW_TIE), frame(box(0, 0, 1, 1)), "polygons_invalid"),
        (frame(box(0, 0, 1, 1)), frame(BOW_TIE), "polygons_invalid"),
        (frame(Polygon()), frame(box(0, 0, 1, 1)), "polygons_empty"),
        (frame(None), frame(box(0, 0, 1, 1)), "polygons_missing"),
        (frame(box(0, 0, 1, 1)), frame(None), "polygons_missing"),
        (frame(box(0, 0, 1, 1)), frame(box(0, 0, 1, 1).exterior), "not_polygons"),
        (frame(box(0, 0, 1, 1)), frame(box(0, 91, 1, 95), crs=4326), "outside_crs"),
    ],
)
def test_what_cannot_be_weighed_raises(source: gpd.GeoDataFrame, target: gpd.GeoDataFrame, code: str) -> None:
    with pytest.raises(AnalystError, match=code):
        overlay_weights(source, target)


def test_rows_are_named_by_position() -> None:
    with pytest.raises(AnalystError) as caught:
        overlay_weights(frame(*[box(0, 0, 1, 1), BOW_TIE] * 12), frame(box(0, 0, 1, 1)))
    assert caught.value.findings[0].values == {
        "name": "source",
        "count": 12,
        "rows": "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, ...",
    }
