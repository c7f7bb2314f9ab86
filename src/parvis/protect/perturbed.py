"""Counts and rates of sources that are protected by noise instead of by hiding: all are shown, a little altered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from parvis.errors import DisclosureError
from parvis.model.figure import Block, Figures, Flags, Relations
from parvis.protect.noise import Noise
from parvis.protect.system import Name, names_of
from parvis.protect.thresholds import Thresholds

COUNTED = ""
"""The column of a block that counts records, and adds no measure up."""


@dataclass(frozen=True)
class Perturbed:
    """How a source's counts are altered: the table of noise, and the key of each record, on [0, 1)."""

    noise: Noise
    keys: Mapping[str, float]


Noises = Mapping[str, Perturbed]


def altered(frame: pd.DataFrame, relations: Relations, noises: Noises) -> pd.DataFrame:
    """Return value, lower and upper of each figure that rests on a source in `noises`, by the index of `frame`.

    Counts get noise; rates are those of two counts with noise. All that can be said of the true number is that it lies
    within the greatest noise, whatever it is, so that the width tells nothing. Sums and means are NaN: noise for counts
    does not protect them.
    """
    counts: dict[Name, tuple[float, float]] = {}
    rates: dict[Name, tuple[tuple[float, float], tuple[float, float]]] = {}
    for block in relations.blocks:
        counts |= dict(zip(block.figures, _noisy(block, noises), strict=True))
    for pair in relations.parents:
        both = zip(_noisy(pair.numerator, noises), _noisy(pair.denominator, noises), strict=True)
        rates |= dict(zip(pair.figures, both, strict=True))
    rows = []
    for name, unit in zip(names_of(frame), frame["unit"], strict=True):
        if name in counts:
            rows.append(_count(*counts[name]))
        elif name in rates:
            rows.append(rate(*rates[name], 100.0 if unit == "percent" else 1.0))
        else:
            rows.append((np.nan, np.nan, np.nan))
    return pd.DataFrame(rows, columns=["value", "lower", "upper"], index=frame.index, dtype=float)


def _noisy(block: Block, noises: Noises) -> Iterator[tuple[float, float]]:
    """Return each total of a block and how far the true one may be from it; NaN of what noise does not protect."""
    how = noises.get(block.source)
    if how is None:
        return iter([(float(total), 0.0) for total in block.totals])
    if block.column != COUNTED or not (block.coefficients.data == 1.0).all():
        return iter([(np.nan, np.nan)] * len(block.totals))
    keys = np.array([how.keys[unit] for unit in block.units])
    noisy = how.noise.altered(block.totals, np.asarray(block.coefficients @ keys) % 1.0)
    return iter([(float(total), float(how.noise.most)) for total in noisy])


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


def require_one_mechanism(thresholds: Thresholds, mechanisms: Mapping[str, tuple[str, str]]) -> None:
    """Raise DisclosureError where sources about the same people are protected in different ways."""
    first: dict[str, str] = {}
    for source, threshold in sorted(thresholds.items()):
        other = first.setdefault(threshold.people or source, source)
        if mechanisms[other] != mechanisms[source]:
            raise DisclosureError.of("mechanism_mixed", source=source, other=other)


def require_same_mechanism(known: Mapping[str, Figures], mechanisms: Mapping[str, tuple[str, str]]) -> None:
    """Raise DisclosureError where a past release protected a source otherwise: true and altered counts tell the noise.

    `mechanisms` are the state and the reason that the figures of each source have where they have a value.
    """
    for release, figures in known.items():
        shown = figures.frame[figures.frame["value"].notna()]
        for source, mechanism in sorted(mechanisms.items()):
            rests = shown[resting(shown, frozenset({source}))]
            if set(zip(rests["state"], rests["reason"].fillna(""), strict=True)) - {mechanism}:
                raise DisclosureError.of("mechanism_changed", source=source, release=release)
