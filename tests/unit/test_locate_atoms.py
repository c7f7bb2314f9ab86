"""Atoms of zonings made of squares, counted by hand."""

from __future__ import annotations

import geopandas as gpd
import shapely

from parvis import locate


def zoning(*boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": [str(i) for i in range(len(boxes))]}, geometry=[shapely.box(*b) for b in boxes], crs="EPSG:2154"
    )


def test_atoms_of_a_square_and_two_halves_and_an_overlap() -> None:
    # A commune of 100 x 100, cut in two halves, and a zone of 20 x 100 across their border: three atoms by hand,
    # left (40), middle in two halves (2 x 10), right (40): 4 pieces.
    commune = zoning((0, 0, 100, 100))
    halves = zoning((0, 0, 50, 100), (50, 0, 100, 100))
    across = zoning((40, 0, 60, 100))
    of_commune, of_halves, of_across = locate.atoms([commune, halves, across])
    assert of_commune.shape == (1, 4)
    assert of_commune.sum() == 4
    assert of_halves.sum(axis=1).tolist() == [2, 2]
    assert of_across.sum() == 2
    # Each atom lies in one half: the halves are a partition.
    assert of_halves.sum(axis=0).tolist() == [1, 1, 1, 1]


def test_slivers_between_two_drawings_of_one_border_are_no_atoms() -> None:
    commune, again = zoning((0, 0, 100, 100)), zoning((0.1, 0, 100.1, 100))
    one, other = locate.atoms([commune, again])
    assert one.shape == (1, 1)
    assert other.sum() == 1


def test_overlapping_zones_of_one_zoning() -> None:
    (both,) = locate.atoms([zoning((0, 0, 60, 100), (40, 0, 100, 100))])
    assert both.shape == (2, 3)
    assert both.sum(axis=1).tolist() == [2, 2]


def test_the_name_stays_a_function_once_its_module_is_loaded() -> None:
    import parvis.locate.pieces  # noqa: F401 - loading it must not hide the function of another name

    assert callable(locate.atoms)
