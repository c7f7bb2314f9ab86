"""Non-take-up: those who could claim a benefit and do not, as a number and as a share, by scenario.

Recipients are counted (with whatever doubt their source leaves); the eligible are a partner's figure, or modelled under
scenarios that are each stated. Scenarios are no sample: they are told as a range, and no coverage is claimed for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from parvis.model.figure import Floats


@dataclass(frozen=True)
class NonTakeUp:
    """Non-take-up of zones, (n_zones,) each: number and share (0 to 1) with their interval at `level`.

    `impossible` marks zones where more receive than could: the two figures do not speak of the same people, or are too
    uncertain, and nothing should be said.
    """

    number: Floats
    number_lower: Floats
    number_upper: Floats
    share: Floats
    share_lower: Floats
    share_upper: Floats
    impossible: np.ndarray
    level: float


def non_take_up(eligible: Floats, recipients: Floats, *, level: float) -> NonTakeUp:
    """Return the non-take-up of figures as they may truly be: `eligible` and `recipients` (n_draws, n_zones).

    Drawn together where they share units (`parvis.estimate.draws`): number = eligible - recipients, share = number /
    eligible. Both are cut at 0 and share at 1; NaN where nobody is eligible. Raises ValueError for unlike shapes.
    """
    if eligible.shape != recipients.shape:
        raise ValueError("eligible and recipients are drawn for the same zones, as often")
    left = np.maximum(eligible - recipients, 0.0)
    share = np.divide(left, eligible, out=np.full(left.shape, np.nan), where=eligible > 0)
    middle = np.median(eligible, axis=0), np.median(recipients, axis=0)
    tail = [(1.0 - level) / 2.0, (1.0 + level) / 2.0]
    number = np.quantile(left, tail, axis=0)
    nobody = ~(eligible > 0).any(axis=0)
    shares = np.full((2, left.shape[1]), np.nan)
    shares[:, ~nobody] = np.nanquantile(share[:, ~nobody], tail, axis=0)
    mid = np.maximum(middle[0] - middle[1], 0.0)
    mid_share = np.divide(mid, middle[0], out=np.full(len(mid), np.nan), where=middle[0] > 0)
    impossible = middle[1] > middle[0]
    return NonTakeUp(mid, number[0], number[1], mid_share, shares[0], shares[1], impossible, level)


def range_of(scenarios: Mapping[str, NonTakeUp]) -> tuple[Floats, Floats]:
    """Return the least and the greatest share over scenarios of eligibility, (n_zones,) each, intervals included."""
    lower = np.stack([found.share_lower for found in scenarios.values()])
    upper = np.stack([found.share_upper for found in scenarios.values()])
    return np.min(lower, axis=0), np.max(upper, axis=0)
