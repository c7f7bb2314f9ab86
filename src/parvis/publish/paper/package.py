"""Word and PowerPoint files whose bytes depend on their content only: no date of writing, no order of the day."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from parvis.publish.zips import member


def described(properties: Any, *, title: str, author: str, language: str, built: str) -> None:
    """Fill in what a document says of itself; its dates are the day of the build."""
    day = datetime.fromisoformat(built[:10]).replace(tzinfo=UTC)
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.language, properties.created, properties.modified = language, day, day
    properties.revision, properties.comments, properties.keywords = 1, "", ""


def packed(document: Any) -> bytes:
    """Return a document as the bytes of its file, each part dated alike."""
    written = BytesIO()
    document.save(written)
    tidy = BytesIO()
    with ZipFile(written) as given, ZipFile(tidy, "w") as made:
        for name in given.namelist():
            made.writestr(member(name), given.read(name))
    return tidy.getvalue()
