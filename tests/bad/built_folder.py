"""A sound territory folder and what a build of it holds; commands that run beside the tests, as a user's do."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).parent / "build" / "_base"
LANGUAGE = {"PARVIS_LANG": "en", "PYTHONIOENCODING": "utf-8"}


def content(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a folder, by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Return how a command of this Python ended, and what it said, in English."""
    environment = {**os.environ, **LANGUAGE}
    return subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
