"""What published numbers leave possible: least and greatest values, by linear programming."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, eye_array, hstack, vstack

from parvis.errors import DisclosureError
from parvis.model.figure import Floats

SLACK = 1e-7
"""Published numbers are floats: equations hold within this share of their value."""

OPTIMAL, UNBOUNDED = 0, 3


@dataclass(frozen=True)
class Range:
    """The least and the greatest possible value, and which equations hold it there."""

    low: float
    high: float
    pinning: tuple[int, ...]


def possible(goal: Floats, rows: Floats, values: Floats) -> Range:
    """Return the range of goal . x over all x >= 0 with rows (n, width) . x = values (n,).

    Raises DisclosureError where no answer is found: what cannot be audited is not published.
    """
    if not len(values):
        return Range(0.0, float("inf") if goal.max(initial=0.0) > 0 else 0.0, ())
    slack = SLACK * np.maximum(np.abs(values), 1.0)
    matrix = csr_array(rows)
    both, limits = csr_array(vstack([matrix, -matrix])), np.concatenate([values + slack, slack - values])
    low, pinned_low = _end(goal, both, limits, sign=1.0)
    high, pinned_high = _end(goal, both, limits, sign=-1.0)
    return Range(low, high, tuple(np.flatnonzero(pinned_low | pinned_high)))


def _end(goal: Floats, both: csr_array, limits: Floats, *, sign: float) -> tuple[float, np.ndarray]:
    done = linprog(sign * goal, A_ub=both, b_ub=limits, bounds=(0, None), method="highs")
    half = len(limits) // 2
    if done.status == UNBOUNDED:
        return -sign * float("inf"), np.zeros(half, dtype=bool)
    _require(done)
    prices = np.abs(done.ineqlin.marginals)
    return float(sign * done.fun), prices[:half] + prices[half:] > 1e-9


def fitted(rows: Floats, values: Floats) -> Floats:
    """Return x >= 0 (width,) whose rows . x come closest to the values, in the sum of their relative differences."""
    n, width = rows.shape
    aside = eye_array(n)
    cost = np.concatenate([np.zeros(width), np.tile(1.0 / np.maximum(np.abs(values), 1.0), 2)])
    matrix = csr_array(hstack([csr_array(rows), aside, -aside]))
    done = linprog(cost, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs")
    _require(done)
    out: Floats = np.maximum(done.x[:width], 0.0)
    return out


def _require(done: OptimizeResult) -> None:
    if done.status != OPTIMAL:
        raise DisclosureError.of("audit_unsolved", status=int(done.status))
