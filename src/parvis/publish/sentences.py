"""What may be said of a figure beside others, in a sentence: no difference that the ranges do not bear out.

Two figures differ when the ranges that readers see, rounded outward, have no number in common. An official figure
without a range has an error that nobody told: it is set beside others without a word on which is more. What was counted
has none, and counts as the number that is shown. Numbers of people or things are compared with
nothing but their own past: places are of unlike size. Figures of unlike periods are compared in no sentence but the one
about time, which says what `parvis.run.compared` found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import Enum
from typing import NamedTuple

from parvis.messages import N_
from parvis.model.figure import Route
from parvis.publish import numbers
from parvis.publish.readings import Reader
from parvis.publish.shelf import ComparisonRow, FigureRow
from parvis.publish.words import Speech


class Span(NamedTuple):
    """The least and the greatest number that a reader sees of a figure."""

    lower: Decimal
    upper: Decimal


class Relation(Enum):
    """How a figure stands to another, as far as their ranges say it."""

    MORE = "more"
    LESS = "less"
    UNCLEAR = "unclear"
    UNSAID = "unsaid"


def relation(here: Span, other: Span) -> Relation:
    """Return how one figure stands to another.

    >>> relation(Span(Decimal(36), Decimal(46)), Span(Decimal(20), Decimal(24))).value
    'more'
    >>> relation(Span(Decimal(36), Decimal(46)), Span(Decimal(46), Decimal(50))).value
    'unclear'
    """
    if here.lower > other.upper:
        return Relation.MORE
    if here.upper < other.lower:
        return Relation.LESS
    return Relation.UNCLEAR


def span(row: FigureRow, place: int) -> Span:
    """Return what a reader sees of a figure with a value, rounded to a decimal place: its range, outward."""
    if math.isfinite(row.lower) and math.isfinite(row.upper):
        return Span(numbers.rounded(row.lower, place, ROUND_FLOOR), numbers.rounded(row.upper, place, ROUND_CEILING))
    shown = numbers.rounded(row.value, place)
    return Span(shown, shown)


_SAID = {
    Relation.MORE: N_("more than %(places)s"),
    Relation.LESS: N_("less than %(places)s"),
    Relation.UNCLEAR: N_("no clear difference from %(places)s"),
    Relation.UNSAID: N_("beside it: %(places)s"),
}


def beside(reader: Reader, speech: Speech, row: FigureRow, others: Sequence[tuple[str, FigureRow]]) -> str:
    """Return a sentence that sets a figure beside those of other places, (name, figure); empty without any to set."""
    groups: dict[Relation, list[str]] = {}
    for name, other in others:
        if row.is_shown and other.is_shown and other.period == row.period:
            said = f"{name} ({reader.read(other).with_unit})"
            groups.setdefault(_between(reader, row, other), []).append(said)
    parts = [speech.say(_SAID[kind], places=listed(speech, groups[kind])) for kind in Relation if kind in groups]
    return _sentence(speech.say(N_("; ")).join(parts))


FEWEST_RANKED = 4


def ranked(reader: Reader, speech: Speech, row: FigureRow, peers: Iterable[FigureRow]) -> str:
    """Return a sentence on the ranks that a figure may have among those of its zoning; empty where that says nothing.

    The first is that after all who are clearly more, the last that before all who are clearly less.
    """
    others = [peer for peer in peers if peer.is_shown and peer.period == row.period]
    if not row.is_shown or len(others) + 1 < FEWEST_RANKED or not all(map(has_error_told, (row, *others))):
        return ""
    found = [_between(reader, row, other) for other in others]
    first, last = 1 + found.count(Relation.LESS), 1 + len(others) - found.count(Relation.MORE)
    if first == last:
        return speech.say(N_("Number %(rank)s of %(all)s, from the highest."), rank=first, all=len(others) + 1)
    if (first, last) == (1, len(others) + 1):
        return speech.say(N_("Its rank among the %(all)s cannot be told."), all=last)
    words = N_("Between number %(first)s and number %(last)s of %(all)s, from the highest.")
    return speech.say(words, first=first, last=last, all=len(others) + 1)


def over_time(reader: Reader, speech: Speech, row: FigureRow, change: ComparisonRow, first: FigureRow) -> str:
    """Return a sentence on the change of a figure since an earlier one."""
    before, now = reader.read(first), reader.read(row)
    if change.lower <= 0 <= change.upper:
        return speech.say(
            N_("No clear change since %(period)s (%(before)s then)."), period=before.period, before=before.with_unit
        )
    words = (
        N_("Since %(period)s it has risen by %(gap)s (from %(before)s to %(now)s).")
        if change.lower > 0
        else N_("Since %(period)s it has fallen by %(gap)s (from %(before)s to %(now)s).")
    )
    gap = gap_words(speech, change, reader.decimals(row.indicator))
    return speech.say(words, period=before.period, gap=gap, before=before.with_unit, now=now.with_unit)


def gap_words(speech: Speech, gap: ComparisonRow, decimals: int) -> str:
    """Return how large a difference that leaves out 0 is, whatever its direction: "10 to 40 persons", "2 to 5 points".

    Bounds are rounded outward, and as closely as it takes for neither to be 0.
    """
    lower, upper = sorted((abs(gap.lower), abs(gap.upper)))
    place = numbers.place_of(lower, upper, decimals)
    while numbers.rounded(lower, place, ROUND_FLOOR) == 0 and place < decimals + FINER:
        place += 1
    least, most = numbers.rounded(lower, place, ROUND_FLOOR), numbers.rounded(upper, place, ROUND_CEILING)
    written = numbers.written(most, place, speech.language)
    if least != most:
        first = numbers.written(least, place, speech.language)
        written = speech.say(N_("%(lower)s to %(upper)s"), lower=first, upper=written)
    return speech.with_unit(written, most, "points" if gap.unit in ("percent", "%", "index") else gap.unit)


FINER = 3
"""Decimals more than an indicator is shown with that a difference may need."""


def listed(speech: Speech, names: Sequence[str]) -> str:
    """Return names as a list in words: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return speech.say(N_("%(names)s and %(last)s"), names=", ".join(names[:-1]), last=names[-1])


def _between(reader: Reader, row: FigureRow, other: FigureRow) -> Relation:
    if not (has_error_told(row) and has_error_told(other)):
        return Relation.UNSAID
    return relation(span(row, reader.place(row)), span(other, reader.place(other)))


def has_error_told(row: FigureRow) -> bool:
    """Return whether it is known how far a figure may be off: it has a range, or was counted and has no error."""
    return row.method != Route.OFFICIAL or math.isfinite(row.upper - row.lower)


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}." if words else ""
