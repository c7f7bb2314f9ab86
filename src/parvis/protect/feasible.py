"""What published numbers leave possible: least and greatest values, by linear programming."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array, eye_array, hstack

from parvis.errors import DisclosureError
from parvis.model.figure import Floats
from parvis.protect.linear import INF, PRIMAL, Program

SLACK = 1e-7
"""Published numbers are floats: equations hold within this share of their value."""

OPTIMAL = 0


@dataclass(frozen=True)
class Range:
    """The least and the greatest possible value, and which equations hold it there."""

    low: float
    high: float
    pinning: tuple[int, ...]


class Known:
    """Equations rows (n, width) . x = values (n,) over x >= 0, some of which are taken back in time."""

    def __init__(self, rows: csr_array, values: Floats) -> None:
        slack = SLACK * np.maximum(np.abs(values), 1.0)
        width = rows.shape[1]
        self._all, self._costs = np.arange(width), np.zeros(width)
        self._program = Program(
            rows, lower=np.zeros(width), upper=np.full(width, INF), cost=self._costs,
            rows_lower=values - slack, rows_upper=values + slack, simplex=PRIMAL,
        )  # fmt: skip

    def forget(self, which: np.ndarray) -> None:
        """Take equations back, by number."""
        self._program.bound_rows(which, np.full(len(which), -INF), np.full(len(which), INF))

    def range(self, goal: Floats) -> Range:
        """Return the range of goal . x, and the equations that hold it there.

        Raises DisclosureError where no answer is found: what cannot be audited is not published.
        """
        low, pinned_low = self.least(goal)
        high, pinned_high = self.least(-goal)
        return Range(low, -high, tuple(sorted({*pinned_low, *pinned_high})))

    def least(self, cost: Floats) -> tuple[float, tuple[int, ...]]:
        """Return the least cost . x, -inf if there is none, and the equations that hold it there."""
        changed = np.flatnonzero(cost != self._costs)
        self._program.price(changed, cost[changed])
        self._costs = cost
        least = self._program.minimum()
        if np.isinf(least):
            return least, ()
        return least, tuple(np.flatnonzero(np.abs(self._program.duals) > 1e-9).tolist())


def possible(goal: Floats, rows: Floats, values: Floats) -> Range:
    """Return the range of goal . x over all x >= 0 with rows (n, width) . x = values (n,).

    Raises DisclosureError where no answer is found: what cannot be audited is not published.
    """
    return Known(csr_array(rows), values).range(goal)


def fitted(rows: csr_array | Floats, values: Floats) -> Floats:
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
