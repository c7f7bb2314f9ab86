"""Archives whose bytes depend on their content only."""

from __future__ import annotations

from zipfile import ZIP_DEFLATED, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the earliest that a zip can tell."""


def member(name: str) -> ZipInfo:
    """Return how a member is written: compressed, dated EPOCH, readable by all."""
    info = ZipInfo(name, EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
