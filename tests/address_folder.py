"""A territory with an address file as the BAN publishes it, and a landlord's workbook with addresses as typed."""

from __future__ import annotations

import random
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd

from partner_folder import AGREEMENT, INDICATOR, partner_folder
from typing_noise import noisy

STREETS = {
    # name: (code of the commune, x and y of number 1 in EPSG:3035, metres from a number to the next); Q1 and Q2 are the
    # squares from (3770200, 2890200) and (3771000, 2890200), 400 m wide.
    "Rue de l’Église": ("99001", 3770210, 2890300, 12),
    "Avenue du Général de Gaulle": ("99001", 3770210, 2890500, 12),
    "Place du 11 Novembre": ("99001", 3771010, 2890350, 12),
    "Rue des Lilas": ("99001", 3771010, 2890250, 12),
    "Boulevard Victor Hugo": ("99001", 3770700, 2890400, 8),
    "Allée Jean-Jaurès": ("99002", 3772100, 2890400, 12),
    "Rue de la Gare": ("99002", 3772100, 2890600, 12),
}
NUMBERS = range(1, 31)
COMMUNES = {"99001": ("99100", "Bourg"), "99002": ("99200", "Saint-Bourg-le-Vieux")}
SOURCE = """\
title: {fr: Logements d’un bailleur, en: Dwellings of a landlord}
producer: Bailleur fictif
regime: records
agreement: caf
protected: {unit: persons}
place: data/tenants.xlsx
kind: points
vintage: 2025
extent: commune
address: {columns: [Numéro, Voie], postcode: CP, commune: Ville, reference: ban, threshold: 0.7}
"""
BAN = """\
title: {fr: Base adresse nationale, en: National address base}
producer: Commune fictive
regime: open
licence: etalab-2.0
place: data/ban.csv
kind: ban
vintage: 2025
crs: EPSG:2154
"""
HEADER = ["Dossier", "Numéro", "Voie", "CP", "Ville"]
LOST = (
    ["CANARIE1", "12", "rue de la CANARIEVOIE", "99100", "Bourg"],
    ["CANARIE2", None, None, "99100", "Bourg"],
    ["CANARIE3", "4", "Boulevard Victor CANARIUGO", "75001", "Paris"],
)
"""Rows whose address is nowhere in the file, empty, and in another town; the last lines of the workbook."""


def ban() -> gpd.GeoDataFrame:
    """Return the address file with the columns of the BAN."""
    rows = []
    for number, (street, (code, x, y, step)) in enumerate(STREETS.items(), start=1):
        postcode, commune = COMMUNES[code]
        for n in NUMBERS:
            rows.append((f"{code}_{number:04d}_{n:05d}", n, "", street, postcode, code, commune, x + step * (n - 1), y))
    columns = ["id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "east", "north"]
    table = pd.DataFrame(rows, columns=columns)
    points = gpd.points_from_xy(table.pop("east"), table.pop("north"), crs="EPSG:3035")
    return gpd.GeoDataFrame(table, geometry=points)


def address_folder(folder: Path, *, source: str = SOURCE, rules: int = 2) -> Path:
    """Write the territory: every address of the file is typed once, in disorder, with so many slips and liberties."""
    partner_folder(folder)
    for name in ("sources/recipients.yml", "indicators/recipients.yml", "schemas/recipients.json"):
        (folder / name).unlink()
    (folder / "sources/ban.yml").write_text(BAN, encoding="utf-8")
    (folder / "sources/tenants.yml").write_text(source, encoding="utf-8")
    (folder / "agreements/caf.yml").write_text(AGREEMENT, encoding="utf-8")
    (folder / "indicators/tenants.yml").write_text(INDICATOR.replace("recipients", "tenants"), encoding="utf-8")
    known = ban()
    places = known.geometry.to_crs("EPSG:2154")
    known.drop(columns="geometry").assign(x=places.x.round(2), y=places.y.round(2)).to_csv(
        folder / "data/ban.csv", sep=";", index=False
    )
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    for row in typed(known, rules):
        book.active.append(row)
    book.save(folder / "data/tenants.xlsx")
    return folder


def typed(known: pd.DataFrame, rules: int) -> list[list[str | None]]:
    """Return the rows of the workbook, those of LOST last."""
    rng = random.Random(20260522)
    rows: list[list[str | None]] = []
    for n, one in enumerate(known.itertuples()):
        text = noisy(f"{one.numero} {one.nom_voie}", rng, rules=rules)
        rows.append([f"D{n}", None, text, one.code_postal, one.nom_commune.upper()])
    return [*rows, *map(list, LOST)]
