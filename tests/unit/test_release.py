"""Releases: frozen, replaced, withdrawn; and whatever may come in between."""

from __future__ import annotations

import dataclasses
import errno
import fcntl
import hashlib
import itertools
import json
import re
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from observatories import small_observatory

from parvis.errors import AnalystError, OperatorError, ParvisError
from parvis.model.figure import Figures
from parvis.model.observatory import Notice
from parvis.publish import ledger as ledger_module
from parvis.publish import release as release_module
from parvis.publish.compare import Change
from parvis.publish.ledger import Event, in_force, notices, read_ledger
from parvis.publish.manifest import verified, write_manifest
from parvis.publish.release import freeze, known, plan, released_figures, supersede, withdraw
from parvis.publish.tables import write_tables


@pytest.fixture
def build(tmp_path: Path) -> Path:
    return make_build(tmp_path / "build")


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    return tmp_path / "releases"


@pytest.fixture
def private(tmp_path: Path) -> Path:
    return tmp_path / ".parvis"


def make_build(out: Path, population: float = 4094.0) -> Path:
    """Write a build without a site; `population` is that of the first neighbourhood."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    observatory = small_observatory(contact="obs@petiteville.example")
    frame = observatory.figures.frame
    frame = frame.assign(value=frame["value"].replace(4094.0, population))
    observatory = dataclasses.replace(observatory, figures=Figures(frame))
    write_tables(observatory, out)
    (out / "site").mkdir()
    (out / "site" / "index.html").write_text("<p>4,094</p>")
    write_manifest(out, observatory)
    return out


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder with its content; the lock is no content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def codes(error: pytest.ExceptionInfo[ParvisError]) -> set[str]:
    return {finding.code for finding in error.value.findings}


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


# --- interruptions ---


class Stopped(BaseException):
    """Ctrl-C, or the machine, at some point."""


STEPS = ["copytree", "verified", "manifest_hash", "append"]


@pytest.mark.parametrize("stop", [Stopped(), OSError(errno.ENOSPC, "No space left on device")], ids=["stop", "disk"])
@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_freeze_leaves_nothing_half_done(
    build: Path, releases: Path, monkeypatch: pytest.MonkeyPatch, step: str, stop: BaseException
) -> None:
    freeze(build, releases, date="2026-05-01")
    before = everything(releases)
    with monkeypatch.context() as patch:
        interrupt(patch, step, stop)
        with pytest.raises((Stopped, OperatorError)) as error:
            freeze(build, releases, date="2026-05-01", supersedes="2026-05-01")
    if isinstance(stop, OSError):
        assert codes(error) == {"release_disk"}  # type: ignore[arg-type]
    assert everything(releases) == before
    assert sorted(path.name for path in releases.iterdir()) == [".lock", "2026-05-01", "ledger.jsonl"]
    assert freeze(build, releases, date="2026-05-01") == "2026-05-01.2"


def interrupt(patch: pytest.MonkeyPatch, step: str, stop: BaseException) -> None:
    """Let a step do its work, and stop right after it; the second verification is the one of the copy."""
    owner: Any = {"copytree": shutil, "append": ledger_module}.get(step, release_module)
    work, calls = getattr(owner, step), []

    def stopping(*arguments: Any, **named: Any) -> Any:
        calls.append(arguments)
        if step == "append":
            raise stop
        done = work(*arguments, **named)
        if step != "verified" or len(calls) == 2:
            raise stop
        return done

    patch.setattr(owner, step, stopping)


def test_what_a_killed_freeze_left_is_cleared_away(build: Path, releases: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    # Killed while copying; and killed between the two last steps, with the folder in its place and no line for it.
    shutil.copytree(build, releases / ".2026-06-01.tmp-1")
    shutil.copytree(build, releases / "2026-06-01")
    (releases / ".2026-06-01.pending").touch()
    assert plan(build, releases, date="2026-06-01").release == "2026-06-01"
    assert freeze(build, releases, date="2026-06-01") == "2026-06-01"
    names = sorted(path.name for path in releases.iterdir())
    assert names == [".lock", "2026-05-01", "2026-06-01", "ledger.jsonl"]


def test_a_freeze_killed_after_its_line_was_written_is_done(build: Path, releases: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    (releases / ".2026-05-01.pending").touch()
    freeze(build, releases, date="2026-06-01")
    assert verified(releases / "2026-05-01")
    assert not (releases / ".2026-05-01.pending").exists()


def test_a_folder_that_somebody_put_there_is_not_touched(build: Path, releases: Path) -> None:
    (releases / "2026-05-01").mkdir(parents=True)
    (releases / "2026-05-01" / "notes.txt").write_text("mine")
    with pytest.raises(OperatorError) as error:
        freeze(build, releases, date="2026-05-01")
    assert codes(error) == {"release_unrecorded"}
    assert (releases / "2026-05-01" / "notes.txt").read_text() == "mine"


def test_a_line_is_written_whole_or_not_at_all(build: Path, releases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(build, releases, date="2026-05-01")
    before = (releases / "ledger.jsonl").read_bytes()
    write, written = ledger_module.os.write, []

    def full_disk(descriptor: int, content: bytes) -> int:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(content)
        return write(descriptor, content[:20])

    monkeypatch.setattr(ledger_module.os, "write", full_disk)
    with pytest.raises(OperatorError):
        freeze(build, releases, date="2026-06-01")
    assert (releases / "ledger.jsonl").read_bytes() == before


def test_two_at_once(build: Path, releases: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    with (releases / ".lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OperatorError) as error:
            freeze(build, releases, date="2026-05-02")
    assert codes(error) == {"releases_busy"}


# --- the ledger ---


def test_no_ledger_yet(releases: Path) -> None:
    assert read_ledger(releases) == ()
    assert notices(releases) == ()


def three_lines(build: Path, releases: Path) -> list[str]:
    for date in ("2026-05-01", "2026-06-01", "2026-07-01"):
        freeze(build, releases, date=date)
    return (releases / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.mark.parametrize(
    ("damage", "code", "line"),
    [
        (lambda lines: [lines[0].replace("2026-05-01", "2026-04-01"), *lines[1:]], "ledger_broken", 2),
        (lambda lines: [lines[0], lines[2]], "ledger_broken", 2),
        (lambda lines: lines[1:], "ledger_broken", 1),
        (lambda lines: [lines[0], lines[0], *lines[1:]], "ledger_broken", 2),
        (lambda lines: [lines[1], lines[0], lines[2]], "ledger_broken", 1),
        (lambda lines: [lines[0], "not JSON\n", lines[2]], "ledger_unreadable", 2),
        (lambda lines: [lines[0], '{"event": "forgotten"}\n', lines[2]], "ledger_unreadable", 2),
        (lambda lines: [lines[0], "7\n", lines[2]], "ledger_unreadable", 2),
        (lambda lines: [*lines[:2], lines[2][:40]], "ledger_cut", 3),
    ],
    ids=["changed", "removed", "first removed", "repeated", "swapped", "no JSON", "no event", "no object", "cut"],
)
def test_a_broken_chain_names_the_line(build: Path, releases: Path, damage: Any, code: str, line: int) -> None:
    lines = three_lines(build, releases)
    (releases / "ledger.jsonl").write_text("".join(damage(lines)), encoding="utf-8")
    with pytest.raises(OperatorError) as error:
        read_ledger(releases)
    [finding] = error.value.findings
    assert finding.code == code
    assert finding.where is not None
    assert finding.where.line == line
    before = everything(releases)
    with pytest.raises(OperatorError):
        freeze(build, releases, date="2026-08-01")
    assert everything(releases) == before


def test_words_with_any_character_stay_on_one_line(build: Path, releases: Path) -> None:
    words = 'Une « erreur » :\nligne 2\u2028ligne 3\x85 "fin"'
    freeze(build, releases, date="2026-05-01", words=words)
    freeze(build, releases, date="2026-06-01")
    assert [entry.words for entry in read_ledger(releases)] == [words, ""]


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


# --- withdrawing ---


def test_a_withdrawn_release_leaves_a_notice_in_its_place(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    frozen = everything(releases / "2026-05-01")
    withdraw(releases, "2026-05-01", date="2026-05-03", words="Deux quartiers confondus.", private=private)
    assert sorted(everything(releases / "2026-05-01")) == ["index.html", "notice.json"]
    assert everything(private / "withdrawn" / "2026-05-01") == frozen
    assert stat.S_IMODE((private / "withdrawn").stat().st_mode) == 0o700
    assert in_force(read_ledger(releases)) == ()


def test_the_notice_is_one_page_in_two_languages(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    withdraw(releases, "2026-05-01", date="2026-05-03", words="Deux quartiers confondus.", private=private)
    page = (releases / "2026-05-01" / "index.html").read_text(encoding="utf-8")
    assert '<section lang="fr">' in page
    assert '<section lang="en">' in page
    assert "La livraison 2026-05-01 a été retirée le 3 mai 2026." in page
    assert "Release 2026-05-01 was withdrawn on 3 May 2026." in page
    assert page.count("Deux quartiers confondus.") == 2
    assert page.count("mailto:obs@petiteville.example") == 2
    # It needs nothing from anywhere, and gives no figure away.
    assert not re.findall(r"(src|href)=\"(?!mailto:)", page)
    assert "4,094" not in page
    assert json.loads((releases / "2026-05-01" / "notice.json").read_text(encoding="utf-8")) == {
        "schema_version": 1,
        "territory": "smallville",
        "release": "2026-05-01",
        "event": "withdrawn",
        "date": "2026-05-03",
        "words": "Deux quartiers confondus.",
        "by": "",
    }


def test_readers_may_see_what_happened(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01", words="Première.")
    freeze(build, releases, date="2026-06-01", supersedes="2026-05-01")
    withdraw(releases, "2026-06-01", date="2026-06-03", words="Erreur.", private=private)
    assert notices(releases) == (
        Notice("2026-05-01", "released", "2026-05-01", "Première."),
        Notice("2026-06-01", "released", "2026-06-01"),
        Notice("2026-05-01", "superseded", "2026-06-01", "", "2026-06-01"),
        Notice("2026-06-01", "withdrawn", "2026-06-03", "Erreur."),
    )


def test_what_was_published_stays_known(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    freeze(make_build(build, population=5000.0), releases, date="2026-06-01", supersedes="2026-05-01")
    withdraw(releases, "2026-06-01", date="2026-06-03", words="", private=private)
    assert known(releases, private) == (releases / "2026-05-01", private / "withdrawn" / "2026-06-01")
    populations = {
        name: figures.frame["value"].iloc[0] for name, figures in released_figures(releases, private).items()
    }
    assert populations == {"2026-05-01": 4094.0, "2026-06-01": 5000.0}


def test_a_superseded_release_may_be_withdrawn(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    freeze(build, releases, date="2026-06-01", supersedes="2026-05-01")
    withdraw(releases, "2026-05-01", date="2026-06-03", words="", private=private)
    assert verified(private / "withdrawn" / "2026-05-01")
    assert "a été retirée" in (releases / "2026-05-01" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("release", "code"), [("2025-01-01", "release_unknown"), ("2026-05-01", "release_withdrawn")])
def test_what_cannot_be_withdrawn(build: Path, releases: Path, private: Path, release: str, code: str) -> None:
    freeze(build, releases, date="2026-05-01")
    withdraw(releases, "2026-05-01", date="2026-05-02", words="", private=private)
    with pytest.raises(AnalystError) as error:
        withdraw(releases, release, date="2026-05-03", words="", private=private)
    assert codes(error) == {code}


def test_files_that_are_nowhere_cannot_be_counted_as_known(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    shutil.rmtree(releases / "2026-05-01")
    with pytest.raises(OperatorError) as error:
        withdraw(releases, "2026-05-01", date="2026-05-03", words="", private=private)
    assert codes(error) == {"release_gone"}


@pytest.mark.parametrize("step", ["write_notice", "append"])
def test_an_interrupted_withdrawal_hides_the_files_and_goes_on_later(
    build: Path, releases: Path, private: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    freeze(build, releases, date="2026-05-01")
    with monkeypatch.context() as patch:
        interrupt(patch, step, Stopped())
        with pytest.raises(Stopped):
            withdraw(releases, "2026-05-01", date="2026-05-03", words="", private=private)
    assert not (releases / "2026-05-01" / "figures.csv").exists()
    withdraw(releases, "2026-05-01", date="2026-05-04", words="Later.", private=private)
    assert notices(releases)[-1] == Notice("2026-05-01", "withdrawn", "2026-05-04", "Later.")
    assert "4 May 2026" in (releases / "2026-05-01" / "index.html").read_text(encoding="utf-8")
    assert verified(private / "withdrawn" / "2026-05-01")


def test_the_private_folder_may_lie_on_another_disk(
    build: Path, releases: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(build, releases, date="2026-05-01")
    frozen = everything(releases / "2026-05-01")
    rename = Path.rename

    def across_disks(self: Path, target: Path) -> Path:
        if self.parent == releases and target.parent == private / "withdrawn":
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", across_disks)
    withdraw(releases, "2026-05-01", date="2026-05-03", words="", private=private)
    assert everything(private / "withdrawn" / "2026-05-01") == frozen
    assert sorted(everything(releases / "2026-05-01")) == ["index.html", "notice.json"]


def test_files_already_kept_under_that_name_are_not_lost(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    (private / "withdrawn").mkdir(parents=True)
    make_build(private / "withdrawn" / "2026-05-01", population=1.0)
    before = everything(private)
    with pytest.raises(OperatorError) as error:
        withdraw(releases, "2026-05-01", date="2026-05-03", words="", private=private)
    assert codes(error) == {"release_kept_other"}
    assert everything(private) == before
    assert verified(releases / "2026-05-01")
