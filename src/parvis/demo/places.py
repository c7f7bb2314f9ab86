"""What each place does to those who live there: how poor its people are expected to be, before any of them is drawn.

It belongs to the ground: people may be drawn again on a kept town, and borders that follow expected incomes stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from parvis.demo.ground import Ground
from parvis.demo.housing import Form, Housing
from parvis.demo.streets import Floats

REACH = 320.0
"""Metres round a poor site within which its poverty is felt, falling off as a bell."""
FELT = {Form.ESTATE: 1.0, Form.CENTRE: 0.95, Form.FLATS: 0.7, Form.TERRACE: 0.5, Form.DETACHED: 0.3}
"""How far the poverty of a site reaches each form of housing near it."""
USUAL = 0.75
"""What full hardship usually takes from the logarithm of income; `parvis.demo.income` finds it for each town."""
TYPICAL = 22_040.0
"""Median standard of living, euros a year and unit, 2019 (Insee Première 1875, insee.fr/fr/statistiques/5431993)."""


@dataclass(frozen=True)
class Places:
    """By block (n_blocks,): `hardship` from 0 to 1, and `wealth`, what the side of town adds to log income."""

    hardship: Floats
    wealth: Floats

    def expected(self) -> Floats:
        """Return the standard of living expected of the people of each block (n_blocks,), euros a year and unit."""
        return TYPICAL * np.exp(self.wealth - USUAL * self.hardship)


def drawn(rng: np.random.Generator, ground: Ground, housing: Housing) -> Places:
    """Return what the places of a town do: hard near the poor sites, a slope between rich and poor sides of town."""
    points = shapely.get_coordinates(shapely.point_on_surface(ground.blocks.geometry.to_numpy()))
    angle, length = rng.uniform(0, 2 * np.pi), 2_600.0 * ground.plan.scale
    along = (points - points.mean(axis=0)) @ np.array([np.cos(angle), np.sin(angle)])
    near = np.exp(-((ground.blocks["site_distance"].to_numpy() / REACH) ** 2))
    felt = np.array([FELT.get(Form(form), 0.0) for form in range(len(Form))])[housing.form]
    site = ground.blocks["site"].to_numpy()
    harder = rng.uniform(0.88, 1.0, int(site.max()) + 1)[site]  # no two sites are equally poor
    wealth = 0.10 * np.sin(2 * np.pi * along / length) + rng.normal(0, 0.07, len(points))
    return Places(near * felt * harder, wealth)


def of_households(values: Floats, households: pd.DataFrame) -> Floats:
    """Return the value of each household's block."""
    return np.asarray(values[households["block"].to_numpy()])
