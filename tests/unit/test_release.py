"""Releases: frozen, planned, replaced; the same files as the build, under a name that is given once."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path

import pytest
from release_builds import codes, everything, make_build

from parvis.errors import AnalystError, OperatorError
from parvis.publish.compare import Change
from parvis.publish.ledger import Event, in_force, read_ledger
from parvis.publish.manifest import verified
from parvis.publish.release import freeze, plan, supersede, withdraw

# --- freezing ---


def test_a_release_is_the_build_file_by_file(build: Path, releases: Path) -> None:
    name = freeze(build, releases, date="2026-05-01", words="First release.")
    assert name == "2026-05-01"
    assert everything(releases / name) == everything(build)
    assert sorted(path.name for path in releases.iterdir()) == [".lock", "2026-05-01", "ledger.jsonl"]


def test_the_ledger_has_one_line_more(build: Path, releases: Path) -> None:
    freeze(build, releases, date="2026-05-01", words="Première livraison.")
    [line] = (releases / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "event": "released",
        "date": "2026-05-01",
        "release": "2026-05-01",
        "manifest": hashlib.sha256((build / "manifest.json").read_bytes()).hexdigest(),
        "words": "Première livraison.",
        "by": "",
        "previous": "",
    }


def test_each_line_carries_the_hash_of_the_line_before(build: Path, releases: Path) -> None:
    for date in ("2026-05-01", "2026-06-01", "2026-07-01"):
        freeze(build, releases, date=date)
    lines = (releases / "ledger.jsonl").read_bytes().splitlines()
    for before, line in itertools.pairwise(lines):
        assert json.loads(line)["previous"] == hashlib.sha256(before).hexdigest()


def test_two_releases_of_one_day(build: Path, releases: Path) -> None:
    names = [freeze(build, releases, date="2026-05-01") for _ in range(3)]
    assert names == ["2026-05-01", "2026-05-01.2", "2026-05-01.3"]
    assert in_force(read_ledger(releases)) == tuple(names)


def test_the_name_of_a_withdrawn_release_is_not_given_again(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    withdraw(releases, "2026-05-01", date="2026-05-01", words="", private=private)
    assert freeze(build, releases, date="2026-05-01") == "2026-05-01.2"


def test_later_builds_do_not_change_a_release(build: Path, releases: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    before = everything(releases / "2026-05-01")
    (build / "figures.csv").write_text("changed in place")
    assert everything(releases / "2026-05-01") == before


@pytest.mark.parametrize("date", ["2026-02-30", "20260501", "2026-5-1", "2026-W18-5", "tomorrow", "../2026-05-01"])
def test_a_date_that_is_none(build: Path, releases: Path, date: str) -> None:
    with pytest.raises(AnalystError) as error:
        freeze(build, releases, date=date)
    assert codes(error) == {"release_date"}
    assert not everything(releases)


def test_a_build_that_is_not_as_its_manifest_says(build: Path, releases: Path) -> None:
    (build / "figures.csv").write_text("4094\n")
    (build / "site" / "salaries.csv").write_text("")
    with pytest.raises(OperatorError) as error:
        freeze(build, releases, date="2026-05-01")
    assert codes(error) == {"build_file_changed", "build_file_unlisted"}
    assert not releases.exists()


def test_a_build_that_was_interrupted_has_no_manifest(build: Path, releases: Path) -> None:
    (build / "manifest.json").unlink()
    with pytest.raises(OperatorError) as error:
        freeze(build, releases, date="2026-05-01")
    assert codes(error) == {"manifest_missing"}


# --- what would be frozen ---


def test_plan_of_the_first_release(build: Path, releases: Path) -> None:
    planned = plan(build, releases, date="2026-05-01")
    assert (planned.release, planned.against, planned.files) == ("2026-05-01", None, 5)
    assert planned.difference.count(Change.ADDED) == 8
    assert not releases.exists()


def test_plan_against_the_last_release_in_force(tmp_path: Path, build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    freeze(make_build(build, population=9999.0), releases, date="2026-06-01")
    withdraw(releases, "2026-06-01", date="2026-06-02", words="Wrong population.", private=private)
    before = everything(tmp_path)
    planned = plan(make_build(tmp_path / "build", population=4100.0), releases, date="2026-06-01")
    assert (planned.release, planned.against) == ("2026-06-01.2", "2026-05-01")
    [changed] = planned.difference.frame.to_dict("records")
    assert (changed["zone"], changed["value_before"], changed["value_after"]) == ("QP999001", 4094.0, 4100.0)
    assert everything(releases) == {
        name.removeprefix("releases/"): content for name, content in before.items() if name.startswith("releases/")
    }


def test_plan_refuses_what_freeze_refuses(build: Path, releases: Path) -> None:
    with pytest.raises(AnalystError, match="release_not_in_force"):
        plan(build, releases, date="2026-05-01", supersedes="2025-01-01")
    (build / "figures.csv").write_text("")
    with pytest.raises(OperatorError, match="build_file_changed"):
        plan(build, releases, date="2026-05-01")


# --- superseding ---


def test_a_release_that_takes_the_place_of_another(build: Path, releases: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    freeze(build, releases, date="2026-06-01", supersedes="2026-05-01", words="Population corrigée.")
    assert [(entry.event, entry.release, entry.by) for entry in read_ledger(releases)] == [
        (Event.RELEASED, "2026-05-01", ""),
        (Event.RELEASED, "2026-06-01", ""),
        (Event.SUPERSEDED, "2026-05-01", "2026-06-01"),
    ]
    assert in_force(read_ledger(releases)) == ("2026-06-01",)


def test_a_superseded_release_keeps_its_files_and_has_a_notice(build: Path, releases: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    freeze(build, releases, date="2026-06-01")
    supersede(releases, "2026-05-01", by="2026-06-01", date="2026-06-02", words="Voir <b>ici</b>")
    assert verified(releases / "2026-05-01")
    page = (releases / "2026-05-01" / "notice.html").read_text(encoding="utf-8")
    assert "Cette livraison a été remplacée" in page
    assert "Release 2026-05-01 was replaced on 2 June 2026 by release 2026-06-01." in page
    assert "Voir &lt;b&gt;ici&lt;/b&gt;" in page
    assert json.loads((releases / "2026-05-01" / "notice.json").read_text(encoding="utf-8"))["by"] == "2026-06-01"


def test_a_notice_that_an_interruption_kept_from_being_written_is_written_later(build: Path, releases: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    freeze(build, releases, date="2026-06-01", supersedes="2026-05-01")
    for file in ("notice.html", "notice.json"):
        (releases / "2026-05-01" / file).unlink()
    freeze(build, releases, date="2026-07-01")
    assert (releases / "2026-05-01" / "notice.html").is_file()


@pytest.mark.parametrize(
    ("release", "by", "code"),
    [
        ("2025-01-01", "2026-06-01", "release_not_in_force"),
        ("2026-05-01", "2025-01-01", "release_not_in_force"),
        ("2026-04-01", "2026-06-01", "release_not_in_force"),
        ("2026-06-01", "2026-06-01", "release_itself"),
    ],
    ids=["unknown", "by unknown", "replaced before", "by itself"],
)
def test_what_is_not_in_force_neither_replaces_nor_is_replaced(
    build: Path, releases: Path, release: str, by: str, code: str
) -> None:
    freeze(build, releases, date="2026-04-01")
    freeze(build, releases, date="2026-05-01", supersedes="2026-04-01")
    freeze(build, releases, date="2026-06-01")
    before = everything(releases)
    with pytest.raises(AnalystError) as error:
        supersede(releases, release, by=by, date="2026-06-02")
    assert codes(error) == {code}
    assert everything(releases) == before
