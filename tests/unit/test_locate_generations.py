"""From one generation of zones to the next: by hand and by laws."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from parvis.errors import AnalystError
from parvis.locate import Grid, passage, series, trends


def frame(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=2154)


def cells(columns: int, rows: int, size: float = 10.0) -> Grid:
    j, i = np.divmod(np.arange(columns * rows), columns)
    return Grid(size, 2154, size * i, size * j, np.arange(columns * rows).astype(str).astype(object))


# Four cells in a row with 100, 300, 50, 50 people. Before: cells 1-2, and cell 3. After: cells 2-3, and cell 4.
CELLS, PEOPLE = cells(4, 1), [100, 300, 50, 50]
BEFORE = frame(box(0, 0, 20, 10), box(20, 0, 30, 10))
AFTER = frame(box(10, 0, 30, 10), box(30, 0, 40, 10))


def test_a_passage_by_hand() -> None:
    found = passage(BEFORE, AFTER, CELLS, PEOPLE)
    assert found.common.toarray().tolist() == [[300, 0], [50, 0]]
    assert found.before.tolist() == [400, 50]
    assert found.after.tolist() == [350, 50]
    assert found.shares.toarray().tolist() == [[0.75, 0], [1, 0]]  # by area it would be one half
    assert found.covered.tolist() == [1, 0]
    assert found.carry([80, 8])[0] == pytest.approx(0.75 * 80 + 8)
    assert np.isnan(found.carry([80, 8])[1])  # nothing is known of it before
    assert np.isnan(found.carry([80, np.nan])).all()


def test_a_trend_that_the_border_makes_is_refused() -> None:
    between = passage(BEFORE, AFTER, CELLS, PEOPLE)
    # Nothing changed on the ground: 40 in a hundred everywhere. On paper the zone of 400 became one of 350.
    table, findings = trends(between, [160, 20], [140, 20])
    assert table["predecessor"].tolist() == [0, -1]
    assert table["alike"].tolist() == pytest.approx([300 / 450, 0])
    assert table["change"].isna().all()
    assert table["change_at_constant_perimeter"][0] == pytest.approx(0)
    assert [finding.code for finding in findings] == ["trend_of_border"]
    kept, none = trends(between, [160, 20], [140, 20], least=0.6)
    assert kept["change"][0] == -20
    assert len(none) == 1


def test_a_series_at_a_constant_perimeter() -> None:
    between = passage(BEFORE, AFTER, CELLS, PEOPLE)
    found = series({"2015": [160, 20], "2020": [200, 20], "2024": [140, 20]}, {"2015": between, "2020": between})
    assert found.iloc[0].tolist() == pytest.approx([140, 170, 140])
    assert found.iloc[1].isna().tolist() == [True, True, False]


def test_zones_that_stay_have_trends() -> None:
    table, findings = trends(passage(BEFORE, BEFORE, CELLS, PEOPLE), [160, 20], [170, 10])
    assert table["change"].tolist() == [10, -10]
    assert table["change_at_constant_perimeter"].tolist() == pytest.approx([10, -10])
    assert findings == ()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_people_are_conserved_and_finer_units_change_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    generations = []
    for count in (4, 7):
        seeds = shapely.multipoints(rng.uniform(-5, 55, (count, 2)))
        parts = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=box(-100, -100, 200, 200)))
        generations.append(frame(*parts))
    before, after = generations
    people = rng.integers(0, 100, 25)
    found = passage(before, after, cells(5, 5), people)
    assert found.common.sum() == pytest.approx(people.sum(), rel=1e-9)
    assert found.common.sum(axis=1) == pytest.approx(found.before, abs=1e-6)
    assert found.common.sum(axis=0) == pytest.approx(found.after, abs=1e-6)
    finer = np.repeat(np.repeat(people.reshape(5, 5) / 4, 2, axis=0), 2, axis=1).ravel()
    assert np.abs((passage(before, after, cells(10, 10, 5.0), finer).common - found.common).toarray()).max() < 1e-6
    back = passage(after, before, cells(5, 5), people)
    assert np.abs((back.common.T - found.common).toarray()).max() < 1e-6
    # What is in proportion to people is carried without loss.
    assert found.carry(3 * found.before)[found.after > 0] == pytest.approx(3 * found.after[found.after > 0], rel=1e-6)


def test_what_is_no_number_of_people_is_refused() -> None:
    with pytest.raises(AnalystError, match="weights_of_others"):
        passage(BEFORE, AFTER, CELLS, [1])
    with pytest.raises(AnalystError, match="people_negative"):
        passage(BEFORE, AFTER, CELLS, [1, 2, np.nan, -1])
