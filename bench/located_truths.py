"""Truths of located records, summed to cells of 200 m and carried back to real borders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_array, diags_array

from bench.outlines import outlines, turned
from bench.truths import Floats, Geometries, Truth, corners_of, judged
from parvis import locate
from parvis.locate.shapes import polygonal


def bondy(data: Path) -> Iterator[Truth]:
    folder = data / "bondy"
    iris = gpd.read_file(folder / "iris2022_bondy.geojson")[["geometry"]]
    drawn = [gpd.read_file(folder / f) for f in ("qpv2015_bondy_apur.geojson", "perimetre_pont_de_bondy.geojson")]
    estates = pd.concat([frame[["geometry"]] for frame in drawn], ignore_index=True)
    addresses = gpd.read_file(folder / "ban_adresses_bondy.gpkg")
    dwellings = gpd.read_file(folder / "rpls2022_logements_sociaux_points.geojson")
    homes = dwellings["appartement"].to_numpy(dtype=float)
    town = iris.dissolve()
    for name, zones, round_estates in (("IRIS", iris, False), ("neighbourhoods", estates, True)):
        counted = _of_records(addresses, np.ones(len(addresses)), zones, town)
        yield judged(replace(counted, name=f"Bondy, addresses, {name}", drawn=round_estates, concept="addresses"))
        housed = _of_records(dwellings, homes, zones, town, addresses)
        concept = "social dwellings"
        yield judged(replace(housed, name=f"Bondy, {concept}, {name}", drawn=round_estates, concept=concept))


def _of_records(
    records: gpd.GeoDataFrame,
    counts: Floats,
    zones: gpd.GeoDataFrame,
    town: gpd.GeoDataFrame,
    addresses: gpd.GeoDataFrame | None = None,
) -> Truth:
    """Return the truth of records in a town's zones, without its name.

    Cells across the town's edge are cut there: the records are the town's alone, so that the rest of them is empty.
    """
    corner = corners_of(records)
    cells, cell = np.unique(corner, axis=0, return_inverse=True)
    grid = locate.Grid.from_inspire_ids([f"CRS3035RES200mN{n * 200}E{e * 200}" for e, n in cells])
    values = np.bincount(cell.ravel(), weights=counts)
    kept = np.maximum(locate.overlay_weights(grid, town).toarray()[:, 0], 1e-6)
    inner = zones.set_geometry(zones.to_crs(town.crs).intersection(town.geometry.iloc[0]))
    weights = csr_array(diags_array(1.0 / kept) @ locate.overlay_weights(grid, inner))
    weights.data = np.minimum(weights.data, 1.0)
    by_address = None if addresses is None else _by_address(addresses, cells, zones, weights).T @ values
    places, areas = ("Bondy",) * len(zones), 4e4 * kept
    truth = locate.assign(records, zones).T @ counts

    def polygons() -> tuple[Geometries, Geometries]:
        squares = shapely.intersection(grid.polygons().to_crs(town.crs).geometry.to_numpy(), town.geometry.iloc[0])
        return squares, inner.geometry.to_numpy()

    def empty() -> Geometries:
        whole = locate.with_empty(grid, np.arange(len(grid)), town.geometry)
        boxes = whole.polygons().iloc[len(grid) :].to_crs(town.crs).geometry.to_numpy()
        return np.asarray(shapely.intersection(boxes, town.geometry.iloc[0]))

    return Truth(
        "", False, values, weights, truth, places, areas, by_address=by_address, polygons=polygons, empty=empty
    )


def _by_address(
    addresses: gpd.GeoDataFrame, cells: npt.NDArray[np.int64], zones: gpd.GeoDataFrame, weights: csr_array
) -> Floats:
    """Return the share of each cell's addresses in each zone; of its surface where it has none."""
    number = {tuple(cell): n for n, cell in enumerate(cells)}
    cell = np.array([number.get(tuple(corner), -1) for corner in corners_of(addresses)])
    inside = locate.assign(addresses, zones).toarray()
    shares = weights.toarray()
    for n in np.unique(cell[cell >= 0]):
        shares[n] = inside[cell == n].mean(axis=0)
    return shares


def occitanie(data: Path) -> Iterator[Truth]:
    """Property sales within neighbourhoods: their cells, clipped to the neighbourhood, against shapes laid in it."""
    sheet = pd.read_excel(data / "occitanie" / "foncier_qp.xlsx", engine="calamine")
    sheet = sheet[sheet["type_local"].isin(["Appartement", "Maison"])].drop_duplicates(["id_mutation", "id_parcelle"])
    points = gpd.GeoSeries(gpd.points_from_xy(sheet["longitude"], sheet["latitude"]), crs=4326).to_crs(2154)
    frame = gpd.read_file(data / "occitanie" / "qp.geojson").to_crs(2154)
    grounds = shapely.make_valid(frame.geometry.to_numpy())
    rng = np.random.default_rng(6)
    shapes = outlines(data)
    units = 0
    sums: list[float] = []
    grounded: list[Geometries] = []
    zones: list[shapely.Geometry] = []
    places: list[str] = []
    values: list[Floats] = []
    areas: list[Floats] = []
    shares: list[tuple[Floats, npt.NDArray[np.int64]]] = []
    for n, ground in enumerate(grounds):
        xy = points[sheet["code_qp"].to_numpy() == frame["code_qp"].iloc[n]].get_coordinates().to_numpy()
        xy = xy[shapely.contains_xy(ground, xy)]
        if len(xy) < 30 or shapely.area(ground) < 250_000:
            continue
        corners = np.unique(np.floor(_within(ground) / 200).astype(int), axis=0) * 200.0
        pieces = shapely.intersection(shapely.box(*corners.T, *(corners + 200).T), ground)
        kept = shapely.area(pieces) > 1
        corners, pieces = corners[kept], pieces[kept]
        inside = np.array([shapely.contains_xy(piece, xy) for piece in pieces])
        for _ in range(2):
            shape = shapes[rng.integers(len(shapes))]
            size = np.sqrt(0.4 * shapely.area(ground) / shapely.area(shape))
            middle = xy[rng.integers(len(xy))] + rng.normal(0, 100, 2)
            larger = size * turned(rng.uniform(0, 2 * np.pi))
            laid = shapely.transform(shape, lambda p, t=larger, m=middle: p @ t + m)
            share = shapely.area(shapely.intersection(pieces, laid)) / shapely.area(pieces)
            shares.append((share, units + np.arange(len(pieces))))
            zones.append(shapely.intersection(laid, ground))
            sums.append(float((shapely.contains_xy(laid, xy) & inside.any(axis=0)).sum()))
            places.append(str(frame["nom_commune"].iloc[n]))
        values.append(inside.sum(axis=1).astype(float))
        areas.append(shapely.area(pieces))
        grounded.append(pieces)
        units += len(pieces)
    column = np.repeat(np.arange(len(shares)), [len(share) for share, _ in shares])
    data_ = np.concatenate([share for share, _ in shares])
    weights = csr_array((data_, (np.concatenate([row for _, row in shares]), column)), shape=(units, len(shares)))
    weights.eliminate_zeros()
    yield judged(
        Truth(
            "Occitanie, sales, shapes",
            False,
            np.concatenate(values),
            weights,
            np.array(sums),
            tuple(places),
            np.concatenate(areas),
            "sales",
            polygons=lambda: (polygonal(np.concatenate(grounded)), polygonal(np.array(zones))),
        )
    )


def _within(ground: shapely.Geometry) -> Floats:
    west, south, east, north = ground.bounds
    x, y = np.meshgrid(np.arange(west, east + 200, 200), np.arange(south, north + 200, 200))
    return np.column_stack([x.ravel(), y.ravel()])
