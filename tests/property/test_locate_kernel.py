"""The kernel for square cells against intersections made by shapely (GEOS), polygon by polygon and cell by cell."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.locate import Grid, kernel, overlay_weights

CRS = 3035
SIDE = 9


def frame(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS)


def listed(rng: np.random.Generator, size: float, corner: tuple[float, float]) -> Grid:
    """Return some of the cells of a square, in no order: what an office lists where people live."""
    cells = rng.permutation(SIDE * SIDE)[: rng.integers(1, SIDE * SIDE + 1)]
    row, column = np.divmod(cells, SIDE)
    return Grid(size, CRS, corner[0] + column * size, corner[1] + row * size, cells.astype(str).astype(object))


def ragged(rng: np.random.Generator, size: float, corner: tuple[float, float]) -> shapely.Geometry:
    """Return a polygon with spikes, slivers and a hole, or two of them, that may reach beyond the cells."""
    angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 60)))
    reach = rng.uniform(0.05, rng.choice([0.3, 3.0, 9.0]), len(angle))
    centre = rng.uniform(-1, SIDE + 1, 2)
    ring = centre + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    if rng.random() < 0.5:
        ring = np.round(ring)  # vertices on the corners of cells, edges along their borders
    shape = shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)
    hole = shapely.box(*(centre - rng.uniform(0, 1, 2)), *(centre + rng.uniform(0, 1, 2)))
    shape = shapely.difference(shape, hole) if rng.random() < 0.5 else shape
    placed = shapely.transform(shape, lambda xy: np.asarray(corner) + xy * size)
    return shapely.make_valid(placed, method="structure", keep_collapsed=False)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.sampled_from([0.1, 1.0, 200.0, 1000.0]),
    corner=st.sampled_from([(0.0, 0.0), (7e6, 7e6), (3_770_600.0, 2_891_800.0), (-400.0, -6e6)]),
)
def test_shares_are_those_of_the_intersections(seed: int, size: float, corner: tuple[float, float]) -> None:
    rng = np.random.default_rng(seed)
    grid, shapes = listed(rng, size, corner), [ragged(rng, size, corner) for _ in range(3)]
    found = overlay_weights(grid, frame(*shapes)).toarray()
    boxes = grid.boxes()
    expected = np.column_stack([shapely.area(shapely.intersection(boxes, shape)) for shape in shapes]) / size**2
    # What the coordinates themselves can say: their spacing along a border of some cells, in cells.
    spacing = np.spacing(max(map(abs, corner)) + SIDE * size) / size
    assert np.abs(found - expected).max() <= 1e-9 + 40 * spacing


def test_a_cell_cut_by_thousands_of_vertices() -> None:
    turn = np.linspace(0, 2 * np.pi, 20_001)
    circle = shapely.Polygon(np.column_stack([200 * np.cos(turn), 200 * np.sin(turn)]) + 7e6)
    grid = Grid(200.0, CRS, np.array([7e6, 6_999_800.0]), np.array([7e6, 7e6]), np.array(["a", "b"], dtype=object))
    quarter = 20_000 / 8 * np.sin(2 * np.pi / 20_000)  # a quarter of a regular polygon in the unit circle
    assert overlay_weights(grid, frame(circle)).toarray().ravel() == pytest.approx([quarter] * 2, abs=1e-9)


def test_bands_of_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    grid = listed(rng, 200.0, (0.0, 0.0))
    shapes = frame(*(ragged(rng, 200.0, (0.0, 0.0)) for _ in range(20)))
    whole = overlay_weights(grid, shapes).toarray()
    monkeypatch.setattr(kernel, "weigh", kernel.weigh.py_func)
    monkeypatch.setattr(kernel, "SCRATCH", 25)  # two or three rows at a time
    assert np.abs(overlay_weights(grid, shapes).toarray() - whole).max() < 1e-12


@pytest.mark.parametrize("turned", [False, True])
def test_the_turn_of_rings_says_nothing(turned: bool) -> None:
    ring, hole = [(0, 0), (2, 0), (2, 2), (0, 2)], [(0.5, 0.5), (1.5, 0.5), (1.5, 1.5), (0.5, 1.5)]
    shape = shapely.Polygon(ring[::-1], [hole]) if turned else shapely.Polygon(ring, [hole[::-1]])
    grid = Grid(1.0, CRS, np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array(["a", "b"], dtype=object))
    assert overlay_weights(grid, frame(shape)).toarray().ravel().tolist() == [0.75, 0.75]


def test_squares_that_are_not_of_one_lattice_go_the_general_way() -> None:
    squares = frame(shapely.box(0, 0, 1, 1), shapely.box(1.5, 0, 2.5, 1))
    assert overlay_weights(squares, frame(shapely.box(0.5, 0, 2, 1))).toarray().ravel().tolist() == [0.5, 0.5]
