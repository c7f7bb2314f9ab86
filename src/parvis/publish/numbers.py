"""Numbers and dates as people read them, never finer than their interval warrants.

The rule of rounding is that of the Guide to the expression of uncertainty in measurement (JCGM 100:2008, 7.2.6): the
half-width of the interval keeps two significant digits at most, and the value is given to the same place. Bounds are
rounded outward, so that the interval that is read holds the one that was computed. Raw values stay in the tables.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from babel.dates import format_date, format_skeleton
from babel.numbers import get_decimal_symbol, get_group_symbol

_DECIMALS_BY_UNIT = {
    **dict.fromkeys(("percent", "%"), 1),
    **dict.fromkeys(("persons", "households", "dwellings", "facilities", "addresses", "families", "jobs"), 0),
    **dict.fromkeys(("euros", "EUR", "m", "m2"), 0),
    **dict.fromkeys(("ha", "km", "km2"), 1),
    "index": 2,
    "minutes": 0,
}
_DECIMALS_BY_KIND = {
    "count": 0,
    "share": 1,
    "area_share": 1,
    "mean": 1,
    "level": 1,
    "median": 1,
    "index": 0,
    "access": 1,
}
_LOCALES = {"en": "en_GB", "fr": "fr_FR"}
_ONE = Decimal(1)
_FUZZ = Decimal("1e-9")  # of a step: a bound that is a float's breadth past a round number is that number


def decimals_for(unit: str, kind: str, declared: int | None) -> int:
    """Return the most decimals shown for an indicator: what its author declares, or what its unit usually carries.

    >>> decimals_for("persons", "count", None), decimals_for("percent", "share", None), decimals_for("euros", "mean", 2)
    (0, 1, 2)
    """
    if declared is not None:
        return declared
    return _DECIMALS_BY_UNIT.get(unit, _DECIMALS_BY_KIND[kind])


def place_of(lower: float, upper: float, decimals: int) -> int:
    """Return the decimal place to show: `decimals`, or less (negative: tens, hundreds) where the interval is wide.

    Bounds that are missing (NaN), infinite or equal say nothing about precision.

    >>> place_of(3200, 4900, 0)  # half-width 850, to the nearest ten
    -1
    >>> place_of(28.4, 35.0, 1)  # half-width 3.3 points
    1
    >>> place_of(10.0, 60.0, 1)  # half-width 25 points: no decimals
    0
    """
    half = (upper - lower) / 2
    if not math.isfinite(half) or half <= 0:
        return decimals
    return min(decimals, 1 - math.floor(math.log10(half)))


def rounded(value: float, place: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Return the value to a decimal place (negative: tens, hundreds); half goes away from zero.

    >>> rounded(4059.9, -1), rounded(0.25, 1)
    (Decimal('4060'), Decimal('0.3'))
    """
    step, fuzz = _step(place)
    number = Decimal(repr(float(value)))
    if rounding == ROUND_FLOOR:
        number += fuzz
    elif rounding == ROUND_CEILING:
        number -= fuzz
    shown = number.quantize(step, rounding)
    return shown if place >= 0 else shown.quantize(_ONE)


@cache
def _step(place: int) -> tuple[Decimal, Decimal]:
    """Return the step between numbers as they are shown, and a float's breadth of it."""
    step = _ONE.scaleb(-place)
    return step, step * _FUZZ


@cache
def _marks(language: str) -> dict[int, str]:
    """Return what takes the place of comma, dot and hyphen; Babel itself would look them up again for each number."""
    locale = _LOCALES[language]
    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale), "-": "\N{MINUS SIGN}"})


def written(number: Decimal, place: int, language: str) -> str:
    """Return a number that is already rounded in a language's form; a minus is the sign, not the hyphen.

    >>> written(Decimal("4060"), -1, "en"), written(Decimal("31.9"), 1, "fr")
    ('4,060', '31,9')
    """
    if number == 0:
        number = abs(number)
    return f"{number:,.{max(place, 0)}f}".translate(_marks(language))


def shown(value: float, place: int, language: str, rounding: str = ROUND_HALF_UP) -> str:
    """Return a value rounded to a decimal place and written in a language's form.

    >>> shown(4059.9, -1, "en"), shown(0.997 * 100, 0, "fr", ROUND_FLOOR)
    ('4,060', '99')
    """
    return written(rounded(value, place, rounding), place, language)


def whole(number: int, language: str) -> str:
    """Return an integer in a language's form."""
    return written(Decimal(number), 0, language)


def ordinal(number: int, language: str) -> str:
    """Return a rank, in figures.

    >>> [ordinal(n, "en") for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '112th']
    >>> ordinal(1, "fr"), ordinal(7, "fr")
    ('1er', '7e')
    """
    if language == "fr":
        ending = "er" if number == 1 else "e"
    else:
        ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return whole(number, language) + ending


@cache
def chances(level: float) -> tuple[int, int]:
    """Return a level as chances in a whole that people can picture.

    >>> chances(0.9), chances(0.95), chances(0.5)
    ((9, 10), (19, 20), (1, 2))
    """
    parts = Fraction(level).limit_denominator(100)
    return parts.numerator, parts.denominator


def day(iso: str, language: str) -> str:
    """Return an ISO date, month or year in words; a time of day is left out.

    >>> day("2024-06-01", "en"), day("2019-01", "fr"), day("2019", "fr")
    ('1 June 2024', 'janvier 2019', '2019')
    """
    parts = [int(part) for part in iso[:10].split("-")]
    if len(parts) == 1:
        return iso
    moment = date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)
    if len(parts) == 2:
        return str(format_skeleton("yMMMM", moment, locale=_LOCALES[language]))
    return str(format_date(moment, "long", locale=_LOCALES[language]))
