"""Figures of tables that are protected by rounding instead of by hiding: all are shown, as multiples of a public base.

A reader knows the base and how far a number may be from its multiple. What that leaves possible for each number that
may not be learnt is worked out as for hidden ones; where it is too little, nothing is published.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from parvis.errors import DisclosureError
from parvis.model.figure import KEY, Block, Figures, Floats, Relations
from parvis.protect.linear import INF, Program
from parvis.protect.nesting import Integers, nested
from parvis.protect.perturbed import rate
from parvis.protect.rounded_before import ABOVE, BELOW, parts_said
from parvis.protect.rounding import controlled
from parvis.protect.secondary import TOLERANCE, Verdict
from parvis.protect.system import Name, System, names_of, systems
from parvis.protect.targets import targets


@dataclass(frozen=True)
class Rounding:
    """How a table's numbers are rounded: to multiples of `base`, by chances that follow from a secret.

    `measures` count protected units: only they can be rounded. Fewer than `least` of these may not be learnt. Sources
    with the same `people` speak of the same people at the same time: they are rounded together.
    """

    base: float
    secret: str
    measures: frozenset[str]
    least: float
    people: str = ""


Roundings = Mapping[str, Rounding]


@dataclass(frozen=True)
class Rounds:
    """Rounded numbers and how far each true one may be off, by figure or part of a rate; and what may be learnt."""

    numbers: Mapping[Name, tuple[float, float]]
    verdicts: tuple[Verdict, ...]

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return value, lower and upper of each figure, by the index of `frame`; NaN of what is not rounded."""
        rows = [self._one(name, unit) for name, unit in zip(names_of(frame), frame["unit"], strict=True)]
        return pd.DataFrame(rows, columns=["value", "lower", "upper"], index=frame.index, dtype=float).assign(level=1.0)

    def _one(self, name: Name, unit: str) -> tuple[float, float, float]:
        if name in self.numbers:
            value, most = self.numbers[name]
            return value, max(value - most, 0.0), value + most
        if (*name, ABOVE) not in self.numbers or (*name, BELOW) not in self.numbers:
            return np.nan, np.nan, np.nan
        return rate(self.numbers[(*name, ABOVE)], self.numbers[(*name, BELOW)], 100.0 if unit == "percent" else 1.0)


def rounds(
    relations: Relations, roundings: Roundings, *, shown: frozenset[Name], risky: frozenset[Name],
    known: Mapping[str, Figures], past: Relations,
) -> Rounds:  # fmt: skip
    """Return the rounded numbers of all sources in `roundings`, of figures that are `shown`.

    A number that a release has said stays as it was said. `risky` figures may not be learnt. Raises DisclosureError
    where numbers do not add up, or where what is left possible for one is too little.
    """
    said = _said(known) | parts_said(past, known, {source: how.base for source, how in roundings.items()})
    numbers = {
        name: (float(total), 0.0)  # what another source says of it is another's to protect
        for block in _blocks(relations)
        if block.source not in roundings
        for name, total in zip(block.figures, block.totals, strict=True)
    }
    verdicts: list[Verdict] = []
    for sources in _together(roundings):
        how = roundings[sources[0]]
        for period, blocks in _by_period(sources, how, relations, past).items():
            found, judged = _round(sources, how, period, blocks, shown=shown, risky=risky, said=said)
            numbers |= found
            verdicts += judged
    return Rounds(numbers, tuple(verdicts))


def _said(known: Mapping[str, Figures]) -> dict[Name, float]:
    """Return the numbers that releases have said, by name, and by name and build."""
    out: dict[Name, float] = {}
    for figures in known.values():
        shown = figures.frame[figures.frame["value"].notna()]
        for name, value, build in zip(names_of(shown), shown["value"], shown["release"], strict=True):
            out[name] = out[(*name, str(build))] = float(value)
    return out


def _together(roundings: Roundings) -> list[list[str]]:
    """Return the sources that are rounded together, in their order."""
    out: dict[str, list[str]] = {}
    for source, how in sorted(roundings.items()):
        out.setdefault(how.people or source, []).append(source)
    return list(out.values())


def _by_period(sources: list[str], how: Rounding, relations: Relations, past: Relations) -> dict[str, list[Block]]:
    """Return the counts of sources, by period: of one year and of the next they are of other people."""
    out: dict[str, list[Block]] = {}
    for block in (*_blocks(relations), *_blocks(past)):
        if block.source in sources and block.figures and how.measures.issuperset(block.column.split("+")):
            out.setdefault(block.figures[0][KEY.index("period")], []).append(block)
    return out


def _blocks(relations: Relations) -> Iterator[Block]:
    yield from relations.blocks
    for pair in relations.parents:
        for block, part in ((pair.numerator, ABOVE), (pair.denominator, BELOW)):
            yield replace(block, figures=tuple((*name, part) for name in pair.figures))


def _round(
    sources: list[str], how: Rounding, period: str, blocks: list[Block], *, shown: frozenset[Name],
    risky: frozenset[Name], said: Mapping[Name, float],
) -> tuple[dict[Name, tuple[float, float]], list[Verdict]]:  # fmt: skip
    """Return the rounded numbers of some sources in a period, and a verdict on each that may not be learnt."""
    system = next(systems(NO_FIGURES, Relations(), dict.fromkeys(sources, "all"), Relations(tuple(blocks))), None)
    if system is None:
        return {}, []
    names, row, value = system.group_names, system.group_row, system.group_value
    spoken = [i for i, name in enumerate(names) if _figure(name) in shown and not np.isnan(value[i])]
    if not spoken:
        return {}, []
    before = {int(row[i]): said[name] for i, name in enumerate(names) if name in said}
    if any(number % how.base for number in before.values()):
        raise DisclosureError.of("rounding_changed", source=", ".join(sources), base=f"{how.base:g}")
    told, first = np.unique(row[spoken], return_index=True)
    made = controlled(
        csr_array(system.rows[told]), value[np.array(spoken)[first]], _chances(how.secret, system, told, period),
        base=how.base, fixed=np.array([before.get(i, np.nan) for i in told.tolist()]),
    )  # fmt: skip
    whole = made.reach == 1 and not (value[spoken] % 1.0).any()
    most = how.base * made.reach - (1.0 if whole else 0.0)
    now = dict(zip(told.tolist(), made.values.tolist(), strict=True))
    verdicts = _verdicts(system, how, before | now, most, risky, frozenset(names[i] for i in spoken))
    count = sum(not verdict.holds for verdict in verdicts)
    if count:
        raise DisclosureError.of("rounding_open", source=", ".join(sources), base=f"{how.base:g}", count=count)
    return {names[i]: (now[int(row[i])], most) for i in spoken}, verdicts


NO_FIGURES = pd.DataFrame({name: [] for name in (*KEY, "method", "available", "contributors")})


def _figure(name: Name) -> Name:
    """Return the figure that a name is of, or of a part of."""
    return name[:-1] if name[-1] in (ABOVE, BELOW) else name


def _chances(secret: str, system: System, rows: Integers, period: str) -> Floats:
    """Return a number on [0, 1) for each row: the same for the same figure, whatever stands around it, in any order."""
    names: dict[int, list[str]] = {}
    for name, row, value in zip(system.group_names, system.group_row.tolist(), system.group_value, strict=True):
        names.setdefault(row, []).append("/".join((*_figure(name), period, f"{value:g}")))
    found = (hmac.new(secret.encode(), min(names[row]).encode(), hashlib.sha256).digest() for row in rows.tolist())
    return np.array([int.from_bytes(digest[:8], "big") / 2.0**64 for digest in found])


def _verdicts(
    system: System, how: Rounding, known: Mapping[int, float], most: float, risky: frozenset[Name],
    told: frozenset[Name],
) -> list[Verdict]:  # fmt: skip
    """Return how far each number that may not be learnt can be worked out from multiples of the base."""
    wide = frozenset((*name, part) for name in risky for part in (ABOVE, BELOW)) | risky
    sums = np.full(system.rows.shape[0], np.nan)
    sums[system.group_row] = system.group_value
    nothing = csr_array((0, system.width))
    wanted = targets(
        system, np.nan_to_num(sums), nested(system.rows), risky=wide, shown=told, least=how.least, rest=nothing
    )
    if not len(wanted):
        return []
    rows, values = csr_array(system.rows[list(known)]), np.array(list(known.values()))
    program = Program(
        csr_array(vstack([rows, csr_array((1, system.width))])), lower=np.zeros(system.width),
        upper=np.full(system.width, INF), cost=np.zeros(system.width),
        rows_lower=np.append(values - most, -INF), rows_upper=np.append(values + most, INF),
    )  # fmt: skip
    return [_verdict(program, wanted.names[i], wanted.rows[[i]], wanted.low[i], wanted.high[i])
            for i in range(len(wanted))]  # fmt: skip


def _verdict(program: Program, name: Name, row: csr_array, low: float, high: float) -> Verdict:
    columns = np.arange(row.shape[1])
    cost: Floats = row.toarray().ravel()
    program.price(columns, cost)
    least = program.minimum()
    program.price(columns, -cost)
    greatest = -program.minimum()
    slack = TOLERANCE * max(1.0, abs(high))
    return Verdict(name, least, greatest, least <= low + slack and greatest >= high - slack, ())
