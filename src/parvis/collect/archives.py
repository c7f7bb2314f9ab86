"""A data file out of an archive (.zip, .7z, .gz), unpacked to a private folder that is gone when it has been read."""

from __future__ import annotations

import errno
import gzip
import lzma
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from parvis.collect.seven import seven_members, unpack_seven
from parvis.collect.unpacked import LIMITS, Bounded, Limits, Member
from parvis.errors import FolderError, SourceError
from parvis.model.folder import SourceSpec

FORMATS = {".zip": "ZIP", ".7z": "7z", ".gz": "gzip"}
DAMAGED = (
    zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError,
    IndexError, KeyError, ValueError,
)  # fmt: skip
"""What the standard library raises on bytes that are no archive."""

ABOUT = re.compile(
    r"(?:^|[^a-z])(?:read.?me|lisez.?moi|a.?lire|dictionnaire|dico|dictionary|meta|metadata|metadonnees|métadonnées"
    r"|variables|varmod|licen[cs]e|notice|documentation|descriptif)(?:[^a-z]|$)"
)
"""Names of files that speak about the data."""

PARTS = {".shp": (".shx", ".dbf"), ".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}
"""Formats of several files of one name, and the parts without which they cannot be read."""

OPTIONAL = (".prj", ".cpg", ".qix", ".ind")
BESIDE = {".tif": (".tfw", ".wld", ".prj"), ".tiff": (".tfw", ".wld", ".prj")}
"""Small files that may say where a raster lies."""
LISTED = 12


def is_archive(file: Path) -> bool:
    """Return whether a file is an archive, by its ending."""
    return file.suffix.lower() in FORMATS


@contextmanager
def unpacked(file: Path, spec: SourceSpec, known: Collection[str], limits: Limits = LIMITS) -> Iterator[Path]:
    """Give the data file of an archive, in a folder that nobody else may enter and that is removed afterwards.

    `known` are the endings of formats that can be read. Raises FolderError where several files could be meant,
    SourceError where the archive is damaged, locked, climbs out of its folder, or unpacks to more than `limits` allow.
    """
    with tempfile.TemporaryDirectory(prefix="parvis-") as name:  # made with mode 0700
        yield _data_file(file, spec, known, folder=Path(name), limits=limits)


def _data_file(file: Path, spec: SourceSpec, known: Collection[str], *, folder: Path, limits: Limits) -> Path:
    try:
        if file.suffix.lower() == ".gz":
            return _gunzipped(file, folder, limits)
        return _member(file, spec, known, folder=folder, limits=limits)
    except (*DAMAGED, OSError) as error:
        # An offset in the archive that leads nowhere is an invalid seek; all else is the disk's fault.
        if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile) and error.errno != errno.EINVAL:
            raise
        format_ = FORMATS[file.suffix.lower()]
        raise SourceError.of("file_unreadable", file, name=file.name, format=format_) from error


def _gunzipped(file: Path, folder: Path, limits: Limits) -> Path:
    target = folder / file.stem
    with gzip.open(file) as packed, target.open("wb") as out:
        _copy(packed, out, Bounded(file, limits))
    return target


def _member(file: Path, spec: SourceSpec, known: Collection[str], *, folder: Path, limits: Limits) -> Path:
    seven = file.suffix.lower() == ".7z"
    members = seven_members(file) if seven else _zip_members(file)
    _refuse_climbing(file, members)
    names = [member.name for member in members if not _hidden(member.name)]
    chosen = _chosen(file, spec, names, known)
    wanted = [member for member in members if member.name in _parts(chosen, names)]
    if any(member.locked for member in wanted):
        raise SourceError.of("file_locked", file, name=file.name)
    bounded = Bounded(file, limits)
    bounded.expect(sum(member.size for member in wanted))
    (unpack_seven if seven else _unzip)(file, [member.name for member in wanted], folder, bounded)
    return folder / PurePosixPath(chosen).name


def _zip_members(file: Path) -> list[Member]:
    with zipfile.ZipFile(file) as archive:
        return [
            Member(info.filename, info.file_size, bool(info.flag_bits & 1), stat.S_ISLNK(info.external_attr >> 16))
            for info in archive.infolist()
            if not info.is_dir()
        ]


def _unzip(file: Path, names: Sequence[str], folder: Path, bounded: Bounded) -> None:
    with zipfile.ZipFile(file) as archive:
        for name in names:
            with archive.open(name) as packed, (folder / PurePosixPath(name).name).open("wb") as out:
                _copy(packed, out, bounded)


def _copy(packed: IO[bytes] | gzip.GzipFile, out: IO[bytes], bounded: Bounded) -> None:
    while chunk := packed.read(2**20):
        bounded.take(len(chunk))
        out.write(chunk)


def _refuse_climbing(file: Path, members: Sequence[Member]) -> None:
    """Raise SourceError for an archive made to write elsewhere: nobody makes one by accident."""
    for member in members:
        path = PurePosixPath(member.name.replace("\\", "/"))
        if member.link or path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", member.name):
            raise SourceError.of("archive_climbs", file, name=file.name)


def _hidden(name: str) -> bool:
    """Return whether an operating system put a file into the archive, not a person."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _chosen(file: Path, spec: SourceSpec, names: Sequence[str], known: Collection[str]) -> str:
    """Return the file that is meant: the one that the source names, or the only one that holds data."""
    if spec.member is not None:
        named = [name for name in names if spec.member in (name, PurePosixPath(name).name)]
        if len(named) != 1:
            values = {"name": file.name, "member": spec.member, "present": _listed(names)}
            raise FolderError.of("member_missing", file, **values)
        return named[0]
    data = [name for name in names if _ending(name) in known and not _is_part(name, names)]
    about = [name for name in data if ABOUT.search(PurePosixPath(name).stem.lower())]
    sought = [name for name in data if name not in about] or data
    packed = [name for name in names if _ending(name) in FORMATS]
    if not sought and packed:
        raise SourceError.of("archive_in_archive", file, name=file.name, inner=_listed(packed))
    if not sought:
        values = {"name": file.name, "present": _listed(names), "known": " ".join(sorted(known))}
        raise SourceError.of("archive_without_data", file, **values)
    if len(sought) > 1:
        raise FolderError.of("member_which", file, name=file.name, present=_listed(sought))
    return sought[0]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "") if names else "-"


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _is_part(name: str, names: Sequence[str]) -> bool:
    """Return whether a file is the table of a Shapefile or the like, not data by itself."""
    stem = PurePosixPath(name).with_suffix("").as_posix().lower()
    whole = {PurePosixPath(other).with_suffix("").as_posix().lower() for other in names if _ending(other) in PARTS}
    return _ending(name) not in PARTS and stem in whole


def _parts(chosen: str, names: Sequence[str]) -> list[str]:
    """Return a file and, of a format of several files, the others."""
    if _ending(chosen) not in PARTS and _ending(chosen) not in BESIDE:
        return [chosen]
    stem = PurePosixPath(chosen).with_suffix("").as_posix().lower()
    others = BESIDE.get(_ending(chosen)) or (*PARTS[_ending(chosen)], *OPTIONAL)
    endings = (_ending(chosen), *others)
    return [n for n in names if PurePosixPath(n).with_suffix("").as_posix().lower() == stem and _ending(n) in endings]


def missing_parts(file: Path) -> list[str]:
    """Return the names of the files without which a Shapefile or the like cannot be read and that are not there."""
    beside = {other.name.lower() for other in file.parent.iterdir()}
    endings = PARTS.get(file.suffix.lower(), ())
    return [file.with_suffix(ending).name for ending in endings if file.with_suffix(ending).name.lower() not in beside]
