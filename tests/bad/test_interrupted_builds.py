"""A build that is stopped, by whom or what ever, leaves the last good one byte for byte, and nothing else behind."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from built_folder import BASE, LANGUAGE, content, run

import parvis
from parvis.cli.report import as_text
from parvis.errors import OperatorError
from parvis.model.progress import Progress
from parvis.run.build import _swap

STEPS = ("read", "zones", "estimate", "tables", "site", "catalogue")


def beside(folder: Path) -> list[str]:
    """Return what stands in a territory folder besides what its author put there."""
    return sorted({path.name for path in folder.iterdir()} - {path.name for path in BASE.iterdir()})


def change(folder: Path) -> None:
    """Change the territory so that the next build has something to do."""
    cells = folder / "data/cells.csv"
    cells.write_text(cells.read_text().replace(";0;100;40;10", ";0;101;40;10"))


def stopped_at(step: str, by: BaseException) -> Progress:
    def progress(name: str, done: int, total: int) -> None:
        if name == step and done < total:
            raise by

    return progress


@pytest.mark.parametrize("step", STEPS)
def test_ctrl_c_at_any_step_leaves_the_last_build(step: str, bourg: Path) -> None:
    before = content(bourg / "build")
    change(bourg)
    with pytest.raises(KeyboardInterrupt):
        parvis.open(bourg).build(progress=stopped_at(step, KeyboardInterrupt()))
    assert content(bourg / "build") == before
    assert beside(bourg) == [".parvis", "build"]


@pytest.mark.parametrize("step", ["read", "estimate", "catalogue"])
def test_a_full_disk_at_any_step_leaves_the_last_build(step: str, bourg: Path) -> None:
    before = content(bourg / "build")
    change(bourg)
    with pytest.raises(OperatorError) as raised:
        parvis.open(bourg).build(progress=stopped_at(step, OSError(errno.ENOSPC, "No space left on device")))
    assert as_text(raised.value.findings, "en") == FULL
    assert content(bourg / "build") == before
    assert beside(bourg) == [".parvis", "build"]


def test_a_build_that_cannot_be_noted_does_not_take_the_place_of_the_last(bourg: Path) -> None:
    before, noted = content(bourg / "build"), (bourg / ".parvis/build.json").read_bytes()
    change(bourg)
    (bourg / ".parvis/made_with.next").write_text("in the way, as a full disk would be")
    with pytest.raises(OperatorError):
        parvis.open(bourg).build()
    assert content(bourg / "build") == before
    assert (bourg / ".parvis/build.json").read_bytes() == noted
    (bourg / ".parvis/made_with.next").unlink()
    assert parvis.open(bourg).build().fresh


FULL = (
    "build: no space left on the disk\n"
    "    The build was abandoned; the last good one is untouched.\n"
    "    → Free some space, then build again.\n"
)


# --- from outside, as it happens ---

LIMITED = """
import contextlib, resource, signal, sys
sys.argv = ["parvis", "build", sys.argv[1], "--force"]
from parvis.cli.main import main
for size in (2_000, 30_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        main()
    except SystemExit as done:
        print(size, done.code, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


def words(stderr: str) -> str:
    """Return what was said, without the lines of progress, which are there on a slow machine only."""
    return "".join(line for line in stderr.splitlines(keepends=True) if not line.endswith(" …\n"))


def test_no_room_for_a_file_of_any_size(bourg: Path) -> None:
    """A limit on the size of files stands for the disk: each is too small for another file of the build."""
    before = content(bourg / "build")
    done = run("-c", LIMITED, str(bourg))
    assert done.stdout == "2000 14\n30000 14\n", done.stderr
    assert words(done.stderr) == 2 * f"{FULL}\n"
    assert content(bourg / "build") == before
    assert beside(bourg) == [".parvis", "build"]
    assert not list((bourg / ".parvis").glob("*.tmp"))


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root may mount a small disk, on Linux")
def test_a_small_disk_that_is_really_full(tmp_path: Path, bourg: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        with pytest.raises(OperatorError) as raised:
            parvis.open(bourg).build(out=disk / "build")
        assert [finding.code for finding in raised.value.findings] == ["disk_full"]
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def interrupted(folder: Path, how: signal.Signals) -> tuple[int, str]:
    """Start a build in another process, send it a signal as soon as it writes, and return how it ended.

    On a busy machine a build may be done before the signal comes: then another is started.
    """
    for _ in range(5):
        ended = _interrupted_once(folder, how)
        if ended[0] != 0:
            break
    return ended


def _interrupted_once(folder: Path, how: signal.Signals) -> tuple[int, str]:
    command = [sys.executable, "-m", "parvis", "build", str(folder), "--force"]
    build = subprocess.Popen(
        command, env={**os.environ, **LANGUAGE}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests may run where it is ignored
    )  # fmt: skip
    end = time.monotonic() + 60
    while not list(folder.glob("build.tmp-*/figures.parquet")) and build.poll() is None and time.monotonic() < end:
        time.sleep(0.002)
    build.send_signal(how)
    _, stderr = build.communicate(timeout=60)
    return build.returncode, words(stderr)


def test_ctrl_c(bourg: Path) -> None:
    before = content(bourg / "build")
    code, said = interrupted(bourg, signal.SIGINT)
    assert (code, said.strip()) == (130, "Interrupted. The last good state is as it was.")
    assert content(bourg / "build") == before
    assert beside(bourg) == [".parvis", "build"]


def test_a_killed_build_is_cleared_away_by_the_next(bourg: Path) -> None:
    before = content(bourg / "build")
    code, _ = interrupted(bourg, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert content(bourg / "build") == before
    assert not parvis.open(bourg).build().fresh
    assert beside(bourg) == [".parvis", "build"]


# --- between the two renames ---


def test_a_swap_that_fails_brings_the_last_build_back(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build/manifest.json").write_text("{}")
    with pytest.raises(FileNotFoundError):
        _swap(tmp_path / "build.tmp-1", tmp_path / "build")
    assert content(tmp_path) == {"build/manifest.json": hashlib.sha256(b"{}").hexdigest()}


def test_a_machine_that_stops_between_the_two_renames(bourg: Path) -> None:
    before = content(bourg / "build")
    (bourg / "build").rename(bourg / "build.tmp-last")
    assert not parvis.open(bourg).build().fresh
    assert content(bourg / "build") == before
    assert beside(bourg) == [".parvis", "build"]


# --- the lock ---

HOLDER = """
import fcntl, sys
with open(sys.argv[1], "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_build_waits_for_nobody(bourg: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(bourg / ".parvis/lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        before = content(bourg / "build")
        with pytest.raises(OperatorError) as raised:
            parvis.open(bourg).build(force=True)
        assert as_text(raised.value.findings, "en") == (
            ".parvis: another build of this territory is under way\n"
            "    Two builds at once would mix their results.\n"
            "    → Wait until it has ended.\n"
        )
        assert content(bourg / "build") == before
    assert parvis.open(bourg).build(force=True).fresh


# --- what the machine forbids ---

POWERLESS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""What makes root a user like any other, for whom permissions hold."""


def refused(folder: Path) -> tuple[int, str]:
    """Return how a build ends that permissions hold for."""
    if POWERLESS and (shutil.which("setpriv") is None or subprocess.run([*POWERLESS, "true"], check=False).returncode):
        pytest.skip("permissions do not hold for root, and setpriv cannot make them")
    command = [*POWERLESS, sys.executable, "-m", "parvis", "build"]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **LANGUAGE}, capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode, words(done.stderr).strip()


def test_a_file_that_may_not_be_read(bourg: Path) -> None:
    (bourg / "data/cells.csv").chmod(0)
    assert refused(bourg) == (
        14,
        "data/cells.csv: the file cells.csv may not be read\n"
        "    → Give yourself the right to read it, then build again.\n"
        "    Described in sources/cells.yml",
    )


def test_a_folder_of_declarations_that_may_not_be_read(bourg: Path) -> None:
    (bourg / "sources").chmod(0)
    assert refused(bourg) == (
        14,
        f"{bourg}: no right to read or write sources\n"
        "    → Give yourself that right, or work on a copy of the folder in a place where you have it.",
    )


def test_a_store_that_may_not_be_written(bourg: Path) -> None:
    before = content(bourg / "build")
    change(bourg)
    (bourg / ".parvis/lock").chmod(0)
    assert refused(bourg) == (
        14,
        "build: no right to read or write lock\n"
        "    → Give yourself that right, or work on a copy of the folder in a place where you have it.",
    )
    assert content(bourg / "build") == before
