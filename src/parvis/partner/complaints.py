"""What the makers of a file are told, one thing to mend at a time: where, what is wrong, what to do, an example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from babel.numbers import format_decimal, format_percent

from parvis.i18n import translations
from parvis.messages import N_, in_words
from parvis.model.address import Candidate
from parvis.model.examination import Examination
from parvis.model.fault import HARMLESS, Faults, Labels, Rule
from parvis.model.finding import errors_in
from parvis.partner.words import DEFAULT_FORMS, wrong_and_do

DAY = dt.datetime(2025, 1, 31, 14, 30, 0)
EXAMPLES = {"integer": "12", "year": "2025", "yearmonth": "2025-01", "geopoint": "2.4803, 48.9022"}
LONGEST = 300
"""Characters of a column's description that are shown."""
MOST_RANGES = 15

WHOLE_FILE = N_("the whole file")
AND_MORE = N_("and {count} more")
FROM_TO = N_("{first} to {last}")
NEAREST = N_("Nearest, with how far they agree: {addresses}.")
PLACED = N_("Placed at: {address}.")
NONE_NEAR = N_("No address of the reference is like it.")
LOOKED_UP = ("address_unmatched", "address_ambiguous")
LOCALES = {"fr": "fr_FR", "en": "en_GB"}


@dataclass(frozen=True)
class Complaint:
    """One thing to mend; `rows` are positions in the file as it was read, and empty where it is about columns.

    `lines` says in words where the rows stand; `harmless` marks what is told and stops nothing. `nearest` names, by
    row, the addresses that it may mean. `column` may be several, with commas between.
    """

    column: str
    wrong: str
    do: str
    example: str
    described: str
    count: int
    lines: str
    rows: Labels
    harmless: bool
    nearest: Mapping[int, str] = field(default_factory=dict)


def complaints(examined: Examination, language: str) -> tuple[Complaint, ...]:
    """Return what to mend in a file: about the whole file, about its columns, then entries, the most frequent first."""
    told = [_complaint(rule, rows, examined, language) for rule, rows in examined.faults]
    told.sort(key=lambda one: (one.harmless, bool(one.count), -one.count))
    return (
        *_about_the_file(examined, language), *_broken_rows(examined, language), *told, *_rough(examined, language)
    )  # fmt: skip


def _rough(examined: Examination, language: str) -> Iterator[Complaint]:
    """Yield what is told of rows whose street was found and not their number; nothing stops them."""
    if examined.addressed is None or not examined.addressed.rough:
        return
    rough, columns = examined.addressed.rough, examined.addressed.columns
    wrong, do = wrong_and_do(Rule(columns, "address_roughly", columns), language)
    rows = np.array(sorted(rough), dtype=np.int64)
    lines = in_ranges([line_of(examined, row) for row in rows.tolist()], language)
    say = translations(language).gettext
    placed = {row: say(PLACED).format(address=_scored(rough[row], language)) for row in rows.tolist()}
    yield Complaint(columns, wrong, do, "", "", len(rows), lines, rows, True, placed)


def _about_the_file(examined: Examination, language: str) -> Iterator[Complaint]:
    """Yield what stops the file from being read, in the words that everybody is told it in."""
    for finding in errors_in(examined.findings):
        what, _why, do = in_words(finding, language)
        yield Complaint(
            translations(language).gettext(WHOLE_FILE), what, do, "", "", 0, _line(finding.where), _NO_ROWS, False
        )


_NO_ROWS: Labels = Faults().faulty()


def _line(where: object) -> str:
    line = getattr(where, "line", 0)
    return str(line) if line else ""


def _broken_rows(examined: Examination, language: str) -> Iterator[Complaint]:
    """Yield what is wrong with rows that could not be split into fields."""
    lines: dict[str, list[int]] = {}
    for row in examined.raw.broken if examined.raw else ():
        lines.setdefault(row.reason, []).append(row.line)
    for reason, at in lines.items():
        wrong, do = wrong_and_do(Rule("", reason), language)
        whole = translations(language).gettext(WHOLE_FILE)
        yield Complaint(whole, wrong, do, "", "", len(at), in_ranges(sorted(at), language), _NO_ROWS, False)


def _complaint(rule: Rule, rows: Labels, examined: Examination, language: str) -> Complaint:
    wrong, do = wrong_and_do(rule, language)
    column = rule.column or rule.field or translations(language).gettext(WHOLE_FILE)
    return Complaint(
        column, wrong, do, _example(rule), _shortened(rule.described), len(rows),
        in_ranges([line_of(examined, int(row)) for row in rows], language), rows, rule.name in HARMLESS,
        _nearest(examined, rows, language) if rule.name in LOOKED_UP else {},
    )  # fmt: skip


def _nearest(examined: Examination, rows: Labels, language: str) -> dict[int, str]:
    """Return in words which addresses each row may mean, with their scores."""
    known = examined.addressed.candidates if examined.addressed else {}
    say = translations(language).gettext
    return {
        row: say(NEAREST).format(addresses=" · ".join(_scored(one, language) for one in known[row]))
        if row in known
        else say(NONE_NEAR)
        for row in rows.tolist()
    }


def _scored(one: Candidate, language: str) -> str:
    return f"{one.label} ({format_percent(one.score, locale=LOCALES[language])})"


def line_of(examined: Examination, row: int) -> int:
    """Return the line on which a row stands in the file, or its number from 1 where the file has no lines."""
    lines = examined.raw.lines if examined.raw else ()
    return lines[row] if lines else row + 1


def in_ranges(lines: Sequence[int], language: str) -> str:
    """Return line numbers in words, neighbours joined, the first of them only where they are many.

    >>> in_ranges([12, 45, 60, 61, 62], "en")
    '12, 45, 60 to 62'
    """
    say = translations(language).gettext
    ranges: list[list[int]] = []
    for line in lines:
        if ranges and line == ranges[-1][1] + 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    shown = ranges[:MOST_RANGES]
    parts = [str(a) if a == b else say(FROM_TO).format(first=a, last=b) for a, b in shown]
    more = len(lines) - sum(b - a + 1 for a, b in shown)
    return ", ".join(parts) + (" " + say(AND_MORE).format(count=whole(more, language)) if more else "")


def whole(count: int, language: str) -> str:
    """Return a whole number as the language writes it."""
    return str(format_decimal(count, locale=LOCALES[language]))


def _example(rule: Rule) -> str:
    """Return an entry that would do: the schema's own example, else one made from what the rule asks for."""
    if rule.example:
        return rule.example
    kind, form = rule.asks.get("type", ""), rule.asks.get("format", "")
    if rule.name == "enum":
        return rule.asks["enum"].split(" | ")[0]
    if kind in ("date", "datetime", "time") and rule.name == "type":
        return DAY.strftime(form) if "%" in form else DAY.strftime(DEFAULT_FORMS[kind])
    if kind == "number":
        return "12" + rule.asks.get("decimal", ".") + "5"
    return EXAMPLES.get(kind, "")


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[:LONGEST].rsplit(" ", 1)[0] + " …"
