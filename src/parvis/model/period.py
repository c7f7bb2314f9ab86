"""Days and periods as the producers of sources date them: ISO 8601, on the calendar."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

_MOMENT = r"\d{4}(-\d{2}(-\d{2})?)?"


def _existing(moment: str) -> str:
    """Return an ISO year, month or day that the calendar has; raise if it has none such."""
    try:
        datetime.date.fromisoformat(moment + "-01-01"[len(moment) - 4 :])
    except ValueError:
        raise PydanticCustomError("date_impossible", "{date} is not in the calendar", {"date": moment}) from None
    return moment


def _day(value: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError("date_form", "write a date as YYYY-MM-DD", {"value": value})
    return _existing(value)


def _period(value: str) -> str:
    if value == "unknown":
        return value
    if not re.fullmatch(f"{_MOMENT}(/{_MOMENT})?", value):
        raise PydanticCustomError("period_form", "write an ISO year, month, day or interval", {"value": value})
    start, _, end = value.partition("/")
    _existing(start)
    shared = min(len(start), len(end))
    if end and _existing(end)[:shared] < start[:shared]:
        raise PydanticCustomError("period_backwards", "the period ends before it starts", {"value": value})
    return value


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})]
Period = Annotated[
    str,
    AfterValidator(_period),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": f"^({_MOMENT}(/{_MOMENT})?|unknown)$"}, {"type": "integer"}]}
    ),
    Field(description="ISO date, month, year or interval (2015/2019); `unknown` where the producer does not say."),
]


def period_order(period: str) -> tuple[str, str]:
    """Return a key that sorts ISO periods by their end, then their beginning; unknown ones come first."""
    if period == "unknown":
        return "", ""
    begin, _, end = period.partition("/")
    return end or begin, begin


def spanning(periods: Iterable[str]) -> str:
    """Return the period that several ISO periods lie in; `unknown` where one of them is.

    >>> spanning(["2019", "2021"]), spanning(["2015/2019", "2019"]), spanning(["2019", "2019"])
    ('2019/2021', '2015/2019', '2019')
    """
    told = sorted(set(periods))
    if "unknown" in told or len(told) == 1:
        return "unknown" if "unknown" in told else told[0]
    begins, ends = zip(*(period_order(period)[::-1] for period in told), strict=True)
    return f"{min(begins)}/{max(ends)}"


def overlap(one: str, other: str) -> bool:
    """Return whether two ISO periods have a time in common, as far as they are told; unknown ones may.

    >>> overlap("2013/2017", "2015/2019"), overlap("2019", "2019-06"), overlap("2018", "2019"), overlap("unknown", "1")
    (True, True, False, True)
    """
    if "unknown" in (one, other):
        return True
    first, second = sorted((one, other), key=lambda period: period_order(period)[::-1])
    return not _before(period_order(first)[0], second.partition("/")[0])


def parted(earlier: str, later: str, breaks: Iterable[str]) -> bool:
    """Return whether another way of counting begins after an earlier ISO period began, and before a later one ends.

    >>> parted("2017", "2019", ["2018"]), parted("2018", "2019", ["2018"]), parted("2015/2019", "2021", ["2018"])
    (True, False, True)
    """
    end = period_order(later)[0]
    return any(_before(earlier.partition("/")[0], one) and not _before(end, one) for one in breaks)


def _before(one: str, other: str) -> bool:
    """Return whether a moment lies before another, both told as closely as the less close of them."""
    told = min(len(one), len(other))
    return one[:told] < other[:told]
