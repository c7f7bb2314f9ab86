"""Commands given where they cannot work, through the real command line: exit code, exact words, no traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import parvis

BASE = Path(__file__).parent / "build" / "_base"

MAIN = """
import contextlib, io, json, sys
from parvis.cli.main import main
told = []
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["parvis", *arguments]
    out, code = io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main()
        except SystemExit as done:
            code = done.code
    told.append((code, out.getvalue()))
print(json.dumps(told))
"""


def said(folder: Path, *commands: str) -> list[tuple[int, str]]:
    """Return exit code and words of each command, all given in one process that starts in a folder."""
    arguments = json.dumps([command.split() for command in commands])
    environment = {**os.environ, "PARVIS_LANG": "en", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, arguments], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return [(code, _without_progress(text)) for code, text in json.loads(done.stdout)]


def _without_progress(text: str) -> str:
    """Return what was said but for the lines of progress, which are there on a slow machine only."""
    return "\n".join(line for line in text.splitlines() if not line.endswith(" …")).rstrip("\n")


NO_BUILD = "{folder}: there is no build in {name} yet\n    → Run `parvis build` first."

BEFORE_A_BUILD = {
    "purge": (0, "Nothing to remove."),
    "preview": (14, NO_BUILD.format(folder=".", name="bourg")),
    "explain persons Q1": (14, NO_BUILD.format(folder=".", name="bourg")),
    "release": (14, NO_BUILD.format(folder=".", name="bourg")),
    "release --dry-run": (14, NO_BUILD.format(folder=".", name="bourg")),
    "diff releases/2026-05-01 build": (
        14,
        "releases/2026-05-01: 2026-05-01 holds no figures.parquet\n    → Name a build or a release.",
    ),
    "build data": (
        10,
        "territory.yml: no territory.yml here\n"
        "    It is what makes a folder a territory folder: it names the territory and its zonings.\n"
        "    → Go to your territory folder, or start one with `parvis init`.",
    ),
    "build elsewhere": (
        10,
        "there is no folder {here}/elsewhere\n    → Check the path, or make a territory folder with `parvis init`.",
    ),
    "build --out data": (
        14,
        "data: data holds files that no build of Parvis wrote\n"
        "    A build replaces the whole folder: what is in it would be lost.\n"
        "    → Name another folder with --out, or empty this one yourself.",
    ),
    "build --out data/cells.csv/build": (
        14,
        "data/cells.csv/build: the machine refuses build: Not a directory\n"
        "    The build was abandoned; the last good one is untouched.\n"
        "    → Mend what it says, then build again.",
    ),
}


def test_before_a_build(tmp_path: Path) -> None:
    folder = tmp_path / "bourg"
    shutil.copytree(BASE, folder)
    told = dict(zip(BEFORE_A_BUILD, said(folder, *BEFORE_A_BUILD), strict=True))
    assert told == {
        command: (code, text.replace("{here}", str(folder))) for command, (code, text) in BEFORE_A_BUILD.items()
    }


AFTER_A_BUILD = {
    "explain person Q1": (12, 'build/evidence: this build has no indicator person\n    → Did you mean "persons"?'),
    "explain persons Q7": (
        12,
        "persons has no figure for the zone Q7\n    → Zones are named by their code. Near: 99001, Q1, Q2.",
    ),
    "explain persons 9901": (
        12,
        "persons has no figure for the zone 9901\n    → Zones are named by their code. Near: 99001.",
    ),
    "diff build other": (14, "other: other holds no figures.parquet\n    → Name a build or a release."),
    "diff build build": (0, "  nothing changed"),
}


def test_after_a_build(tmp_path: Path) -> None:
    folder = tmp_path / "bourg"
    shutil.copytree(BASE, folder)
    parvis.open(folder).build()
    assert dict(zip(AFTER_A_BUILD, said(folder, *AFTER_A_BUILD), strict=True)) == AFTER_A_BUILD


DAMAGED = {
    "evidence/persons.json": (
        "build/evidence/persons.json: this evidence cannot be read\n"
        "    It was cut short or changed after it was written.\n"
        "    → Build again; bring a release back from a backup."
    ),
    "figures.parquet": (
        "build/figures.parquet: this is not a table of figures that this version of Parvis can read\n"
        "    It was cut short or changed after it was written, or another version wrote it.\n"
        "    → Build again; bring a release back from a backup."
    ),
}


def test_a_damaged_build_explains_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "bourg"
    shutil.copytree(BASE, folder)
    parvis.open(folder).build()
    for name, words in DAMAGED.items():
        sound = (folder / "build" / name).read_bytes()
        (folder / "build" / name).write_bytes(sound[: len(sound) // 2])
        assert said(folder, "explain persons Q1") == [(14, words)]
        (folder / "build" / name).write_bytes(sound)


MISSING = (
    "sources/cells.yml:5:8: the file data/cells.csv is not there\n"
    "    A source without its file gives no figure.\n"
    "    → Put the file there, or mend `place`."
)


def test_a_broken_folder_is_told_alike_from_without(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "bourg")
    (tmp_path / "bourg/data/cells.csv").unlink()
    assert said(tmp_path, "build bourg", "check bourg") == [(10, MISSING), (10, MISSING)]


def test_programs_read_where_a_finding_stands(tmp_path: Path) -> None:
    folder = tmp_path / "bourg"
    shutil.copytree(BASE, folder)
    with (folder / "data/census.csv").open("a") as census:
        census.write("Q3;La Gare;about 300\n")
    ((code, text),) = said(folder, "check --json")
    (finding,) = json.loads(text)["findings"]
    assert code == 0
    assert finding == {
        "severity": "warning",
        "code": "rows_not_numbers",
        "where": "data/census.csv:4",
        "described": "sources/census.yml",
        "what": "rows rejected because the column pop holds text where a number is due: 1",
        "why": "Rejected rows count in no figure.",
        "do": "Have the numbers corrected, or leave unknown ones empty; .parvis/rejected/census.csv holds the rows.",
    }
