"""What the machine refuses, as what whoever runs it must do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parvis.errors import OperatorError


@contextmanager
def operator_errors(out: Path) -> Iterator[None]:
    """Turn a full disk, a forbidden folder or whatever else the machine refuses into what the operator must do."""
    try:
        yield
    except OSError as error:
        name = Path(error.filename).name.partition(".tmp-")[0] if isinstance(error.filename, str) else out.name
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise OperatorError.of("disk_full", out) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise OperatorError.of("folder_forbidden", out, name=name) from error
        raise OperatorError.of("machine_refused", out, name=name, reason=error.strerror or str(error)) from error
