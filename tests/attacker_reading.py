"""What an attacker finds in a published folder: every number that any file tells of a figure, read file by file.

Nothing of Parvis is imported: files are read as anybody would read them. A number with decimals cut off is an interval.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
from lxml import html

FRENCH = {
    "Code de l’indicateur": "indicator", "Code du zonage": "zoning", "Code du territoire": "zone", "Période": "period",
    "Code de la modalité": "category", "Rôle": "role", "Valeur": "value", "Bas de la fourchette": "lower",
    "Haut de la fourchette": "upper", "Minimum certain": "bound_lower", "Maximum certain": "bound_upper",
    "Unités protégées derrière le chiffre": "support",
}  # fmt: skip
ENGLISH = {
    "Indicator code": "indicator", "Zoning code": "zoning", "Place code": "zone", "Period": "period",
    "Category code": "category", "Role": "role", "Value": "value", "Lower end of the range": "lower",
    "Upper end of the range": "upper", "Certain minimum": "bound_lower", "Certain maximum": "bound_upper",
    "Protected units behind the figure": "support",
}  # fmt: skip
NUMBER = re.compile(r"-?\d(?:[\d\u202f\u00a0,]|[ ](?=\d{3}))*(?:[.,]\d+)?")
EXACT = 1e-9
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Told:
    """A file says that a figure lies from `low` to `high`. The key is indicator, zoning, zone, period and category."""

    key: Key
    low: float
    high: float
    kind: str


@dataclass(frozen=True)
class Figure:
    """A figure as the main table has it: its state, and the sources that it is said to rest on."""

    key: Key
    state: str
    sources: str
    value: float


def figures(folder: Path) -> dict[Key, Figure]:
    """Return the figures of a published folder by key, hidden ones too; those that are evidence are left out."""
    table = pd.read_csv(folder / "figures.csv", dtype=str, keep_default_na=False)
    shown = table[table["role"] == "figure"]
    return {key_of(row): Figure(key_of(row), row["state"], row["sources"], number(row["value"]))
            for row in shown.to_dict("records")}  # fmt: skip


def key_of(row: dict[str, Any]) -> Key:
    """Return the key of a row of a table."""
    return tuple(str(row[name]) for name in ("indicator", "zoning", "zone", "period", "category"))  # type: ignore[return-value]


def number(text: object) -> float:
    """Return the number that a cell holds, NaN where it holds none."""
    try:
        return float(str(text).replace(",", "."))
    except ValueError:
        return float("nan")


def shapes(folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return the zones of each zoning, by code, from the GeoPackage to take away."""
    file = folder / "site" / "data" / "zones.gpkg"
    layers = pyogrio.list_layers(file)[:, 0]
    return {str(layer): pyogrio.read_dataframe(file, layer=layer).to_crs("EPSG:2154") for layer in layers}


def read(folder: Path, indicators: Iterable[str]) -> list[Told]:
    """Return all that the files of a published folder tell of some indicators."""
    wanted = frozenset(indicators)
    told = [
        told
        for file in sorted(folder.rglob("*"))
        if file.is_file() and (file.parent != folder / "site" / "data" or _is_about(file.name, wanted))
        for told in _of_file(file.relative_to(folder), file.read_bytes(), folder)
        if told.key[0] in wanted
    ]
    return list(dict.fromkeys([*told, *_of_pages(folder / "site", wanted)]))


def _is_about(name: str, wanted: frozenset[str]) -> bool:
    """Return whether a file to take away may speak of some indicators: those of one indicator are named after it."""
    return name.partition(".")[0] in wanted or name.endswith((".zip", ".gpkg"))


def _of_file(name: Path, content: bytes, folder: Path) -> Iterator[Told]:
    if name.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from _of_file(Path(inner), archive.read(inner), folder)
    elif name.suffix in (".csv", ".parquet", ".xlsx"):
        yield from _of_table(name, content)
    elif name.suffix == ".geojson":
        each = json.loads(content)["features"]
        yield from _of_zones(name.stem, [part["properties"] for part in each], "geojson")
    elif name.suffix == ".gpkg":
        for layer in pyogrio.list_layers(folder / "site" / "data" / "zones.gpkg")[:, 0]:
            table = pyogrio.read_dataframe(folder / "site" / "data" / "zones.gpkg", layer=layer, read_geometry=False)
            yield from _of_zones(str(layer), table.to_dict("records"), "geopackage")
    elif name.suffix == ".json" and name.parts[-2:-1] == ("evidence",):
        yield from _of_evidence(json.loads(content))
    elif name.suffix == ".js" and content.startswith(b'parvis.data("figures/'):
        yield from _of_script(name, content.decode(), folder)


def _of_table(name: Path, content: bytes) -> Iterator[Told]:
    if name.suffix == ".xlsx":
        yield from _of_workbook(content)
    elif name.suffix == ".parquet":
        yield from _of_rows(pd.read_parquet(io.BytesIO(content)).to_dict("records"), "parquet")
    elif name.stem.endswith(".fr"):
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        yield from _of_rows(({FRENCH.get(k, k): v for k, v in row.items()} for row in rows), "French csv")
    else:
        yield from _of_rows(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))), "csv")


def _of_rows(rows: Iterable[dict[str, Any]], kind: str) -> Iterator[Told]:
    """Read a long table; lower and upper ends alone are as good as a value where they are near each other."""
    for row in rows:
        if "indicator" not in row or "value" not in row or row.get("role") not in ("figure", "chiffre", "Figure"):
            continue
        value = number(row["value"])
        if value == value:
            yield Told(key_of(row), value - EXACT, value + EXACT, kind)
        for low, high in (("lower", "upper"), ("bound_lower", "bound_upper")):
            ends = number(row.get(low)), number(row.get(high))
            if ends[0] == ends[0] or ends[1] == ends[1]:
                yield Told(key_of(row), *_either(*ends), f"{kind}, range")


def _either(low: float, high: float) -> tuple[float, float]:
    return (low if low == low else float("-inf")) - EXACT, (high if high == high else float("inf")) + EXACT


def _of_workbook(content: bytes) -> Iterator[Told]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    for sheet in book:
        rows = sheet.iter_rows(values_only=True)
        heads = [FRENCH.get(str(head), ENGLISH.get(str(head), str(head))) for head in next(rows, ())]
        if "indicator" in heads and "value" in heads:
            yield from _of_rows((dict(zip(heads, row, strict=False)) for row in rows), "workbook")


def _of_zones(zoning: str, rows: list[dict[str, Any]], kind: str) -> Iterator[Told]:
    """Read the columns `indicator` and `indicator.period`, `.lower`, `.upper` that geographic files have by zone."""
    for row in rows:
        zone = str(row.get("zone.code", row.get("zone")))
        for name, period in row.items():
            if not name.endswith(".period") or period is None or period != period:
                continue
            stem = name.removesuffix(".period")
            indicator, _, category = stem.partition(":")
            key = (indicator, zoning, zone, str(period), category or "total")
            value, low, high = (number(row.get(stem + end)) for end in ("", ".lower", ".upper"))
            if value == value:
                yield Told(key, value - EXACT, value + EXACT, kind)
            if low == low or high == high:
                yield Told(key, *_either(low, high), f"{kind}, range")


PUBLIC = ("coverage", "schema_version")
"""Numbers of evidence that speak of ground and not of people."""


def _of_evidence(held: dict[str, Any]) -> Iterator[Told]:
    """Take every number that stands beside a figure for a number about it: nobody knows what it is good for."""
    for entry in held.get("figures", ()):
        if entry.get("role", "figure") != "figure":
            continue
        for name, value in entry.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool) and name not in PUBLIC:
                key = key_of(entry)
                yield Told(key, value - EXACT, value + EXACT, f"evidence, {name}")


def _of_script(name: Path, text: str, folder: Path) -> Iterator[Told]:
    """Read the numbers that the map and the comparison load: [class, words, .., value, lower, upper, ..] by zone."""
    held = json.loads(text[text.index(",") + 1 : text.rindex(")")])
    index = (folder / "site" / "data" / "web" / name.parts[-3] / "index.js").read_text()
    about = json.loads(index[index.index(",") + 1 : index.rindex(")")])
    zones = {part["id"]: [zone[0] for zone in part["zones"]] for part in about["zonings"]}
    for zoning, answers in held["zonings"].items():
        for answer in answers:
            for zone, row in zip(zones[zoning], answer["rows"], strict=True):
                key = (name.stem, zoning, zone, answer["period"], answer["category"] or "total")
                said = [cell for cell in row[3:6] if isinstance(cell, (int, float))]
                if len(row) > 3 and said:
                    yield Told(key, said[0] - _last(said[0]), said[0] + _last(said[0]), "script")
                    ends = min(said), max(said)
                    yield Told(key, ends[0] - _last(ends[0]), ends[1] + _last(ends[1]), "script, range")


def _last(value: float) -> float:
    """Return half of the last of the seven digits of a number."""
    return EXACT if value == 0 else 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 6) + EXACT


def _of_pages(site: Path, wanted: frozenset[str]) -> Iterator[Told]:
    """Read pages: what stands where a figure is expected. It is of the last period, which is written ""."""
    for page in sorted(site.glob("*/indicators/*.html")):
        if page.stem in wanted:
            yield from _of_maps(html.parse(str(page)).getroot(), page.stem, page.parts[-3])
    for page in sorted(site.glob("*/embed/*.html")):
        indicator, _, zoning = page.stem.rpartition("-")
        if indicator in wanted:
            drawn = html.parse(str(page)).getroot()
            yield from _of_drawing(drawn, indicator, zoning, page.parts[-3])
    for page in sorted(site.glob("*/zones/*/*.html")):
        if page.stem != "index":
            yield from _of_sheet(html.parse(str(page)).getroot(), page.parts[-2], page.stem, page.parts[-4], wanted)


def _of_maps(root: Any, indicator: str, language: str) -> Iterator[Told]:
    for section in root.xpath("//section[contains(@class, 'zoning')]"):
        zoning = section.xpath(".//*[starts-with(@id, 'zoning-')]")[0].get("id").removeprefix("zoning-")
        yield from _of_drawing(section, indicator, zoning, language)
        tables = section.xpath(".//table[contains(@class, 'data')]")
        for row in tables[0].xpath(".//tr[@data-zone]") if tables else ():
            key = (indicator, zoning, row.get("data-zone"), "", "total")
            for cell in row.xpath("./td[contains(@class, 'num')][1]"):  # a rank may follow, among places that are shown
                yield from _shown(key, cell.text_content(), language, "page")
                if cell.get("data-value"):
                    yield from _shown(key, cell.get("data-value"), "en", "page")
            for mark in row.xpath("./td[contains(@class, 'span')]//*[@class='mark' or @class='range']"):
                yield from _shown(key, mark.getparent().getparent().text_content(), language, "page")


def _of_drawing(root: Any, indicator: str, zoning: str, language: str) -> Iterator[Told]:
    for title in root.xpath(".//*[@data-zone]/*[local-name()='title']"):
        zone = title.getparent().get("data-zone")
        words = title.text_content().rpartition(": ")[2]
        yield from _shown((indicator, zoning, zone, "", "total"), words, language, "map")


def _of_sheet(root: Any, zoning: str, zone: str, language: str, wanted: frozenset[str]) -> Iterator[Told]:
    for article in root.xpath("//article[contains(@class, 'figure')]"):
        if article.get("id") in wanted:
            key = (article.get("id"), zoning, zone, "", "total")
            for part in article.xpath(".//*[contains(concat(' ', @class, ' '), ' value ')]"):
                yield from _shown(key, part.text_content(), language, "sheet")
            for part in article.xpath(".//tr[@class='here']/td[@class='num']"):
                yield from _shown(key, part.text_content(), language, "sheet")


def _shown(key: Key, text: str, language: str, kind: str) -> Iterator[Told]:
    """Read the first number of some words, as exactly as its decimals allow."""
    found = NUMBER.search(text)
    if found is None:
        return
    cleaned = re.sub(r"[\u202f\u00a0 ]", "", found.group())
    cleaned = cleaned.replace(",", ".") if language == "fr" else cleaned.replace(",", "")
    decimals = len(cleaned.partition(".")[2])
    half = 0.5 * 10.0**-decimals + EXACT
    yield Told(key, float(cleaned) - half, float(cleaned) + half, kind)


def last_periods(known: Iterable[Key]) -> dict[tuple[str, str, str], str]:
    """Return the last period of each indicator, zoning and category: what a page speaks of where it says no other."""
    out: dict[tuple[str, str, str], str] = {}
    for indicator, zoning, _, period, category in known:
        place = (indicator, zoning, category)
        out[place] = max(out.get(place, ""), period)
    return out


def dated(told: Told, last: dict[tuple[str, str, str], str]) -> Key:
    """Return the key of what a file tells, with the period that it means."""
    indicator, zoning, zone, period, category = told.key
    return (indicator, zoning, zone, period or last.get((indicator, zoning, category), ""), category)
