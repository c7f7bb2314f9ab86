"""What could be done about hidden figures, tried: the figures are changed, and protected again as a whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from parvis.errors import DisclosureError
from parvis.model.figure import KEY, Block, Estimates, Parents, Relations, State
from parvis.officer import Option
from parvis.run.widened import Name, Parts, numbers, widened

LEAST_SECONDS, MOST_SECONDS = 0.5, 10.0
"""How long a build may go on trying, between these as long as protecting took; what was not tried is an estimate."""

Judge = Callable[[Estimates, frozenset[str]], pd.DataFrame]
"""Protects estimates that rest on some sources, and returns the table of the audit."""

SERIES = ("indicator", "zoning", "period", "breakdown", "scenario", "method")
CLIP = 1.0 + 1e-9


def tried(
    options: Iterable[Option], figures: pd.DataFrame, estimates: Estimates, judge: Judge, *,
    people: Mapping[str, str], seconds: float, parts: Parts,
) -> Iterator[Option]:  # fmt: skip
    """Yield the options, the first of them with what they cost when all is protected again, while time lasts.

    `figures` is the table of the audit of `estimates`, `people` whom each confidential source is about, `parts` what
    holders have of a sum. To take figures together of periods that nobody has numbers of stays an estimate, and so does
    what cannot be protected at all. A trial that has begun is brought to its end.
    """
    ends = time.monotonic() + min(max(seconds, LEAST_SECONDS), MOST_SECONDS)
    for option in options:
        changed = _changed(option, figures, estimates, parts) if time.monotonic() < ends else None
        if changed is None:
            yield option
        else:
            named = str(figures.at[option.row, "sources"]).split()
            about = {people[source] for source in named if source in people}
            sources = frozenset(source for source, whom in people.items() if whom in about)
            yield _judged(option, figures, sources, changed, judge)


def _judged(option: Option, figures: pd.DataFrame, sources: frozenset[str], changed: Estimates, judge: Judge) -> Option:
    """Return an option with what is lost and won where all that rests on its sources is protected again."""
    part = _about(changed, sources)
    try:
        after = _shown(judge(part, sources))
    except DisclosureError:
        return option
    rests = _rests(figures["sources"], sources)
    before = _shown(figures[rests])
    return replace(option, lost=len(before - after), won=len(after - before), exact=True)


def _rests(named: pd.Series, sources: frozenset[str]) -> np.ndarray:
    return np.array([bool(sources & set(str(names).split())) for names in named], dtype=bool)


def _about(estimates: Estimates, sources: frozenset[str]) -> Estimates:
    """Return the estimates that rest on some sources: nothing else changes."""
    frame = estimates.frame
    return replace(estimates, frame=frame[_rests(frame["sources"], sources)].reset_index(drop=True))


def _shown(figures: pd.DataFrame) -> set[Name]:
    kept = figures[figures["state"].isin([state.value for state in State if state.has_value])]
    return set(_names(kept[kept["role"].eq("figure")]))


def _names(frame: pd.DataFrame) -> list[Name]:
    return list(zip(*(frame[column].astype(str) for column in (*KEY, "method")), strict=True))


def _changed(option: Option, figures: pd.DataFrame, estimates: Estimates, parts: Parts) -> Estimates | None:
    """Return the estimates as they would be; None where this cannot be told from them."""
    figure = figures.loc[option.row]
    if option.kind == "drop":
        frame = estimates.frame
        gone = np.logical_and.reduce([frame[column].eq(figure[column]) for column in SERIES])
        return replace(estimates, frame=frame[~gone].reset_index(drop=True))
    if option.kind == "widen":
        return widened(estimates, figure, option.periods, parts)
    one: Name = tuple(str(figure[column]) for column in (*KEY, "method"))
    other = (*one[:2], option.zone, *one[3:])
    both = (*one[:2], f"{one[2]} + {option.zone}", *one[3:])
    return _merged(estimates, one, other, both, parts)


def _merged(estimates: Estimates, one: Name, other: Name, both: Name, parts: Parts) -> Estimates | None:
    """Return the estimates with one zone in the place of two, for one series of figures; None where they overlap."""
    names = _names(estimates.frame)
    if one not in names or other not in names:
        return None
    first, second = names.index(one), names.index(other)
    rows = estimates.frame.iloc[[first, second]]
    blocks = [_together(block, one, other, both) for block in estimates.relations.blocks]
    parents = [_pair(pair, one, other, both) for pair in estimates.relations.parents]
    made = Relations(tuple(b for b in blocks if b is not None), tuple(p for p in parents if p is not None))
    if len(made.blocks) < len(blocks) or len(made.parents) < len(parents):
        return None
    kept = [i for i in range(len(names)) if i not in (first, second)]
    scale = 100.0 if rows["unit"].iloc[0] == "percent" else 1.0
    value, (dominance, remainder) = numbers(made, both, scale, parts)
    whole = rows.iloc[[0]].assign(
        zone=both[2], contributors=rows["contributors"].sum(min_count=2), value=value, dominance=dominance,
        remainder=remainder,
    )  # fmt: skip
    frame = pd.concat([estimates.frame.iloc[kept], whole], ignore_index=True)
    return replace(estimates, frame=frame, relations=made)


def _pair(pair: Parents, one: Name, other: Name, both: Name) -> Parents | None:
    if one not in pair.figures or other not in pair.figures:
        return pair
    at = pair.figures.index(one), pair.figures.index(other)
    above, below = _rows_together(pair.numerator, at, both), _rows_together(pair.denominator, at, both)
    if above is None or below is None:
        return None
    kept = tuple(name for i, name in enumerate(pair.figures) if i not in at)
    return replace(pair, figures=(*kept, both), numerator=above, denominator=below)


def _together(block: Block, one: Name, other: Name, both: Name) -> Block | None:
    if one not in block.figures or other not in block.figures:
        return block
    return _rows_together(block, (block.figures.index(one), block.figures.index(other)), both)


def _rows_together(block: Block, at: tuple[int, int], both: Name) -> Block | None:
    """Return a block with the sum of two rows in their place, at the end; None where they count one unit twice."""
    total = csr_array(block.coefficients[[at[0]]] + block.coefficients[[at[1]]])
    if total.data.max(initial=0.0) > CLIP:
        return None
    kept = [i for i in range(len(block.totals)) if i not in at]
    names = tuple(name for i, name in enumerate(block.figures) if i not in at) if block.figures else ()
    return replace(
        block, figures=(*names, both) if block.figures else (),
        coefficients=csr_array(vstack([block.coefficients[kept], total])),
        totals=np.append(np.asarray(block.totals)[kept], block.totals[at[0]] + block.totals[at[1]]),
    )  # fmt: skip
