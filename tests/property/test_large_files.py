"""A large CSV of records with one bad row: read, checked and located within bounded memory; no other row is lost."""

from __future__ import annotations

import csv
import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"
HEADER = "numero;nom;date;type;montant;x;y;remarque\n"
TYPES = np.array(["general", "specialist", "other"])
AT_ONCE = 100_000
GIGABYTE = 11_600_000  # rows
MOST_MEMORY = 2 * 2**30


def _places(number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates over the commune of the sound folder, 2 km x 1 km; some lie on the borders of its zones."""
    return 3770000 + number * 7 % 2000, 2890000 + number * 13 % 1000


def _write(file: Path, count: int) -> int:
    """Write so many rows and, two thirds down, one with a field too few; return the line of that one."""
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for start in range(0, count, AT_ONCE):
            number = np.arange(start, min(start + AT_ONCE, count))
            rows = [
                f"{n:010d};Praticien nº {n % 9973};2024-{n % 12 + 1:02d}-{n % 28 + 1:02d};{TYPES[n % 3]};"
                f"{n * 7919 % 1000003 / 100:.2f};{x};{y};versement du mois nº {n % 12 + 1}\n"
                for n, x, y in zip(number.tolist(), *(places.tolist() for places in _places(number)), strict=True)
            ]
            if start <= 2 * count // 3 < start + AT_ONCE:
                rows.insert(2 * count // 3 - start, "une ligne;de trop peu\n")
            out.write("".join(rows))
    return 2 * count // 3 + 2


def _expected(count: int) -> dict[str, float]:
    """Return how many practices lie in each zone, by comparing coordinates; borders count to the east or north."""
    number = np.arange(count)
    x, y = _places(number)
    counted = (number % 3 < 2) & (y >= 2890200) & (y < 2890600)
    corners = {"Q1": 3770200, "Q2": 3771000}
    return {zone: float((counted & (west <= x) & (x < west + 400)).sum()) for zone, west in corners.items()}


def _build(folder: Path, count: int) -> int:
    """Build the territory with so many practices; return the greatest memory that it took, in bytes."""
    shutil.copytree(BASE, folder)
    source = folder / "sources" / "doctors.yml"
    said = source.read_text(encoding="utf-8").replace("EPSG:4326", "EPSG:3035").replace("x: lon, y: lat", "x: x, y: y")
    source.write_text(said, encoding="utf-8")
    line = _write(folder / "data" / "doctors.csv", count)
    subprocess.run(
        [sys.executable, "-c", "import sys, parvis; parvis.open(sys.argv[1]).build()", str(folder)], check=True
    )
    rejected = (folder / ".parvis/rejected/doctors.csv").read_text(encoding="utf-8").splitlines()
    assert [(row["parvis_row"], row["parvis_reason"]) for row in csv.DictReader(rejected)] == [(str(line), "fields")]
    evidence = json.loads((folder / "build/evidence/doctors.json").read_text(encoding="utf-8"))
    account = {"read": count + 1, "accepted": count, "rejected": 1, "set_aside": 0}
    assert evidence["sources"]["doctors"]["rows"] == account
    figures = csv.DictReader((folder / "build/figures.csv").read_text(encoding="utf-8").splitlines())
    found = {row["zone"]: float(row["value"]) for row in figures if row["indicator"] == "doctors"}
    assert found == _expected(count)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def test_one_bad_row_among_many(tmp_path: Path) -> None:
    _build(tmp_path / "bourg", 40_000)


@pytest.mark.prove
def test_one_bad_row_in_a_gigabyte(tmp_path: Path) -> None:
    assert _build(tmp_path / "bourg", GIGABYTE) < MOST_MEMORY
    assert (tmp_path / "bourg/data/doctors.csv").stat().st_size > 10**9
