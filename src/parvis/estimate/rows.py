"""From answers to rows: official first, then located records, then an estimate; the others stand beside as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from parvis.estimate.answer import Answer, Input
from parvis.model.figure import (
    ESTIMATE_COLUMNS,
    NO_BREAKDOWN,
    OBSERVED,
    TOTAL,
    Block,
    Estimates,
    Flags,
    Parents,
    Relations,
    Role,
    Route,
    State,
)
from parvis.model.folder import Regime

PREFERENCE = list(Route)


@dataclass(frozen=True)
class Asked:
    """What the answers answer: one indicator, zoning and category, for zones in the order of the answers' arrays."""

    indicator: str
    zoning: str
    zones: tuple[str, ...]
    unit: str
    breakdown: str = NO_BREAKDOWN
    category: str = TOTAL


@dataclass(frozen=True)
class Part:
    """The rows of one question before they are a table: the columns of each answer's, and their relations.

    A column is an array, or one text that all the rows have in common.
    """

    columns: tuple[Mapping[str, np.ndarray | str], ...]
    relations: Relations = field(default_factory=Relations)


def part(asked: Asked, answers: Sequence[Answer]) -> Part:
    """Return a row a zone and answer: of one period, the preferred route with a number is the figure.

    Where the producer masks a zone's official figure, no other route may stand in for it.
    """
    ranked = sorted(answers, key=lambda a: PREFERENCE.index(a.route))
    columns = [_columns(asked, answer) for answer in ranked]
    blocks: list[Block] = []
    parents: list[Parents] = []
    for kept, role, answer, held in zip(*_roles(ranked), ranked, columns, strict=True):
        held["role"] = role
        if not kept.all():
            held.update({name: values[kept] for name, values in held.items() if not isinstance(values, str)})
        _relate(asked, answer, blocks, parents)
    return Part(tuple(columns), Relations(tuple(blocks), tuple(parents)))


def estimates(asked: Asked, answers: Sequence[Answer]) -> Estimates:
    """Return the table of one question by itself: see `part`."""
    return gathered([part(asked, answers)])


def gathered(parts: Sequence[Part]) -> Estimates:
    """Return the one table of many questions; to make one for each would take longer than to estimate."""
    return Estimates(_table([one for part in parts for one in part.columns]), _all(part.relations for part in parts))


def absent(asked: Asked, route: Route, *, period: str, regime: Regime, sources: Sequence[str], state: State) -> Part:
    """Return rows without a number for zones that nothing was worked out for, by which route it would be, and why."""
    n = len(asked.zones)
    nothing, states = np.full(n, np.nan), np.full(n, state.value, dtype=object)
    given = Input(" ".join(sources), period, regime, nothing)
    empty = Answer(route, given, *(nothing,) * 5, states, np.nan, nothing, nothing, nothing)
    return Part((_columns(asked, empty),))


def together(parts: Sequence[Estimates]) -> Estimates:
    """Return all estimates as one table, with all their relations."""
    frame = pd.concat([part.frame for part in parts], ignore_index=True)
    return Estimates(frame, _all(part.relations for part in parts))


def _all(some: Iterable[Relations]) -> Relations:
    kept = tuple(some)
    blocks = tuple(block for one in kept for block in one.blocks)
    return Relations(blocks, tuple(parents for one in kept for parents in one.parents))


def _roles(ranked: Sequence[Answer]) -> tuple[list[Flags], list[np.ndarray]]:
    """Return which rows of each answer stay, (n_zones,), and their roles, answers being in order of preference.

    Of one period the first with a number is the figure, the others stand beside it; nothing stands in for a number that
    its producer masks.
    """
    has = [answer.available == State.PUBLISHED.value for answer in ranked]
    masked = [
        (answer.available == State.MASKED_BY_PRODUCER.value) & (answer.route is Route.OFFICIAL) for answer in ranked
    ]
    order = [np.where(m, -1, np.where(h, n, n + 100)) for n, (m, h) in enumerate(zip(masked, has, strict=True))]
    kept, roles = [], []
    for n, answer in enumerate(ranked):
        same = [k for k, other in enumerate(ranked) if other.given.period == answer.given.period]
        first = order[n] == np.min([order[k] for k in same], axis=0)
        kept.append(first | (has[n] & ~np.any([masked[k] for k in same], axis=0)))
        roles.append(np.where(first, Role.FIGURE.value, Role.EVIDENCE.value).astype(object))
    return kept, roles


def _columns(asked: Asked, answer: Answer) -> dict[str, np.ndarray | str]:
    """Return the columns of an answer's rows, (n_zones,) each or one text for all; all of them figures."""
    n = len(asked.zones)
    has = answer.available == State.PUBLISHED.value
    nothing = np.full(n, np.nan)
    return {
        "indicator": asked.indicator,
        "zoning": asked.zoning,
        "zone": np.array(asked.zones, dtype=object),
        "period": answer.given.period,
        "breakdown": asked.breakdown,
        "category": asked.category,
        "scenario": OBSERVED,
        "role": Role.FIGURE.value,
        "method": answer.route.value,
        "value": np.where(has, answer.value, np.nan),
        "lower": np.where(has | (answer.available == State.UNRELIABLE.value), answer.lower, np.nan),
        "upper": np.where(has, answer.upper, np.nan),
        "level": np.where(has & ~np.isnan(answer.lower), answer.level, np.nan),
        "bound_lower": np.where(has, answer.bound_lower, np.nan),
        "bound_upper": np.where(has & np.isfinite(answer.bound_upper), answer.bound_upper, np.nan),
        "unit": asked.unit,
        "coverage": answer.given.coverage,
        "support": nothing,
        "source_units": answer.source_units,
        "cut_units": answer.cut_units,
        "contributors": answer.contributors if answer.contributors is not None else nothing,
        "dominance": answer.dominance if answer.dominance is not None else nothing,
        "remainder": answer.remainder if answer.remainder is not None else nothing,
        "regime": answer.given.regime.value,
        "sources": _sources(answer),
        "available": np.asarray(answer.available, dtype=object),
    }


def _table(columns: Sequence[Mapping[str, np.ndarray | str]]) -> pd.DataFrame:
    """Return the rows of several answers as one table, each column of its type from the start."""
    if not columns:
        return pd.DataFrame(columns=list(ESTIMATE_COLUMNS))
    counts = [len(one["value"]) for one in columns]
    return pd.DataFrame(
        {name: pd.Series(_whole([one[name] for one in columns], counts), dtype=dtype)
         for name, dtype in ESTIMATE_COLUMNS.items()}
    )  # fmt: skip


def _whole(parts: Sequence[np.ndarray | str], counts: Sequence[int]) -> np.ndarray:
    """Return the column of all rows from its parts, texts repeated for each of their rows."""
    if all(isinstance(part, str) for part in parts):
        return np.repeat(np.array(parts, dtype=object), counts)
    arrays = (
        np.full(n, part, dtype=object) if isinstance(part, str) else part for part, n in zip(parts, counts, strict=True)
    )
    return np.concatenate(list(arrays))


def _sources(answer: Answer) -> str:
    parts = [answer, *(part for part in (answer.above, answer.below) if part is not None)]
    return " ".join(dict.fromkeys(part.given.source for part in parts))


def _relate(asked: Asked, answer: Answer, blocks: list[Block], parents: list[Parents]) -> None:
    if answer.also is not None:
        _relate(asked, answer.also, blocks, parents)
    if answer.above is not None and answer.below is not None:
        above, below = _block(asked, answer.above), _block(asked, answer.below)
        if above is not None or below is not None:
            above, below = above or _told(asked, answer.above), below or _told(asked, answer.below)
            parents.append(Parents(_names(asked, answer), "ratio", above, below))
        return
    if answer.below is not None:  # a median: the units of all of whom it is one
        answer = replace(answer.below, route=answer.route)
    block = _block(asked, answer)
    if block is not None:
        blocks.append(block)


def _names(asked: Asked, answer: Answer) -> tuple[tuple[str, ...], ...]:
    rest = (answer.given.period, asked.breakdown, asked.category, OBSERVED, answer.route.value)
    return tuple((asked.indicator, asked.zoning, zone, *rest) for zone in asked.zones)


def _block(asked: Asked, answer: Answer) -> Block | None:
    if answer.units is None or answer.weights is None:
        return None
    units, coefficients = answer.units, _by_zone(answer, answer.weights)
    ids, values, imputed = units.ids, units.values, units.imputed
    if answer.atoms is not None:
        coefficients = csr_array(coefficients @ answer.atoms)
        n = answer.atoms.shape[1]
        ids, values, imputed = atom_ids(n), np.full(n, np.nan), np.zeros(n, dtype=bool)
    return Block(
        _names(asked, answer), units.source, units.column, ids, values, imputed, coefficients, answer.value
    )  # fmt: skip


def _by_zone(answer: Answer, weights: csr_array) -> csr_array:
    """Return how an answer was summed, (n_zones, n_units): the same object for all quantities under one cover."""
    if answer.cover is not None and answer.cover.weights is weights:
        return answer.cover.by_zone
    return csr_array(weights.T)


def _told(asked: Asked, answer: Answer) -> Block:
    """Return the block of an answer whose numbers everybody may know: no units, only the numbers themselves."""
    n = len(answer.value)
    none = np.zeros(0)
    return Block(
        _names(asked, answer), answer.given.source, "", (), none, none.astype(bool), csr_array((n, 0)), answer.value
    )


def atom_ids(count: int) -> tuple[str, ...]:
    """Return the names of pieces of ground as units: the same for every source."""
    return tuple(f"atom {n}" for n in range(count))
