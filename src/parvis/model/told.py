"""Numbers as they may be told: people are whole, so that all the decimals of a weighted sum of them tell who they are.

Of 100 + 0.2371 x the people of a block only one number of them gives 101.8968. What follows from such a sum, its range
too, must follow from the number as it is told: an end that moves with the decimals tells them.
"""

from __future__ import annotations

import numpy as np

from parvis.model.figure import Flags, Floats

DIGITS = 3


def told(values: Floats, *, whole: Flags | bool) -> Floats:
    """Return sums by fractions (n,) as they are told: in `whole` numbers, or else with `DIGITS` digits that count."""
    size = np.where(np.nan_to_num(values) == 0, 1.0, np.abs(values))
    digits = DIGITS - 1 - np.floor(np.log10(size))
    some = np.array([np.round(v, int(d)) if v == v else v for v, d in zip(values.tolist(), digits, strict=True)])
    return np.asarray(np.where(whole, np.round(values), some), dtype=float)
