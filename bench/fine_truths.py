"""Truths of fine units (cells, IRIS, LSOA, hexagons), summed to coarse ones and carried back to unions of fine ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_array

from bench.outlines import SHAPES, outlines, turned
from bench.truths import Floats, Geometries, Truth, corners_of, judged
from parvis import locate
from parvis.estimate import Placed


@dataclass(frozen=True)
class Fine:
    """Fine units: `xy` (n, 2) centres in metres, `area`, `coarse` (the unit each is summed to), `place`: (n,) each."""

    xy: Floats
    area: Floats
    coarse: npt.NDArray[np.int64]
    place: npt.NDArray[np.object_]


def _of_fine(
    name: str,
    fine: Fine,
    values: Floats,
    zones: npt.NDArray[np.bool_],
    *,
    drawn: bool,
    concept: str,
    placed: Sequence[Placed] = (),
    shapes: Geometries | None = None,
) -> Truth:
    """Return the truth of unions of fine units: `zones` (n_zones, n_fine); `shapes` (n_fine,) are their polygons."""
    count = int(fine.coarse.max()) + 1
    area = np.bincount(fine.coarse, weights=fine.area, minlength=count)
    to_coarse = csr_array((fine.area / area[fine.coarse], (np.arange(len(fine.coarse)), fine.coarse)))
    weights = csr_array(to_coarse.T @ csr_array(zones.T.astype(float)))
    weights.data = np.minimum(weights.data, 1.0)
    sums = np.bincount(fine.coarse, weights=values, minlength=count)
    places = tuple(str(pd.Series(fine.place[zone]).mode()[0]) for zone in zones)

    def polygons() -> tuple[Geometries, Geometries]:
        assert shapes is not None
        units = [shapely.union_all(shapes[fine.coarse == n]) for n in range(count)]
        return np.array(units), np.array([shapely.union_all(shapes[zone]) for zone in zones])

    return judged(
        Truth(
            name, drawn, sums, weights, zones @ values, places, area, concept, placed=tuple(placed),
            polygons=None if shapes is None else polygons, neighbours=_side_by_side(fine),
        )
    )  # fmt: skip


def _side_by_side(fine: Fine) -> npt.NDArray[np.int64]:
    """Return pairs of coarse units that lie side by side."""
    size = np.bincount(fine.coarse, weights=fine.area)
    middles = [np.bincount(fine.coarse, weights=fine.area * each) / size for each in fine.xy.T]
    return locate.side_by_side(gpd.GeoDataFrame(geometry=gpd.points_from_xy(*middles)))


def _laid(
    data: Path, fine: Fine, centres: npt.NDArray[np.int64], seed: int, areas: tuple[float, float]
) -> npt.NDArray[np.bool_]:
    """Return unions (n_zones, n_fine) of fine units: under real shapes laid at some of them, turned; areas in m2."""
    rng = np.random.default_rng(seed)
    shapes = outlines(data)
    found = []
    for centre, area in zip(centres, rng.uniform(*areas, len(centres)), strict=True):
        shape = shapes[rng.integers(len(shapes))]
        laid = np.sqrt(area / shapely.area(shape)) * turned(rng.uniform(0, 2 * np.pi))
        inside = shapely.contains_xy(shapely.transform(shape, lambda xy, m=laid: xy @ m), fine.xy - fine.xy[centre])
        if inside.sum() >= 2:
            found.append(inside)
    return np.unique(np.array(found), axis=0)


def bondy_cells(data: Path) -> Iterator[Truth]:
    folder = data / "bondy"
    frame = gpd.read_file(folder / "filosofi2019_200m_bondy.gpkg")
    town = gpd.read_file(folder / "commune_bondy_osm.geojson").to_crs(3035).geometry.iloc[0]
    corners = frame["idcar_200m"].str.extract(r"N(\d+)E(\d+)").astype(int)[[1, 0]].to_numpy()
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    every = np.stack(np.meshgrid(np.arange(west, east + 1, 200), np.arange(south, north + 1, 200)), -1).reshape(-1, 2)
    listed = {tuple(corner): n for n, corner in enumerate(corners)}
    # Cells across the town's edge count people whose addresses are in no file of the town.
    every = every[shapely.contains(town, shapely.box(*every.T, *(every + 200).T))]
    where = np.array([listed.get(tuple(corner), -1) for corner in every])
    _, coarse = np.unique(every // 1000, axis=0, return_inverse=True)
    fine = Fine(every + 100.0, np.full(len(every), 4e4), coarse.ravel(), np.full(len(every), "Bondy", dtype=object))
    persons = np.where(where >= 0, frame["ind"].to_numpy(dtype=float)[where], 0.0)
    social = np.where(where >= 0, frame["log_soc"].to_numpy(dtype=float)[where], 0.0)
    rng = np.random.default_rng(1)
    anywhere = rng.choice(len(every), SHAPES, replace=False)
    estates = np.argsort(-social)[:SHAPES]
    for name, centres, drawn in (("anywhere", anywhere, False), ("round estates", estates, True)):
        zones = _laid(data, fine, centres, 2, (0.4e6, 2.5e6))
        found = _of_fine(
            f"Bondy, persons, 1 km, {name}", fine, persons, zones, drawn=drawn, concept="persons",
            shapes=shapely.box(*every.T, *(every + 200).T),
        )  # fmt: skip
        yield found
        known = [_in_fine(folder / file, column, every, fine, zones) for file, column in PLACED]
        yield _of_fine(f"{found.name}, along", fine, persons, zones, drawn=drawn, concept="persons", placed=known)


PLACED = (("ban_adresses_bondy.gpkg", None), ("rpls2022_logements_sociaux_points.geojson", "appartement"))


def _in_fine(file: Path, column: str | None, corners: Floats, fine: Fine, zones: npt.NDArray[np.bool_]) -> Placed:
    """Return what a file of points places in coarse units and in unions of fine ones."""
    records = gpd.read_file(file)
    number = {tuple(corner): n for n, corner in enumerate(corners // 200)}
    place = np.array([number.get(tuple(corner), -1) for corner in corners_of(records)])
    counts = np.ones(len(records)) if column is None else records[column].to_numpy(dtype=float)
    held = np.bincount(place[place >= 0], weights=counts[place >= 0], minlength=len(corners))
    size = (int(fine.coarse.max()) + 1, len(corners))
    sums = csr_array((np.ones(len(corners)), (fine.coarse, np.arange(len(corners)))), shape=size)
    return Placed(sums @ held, csr_array(sums @ csr_array(zones.T * held[:, None])))


def porto_alegre(data: Path) -> Iterator[Truth]:
    frame = pd.read_csv(data / "porto-alegre" / "poa_hexgrid.csv")
    points = gpd.GeoSeries(gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326).to_crs(32722)
    xy = points.get_coordinates().to_numpy()
    _, coarse = np.unique(xy // 1000, axis=0, return_inverse=True)
    ground = np.array([f"Porto Alegre {e} {n}" for e, n in (xy // 5000).astype(int)], dtype=object)
    fine = Fine(xy, np.ones(len(xy)), coarse.ravel(), ground)
    persons = frame["population"].fillna(0).to_numpy(dtype=float)
    rng = np.random.default_rng(3)
    zones = _laid(data, fine, rng.choice(len(xy), 5 * SHAPES, replace=False), 4, (2e6, 8e6))
    yield _of_fine(
        "Porto Alegre, persons, 1 km", fine, persons, zones, drawn=False, concept="persons", shapes=_around(xy)
    )


def _around(xy: Floats) -> Geometries:
    """Return the ground nearest each of some points (n, 2), (n,): hexagons, of the middles of hexagons."""
    points = shapely.multipoints(xy)
    return np.array(shapely.voronoi_polygons(points, extend_to=points, ordered=True).geoms)


def _grown(
    shapes: npt.NDArray[np.object_], score: Floats, wanted: Floats, size: Floats, starts: list[int]
) -> npt.NDArray[np.bool_]:
    """Return zones that grow from fine units over neighbours of the highest score until they have the size wanted."""
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    touching = csr_array((np.ones(len(left)), (left, right)), shape=(len(shapes),) * 2)
    found = []
    for start, goal in zip(starts, wanted, strict=True):
        grown, edge = [start], set[int]()
        while size[grown].sum() < goal:
            last = grown[-1]
            edge |= {int(n) for n in touching.indices[touching.indptr[last] : touching.indptr[last + 1]]}
            edge -= set(grown)
            if not edge:
                break
            grown.append(max(edge, key=lambda n: score[n]))
        zone = np.zeros(len(shapes), dtype=bool)
        zone[grown] = True
        found.append(zone)
    return np.array(found)


def _grown_truths(
    name: str, fine: Fine, shapes: npt.NDArray[np.object_], values: dict[str, Floats], need: Floats, size: Floats
) -> Iterator[Truth]:
    """Return truths of zones that grow anywhere, and of zones that grow over the poorest fine units."""
    rng = np.random.default_rng(5)
    places = np.unique(fine.place)
    anywhere = [int(n) for place in places for n in rng.choice(np.flatnonzero(fine.place == place), 4)]
    poorest = [
        int(n)
        for place in places
        for n in np.flatnonzero(fine.place == place)[np.argsort(-need[fine.place == place])[:4]]
    ]
    unit = size.sum() / (fine.coarse.max() + 1)
    for drawn, starts, score in ((False, anywhere, rng.random(len(need))), (True, poorest, need)):
        zones = np.unique(_grown(shapes, score, rng.uniform(2, 6, len(starts)) * unit, size, starts), axis=0)
        for concept, those in values.items():
            border = "round the poorest" if drawn else "anywhere"
            named = f"{name}, {concept}, {border}"
            yield _of_fine(named, fine, those, zones, drawn=drawn, concept=concept, shapes=shapes)


def paris(data: Path) -> Iterator[Truth]:
    frame = gpd.read_parquet(data / "paris" / "iris2013_paris.parquet")
    table = pd.read_csv(data / "paris" / "rp2011_cs8_iris_paris.csv", dtype={"IRIS": str}).set_index("IRIS")
    table = table.reindex(frame["DCOMIRIS"]).fillna(0.0)
    persons = table["C11_POP15P"].to_numpy(dtype=float)
    workers = table["C11_POP15P_CS6"].to_numpy(dtype=float)
    shapes = frame.geometry.to_numpy()
    coarse = pd.factorize(frame["DCOMIRIS"].str[:7])[0]
    fine = Fine(
        shapely.get_coordinates(shapely.centroid(shapes)), shapely.area(shapes), coarse,
        frame["DEPCOM"].to_numpy(dtype=object),
    )  # fmt: skip
    need = np.where(persons > 100, workers / np.maximum(persons, 1), 0.0)
    values = {"persons": persons, "workers": workers}
    yield from _grown_truths("Paris", fine, shapes, values, need, persons)


def london(data: Path) -> Iterator[Truth]:
    folder = data / "london"
    frame = gpd.read_parquet(folder / "lsoa2021_london_gen20.parquet")
    table = pd.read_csv(folder / "london-mid2020-pop.csv").set_index("LSOA11CD")
    need = pd.read_parquet(folder / "imd2025_england_lsoa21.parquet").set_index("lsoa21_code")["Income_score"]
    frame = frame[frame["LSOA21CD"].isin(table.index) & frame["LSOA21CD"].isin(need.index)]
    table, poor = table.loc[frame["LSOA21CD"]], need.loc[frame["LSOA21CD"]].to_numpy(dtype=float)
    shapes = frame.geometry.to_numpy()
    persons = table["Persons_All-Ages"].to_numpy(dtype=float)
    fine = Fine(
        shapely.get_coordinates(shapely.centroid(shapes)), shapely.area(shapes),
        pd.factorize(table["MSOA11CD"])[0], table["LAD11NM"].to_numpy(dtype=object),
    )  # fmt: skip
    values = {"persons": persons, "children": table["Persons_0-15"].to_numpy(dtype=float)}
    yield from _grown_truths("London", fine, shapes, values, poor, persons)
