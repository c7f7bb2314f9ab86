"""Many hands: independent parts of one work in processes of their own, which share what is in memory by then.

Processes are forked, so that nothing is handed over but the number of the part: figures and drawings of a large
territory weigh gigabytes. Where a process cannot be forked safely the parts are done one after the other.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

Work = Callable[[int], Iterator[None]]
"""Called with the number of a part; yields after each piece that is done."""

MANY = 5_000
"""Figures, in all languages, from which it pays to work in several processes."""

_OTHER = 255  # exit status of a part that failed by something else than the machine's refusal


def hands() -> int:
    """Return how many processes work at a time on this machine; 1 where there is no safe way to fork."""
    return min(8, len(os.sched_getaffinity(0))) if sys.platform == "linux" else 1


def divided(parts: int, work: Work, told: Callable[[], None]) -> None:
    """Do all parts of a work; `told` is called for each piece that is done.

    Raises what a part raised; the other parts are stopped then.
    """
    if parts < 2:
        for _ in work(0):
            told()
        return
    gc.freeze()  # what is there by now is not touched, and so not copied
    started: dict[int, tuple[int, int]] = {}
    try:
        for part in range(parts):
            reader, pid = _start(part, work)
            started[reader] = (part, pid)
        _listen(list(started), told)
        for reader in list(started):
            part, pid = started.pop(reader)
            os.close(reader)
            _judge(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), part, work)
    finally:
        for reader, (_, pid) in started.items():
            os.close(reader)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        gc.unfreeze()


def all_of(works: Sequence[Callable[[], None]], *, apart: bool) -> None:
    """Do works that have nothing to do with each other; `apart` in processes of their own.

    They are one more than there are hands, so that none is idle while a long one is at work. Raises what a work raised.
    """
    parts = min(hands() + 1, len(works)) if apart and hands() > 1 else 1

    def some(part: int) -> Iterator[None]:
        for work in works[part::parts]:
            work()
            yield

    divided(parts, some, lambda: None)


def _start(part: int, work: Work) -> tuple[int, int]:
    """Return the end of a pipe on which a new process says that a piece is done, and the process."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # Threads of numpy and arrow are asleep here, and both know how to go on in a fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(writer)
        return reader, pid
    os.close(reader)
    os._exit(_done(part, work, writer))


def _done(part: int, work: Work, writer: int) -> int:
    """Do a part and return the exit status of its process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it is told, and stops it
    try:
        for _ in work(part):
            os.write(writer, b".")
    except OSError as error:
        return error.errno or _OTHER
    except BaseException:  # noqa: BLE001  (the status tells; the part is done again where it can be seen failing)
        return _OTHER
    return 0


def _listen(readers: list[int], told: Callable[[], None]) -> None:
    with selectors.DefaultSelector() as selector:
        for reader in readers:
            selector.register(reader, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                said = os.read(key.fd, 4096)
                if not said:
                    selector.unregister(key.fd)
                for _ in said:
                    told()


def _judge(status: int, part: int, work: Work) -> None:
    if status == 0:
        return
    if 0 < status < _OTHER:
        raise OSError(status, os.strerror(status))
    for _ in work(part):  # raises what the part raised, or mends what killed it: too little memory for several
        pass
