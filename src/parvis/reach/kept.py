"""What was worked out once and is kept by the content of what it was made from: street networks, tables of walks."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

FORM = "1"
"""To be raised whenever the same input makes other arrays: what was kept before is then no longer found."""

Made = TypeVar("Made")


def cache_folder() -> Path:
    """Return the user's folder for what can be worked out again."""
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return (Path(named) if named else Path.home() / ".cache") / "parvis" / "reach"


def key_of(*parts: object) -> str:
    """Return a name for values, arrays and, by their content, files."""
    digest = hashlib.sha256(FORM.encode())
    for part in parts:
        digest.update(b"\0")
        if isinstance(part, Path):
            with part.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        elif isinstance(part, np.ndarray):
            digest.update(np.ascontiguousarray(part).tobytes())
        else:
            digest.update(repr(part).encode())
    return digest.hexdigest()[:32]


def kept(folder: Path | None, key: str, kind: Callable[..., Made], make: Callable[[], Made]) -> Made:
    """Return a dataclass of arrays and numbers from the folder, or make it and keep it there; None keeps nothing."""
    if folder is None:
        return make()
    file = folder / f"{kind.__name__.lower()}-{key}.npz"
    names = [field.name for field in fields(cast(Any, kind))]
    try:
        with file.open("rb") as source, np.load(source) as found:
            return kind(**{name: _plain(found[name]) for name in names})
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        made = make()
    _write(file, {name: getattr(made, name) for name in names})
    return made


def _plain(value: np.ndarray[Any, Any]) -> object:
    return value.item() if value.ndim == 0 else value


def _write(file: Path, arrays: dict[str, Any]) -> None:
    """Write aside, then rename; a disk that refuses costs time, not the result."""
    aside = file.with_name(f"{file.stem}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as out:
            np.savez(out, **arrays)
        aside.replace(file)
    except OSError:
        aside.unlink(missing_ok=True)
