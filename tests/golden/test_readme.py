"""The README's tour, run as it is written."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOUR = re.compile(r"<!-- tour(?P<python>-python)? -->\n```\w+\n(?P<code>.*?)```", re.S)


def test_the_tour(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PARVIS_LANG": "en"}
    steps = list(TOUR.finditer((ROOT / "README.md").read_text(encoding="utf-8")))
    assert len(steps) == 6
    for step in steps:
        code = step["code"]
        command = [sys.executable, "-c", code] if step["python"] else ["bash", "-euo", "pipefail", "-c", code]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / "town" / "build" / "site" / "fr" / "index.html").is_file()
    assert (tmp_path / "ville" / "sources" / "filosofi_200m.yml").is_file()
