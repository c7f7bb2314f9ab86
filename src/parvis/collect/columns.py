"""Columns of text that are written to a file as they come and read back from there: memory does not grow with them."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa

TEXT = pa.large_string()


class TextColumns:
    """Rows of text, all of one width, kept in a file without a name that is gone when nothing needs it any more.

    The file lies where temporary files do (TMPDIR), is readable by nobody else, and is read by mapping it to memory:
    what has not been looked at takes none, and what has may be let go.
    """

    def __init__(self, width: int) -> None:
        self._file = tempfile.TemporaryFile(prefix="parvis-")  # noqa: SIM115
        self._schema = pa.schema([(str(n), TEXT) for n in range(width)])
        self._writer = pa.ipc.new_file(self._file, self._schema)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._writer.close()
        self._file.close()

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Add rows."""
        if rows:
            columns = [pa.array(column, TEXT) for column in zip(*rows, strict=True)]
            self._writer.write_batch(pa.record_batch(columns, schema=self._schema))

    def frame(self) -> pd.DataFrame:
        """Return all rows as a frame with columns 0, 1, ...; nothing can be added any more."""
        self._writer.close()
        self._file.flush()
        mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        table = pa.ipc.open_file(pa.py_buffer(mapped)).read_all()
        kind = pd.StringDtype("pyarrow", na_value=np.nan)
        columns = {n: pd.arrays.ArrowStringArray(table.column(n), dtype=kind) for n in range(table.num_columns)}
        return pd.DataFrame(columns, copy=False)
