"""Controlled rounding: every number becomes a multiple of a base, and all equations between numbers hold exactly.

Numbers are sums (rows of coefficients) of unknowns; rounded numbers are sums of other unknowns by the same rows, so
that whatever follows from the rows for the true numbers holds for the rounded ones. Each is less than one base from
the true one, and multiples of the base stay as they are (zero-restricted); where that cannot be, two bases, and so on.
After Cox, JASA 82 (1987), and Salazar-González, Annals of Operations Research 144 (2006).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from parvis.errors import DisclosureError
from parvis.model.figure import Flags, Floats
from parvis.protect.linear import INF, Program

MOST = 4
"""Bases that a number may be moved by at most before rounding is given up."""

SECONDS = 60.0
"""How long rounding may be sought; small tables take a fraction of a second."""

ADDS_UP = 1e-4
"""What is left over between multiples and what they are the sums of, for a search may stop early."""


@dataclass(frozen=True)
class Controlled:
    """Multiples of the base (m,), each at most `reach` bases from its number."""

    values: Floats
    reach: int


def controlled(rows: csr_array, values: Floats, chances: Floats, *, base: float, fixed: Floats) -> Controlled:
    """Return numbers `values` (m,), which `rows` (m, width) sum up, as multiples of a base that add up as they do.

    `chances` (m,) on [0, 1) pick the multiple below or above by how near each is, so that rounding is unbiased and
    tells nothing more; as many of these picks are kept as can be. `fixed` (m,) are multiples that must be kept, NaN
    where any may be taken.

    Raises DisclosureError where no multiples within MOST bases add up.
    """
    below = np.floor(values / base + 1e-9)
    part = np.where(np.abs(values / base - below) < 1e-9, 0.0, values / base - below)
    drawn = below + (chances < part)
    for more in range(MOST):
        low, high = np.maximum(below - more, 0.0), below + (part > 0) + more
        low, high = _kept(low, high, fixed / base)
        found = _multiples(rows, drawn, low, high)
        if found is not None:
            return Controlled(base * found, more + 1)
    raise DisclosureError.of("rounding_impossible", base=f"{base:g}", count=len(values))


def _kept(low: Floats, high: Floats, fixed: Floats) -> tuple[Floats, Floats]:
    """Return the ends (m,) between which each multiple must lie, where some are fixed; one out of reach is let go."""
    kept: Flags = (fixed >= low) & (fixed <= high)
    return np.where(kept, fixed, low), np.where(kept, fixed, high)


def _multiples(rows: csr_array, drawn: Floats, low: Floats, high: Floats) -> Floats | None:
    """Return whole numbers (m,) within ends that the rows can sum up to, as near the drawn ones as can be, or None.

    The columns are the multiples, how far each is from the drawn one, and the unknowns.
    """
    m, width = rows.shape
    one, none = eye_array(m), csr_array((m, width))
    adds_up = hstack([one, csr_array((m, m)), -rows])
    matrix = csr_array(vstack([adds_up, hstack([one, -one, none]), hstack([one, one, none])]))
    unbounded, zero = np.full(m, INF), np.zeros(m)
    program = Program(
        matrix,
        lower=np.concatenate([low, zero, np.zeros(width)]),
        upper=np.concatenate([high, unbounded, np.full(width, INF)]),
        cost=np.concatenate([zero, np.ones(m), np.zeros(width)]),
        rows_lower=np.concatenate([zero, -unbounded, drawn]),
        rows_upper=np.concatenate([zero, drawn, unbounded]),
    )
    program.whole(np.arange(m), gap=0.02)
    program.limit(SECONDS)
    if not program.search():
        return None
    found, inner = np.round(program.values[:m]), program.values[2 * m :]
    return found if np.allclose(rows @ inner, found, rtol=0.0, atol=ADDS_UP) else None
