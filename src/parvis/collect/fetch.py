"""Files at an address: fetched once into a private cache, and pinned there by their content."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from parvis.collect.download import PATIENCE, Got, Patience, download, shown
from parvis.collect.platforms import is_platform, resolved
from parvis.collect.read import KNOWN
from parvis.model.finding import Finding, Severity
from parvis.model.progress import Progress, silent

PIN = "pin.json"
ENDINGS = {
    "text/csv": ".csv",
    "application/geo+json": ".geojson",
    "application/json": ".json",
    "application/zip": ".zip",
    "application/x-7z-compressed": ".7z",
    "application/gzip": ".gz",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/geopackage+sqlite3": ".gpkg",
    "application/vnd.apache.parquet": ".parquet",
    "image/tiff": ".tif",
}


@dataclass(frozen=True)
class Fetched:
    """A file that came from an address: where it is, and what is worth saying about it."""

    file: Path
    findings: tuple[Finding, ...] = ()


def cached(place: str, cache: Path) -> Path:
    """Return where the file of an address is, or will be, in the cache; nothing is fetched."""
    pin = _pin(_folder(place, cache))
    return _folder(place, cache) / (pin["name"] if pin else "nothing")


def fetch(
    place: str,
    cache: Path,
    *,
    refresh: bool = False,
    patience: Patience = PATIENCE,
    bases: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Fetched:
    """Return the file of an address: the one in the cache, or where there is none, or on `refresh`, fetched now.

    `bases` are the addresses of platforms, where they are not the usual ones. Where the content at the address is
    another than the one pinned, that is told. Raises SourceError where what is at the address cannot be had whole,
    OperatorError where nobody answers or who answers is not who the address names.
    """
    folder = _folder(place, cache)
    pin = _pin(folder)
    if pin and not refresh and _content(folder / pin["name"]) == pin["sha256"]:
        return Fetched(folder / pin["name"])
    aside = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700, parents=True)
    try:
        address = resolved(place, patience, bases) if is_platform(place) else place
        got = download(address, aside / "part", patience, progress)
        made = _kept(place, got, aside)
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    changed = pin is not None and made["sha256"] != pin["sha256"]
    return Fetched(folder / made["name"], (_changed(place, pin["fetched"]),) if pin and changed else ())


def _kept(place: str, got: Got, folder: Path) -> dict[str, str]:
    """Give a downloaded file its name and write its pin; return the pin."""
    name = _name(got)
    got.file.rename(folder / name)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    pin = {"place": place, "name": name, "sha256": _content(folder / name), "fetched": today}
    (folder / PIN).write_text(json.dumps(pin, indent=1), encoding="utf-8")
    return pin


def _changed(place: str, date: str) -> Finding:
    return Finding("address_changed", None, {"address": shown(place), "date": date}, Severity.WARNING)


def _folder(place: str, cache: Path) -> Path:
    return cache / hashlib.sha256(place.encode()).hexdigest()[:16]


def _pin(folder: Path) -> dict[str, str] | None:
    """Return what was written about a fetched file; None where there is none, or it is damaged."""
    try:
        pin = json.loads((folder / PIN).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return pin if isinstance(pin, dict) and {"name", "sha256", "fetched"} <= pin.keys() else None


def _content(file: Path) -> str:
    if not file.is_file():
        return ""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _name(got: Got) -> str:
    """Return the name of a file as its server says it, or its address, with the ending of what it is."""
    said = re.search(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", got.disposition, re.IGNORECASE)
    last = unquote(said[1]) if said else unquote(PurePosixPath(urlsplit(got.address).path).name)
    plain = re.sub(r"[^\w.-]", "_", PurePosixPath(last.replace("\\", "/")).name).strip(".") or "file"
    if PurePosixPath(plain).suffix.lower() in KNOWN:
        return plain
    return plain + ENDINGS.get(got.content_type, "")
