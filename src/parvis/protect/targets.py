"""What must not be learnt: the numbers at risk, and groups of a few that shown figures set apart."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array, vstack
from scipy.sparse.linalg import lsmr

from parvis.model.figure import Flags, Floats
from parvis.protect.nesting import Integers, unique_rows
from parvis.protect.system import WHOLE, Name, System

WIDE = 0.15
"""A hidden sum must stay open by this share of it on both sides."""

SEPARATE = 1e-5
"""A variable that a random solution of the equations moves by less follows from them."""

STEPS = 4000
"""Steps in which a random solution is sought."""


@dataclass(frozen=True)
class Targets:
    """Sums `rows` (k, width) that may not be learnt: the interval of each must reach from `low` to `high` (k,)."""

    names: tuple[Name, ...]
    rows: csr_array
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.names)


@dataclass
class _Draft:
    width: int
    names: list[Name] = field(default_factory=list)
    rows: list[csr_array] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, names: list[Name], rows: csr_array, values: Floats, least: float) -> None:
        """Take in sums that are `values`: a few must stay open from one to the threshold, more by a share."""
        low, few = (1.0 - WIDE) * values, values < least
        high = np.where(few, least, (1.0 + WIDE) * values)
        self.keep_open(names, rows, np.where(few, np.minimum(1.0, low), low), high)

    def keep_open(self, names: list[Name], rows: csr_array, low: Floats, high: Floats) -> None:
        """Take in sums that must stay open from `low` to `high`."""
        self.names += names
        self.rows.append(rows)
        self.low += low.tolist()
        self.high += high.tolist()

    def made(self) -> Targets:
        """Return each sum once, as it came first; empty ones never."""
        if not self.names:
            return Targets((), csr_array((0, self.width)), np.zeros(0), np.zeros(0))
        rows = csr_array(vstack(self.rows))
        rows.data[np.abs(rows.data) <= WHOLE] = 0.0
        rows.eliminate_zeros()
        once, which = unique_rows(rows)
        first = np.full(once.shape[0], len(which))
        np.minimum.at(first, which, np.arange(len(which)))
        kept = first[np.diff(once.indptr)[which[first]] > 0]
        chosen = csr_array(rows[kept])
        chosen.sort_indices()
        names = tuple(self.names[i] for i in kept.tolist())
        return Targets(names, chosen, np.array(self.low)[kept], np.array(self.high)[kept])


def targets(
    system: System, sums: Floats, holds: csr_array, *, risky: frozenset[Name], shown: frozenset[Name], least: float,
    rest: csr_array,
) -> Targets:  # fmt: skip
    """Return what may not be learnt, given how the rows lie in each other (m, m) and what they sum to (m,).

    Groups of a few are: differences of two shown figures one of which holds the other; what the zones of a zoning leave
    of a larger zone; rows that no figure tells apart, if they follow from what is shown, which is `rest` (m, width).
    """
    draft = _Draft(system.width)
    _at_risk(draft, system, risky, least)
    _masked(draft, system, least)
    told = np.array([name in shown for name in system.group_names], dtype=bool) & ~np.isnan(system.group_value)
    _differences(draft, system, sums, holds, np.flatnonzero(told), least)
    _remainders(draft, system, sums, holds, np.flatnonzero(told), least)
    few = (system.classes > 0) & (system.classes < least)
    alone = np.flatnonzero(_follow(rest) & few)
    one = csr_array((np.ones(len(alone)), alone, np.arange(len(alone) + 1)), shape=(len(alone), system.width))
    draft.add([("rows", str(i)) for i in alone.tolist()], one, system.classes[alone], least)
    return draft.made()


def _at_risk(draft: _Draft, system: System, risky: frozenset[Name], least: float) -> None:
    """Take in the small groups of figures that may not be learnt; where none is small, what one sums first."""
    of: dict[Name, list[int]] = {}
    for i, name in enumerate(system.group_names):
        if name in risky and not np.isnan(system.group_value[i]):
            of.setdefault(name, []).append(i)
    chosen: list[int] = []
    for _, groups in sorted(of.items()):
        chosen += [i for i in groups if 0 < system.group_value[i] < least] or groups[:1]
    _take(draft, system, chosen, least)


def _take(draft: _Draft, system: System, groups: list[int], least: float) -> None:
    names = [system.group_names[i] for i in groups]
    draft.add(names, csr_array(system.rows[system.group_row[groups]]), system.group_value[groups], least)


def _masked(draft: _Draft, system: System, least: float) -> None:
    """Take in what producers hide: it may be anything from one to the threshold."""
    hidden = np.flatnonzero(np.isnan(system.group_value)).tolist()
    rows = csr_array(system.rows[system.group_row[hidden]])
    names = [system.group_names[i] for i in hidden]
    draft.keep_open(names, rows, np.ones(len(hidden)), np.full(len(hidden), least))


def _few(counts: Floats, least: float) -> Flags:
    out: Flags = (counts > 1e-6) & (counts < least - 1e-9)
    return out


def _differences(draft: _Draft, system: System, sums: Floats, holds: csr_array, told: Integers, least: float) -> None:
    """Take in differences of two rows that count few people, or that few stand behind."""
    m = len(sums)
    name = np.full(m, -1)
    name[system.group_row[told][::-1]] = told[::-1]
    ends = np.full((2, m), np.nan)
    for side, better in ((0, np.fmin), (1, np.fmax)):
        better.at(ends[side], system.group_row[told], system.behind[told])
    larger = np.repeat(np.arange(m), np.diff(holds.indptr))
    smaller = holds.indices
    gaps = sums[larger] - sums[smaller]
    near = (name[larger] >= 0) & (name[smaller] >= 0) & (gaps > WHOLE)
    larger, smaller, gaps = larger[near], smaller[near], gaps[near]
    close = _few(gaps, least)
    for a in (0, 1):
        for b in (0, 1):
            close |= _few(ends[a][larger] - ends[b][smaller], least)
    larger, smaller, gaps = larger[close], smaller[close], gaps[close]
    pairs = zip(name[larger].tolist(), name[smaller].tolist(), strict=True)
    names = [(*system.group_names[a], "less", *system.group_names[b]) for a, b in pairs]
    draft.add(names, csr_array(system.rows[larger] - system.rows[smaller]), gaps, least)


def _remainders(draft: _Draft, system: System, sums: Floats, holds: csr_array, told: Integers, least: float) -> None:
    """Take in what is left of a row without all those of another zoning, or category, that lie in it."""
    m = len(sums)
    keys: dict[tuple[str, ...], int] = {}
    series = []
    for i in told.tolist():
        indicator, zoning, _, period, breakdown, category, *_ = system.group_names[i]
        series.append(keys.setdefault((indicator, zoning, period, breakdown, category), len(keys)))
    pairs = np.unique(np.column_stack([system.group_row[told], np.array(series, dtype=int)]), axis=0)
    of = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(m, max(len(keys), 1)))
    inner = holds.astype(float)
    count, inside = csr_array(inner @ of).tocoo(), csr_array(inner @ csr_array(of.multiply(sums[:, None]))).tocoo()
    held = dict(zip(zip(inside.row.tolist(), inside.col.tolist(), strict=True), inside.data.tolist(), strict=True))
    name = np.full(m, -1)
    name[system.group_row[told][::-1]] = told[::-1]
    many = (count.data > 1.5) & (name[count.row] >= 0)
    places = zip(count.row[many].tolist(), count.col[many].tolist(), strict=True)
    found = [(i, k) for i, k in places if 1e-6 < sums[i] - held.get((i, k), 0.0) < least - 1e-9]
    labels = list(keys)
    columns = of.tocsc()
    for i, k in found:
        those = columns.indices[columns.indptr[k] : columns.indptr[k + 1]]
        parts = np.intersect1d(those, holds.indices[holds.indptr[i] : holds.indptr[i + 1]])
        row = csr_array(system.rows[[i]] - csr_array(system.rows[parts].sum(axis=0)[None, :]))
        if row.data.min(initial=0.0) >= -WHOLE:
            rest = np.array([sums[i] - sums[parts].sum()])
            draft.add([(*system.group_names[name[i]], "without", *labels[k])], row, rest, least)


def _follow(rest: csr_array) -> Flags:
    """Return which variables (width,) follow from rows, whatever the others are.

    Those are the ones that lie in the space of the rows: a random vector less its projection on that space leaves
    them alone, and, by chance, no other.
    """
    rows = csr_array(rest[np.diff(rest.indptr) > 0])
    if not rows.shape[0]:
        return np.zeros(rest.shape[1], dtype=bool)
    size = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows = csr_array(rows / size[:, None])
    start = np.random.default_rng(20260522).standard_normal(rows.shape[1])
    across = lsmr(rows.T, start, atol=1e-13, btol=1e-13, maxiter=STEPS)[0]
    out: Flags = np.abs(start - rows.T @ across) < SEPARATE
    return out
