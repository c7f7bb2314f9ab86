"""Archives of 7-Zip."""

from __future__ import annotations

import errno
import lzma
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from parvis.collect.unpacked import Bounded, Member
from parvis.errors import SourceError

if TYPE_CHECKING:
    from py7zr import SevenZipFile

DAMAGED = (lzma.LZMAError, zlib.error, EOFError, ValueError, IndexError, KeyError, TypeError, OSError)
"""What the library raises on an archive whose bytes are not what its header says, beside its own errors."""


@contextmanager
def _opened(file: Path) -> Iterator[SevenZipFile]:
    import py7zr

    try:
        with py7zr.SevenZipFile(file) as archive:
            yield archive
    except py7zr.exceptions.PasswordRequired as error:
        raise SourceError.of("file_locked", file, name=file.name) from error
    except (py7zr.exceptions.ArchiveError, *DAMAGED) as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):  # the disk's fault
            raise
        raise SourceError.of("file_unreadable", file, name=file.name, format="7z") from error


def seven_members(file: Path) -> list[Member]:
    """Return the files of an archive."""
    with _opened(file) as archive:
        locked = archive.needs_password()
        return [
            Member(one.filename, one.uncompressed, locked, bool(one.is_symlink))
            for one in archive.list()
            if not one.is_directory
        ]


class _Out:
    """One file being unpacked; py7zr asks for this form."""

    def __init__(self, target: Path, bounded: Bounded) -> None:
        self.stream = target.open("w+b")
        self.bounded = bounded

    def write(self, s: bytes | bytearray) -> int:
        self.bounded.take(len(s))
        return self.stream.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self.stream.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.stream.seek(offset, whence)

    def flush(self) -> None:
        if not self.stream.closed:
            self.stream.flush()

    def size(self) -> int:
        return self.stream.tell()

    def close(self) -> None:
        self.stream.close()


class _Outs:
    """Puts every file into one folder under its own name, whatever folders it is in."""

    def __init__(self, folder: Path, bounded: Bounded) -> None:
        self.folder = folder
        self.bounded = bounded
        self.made: list[_Out] = []

    def create(self, filename: str) -> _Out:
        out = _Out(self.folder / PurePosixPath(filename).name, self.bounded)
        self.made.append(out)
        return out


def unpack_seven(file: Path, names: Sequence[str], folder: Path, bounded: Bounded) -> None:
    """Unpack the members named into a folder."""
    outs = _Outs(folder, bounded)
    try:
        with _opened(file) as archive:
            archive.extract(targets=list(names), factory=outs)
    finally:
        for out in outs.made:
            out.close()
