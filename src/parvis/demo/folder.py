"""The territory folder of the town: declarations written by hand, data as producers publish them, and a warning."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from parvis.demo import census, deliveries, funds, geography, sources
from parvis.demo.city import City, as_of
from parvis.demo.filosofi import cells
from parvis.demo.names import CITY

DECLARED = Path(__file__).parent / "declared"
MARK = ".parvis-demo"
"""File that tells a folder written here from one that somebody wrote: only the first is ever written over."""
AT_TOP = {"gitignore": ".gitignore"}  # under its own name it would hide files of this package


def write_territory(city: City, folder: Path, *, languages: Sequence[str] = ("fr", "en")) -> None:
    """Write a territory folder ready for `parvis build`; the truth is not in it.

    The same town gives the same bytes. Files of the same names are written over.
    """
    folder = Path(folder)
    for file in sorted(DECLARED.rglob("*")):
        if file.is_file():
            shown = file.relative_to(DECLARED)
            _write(folder / shown.with_name(AT_TOP.get(shown.name, shown.name)), _filled(file, city, languages))
    _write(folder / MARK, json.dumps({"seed": city.seed, "inhabitants": city.inhabitants}) + "\n")
    data = folder / "data"
    for name, shapes in geography.layers(city).items():
        _write(data / f"{name}.geojson", _geojson(name, shapes))
    for name, table in _tables(city).items():
        _write(data / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
    geography.write_large(city, data)
    for place, sent in deliveries.all_of(city).items():
        _write_bytes(data / place, sent.content)


def _filled(file: Path, city: City, languages: Sequence[str]) -> str:
    words = {
        "__CITY__": CITY,
        "__LANGUAGES__": ", ".join(languages),
        "__COUNT__": str(len(city.neighbourhoods)),
        "__SEED__": str(city.seed),
        "__INHABITANTS__": f"{city.inhabitants:_}".replace("_", "\u00a0"),
    }
    text = file.read_text(encoding="utf-8")
    for blank, word in words.items():
        text = text.replace(blank, word)
    return text


def _tables(city: City) -> dict[str, pd.DataFrame]:
    return {
        "filosofi_200m": _one_decimal(cells(city)),
        "filosofi_200m_2021": _one_decimal(cells(as_of(city, city.years[-1]))),
        "qpv_population": sources.official_population(city),
        "population_2015": sources.population_of_2015(city),
        "qpv_income": sources.official_income(city),
        "menages_fiscaux": sources.tax_households(city),
        "facilities": sources.facilities(city),
        "adresses": sources.address_file(city),
        "population_emploi": sources.work_of_zones(city),
        "revenus_iris": sources.income_of_iris(city),
        "recensement_iris": census.by_iris(city).round(6),
        "assurance_maladie": funds.health_insurance(city),
    }


def _one_decimal(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its numbers written as INSEE writes them: 3.0, not 3 or 3.0000001."""
    numbers = table.select_dtypes("floating").columns
    return table.assign(**{name: table[name].map("{:.1f}".format) for name in numbers})


def _geojson(name: str, shapes: gpd.GeoDataFrame) -> str:
    """Return GeoJSON with its CRS named, one feature a line, coordinates to a decimetre."""
    geometries = shapely.transform(shapes.geometry.to_numpy(), lambda points: np.round(points, 1))
    properties = json.loads(pd.DataFrame(shapes.drop(columns=shapes.geometry.name)).to_json(orient="records"))
    features = [
        {"type": "Feature", "properties": held, "geometry": shapely.geometry.mapping(shape)}
        for held, shape in zip(properties, geometries, strict=True)
    ]
    crs: dict[str, Any] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{shapes.crs.to_epsg()}"}}
    head = json.dumps({"type": "FeatureCollection", "name": name, "crs": crs})
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{head[:-1]}, "features": [\n{lines}\n]}}\n'


def _write(file: Path, text: str) -> None:
    _write_bytes(file, text.encode("utf-8"))


def _write_bytes(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
