"""The neutral form of a disclosure problem: cells with their protection levels, and the equations among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from parvis.errors import SourceError
from parvis.model.figure import Flags, Floats
from parvis.model.finding import Finding, Where

COLUMNS = ("cell", "value", "weight", "status", "lpl", "upl", "lb", "ub")
OPTIONAL = {"spl": 0.0, "contributors": np.nan, "whole": 0.0}
EQUATION_COLUMNS = ("eq", "cell", "coef")

SAFE, UNSAFE, SHOWN = "s", "u", "z"
"""What a cell may be: to be shown if possible, not to be learnt, shown whatever becomes of the others."""

MOST = 20
"""Findings of one kind after which no more are looked for."""

ADDITIVE = 1e-9
"""Equations hold within this share of the numbers in them; what is further out was rounded, or is wrong."""


@dataclass(frozen=True)
class Cells:
    """Numbers (n,) and the equations that they satisfy: matrix (m, n) . value = 0.

    A sensitive cell may not be learnt more closely than from value - lpl to value + upl, nor within an interval
    narrower than spl; an attacker knows beforehand that each cell lies from lb to ub. `weight` is what hiding a cell
    costs. `forced` cells are shown in any case. `contributors` is NaN where it is not known; cells with the same
    `holder`, unless "", are known to the same person if that person is their sole contributor. `whole` cells are known
    to be whole numbers.
    """

    ids: tuple[str, ...]
    value: Floats
    weight: Floats
    sensitive: Flags
    forced: Flags
    lpl: Floats
    upl: Floats
    spl: Floats
    lb: Floats
    ub: Floats
    contributors: Floats
    holder: tuple[str, ...]
    equations: tuple[str, ...]
    matrix: csr_array
    whole: Flags | None = None

    @cached_property
    def counted(self) -> Flags:
        """Return which cells everybody knows to be whole numbers (n,)."""
        return np.zeros(len(self.ids), dtype=bool) if self.whole is None else self.whole

    @cached_property
    def rise(self) -> Floats:
        """Return how far above its value each cell may lie in an attacker's eyes."""
        return self.ub - self.value

    @cached_property
    def fall(self) -> Floats:
        """Return how far below its value each cell may lie in an attacker's eyes."""
        return self.value - self.lb

    def knowing(self, *, singletons: bool) -> tuple[np.ndarray, ...]:
        """Return the sets of cells (positions) that one contributor knows, for it is the only one behind them.

        Where it is not said how many contribute to a sensitive cell, it may be one: then somebody must be kept from
        another's number, if not by the whole protection levels. Without `singletons` nobody knows
        more than what is published.
        """
        if not singletons:
            return ()
        alone = self.sensitive & (np.isnan(self.contributors) | (self.contributors == 1))
        known: dict[str, list[int]] = {}
        for i in np.flatnonzero(alone).tolist():
            known.setdefault(self.holder[i] or f"\0{i}", []).append(i)
        return tuple(np.array(cells) for cells in known.values())


def read_cells(cells: Path, equations: Path) -> Cells:
    """Return the system that two files describe.

    Raises SourceError with a finding for each line that cannot be: columns or numbers missing, one cell twice, cells in
    no file, values out of their bounds, equations that do not add up.
    """
    frame = _table(cells, COLUMNS)
    links = _table(equations, EQUATION_COLUMNS)
    if frame.empty:
        raise SourceError.of("cells_empty", cells)
    numbers = [*COLUMNS[1:3], *COLUMNS[4:], *(name for name in OPTIONAL if name in frame)]
    found = [*_numbers(frame, cells, numbers), *_numbers(links, equations, ["coef"])]
    found += [*_doubled(frame, cells, ["cell"]), *_doubled(links, equations, ["eq", "cell"])]
    found += [*_statuses(frame, cells), *_strangers(links, equations, frame, cells)]
    _raise(found)
    frame = frame.assign(**{name: pd.to_numeric(frame[name]) for name in numbers})
    _raise([*_bounds(frame, cells), *_negative(frame, cells)])
    made = _system(frame, links.assign(coef=pd.to_numeric(links["coef"])))
    _raise(_inadditive(made, equations))
    return made


def read_pattern(file: Path, cells: Cells) -> Flags:
    """Return which cells a pattern hides (n,): those that it names with a status other than `published`."""
    frame = _table(file, ("cell", "status"))
    known = dict(zip(cells.ids, range(len(cells.ids)), strict=True))
    found = [
        Finding("cell_unknown", Where(file, line), {"cell": cell, "file": "cells"})
        for line, cell in zip(frame.index + 2, frame["cell"], strict=True)
        if cell not in known
    ]
    states = ("published", "primary", "secondary")
    found += [
        Finding("cell_status", Where(file, line), {"status": status, "known": ", ".join(states)})
        for line, status in zip(frame.index + 2, frame["status"], strict=True)
        if status not in states
    ]
    found += _doubled(frame, file, ["cell"])
    _raise(found)
    hidden = np.zeros(len(cells.ids), dtype=bool)
    hidden[frame["cell"].map(known).to_numpy(dtype=int)] = frame["status"] != "published"
    return hidden


def _raise(found: list[Finding]) -> None:
    if found:
        raise SourceError(found[:MOST])


def _table(file: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    if not file.is_file():
        raise SourceError.of("cells_no_file", file, name=file.name)
    try:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False, skip_blank_lines=False, encoding="utf-8-sig")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise SourceError.of("cells_unreadable", file, reason=str(error).strip().splitlines()[-1]) from error
    missing = [name for name in columns if name not in frame]
    if missing:
        raise SourceError.of("cells_columns", file, missing=", ".join(missing), wanted=",".join(columns))
    blank = (frame == "").all(axis=1)
    return frame[~blank].map(str.strip)


def _numbers(frame: pd.DataFrame, file: Path, columns: list[str]) -> list[Finding]:
    out = []
    for name in columns:
        values = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float)
        blank_ok = (frame[name] == "").to_numpy() & (name in OPTIONAL)
        for line in frame.index[~np.isfinite(values) & ~blank_ok][:MOST]:
            out.append(Finding("cell_number", Where(file, int(line) + 2), {"column": name}))
    return out


def _doubled(frame: pd.DataFrame, file: Path, key: list[str]) -> list[Finding]:
    twice = frame[frame.duplicated(key)].head(MOST)
    return [
        Finding("cell_doubled", Where(file, int(line) + 2), {"key": ", ".join(row)})
        for line, row in zip(twice.index, twice[key].itertuples(index=False, name=None), strict=True)
    ]


def _statuses(frame: pd.DataFrame, file: Path) -> list[Finding]:
    known = (SAFE, UNSAFE, SHOWN)
    wrong = frame[~frame["status"].isin(known)].head(MOST)
    return [
        Finding("cell_status", Where(file, int(line) + 2), {"status": status, "known": ", ".join(known)})
        for line, status in wrong["status"].items()
    ]


def _strangers(links: pd.DataFrame, file: Path, frame: pd.DataFrame, cells: Path) -> list[Finding]:
    strange = links[~links["cell"].isin(frame["cell"])].head(MOST)
    return [
        Finding("cell_unknown", Where(file, int(line) + 2), {"cell": cell, "file": cells.name})
        for line, cell in strange["cell"].items()
    ]


def _bounds(frame: pd.DataFrame, file: Path) -> list[Finding]:
    out = (frame["lb"] > frame["value"]) | (frame["value"] > frame["ub"])
    return [
        Finding("cell_bounds", Where(file, int(line) + 2), {"cell": cell})
        for line, cell in frame.loc[out, "cell"].head(MOST).items()
    ]


def _negative(frame: pd.DataFrame, file: Path) -> list[Finding]:
    out = []
    for name in ("weight", "lpl", "upl", "spl"):
        if name in frame:
            below = frame.index[frame[name] < 0][:MOST]
            out += [Finding("cell_negative", Where(file, int(line) + 2), {"column": name}) for line in below]
    return out


def _system(frame: pd.DataFrame, links: pd.DataFrame) -> Cells:
    ids = tuple(frame["cell"])
    position = dict(zip(ids, range(len(ids)), strict=True))
    equations = tuple(dict.fromkeys(links["eq"]))
    row = dict(zip(equations, range(len(equations)), strict=True))
    matrix = csr_array(
        (
            links["coef"].to_numpy(dtype=float),
            (links["eq"].map(row).to_numpy(), links["cell"].map(position).to_numpy()),
        ),
        shape=(len(equations), len(ids)),
    )
    optional = {
        name: frame[name].to_numpy(dtype=float) if name in frame else np.full(len(ids), blank)
        for name, blank in OPTIONAL.items()
    }
    return Cells(
        ids=ids,
        **{name: frame[name].to_numpy(dtype=float) for name in ("value", "weight", "lpl", "upl", "lb", "ub")},
        sensitive=(frame["status"] == UNSAFE).to_numpy(),
        forced=(frame["status"] == SHOWN).to_numpy(),
        spl=np.nan_to_num(optional["spl"]),
        contributors=optional["contributors"],
        holder=tuple(frame["holder"]) if "holder" in frame else ("",) * len(ids),
        equations=equations,
        matrix=matrix,
        whole=optional["whole"] > 0,
    )


def _inadditive(cells: Cells, file: Path) -> list[Finding]:
    left = cells.matrix @ cells.value
    size = abs(cells.matrix) @ np.abs(cells.value)
    wrong = np.flatnonzero(np.abs(left) > ADDITIVE * size + WHOLE)
    return [
        Finding("cells_inadditive", Where(file), {"equation": cells.equations[i], "left": f"{left[i]:.6g}"})
        for i in wrong[:MOST].tolist()
    ]


WHOLE = 1e-9
