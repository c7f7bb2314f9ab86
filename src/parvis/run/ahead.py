"""Kernels compiled ahead: on a new machine by another process, while the first build reads its sources.

`python -m parvis.run.ahead` compiles what a build needs and is not kept yet.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from parvis.model.cache_folder import cache_folder

ROOMS = ("model", "locate", "reach", "protect")
POLITE = 10
"""How far the other process stands back where more is asked of the processors than they can do."""


@contextmanager
def compiled_ahead() -> Iterator[None]:
    """Let another process compile what is not kept yet, where a processor is known to be free; it ends with the work.

    What it has not come to by then the next one does.
    """
    several = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
    if not several or _mark().is_file():
        yield
        return
    command = [sys.executable, "-m", "parvis.run.ahead"]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere) as helper:
        try:
            yield
        finally:
            helper.terminate()


def compile_all() -> None:
    """Compile the kernels of all rooms, unless another process is at it, and note that it is done."""
    os.nice(POLITE)
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (cache_folder() / "ahead.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        from parvis.locate.ahead import calls as of_places
        from parvis.model.compiled import make_ready
        from parvis.protect.ahead import calls as of_protection
        from parvis.reach.ahead import calls as of_travel

        mark = _mark()
        for call in (*of_places(), *of_travel(), *of_protection()):
            make_ready(call)
        mark.touch()


def _mark() -> Path:
    """Return the file that says that all is compiled, of this Python and of the code as it is."""
    here = Path(__file__).parents[1]
    files = (file for room in ROOMS for file in sorted((here / room).glob("*.py")))
    code = [sys.version, *(f"{file} {file.stat().st_mtime_ns}" for file in files)]
    return cache_folder() / f"ready-{sha256(os.linesep.join(code).encode()).hexdigest()[:16]}"


if __name__ == "__main__":
    compile_all()
