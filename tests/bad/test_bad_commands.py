"""Commands given where they cannot work, through the real command line: exit code, exact words, no traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import parvis

BASE = Path(__file__).parent / "build" / "_base"

MAIN = """
import contextlib, io, json, os, sys
from parvis.cli.main import main
told = []
for folder, command in json.loads(sys.argv[1]):
    os.chdir(folder)
    sys.argv = ["parvis", *command.split()]
    out, code = io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main()
        except SystemExit as done:
            code = done.code
    told.append((code, out.getvalue()))
print(json.dumps(told))
"""

NO_BUILD = ".: there is no build in new yet\n    → Run `parvis build` first."
MISSING = (
    "sources/cells.yml:5:8: the file data/cells.csv is not there\n"
    "    A source without its file gives no figure.\n"
    "    → Put the file there, or mend `place`."
)

WORDS = {
    # --- before a build ---
    ("new", "preview"): (14, NO_BUILD),
    ("new", "explain persons Q1"): (14, NO_BUILD),
    ("new", "release"): (14, NO_BUILD),
    ("new", "release --dry-run"): (14, NO_BUILD),
    ("new", "diff releases/2026-05-01 build"): (
        14,
        "releases/2026-05-01: there is no table of figures here\n"
        "    → Name the folder of a build or of a release: it holds figures.parquet.",
    ),
    ("new", "build data"): (
        10,
        "territory.yml: no territory.yml here\n"
        "    It is what makes a folder a territory folder: it names the territory and its zonings.\n"
        "    → Go to your territory folder, or start one with `parvis init`.",
    ),
    ("new", "build elsewhere"): (
        10,
        "there is no folder {here}/new/elsewhere\n    → Check the path, or make a territory folder with `parvis init`.",
    ),
    ("new", "build --out data"): (
        14,
        "data: data holds files that no build of Parvis wrote\n"
        "    A build replaces the whole folder: what is in it would be lost.\n"
        "    → Name another folder with --out, or empty this one yourself.",
    ),
    ("new", "build --out data/cells.csv/build"): (
        14,
        "data/cells.csv/build: the machine refuses build: Not a directory\n"
        "    The build was abandoned; the last good one is untouched.\n"
        "    → Mend what it says, then build again.",
    ),
    # --- the same words wherever the command is given ---
    ("broken", "build"): (10, MISSING),
    ("broken", "check"): (10, MISSING),
    (".", "build broken"): (10, MISSING),
    (".", "check broken"): (10, MISSING),
    # --- after a build ---
    ("built", "explain person Q1"): (
        12,
        'build/evidence: this build has no indicator person\n    → Did you mean "persons"?',
    ),
    ("built", "explain persons Q7"): (
        12,
        "persons has no figure for the zone Q7\n    → Zones are named by their code. Near: 99001, Q1, Q2.",
    ),
    ("built", "explain persons 9901"): (
        12,
        "persons has no figure for the zone 9901\n    → Zones are named by their code. Near: 99001.",
    ),
    ("built", "diff build other"): (
        14,
        "other: there is no table of figures here\n"
        "    → Name the folder of a build or of a release: it holds figures.parquet.",
    ),
    ("built", "diff build build"): (0, "  nothing changed"),
    ("cut_evidence", "explain persons Q1"): (
        14,
        "build/evidence/persons.json: this evidence cannot be read\n"
        "    It was cut short or changed after it was written.\n"
        "    → Build again; bring a release back from a backup.",
    ),
    ("cut_figures", "explain persons Q1"): (
        14,
        "build/figures.parquet: this is not a table of figures that this version of Parvis can read\n"
        "    It was cut short or changed after it was written, or another version wrote it.\n"
        "    → Build again; bring a release back from a backup.",
    ),
}
FOR_PROGRAMS = ("text", "check --json")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[int, str]]:
    """Return exit code and words of every command, all given in one process: starting one takes seconds."""
    here = tmp_path_factory.mktemp("commands")
    _folders(here)
    commands = [*WORDS, FOR_PROGRAMS]
    given = json.dumps([(str(here / folder), command) for folder, command in commands])
    environment = {**os.environ, "PARVIS_LANG": "en", "COLUMNS": "200"}
    done = subprocess.run([sys.executable, "-c", MAIN, given], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    said = ((code, _without_progress(text).replace(str(here), "{here}")) for code, text in json.loads(done.stdout))
    return dict(zip(commands, said, strict=True))


def _folders(here: Path) -> None:
    for name in ("new", "broken", "text", "built"):
        shutil.copytree(BASE, here / name)
    (here / "broken/data/cells.csv").unlink()
    with (here / "text/data/census.csv").open("a") as census:
        census.write("Q3;La Gare;about 300\n")
    parvis.open(here / "built").build()
    for name, file in (("cut_evidence", "build/evidence/persons.json"), ("cut_figures", "build/figures.parquet")):
        shutil.copytree(here / "built", here / name)
        content = (here / name / file).read_bytes()
        (here / name / file).write_bytes(content[: len(content) // 2])


def _without_progress(text: str) -> str:
    """Return what was said but for the lines of progress, which are there on a slow machine only."""
    return "\n".join(line for line in text.splitlines() if not line.endswith(" …")).rstrip("\n")


@pytest.mark.parametrize("command", WORDS, ids=" ".join)
def test_words(command: tuple[str, str], told: dict[tuple[str, str], tuple[int, str]]) -> None:
    assert told[command] == WORDS[command]


def test_programs_read_where_a_finding_stands(told: dict[tuple[str, str], tuple[int, str]]) -> None:
    code, text = told[FOR_PROGRAMS]
    (finding,) = json.loads(text)["findings"]
    words = [finding.pop(part) for part in ("what", "why", "do")]
    assert code == 0
    assert words[0] == "rows rejected because the column pop holds text where a number is due: 1"
    assert finding == {
        "severity": "warning",
        "code": "rows_not_numbers",
        "where": "data/census.csv:4",
        "described": "sources/census.yml",
    }


def test_a_program_reads_errors_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "parvis", "check", "--json"],
        cwd=tmp_path, env={**os.environ, "PARVIS_LANG": "en"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 10
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["code"] == "territory_missing"
    assert finding["severity"] == "error"
    assert finding["do"]
    assert done.stderr == ""
