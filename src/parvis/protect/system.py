"""All that is published, as one linear system over what nobody may learn: the rows of confidential sources.

A variable is a measure of a row of a confidential source (a person, a firm, an area of a partner's table), or of a
piece of ground where tables of one partner speak of several zonings. A count or a sum is a row of coefficients; a rate
r with numerator N and denominator D says N - r D = 0. Rows that no figure tells apart are one variable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, hstack, vstack

from parvis.model.figure import KEY, NO_BREAKDOWN, Block, Flags, Floats, Parents, Relations, State
from parvis.model.period import overlap
from parvis.protect.elimination import components
from parvis.protect.nesting import Integers, unique_rows

Name = tuple[str, ...]

ATOM = "atom "
"""Begins the name of a piece of ground."""

REST = "rest of "
"""Names the variables of what no category of a breakdown holds."""

EXHAUSTIVE = 0.05
"""Categories that leave less than this share of their total are taken to be all there are: a reader takes them so."""

WHOLE = 1e-9


@dataclass(frozen=True)
class System:
    """What figures say of the variables of one set of people, of which there are `width`.

    `rows` (m, width) are different sums. A statement says that row `told` (n,) of them is `value` (n,), if the figure
    `names` (n,) is published. A group is a sum that a figure speaks of - itself, or above, below or the difference of
    a rate - whether it says so or not: figure `group_names` (g,), row `group_row` (g,), which is `group_value` (g,),
    NaN where the producer masks it; `behind` (g,) counts the protected units in it, NaN where that is not known.

    `classes` (width,) is the true value of each variable: of a group of rows that no figure tells apart; NaN unknown.
    """

    sources: frozenset[str]
    rows: csr_array
    names: tuple[Name, ...]
    told: Integers
    value: Floats
    group_names: tuple[Name, ...]
    group_row: Integers
    group_value: Floats
    behind: Floats
    classes: Floats

    @property
    def width(self) -> int:
        """Return the number of variables."""
        return len(self.classes)


def parted(system: System) -> Iterator[System]:
    """Yield the parts of a system that share no variable and no figure, in the order of their first rows.

    Figures about nobody are in none: nothing can be learnt from them.
    """
    everything = [*zip(system.names, system.told.tolist(), strict=True)]
    everything += [*zip(system.group_names, system.group_row.tolist(), strict=True)]
    numbers: dict[Name, int] = {}
    figure = np.array([numbers.setdefault(name, len(numbers)) for name, _ in everything], dtype=np.int64)
    row = np.array([at for _, at in everything], dtype=np.int64)
    n_rows = system.rows.shape[0]
    spoken = csr_array((np.ones(len(row)), (row, figure)), shape=(n_rows, max(len(numbers), 1)))
    of_column, of_row = components(csr_array(hstack([system.rows, spoken])))
    if not (of_row != of_row.max(initial=-1)).any():
        yield system
        return
    yield from _cut(system, of_row, of_column[: system.width])


def _cut(system: System, of_row: Integers, of_column: Integers) -> Iterator[System]:
    labels = of_row[np.sort(np.unique(of_row, return_index=True)[1])]
    labels = labels[np.isin(labels, of_column)]
    by_row, by_column, by_told, by_group = (
        _by_label(label) for label in (of_row, of_column, of_row[system.told], of_row[system.group_row])
    )
    place = np.empty(max(system.rows.shape), dtype=np.int64)
    for label in labels.tolist():
        rows, columns, told, group = (by.get(label, NOTHING) for by in (by_row, by_column, by_told, by_group))
        some = csr_array(system.rows[rows])
        place[columns] = np.arange(len(columns))
        cut = csr_array((some.data, place[some.indices], some.indptr), shape=(len(rows), len(columns)))
        place[rows] = np.arange(len(rows))
        yield System(
            system.sources, cut,
            tuple(system.names[i] for i in told.tolist()), place[system.told[told]], system.value[told],
            tuple(system.group_names[i] for i in group.tolist()), place[system.group_row[group]],
            system.group_value[group], system.behind[group], system.classes[columns],
        )  # fmt: skip


NOTHING = np.zeros(0, dtype=np.int64)


def _by_label(labels: Integers) -> dict[int, Integers]:
    """Return the places of each label, in order."""
    order = np.argsort(labels, kind="stable")
    each, first = np.unique(labels[order], return_index=True)
    return dict(zip(each.tolist(), np.split(order, first[1:]), strict=True))


def systems(frame: pd.DataFrame, relations: Relations, people: Mapping[str, str], past: Relations) -> Iterator[System]:
    """Return a system a set of people: `people[source]` says whom a confidential source is about.

    Every figure of `frame` (ESTIMATE_COLUMNS) that has relations is in it, whether it is to be published or not; and
    all that `past` releases have said.
    """
    relations = Relations((*relations.blocks, *past.blocks), (*relations.parents, *past.parents))
    states = zip(frame["available"], frame["contributors"], strict=True)
    known = {name: (str(state), float(behind)) for name, (state, behind) in zip(names_of(frame), states, strict=True)}
    before = [name for part in (past.blocks, past.parents) for told in part for name in told.figures]
    known |= dict.fromkeys(before, (State.PUBLISHED.value, float("nan")))
    for whom in sorted(set(people.values())):
        sources = frozenset(source for source, about in people.items() if about == whom)
        made = _Space(sources, relations).system(known)
        if made is not None:
            yield made


Known = Mapping[Name, tuple[str, float]]
"""Of each figure, what became of it before any policy, and how many stand behind it."""


def names_of(frame: pd.DataFrame) -> list[Name]:
    """Return the name of each figure: its key and method."""
    # As lists: to go through a column of pandas by itself takes ten times as long.
    return list(zip(*(map(str, frame[column].tolist()) for column in (*KEY, "method")), strict=True))


@dataclass
class _Draft:
    """Rows over all variables, before those that nobody can tell apart become one."""

    rows: list[csr_array] = field(default_factory=list)
    height: int = 0
    statements: list[tuple[Name, int, float]] = field(default_factory=list)
    groups: list[tuple[Name, int, float, float]] = field(default_factory=list)

    def add(self, rows: csr_array) -> range:
        """Take in rows, and return their numbers."""
        self.rows.append(rows)
        first, self.height = self.height, self.height + rows.shape[0]
        return range(first, self.height)


class _Space:
    """The variables of some sources, numbered as blocks name them."""

    def __init__(self, sources: frozenset[str], relations: Relations) -> None:
        self.sources = sources
        self.blocks = tuple(b for b in relations.blocks if b.source in sources)
        pairs = (p for p in relations.parents if {p.numerator.source, p.denominator.source} & sources)
        self.parents = tuple(pairs)
        self.made_of = _made_of(self.blocks, self.parents)
        self._times = _times(block for block in self._all_blocks() if _is_ground(block))
        self._places: dict[tuple[str, str, str, tuple[str, ...]], Integers] = {}
        self._numbers: dict[str, dict[str, int]] = {}
        self.width = 0
        values: list[tuple[Integers, Floats]] = []
        for block in self._all_blocks():
            for part in self._parts(block):
                places = self._place(part, block)
                if part == block.column:
                    values.append((places, block.values))
        self.values = np.full(self.width, np.nan)
        for places, held in values:
            self.values[places] = np.where(np.isnan(held), self.values[places], held)

    def _all_blocks(self) -> Iterator[Block]:
        yield from self.blocks
        for parents in self.parents:
            yield from (b for b in (parents.numerator, parents.denominator) if b.source in self.sources)

    def _parts(self, block: Block) -> Iterator[str]:
        """Return the measures that a block's column is the sum of."""
        for measure in block.column.split("+"):
            yield from self.made_of.get(measure, (measure,))

    def _place(self, part: str, block: Block) -> Integers:
        """Return the variables of a measure of a block's units, (n_units,); many blocks have the same units."""
        times = [self._times[period] for period in _periods(block)] if _is_ground(block) else [block.source]
        key = (part, block.source, " ".join(times), block.units)
        if key not in self._places:
            numbers = self._numbers.setdefault(part, {})
            labels = _labels(block, times)
            for label in labels:
                if label not in numbers:
                    numbers[label] = self.width
                    self.width += 1
            self._places[key] = np.array([numbers[label] for label in labels], dtype=np.int64)
        return self._places[key]

    def _rows(self, block: Block) -> csr_array:
        """Return the coefficients of a block's figures over all variables, (n_figures, width)."""
        local = block.coefficients.tocoo()
        shape = (block.coefficients.shape[0], self.width)
        rows = csr_array(shape)
        if block.source not in self.sources:
            return rows
        for part in self._parts(block):
            columns = self._place(part, block)
            rows = rows + csr_array((local.data, (local.row, columns[local.col])), shape=shape)
        return csr_array(rows)

    def system(self, known: Known) -> System | None:
        """Return the system of the figures that are known, or None where no figure speaks of these people."""
        draft = _Draft()
        for block in self.blocks:
            _sums(draft, block, self._rows(block), known)
        for parents in self.parents:
            _rates(draft, parents, self._rows(parents.numerator), self._rows(parents.denominator), known, self.sources)
        if not draft.statements and not draft.groups:
            return None
        rows, which = unique_rows(csr_array(vstack(draft.rows)))
        rows, classes = _merged(rows, self.values)
        names, told, value = zip(*draft.statements, strict=True) if draft.statements else ((), (), ())
        groups, of, held, behind = zip(*draft.groups, strict=True) if draft.groups else ((), (), (), ())
        return System(
            self.sources, rows,
            names, which[np.array(told, dtype=int)], np.array(value, dtype=float),
            groups, which[np.array(of, dtype=int)], np.array(held, dtype=float), np.array(behind, dtype=float),
            classes,
        )  # fmt: skip


def _is_ground(block: Block) -> bool:
    """Return whether a block's units are pieces of ground, the same for all tables; others are rows of one source."""
    return bool(block.figures) and bool(block.units) and block.units[0].startswith(ATOM)


def _periods(block: Block) -> list[str]:
    """Return the period of each piece of ground of a block, (n_units,), if they have their own, else that of all."""
    if block.units[0].count(" ") == 1:
        return [block.figures[0][KEY.index("period")]]
    return [unit.rpartition(" ")[2] for unit in block.units]


def _labels(block: Block, times: list[str]) -> list[str]:
    """Return the names of a block's units: pieces of ground are the same for all tables of a time."""
    if len(times) == 1:
        return [f"{times[0]} {unit}" for unit in block.units]
    return [f"{time} {unit.rpartition(' ')[0]}" for time, unit in zip(times, block.units, strict=True)]


def _times(blocks: Iterable[Block]) -> dict[str, str]:
    """Return by period the first of those with which it has a time in common, be it through others.

    Who lived on a piece of ground in one year and who did in another are not the same.
    """
    first: dict[str, str] = {}
    for period in sorted({period for block in blocks for period in _periods(block)}):
        common = {first[other] for other in first if overlap(period, other)}
        first[period] = min(common, default=period)
        first |= {other: first[period] for other, time in first.items() if time in common}
    return first


def _made_of(blocks: tuple[Block, ...], parents: tuple[Parents, ...]) -> dict[str, tuple[str, ...]]:
    """Return which measures are the sum of which others: a total of its categories, and of a rest if there is one."""
    totals: dict[Name, Block] = {}
    categories: dict[Name, list[Block]] = {}
    for block in (*blocks, *(part.numerator for part in parents)):
        if not block.figures or len(block.figures[0]) > len(KEY) + 1:  # none, or of a past build
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


def _sums(draft: _Draft, block: Block, rows: csr_array, known: Known) -> None:
    masked = State.MASKED_BY_PRODUCER.value
    kept = [
        i
        for i, name in enumerate(block.figures)
        if name in known and not (np.isnan(block.totals[i]) and known[name][0] != masked)
    ]
    for i, number in zip(kept, draft.add(csr_array(rows[kept, :])), strict=True):
        name, value = block.figures[i], float(block.totals[i])
        draft.groups.append((name, number, value, known[name][1]))
        if not np.isnan(value):
            draft.statements.append((name, number, value))


def _rates(
    draft: _Draft, parents: Parents, up: csr_array, down: csr_array, known: Known, sources: frozenset[str]
) -> None:
    """Add what rates say. A rate of whole numbers tells both of them: its fraction can be read from its decimals."""
    above, below = parents.numerator, parents.denominator
    ours = (above.source in sources, below.source in sources)
    top, bottom = np.asarray(above.totals, dtype=float), np.asarray(below.totals, dtype=float)
    named = np.array([name in known for name in parents.figures], dtype=bool)
    if ours[1]:
        _nobody(draft, parents, down, named & (bottom == 0), known)
    kept = np.flatnonzero(named & ~np.isnan(top) & (bottom > 0))
    top, bottom, tops, bottoms = top[kept], bottom[kept], csr_array(up[kept, :]), csr_array(down[kept, :])
    names = [parents.figures[i] for i in kept.tolist()]
    whole = (top % 1.0 == 0) & (bottom % 1.0 == 0)
    for i in np.flatnonzero(~whole).tolist():
        rate = top[i] / bottom[i]
        value = (0.0 if ours[0] else -top[i]) + (0.0 if ours[1] else rate * bottom[i])
        [number] = draft.add(csr_array(tops[[i], :] - rate * bottoms[[i], :]))
        draft.statements.append((names[i], number, value))
    parts = [(tops, top)] * ours[0] + [(bottoms, bottom)] * ours[1]
    if all(ours):
        parts.append((csr_array(bottoms - tops), bottom - top))
    for number, (rows, held) in enumerate(parts):
        fits = _nested(tops, bottoms) if number == 2 else np.ones(len(kept), dtype=bool)
        for name, row, sum_, said, there in zip(names, draft.add(rows), held.tolist(), whole, fits, strict=True):
            if there:
                draft.groups.append((name, row, sum_, np.nan))
            if there and said:
                draft.statements.append((name, row, sum_))


def _nobody(draft: _Draft, parents: Parents, down: csr_array, empty: Flags, known: Known) -> None:
    """Add that nobody is below a rate that is told to be undefined."""
    said = [i for i in np.flatnonzero(empty).tolist() if known[parents.figures[i]][0] == State.UNDEFINED.value]
    for i, number in zip(said, draft.add(csr_array(down[said, :])), strict=True):
        draft.statements.append((parents.figures[i], number, 0.0))


def _nested(part: csr_array, whole: csr_array) -> np.ndarray:
    """Return whether those counted in one row are among those counted in the other, row by row."""
    difference = csr_array(whole - part)
    least = np.asarray(difference.min(axis=1).todense()).ravel() if difference.shape[0] else np.zeros(0)
    return np.asarray(least >= -WHOLE)


def _merged(matrix: csr_array, values: Floats) -> tuple[csr_array, Floats]:
    """Return the rows over the variables that can be told apart, (n_rows, n_classes), and the value of each class."""
    columns, which = unique_rows(csr_array(matrix.T))
    used = np.flatnonzero(np.diff(columns.indptr) > 0)
    sums = np.zeros(columns.shape[0])
    np.add.at(sums, which, values)
    rows = csr_array(columns[used].T)
    rows.sort_indices()
    return rows, sums[used]
