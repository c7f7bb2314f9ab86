"""Many numbers rounded at once, by the rule of `parvis.publish.numbers` that pages round by one at a time."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP

import numpy as np
import numpy.typing as npt

from parvis.publish.numbers import rounded

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_NEAR = 1e-6  # of a step: so near to where rounding turns, decimal arithmetic decides


def places_of(lower: Floats, upper: Floats, decimals: int) -> Places:
    """Return the decimal place to show for each interval, as `numbers.place_of` does.

    >>> places_of(np.array([3200.0, 28.4, np.nan]), np.array([4900.0, 35.0, np.nan]), 1)
    array([-1,  1,  1])
    """
    half = (upper - lower) / 2
    known = np.isfinite(half) & (half > 0)
    warranted = 1 - np.floor(np.log10(np.where(known, half, 1.0))).astype(np.int64)
    return np.where(known, np.minimum(decimals, warranted), decimals)


def rounded_all(values: Floats, places: Places, rounding: str = ROUND_HALF_UP) -> Floats:
    """Return each value to its decimal place (negative: tens, hundreds), NaN for NaN; half goes away from zero.

    >>> rounded_all(np.array([4059.9, 0.25, np.nan]), np.array([-1, 1, 0]))
    array([4.06e+03, 3.00e-01,      nan])
    """
    # Powers with a positive exponent only: 0.1 is no number of the machine, 10 is.
    up, down = 10.0 ** np.maximum(places, 0), 10.0 ** np.maximum(-places, 0)
    steps = values * up / down
    turned = steps - np.floor(steps)
    near = np.abs(turned - 0.5) < _NEAR if rounding == ROUND_HALF_UP else np.minimum(turned, 1 - turned) < _NEAR
    whole = {ROUND_HALF_UP: np.floor(steps + 0.5), ROUND_FLOOR: np.floor(steps), ROUND_CEILING: np.ceil(steps)}
    result = np.array(whole[rounding] / up * down)
    for at in np.flatnonzero(near & np.isfinite(values)):
        result[at] = float(rounded(values[at], int(places[at]), rounding))
    return result + 0.0
