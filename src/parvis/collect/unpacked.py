"""How much an archive may unpack to: an archive of a few kilobytes can be made to fill a disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from parvis.errors import SourceError


@dataclass(frozen=True)
class Limits:
    """Bytes that any archive may unpack to, how many times its size beyond that, and bytes that none may."""

    harmless: int = 256 * 2**20
    ratio: int = 200  # CSV packs to a fifth, a grid of zeros to a hundredth
    most: int = 32 * 2**30


LIMITS = Limits()


@dataclass(frozen=True)
class Member:
    """A file in an archive: its size unpacked, in bytes, as the archive has it."""

    name: str
    size: int
    locked: bool
    link: bool


class Bounded:
    """Counts what comes out of an archive; raises SourceError when it is too much."""

    def __init__(self, file: Path, limits: Limits) -> None:
        self.file = file
        self.most = min(limits.most, max(limits.harmless, limits.ratio * file.stat().st_size))
        self.taken = 0

    def expect(self, count: int) -> None:
        """Check what the archive itself says of its size."""
        if count > self.most:
            size = f"{self.most / 2**20:.0f}"
            raise SourceError.of("archive_bomb", self.file, name=self.file.name, size=size)

    def take(self, count: int) -> None:
        """Count bytes that came out: an archive may say less than it holds."""
        self.taken += count
        self.expect(self.taken)
