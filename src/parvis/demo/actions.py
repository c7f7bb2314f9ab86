"""What was done in the town, with an effect that is known because it was put in."""

from __future__ import annotations

from parvis.demo.housing import Ints
from parvis.demo.years import Programme

INSERTION_YEAR = 2021
INSERTION_EFFECT = 0.04
"""Share of people of 15 to 64 whom the insertion programme finds work for: four points of the employment rate."""
EVERY = 3
"""The programme runs in every third neighbourhood, from the second on."""


def programme(neighbourhood: Ints) -> Programme:
    """Return the insertion programme; `neighbourhood` is the place of each block's neighbourhood, -1 for none."""
    return Programme(INSERTION_YEAR, (neighbourhood >= 0) & (neighbourhood % EVERY == 1), INSERTION_EFFECT)
