"""Many points in several zonings at once: against shapely, point by point, and exact arithmetic."""

from __future__ import annotations

from fractions import Fraction

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.errors import AnalystError
from parvis.locate import ZoneIndex, assign, exact, index, tree

CRS = 2154
CORNERS = st.sampled_from([(0.0, 0.0), (7e6, 7e6), (-400.0, -6e6)])
SEEDS = st.integers(0, 2**32 - 1)


def frame(shapes: np.ndarray | list[shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS)


def ragged(rng: np.random.Generator, count: int, corner: tuple[float, float]) -> np.ndarray:
    """Return overlapping polygons with spikes, slivers and holes; some are empty."""
    shapes = []
    for _ in range(count):
        angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 80)))
        ring = (
            rng.uniform(0, 100, 2)
            + rng.uniform(1, 40, len(angle))[:, None] * np.array([np.cos(angle), np.sin(angle)]).T
        )
        hole = shapely.Point(rng.uniform(0, 100, 2)).buffer(rng.uniform(0, 15))
        shape = shapely.difference(shapely.make_valid(shapely.Polygon(np.round(ring, 1))), hole)
        shapes.append(shapely.Polygon() if rng.random() < 0.1 else shape)
    polygons = [shapely.make_valid(shapely.transform(s, lambda xy: xy + corner), method="structure") for s in shapes]
    return np.array([p if p.geom_type.endswith("Polygon") else shapely.Polygon() for p in polygons], dtype=object)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, corner=CORNERS)
def test_points_are_where_shapely_finds_them(seed: int, corner: tuple[float, float]) -> None:
    rng = np.random.default_rng(seed)
    zonings = [ragged(rng, count, corner) for count in rng.integers(1, 12, 3)]
    x, y = rng.uniform(-10, 110, (2, 400)) + np.array(corner)[:, None]
    points, values = shapely.points(x, y), rng.integers(-9, 10, (400, 2))
    made = ZoneIndex([frame(zones) for zones in zonings])
    plain = [shapely.contains(zones[None, :], points[:, None]) for zones in zonings]
    for held, sums, expected in zip(made.assign(frame(points)), made.tally(x, y, values), plain, strict=True):
        assert (held.toarray() == expected).all()
        assert (sums == np.column_stack([expected.sum(axis=0), expected.T @ values])).all()


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, corner=CORNERS, near=st.sampled_from([0.5, 5.0, 60.0]))
def test_points_near_zones_are_where_shapely_measures_them(seed: int, corner: tuple[float, float], near: float) -> None:
    rng = np.random.default_rng(seed)
    zones = ragged(rng, 5, corner)
    x, y = rng.uniform(-60, 160, (2, 300)) + np.array(corner)[:, None]
    points = shapely.points(x, y)
    expected = shapely.dwithin(zones[None, :], points[:, None], near)
    assert (assign(frame(points), frame(zones), near=near).toarray() == expected).all()
    assert (ZoneIndex([frame(zones)], near=near).tally(x, y)[0][:, 0] == expected.sum(axis=0)).all()


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_sums_of_parts_in_any_order_are_those_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = ZoneIndex([frame(ragged(rng, 8, (0.0, 0.0)))])
    x, y = rng.integers(0, 100, (2, 500)).astype(float)  # many on borders
    values = rng.integers(0, 2**40, 500)
    order, cut = rng.permutation(500), int(rng.integers(0, 500))
    parts = [made.tally(x[some], y[some], values[some])[0] for some in (order[:cut], order[cut:])]
    assert (parts[0] + parts[1] == made.tally(x, y, values)[0]).all()


def test_parts_and_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    made = ZoneIndex([frame(ragged(rng, 8, (0.0, 0.0)))])
    x, y = rng.uniform(0, 100, (2, 500))
    whole, held = made.tally(x, y)[0], made.assign(frame(shapely.points(x, y)))[0].toarray()
    monkeypatch.setattr(index, "AT_ONCE", 37)
    assert (made.tally(x, y, threads=2)[0] == whole).all()
    assert (made.assign(frame(shapely.points(x, y)))[0].toarray() == held).all()


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_the_zones_of_a_partition_hold_what_their_union_holds(seed: int) -> None:
    """Voronoi polygons of whole numbers, their union, and points on their borders: vertices and middles of sides."""
    rng = np.random.default_rng(seed)
    seeds = shapely.multipoints(rng.permutation(400)[:12, None] // (20, 1) % 20)
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(-5, -5, 25, 25)))
    xy = shapely.get_coordinates(cells)
    places = np.concatenate([xy, (xy[1:] + xy[:-1]) / 2, rng.uniform(-5, 25, (200, 2))])
    inner = frame(cells[~shapely.touches(cells, shapely.union_all(cells).exterior)])
    sums = ZoneIndex([inner, frame([shapely.box(-1000, -1000, 1000, 1000)])]).tally(*places.T)
    held = assign(frame(shapely.points(places)), inner).sum(axis=1)
    assert held.max(initial=0) <= 1  # never two of them
    deep = shapely.contains_properly(shapely.union_all(inner.geometry.to_numpy()), shapely.points(places))
    assert (held[deep] == 1).all()  # and never none
    assert sums[1][0, 0] == len(places)


def test_deep_covers_and_shared_vertices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand zones that meet at one point, in a town of a metre in a country of a thousand kilometres."""
    turn = np.linspace(0, 2 * np.pi, 1001)
    rim = np.column_stack([np.cos(turn), np.sin(turn)])
    slices = [shapely.Polygon([(0, 0), *rim[i : i + 2]]) for i in range(1000)]
    far = shapely.Polygon([(-5e5, 9e5), (5e5, 9e5), (0, 9.5e5)])
    places = np.random.default_rng(5).normal(0, 0.4, (3000, 2))
    held = assign(frame(shapely.points(np.vstack([places, [[0, 0], [0, 9.2e5]]]))), frame([*slices, far]))
    expected = shapely.contains(np.array(slices)[None, :], shapely.points(places)[:, None])
    assert (held.toarray()[:3000, :1000] == expected).all()
    assert held[[3000], :].nnz == 1  # the point where all meet belongs to one of them
    assert held[3001, 1000] == 1
    monkeypatch.setattr(tree, "TABLE", 2)
    assert (assign(frame(shapely.points(places)), frame(slices)).toarray() == expected).all()


@settings(max_examples=200, deadline=None)
@given(
    ends=st.tuples(*[st.integers(-(2**20), 2**20).map(lambda v: v / 128)] * 4), along=st.floats(0, 1),
    by=st.sampled_from([-1, 0, 1]), shift=st.sampled_from([0.0, 0.1, 7e6]),
)  # fmt: skip
def test_sides_are_those_of_exact_arithmetic(ends: tuple[float, ...], along: float, by: int, shift: float) -> None:
    ax, ay, bx, by_ = (end + shift for end in ends)
    x = ax + along * (bx - ax)
    y = ay + along * (by_ - ay)
    y += by * float(np.spacing(y)) if abs(y) > 1e-9 else 0.0  # products of less would underflow
    f = [Fraction(v) for v in (ax, ay, bx, by_, x, y)]
    turn = (f[0] - f[4]) * (f[3] - f[5]) - (f[1] - f[5]) * (f[2] - f[4])
    assert exact.side(ax, ay, bx, by_, x, y) == (turn > 0) - (turn < 0)


def test_values_are_whole_numbers() -> None:
    made = ZoneIndex([frame([shapely.box(0, 0, 1, 1)])])
    assert made.tally([0.5, np.nan], [0.5, 0.5], [7, 8])[0].tolist() == [[1, 7]]
    with pytest.raises(AnalystError, match="values_not_whole"):
        made.tally([0.5], [0.5], [0.5])
