"""How blocks are built: the forms of a town, from fields to towers, and the pattern of buildings in each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Form(IntEnum):
    """How a block is built, or why it is not."""

    OPEN = 0  # fields, woods
    WATER = 1
    PARK = 2
    WORKS = 3  # workshops, shops, warehouses
    CENTRE = 4  # old houses, two to four floors, shops below
    TERRACE = 5
    DETACHED = 6
    FLATS = 7
    ESTATE = 8  # towers and slabs of the 1960s and 1970s


@dataclass(frozen=True)
class Pattern:
    """How buildings stand in a block: in rows of `row` along its sides, their middles at `setbacks` from its border.

    Between two rows is `gap`; lengths are in metres. A building is an entrance: a slab is a row of some.
    """

    setbacks: tuple[float, ...]
    row: int
    gap: float
    width: tuple[float, float]
    depth: tuple[float, float]
    floors: tuple[int, int]  # with the ground floor, least and most; one number a row
    loose: float  # metres by which each stands out of its row
    gross: float  # m2 of floor a dwelling takes, with walls and stairs; 0 for houses of one dwelling
    social: float  # share of buildings that a social landlord holds
    surface: float  # m2 of a dwelling, mean
    built: tuple[float, float, float, float]  # shares: before 1945, 1945-1969, 1970-1989, since 1990


PATTERNS = {
    Form.CENTRE: Pattern(
        (10.5,), 5, 3, (9, 15), (9, 11), (2, 4), 0.3, 105, social=0.10, surface=62, built=(0.74, 0.09, 0.07, 0.10)
    ),
    Form.TERRACE: Pattern(
        (11,), 7, 6, (7, 9), (8, 10), (1, 3), 0.3, 0, social=0.05, surface=84, built=(0.45, 0.25, 0.15, 0.15)
    ),
    Form.DETACHED: Pattern(
        (15,), 1, 8, (9, 14), (7, 10), (1, 2), 1.6, 0, social=0.01, surface=104, built=(0.14, 0.17, 0.33, 0.36)
    ),
    Form.FLATS: Pattern(
        (18, 58), 2, 18, (17, 23), (11, 14), (3, 6), 0.5, 96, social=0.26, surface=63, built=(0.06, 0.26, 0.30, 0.38)
    ),
    Form.ESTATE: Pattern(
        (23, 62), 3, 34, (19, 24), (11, 12.5), (4, 10), 0.0, 92, social=0.88, surface=64, built=(0.0, 0.55, 0.40, 0.05)
    ),
}
WORKS = Pattern((26,), 1, 30, (24, 62), (18, 34), (1, 2), 3.0, 0, social=0, surface=0, built=(0, 0, 0, 0))
"""Halls of works and of shops: nobody lives there."""
