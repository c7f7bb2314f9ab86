"""Places of the rows: points from coordinates or geometry, polygons from geometry, always with a CRS."""

from __future__ import annotations

from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from parvis.check.columns import numbers
from parvis.check.sieve import Sieve
from parvis.model.finding import Severity

POLYGONS = ("Polygon", "MultiPolygon")
MARGIN = 1.0  # degrees beyond the area of use of a CRS that are still plausible


class _Bounds(Protocol):
    west: float
    south: float
    east: float
    north: float


def attach(sieve: Sieve, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as a GeoDataFrame; rows without a usable place are rejected."""
    frame = sieve.rows
    if "x" in rows and "y" in rows:
        geometry, crs = _from_coordinates(sieve, rows), _declared(sieve, sieve.kind.crs)
        rows = rows.drop(columns=["x", "y"])
    elif isinstance(frame, gpd.GeoDataFrame):
        geometry, crs = frame.geometry, _declared(sieve, frame.crs)
    else:
        sieve.find("geometry_missing", name=sieve.raw.file.name)
        return rows
    if crs is None:
        return rows
    geometry = _places(sieve, gpd.GeoSeries(geometry.to_numpy(), index=rows.index))
    placed = gpd.GeoDataFrame(rows, geometry=geometry.to_numpy(), crs=crs)
    _plausible(sieve, placed)
    return placed


def _from_coordinates(sieve: Sieve, rows: pd.DataFrame) -> pd.Series:
    x, wrong_x = numbers(rows["x"], sieve.kind.masks)
    y, wrong_y = numbers(rows["y"], sieve.kind.masks)
    sieve.reject(wrong_x | wrong_y | x.isna() | y.isna(), "no_place")
    points = shapely.points(x.fillna(0.0).to_numpy(), y.fillna(0.0).to_numpy())
    return pd.Series(np.where(x.isna() | y.isna(), None, points), index=rows.index, dtype=object)


def _declared(sieve: Sieve, carried: object) -> CRS | None:
    """Return the CRS that the file carries or the source declares; both must agree."""
    own = usable(carried)
    if sieve.spec.crs is None:
        if own is None:
            sieve.find("crs_missing", name=sieve.raw.file.name)
        return own
    said = usable(sieve.spec.crs)
    if said is None:
        sieve.find("crs_unknown", crs=sieve.spec.crs)
    elif own is not None and not own.equals(said, ignore_axis_order=True):
        sieve.find("crs_contradicts", said=sieve.spec.crs, carried=own.to_string())
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


def _places(sieve: Sieve, geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return geometry of the form the kind asks for; other rows are rejected, curves and points alike."""
    nowhere = geometry.isna() | geometry.is_empty
    sieve.reject(nowhere, "no_place")
    if sieve.kind.form == "points":
        single = geometry.geom_type.eq("MultiPoint") & (shapely.get_num_geometries(geometry.to_numpy()) == 1)
        geometry = geometry.where(~single, gpd.GeoSeries(shapely.get_geometry(geometry.to_numpy(), 0), geometry.index))
        sieve.reject(~nowhere & ~geometry.geom_type.eq("Point"), "not_a_point")
    else:
        geometry = geometry.map(_polygons_of)
        empty = geometry.map(lambda shape: shape is None or shape.is_empty)
        sieve.reject(~nowhere & empty, "not_a_polygon")
    return geometry


def _polygons_of(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return the polygons of a geometry: collections may carry stray lines and points."""
    if shape is None or shape.geom_type in POLYGONS:
        return shape
    parts = [p for part in shapely.get_parts(shape) for p in shapely.get_parts(part) if p.geom_type == "Polygon"]
    return shapely.multipolygons(parts) if parts else shapely.Polygon()


def _plausible(sieve: Sieve, placed: gpd.GeoDataFrame) -> None:
    """Find coordinates that cannot be in the CRS: far outside the part of the Earth that it is made for."""
    good = placed.drop(index=list(sieve.reasons), errors="ignore")
    if good.empty:
        return
    crs = CRS.from_user_input(placed.crs)
    west, south, east, north = (float(v) for v in good.total_bounds)
    if crs.is_geographic:
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            sieve.find("crs_impossible", crs=crs.to_string(), x=f"{west:.0f}", y=f"{south:.0f}")
        return
    area: _Bounds | None = crs.area_of_use
    lon, lat = _centre(good, crs)
    if not np.isfinite([lon, lat]).all():
        sieve.find("crs_impossible", crs=crs.to_string(), x=f"{west:.0f}", y=f"{south:.0f}")
    elif area is not None and not (
        area.west - MARGIN <= lon <= area.east + MARGIN and area.south - MARGIN <= lat <= area.north + MARGIN
    ):
        sieve.find("crs_impossible", Severity.ERROR, crs=crs.to_string(), x=f"{west:.0f}", y=f"{south:.0f}")


def _centre(placed: gpd.GeoDataFrame, crs: CRS) -> tuple[float, float]:
    from pyproj import Transformer

    west, south, east, north = placed.total_bounds
    transformer = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = transformer.transform((west + east) / 2, (south + north) / 2)
    return float(lon), float(lat)
