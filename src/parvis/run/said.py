"""What past releases have said of rows that are still here, kept in the private store: what was published stays known.

A figure of a release is a sum of rows of confidential sources. Which rows, and what they came to, is kept by source and
build, without the rows' own values. Where the file of the same vintage has come again, corrected, a row is who it was;
rows of another vintage are others, and of them only the figures themselves are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from parvis.model.figure import KEY, Block, Figures, Parents, Relations
from parvis.run.identity import Rows, matched
from parvis.run.store import Store

FOLDER = "said"
ATOM = "atom "
COUNTED = ""
"""The column of a block that counts rows: each is 1, which says nothing of it."""

Names = frozenset[tuple[str, ...]]


def keep(store: Store, build: str, figures: Figures, relations: Relations, rows: Mapping[str, Rows]) -> None:
    """Keep what the published figures of a build say of the rows of sources."""
    folder = store.ensure() / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    if not rows:
        return
    shown = figures.frame[figures.frame["value"].notna()]
    names = frozenset(zip(*(map(str, shown[column].tolist()) for column in (*KEY, "method")), strict=True))
    for source, here in rows.items():
        blocks = [b for b in relations.blocks if b.source == source]
        pairs = [p for p in relations.parents if source in (p.numerator.source, p.denominator.source)]
        told = [part for block in blocks for part in _told(block, block.figures, names)]
        rates = [
            (up, down)
            for pair in pairs
            for up in _told(pair.numerator, pair.figures, names)
            for down in _told(pair.denominator, pair.figures, names)
        ]
        file = folder / f"{source}.{build}.npz"
        if told or rates:
            _write(file, told, rates, here)
            file.chmod(0o600)


def _told(block: Block, figures: tuple[tuple[str, ...], ...], names: Names) -> Iterator[Block]:
    """Return the part of a block that is about published figures, without the values of its units."""
    kept = [i for i, name in enumerate(figures) if name in names]
    rows = csr_array(block.coefficients[kept])
    used = np.unique(rows.indices)
    if kept and not any(block.units[i].startswith(ATOM) for i in used[:1].tolist()):
        yield replace(
            block, figures=tuple(figures[i] for i in kept), units=tuple(block.units[i] for i in used.tolist()),
            values=np.full(len(used), np.nan), imputed=np.zeros(len(used), dtype=bool),
            coefficients=csr_array(rows[:, used]), totals=block.totals[kept],
        )  # fmt: skip


def _write(file: Path, blocks: list[Block], rates: list[tuple[Block, Block]], rows: Rows) -> None:
    about = {"mark": np.array(rows.mark), "vintage": np.array(rows.vintage)}
    arrays: dict[str, np.ndarray] = {**about, "shape": np.array([len(blocks), len(rates)])}
    for number, block in enumerate([*blocks, *(block for pair in rates for block in pair)]):
        for name, held in (_arrays(block) | {"who": rows.of(block.units)}).items():
            arrays[f"{number} {name}"] = held
    aside = file.with_name(file.name + ".part")
    with aside.open("wb") as handle:
        np.savez_compressed(handle, allow_pickle=False, **arrays)
    aside.replace(file)


def _arrays(block: Block) -> dict[str, np.ndarray]:
    rows = block.coefficients.tocoo()
    return {
        "figures": np.array(block.figures), "about": np.array([block.source, block.column]),
        "units": np.array(block.units), "row": rows.row, "column": rows.col, "data": rows.data, "totals": block.totals,
    }  # fmt: skip


def past(store: Store, known: Mapping[str, Figures], rows: Mapping[str, Rows]) -> Relations:
    """Return what releases have said of the rows of sources that are of the same vintage.

    The name of each figure ends with the build that said it. What was kept of builds that were never released goes.
    """
    folder = store.path / FOLDER
    builds = {str(build) for figures in known.values() for build in figures.frame["release"].unique()}
    blocks: list[Block] = []
    parents: list[Parents] = []
    for file in sorted(folder.glob("*.npz")) if folder.is_dir() else ():
        source, build = file.name.removesuffix(".npz").rsplit(".", 1)
        if build not in builds:
            file.unlink()
        elif source in rows:
            with np.load(file, allow_pickle=False) as held:
                _take(held, build, rows[source], blocks, parents)
    return Relations(tuple(blocks), tuple(parents))


def _take(held: Mapping[str, np.ndarray], build: str, now: Rows, blocks: list[Block], parents: list[Parents]) -> None:
    same = str(held["mark"]) == now.mark
    if not same and ("vintage" not in held or str(held["vintage"]) != now.vintage):
        return
    count, rates = held["shape"].tolist()
    read = [_read(held, str(number), build, None if same else now) for number in range(count + 2 * rates)]
    blocks += read[:count]
    for up, down in zip(read[count::2], read[count + 1 :: 2], strict=True):
        parents.append(Parents(up.figures, "ratio", up, down))


def _read(held: Mapping[str, np.ndarray], number: str, build: str, now: Rows | None) -> Block:
    part = {name: held[f"{number} {name}"] for name in ("figures", "about", "units", "row", "column", "data", "totals")}
    names = tuple((*(str(word) for word in name), build) for name in part["figures"].tolist())
    units = tuple(str(unit) for unit in part["units"].tolist())
    if now is not None:
        units = matched(units, held[f"{number} who"], now)
    source, column = (str(word) for word in part["about"].tolist())
    rows = csr_array((part["data"], (part["row"], part["column"])), shape=(len(names), len(units)))
    values = np.full(len(units), 1.0 if column == COUNTED else np.nan)
    return Block(names, source, column, units, values, np.zeros(len(units), dtype=bool), rows, part["totals"])
