"""Tables with their margins, for tests of secrecy: cells in one row, and the equations that these fulfil."""

from __future__ import annotations

import numpy as np


def with_margins(inner: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a table's cells: their values (n,), numbers (n_rows + 1, n_columns + 1) and equations (n_equations, n).

    The margin comes last in each line, and is the sum of it: each equation times the values is 0.
    """
    below = np.vstack([inner, inner.sum(axis=0)])
    value = np.hstack([below, below.sum(axis=1)[:, None]])
    number = np.arange(value.size).reshape(value.shape)
    lines = [*number, *number.T]
    equations = np.zeros((len(lines), value.size))
    for row, line in zip(equations, lines, strict=True):
        row[line], row[line[-1]] = 1.0, -1.0
    return value.ravel(), number, equations
