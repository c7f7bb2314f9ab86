"""Parts of a work in processes of their own: all done, failures told as if there had been one process."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parvis.publish.hands import all_of, divided


def writing(folder: Path) -> object:
    def work(part: int) -> Iterator[None]:
        for piece in range(3):
            (folder / f"{part}-{piece}").touch()
            yield

    return work


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_every_piece_is_done_and_told(tmp_path: Path, parts: int) -> None:
    told: list[None] = []
    divided(parts, writing(tmp_path), lambda: told.append(None))  # type: ignore[arg-type]
    assert len(told) == len(list(tmp_path.iterdir())) == 3 * parts


def test_a_full_disk_in_a_part_is_a_full_disk(tmp_path: Path) -> None:
    def work(part: int) -> Iterator[None]:
        if part == 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        yield from writing(tmp_path)(part)  # type: ignore[operator]

    with pytest.raises(OSError, match="No space left") as raised:
        divided(3, work, lambda: None)
    assert raised.value.errno == errno.ENOSPC


def test_what_a_part_raises_is_raised() -> None:
    def work(part: int) -> Iterator[None]:
        if part == 1:
            raise KeyError("lost")
        yield

    with pytest.raises(KeyError, match="lost"):
        divided(2, work, lambda: None)


def children() -> set[str]:
    """Return the processes that this one has started and not yet seen end."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is forked")
def test_no_process_is_left_behind() -> None:
    def work(part: int) -> Iterator[None]:
        yield
        if part == 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    before = children()
    with pytest.raises(OSError, match="error"):
        divided(4, work, lambda: None)
    assert children() == before


@pytest.mark.parametrize("apart", [False, True])
def test_works_are_all_done_and_a_failure_is_raised(tmp_path: Path, apart: bool) -> None:
    works = [(tmp_path / name).touch for name in "abcde"]
    all_of(works, apart=apart)
    assert [file.name for file in sorted(tmp_path.iterdir())] == list("abcde")

    def failing() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        all_of([*works, failing], apart=apart)
