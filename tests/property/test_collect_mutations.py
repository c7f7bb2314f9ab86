"""Files damaged at random: read, or refused in words; never a traceback, never a row that nobody knows of."""

from __future__ import annotations

import gzip
import io
import random
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import py7zr
import pytest
import shapely

from parvis.check import accept
from parvis.collect import read
from parvis.collect.delimited import read_delimited
from parvis.collect.encoding import lines_of
from parvis.errors import ParvisError
from parvis.kinds.registry import KINDS
from parvis.model.folder import SourceSpec

ROWS = [["code", "nom", "pop"], *([f"Q{n}", f"Quartier “{n}”, à l'est; été", str(n)] for n in range(30))]
PLAIN = "\r\n".join(";".join(f'"{entry}"' if n % 3 else entry for entry in row if entry) for n, row in enumerate(ROWS))
TEXT = PLAIN.replace("; été", " été").replace("\r\nQ3", '\r\n"Q3\r\nsuite"', 1)
SPEC = SourceSpec.model_validate(
    {
        "title": "x", "producer": "x", "regime": "open", "licence": "etalab-2.0", "place": "x", "kind": "table",
        "vintage": "2023", "columns": {"unit": "code"}, "crs": "EPSG:2154",
        "measures": {"pop": {"column": "pop", "unit": "persons", "universe": "persons"}},
    }
)  # fmt: skip
LAYER = gpd.GeoDataFrame(
    {"code": ["Q1", "Q2"], "pop": [1, 2]}, geometry=[shapely.box(n, 0, n + 1, 1) for n in (0, 1)], crs="EPSG:2154"
)


def _workbook(file: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    book.save(file)


def _zip(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lisez-moi.csv", "a;b\n1;2\n")
        archive.writestr("base.csv", TEXT)


def _seven(file: Path) -> None:
    with py7zr.SevenZipFile(file, "w") as archive:
        archive.writestr(TEXT, "base.csv")


def _shapes(file: Path) -> None:
    folder = file.with_suffix("")
    folder.mkdir()
    LAYER.to_file(folder / "zones.shp")
    with zipfile.ZipFile(file, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)


SOUND: dict[str, Callable[[Path], object]] = {
    "utf8.csv": lambda file: file.write_bytes(TEXT.encode()),
    "cp1252.csv": lambda file: file.write_bytes(TEXT.encode("cp1252")),
    "utf16.csv": lambda file: file.write_bytes(TEXT.encode("utf-16")),
    "tabs.tsv": lambda file: file.write_bytes(TEXT.replace(";", "\t").encode()),
    "book.xlsx": _workbook,
    "base.zip": _zip,
    "base.7z": _seven,
    "base.csv.gz": lambda file: file.write_bytes(gzip.compress(TEXT.encode())),
    "zones.zip": _shapes,
    "zones.gpkg": LAYER.to_file,
    "zones.geojson": LAYER.to_file,
    "zones.parquet": LAYER.to_parquet,
    "zones.mif": lambda file: LAYER.to_file(file, driver="MapInfo File"),
}


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """Return the content with a few bytes changed, cut out, put in, or cut off; quotes and ends of lines more often."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        what = chance.randrange(6)
        if what == 0:
            data[at : at + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            del data[at : at + chance.randint(1, 40)]
        elif what == 2:
            data[at:at] = chance.choice([b'"', b";", b"\n", b"\r", b"\0", b"\xff\xfe", b'""', b",,", b"\xc3"])
        elif what == 3:
            data[at:at] = data[at : at + chance.randint(1, 60)]
        elif what == 4 and chance.random() < 0.2:
            del data[at:]
        else:
            data[at : at + 2] = data[at : at + 2][::-1]
    return bytes(data)


def _split(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def _lines_nobody_knows_of(file: Path) -> list[int]:
    """Return the lines below the header that hold something and belong to no row, whole or broken."""
    rows = read_delimited(file, SPEC)
    lines = list(lines_of(file))
    start = min([*rows.lines, *(row.line for row in rows.broken)], default=len(lines) + 1)
    known = {row.line + n for row in rows.broken for n in range(len(_split(row.text)) or 1)}
    for line, entries in zip(rows.lines, rows.frame.to_numpy().tolist(), strict=True):
        inside = sum(max(0, len(_split(f"{entry}.")) - 1) for entry in entries)
        known |= {line + n for n in range(inside + 1)}
    empty = set('";,\t| \r\n\0\ufeff')
    return [n for n, line in enumerate(lines, 1) if n >= start and n not in known and set(line) - empty]


def _try(file: Path) -> None:
    try:
        raw = read(file, SPEC)
        accept("x", raw, spec=SPEC, kind=KINDS["table"], wanted=frozenset({"pop"}), schema=None)
    except ParvisError as error:
        assert error.findings
        assert all(finding.where is None or finding.where.file == file for finding in error.findings)
    if file.suffix in (".csv", ".tsv") and file.stat().st_size:
        try:
            lost = _lines_nobody_knows_of(file)
        except ParvisError:
            return
        assert lost == []


def _all(folder: Path, count: int, seed: int) -> None:
    """Try so many damaged files; one that fails stays where it is, in a folder that says its seed and its number."""
    chance = random.Random(seed)
    contents = {}
    for name, make in SOUND.items():
        make(folder / name)
        contents[name] = (folder / name).read_bytes()
    names = sorted(contents)
    for n in range(count):
        name, damaged = names[n % len(names)], folder / f"seed-{seed}-file-{n}"
        damaged.mkdir()
        file = damaged / name
        if name.endswith(".mif"):
            file.with_suffix(".mid").write_bytes((folder / "zones.mid").read_bytes())
        file.write_bytes(_mutated(contents[name], chance))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries, about what is odd in the file
            _try(file)
        shutil.rmtree(damaged)


@pytest.mark.parametrize("name", SOUND)
def test_the_sound_files_are_read(tmp_path: Path, name: str) -> None:
    SOUND[name](tmp_path / name)
    assert len(read(tmp_path / name, SPEC).frame) in (2, 30)


def test_five_hundred_damaged_files(tmp_path: Path) -> None:
    _all(tmp_path, 500, seed=3)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(20))
def test_ten_thousand_damaged_files(tmp_path: Path, seed: int) -> None:
    _all(tmp_path, 500, seed=1000 + seed)
