"""Where compiled code is kept between runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import gettempdir


def cache_folder() -> Path:
    """Return where numba keeps what it compiles: where its own variable says, else in the user's cache.

    In a temporary folder where there is none.
    """
    if "NUMBA_CACHE_DIR" in os.environ:
        return Path(os.environ["NUMBA_CACHE_DIR"])
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    home = Path(named) if named else Path.home() / ".cache"
    try:
        (home / "parvis" / "numba").mkdir(parents=True, exist_ok=True)
    except OSError:
        home = Path(gettempdir())
    return home / "parvis" / "numba"
