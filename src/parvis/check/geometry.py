"""Places of the rows: points from coordinates or geometry, polygons from geometry, always with a CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from parvis.check.columns import numbers
from parvis.model.finding import Severity

if TYPE_CHECKING:
    import numpy.typing as npt

    from parvis.check.sieve import Sieve

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

LINES = ("LineString", "MultiLineString")
POLYGONS = ("Polygon", "MultiPolygon")
MARGIN = 1.0  # degrees beyond the area of use of a CRS that are still plausible
WORLD = "EPSG:4326"


def attach(sieve: Sieve, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their places; rows without a usable place are rejected.

    Points that the file gives by coordinates stay coordinates, `x` and `y` in the `crs` of the sieve: as geometries
    millions of them would fill the memory. All others are a GeoDataFrame.
    """
    frame = sieve.rows
    if "x" in rows and "y" in rows:
        return _from_coordinates(sieve, rows)
    if not isinstance(frame, gpd.GeoDataFrame):
        sieve.find("geometry_missing", name=sieve.raw.file.name)
        return rows
    geometry = _places(sieve, gpd.GeoSeries(frame.geometry.to_numpy(), index=rows.index))
    crs = _declared(sieve, frame.crs, _centres(geometry))
    if crs is None:
        return rows
    _plausible(sieve, _centres(geometry), rows.index, crs)
    return gpd.GeoDataFrame(rows, geometry=geometry.to_numpy(), crs=crs)


def _from_coordinates(sieve: Sieve, rows: pd.DataFrame) -> pd.DataFrame:
    x, wrong_x = numbers(rows["x"], sieve.kind.masks)
    y, wrong_y = numbers(rows["y"], sieve.kind.masks)
    nowhere = wrong_x | wrong_y | x.isna() | y.isna()
    sieve.reject(nowhere, "no_place")
    if sieve.kind.form != "points":
        sieve.reject(~nowhere, "not_a_polygon")
    centres = x.where(~nowhere).to_numpy(), y.where(~nowhere).to_numpy()
    sieve.crs = _declared(sieve, sieve.kind.crs, centres)
    if sieve.crs is not None:
        _plausible(sieve, centres, rows.index, sieve.crs)
    return rows.assign(x=centres[0], y=centres[1])


def _declared(sieve: Sieve, carried: object, centres: tuple[Floats, Floats]) -> CRS | None:
    """Return the CRS that the file carries or the source declares; both must agree.

    A file that carries a system in which its places cannot be is wrong about it: GeoJSON without a word is in degrees.
    """
    own = usable(carried)
    if sieve.spec.crs is None:
        if own is None:
            sieve.find("crs_missing", name=sieve.raw.file.name)
        return own
    said = usable(sieve.spec.crs)
    if said is None:
        sieve.find("crs_unknown", crs=sieve.spec.crs)
    elif own is not None and not own.equals(said, ignore_axis_order=True):
        overruled = _mostly(~_possible(own, *centres))
        code, severity = ("crs_overruled", Severity.NOTE) if overruled else ("crs_contradicts", Severity.ERROR)
        sieve.find(code, severity, name=sieve.raw.file.name, said=sieve.spec.crs, carried=called(own))
        return said if overruled else None
    return said


def usable(crs: object) -> CRS | None:
    """Return a CRS that places things on the Earth, or None: an `undefined Cartesian` system does not."""
    if crs is None:
        return None
    try:
        known = CRS.from_user_input(crs)
    except CRSError:
        return None
    return known if known.is_geographic or known.is_projected or known.is_compound else None


def called(crs: CRS) -> str:
    """Return the code of a CRS as people write it, or its name where it has none.

    >>> called(CRS.from_epsg(2154))
    'EPSG:2154'
    """
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.name)


def _places(sieve: Sieve, geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return geometry of the form the kind asks for; other rows are rejected, curves and points alike."""
    nowhere = geometry.isna() | geometry.is_empty
    sieve.reject(nowhere, "no_place")
    if sieve.kind.form == "points":
        single = geometry.geom_type.eq("MultiPoint") & (shapely.get_num_geometries(geometry.to_numpy()) == 1)
        geometry = geometry.where(~single, gpd.GeoSeries(shapely.get_geometry(geometry.to_numpy(), 0), geometry.index))
        sieve.reject(~nowhere & ~geometry.geom_type.eq("Point"), "not_a_point")
    elif sieve.kind.form == "lines":
        sieve.reject(~nowhere & ~geometry.geom_type.isin(LINES), "not_a_line")
    else:
        geometry = geometry.map(_polygons_of)
        empty = geometry.map(lambda shape: shape is None or shape.is_empty).astype(bool)
        sieve.reject(~nowhere & empty, "not_a_polygon")
    return geometry


def _polygons_of(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return the polygons of a geometry: collections may carry stray lines and points."""
    if shape is None or shape.geom_type in POLYGONS:
        return shape
    parts = [p for part in shapely.get_parts(shape) for p in shapely.get_parts(part) if p.geom_type == "Polygon"]
    return shapely.multipolygons(parts) if parts else shapely.Polygon()


def _plausible(sieve: Sieve, centres: tuple[Floats, Floats], index: pd.Index, crs: CRS) -> None:
    """Find coordinates that cannot be in the CRS: most of them tell of a wrong system, a few are rejected rows."""
    x, y = centres
    impossible = ~_possible(crs, x, y)
    if not impossible.any():
        return
    if not _mostly(impossible):
        sieve.reject(pd.Series(impossible, index=index), "outside_crs", called(crs))
    elif _mostly(_possible(crs, y, x)):
        sieve.find("coordinates_swapped", name=sieve.raw.file.name)
    else:
        first = int(np.flatnonzero(impossible)[0])
        sieve.find("crs_impossible", crs=called(crs), x=_roughly(x[first]), y=_roughly(y[first]))


def _mostly(flags: Flags) -> bool:
    return 2 * int(np.count_nonzero(flags)) > len(flags)


def _roughly(coordinate: float) -> str:
    """Return a coordinate with two digits: enough to tell degrees from metres, and nobody's address."""
    return f"{float(f'{coordinate:.2g}'):.0f}"


def _centres(geometry: gpd.GeoSeries) -> tuple[Floats, Floats]:
    """Return x and y of the middle of each row's bounds; NaN where it has no place."""
    bounds = shapely.bounds(geometry.to_numpy())
    return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2


def _possible(crs: CRS, x: Floats, y: Floats) -> Flags:
    """Return which places can be in a CRS: on the Earth, and near the part of it that a projected one is made for.

    A row without a place has nothing impossible about it.
    """
    nowhere = np.isnan(x) | np.isnan(y)
    if crs.is_geographic:
        return nowhere | ((np.abs(x) <= 180) & (np.abs(y) <= 90))
    corners_x, corners_y = _corners(x[~nowhere], y[~nowhere])
    if _in_use(crs, corners_x, corners_y).all():  # spares a conversion of all places
        return np.ones(len(x), dtype=bool)
    flags: Flags = nowhere | _in_use(crs, np.where(nowhere, np.inf, x), np.where(nowhere, np.inf, y))
    return flags


def _corners(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    if not len(x):
        return x, y
    return np.array([x.min(), x.min(), x.max(), x.max()]), np.array([y.min(), y.max(), y.min(), y.max()])


def _in_use(crs: CRS, x: Floats, y: Floats) -> Flags:
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(crs, WORLD, always_xy=True).transform(x, y)
    lon, lat = np.asarray(lon), np.asarray(lat)
    flags: Flags = np.isfinite(lon) & np.isfinite(lat)
    area = crs.area_of_use
    if area is None:
        return flags
    west, east = area.west - MARGIN, area.east + MARGIN
    between = (west <= lon) & (lon <= east) if area.west <= area.east else (west <= lon) | (lon <= east)
    flags &= between & (area.south - MARGIN <= lat) & (lat <= area.north + MARGIN)
    return flags
