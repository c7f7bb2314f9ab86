"""The least and the greatest figure of a zoning, said no more surely than the errors of all its figures bear out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parvis.messages import N_
from parvis.publish.edition import Edition
from parvis.publish.readings import Reading


@dataclass(frozen=True)
class Extremes:
    """What lies between the places of a zoning, in words; `doubt` has the ranges of both ends, empty without any."""

    words: str
    doubt: str
    period: str


def extremes_of(edition: Edition, readings: Iterable[Reading | None]) -> Extremes | None:
    """Return how far the figures of a zoning lie apart; None with fewer than two numbers.

    Estimates lie further apart than what they estimate. Where the ranks that the two ends may have meet, nobody can
    tell that any place differs from another, and no distance is announced.
    """
    ordered = sorted((one for one in readings if one and one.number), key=lambda one: one.row.value)
    if len(ordered) < 2:
        return None
    least, greatest = ordered[0], ordered[-1]
    between = edition.say(N_("%(lower)s to %(upper)s"), lower=least.number, upper=greatest.with_unit)
    if not (least.span or greatest.span):
        return Extremes(between, "", greatest.period)
    ends = {"least": least.span or least.number, "greatest": greatest.span or greatest.number}
    if _apart(edition, least, greatest):
        doubt = edition.say(N_("the lowest: %(least)s; the highest: %(greatest)s"), **ends)
        return Extremes(between, doubt, greatest.period)
    doubt = edition.say(N_("%(between)s (the lowest: %(least)s; the highest: %(greatest)s)"), between=between, **ends)
    return Extremes(edition.say(N_("no clear difference")), doubt, greatest.period)


def _apart(edition: Edition, least: Reading, greatest: Reading) -> bool:
    """Return whether two figures differ for sure: by the ranks that they may have, or else by their own ranges."""
    last, first = edition.shelf.rank(greatest.row), edition.shelf.rank(least.row)
    if last is not None and first is not None:
        return last.upper < first.lower
    return _ends(least)[1] < _ends(greatest)[0]


def _ends(reading: Reading) -> tuple[float, float]:
    row = reading.row
    return (row.lower, row.upper) if reading.span else (row.value, row.value)
