"""What the machine refuses, as what whoever runs it must do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parvis.errors import OperatorError, ParvisError


@contextmanager
def operator_errors(out: Path) -> Iterator[None]:
    """Turn a full disk, a forbidden folder or whatever else the machine refuses into what the operator must do."""
    try:
        yield
    except OSError as error:
        if told := full_or_forbidden(error, out):
            raise told from error
        reason = error.strerror or str(error)
        raise OperatorError.of("machine_refused", out, name=_named(error, out), reason=reason) from error


def full_or_forbidden(error: OSError, out: Path) -> ParvisError | None:
    """Return what the operator must do about a full disk or a forbidden file; None where something else was refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return OperatorError.of("disk_full", out)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OperatorError.of("folder_forbidden", out, name=_named(error, out))
    return None


def _named(error: OSError, out: Path) -> str:
    return Path(error.filename).name.partition(".tmp-")[0] if isinstance(error.filename, str) else out.name
