"""What an operator reads, word for word, when a build cannot be released or a ledger not be trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from parvis.cli.report import as_text
from parvis.errors import ParvisError
from parvis.publish import freeze, plan, read_evidence, read_figures, read_ledger, supersede, withdraw
from parvis.publish.ledger import LEDGER

MANIFEST = {
    "schema_version": 1,
    "territory": {"id": "bourg", "name": {"fr": "Bourg"}, "publisher": "Ville de Bourg", "contact": None},
    "files": [],
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that holds an empty build; the words name files from there."""
    monkeypatch.chdir(tmp_path)
    Path("build").mkdir()
    Path("build/manifest.json").write_text(json.dumps(MANIFEST))
    return Path()


def released(root: Path) -> None:
    freeze(root / "build", root / "releases", date="2026-05-01")


def no_manifest(root: Path) -> None:
    (root / "build/manifest.json").unlink()
    released(root)


def cut_manifest(root: Path) -> None:
    (root / "build/manifest.json").write_text('{"schema_version": 1, "fil')
    released(root)


def later_manifest(root: Path) -> None:
    (root / "build/manifest.json").write_text(json.dumps({**MANIFEST, "schema_version": 2}))
    released(root)


def other_files(root: Path) -> None:
    files = [{"path": name, "size": 1, "sha256": "00"} for name in ("figures.csv", "figures.parquet")]
    (root / "build/manifest.json").write_text(json.dumps({**MANIFEST, "files": files}))
    (root / "build/figures.csv").write_text("4,094")
    (root / "build/salaries.xlsx").write_text("")
    released(root)


def no_date(root: Path) -> None:
    freeze(root / "build", root / "releases", date="1 May 2026")


def folder_in_the_way(root: Path) -> None:
    (root / "releases/2026-05-01").mkdir(parents=True)
    released(root)


def unknown(root: Path) -> None:
    released(root)
    withdraw(root / "releases", "2026-04-01", date="2026-05-02", words="", private=root / ".parvis")


def withdrawn_twice(root: Path) -> None:
    released(root)
    for day in ("2026-05-02", "2026-05-03"):
        withdraw(root / "releases", "2026-05-01", date=day, words="", private=root / ".parvis")


def not_in_force(root: Path) -> None:
    released(root)
    freeze(root / "build", root / "releases", date="2026-05-02", supersedes="2026-05-01")
    freeze(root / "build", root / "releases", date="2026-05-03", supersedes="2026-05-01")


def by_itself(root: Path) -> None:
    released(root)
    supersede(root / "releases", "2026-05-01", by="2026-05-01", date="2026-05-02")


def files_gone(root: Path) -> None:
    released(root)
    (root / "releases/2026-05-01/manifest.json").unlink()
    withdraw(root / "releases", "2026-05-01", date="2026-05-02", words="", private=root / ".parvis")


def changed_ledger(root: Path) -> None:
    released(root)
    released(root)
    ledger = root / "releases" / LEDGER
    ledger.write_text(ledger.read_text().replace("2026-05-01", "2026-04-01", 1))
    read_ledger(root / "releases")


def unreadable_ledger(root: Path) -> None:
    (root / "releases").mkdir()
    (root / "releases" / LEDGER).write_text("released 2026-05-01\n")
    read_ledger(root / "releases")


def cut_ledger(root: Path) -> None:
    released(root)
    with (root / "releases" / LEDGER).open("a") as file:
        file.write('{"event": "rele')
    read_ledger(root / "releases")


def no_figures(root: Path) -> None:
    plan(root / "build", root / "releases", date="2026-05-01")


def unreadable_figures(root: Path) -> None:
    (root / "figures.parquet").write_text("zone,value")
    read_figures(root / "figures.parquet")


def misspelt_indicator(root: Path) -> None:
    (root / "build/evidence").mkdir()
    (root / "build/evidence/population.json").write_text("{}")
    read_evidence(root / "build", "popultion")


def other_indicator(root: Path) -> None:
    (root / "build/evidence").mkdir()
    (root / "build/evidence/population.json").write_text("{}")
    read_evidence(root / "build", "jobs")


CASES: dict[Callable[[Path], None], str] = {
    no_manifest: (
        "build: this folder has no manifest\n"
        "    The manifest is written last: without it a build is not complete.\n"
        "    → Run `parvis build`, and name the folder that it writes.\n"
    ),
    cut_manifest: (
        "build/manifest.json: this manifest cannot be read\n"
        "    It was cut short or changed after it was written: nobody can tell whether the build is complete.\n"
        "    → Build again; bring a release back from a backup.\n"
    ),
    later_manifest: (
        "build/manifest.json: this manifest has the schema version 2; this version of Parvis reads 1\n"
        "    → Use the version of Parvis that wrote it, or build again.\n"
    ),
    other_files: (
        "build/figures.parquet: a file of the manifest is not there\n"
        "    A release holds exactly what was built.\n"
        "    → Build again; bring a release back from a backup.\n"
        "\n"
        "build/figures.csv: this file is not the one that was built\n"
        "    A release holds exactly what was built, so that its figures can be answered for.\n"
        "    → Build again. To change a figure, change the territory folder, not the build.\n"
        "\n"
        "build/salaries.xlsx: this file is not in the manifest\n"
        "    Nothing is published that Parvis did not write: it could be confidential.\n"
        "    → Move it elsewhere, then release again.\n"
    ),
    no_date: ("1 May 2026 is no date\n    A release is named for its day.\n    → Write it as YYYY-MM-DD.\n"),
    folder_in_the_way: (
        "releases/2026-05-01: there is a folder in the place of the next release, and the ledger knows nothing of it\n"
        "    What lies among the releases passes for one.\n"
        "    → Move it elsewhere, then release again.\n"
    ),
    unknown: ("releases: there is no release 2026-04-01\n    → There are: 2026-05-01.\n"),
    withdrawn_twice: (
        "releases: the release 2026-05-01 was withdrawn on 2026-05-02\n    A release is withdrawn once, and for good.\n"
    ),
    not_in_force: (
        "releases: the release 2026-05-01 is not in force\n"
        "    Only a release that was neither withdrawn nor superseded is replaced, or replaces another.\n"
        "    → In force: 2026-05-02.\n"
    ),
    by_itself: (
        "releases: the release 2026-05-01 cannot replace itself\n    → Name the newer release, the one to be used.\n"
    ),
    files_gone: (
        "releases/2026-05-01: the files of this release are not there\n"
        "    What was published stays known to its readers: Parvis needs the files to count them as known.\n"
        "    → Bring the folder back from a backup, then withdraw the release again.\n"
    ),
    changed_ledger: (
        "releases/ledger.jsonl:2: line 2 of the ledger does not follow from the line before\n"
        "    A line was changed, removed or put in: the ledger no longer says what was released when.\n"
        "    → Bring the ledger back from version control or a backup. Do not mend it by hand.\n"
    ),
    unreadable_ledger: (
        "releases/ledger.jsonl:1: line 1 of the ledger is no entry\n"
        "    The ledger no longer says what was released when.\n"
        "    → Bring the ledger back from version control or a backup. Do not mend it by hand.\n"
    ),
    cut_ledger: (
        "releases/ledger.jsonl:2: line 2, the last of the ledger, was cut short\n"
        "    The machine stopped while the line was written.\n"
        "    → Remove that line, then do once more what was under way.\n"
    ),
    no_figures: (
        "build/figures.parquet: there is no table of figures here\n"
        "    → Name the folder of a build or of a release: it holds figures.parquet.\n"
    ),
    unreadable_figures: (
        "figures.parquet: this is not a table of figures that this version of Parvis can read\n"
        "    It was cut short or changed after it was written, or another version wrote it.\n"
        "    → Build again; bring a release back from a backup.\n"
    ),
    misspelt_indicator: ('build/evidence: this build has no indicator popultion\n    → Did you mean "population"?\n'),
    other_indicator: ("build/evidence: this build has no indicator jobs\n    → It has: population.\n"),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_words(case: Callable[[Path], None], root: Path) -> None:
    with pytest.raises(ParvisError) as raised:
        case(root)
    assert as_text(raised.value.findings, "en") == CASES[case]
