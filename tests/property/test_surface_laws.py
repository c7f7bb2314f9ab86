"""Laws of the smooth surface: totals kept, even ground left alone, no order, nothing made of noise."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array

from parvis import estimate, locate
from parvis.estimate import Input, Shares, Surface, Units
from parvis.model.folder import Regime

SIZE = 200.0


def _grid(side: int) -> locate.Grid:
    y, x = (part.ravel() * SIZE for part in np.mgrid[:side, :side])
    return locate.Grid(SIZE, "EPSG:3035", x + 4e6, y + 2e6, np.array([f"{n}" for n in range(side**2)], dtype=object))


def _zones(seed: int, side: int, count: int) -> gpd.GeoDataFrame:
    """Return a partition of a square of cells into zones with borders across the cells."""
    ground = shapely.box(0, 0, side * SIZE, side * SIZE)
    points = shapely.multipoints(np.random.default_rng(seed).uniform(0, side * SIZE, (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=ground))
    moved = shapely.transform(shapely.intersection(cells, ground), lambda xy: xy + np.array([4e6, 2e6]))
    return gpd.GeoDataFrame(geometry=moved, crs=3035)


def _polygons(seed: int, side: int) -> gpd.GeoDataFrame:
    return _zones(seed, side, 60)


def _surface(units: locate.Grid | gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Surface:
    weights = locate.overlay_weights(units, zones)
    return Surface.of(weights, locate.ground(units), locate.parts(units, zones, estimate.cut_units(weights)))


def _areas(units: locate.Grid | gpd.GeoDataFrame) -> np.ndarray:
    return np.full(len(units), SIZE**2) if isinstance(units, locate.Grid) else units.area.to_numpy()


@pytest.mark.parametrize("units", [_grid(8), _polygons(1, 8)], ids=["cells", "polygons"])
def test_each_unit_keeps_its_total_whatever_its_neighbours_hold(units: locate.Grid | gpd.GeoDataFrame) -> None:
    values = np.random.default_rng(2).lognormal(3, 2, len(units))
    values[::7] = 0.0
    surface = _surface(units, _zones(3, 8, 12))
    shares = surface.mean(values, steep=2.0, least=0.0)
    np.testing.assert_allclose(np.asarray(shares.sum(axis=1)), 1.0, rtol=0, atol=1e-9)
    assert abs(shares - surface.weights).max() > 0.1


@pytest.mark.parametrize("units", [_grid(8), _polygons(1, 8)], ids=["cells", "polygons"])
def test_where_density_is_the_same_everywhere_surface_remains(units: locate.Grid | gpd.GeoDataFrame) -> None:
    surface = _surface(units, _zones(3, 8, 12))
    shares = surface.mean(_areas(units) / 1e3, steep=2.0, least=0.0)
    assert abs(shares - surface.weights).max() < 1e-9


@pytest.mark.parametrize("units", [_grid(8), _polygons(1, 8)], ids=["cells", "polygons"])
def test_the_order_of_units_is_of_no_account(units: locate.Grid | gpd.GeoDataFrame) -> None:
    values, zones = np.random.default_rng(4).lognormal(3, 1, len(units)), _zones(3, 8, 12)
    order = np.random.default_rng(5).permutation(len(units))
    other = units.some(order) if isinstance(units, locate.Grid) else units.iloc[order].reset_index(drop=True)
    one = estimate.smooth(_surface(units, zones), values)
    same = estimate.smooth(_surface(other, zones), values[order])
    assert abs(csr_array(one[order]) - same).max() < 1e-9


def test_zones_put_together_hold_what_they_held() -> None:
    grid, zones = _grid(8), _zones(3, 8, 12)
    values = np.random.default_rng(6).lognormal(3, 1, len(grid))
    whole = gpd.GeoDataFrame(geometry=[shapely.union_all(zones.geometry[:4])], crs=3035)
    parts = estimate.smooth(_surface(grid, zones), values).T @ values
    together = estimate.smooth(_surface(grid, whole), values).T @ values
    # The sixteenths of cells are the same; that far as surface is believed depends on the units alone.
    assert together[0] == pytest.approx(parts[:4].sum(), rel=1e-9)


def test_people_follow_a_slope_that_neighbours_show() -> None:
    # By hand: density rises by one step a cell and is 4.5 of them in the cells cut; their western half is a quarter of
    # a step less dense than they are, and holds half of (4.5 - 0.25) / 4.5 of their people.
    grid = _grid(9)
    values = grid.x - 4e6 + SIZE / 2
    halves = gpd.GeoDataFrame(geometry=[shapely.box(4e6, 2e6, 4e6 + 4.5 * SIZE, 2e6 + 9 * SIZE)], crs=3035)
    surface = _surface(grid, halves)
    cut = np.flatnonzero((grid.x == 4e6 + 4 * SIZE) & (grid.y > 2e6) & (grid.y < 2e6 + 8 * SIZE))
    true = 0.5 * (4.5 - 0.25) / 4.5
    assert surface.believed(values, before=0.5, worth=0.0) == pytest.approx(1.0, abs=0.2)
    found = surface.mean(values, steep=1.0, least=0.0).toarray()[cut, 0]
    assert found == pytest.approx(true, abs=0.2 * (0.5 - true))


def test_noise_leaves_surface_alone() -> None:
    grid, zones = _grid(40), _zones(7, 40, 60)
    surface = _surface(grid, zones)
    values = np.random.default_rng(8).lognormal(3, 1, len(grid))
    assert abs(surface.believed(values, before=0.5, worth=20.0)) < 0.15
    moved = estimate.smooth(surface, values).T @ values
    plain = surface.weights.T @ values
    assert float(np.abs(moved - plain).sum() / plain.sum()) < 0.01


def test_a_neighbour_of_unknown_value_says_nothing() -> None:
    grid, zones = _grid(3), gpd.GeoDataFrame(geometry=[shapely.box(4e6, 2e6, 4e6 + 300, 2e6 + 600)], crs=3035)
    surface, values = _surface(grid, zones), np.full(9, 10.0)
    values[5] = np.nan  # the eastern neighbour of the middle
    middle = surface.mean(values, steep=1.0, least=0.0).toarray()[4, 0]
    assert middle == pytest.approx(0.5, abs=1e-9)
    values[5] = 100.0
    assert surface.mean(values, steep=1.0, least=0.0).toarray()[4, 0] < 0.45


def test_cells_that_a_complete_source_does_not_list_are_empty_neighbours() -> None:
    grid = _grid(3)
    listed = grid.some(np.array([3, 4, 6, 7]))  # nobody in the eastern column, nor in the southern row
    within = gpd.GeoSeries([shapely.box(4e6, 2e6 + 100, 4e6 + 600, 2e6 + 600)], crs=3035)
    every = locate.with_empty(listed, np.arange(4), within)
    # Of the places around only the eastern column's upper two and the southern row have their middle within.
    assert sorted(zip(every.x[4:] - 4e6, every.y[4:] - 2e6, strict=True)) == [(400, 200), (400, 400)]
    assert locate.neighbours(grid, np.array([0])).tolist() == [1, 3, 4]
    zones = gpd.GeoDataFrame(geometry=[shapely.box(4e6, 2e6, 4e6 + 300, 2e6 + 600)], crs=3035)
    weights = locate.overlay_weights(listed, zones)
    parts = locate.parts(listed, zones, estimate.cut_units(weights))
    shares = Surface.of(weights, locate.ground(every), parts).mean(np.full(4, 10.0), steep=1.0, least=0.0).toarray()
    assert (shares[[1, 3], 0] > 0.52).all()


def test_a_part_on_a_surface_of_its_own_is_no_more_than_its_whole() -> None:
    weights = csr_array(np.array([[0.5, 0.5], [0.5, 0.5]]))
    flags, given = np.zeros(2, dtype=bool), Input("cells", "2019", Regime.OPEN, np.ones(2))

    def answer(values: list[float], inside: float, upper: float) -> estimate.Answer:
        counts = np.array(values)
        units = Units("cells", "x", ("a", "b"), counts, 0 * counts, np.full(2, upper), flags, 1.0)
        shares = Shares(csr_array(np.array([[inside, 1 - inside]] * 2)), np.zeros(2), np.full(2, 0.3))
        return estimate.modelled(given, units, weights, shares, level=0.9)

    whole = answer([10.0, 10.0], 0.4, 10.0)
    # By hand: 0.9 x 16 of 0.4 x 20 would be 180 %, and 0.1 x 16 of 0.6 x 20 is 13.3 %.
    rate = estimate.ratio(answer([8.0, 8.0], 0.9, 10.0), whole, scale=100.0, level=0.9)
    assert rate.value == pytest.approx([100.0, 40 / 3])
    # Counts of a sample have no certain upper bound, and their rates are none the less what they are.
    sampled = estimate.ratio(answer([8.0, 8.0], 0.4, np.inf), answer([10.0, 10.0], 0.4, np.inf), scale=100.0, level=0.9)
    assert sampled.value == pytest.approx([80.0, 80.0])


def _by_shapely(shapes: np.ndarray) -> np.ndarray:
    """Return the quarters of polygons about their middles, (n, 4), as polygons."""
    west, south, east, north = np.nan_to_num(shapely.bounds(shapes)).T
    middle = shapely.centroid(shapes)
    x, y = shapely.get_coordinates(np.where(shapely.is_empty(middle), shapely.Point(0, 0), middle)).T
    boxes = [(west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north)]
    return np.stack([shapely.intersection(shapes, shapely.box(*box)) for box in boxes], axis=1)


def _bent(seed: int) -> gpd.GeoDataFrame:
    """Return polygons that bend inwards, one with a hole, one of two parts, and one of which a quarter is empty."""
    frame = _zones(seed, 8, 30)
    shapes = shapely.segmentize(frame.geometry.to_numpy(), 60.0)
    shapes = shapely.transform(shapes, lambda xy: xy + 20 * np.sin(xy[:, ::-1] / 70.0))
    shapes[0] = shapely.difference(shapes[0], shapely.buffer(shapely.point_on_surface(shapes[0]), 15.0))
    bare = shapely.box(4e6 - 500, 2e6, 4e6 - 400, 2e6 + 100), shapely.box(4e6 - 300, 2e6 + 200, 4e6 - 200, 2e6 + 300)
    corner = shapely.Polygon([(0, -500), (300, -500), (300, -490), (10, -490), (10, -200), (0, -200)])
    more = [shapely.MultiPolygon(bare), shapely.transform(corner, lambda xy: xy + np.array([4e6, 2e6]))]
    return gpd.GeoDataFrame(geometry=np.concatenate([shapes, more]), crs=3035)


def _squares(turn: float) -> gpd.GeoDataFrame:
    squares = gpd.GeoSeries(_grid(8).boxes(), crs=3035).rotate(turn, origin=(4e6, 2e6))
    return gpd.GeoDataFrame(geometry=squares)


@pytest.mark.parametrize("units", [_squares(0.0), _squares(10.0), _bent(9)], ids=["squares", "turned", "bent"])
def test_parts_are_those_that_shapely_cuts_out(units: gpd.GeoDataFrame) -> None:
    zones, cut = _zones(3, 8, 12), np.arange(0, len(units), 2)
    zones.loc[len(zones), "geometry"] = zones.geometry[0].buffer(150)  # zones may overlap
    ground, parts = locate.ground(units), locate.parts(units, zones, cut)
    quarters = _by_shapely(units.geometry.to_numpy())
    pieces = _by_shapely(quarters[cut].ravel()).reshape(len(cut), 16)
    for found, expected in ((ground, quarters), (parts, pieces)):
        areas = shapely.area(expected)
        some = areas > 1e-6
        assert found.shares == pytest.approx(areas / areas.sum(axis=1, keepdims=True), abs=1e-9)
        middles = shapely.get_coordinates(shapely.centroid(expected[some]))
        np.testing.assert_allclose(found.middles[some], middles, rtol=0, atol=1e-6)
    held = shapely.area(shapely.intersection(pieces.ravel()[:, None], zones.geometry.to_numpy()))
    areas = shapely.area(pieces).reshape(-1, 1)
    # Weighed by what each part is of its unit: of a sliver's own surface rounding is more.
    own = parts.shares.reshape(-1, 1)
    expected = np.divide(held, areas, out=np.zeros_like(held), where=areas > 0) * own
    np.testing.assert_allclose(parts.inside.toarray() * own, expected, rtol=0, atol=1e-9)


def test_cells_given_as_polygons_are_parted_as_cells() -> None:
    grid, zones, cut = _grid(8), _zones(3, 8, 12), np.arange(0, 64, 3)
    one, other = locate.parts(grid, zones, cut), locate.parts(grid.polygons(), zones, cut)
    assert (one.middles == other.middles).all()
    assert abs(one.inside - other.inside).max() == 0
    assert (locate.ground(grid).middles == locate.ground(grid.polygons()).middles).all()


def test_weights_worked_out_once_for_all_cells_that_lie_alike_are_those_of_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Every fifth cell is missing: neighbours lie in many ways.
    grid = _grid(20)
    grid = grid.some(np.flatnonzero(np.random.default_rng(10).random(len(grid)) > 0.2))
    zones, values = _zones(11, 20, 20), np.random.default_rng(12).lognormal(3, 1, len(grid))
    fast = _surface(grid, zones)
    monkeypatch.setattr("parvis.estimate.surface._steps", lambda *_: None)
    general = _surface(grid, zones)
    assert abs(fast.slopes - general.slopes).max() < 1e-9
    assert abs(fast.foretold - general.foretold).max() < 1e-9
    assert abs(estimate.smooth(fast, values) - estimate.smooth(general, values)).max() < 1e-9
