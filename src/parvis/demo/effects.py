"""What was done in the town and what it truly changed: an evaluation must find it, and nothing where there is none."""

from __future__ import annotations

import numpy as np
import shapely

from parvis.demo import timetable
from parvis.demo.actions import EVERY, INSERTION_EFFECT, INSERTION_YEAR
from parvis.demo.city import City
from parvis.demo.counts import year_of

WALK = 400.0
"""Metres to the tram within which a neighbourhood counts as served."""


def done(city: City) -> list[dict[str, object]]:
    """Return each action: where, when, and its effect."""
    return [_insertion(city), _tram(city)]


def _insertion(city: City) -> dict[str, object]:
    year = year_of(city, INSERTION_YEAR)
    quarter = city.blocks["neighbourhood"].to_numpy()[year.households["block"]][year.persons["household"]]
    hired = np.bincount(quarter[year.persons["hired"]], minlength=len(city.neighbourhoods))
    codes = [str(code) for code in city.neighbourhoods["code_qp"]]
    treated = [place for place in range(len(codes)) if place % EVERY == 1]
    return {
        "id": "insertion",
        "year": INSERTION_YEAR,
        "zoning": "qpv2024",
        "zones": [codes[place] for place in treated],
        "others": [code for place, code in enumerate(codes) if place not in treated],
        "effect": {"employment_rate": 100 * INSERTION_EFFECT},
        "hired": {codes[place]: int(hired[place]) for place in treated},
    }


def _tram(city: City) -> dict[str, object]:
    """Return the tram's opening: journeys change with the timetable, work and incomes do not."""
    line = next(line for line in timetable.lines(city) if line.tram)
    away = shapely.distance(city.neighbourhoods.geometry.to_numpy(), shapely.linestrings(line.way))
    codes = city.neighbourhoods["code_qp"].to_numpy()
    return {
        "id": "tram",
        "opened": timetable.OPENED,
        "line": timetable.TRAM,
        "replaces": timetable.REPLACED,
        "timetables": {"before": "gtfs_2020.zip", "after": "gtfs_2021.zip"},
        "zoning": "qpv2024",
        "zones": [str(code) for code in codes[away <= WALK]],
        "others": [str(code) for code in codes[away > WALK]],
        "effect": {"employment_rate": 0.0},
    }
