"""What is said when Parvis itself fails: where, and never with which values, for these may be a partner's rows."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import click

from parvis.cli.language import N_, say

WHOLE = "PARVIS_TRACEBACK"
"""Set in the environment, it has the whole message shown, on a machine where nobody else reads along."""

CRASHED = N_(
    "Parvis has failed; this is no mistake of yours. Send the lines above to its authors: they say where, and hold "
    "nothing of your data. (With {name}=1 the whole message is shown; read it before you pass it on.)"
)


@contextmanager
def what_the_machine_forbids() -> Iterator[None]:
    """Turn a full disk or a forbidden file, wherever a command meets it first, into what the operator must do."""
    try:
        yield
    except OSError as error:
        from parvis.run.machine import full_or_forbidden

        if isinstance(error.filename, str) and (told := full_or_forbidden(error, Path(error.filename))):
            raise told from error
        raise


def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print where an exception came from, and its type: its text is held back, libraries put values into theirs."""
    if os.environ.get(WHOLE) or issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    for one in _chain(error):
        for frame in traceback.extract_tb(one.__traceback__):
            click.echo(f"  {frame.filename}:{frame.lineno} {frame.name}", err=True)
        click.echo(type(one).__qualname__, err=True)
    click.echo(say(CRASHED).format(name=WHOLE), err=True)


def _chain(error: BaseException) -> list[BaseException]:
    """Return an exception after those it follows from."""
    chain = [error]
    while (before := chain[0].__cause__ or chain[0].__context__) is not None and before not in chain:
        chain.insert(0, before)
    return chain
