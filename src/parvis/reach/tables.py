"""The text tables of a GTFS feed, from a .zip or a folder, each row with the line it stands on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from parvis.errors import SourceError
from parvis.model.finding import Finding, Severity, Where

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NAMED = 10
"""Lines that a finding names; the others it counts."""


@dataclass(frozen=True)
class Table:
    """One file of a feed. `columns` hold text without surrounding blanks, "" where nothing stands; `line` (n_rows,)."""

    place: Path
    columns: dict[str, pa.Array]
    line: Integers

    def __len__(self) -> int:
        return len(self.line)

    def text(self, column: str) -> pa.Array:
        """Return a column, empty texts where the file has none of this name."""
        return self.columns[column] if column in self.columns else pa.array([""] * len(self), pa.string())

    def coded(self, column: str) -> tuple[Integers, list[str]]:
        """Return a column as (code (n_rows,), the different texts)."""
        encoded = self.text(column).dictionary_encode()
        return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist()

    def numbers(self, column: str) -> npt.NDArray[np.float64]:
        """Return a column as numbers, NaN where no finite number stands."""
        code, texts = self.coded(column)
        return np.array([_number(text) for text in texts], dtype=np.float64)[code] if texts else np.zeros(0)

    def at(self, code: str, rows: Integers | Flags, severity: Severity = Severity.WARNING) -> list[Finding]:
        """Return the finding of a fault on some rows: the first line, up to ten of them by number, and how many."""
        lines = np.sort(self.line[rows])
        if not len(lines):
            return []
        named = ", ".join(map(str, lines[:NAMED].tolist())) + (" …" if len(lines) > NAMED else "")
        values = {"file": self.place.name, "count": len(lines), "lines": named}
        return [Finding(code, Where(self.place, int(lines[0])), values, severity)]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


class Archive:
    """The files of a feed, wherever in a .zip or a folder they lie; findings about their rows are collected."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.findings: list[Finding] = []
        self._members = self._list()

    def _list(self) -> dict[str, str]:
        """Return where each file lies, by its name; the one nearest the top, as some pack the folder with it."""
        if not self.place.exists():
            raise SourceError.of("feed_absent", self.place, name=self.place.name)
        if self.place.is_dir():
            return {file.name: file.name for file in self.place.iterdir() if file.is_file()}
        try:
            with zipfile.ZipFile(self.place) as packed:
                names = sorted(packed.namelist(), key=lambda name: -name.count("/"))
        except (zipfile.BadZipFile, OSError) as error:
            raise SourceError.of("feed_unreadable", self.place, name=self.place.name) from error
        return {name.rpartition("/")[2]: name for name in names}

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def _bytes(self, name: str) -> bytes:
        if self.place.is_dir():
            return (self.place / name).read_bytes()
        try:
            with zipfile.ZipFile(self.place) as packed:
                return packed.read(self._members[name])
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError) as error:
            raise SourceError.of("feed_unreadable", self.place, name=self.place.name) from error

    def table(self, name: str, needs: Iterable[str] = (), takes: Iterable[str] = ()) -> Table:
        """Return a file with the columns it needs and those it may have; a file that is not there has no rows.

        Raises SourceError where it is there without a column that it needs.
        """
        place = self.place / name
        if name not in self:
            return Table(place, {}, np.zeros(0, dtype=np.int64))
        raw = self._bytes(name)
        header = _header(raw)
        absent = [column for column in needs if column not in header]
        if absent:
            raise SourceError.of("feed_column_missing", place, name=name, columns=", ".join(absent))
        wanted = [column for column in header if column in {*needs, *takes}]
        return self._parsed(place, raw, header, wanted)

    def _parsed(self, place: Path, raw: bytes, header: list[str], wanted: list[str]) -> Table:
        broken: list[int] = []

        def skip(row: pacsv.InvalidRow) -> str:
            broken.append(row.number)
            return "skip"

        read = pacsv.read_csv(
            io.BytesIO(raw),
            read_options=pacsv.ReadOptions(column_names=header, skip_rows=1, use_threads=False, block_size=1 << 24),
            parse_options=pacsv.ParseOptions(invalid_row_handler=skip, ignore_empty_lines=False),
            convert_options=pacsv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), check_utf8=False
            ),
        )
        lines = np.delete(np.arange(1, 2 + read.num_rows + len(broken), dtype=np.int64), [0, *(n - 1 for n in broken)])
        self.findings += Table(place, {}, np.array(broken, dtype=np.int64)).at(
            "feed_row_broken", np.arange(len(broken))
        )
        columns = {name: _trimmed(read.column(name)) for name in wanted}
        empty = _empty(columns)
        if empty.any():  # lines with nothing on them, at the end as a rule
            lines, columns = lines[~empty], {name: column.filter(pa.array(~empty)) for name, column in columns.items()}
        return Table(place, columns, lines)


def _header(raw: bytes) -> list[str]:
    first = raw[: max(0, raw.find(b"\n")) or len(raw)].decode("utf-8-sig", errors="replace")
    return [name.strip().strip('"').strip() for name in first.strip().split(",")]


def _empty(columns: dict[str, pa.Array]) -> Flags:
    blank = np.ones(0, dtype=np.bool_)
    for i, column in enumerate(columns.values()):
        mine = pc.equal(column, "").to_numpy(zero_copy_only=False)
        blank = mine if i == 0 else blank & mine
        if not blank.any():
            break
    return blank


def _trimmed(column: pa.ChunkedArray) -> pa.Array:
    whole = pc.fill_null(column.combine_chunks(), "")
    padded = pc.any(pc.or_(pc.starts_with(whole, " "), pc.ends_with(whole, " "))).as_py()
    return pc.utf8_trim_whitespace(whole) if padded else whole
