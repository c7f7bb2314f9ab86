"""Laws of overlay weights and of points in zones, on zones whose truth can be counted.

`Town` is a plane of square blocks given to zones at random: zones with holes and parts, that touch at corners and along
borders. It may be sheared, by whole numbers, so that its borders are oblique and yet exact, and moved 7 million metres
away. How much of a cell lies in a zone is then a number of blocks, and to whom a point on a border belongs follows
from the block that its shift to the east and, less, to the north leads into.
"""

from dataclasses import dataclass
from fractions import Fraction

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from parvis.errors import SourceError
from parvis.locate import Grid, area_share, assign, coverage, overlay_weights, repair, restrict, union

SIDE = 6  # blocks
law = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def frame(shapes: list[shapely.Geometry] | np.ndarray) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=3035)


@dataclass(frozen=True)
class Town:
    """Zones by block, `zone_of` (SIDE, SIDE) indexed [column, row]; a block measures `block` metres."""

    zone_of: np.ndarray
    shear: tuple[int, int]  # x' = x + a y, y' = b x' + y: area is kept
    origin: tuple[float, float]
    block: float

    def place(self, points: np.ndarray) -> np.ndarray:
        """Return where points given in blocks, shape (n, 2), lie in metres."""
        a, b = self.shear
        x = points[:, 0] + a * points[:, 1]
        y = b * x + points[:, 1]
        return np.column_stack([self.origin[0] + x * self.block, self.origin[1] + y * self.block])

    def zones(self) -> gpd.GeoDataFrame:
        """Return the zones; those without a block are empty."""
        return frame([self._merged(*np.nonzero(self.zone_of == i)) for i in range(self.zone_of.max() + 1)])

    def _merged(self, columns: np.ndarray, rows: np.ndarray) -> shapely.Geometry:
        squares = shapely.box(columns, rows, columns + 1, rows + 1)
        merged = shapely.union_all(squares)
        return shapely.transform(merged if not merged.is_empty else shapely.Polygon(), self.place)

    def owner(self, x: Fraction, y: Fraction) -> int | None:
        """Return the zone of a point given in blocks, shifted on the ground to the east and, less, to the north."""
        a, b = self.shear
        east, north = Fraction(1, 10**3), Fraction(1, 10**8)
        # The inverse of the shear, on the shift alone: x' moves by `east`, y' by `north`.
        dy = north - b * east
        dx = east - a * dy
        column, row = (x + dx) // 1, (y + dy) // 1
        return int(self.zone_of[column, row]) if 0 <= column < SIDE and 0 <= row < SIDE else None


ORIGINS = st.sampled_from([(0.0, 0.0), (7_000_000.0, 7_000_000.0), (3_770_600.0, 2_891_800.0), (-500.0, 6e6)])


@st.composite
def towns(draw: st.DrawFn, sheared: bool = True) -> Town:
    count = draw(st.integers(1, 4))
    labels = draw(st.lists(st.integers(0, count - 1), min_size=SIDE**2, max_size=SIDE**2))
    shear = draw(st.tuples(st.integers(-2, 2), st.integers(-2, 2))) if sheared else (0, 0)
    return Town(np.array(labels).reshape(SIDE, SIDE), shear, draw(ORIGINS), draw(st.sampled_from([1.0, 4.0, 128.0])))


def grid(size: float, columns: int, rows: int, x: float, y: float) -> Grid:
    j, i = np.divmod(np.arange(columns * rows), columns)
    return Grid(size, 3035, x + i * size, y + j * size, np.arange(columns * rows).astype(str))


def cells_over(town: Town, size: float) -> Grid:
    west, south, east, north = town.zones().total_bounds
    columns, rows = int(np.ceil((east - west) / size)), int(np.ceil((north - south) / size))
    return grid(size, columns, rows, float(west), float(south))


numbers = st.floats(-1, 2, allow_nan=False).map(lambda v: round(v, 4))


@st.composite
def partitions(draw: st.DrawFn) -> np.ndarray:
    """Return a partition of a part of the plane that is much larger than the unit square into Voronoi polygons."""
    seeds = draw(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=9, unique=True))
    far = shapely.box(-50, -50, 50, 50)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=far))
    assume(len(cells) > 1 and shapely.is_valid(cells).all())
    assume(abs(shapely.area(cells).sum() - shapely.union_all(cells).area) < 1e-9)
    return cells


@st.composite
def stars(draw: st.DrawFn) -> shapely.Polygon:
    """Return a polygon that is star-shaped as seen from its centre, with spikes and slivers."""
    count = draw(st.integers(3, 12))
    reach = np.array(draw(st.lists(st.floats(0.01, 2.0), min_size=count, max_size=count)))
    x, y = draw(st.tuples(numbers, numbers))
    angle = np.arange(count) * 2 * np.pi / count
    star = shapely.Polygon(np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)]))
    assume(star.is_valid and star.area > 0)
    return star


# --- overlay weights ---------------------------------------------------------------------------------------------


@law
@given(towns(sheared=False), st.integers(1, 3))
def test_weights_are_the_counted_blocks(town: Town, width: int) -> None:
    """Cells `width` blocks wide: their weights are numbers of blocks, and exactly 0 or 1 where all are alike."""
    count = SIDE // width
    size = width * town.block
    weights = overlay_weights(grid(size, count, count, *town.origin), town.zones()).toarray()
    blocks = town.zone_of[: count * width, : count * width].reshape(count, width, count, width)
    for zone in range(weights.shape[1]):
        counted = (blocks == zone).sum(axis=(1, 3)).T.ravel() / width**2
        assert weights[:, zone] == pytest.approx(counted, abs=1e-9)
        assert set(weights[np.isin(counted, (0, 1)), zone]) <= {0.0, 1.0}


@law
@given(partitions(), st.sampled_from([1.0, 200.0]), ORIGINS, st.integers(1, 4))
def test_the_weights_of_a_unit_over_a_partition_sum_to_one(
    cells: np.ndarray, scale: float, origin: tuple[float, float], count: int
) -> None:
    moved = shapely.transform(cells, lambda xy: xy * scale + origin)
    assume(shapely.is_valid(moved).all())
    weights = overlay_weights(grid(scale / count, count, count, *origin), frame(moved))
    assert np.abs(weights.sum(axis=1) - 1).max() < 1e-9


@law
@given(towns(), towns())
def test_mass_is_conserved_between_two_partitions(source: Town, target: Town) -> None:
    """Residents of oblique zones, carried to cells that cover them all, are as many as before."""
    units = source.zones()
    units = units[~units.geometry.is_empty]
    residents = np.arange(1.0, len(units) + 1) * 1000
    weights = overlay_weights(units, cells_over(source, 2 * target.block + source.block).polygons())
    assert (weights.T @ residents).sum() == pytest.approx(residents.sum(), rel=1e-9)


@law
@given(st.lists(stars(), min_size=1, max_size=4), st.lists(stars(), min_size=1, max_size=4))
def test_weights_are_those_of_a_plain_loop(units: list[shapely.Polygon], targets: list[shapely.Polygon]) -> None:
    plain = [[unit.intersection(target).area / unit.area for target in targets] for unit in units]
    assert overlay_weights(frame(units), frame(targets)).toarray() == pytest.approx(np.array(plain), abs=1e-9)


@law
@given(st.lists(stars(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_units_and_targets_does_not_matter(targets: list[shapely.Polygon], random: object) -> None:
    cells = grid(0.25, 8, 8, -1.0, -1.0).polygons()
    rows, columns = np.arange(len(cells)), np.arange(len(targets))
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(columns)  # type: ignore[attr-defined]
    weights = overlay_weights(cells, frame(targets)).toarray()
    shuffled = overlay_weights(cells.iloc[rows], frame([targets[i] for i in columns])).toarray()
    assert (shuffled == weights[np.ix_(rows, columns)]).all()


@law
@given(st.lists(stars(), min_size=1, max_size=3), st.integers(2, 4))
def test_refining_a_grid_changes_nothing(targets: list[shapely.Polygon], parts: int) -> None:
    """A cell's weight is the mean of those of its parts."""
    coarse = overlay_weights(grid(0.5, 6, 6, -1.0, -1.0), frame(targets)).toarray()
    fine = overlay_weights(grid(0.5 / parts, 6 * parts, 6 * parts, -1.0, -1.0), frame(targets)).toarray()
    means = fine.reshape(6, parts, 6, parts, -1).mean(axis=(1, 3)).reshape(36, -1)
    assert means == pytest.approx(coarse, abs=1e-9)


@law
@given(towns())
def test_the_weight_of_a_union_is_the_sum_of_its_partition(town: Town) -> None:
    zones = town.zones().assign(id="z", name="Z", communes="")
    zones = zones[~zones.geometry.is_empty]
    cells = cells_over(town, 1.5 * town.block)
    apart, together = overlay_weights(cells, zones), overlay_weights(cells, union(zones, id="all", name="All"))
    assert together.toarray().ravel() == pytest.approx(apart.sum(axis=1), abs=1e-9)


# --- points ------------------------------------------------------------------------------------------------------

HALVES = [(i, j) for i in range(2 * SIDE + 1) for j in range(2 * SIDE + 1)]  # corners, middles of sides, centres


@law
@given(towns())
@example(Town(np.indices((SIDE, SIDE)).sum(axis=0) % 2, (2, -1), (7e6, 7e6), 1.0))  # a chessboard: corners only
def test_every_point_of_a_border_belongs_to_exactly_one_neighbour(town: Town) -> None:
    places = town.place(np.array(HALVES) / 2)
    matrix = assign(frame(shapely.points(places)), town.zones()).toarray()
    owners = [town.owner(Fraction(i, 2), Fraction(j, 2)) for i, j in HALVES]
    expected = np.zeros_like(matrix)
    for point, owner in enumerate(owners):
        if owner is not None:
            expected[point, owner] = 1
    assert (matrix == expected).all()


@law
@given(st.lists(stars(), min_size=1, max_size=4), st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30))
def test_points_off_the_border_are_where_a_plain_loop_finds_them(
    zones: list[shapely.Polygon], places: list[tuple[float, float]]
) -> None:
    points = [shapely.Point(place) for place in places]
    assume(not any(zone.touches(point) for zone in zones for point in points))
    plain = [[zone.contains(point) for zone in zones] for point in points]
    assert (assign(frame(points), frame(zones)).toarray() == plain).all()


@law
@given(stars(), st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_two_parts_of_a_cut_zone_share_its_border_points_out(star: shapely.Polygon, places: list[float]) -> None:
    """Cut from corner to corner, so that both parts have the very same border: its vertices belong to one at most."""
    ring = list(star.exterior.coords)[:-1]
    assume(len(ring) > 3)
    parts = [shapely.Polygon(ring[: len(ring) // 2 + 1]), shapely.Polygon([*ring[len(ring) // 2 :], ring[0]])]
    assume(all(part.is_valid for part in parts) and parts[0].relate_pattern(parts[1], "F***1****"))
    whole = shapely.union_all(parts)
    assume(whole.geom_type == "Polygon" and whole.area == pytest.approx(star.area))
    points = [*map(shapely.Point, ring), *(star.exterior.interpolate(p, normalized=True) for p in places)]
    held = assign(frame(points), frame([*parts, star])).toarray()
    assert (held[:, 0] + held[:, 1] == held[:, 2]).all()


# --- surfaces ----------------------------------------------------------------------------------------------------


@law
@given(st.lists(stars(), min_size=1, max_size=3), st.lists(stars(), max_size=4))
def test_covered_restricted_and_left_over_agree(zones: list[shapely.Polygon], others: list[shapely.Polygon]) -> None:
    share, inside = area_share(frame(zones), frame(others)), restrict(frame(zones), frame(others))
    assert inside.area.to_numpy() == pytest.approx(share * shapely.area(zones), abs=1e-9)
    assert inside.is_valid.all()
    assert coverage(frame(others), frame(zones)) == pytest.approx(share)
    extent = shapely.box(0, 0, 1, 1)
    assert coverage(frame(others), frame(zones), extent) == pytest.approx(
        area_share(frame(zones), frame([*others, extent])), abs=1e-9
    )


@law
@given(st.lists(stars(), min_size=1, max_size=3), st.sets(st.integers(0, 35), max_size=36))
def test_a_grid_covers_what_its_squares_cover(zones: list[shapely.Polygon], listed: set[int]) -> None:
    whole = grid(0.5, 6, 6, -1.0, -1.0)
    kept = sorted(listed)
    cells = Grid(0.5, 3035, whole.x[kept], whole.y[kept], whole.ids[kept])
    for extent in (None, shapely.box(0, 0, 1, 1)):
        by_squares = coverage(cells.polygons(), frame(zones), extent)
        assert coverage(cells, frame(zones), extent) == pytest.approx(by_squares, abs=1e-9)


@law
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=3, max_size=8))
def test_a_ring_is_repaired_without_changing_its_area_or_refused(ring: list[tuple[int, int]]) -> None:
    shape = shapely.Polygon(ring)
    try:
        mended, repairs = repair(frame([shape]))
    except SourceError:
        assert not shape.is_valid
        return
    assert mended.is_valid.all()
    assert mended.area[0] == pytest.approx(shape.area, rel=0.01)  # the shoelace formula on the ring as drawn
    assert len(repairs) == (not shape.is_valid)
    assert overlay_weights(mended, mended)[0, 0] == 1.0
