"""A freeze that is stopped, killed or done twice at once leaves nothing half done."""

from __future__ import annotations

import errno
import fcntl
import shutil
from pathlib import Path
from typing import Any

import pytest
from release_builds import codes, everything

from parvis.errors import OperatorError
from parvis.model.observatory import Notice
from parvis.publish import ledger as ledger_module
from parvis.publish import release as release_module
from parvis.publish.ledger import notices
from parvis.publish.manifest import verified
from parvis.publish.release import freeze, plan, withdraw


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
