"""The tutorial, run as it is written; the French page has the same commands as the English one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
STEP = re.compile(r"<!-- tour(?P<python>-python)? -->\n```\w+\n(?P<code>.*?)```", re.S)
CODE = re.compile(r"```\w+\n(.*?)```", re.S)
RELEASED = 2


def test_the_tutorial(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PARVIS_LANG": "en"}
    said: list[str] = []
    for step in STEP.finditer((DOCS / "tutorial.en.md").read_text(encoding="utf-8")):
        code = step["code"]
        command = [sys.executable, "-c", code] if step["python"] else ["bash", "-euo", "pipefail", "-c", code]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
    whole = "\n".join(said)
    left = [int(count) for count in re.findall(r"to correct: (\d+)", whole)]
    assert len(left) == 2
    assert 0 < left[1] < left[0]
    changed = whole[whole.index("another value") :]
    assert "schools agglomeration" in changed
    told = set(re.findall(r"^(\w+) \S+ \d{4}\S*: .* → ", changed, re.MULTILINE))
    assert told == {"schools", "late_offers_share", "matching_offers", "matching_offers_within_30"}
    assert "rsa_recipients" in whole
    assert "not permitted: ended" in whole
    assert len(list((tmp_path / "town" / "releases").glob("2*"))) == RELEASED


def test_both_pages_have_the_same_commands() -> None:
    english, french = (
        CODE.findall((DOCS / f"tutorial.{language}.md").read_text(encoding="utf-8")) for language in ("en", "fr")
    )
    assert english == french
    marked = STEP.findall((DOCS / "tutorial.en.md").read_text(encoding="utf-8"))
    assert [code for _, code in marked] == english, "every block of the tutorial is run"
