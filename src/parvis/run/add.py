"""Look at a file, recognise its kind, and write its source; what cannot be seen in it is left to fill in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from parvis.check import column_types, find, usable
from parvis.collect import read
from parvis.errors import FolderError
from parvis.kinds.kind import Kind
from parvis.kinds.registry import GENERIC, KINDS
from parvis.model.folder import Regime, SourceSpec, slug
from parvis.model.text import Text

TO_DO = "TO DO"
COORDINATES = (
    ("longitude", "latitude", "EPSG:4326"),
    ("lon", "lat", "EPSG:4326"),
    ("lng", "lat", "EPSG:4326"),
    ("lambert_x", "lambert_y", "EPSG:2154"),
    ("x", "y", f"{TO_DO}  # coordinate system of x and y, e.g. EPSG:2154"),
)
"""Pairs of columns that give a place, and the system that their names tell."""
ADDRESS = {
    "number": ("numero", "numéro", "num", "n°", "no", "num_voie", "numero_voie", "n° voie", "n° de voie"),
    "repeat": ("rep", "bis_ter", "bis/ter", "indice_repetition", "indice"),
    "street": ("voie", "nom_voie", "libelle_voie", "lib_voie", "rue", "nom de la voie", "street"),
    "whole": ("adresse", "adresse_1", "adresse 1", "adresse1", "adresse_complete", "adresse complète", "address"),
    "postcode": ("cp", "code_postal", "code postal", "codepostal", "postcode"),
    "commune": ("commune", "ville", "nom_commune", "localite", "localité", "libelle_commune", "town", "city"),
}
"""How columns of addresses are called in the files of partners."""
ADDRESS_FILE = "ban"


@dataclass(frozen=True)
class Added:
    """What was written, and what is left to the author."""

    written: tuple[Path, ...]
    kind: str
    rows: int
    columns: int
    open_questions: tuple[str, ...]


def add_source(folder: Path, file: Path, *, name: str | None, layer: str | None, sheet: str | None) -> Added:
    """Write `sources/ID.yml` for a file, and `schemas/ID.json` for a table of no known kind; return what is left to do.

    Raises FolderError where a source of that id is there already, or the folder is no territory.
    """
    if not (folder / "territory.yml").is_file():
        raise FolderError.of("territory_missing", folder)
    source = name or slug(file.name)
    target = folder / "sources" / f"{source}.yml"
    if target.exists():
        raise FolderError.of("source_exists", target, source=source)
    raw = read(file, _blank(file, layer, sheet))
    kind = recognise(raw.frame)
    written = [target]
    schema = None
    if kind in GENERIC and kind.form == "table":
        schema = folder / "schemas" / f"{source}.json"
        schema.parent.mkdir(exist_ok=True)
        schema.write_text(
            json.dumps({"fields": column_types(raw.frame)}, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        written.append(schema)
    text, questions = _described(folder, file, raw.frame, kind, source=source, layer=layer, sheet=sheet, schema=schema)
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return Added(tuple(written), kind.id, len(raw.frame), len(raw.frame.columns), questions)


def _blank(file: Path, layer: str | None, sheet: str | None) -> SourceSpec:
    return SourceSpec(
        title=Text(fr=file.name, en=file.name), producer="", regime=Regime.OPEN, licence="?", place=str(file),
        kind="table", vintage="unknown", layer=layer, sheet=sheet,
    )  # fmt: skip


def recognise(frame: pd.DataFrame) -> Kind:
    """Return the kind whose columns the frame has: the one with most of them; a generic one where none fits."""
    has_places = hasattr(frame, "geometry") and "geometry" in frame
    found = [(score, kind) for kind in KINDS.values() if (score := _score(kind, frame, has_places)) > 0]
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    if not has_places:
        return KINDS["points" if coordinates(frame) or addresses(frame) else "table"]
    types = frame.geometry.geom_type
    if types.isin(["LineString", "MultiLineString"]).all():
        return KINDS["lines"]
    return KINDS["points" if types.isin(["Point", "MultiPoint"]).all() else "polygons"]


def coordinates(frame: pd.DataFrame) -> tuple[str, str, str] | None:
    """Return the columns of x and y and the CRS that their names tell, or None where a frame has no such pair."""
    for x, y, crs in COORDINATES:
        pair = find([x], frame.columns), find([y], frame.columns)
        if pair[0] and pair[1]:
            return pair[0], pair[1], crs
    return None


def addresses(frame: pd.DataFrame) -> dict[str, str]:
    """Return the columns of an address by their part (see ADDRESS); none where a frame has neither street nor address.

    Where a column holds the whole address the number and street beside it, if any, are left alone.
    """
    found = {part: column for part, names in ADDRESS.items() if (column := find(names, frame.columns))}
    if "street" in found:
        found.pop("whole", None)
    elif "whole" in found:
        found = {part: column for part, column in found.items() if part not in ("number", "repeat")}
    else:
        return {}
    return found


def _looked_up(folder: Path, frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the line that says how rows are located by address, and what is left to fill in of it."""
    found = addresses(frame)
    columns = [found[part] for part in ("number", "repeat", "street", "whole") if part in found]
    beside = "".join(f", {part}: {json.dumps(found[part], ensure_ascii=False)}" for part in ("postcode", "commune")
                     if part in found)  # fmt: skip
    known = [file.stem for file in sorted((folder / "sources").glob("*.yml")) if _is_address_file(file)]
    reference = known[0] if known else TO_DO
    said = f"address: {{columns: {json.dumps(columns, ensure_ascii=False)}{beside}, reference: {reference}}}"
    if known:
        return [said], []
    return [f"{said}  # a source of the kind {ADDRESS_FILE}, in which they are looked up"], ["address"]


def _is_address_file(file: Path) -> bool:
    return f"kind: {ADDRESS_FILE}" in file.read_text(encoding="utf-8").splitlines()


def _score(kind: Kind, frame: pd.DataFrame, has_places: bool) -> int:
    """Return how many of a kind's columns a frame has; 0 where it lacks what the kind cannot do without."""
    roles = {role for role, names in kind.columns.items() if find(names, frame.columns)}
    measures = {m for m, spec in kind.measures.items() if find((*spec.columns, *spec.periods.values()), frame.columns)}
    placed = has_places or {"x", "y"} <= roles
    if kind.form in ("polygons", "points") and (not placed or _is_points(frame, has_places) != (kind.form == "points")):
        return 0
    if kind.form == "table" and (has_places or "unit" not in roles or not measures):
        return 0
    if kind.form == "grid" and ("id" not in roles or not measures):
        return 0
    if kind.id == ADDRESS_FILE and not {"number", "street", "commune"} <= roles:
        return 0
    if kind.form == "points" and not measures and not roles - {"x", "y", "id", "commune"}:
        return 0
    if kind.form == "polygons" and not {"id", "name"} <= roles:
        return 0
    return len(roles) + len(measures)


def _is_points(frame: pd.DataFrame, has_places: bool) -> bool:
    return not has_places or bool(frame.geometry.geom_type.isin(["Point", "MultiPoint"]).all())


def _described(
    folder: Path,
    file: Path,
    frame: pd.DataFrame,
    kind: Kind,
    *,
    source: str,
    layer: str | None,
    sheet: str | None,
    schema: Path | None,
) -> tuple[str, tuple[str, ...]]:
    """Return the text of a source, and the keys that its author must fill in."""
    inside = file.resolve().is_relative_to(folder.resolve())
    place = file.resolve().relative_to(folder.resolve()) if inside else file.resolve()
    lines = [
        "# yaml-language-server: $schema=../.schemas/source.json",
        f"title: {json.dumps(file.stem, ensure_ascii=False)}  # {TO_DO}: what a reader should call it",
        f"producer: {TO_DO}",
        "regime: open  # open, aggregated or records",
        f"licence: {TO_DO}  # of an open source, e.g. etalab-2.0, ODbL-1.0",
        f"place: {json.dumps(str(place), ensure_ascii=False)}",
        f"kind: {kind.id}",
        f"vintage: {TO_DO}  # period that the values describe, e.g. 2021",
        *([f"layer: {layer}"] if layer else []),
        *([f"sheet: {json.dumps(sheet, ensure_ascii=False)}"] if sheet else []),
        *([f"schema: {source}"] if schema else []),
    ]
    questions = ["title", "producer", "licence", "vintage"]
    more, asked = _questions(folder, frame, kind)
    return "\n".join([*lines, *more]) + "\n", (*questions, *asked)


def _questions(folder: Path, frame: pd.DataFrame, kind: Kind) -> tuple[list[str], list[str]]:
    """Return lines and keys that depend on the form of the source."""
    lines, asked = [], []
    columns = ", ".join(str(column) for column in frame.columns if column != "geometry")
    has_places = hasattr(frame, "geometry") and "geometry" in frame
    if has_places and kind.form != "grid" and usable(frame.crs) is None:
        lines.append(f"crs: {TO_DO}  # the file carries none, e.g. EPSG:2154")
        asked.append("crs")
    if kind.form == "table":
        lines.append(f"units: {TO_DO}  # zoning whose zones the rows describe")
        asked.append("units")
    if kind.id == ADDRESS_FILE and not has_places:
        metres = find(["x"], frame.columns) is not None
        lines.append("crs: EPSG:2154  # of x and y in metropolitan France" if metres else "crs: EPSG:4326")
    elif kind.form == "points":
        lines.append(f"extent: {TO_DO}  # zoning within which the file is complete")
        asked.append("extent")
    if kind in GENERIC:
        lines.append(f"# Columns of the file: {columns}")
        role = {"table": "unit", "polygons": "id"}.get(kind.form)
        pair = None if has_places or kind.form != "points" else coordinates(frame)
        if kind.form == "points" and not has_places and pair is None:
            told, open_ = _looked_up(folder, frame)
            lines, asked = [*lines, *told], [*asked, *open_]
        elif pair:
            lines += [f"columns: {{x: {json.dumps(pair[0])}, y: {json.dumps(pair[1])}}}", f"crs: {pair[2]}"]
            asked += ["crs"] if pair[2].startswith(TO_DO) else []
        elif role:
            lines.append(f"columns: {{{role}: {TO_DO}}}  # the column that identifies them")
            asked.append("columns")
    return lines, asked
