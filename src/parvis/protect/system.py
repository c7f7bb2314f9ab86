"""All that is published, as one linear system over what nobody may learn: the rows of confidential sources.

A variable is a measure of a row of a confidential source (a person, a firm, an area of a partner's table), or of a
piece of ground where tables of one partner speak of several zonings. A count or a sum is a row of coefficients; a rate
r with numerator N and denominator D says N - r D = 0. Rows that no figure tells apart are one variable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array, vstack

from parvis.model.figure import KEY, NO_BREAKDOWN, Block, Flags, Floats, Parents, Relations, State

Name = tuple[str, ...]

REST = "rest of "
"""Names the variables of what no category of a breakdown holds."""

EXHAUSTIVE = 0.05
"""Categories that leave less than this share of their total are taken to be all there are: a reader takes them so."""

WHOLE = 1e-9

RIDGE = 1e-10
"""Added so that equations which repeat each other do no harm; rows have length 1."""


@dataclass(frozen=True)
class Statement:
    """What a figure says of the variables: `row` . x = `value`, if it is published. `name` is its key and method."""

    name: Name
    row: Floats
    value: float


@dataclass(frozen=True)
class Group:
    """A sum that a figure speaks of: itself, or above, below or the difference of a rate.

    `behind` counts the protected units in it, NaN where that is not known; `value` is NaN where the producer masks it.
    """

    name: Name
    row: Floats
    value: float
    behind: float


@dataclass(frozen=True)
class System:
    """The statements and groups of one set of people over the variables, of which there are `width`.

    `classes` (width,) is the true value of each variable: of a group of rows that no figure tells apart; NaN unknown.
    """

    sources: frozenset[str]
    statements: tuple[Statement, ...]
    groups: tuple[Group, ...]
    classes: Floats

    @property
    def width(self) -> int:
        """Return the number of variables."""
        return len(self.classes)


def systems(frame: pd.DataFrame, relations: Relations, people: Mapping[str, str]) -> Iterator[System]:
    """Return a system a set of people: `people[source]` says whom a confidential source is about.

    Every figure of `frame` (ESTIMATE_COLUMNS) that has relations is in it, whether it is to be published or not.
    """
    known = {name_of(row): row for row in frame.to_dict("records")}
    for whom in sorted(set(people.values())):
        sources = frozenset(source for source, about in people.items() if about == whom)
        made = _Space(sources, relations).system(known)
        if made is not None:
            yield made


def name_of(row: Mapping[str, object]) -> Name:
    """Return the name of a figure: its key and method."""
    return (*(str(row[k]) for k in KEY), str(row["method"]))


@dataclass
class _Draft:
    """Rows over all variables, before those that nobody can tell apart become one."""

    rows: list[csr_array] = field(default_factory=list)
    statements: list[tuple[Name, int, float]] = field(default_factory=list)
    groups: list[tuple[Name, int, float, float]] = field(default_factory=list)

    def row(self, row: csr_array) -> int:
        self.rows.append(row)
        return len(self.rows) - 1


class _Space:
    """The variables of some sources, numbered as blocks name them."""

    def __init__(self, sources: frozenset[str], relations: Relations) -> None:
        self.sources = sources
        self.blocks = tuple(b for b in relations.blocks if b.source in sources)
        pairs = (p for p in relations.parents if {p.numerator.source, p.denominator.source} & sources)
        self.parents = tuple(pairs)
        self.made_of = _made_of(self.blocks, self.parents)
        self.numbers: dict[tuple[str, str], int] = {}
        self.values: dict[int, float] = {}
        for block in self._all_blocks():
            self._number(block)
        self.width = len(self.numbers)

    def _all_blocks(self) -> Iterator[Block]:
        yield from self.blocks
        for parents in self.parents:
            yield from (b for b in (parents.numerator, parents.denominator) if b.source in self.sources)

    def _number(self, block: Block) -> None:
        for measure in block.column.split("+"):
            parts = self.made_of.get(measure, (measure,))
            for label, value in zip(_labels(block), block.values, strict=True):
                for part in parts:
                    number = self.numbers.setdefault((part, label), len(self.numbers))
                    if part == block.column:
                        self.values[number] = float(value)

    def _rows(self, block: Block) -> csr_array:
        """Return the coefficients of a block's figures over all variables, (n_figures, width)."""
        labels, local = _labels(block), block.coefficients.tocoo()
        shape = (block.coefficients.shape[0], self.width)
        rows = csr_array(shape)
        if block.source not in self.sources or not self.width:
            return rows
        for measure in block.column.split("+"):
            for part in self.made_of.get(measure, (measure,)):
                columns = np.array([self.numbers[(part, label)] for label in labels], dtype=int)
                rows = rows + csr_array((local.data, (local.row, columns[local.col])), shape=shape)
        return csr_array(rows)

    def system(self, known: Mapping[Name, Mapping[str, object]]) -> System | None:
        """Return the system of the figures that are known, or None where no figure speaks of these people."""
        draft = _Draft()
        for block in self.blocks:
            _sums(draft, block, self._rows(block), known)
        for parents in self.parents:
            _rates(draft, parents, self._rows(parents.numerator), self._rows(parents.denominator), known, self.sources)
        if not draft.statements and not draft.groups:
            return None
        values = np.array([self.values.get(number, np.nan) for number in range(self.width)])
        rows, classes = _merged(csr_array(vstack(draft.rows)), values)
        statements = tuple(Statement(name, rows[i], value) for name, i, value in draft.statements)
        groups = tuple(Group(name, rows[i], value, behind) for name, i, value, behind in draft.groups)
        return System(self.sources, statements, groups, classes)


def _labels(block: Block) -> list[str]:
    """Return the names of a block's units: pieces of ground are the same for all tables, rows are of one source."""
    return [unit if unit.startswith("atom ") else f"{block.source} {unit}" for unit in block.units]


def _made_of(blocks: tuple[Block, ...], parents: tuple[Parents, ...]) -> dict[str, tuple[str, ...]]:
    """Return which measures are the sum of which others: a total of its categories, and of a rest if there is one."""
    totals: dict[Name, Block] = {}
    categories: dict[Name, list[Block]] = {}
    for block in (*blocks, *(part.numerator for part in parents)):
        if not block.figures:
            continue
        indicator, zoning, _, period, breakdown, _, scenario, method = block.figures[0]
        key: Name = (indicator, zoning, period, scenario, method, block.source)
        if breakdown == NO_BREAKDOWN:
            totals[key] = block
        else:
            categories.setdefault(key, []).append(block)
    made: dict[str, tuple[str, ...]] = {}
    for key, parts in categories.items():
        whole = totals.get(key)
        if whole is None or "+" in whole.column or whole.column in made:
            continue
        measures = tuple(dict.fromkeys(m for part in parts for m in part.column.split("+")))
        if whole.column in measures or any(measure in made for measure in measures):
            continue
        sums = np.sum([part.totals for part in parts], axis=0)
        both = ~np.isnan(sums) & ~np.isnan(whole.totals)
        total, held = float(whole.totals[both].sum()), float(sums[both].sum())
        if held <= (1.0 + EXHAUSTIVE) * total:
            rest = () if held >= (1.0 - EXHAUSTIVE) * total else (REST + whole.column,)
            made[whole.column] = (*measures, *rest)
    return made


def _sums(draft: _Draft, block: Block, rows: csr_array, known: Mapping[Name, Mapping[str, object]]) -> None:
    for i, name in enumerate(block.figures):
        if name not in known:
            continue
        value, state = float(block.totals[i]), known[name]["available"]
        if np.isnan(value) and state != State.MASKED_BY_PRODUCER.value:
            continue
        number = draft.row(csr_array(rows[[i], :]))
        draft.groups.append((name, number, value, float(str(known[name]["contributors"]))))
        if not np.isnan(value):
            draft.statements.append((name, number, value))


def _rates(
    draft: _Draft,
    parents: Parents,
    up: csr_array,
    down: csr_array,
    known: Mapping[Name, Mapping[str, object]],
    sources: frozenset[str],
) -> None:
    """Add what rates say. A rate of whole numbers tells both of them: its fraction can be read from its decimals."""
    above, below = parents.numerator, parents.denominator
    ours = (above.source in sources, below.source in sources)
    for i, name in enumerate(parents.figures):
        top, bottom = float(above.totals[i]), float(below.totals[i])
        if name not in known or np.isnan(top) or not bottom > 0:
            continue
        rate = top / bottom
        tops, bottoms = csr_array(up[[i], :]), csr_array(down[[i], :])
        value = (0.0 if ours[0] else -top) + (0.0 if ours[1] else rate * bottom)
        draft.statements.append((name, draft.row(csr_array(tops - rate * bottoms)), value))
        groups = [(tops, top)] * ours[0] + [(bottoms, bottom)] * ours[1]
        if all(ours) and _nested(tops, bottoms):
            groups.append((csr_array(bottoms - tops), bottom - top))
        for row, held in groups:
            number = draft.row(row)
            draft.groups.append((name, number, held, np.nan))
            if top.is_integer() and bottom.is_integer():
                draft.statements.append((name, number, held))


def _nested(part: csr_array, whole: csr_array) -> bool:
    """Return whether those counted in one row are among those counted in the other."""
    difference = csr_array(whole - part)
    return bool(difference.nnz == 0 or difference.data.min() >= -WHOLE)


def _merged(matrix: csr_array, values: Floats) -> tuple[Floats, Floats]:
    """Return the rows over the variables that can be told apart, (n_rows, n_classes), and the value of each class.

    Columns are the same where two random sums of their entries are: by chance they never are.
    """
    columns = csr_array(matrix.T)
    columns.sum_duplicates()
    keys = columns @ np.random.default_rng(20260522).random((matrix.shape[0], 2))
    used = np.flatnonzero(np.diff(columns.indptr) > 0)
    _, first, which = np.unique(keys[used], axis=0, return_index=True, return_inverse=True)
    sums = np.zeros(len(first))
    np.add.at(sums, np.ravel(which), values[used])
    dense: Floats = np.asarray(columns[used[first], :].todense(), dtype=float).T
    return dense, sums


def independent(system: System, equations: Flags) -> Flags:
    """Return which variables follow from the equations marked, one by one, whatever the others are.

    Those are the ones with a leverage of 1: they lie in the space of the rows.
    """
    told = [s.row for s, marked in zip(system.statements, equations.tolist(), strict=True) if marked]
    rows = np.array(told).reshape(-1, system.width)
    if not len(rows):
        return np.zeros(system.width, dtype=bool)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-300)
    products = rows @ rows.T + RIDGE * np.eye(len(rows))
    leverage = np.einsum("ij,ij->j", rows, cho_solve(cho_factor(products), rows))
    out: Flags = leverage > 1.0 - 1e-6
    return out


def consistent(system: System, fitted: Floats) -> System:
    """Return the system with the values that a solution gives: rounded tables of one partner contradict each other."""
    made = (replace(s, value=float(s.row @ fitted)) for s in system.statements)
    return replace(system, statements=tuple(made))
