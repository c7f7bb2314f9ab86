"""Inner loops in machine code: numba, told where to keep what it compiles between runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir
from typing import TypeVar, cast

import numba
from numba import njit

__all__ = ["compiled", "njit"]

Function = TypeVar("Function", bound=Callable[..., object])


def _cache_folder() -> Path:
    """Return where compiled code is kept between runs: the user's cache, or a temporary folder without one."""
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    home = Path(named) if named else Path.home() / ".cache"
    try:
        (home / "parvis" / "numba").mkdir(parents=True, exist_ok=True)
    except OSError:
        home = Path(gettempdir())
    return home / "parvis" / "numba"


if "NUMBA_CACHE_DIR" not in os.environ:
    setattr(numba.config, "CACHE_DIR", str(_cache_folder()))  # noqa: B010  (made as numba is imported: no type knows it)


def compiled(function: Function) -> Function:
    """Return a function of numbers and arrays in machine code, made on first use; other threads run beside it."""
    return cast(Function, njit(cache=True, nogil=True, error_model="numpy")(function))
