"""How people lie within a class that is counted as a whole: a straight line of density, and how far it may be off.

With u from 0 to 1 over a class, u + s (u^2 - u) of those in it are below u where their density is 1 + s (2 u - 1). The
slope s is a part of that of the line between the densities of the classes on either side. How far that is true is asked
of the source: two classes next to each other are taken for one, the line says how many are below the limit between
them, and how many are is known. Densities are taken to grow unlike themselves in proportion to distance, as on the map,
so that in classes half as wide as two together the variance of s is half of what is found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parvis.model.figure import Floats

ANY = 1.0 / 3.0
"""Variance of the slope of a line if any is as likely as another: what is believed before a source is seen."""
BEFORE, WORTH = 0.5, 1.0
"""Part of the slope between neighbours that is believed before, and how many pairs of classes both are worth."""
HALVED = 0.5


@dataclass(frozen=True)
class Lying:
    """How those in classes lie: `slope` (n_classes, n_zones), the variance of slopes, how many pairs tell it.

    `variance` and `pairs` are (n_classes, 1): of classes with one on either side, and of the first and the last.
    """

    slope: Floats
    variance: Floats
    pairs: Floats

    @classmethod
    def of(cls, counts: Floats, limits: Floats) -> Lying:
        """Return what counts (n_classes, n_zones) tell; `limits` (n_classes + 1,), the last may be infinite.

        The first and the last class have one beside them only, and so have pairs at the ends: what these tell is told
        of those. Of a last class without an end nothing is told: its slope is 0.
        """
        closed = len(counts) - int(not np.isfinite(limits[-1]))
        ends = limits[: closed + 1]
        slope = np.zeros(counts.shape)
        slope[:closed] = between(counts[:closed], ends)
        tried = [_tried(counts[:closed], ends, n) for n in range(closed - 1)]
        outer = np.ones(len(counts), dtype=bool)
        outer[1 : closed - 1] = False
        part, variance, pairs = np.empty((3, len(counts), 1))
        for those, told in ((outer, tried[:1] + tried[1:][-1:]), (~outer, tried[1:-1])):
            part[those], variance[those] = _believed(told)
            pairs[those] = len(told) + WORTH
        return cls(part * slope, HALVED * variance, pairs)


def between(counts: Floats, limits: Floats) -> Floats:
    """Return the slopes s, (n_classes, n_zones) from -1 to 1, of the lines between the classes on either side.

    Of the first and the last class the line goes to the one beside it; where there is nobody, or one class, s is 0.
    """
    width, last = np.diff(limits), len(counts) - 1
    density, middle = counts / width[:, None], (limits[:-1] + limits[1:]) / 2.0
    here = np.arange(last + 1)
    before, after = np.maximum(here - 1, 0), np.minimum(here + 1, last)
    apart = np.maximum(middle[after] - middle[before], 1e-12)
    rise = (density[after] - density[before]) * (width / apart / 2.0)[:, None]
    return np.asarray(np.clip(np.divide(rise, density, out=np.zeros(rise.shape), where=density > 0), -1.0, 1.0))


def _tried(counts: Floats, limits: Floats, first: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Return of a class and the next taken for one, (n_zones,) each: s as foretold, as it is, its lots, and how many.

    Lots are the variance of s where those in the class lie there by chance, each by itself.
    """
    together = counts[first] + counts[first + 1]
    merged = np.vstack([counts[:first], together[None], counts[first + 2 :]])
    foretold = between(merged, np.delete(limits, first + 1))[first]
    u = (limits[first + 1] - limits[first]) / (limits[first + 2] - limits[first])
    p = (counts[first] + u) / (together + 1.0)
    true, lots = (u - p) / (u - u * u), p * (1.0 - p) / np.maximum(together, 1.0) / (u - u * u) ** 2
    return foretold, true, lots, together


def _believed(tried: list[tuple[Floats, Floats, Floats, Floats]]) -> tuple[float, float]:
    """Return how much of the slope between neighbours is believed, 0 to 1, and the variance of what is left.

    Each pair of classes counts once, the zones in it by how many people tell of them: zones of one town are alike.
    """
    of = [[_mean(x, many) for x in (a * b, a * a)] for a, b, _, many in tried]
    across, along = (sum(one[n] for one in of) for n in (0, 1))
    part = float(np.clip((across + BEFORE * WORTH * ANY) / (along + WORTH * ANY), 0.0, 1.0))
    left = [max(_mean((true - part * foretold) ** 2 - lots, many), 0.0) for foretold, true, lots, many in tried]
    return part, (sum(left) + WORTH * ANY) / (len(tried) + WORTH)


def _mean(values: Floats, many: Floats) -> float:
    total = float(many.sum())
    return float((values * many).sum()) / total if total > 0 else 0.0
