"""The reference says what the code does: every command, key, kind and message stands in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

CURRENT = """
import runpy
made = runpy.run_path("docs/generate.py")["written"]()
stale = [path.name for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
assert not stale, f"run `make docs`: {stale}"
"""


def test_the_reference_is_current() -> None:
    environment = {**os.environ, "PARVIS_LANG": "en", "COLUMNS": "100"}
    done = subprocess.run([sys.executable, "-c", CURRENT], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
