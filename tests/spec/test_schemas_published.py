"""Files that the authors of French national schemas publish as valid or invalid: the same verdict for each."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from parvis.check import against, table_schema
from parvis.collect import read
from parvis.errors import SourceError
from parvis.model.fault import Faults
from parvis.model.folder import Regime, SourceSpec
from parvis.model.text import Text

PUBLISHED = {
    "schema-stationnement/schema.json": {"exemple-valide.csv": True, "exemple-invalide.csv": False},
    "scdl-subventions/schema-officiel-2.1.1.json": {
        "exemple_valide.csv": True,
        "exemple_invalide_erreurs_cellules.csv": False,
        "exemple_invalide_erreurs_colonnes.csv": False,
        "exemple-duplicate-column.csv": False,
    },
}
"""By schema: its files, and whether their names say that they are valid."""


def _examined(schema: Path, file: Path) -> Faults:
    spec = SourceSpec(
        title=Text(fr="-", en="-"), producer="-", regime=Regime.OPEN, licence="-", place=str(file), kind="table",
        vintage="unknown",
    )  # fmt: skip
    described = table_schema(json.loads(schema.read_text(encoding="utf-8")), schema.stem)
    assert described.unknown == ()
    return against(read(file, spec).frame, described)


@pytest.mark.parametrize(
    ("schema", "file", "valid"),
    [(schema, *verdict) for schema, files in PUBLISHED.items() for verdict in files.items()],
)
def test_verdict(data_dir: Path, schema: str, file: str, valid: bool) -> None:
    path = data_dir / "schemas" / schema
    try:
        faults = _examined(path, path.parent / file)
    except SourceError as error:  # a column that stands twice is found while reading
        assert not valid
        assert [finding.code for finding in error.findings] == ["column_twice"]
    else:
        assert faults.valid is valid


def test_all_that_the_invalid_file_of_the_subsidies_breaks(data_dir: Path) -> None:
    """Cells as its authors spoilt them, read by hand in the file; the lines count from the header."""
    folder = data_dir / "schemas" / "scdl-subventions"
    faults = _examined(folder / "schema-officiel-2.1.1.json", folder / "exemple_invalide_erreurs_cellules.csv")
    found = {(rule.field, rule.name): (rows + 2).tolist() for rule, rows in faults if rule.name != "siret"}
    assert found == {
        ("idAttribuant", "pattern"): [7],
        ("dateConvention", "type"): [5],
        ("rnaBeneficiaire", "pattern"): [5, 12, 30],
        ("montant", "required"): [10],
        ("montant", "type"): [6],
        ("nature", "enum"): [16],
        ("datesPeriodeVersement", "pattern"): [8],
        ("notificationUE", "type"): [6, 8],
        ("pourcentageSubvention", "type"): [9],
        ("pourcentageSubvention", "maximum"): [2, 3, 4],
        ("idBeneficiaire", "one-of-required"): [9],
    }


ODD = (
    "",
    "x",
    "-1",
    "12,5",
    "200",
    "1e3",
    "0",
    "oui",
    "TRUE",
    "abonnés",
    " tous",
    "2B033",
    "75114-P-001",
    "N/A",
    "exemple.fr",
)


def test_the_same_cells_as_the_frictionless_library(data_dir: Path) -> None:
    """Each column of the valid file filled with odd entries; the library's own validation is the oracle.

    It knows no national checks, and tells a cell of the key that is empty twice.
    """
    from frictionless import Resource, Schema

    folder = data_dir / "schemas" / "schema-stationnement"
    described = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    del described["custom_checks"], described["primaryKey"]
    with (folder / "exemple-valide.csv").open(encoding="utf-8-sig", newline="") as file:
        header, first, *_ = csv.reader(file)
    rows = [[odd if m == n else entry for m, entry in enumerate(first)] for n in range(len(header)) for odd in ODD]
    report = Resource(data=[header, *rows], schema=Schema.from_descriptor(described)).validate(limit_errors=10**6)
    wanted = {(error.row_number - 2, error.field_name) for task in report.tasks for error in task.errors}
    found = against(pd.DataFrame(rows, columns=header, dtype=object), table_schema(described, "parking"))
    assert {(int(row), rule.field) for rule, where in found for row in where} == wanted
    assert len(wanted) > 200
