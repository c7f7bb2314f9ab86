"""The head of a report: which file, when, how many rows are to be corrected, and what happens to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date

from parvis.i18n import translations
from parvis.messages import N_
from parvis.model.address import Addressed, Precision
from parvis.model.examination import Examination
from parvis.partner.complaints import Complaint, whole

TITLE = N_("What to correct in your file")
ABOUT = N_("{title}, file {file}, examined on {date}.")
AGAINST = N_("It was compared with the schema “{schema}”.")
SOUND = N_("Everything is in order: {read} rows were read, and none is to be corrected.")
UNREADABLE = N_("The file could not be used at all, for the reason given below.")
SOME = N_("Of {read} rows, {bad} are to be corrected; the others are in order.")
COLUMNS_ONLY = N_("The {read} rows are in order, but not the columns.")
REFUSED = N_("Until the columns are corrected, the file cannot be used.")
SEND_BACK = N_("Please correct the file where it comes from, and send it again as a whole, also the rows in order.")
ADDRESSES = N_(
    "Addresses found: {number} at their number, {nearest} at the nearest number of the street, {street} by the street "
    "alone."
)
PRIVATE = N_("This report is for you alone: it may hold what your file says about people. Do not pass it on.")

HEADINGS = (
    N_("Column"), N_("What is wrong"), N_("What to do"), N_("Example"), N_("How many rows"), N_("Lines in your file"),
    N_("The column, as agreed"),
)  # fmt: skip

STOPPING = ("column_missing", "column_forbidden", "columns_order", "columns_none")


@dataclass(frozen=True)
class Summary:
    """The head of a report in one language."""

    language: str
    title: str
    about: str
    verdict: str
    lines: tuple[str, ...]
    sound: bool


def summary(examined: Examination, told: Sequence[Complaint], language: str) -> Summary:
    """Return the head of a report."""
    say = translations(language).gettext
    day = format_date(dt.date.fromisoformat(examined.date), "long", locale={"fr": "fr_FR", "en": "en_GB"}[language])
    about = say(ABOUT).format(title=examined.title.in_(language), file=examined.file, date=day)
    if examined.schema:
        about += " " + say(AGAINST).format(schema=examined.schema)
    sound = all(one.harmless for one in told)
    refused = any(rule.name in STOPPING for rule in examined.faults.rules)
    lines = [] if sound else [say(SEND_BACK)]
    if refused:
        lines.insert(0, say(REFUSED))
    lines += [_addresses(examined.addressed, language)] if examined.addressed else []
    return Summary(language, say(TITLE), about, _verdict(examined, sound, language), (*lines, say(PRIVATE)), sound)


def _addresses(addressed: Addressed, language: str) -> str:
    number, nearest, street = (whole(addressed.found[precision], language) for precision in Precision)
    return translations(language).gettext(ADDRESSES).format(number=number, nearest=nearest, street=street)


def _verdict(examined: Examination, sound: bool, language: str) -> str:
    say = translations(language).gettext
    if examined.raw is None:
        return say(UNREADABLE)
    read = len(examined.raw.frame) + len(examined.raw.broken)
    bad = len(examined.faults.faulty()) + len(examined.raw.broken)
    words = SOUND if sound else SOME if bad else COLUMNS_ONLY
    return say(words).format(read=whole(read, language), bad=whole(bad, language))
