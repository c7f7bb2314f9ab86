"""Dates as people write them, in one spelling."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?|((?:19|20)\d\d)(\d\d)(\d\d)")
DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
IN_WORDS = re.compile(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})")


def iso_date(text: str) -> str:
    """Return a date as year-month-day; what is no date of the calendar, or no date at all, as it is.

    >>> iso_date("13/05/2019"), iso_date("1er août 2019"), iso_date("20190513"), iso_date("31/02/2019")
    ('2019-05-13', '2019-08-01', '2019-05-13', '31/02/2019')
    """
    plain = unicodedata.normalize("NFKD", text.strip().lower()).encode("ascii", "ignore").decode()
    if found := YEAR_FIRST.fullmatch(plain):
        parts = [int(part) for part in found.groups() if part]
    elif found := DAY_FIRST.fullmatch(plain):
        parts = [int(part) for part in reversed(found.groups())]
    elif (found := IN_WORDS.fullmatch(plain)) and found[2] in MONTHS:
        parts = [int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])]
    else:
        return text
    try:
        return dt.date(*parts).isoformat()
    except ValueError:
        return text
