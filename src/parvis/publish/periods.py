"""ISO periods as the days on which they begin and end."""

from __future__ import annotations

import calendar
from datetime import date


def days(period: str) -> tuple[date, date] | None:
    """Return the first and the last day of an ISO year, month, date or interval of them; None for `unknown`.

    >>> days("2019-02")
    (datetime.date(2019, 2, 1), datetime.date(2019, 2, 28))
    >>> days("2015/2019")
    (datetime.date(2015, 1, 1), datetime.date(2019, 12, 31))
    """
    if period == "unknown":
        return None
    begin, _, end = period.partition("/")
    return _first(begin), _last(end or begin)


def _first(moment: str) -> date:
    year, month, day = (*map(int, moment.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _last(moment: str) -> date:
    parts = [int(part) for part in moment.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = (*parts, 12)[:2]
    return date(year, month, calendar.monthrange(year, month)[1])
