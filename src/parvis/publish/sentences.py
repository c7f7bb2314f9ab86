"""What may be said of a figure beside others, in a sentence: no difference that its interval does not bear out.

What `parvis.run.compared` found is put into words: a difference whose interval leaves out 0, a rank between two others.
A figure without a range (many official ones, rasters, access by a partner's file) has an error that nobody told: it is
set beside others without a word on which is more. Numbers of people or things are compared with nothing but their own
past: places are of unlike size. Figures of unlike periods are compared in no sentence but the one about time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from parvis.messages import N_
from parvis.publish import numbers
from parvis.publish.readings import Reader
from parvis.publish.shelf import ComparisonRow, FigureRow
from parvis.publish.words import N2_, Speech


class Span(NamedTuple):
    """The least and the greatest number that a reader sees of a figure."""

    lower: Decimal
    upper: Decimal


def span(row: FigureRow, place: int) -> Span:
    """Return what a reader sees of a figure with a value, rounded to a decimal place: its range, outward."""
    if math.isfinite(row.lower) and math.isfinite(row.upper):
        return Span(numbers.rounded(row.lower, place, ROUND_FLOOR), numbers.rounded(row.upper, place, ROUND_CEILING))
    shown = numbers.rounded(row.value, place)
    return Span(shown, shown)


def beside(
    reader: Reader, speech: Speech, row: FigureRow, others: Sequence[tuple[str, FigureRow, ComparisonRow | None]]
) -> str:
    """Return a sentence that sets a figure beside those of other places, (name, figure, gap); empty without any."""
    clear, unclear, unsaid = [], [], []
    for name, other, gap in others:
        if not (row.is_shown and other.is_shown and other.period == row.period):
            continue
        place = f"{name} ({reader.read(other).with_unit})"
        if gap is None:
            unsaid.append(place)
        elif gap.lower <= 0 <= gap.upper:
            unclear.append(place)
        else:
            words = N_("%(gap)s more than %(place)s") if gap.lower > 0 else N_("%(gap)s less than %(place)s")
            clear.append(speech.say(words, gap=gap_words(speech, gap, reader.decimals(row.indicator)), place=place))
    parts = clear
    if unclear:
        parts.append(speech.say(N_("no clear difference from %(places)s"), places=listed(speech, unclear)))
    if unsaid:
        parts.append(speech.say(N_("beside it: %(places)s"), places=listed(speech, unsaid)))
    return _sentence(elided(speech.language, speech.say(N_("; ")).join(parts)))


def ranked(speech: Speech, rank: ComparisonRow, equals: int = 0) -> str:
    """Return a sentence on the ranks that a figure may have among those of its zoning; `equals` others have its own."""
    first, last, among = (int(number) for number in (rank.lower, rank.upper, rank.among))
    if first == last and equals:
        tied = N2_(
            "It ranks %(rank)s of %(all)s, from the highest, together with %(number)s other.",
            "It ranks %(rank)s of %(all)s, from the highest, together with %(number)s others.",
        )
        return speech.count(*tied, equals, rank=speech.ordinal(first), all=among)
    if first == last:
        return speech.say(N_("It ranks %(rank)s of %(all)s, from the highest."), rank=speech.ordinal(first), all=among)
    if (first, last) == (1, among):
        return speech.say(N_("Its rank among the %(all)s cannot be told."), all=among)
    words = N_("It ranks between %(first)s and %(last)s of %(all)s, from the highest.")
    return speech.say(words, first=speech.ordinal(first), last=speech.ordinal(last), all=among)


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

    Bounds are rounded outward, and as closely as it takes for neither to be 0; a difference of what was counted is one
    number.
    """
    lower, upper = sorted((abs(gap.lower), abs(gap.upper)))
    down, up = (ROUND_FLOOR, ROUND_CEILING) if lower < upper else (ROUND_HALF_UP, ROUND_HALF_UP)
    place = numbers.place_of(lower, upper, decimals)
    while numbers.rounded(lower, place, down) == 0 and place < decimals + FINER:
        place += 1
    least, most = numbers.rounded(lower, place, down), numbers.rounded(upper, place, up)
    written = numbers.written(most, place, speech.language)
    if least != most:
        first = numbers.written(least, place, speech.language)
        written = speech.say(N_("%(lower)s to %(upper)s"), lower=first, upper=written)
    return speech.with_unit(written, most, "points" if gap.unit in ("percent", "%", "index") else gap.unit)


FINER = 3
"""Decimals more than an indicator is shown with that a difference may need."""


_ELISION = re.compile(r"\bque (?=[aeiouàâéèêëîïôûœ])", re.IGNORECASE)


def elided(language: str, words: str) -> str:
    """Return words with the French "que" as it is written before a vowel, whatever name stands there.

    >>> elided("fr", "5 points de plus que Ostravelle"), elided("en", "more than Ostravelle")
    ('5 points de plus qu’Ostravelle', 'more than Ostravelle')
    """
    return _ELISION.sub("qu\N{RIGHT SINGLE QUOTATION MARK}", words) if language == "fr" else words


_ARTICLE = re.compile(r"l['\N{RIGHT SINGLE QUOTATION MARK}]|(le|la|les|the|all) ", re.IGNORECASE)


def inside(name: str) -> str:
    """Return a name as it stands within a sentence: an article that it begins with is written small.

    >>> inside("La commune hors du quartier"), inside("Ostravelle hors quartiers"), inside("QPV")
    ('la commune hors du quartier', 'Ostravelle hors quartiers', 'QPV')
    """
    return name[0].lower() + name[1:] if _ARTICLE.match(name) else name


def listed(speech: Speech, names: Sequence[str]) -> str:
    """Return names as a list in words: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return speech.say(N_("%(names)s and %(last)s"), names=", ".join(names[:-1]), last=names[-1])


def has_error_told(row: FigureRow) -> bool:
    """Return whether it is known how far a figure may be off: it has a range, of width 0 where it was counted."""
    return math.isfinite(row.upper - row.lower)


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}." if words else ""
