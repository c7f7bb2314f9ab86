"""All kinds by id; the generic ones leave it to the source to name columns and measures."""

from __future__ import annotations

from parvis.kinds import filosofi, official, places, travel
from parvis.kinds.kind import Kind
from parvis.model.text import Text

GENERIC = (
    Kind("polygons", Text(fr="Polygones", en="Polygons"), "polygons", {}, "", drawn=True),
    Kind("points", Text(fr="Points", en="Points"), "points", {}, ""),
    Kind("lines", Text(fr="Lignes", en="Lines"), "lines", {}, ""),
    Kind("table", Text(fr="Tableau", en="Table"), "table", {}, ""),
    Kind("raster", Text(fr="Raster", en="Raster"), "raster", {"id": ("band",), "name": ("description",)}, ""),
)

KINDS: dict[str, Kind] = {
    kind.id: kind for kind in (*filosofi.KINDS, *places.KINDS, *official.KINDS, *travel.KINDS, *GENERIC)
}
"""Every kind a source may name, by id."""
