"""One figure for several periods in the place of one for each: a series of figures, with its relations, made longer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, hstack

from parvis.model.figure import KEY, Block, Estimates, Parents, Relations
from parvis.model.period import overlap, period_order, spanning

SERIES = ("indicator", "zoning", "breakdown", "category", "scenario", "method")
PERIOD = KEY.index("period")
ZONE = KEY.index("zone")
GROUND = "atom "

Name = tuple[str, ...]
Parts = Callable[[Block, int], tuple[float, float] | None]
"""Returns what the largest holder has of a row of a block, and what the two largest leave; None where no rule asks."""


def widened(estimates: Estimates, figure: pd.Series, count: int, parts: Parts) -> Estimates | None:
    """Return the estimates with one figure for `count` periods of a figure's series in the place of one for each.

    The periods are those that lie by the figure's, as late as they can. None where so many are not in the estimates,
    or their relations cannot be put beside each other. Who stands behind each is taken for another person.
    """
    frame = estimates.frame
    here = np.logical_and.reduce([frame[column].eq(figure[column]) for column in SERIES])
    rows = frame[here]
    periods = sorted(rows["period"].unique(), key=period_order)
    end = min(periods.index(figure["period"]) + count, len(periods))
    chosen = periods[end - count : end] if end >= count else []
    if not chosen or any(overlap(one, other) for one, other in pairwise(chosen)):
        return None
    whole = spanning(chosen)
    made = _relations(estimates.relations, {column: str(figure[column]) for column in SERIES}, chosen, whole)
    if made is None:
        return None
    longer = _rows(rows[rows["period"].isin(chosen)], made, whole, len(chosen), parts)
    left = frame[~(here & frame["period"].isin(chosen).to_numpy())]
    return replace(estimates, frame=pd.concat([left, longer], ignore_index=True), relations=made)


def _rows(rows: pd.DataFrame, relations: Relations, whole: str, count: int, parts: Parts) -> pd.DataFrame:
    """Return the row of each zone for all periods, where it has a number in each."""
    complete = rows[rows["value"].notna()].groupby("zone", sort=False).filter(lambda zone: len(zone) == count)
    out = complete.groupby("zone", sort=False).tail(1).assign(period=whole).reset_index(drop=True)
    behind = complete.groupby("zone", sort=False)["contributors"].sum(min_count=count)
    out["contributors"] = behind.reindex(out["zone"]).to_numpy()
    for i, row in enumerate(out.to_dict("records")):
        name = tuple(str(row[column]) for column in (*KEY, "method"))
        value, held = numbers(relations, name, 100.0 if row["unit"] == "percent" else 1.0, parts)
        out.loc[i, ["value", "dominance", "remainder"]] = [value, *held]
    return out


def numbers(relations: Relations, name: Name, scale: float, parts: Parts) -> tuple[float, tuple[float, float]]:
    """Return the value of a figure as its relations give it, and what holders have of it and leave: NaN where not."""
    value, held = float("nan"), []
    for block in relations.blocks:
        if name in block.figures:
            value = float(block.totals[block.figures.index(name)])
            held.append(parts(block, block.figures.index(name)))
    for pair in relations.parents:
        if name in pair.figures:
            i = pair.figures.index(name)
            below = float(pair.denominator.totals[i])
            value = scale * float(pair.numerator.totals[i]) / below if below > 0 else float("nan")
            held += [parts(pair.numerator, i), parts(pair.denominator, i)]
    known = [one for one in held if one is not None]
    most, left = zip(*known, strict=True) if known else ((np.nan,), (np.nan,))
    return value, (float(np.fmax.reduce(most)), float(np.fmin.reduce(left)))


def _relations(relations: Relations, series: dict[str, str], chosen: Sequence[str], whole: str) -> Relations | None:
    """Return the relations with those of the chosen periods of a series put beside each other."""
    held: list[Block | Parents] = [*_of(relations.blocks, series), *_of(relations.parents, series)]
    found = {period: [one for one in held if one.figures[0][PERIOD] == period] for period in chosen}
    if any(len(one) != 1 for one in found.values()):
        return None
    parts = [one for [one] in found.values()]
    kept_blocks = [block for block in relations.blocks if not any(block is part for part in parts)]
    kept_pairs = [pair for pair in relations.parents if not any(pair is part for part in parts)]
    if all(isinstance(part, Block) for part in parts):
        block = _beside([part for part in parts if isinstance(part, Block)], parts, whole)
        return None if block is None else Relations((*kept_blocks, block), tuple(kept_pairs))
    if not all(isinstance(part, Parents) for part in parts):
        return None
    rates = [part for part in parts if isinstance(part, Parents)]
    above, below = (
        _beside([getattr(one, side) for one in rates], rates, whole) for side in ("numerator", "denominator")
    )
    if above is None or below is None:
        return None
    return Relations(tuple(kept_blocks), (*kept_pairs, Parents(above.figures, "ratio", above, below)))


Kind = TypeVar("Kind", Block, Parents)


def _of(held: Sequence[Kind], series: dict[str, str]) -> list[Kind]:
    columns = [*KEY, "method"]
    places = {columns.index(column): value for column, value in series.items()}
    return [one for one in held if one.figures and all(one.figures[0][i] == value for i, value in places.items())]


def _beside(blocks: Sequence[Block], named: Sequence[Block | Parents], whole: str) -> Block | None:
    """Return one block for all periods, over the units of each; None where these are of several sources or measures."""
    first = blocks[0]
    zones = [[name[ZONE] for name in one.figures] for one in named]
    alike = {(block.source, block.column, len(block.totals)) for block in blocks}
    if len(alike) > 1 or any(zone != zones[0] for zone in zones):
        return None
    units = tuple(
        f"{unit} {name.figures[0][PERIOD]}" if unit.startswith(GROUND) else unit
        for block, name in zip(blocks, named, strict=True)
        for unit in block.units
    )
    if len(set(units)) < len(units):
        return None
    return replace(
        first, figures=tuple((*name[:PERIOD], whole, *name[PERIOD + 1 :]) for name in named[0].figures), units=units,
        values=np.concatenate([block.values for block in blocks]),
        imputed=np.concatenate([block.imputed for block in blocks]),
        coefficients=csr_array(hstack([block.coefficients for block in blocks])),
        totals=np.sum([block.totals for block in blocks], axis=0),
    )  # fmt: skip
