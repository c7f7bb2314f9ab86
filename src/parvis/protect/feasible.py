"""Variables that published numbers could be the sums of: rounded tables of one partner contradict each other."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, hstack

from parvis.errors import DisclosureError
from parvis.model.figure import Floats

OPTIMAL = 0


def fitted(rows: csr_array | Floats, values: Floats) -> Floats:
    """Return x >= 0 (width,) whose rows . x come closest to the values, in the sum of their relative differences.

    Raises DisclosureError where no answer is found: what cannot be audited is not published.
    """
    n, width = rows.shape
    aside = eye_array(n)
    cost = np.concatenate([np.zeros(width), np.tile(1.0 / np.maximum(np.abs(values), 1.0), 2)])
    matrix = csr_array(hstack([csr_array(rows), aside, -aside]))
    done = linprog(cost, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs")
    if done.status != OPTIMAL:
        raise DisclosureError.of("audit_unsolved", status=int(done.status))
    out: Floats = np.maximum(done.x[:width], 0.0)
    return out
