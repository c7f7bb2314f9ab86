"""Medians of what a source counts in classes: the share of all below each limit, and where it reaches one half."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parvis import estimate
from parvis.estimate import Answer
from parvis.model.figure import Route
from parvis.model.folder import IndicatorSpec
from parvis.run.carried import carried
from parvis.run.desk import Desk

PREFERENCE = list(Route)


def medians(desk: Desk, spec: IndicatorSpec, zoning: str) -> Iterator[Answer]:
    """Yield the medians for the zones of a zoning, of the latest period and of each earlier one.

    All shares are of one route, the preferred one, and those of all classes add up.
    """
    assert spec.value is not None and spec.value.estimated is not None
    measures = spec.value.estimated.measures
    upto = {str(n): measures[:n] for n in range(1, len(measures))}
    for one in spec.value.estimated.model_copy(update={"categories": upto}).of_each_period():
        everyone = _preferred(carried(desk, one, zoning, None))
        below = [
            estimate.ratio(_preferred(carried(desk, one, zoning, part)), everyone, scale=100.0, level=desk.level)
            for part in upto
        ]
        endless = [np.inf] if len(spec.limits) == len(measures) else []
        yield estimate.median(below, np.array([*spec.limits, *endless]))


def _preferred(answers: Iterator[Answer]) -> Answer:
    return min(answers, key=lambda answer: PREFERENCE.index(answer.route))
