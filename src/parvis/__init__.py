"""Parvis turns a territory folder into a published observatory of its neighbourhoods."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parvis.run.facade import Territory

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(path: str | Path) -> Territory:
    """Return the territory whose folder is at `path`, with `.check()`, `.build()` and `.figures()`."""
    from parvis.run.facade import open_territory

    return open_territory(path)
