"""Where units lie: what a smooth surface over them needs to know of their geometry, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from scipy.sparse import csr_array

    from parvis.model.figure import Floats

QUARTERS = 4


@dataclass(frozen=True)
class Ground:
    """The surface of units, each by the middles of its four quarters.

    `middles` (n, 4, 2) in metres, `shares` (n, 4) of the unit's surface, `areas` (n,) in m2. After the units of a
    source may come ground on which nobody lives, without a value of its own.
    """

    middles: Floats
    shares: Floats
    areas: Floats


@dataclass(frozen=True)
class Parts:
    """Units that borders cut, each in sixteen parts.

    `unit` (n_cut,) numbers the units; `middles` (n_cut, 16, 2) in metres, `shares` (n_cut, 16) of the unit's surface,
    `inside` (16 n_cut, n_zones) the share of each part's surface in each zone.
    """

    unit: npt.NDArray[np.int64]
    middles: Floats
    shares: Floats
    inside: csr_array
