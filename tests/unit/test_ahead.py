"""Kernels are compiled ahead by another process, which ends with the work and leaves what it has done."""

import os
from pathlib import Path

import pytest

from parvis.run import ahead


def children() -> set[str]:
    """Return the processes that this one has started and not yet seen end."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "numba"))
    monkeypatch.setattr(ahead.os, "sched_getaffinity", lambda _: {0, 1})
    return tmp_path / "numba"


def test_the_helper_works_beside_and_ends_with_the_work(empty_cache: Path) -> None:
    before = children()
    with ahead.compiled_ahead():
        assert len(children() - before) == 1
    assert children() == before
    assert not list(empty_cache.glob("ready-*"))  # it had no time; the next one goes on


def test_no_helper_starts_where_all_is_compiled_or_one_processor_works(
    empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = children()
    with monkeypatch.context() as alone:
        alone.setattr(ahead.os, "sched_getaffinity", lambda _: {0})
        with ahead.compiled_ahead():
            assert children() == before
    empty_cache.mkdir()
    ahead._mark().touch()
    with ahead.compiled_ahead():
        assert children() == before


@pytest.mark.usefixtures("empty_cache")
def test_no_helper_starts_where_nobody_says_which_processors_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead.sys, "platform", "darwin")
    monkeypatch.delattr(ahead.os, "sched_getaffinity")
    before = children()
    with ahead.compiled_ahead():
        assert children() == before
