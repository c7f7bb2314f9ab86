"""What releases have said of rounded counts by their rates: a rate and its range tell the counts it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
import pandas as pd

from parvis.model.figure import Block, Figures, Parents, Relations
from parvis.protect.perturbed import rate
from parvis.protect.rounding import MOST
from parvis.protect.system import Name, names_of

ABOVE, BELOW = "above", "below"
"""What the parts of a rate are called, after its name."""

Told = tuple[float, float, float]


def parts_said(past: Relations, known: Mapping[str, Figures], bases: Mapping[str, float]) -> dict[Name, float]:
    """Return the rounded counts that past rates tell, by the name of the rate and its build, then `above` or `below`.

    `bases` are what sources are rounded to; the counts of others are told as they are.
    """
    told = _told(known)
    out: dict[Name, float] = {}
    for pair in past.parents:
        if not {pair.numerator.source, pair.denominator.source} & bases.keys():
            continue
        for i, name in enumerate(pair.figures):
            if name in told:
                out |= {(*name, part): number for part, number in _parts(pair, i, *told[name], bases)}
    return out


def _told(known: Mapping[str, Figures]) -> dict[Name, tuple[Told, float]]:
    """Return value, lower and upper of each figure of releases, by name and build, and its scale."""
    out: dict[Name, tuple[Told, float]] = {}
    for figures in known.values():
        shown: pd.DataFrame = figures.frame[figures.frame["value"].notna()]
        numbers = shown[["value", "lower", "upper"]].itertuples(index=False, name=None)
        for name, build, unit, told in zip(names_of(shown), shown["release"], shown["unit"], numbers, strict=True):
            out[(*name, str(build))] = told, 100.0 if unit == "percent" else 1.0
    return out


def _parts(pair: Parents, i: int, told: Told, scale: float, bases: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Yield the counts above and below a rate that give it and its range, those nearest to the true ones."""
    base = max(bases[b.source] for b in (pair.numerator, pair.denominator) if b.source in bases)
    for reach in range(1, MOST + 1):
        for most in (base * reach - 1.0, base * reach):
            tops, bottoms = (_multiples(b, i, bases, base * reach, most) for b in (pair.numerator, pair.denominator))
            for top, bottom in product(tops, bottoms):
                if np.allclose(rate(top, bottom, scale), told, rtol=1e-9, atol=1e-9):
                    yield ABOVE, top[0]
                    yield BELOW, bottom[0]
                    return


def _multiples(
    block: Block, i: int, bases: Mapping[str, float], reach: float, most: float
) -> list[tuple[float, float]]:
    """Return what a count may have been rounded to, the nearest first, and how far the true one may be from it."""
    true = float(block.totals[i])
    if block.source not in bases:
        return [(true, 0.0)]
    base = bases[block.source]
    first, last = max(np.ceil((true - reach) / base), 0.0), np.floor((true + reach) / base)
    found = base * np.arange(first, last + 1.0)
    return [(float(number), most) for number in sorted(found.tolist(), key=lambda number: abs(number - true))]
