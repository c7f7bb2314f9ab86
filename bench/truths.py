"""Truths that estimates can be held against: source and truth of one concept, one unit, one date, from one file.

Located records are summed to cells of 200 m and carried back to real borders; fine units (cells, IRIS, LSOA, hexagons)
are summed to coarse ones and carried back to unions of the fine ones. The truth is then an exact sum of the same file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_array, diags_array

from parvis import locate
from parvis.estimate import Placed
from parvis.locate.shapes import polygonal

Floats = npt.NDArray[np.float64]
Geometries = npt.NDArray[np.object_]
SHAPES = 12
"""Neighbourhood shapes laid on each ground; with more of them on one ground there is more of the same truth."""


@dataclass(frozen=True)
class Truth:
    """Units of a source, the share of the surface of each in each zone, and what the zones truly hold.

    `values` (n_units,), `weights` (n_units, n_zones), `truth` (n_zones,); `places` (n_zones,) names the commune or
    ground of each zone, by which trials are clustered; `area` (n_units,) is in m2.
    `drawn` says whether the zones' borders were drawn around where certain people live. `bounds` (n_units,) hold the
    true values of units where the producer altered them, `doubt` their shift and variance, `groups` (n_units,) number
    those whose sum is true, -1 for none; `by_address` (n_zones,) is
    another estimate; `placed` is what other sources place exactly, where they are used. `polygons` gives those of units
    and of zones, in metres, for estimators that need them; `empty` is ground known to hold nobody, in the same plane;
    `neighbours` (n_pairs, 2) are units side by side.
    """

    name: str
    drawn: bool
    values: Floats
    weights: csr_array
    truth: Floats
    places: tuple[str, ...]
    area: Floats
    concept: str = "persons"
    bounds: tuple[Floats, Floats] | None = None
    doubt: tuple[Floats, Floats] | None = None
    groups: npt.NDArray[np.int64] | None = None
    by_address: Floats | None = None
    placed: tuple[Placed, ...] = ()
    polygons: Callable[[], tuple[Geometries, Geometries]] | None = None
    empty: Callable[[], Geometries] | None = None
    neighbours: npt.NDArray[np.int64] | None = None


def all_truths(data: Path) -> list[Truth]:
    """Return every real truth that the folder of public data holds."""
    return [*bondy(data), *bondy_cells(data), *_occitanie(data), *_paris(data), *_london(data), *_porto_alegre(data)]


# --- located records, summed to cells of 200 m ---


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


def corners_of(records: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    return np.floor(records.geometry.to_crs(3035).get_coordinates().to_numpy() / 200).astype(np.int64)


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


def judged(truth: Truth) -> Truth:
    """Return a truth without the zones that no unit is cut by or that hold nobody."""
    by_zone = csr_array(truth.weights.T)
    cut = ((by_zone > 0).astype(int) - (by_zone > 1 - 1e-9).astype(int)) @ truth.values > 0
    rows = np.flatnonzero(cut)
    places = tuple(truth.places[row] for row in rows)
    other = None if truth.by_address is None else truth.by_address[rows]
    weights = csr_array(truth.weights[:, rows])
    placed = tuple(Placed(one.total, csr_array(one.inside[:, rows])) for one in truth.placed)

    def polygons() -> tuple[Geometries, Geometries]:
        assert truth.polygons is not None
        units, zones = truth.polygons()
        return units, zones[rows]

    return replace(
        truth, placed=placed, weights=weights, truth=truth.truth[rows], places=places, by_address=other,
        polygons=None if truth.polygons is None else polygons,
    )  # fmt: skip


# --- fine units, summed to coarse ones ---


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


@cache
def _shapes(data: Path) -> tuple[shapely.Geometry, ...]:
    """Return the outlines of real neighbourhoods, each moved to the origin; every fifth, the smallest left out."""
    frame = gpd.read_file(data / "occitanie" / "qp.geojson").to_crs(2154)
    shapes = shapely.make_valid(frame.geometry.to_numpy())
    shapes = shapes[shapely.area(shapes) > 150_000]
    middle = shapely.centroid(shapes)
    return tuple(shapely.transform(s, lambda xy, m=m: xy - [m.x, m.y]) for s, m in zip(shapes, middle, strict=True))


def _laid(
    data: Path, fine: Fine, centres: npt.NDArray[np.int64], seed: int, areas: tuple[float, float]
) -> npt.NDArray[np.bool_]:
    """Return unions (n_zones, n_fine) of fine units: under real shapes laid at some of them, turned; areas in m2."""
    rng = np.random.default_rng(seed)
    shapes = _shapes(data)
    found = []
    for centre, area in zip(centres, rng.uniform(*areas, len(centres)), strict=True):
        shape = shapes[rng.integers(len(shapes))]
        laid = np.sqrt(area / shapely.area(shape)) * _turn(rng.uniform(0, 2 * np.pi))
        inside = shapely.contains_xy(shapely.transform(shape, lambda xy, m=laid: xy @ m), fine.xy - fine.xy[centre])
        if inside.sum() >= 2:
            found.append(inside)
    return np.unique(np.array(found), axis=0)


def _turn(angle: float) -> Floats:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


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


def _porto_alegre(data: Path) -> Iterator[Truth]:
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


def _paris(data: Path) -> Iterator[Truth]:
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


def _london(data: Path) -> Iterator[Truth]:
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


def _occitanie(data: Path) -> Iterator[Truth]:
    """Property sales within neighbourhoods: their cells, clipped to the neighbourhood, against shapes laid in it."""
    sheet = pd.read_excel(data / "occitanie" / "foncier_qp.xlsx", engine="calamine")
    sheet = sheet[sheet["type_local"].isin(["Appartement", "Maison"])].drop_duplicates(["id_mutation", "id_parcelle"])
    points = gpd.GeoSeries(gpd.points_from_xy(sheet["longitude"], sheet["latitude"]), crs=4326).to_crs(2154)
    frame = gpd.read_file(data / "occitanie" / "qp.geojson").to_crs(2154)
    grounds = shapely.make_valid(frame.geometry.to_numpy())
    rng = np.random.default_rng(6)
    shapes = _shapes(data)
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
            turned = size * _turn(rng.uniform(0, 2 * np.pi))
            laid = shapely.transform(shape, lambda p, t=turned, m=middle: p @ t + m)
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
