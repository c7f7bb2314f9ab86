"""A territory with a confidential file that somebody filled in badly; its faulty entries occur nowhere else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

BASE = Path(__file__).parent / "bad" / "build" / "_base"

CANARIES = (
    "CANARIENUMBER", "31/01/CANARIEDATE", "CANARIETYPE", "CANARIESIRET", "=CANARIE+1", "CANARIENAME", "CANARIETWICE",
)  # fmt: skip

SCHEMA = {
    "title": "Bénéficiaires",
    "fields": [
        {"name": "dossier", "type": "string", "description": "Numéro du dossier, sept chiffres.", "example": "0001234",
         "constraints": {"required": True, "unique": True, "pattern": r"^(\d{7}|CANARIETWICE)$"}},
        {"name": "nom", "type": "string"},
        {"name": "date_debut", "type": "date", "description": "Premier jour du droit."},
        {"name": "prestation", "type": "string", "constraints": {"enum": ["RSA", "AAH", "APL"]}},
        {"name": "montant", "type": "number", "constraints": {"minimum": 0}},
        {"name": "employeur", "type": "string"},
        {"name": "lon", "type": "number"},
        {"name": "lat", "type": "number"},
    ],
    "custom_checks": [{"name": "french-siret-value", "params": {"column": "employeur"}}],
}  # fmt: skip

HEADER = "dossier;nom;date_debut;prestation;montant;employeur;lon;lat;remarque"
ROWS = (
    "0000001;CANARIENAME;2025-01-01;RSA;100.5;73282932000074;2.4803;48.8727;",
    "0000002;B;31/01/CANARIEDATE;APL;20;;2.4803;48.8727;",
    "0000003;C;2025-02-01;CANARIETYPE;20;;2.4803;48.8727;",
    "0000004;D;2025-02-01;AAH;CANARIENUMBER;;2.4803;48.8727;",
    "0000005;E;2025-02-01;AAH;-5;CANARIESIRET;2.4803;48.8727;",
    "CANARIETWICE;F;2025-02-01;AAH;5;;2.4803;48.8727;=CANARIE+1",
    "CANARIETWICE;G;2025-02-01;AAH;5;;2.4803;48.8727;",
    ";H;2025-13-01;rsa;5;;2.4803;48.8727;",
)
"""Lines 2 to 9 of the file; the first and sixth are in order."""

SOURCE = """\
title: {fr: Bénéficiaires de prestations, en: Recipients of benefits}
producer: Caf fictive
regime: records
agreement: caf
protected: {unit: persons}
place: data/recipients.csv
kind: points
vintage: 2025
crs: EPSG:4326
extent: commune
columns: {x: lon, y: lat}
measures:
  montant: {column: montant, unit: euros, universe: recipients}
schema: recipients
"""
AGREEMENT = """\
name: Convention fictive
reference: 2025-01
parties:
  - {name: Caf fictive, role: provider}
  - {name: Ville de Bourg, role: recipient}
signed: 2024-12-01
start: 2025-01-01
end: 2099-12-31
purposes: {observe: Observer les quartiers}
clauses:
  - {article: 1, purposes: [observe], zonings: [quartier, commune], outputs: [count]}
"""
INDICATOR = """\
name: Recipients
question: How many people receive benefits?
definition: People who receive a benefit.
theme: income
unit: persons
kind: count
purpose: observe
zonings: [quartier]
value:
  located: {source: recipients}
"""


def partner_folder(folder: Path, rows: tuple[str, ...] = ROWS, header: str = HEADER) -> Path:
    """Write the territory, with these rows as the partner's file."""
    shutil.copytree(BASE, folder)
    territory = folder / "territory.yml"
    territory.write_text(territory.read_text(encoding="utf-8").replace("[en]", "[fr, en]"), encoding="utf-8")
    for name in ("schemas", "agreements"):
        (folder / name).mkdir()
    (folder / "schemas" / "recipients.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    (folder / "sources" / "recipients.yml").write_text(SOURCE, encoding="utf-8")
    (folder / "agreements" / "caf.yml").write_text(AGREEMENT, encoding="utf-8")
    (folder / "indicators" / "recipients.yml").write_text(INDICATOR, encoding="utf-8")
    (folder / "data" / "recipients.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return folder
