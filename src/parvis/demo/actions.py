"""What was done in the town, with an effect that is known because it was put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from parvis.demo.housing import Ints
from parvis.demo.years import Programme

if TYPE_CHECKING:
    from parvis.demo.city import City

INSERTION_YEAR = 2021
INSERTION_EFFECT = 0.04
"""Share of people of 15 to 64 whom the insertion programme finds work for: four points of the employment rate."""
EVERY = 3
"""The programme runs in every third neighbourhood, from the second on."""


def programme(neighbourhood: Ints) -> Programme:
    """Return the insertion programme; `neighbourhood` is the place of each block's neighbourhood, -1 for none."""
    return Programme(INSERTION_YEAR, (neighbourhood >= 0) & (neighbourhood % EVERY == 1), INSERTION_EFFECT)


def done(city: City) -> list[dict[str, object]]:
    """Return what was done: where, when, and what it truly changed. An evaluation must find this and nothing else."""
    year = next(year for year in city.years if year.year == INSERTION_YEAR)
    quarter = city.blocks["neighbourhood"].to_numpy()[year.households["block"]][year.persons["household"]]
    hired = np.bincount(quarter[year.persons["hired"]], minlength=len(city.neighbourhoods))
    codes = city.neighbourhoods["code_qp"].to_numpy()
    treated = [place for place in range(len(codes)) if place % EVERY == 1]
    return [
        {
            "id": "insertion",
            "year": INSERTION_YEAR,
            "zoning": "qpv2024",
            "zones": [str(codes[place]) for place in treated],
            "not_treated": [str(code) for place, code in enumerate(codes) if place not in treated],
            "effect": {"employment_rate_15_64_points": 100 * INSERTION_EFFECT},
            "hired": {str(codes[place]): int(hired[place]) for place in treated},
        }
    ]
