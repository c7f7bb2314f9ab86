"""Counts and rates of sources that are protected by noise instead of by hiding: all are shown, a little altered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from parvis.model.figure import Block, Flags, Floats, Parents, Relations
from parvis.protect.noise import Noise
from parvis.protect.reweighted import Classes, Ends, averaged, counted, summed
from parvis.protect.system import Name, names_of

COUNTED = ""
"""The column of a block that counts records, and adds no measure up."""


@dataclass(frozen=True)
class Perturbed:
    """How a source's counts are altered: the table of noise, the key of each record, on [0, 1), and what they weigh.

    `classes` are the classes of each measure whose sums and means may be told, by its column.
    """

    noise: Noise
    keys: Mapping[str, float]
    classes: Mapping[str, Classes] = field(default_factory=dict)


Noises = Mapping[str, Perturbed]
Shown = tuple[float, float, float, float]
"""A value, the ends of its range, and the level of that."""


def altered(frame: pd.DataFrame, relations: Relations, noises: Noises, *, level: float = 0.9) -> pd.DataFrame:
    """Return value, lower, upper and level of each figure that rests on a source in `noises`, by the index of `frame`.

    Counts get noise; rates are those of two counts with noise. All that can be said of the true number is that it lies
    within the greatest noise, whatever it is, so that the width tells nothing. Sums and means are made of counts of
    classes with noise, with a range of a `level`; NaN where a measure has none.
    """
    found: dict[Name, Shown] = {}
    for block in relations.blocks:
        found |= _sums(block, noises, level)
    for pair in relations.parents:
        found |= _rates(pair, noises, level, _scales(frame))
    nothing = (np.nan, np.nan, np.nan, np.nan)
    rows = [found.get(name, nothing) for name in names_of(frame)]
    return pd.DataFrame(rows, columns=["value", "lower", "upper", "level"], index=frame.index, dtype=float)


def _scales(frame: pd.DataFrame) -> dict[Name, float]:
    """Return what each rate is multiplied by: percentages are rates of 100."""
    return dict(zip(names_of(frame), np.where(frame["unit"] == "percent", 100.0, 1.0).tolist(), strict=True))


def _sums(block: Block, noises: Noises, level: float) -> dict[Name, Shown]:
    how = noises.get(block.source)
    if how is not None and _weighs(block, how):
        held = how.classes[block.column]
        ends = summed(_counted(block, how), held, how.noise, level)
        return {name: (*one, level) for name, one in zip(block.figures, _each(ends), strict=True)}
    return {name: (*_count(*one), 1.0) for name, one in zip(block.figures, _noisy(block, noises), strict=True)}


def _rates(pair: Parents, noises: Noises, level: float, scales: Mapping[Name, float]) -> dict[Name, Shown]:
    above, below = pair.numerator, pair.denominator
    how = noises.get(above.source)
    if how is not None and _weighs(above, how):
        weight = _weight(above, below, how)
        if weight is None:
            return {}
        value, lower, upper = averaged(_counted(above, how), how.classes[above.column], how.noise, level)
        scale = np.array([scales.get(name, 1.0) for name in pair.figures]) / weight
        made = _each((scale * value, scale * lower, scale * upper))
        return {name: (*ends, level) for name, ends in zip(pair.figures, made, strict=True)}
    both = zip(pair.figures, _noisy(above, noises), _noisy(below, noises), strict=True)
    return {name: (*rate(up, down, scales.get(name, 1.0)), 1.0) for name, up, down in both}


def _weight(above: Block, below: Block, how: Perturbed) -> float | None:
    """Return what each record of a sum weighs in what it is divided by; None where others do, or they differ."""
    if (above.source, above.units) != (below.source, below.units):
        return None
    return 1.0 if below.column == COUNTED else _alike(how.classes.get(below.column))


def _weighs(block: Block, how: Perturbed) -> bool:
    """Return whether a block sums a measure up whose records differ; where all are alike, its sum is a count."""
    held = how.classes.get(block.column)
    return held is not None and _alike(held) is None and bool((block.coefficients.data == 1.0).all())


def _counted(block: Block, how: Perturbed) -> Floats:
    keys = np.array([how.keys[unit] for unit in block.units])
    return counted(block, how.noise, keys, how.classes[block.column])


def _each(ends: Ends) -> Iterator[tuple[float, float, float]]:
    return zip(*(end.tolist() for end in ends), strict=True)


def _noisy(block: Block, noises: Noises) -> Iterator[tuple[float, float]]:
    """Return each total of a block and how far the true one may be from it; NaN of what noise does not protect."""
    how = noises.get(block.source)
    if how is None:
        return iter([(float(total), 0.0) for total in block.totals])
    weight = 1.0 if block.column == COUNTED else _alike(how.classes.get(block.column))
    if weight is None or not (block.coefficients.data == 1.0).all():
        return iter([(np.nan, np.nan)] * len(block.totals))
    keys = np.array([how.keys[unit] for unit in block.units])
    noisy = weight * how.noise.altered(block.totals / weight, np.asarray(block.coefficients @ keys) % 1.0)
    return iter([(float(total), weight * how.noise.most) for total in noisy])


def _alike(held: Classes | None) -> float | None:
    """Return what every record weighs, where all weigh the same: their sum is a count."""
    if held is None or len(held.middle) > 1 or held.spread.any() or not held.middle[0] > 0:
        return None
    return float(held.middle[0])


def _count(total: float, most: float) -> tuple[float, float, float]:
    return total, max(total - most, 0.0), total + most


def resting(frame: pd.DataFrame, sources: frozenset[str]) -> Flags:
    """Return which figures (n,) rest on one of some sources."""
    return np.array([bool(sources.intersection(str(names).split())) for names in frame["sources"]], dtype=bool)


def rate(above: tuple[float, float], below: tuple[float, float], scale: float) -> tuple[float, float, float]:
    """Return a rate of two altered counts, each with how far it may be off, and its bounds; none of nobody."""
    (top, up), (bottom, down) = above, below
    if not bottom > 0:
        return np.nan, np.nan, np.nan
    lower = max(top - up, 0.0) / (bottom + down)
    upper = (top + up) / (bottom - down) if bottom > down else np.inf
    value = top / bottom
    if scale == 100.0:
        value, upper = min(value, 1.0), min(upper, 1.0)
    return scale * value, scale * min(lower, value), scale * max(upper, value)
