"""Laws of what a smooth surface leaves in doubt: held against fields that are drawn by the law it supposes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array

from parvis import estimate, locate
from parvis.estimate import Shares, Surface, uncertain
from parvis.estimate.interval import TAILS, tails
from parvis.estimate.unevenness import Unevenness, in_common, spread_within, unevenness

SIZE, FINE = 200.0, 8


def _grid(side: int) -> locate.Grid:
    y, x = (part.ravel() * SIZE for part in np.mgrid[:side, :side])
    return locate.Grid(SIZE, "EPSG:3035", x + 4e6, y + 2e6, np.array([f"{n}" for n in range(side**2)], dtype=object))


def _surface(grid: locate.Grid, zones: list[shapely.Geometry]) -> Surface:
    frame = gpd.GeoDataFrame(geometry=[shapely.affinity.translate(zone, 4e6, 2e6) for zone in zones], crs=3035)
    weights = locate.overlay_weights(grid, frame)
    return Surface.of(weights, locate.ground(grid), locate.parts(grid, frame, estimate.cut_units(weights)))


def _fields(side: int, count: int, rough: float, fine: int = FINE) -> np.ndarray:
    """Return densities about 1 at parts of cells, (count, side, side, fine, fine): y and x of cells, then of parts.

    Two of them differ by `rough` x their distance x 2 in the mean square, in widths of a cell.
    """
    at = (np.arange(side * fine) + 0.5) / fine
    xy = np.stack(np.meshgrid(at, at, indexing="ij"), axis=-1).reshape(-1, 2)
    apart = np.linalg.norm(xy[:, None] - xy, axis=-1)
    root = np.linalg.cholesky(2.0 * side - apart + 1e-9 * np.eye(len(xy)))
    drawn = 1.0 + np.sqrt(rough) * np.random.default_rng(1).standard_normal((count, len(xy))) @ root.T
    return np.asarray(drawn.reshape(count, side, fine, side, fine).transpose(0, 1, 3, 2, 4))


ROUGH = 1e-4
"""So smooth that densities stay about 1, and shares follow from them as if by a line."""


@pytest.mark.parametrize("part", [0.5, 0.25], ids=["halves", "quarters"])
def test_shares_err_by_how_units_are_cut_and_neighbours_together(part: float) -> None:
    side, middle = 5, 2
    zone = shapely.box(0, 0, (middle + part) * SIZE, side * SIZE)
    surface = _surface(_grid(side), [zone])
    fields = _fields(side, 2000, ROUGH)
    values = fields.mean(axis=(3, 4)).reshape(len(fields), -1)
    columns = round(part * FINE)
    true = fields[:, :, middle, :, :columns].sum(axis=(2, 3)) / fields[:, :, middle].sum(axis=(2, 3))
    cut = np.arange(side) * side + middle
    found = np.stack([surface.mean(each, steep=1.0, least=0.0).toarray()[cut, 0] for each in values])
    off = found - true
    spread = spread_within(surface, Unevenness(1.0, ROUGH, 1.0), steep=1.0, count=side**2)[cut]
    expected = spread * part * (1.0 - part)
    assert off.var(axis=0) == pytest.approx(expected, rel=0.15)
    assert off.var(axis=0).mean() == pytest.approx(expected.mean(), rel=0.1)
    together = off.sum(axis=1).var() / off.var(axis=0).sum() - 1.0
    assert surface.together == pytest.approx(together, abs=0.1)
    assert together > 0.2


def test_a_sliver_is_in_less_doubt_than_a_half() -> None:
    # By numerical integration (a grid of 60 x 60 points a rectangle): of a square of which nothing else is known
    # 0.119 if halved, 0.087 if a quarter is cut off at a corner, 0.041 if a tenth is cut off along a side.
    lone = locate.Grid(SIZE, "EPSG:3035", np.array([4e6]), np.array([2e6]), np.array(["a"], dtype=object))
    # Sixteen parts tell less of such a sliver than there is.
    for shape, expected, room in (((0.5, 1.0), 0.119, 0.02), ((0.5, 0.5), 0.0869, 0.02), ((0.1, 1.0), 0.0414, 0.3)):
        surface = _surface(lone, [shapely.box(0, 0, shape[0] * SIZE, shape[1] * SIZE)])
        assert surface.spread[0, 0] == pytest.approx(expected, rel=room)


def test_pairs_of_units_tell_how_rough_a_field_is() -> None:
    side = 12
    surface = _surface(_grid(side), [shapely.box(0, 0, 5.5 * SIZE, side * SIZE)])
    values = 1e6 * _fields(side, 20, ROUGH, fine=4).mean(axis=(3, 4)).reshape(20, -1)
    found = [unevenness(surface, each, slope=1.0, before=(1e-3, ROUGH), worth=1.0).rough for each in values]
    assert float(np.mean(found)) == pytest.approx(ROUGH, rel=0.1)
    twice = unevenness(surface, 2.0 * values[0], slope=1.0, before=(1e-3, ROUGH), worth=1.0)
    assert twice.rough == pytest.approx(found[0], rel=0.02)  # whatever is counted, and in which unit


def test_pairs_near_and_far_tell_lots_from_a_field() -> None:
    """Where all units hold as many, only distance does: of pairs side by side alone nobody could say which it is."""
    side, people, alone, rough = 12, 1e5, 20.0, 4e-4
    surface = _surface(_grid(side), [shapely.box(0, 0, 5.5 * SIZE, side * SIZE)])
    fields = people * _fields(side, 60, rough, fine=4).mean(axis=(3, 4)).reshape(60, -1)
    lots = np.sqrt(alone * people) * np.random.default_rng(2).standard_normal(fields.shape)
    before = (2 * alone, rough / 2)
    found = [unevenness(surface, each, slope=0.0, before=before, worth=1.0) for each in fields + lots]
    assert np.mean([one.alone for one in found]) == pytest.approx(alone, rel=0.2)
    assert np.mean([one.rough for one in found]) == pytest.approx(rough, rel=0.2)


def test_what_units_err_by_together_is_as_much_of_the_variance_as_geometry_says() -> None:
    side = 7
    surface = _surface(_grid(side), [shapely.box(0, 0, 3.5 * SIZE, side * SIZE)])
    values, mean = np.full(side**2, 100.0), surface.weights
    doubt = in_common(surface, mean, np.full(side**2, 0.25), values)
    # By hand: rho = 0.25 / 1.25 = 0.2; each of 7 units adds 0.2 x 100^2 / 4 = 500, and moves by 100 / 4 = 25 with t.
    assert doubt**2 * (7 * 25.0) ** 2 == pytest.approx(surface.together * 7 * 500.0)


def test_variances_of_many_units_are_in_less_doubt_than_that_of_one() -> None:
    # By hand: variances of four units alike, each with 4 degrees of freedom, have 16 together; one alone has its 4.
    weights = csr_array(np.array([[0.5, 0.5], [0.5, 0.0], [0.5, 0.0], [0.5, 0.0]]))
    shares = Shares(weights, np.zeros(2), np.full(4, 0.3), seen=True)
    free = tails(shares, np.full(4, 10.0))
    assert free == pytest.approx([4 * TAILS, TAILS])
    assert tails(Shares(weights, np.zeros(2), np.full(4, 0.3)), np.full(4, 10.0)) == TAILS
    # Student's 97.5 % quantile, in tables: 2.776 with 4 degrees of freedom, 2.120 with 16; of the normal law 1.960.
    expected = (np.array([2.120, 2.776]) * np.sqrt(1 - 2 / np.array([16.0, 4.0])) / 1.960) ** 2
    assert uncertain(np.ones(2), 0.95, None, free) == pytest.approx(expected, rel=1e-3)
