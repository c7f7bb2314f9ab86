"""The outlines of zones in longitude and latitude, simplified for a map on a screen."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from parvis.publish.extent import DIGITS

_STEPS = 4000  # the territory's breadth in the least lengths that are drawn: a screen zoomed in about three times


def outlines(zones: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return zones as GeoJSON (WGS 84, about a metre); each feature has its row as `id` and its zone as `zone`."""
    west, south, east, north = zones.total_bounds
    tolerance = max(east - west, north - south) / _STEPS
    simple = gpd.GeoSeries(shapely.simplify(zones.geometry.to_numpy(), tolerance), crs=zones.crs).to_crs("EPSG:4326")
    features = [
        {"type": "Feature", "id": row, "properties": {"zone": zone}, "geometry": _geometry(shape)}
        for row, (zone, shape) in enumerate(zip(zones["id"], simple, strict=True))
    ]
    return {"type": "FeatureCollection", "features": features}


def _geometry(shape: Any) -> dict[str, Any]:
    parts = [part for part in shapely.get_parts(shape) if shapely.get_type_id(part) == shapely.GeometryType.POLYGON]
    polygons = [[_ring(ring) for ring in shapely.get_rings(part)] for part in parts]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _ring(ring: Any) -> list[list[float]]:
    return [[round(x, DIGITS), round(y, DIGITS)] for x, y in shapely.get_coordinates(ring).tolist()]
