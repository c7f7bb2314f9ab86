"""Medians and other quantiles of what is known only in groups: so many under 10,000 euros, so many under 20,000, ...

Within a group values are taken to lie evenly (Pareto's law in an open last group); whatever they do, the quantile lies
in its group. Uncertain numbers in the groups are drawn together and give an interval.
"""

from __future__ import annotations

import numpy as np

from parvis.model.figure import Floats


def quantile(limits: Floats, counts: Floats, share: float) -> Floats:
    """Return the value below which a share of all lies, (n_zones,), NaN where there is nobody.

    `limits` (n_groups + 1,) ascend, the last may be infinite; `counts` (n_groups, n_zones) are at least 0. In an open
    last group with F above its lower limit L, and G above the limit K before it, the tail is Pareto's: F (L / x)^a with
    a = log(G / F) / log(L / K). Raises ValueError where limits do not ascend or do not fit the counts.
    """
    _checked(limits, counts)
    total = counts.sum(axis=0)
    sought = share * total
    upto = np.cumsum(counts, axis=0)
    group = np.minimum((upto < sought - 1e-12 * np.maximum(total, 1.0)).sum(axis=0), len(counts) - 1)
    zone = np.arange(counts.shape[1])
    here = counts[group, zone]
    part = np.divide(sought - (upto[group, zone] - here), here, out=np.zeros(len(zone)), where=here > 0)
    low, high = limits[group], limits[group + 1]
    value = np.where(np.isfinite(high), low + part * (np.where(np.isfinite(high), high, low) - low), np.nan)
    tail = ~np.isfinite(high)
    value[tail] = _in_tail(limits, counts[:, tail], part[tail])
    return np.where(total > 0, value, np.nan)


def bounds(limits: Floats, counts: Floats, share: float) -> tuple[Floats, Floats]:
    """Return the limits of the group that a quantile lies in, (n_zones,) each: certain, if the counts are."""
    _checked(limits, counts)
    total, upto = counts.sum(axis=0), np.cumsum(counts, axis=0)
    group = np.minimum((upto < share * total - 1e-12 * np.maximum(total, 1.0)).sum(axis=0), len(counts) - 1)
    some = total > 0
    return np.where(some, limits[group], np.nan), np.where(some, limits[group + 1], np.nan)


def interval(limits: Floats, drawn: Floats, share: float, *, level: float) -> tuple[Floats, Floats]:
    """Return the interval of a quantile from counts as they may truly be, `drawn` (n_draws, n_groups, n_zones)."""
    found = np.stack([quantile(limits, counts, share) for counts in np.maximum(drawn, 0.0)])
    tail = (1.0 - level) / 2.0
    low, high = np.nanquantile(found, [tail, 1.0 - tail], axis=0)
    return low, high


def _in_tail(limits: Floats, counts: Floats, part: Floats) -> Floats:
    """Return values in an open last group, at a part (n_zones,) of those in it from below."""
    lower, before = limits[-2], limits[-3] if len(limits) > 2 else np.nan
    above, more = counts[-1], counts[-1] + (counts[-2] if len(counts) > 1 else 0.0)
    known = (more > above) & (before > 0)
    ratio = np.divide(more, above, out=np.full(len(above), np.e), where=above > 0)
    slope = np.where(known, np.log(np.maximum(ratio, 1.0 + 1e-9)) / np.log(lower / before), np.nan)
    return np.asarray(lower * np.maximum(1.0 - part, 1e-12) ** (-1.0 / slope))


def _checked(limits: Floats, counts: Floats) -> None:
    if counts.ndim != 2 or len(limits) != len(counts) + 1 or not (np.diff(limits) > 0).all():
        raise ValueError("limits ascend, and are one more than the groups")
    if (counts < 0).any():
        raise ValueError("nobody is counted less than not at all")
