"""How much of each zone other polygons cover, and what of it lies inside them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS

from parvis.locate.grid import Grid
from parvis.locate.overlay import cell_shares
from parvis.locate.shapes import Floats, Shapes, dissolved, metric, mixed, polygonal, surfaces


def coverage(
    source: Grid | gpd.GeoDataFrame, zones: gpd.GeoDataFrame, extent: shapely.Geometry | None = None
) -> Floats:
    """Return the share of each zone's area that the source's polygons or `extent` cover, 0 to 1, shape (n_zones,).

    `extent`, in the zones' CRS, is where the source is complete: a grid lists no cell where nobody lives. Areas are
    measured in the grid's CRS, or without a grid in the zones' CRS (projected, metres). Raises AnalystError for a
    missing or geographic CRS and for missing or invalid polygons and empty zones.
    """
    own = metric(zones.crs, "zones")
    crs = source.crs if isinstance(source, Grid) else own
    shapes = surfaces(zones, crs, "zones")
    rest = shapes if extent is None else _outside(shapes, extent, own, crs)
    if isinstance(source, Grid):
        more = cell_shares(source, rest).sum(axis=0) * source.size**2
    else:
        more = _area_inside(rest, mixed(source, crs, "source"))
    area = shapely.area(shapes)
    covered: Floats = np.clip((area - shapely.area(rest) + more) / area, 0.0, 1.0)
    return covered


def area_share(zones: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> Floats:
    """Return the share of each zone's area inside the union of the polygons, 0 to 1, shape (n_zones,).

    Measured in the zones' CRS (projected, metres). Of collections only the polygons count; there may be none at all.
    Raises AnalystError for a missing or geographic CRS, missing or invalid polygons and empty zones.
    """
    crs = metric(zones.crs, "zones")
    shapes = surfaces(zones, crs, "zones")
    share: Floats = np.minimum(_area_inside(shapes, mixed(polygons, crs, "polygons")) / shapely.area(shapes), 1.0)
    return share


def restrict(zones: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the zones with only what of them lies inside the union of the polygons; same rows, same order.

    Where nothing is left the geometry is POLYGON EMPTY, to which `overlay_weights` gives no weight. Raises as
    `area_share` does.
    """
    crs = metric(zones.crs, "zones")
    shapes = surfaces(zones, crs, "zones")
    zone, pieces = _pieces(shapes, mixed(polygons, crs, "polygons"))
    kept = [polygonal(np.array([shapely.union_all(pieces[zone == i])]))[0] for i in range(len(shapes))]
    return zones.set_geometry(gpd.GeoSeries(kept, index=zones.index, crs=zones.crs))


def _outside(shapes: Shapes, extent: shapely.Geometry, extent_crs: CRS, crs: CRS) -> Shapes:
    """Return what of each shape lies outside an extent that is given in another CRS."""
    known = dissolved(mixed(gpd.GeoDataFrame(geometry=[extent], crs=extent_crs), crs, "extent"))
    return polygonal(shapely.difference(shapes, shapely.multipolygons(known)))


def _area_inside(shapes: Shapes, others: Shapes) -> Floats:
    shape, pieces = _pieces(shapes, others)
    area: Floats = np.bincount(shape, shapely.area(pieces), len(shapes)).astype(np.float64)
    return area


def _pieces(shapes: Shapes, others: Shapes) -> tuple[npt.NDArray[np.int64], Shapes]:
    """Return what of each shape lies inside the union of the others, in disjoint pieces, with its shape's position."""
    touching = np.unique(shapely.STRtree(others).query(shapes, predicate="intersects")[1])
    parts = dissolved(others[touching])
    shape, part = shapely.STRtree(parts).query(shapes, predicate="intersects")
    return shape, shapely.intersection(shapes[shape], parts[part])
