"""Zones made from zones: clipped, completed, merged, compared.

Frames of zones have the columns `id` (text, unique), `name`, `communes` (joined by ", ") and `geometry`. Everything
is computed in the CRS of `zones`, projected, in metres; every function raises AnalystError for a missing or
geographic CRS and for missing, invalid or empty polygons.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from parvis.locate.cover import restrict
from parvis.locate.overlay import overlay_weights
from parvis.locate.shapes import metric, polygonal, surfaces


def clip(zones: gpd.GeoDataFrame, to: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return what of each zone lies inside the union of `to`, and the ids of the zones of which nothing is left.

    The clip is exact: a sliver is kept as it is.
    """
    return _present(restrict(zones, to))


def complement(zones: gpd.GeoDataFrame, within: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return for each zone the rest of the zones of `within` that it lies in, with its own id and columns.

    It lies in those that `membership` gives it. The ids of zones without a rest (they fill those zones, or lie in
    none) are returned beside.
    """
    crs = metric(zones.crs, "zones")
    around = surfaces(within, crs, "within")
    position = {id_: i for i, id_ in enumerate(within["id"])}
    members = membership(zones, within)
    whole = [shapely.union_all(around[[position[m] for m in members[id_]]]) for id_ in zones["id"]]
    rest = polygonal(shapely.difference(np.array(whole, dtype=object), surfaces(zones, crs, "zones")))
    return _present(zones.set_geometry(gpd.GeoSeries(rest, index=zones.index, crs=zones.crs)))


def union(zones: gpd.GeoDataFrame, *, id: str, name: str) -> gpd.GeoDataFrame:
    """Return all zones as one, with the communes of all."""
    merged = polygonal(np.array([shapely.union_all(surfaces(zones, metric(zones.crs, "zones"), "zones"))]))
    communes = dict.fromkeys(commune for row in zones["communes"] for commune in str(row).split(", ") if commune)
    row = {"id": [id], "name": [name], "communes": [", ".join(sorted(communes))]}
    return gpd.GeoDataFrame(row, geometry=merged, crs=zones.crs)


def membership(zones: gpd.GeoDataFrame, within: gpd.GeoDataFrame, *, least: float = 0.01) -> dict[str, tuple[str, ...]]:
    """Return by zone id the ids of the zones of `within` that hold at least the share `least` of its area.

    The largest share comes first. Borders that are drawn more coarsely than others overlap their neighbours by
    slivers: those are what `least` leaves out. Where no share is so large the largest counts alone; a zone outside
    all of `within` lies in none.
    """
    weights, ids = overlay_weights(zones, within), within["id"].to_numpy()
    members = {}
    for i, zone in enumerate(zones["id"]):
        row = weights[[i], :]
        order = np.argsort(-row.data, kind="stable")
        largest, shares = row.indices[order], row.data[order]
        kept = max(int(np.count_nonzero(shares >= least)), min(1, len(shares)))
        members[zone] = tuple(ids[j] for j in largest[:kept])
    return members


def _present(zones: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    empty = zones.geometry.is_empty
    return zones[~empty].reset_index(drop=True), tuple(zones.loc[empty, "id"])
