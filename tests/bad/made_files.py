"""Files of the broken folders that cannot be kept as plain text: archives and locked workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd


def _zip(data: Path, *names: str) -> Path:
    file = data / "census.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, (data / "census.csv").read_bytes())
    return file


def _changed(file: Path, replace: Callable[[bytearray], None]) -> None:
    content = bytearray(file.read_bytes())
    replace(content)
    file.write_bytes(content)


def _bomb(data: Path) -> None:
    """Say that the file unpacks to 4 GB: APPNOTE.TXT 4.3.12, at 24 of its entry in the directory."""

    def replace(content: bytearray) -> None:
        at = content.index(b"PK\x01\x02") + 24
        content[at : at + 4] = b"\x00\x00\x00\xf0"

    _changed(_zip(data, "census.csv"), replace)


def _locked(data: Path) -> None:
    """Set bit 0 of the flags: APPNOTE.TXT 4.4.4."""

    def replace(content: bytearray) -> None:
        content[content.index(b"PK\x03\x04") + 6] |= 1
        content[content.index(b"PK\x01\x02") + 8] |= 1

    _changed(_zip(data, "census.csv"), replace)


def _cut(data: Path) -> None:
    file = _zip(data, "census.csv")
    file.write_bytes(file.read_bytes()[:40])


def _nested(data: Path) -> None:
    inner = _zip(data, "census.csv").read_bytes()
    with zipfile.ZipFile(data / "census.zip", "w") as archive:
        archive.writestr("2018/census.zip", inner)


def _shape_alone(data: Path) -> None:
    gpd.read_file(data / "quartiers.geojson").to_file(data / "quartiers.shp")
    (data / "quartiers.shx").unlink()


def _locked_workbook(data: Path) -> None:
    """Write what Excel makes of a workbook under a password: [MS-OFFCRYPTO] 1.3.3."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    (data / "census.xlsx").write_bytes(ole + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512))


MADE_FILES: dict[str, Callable[[Path], object]] = {
    "archive_bomb": _bomb,
    "archive_climbs": lambda data: _zip(data, "../../census.csv"),
    "archive_damaged": _cut,
    "archive_in_archive": _nested,
    "archive_locked": _locked,
    "archive_without_data": lambda data: _zip(data, "census.pdf", "census.docx"),
    "member_missing": lambda data: _zip(data, "census_2018.csv", "census_2020.csv"),
    "member_which": lambda data: _zip(data, "census_2018.csv", "census_2020.csv", "dictionary.csv"),
    "parts_missing": _shape_alone,
    "workbook_locked": _locked_workbook,
}
